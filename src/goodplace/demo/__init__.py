"""A made-up place with known truth, of any size, seeded; and made-up people for it or for a real place."""

from goodplace.demo.folder import DemoPlace, write_demo_place
from goodplace.demo.made_up import MadeUpPlace, made_up_place, write_demo
from goodplace.demo.margins import DEFAULT_MARGINS, Margins, margins_of
from goodplace.demo.people import MadeUpPeople, made_up_people
from goodplace.demo.write_people import write_people

__all__ = [
    "DEFAULT_MARGINS",
    "DemoPlace",
    "MadeUpPeople",
    "MadeUpPlace",
    "Margins",
    "made_up_people",
    "made_up_place",
    "margins_of",
    "write_demo",
    "write_demo_place",
    "write_people",
]
