"""A made-up place with known truth, of any size, seeded."""

from goodplace.demo.made_up import MadeUpPlace, made_up_place, write_demo

__all__ = ["MadeUpPlace", "made_up_place", "write_demo"]
