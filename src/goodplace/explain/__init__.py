"""The working behind any figure: found by its name, recomputed when asked for, printed as a tree."""

from goodplace.explain.find import explain, list_names
from goodplace.explain.tree import render

__all__ = ["explain", "list_names", "render"]
