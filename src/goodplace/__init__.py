"""Strike a deal that every partner in a place would rather sign than walk away from.

    from goodplace import read_place, work_out
    from goodplace.quick import quick

    place, notes = read_place(Path("my-place.xlsx"))      # checked; ProblemsFound lists everything that is wrong
    report = work_out(place)                              # value, plan, deal, in numbers
    result = quick(Path("my-place.xlsx"))                 # all of that, and the page beside the file

Names are imported when they are asked for, so that `import goodplace` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goodplace.agree.report import Report, work_out
    from goodplace.agree.solutions import solve_game
    from goodplace.formats import read_place, write_place
    from goodplace.place.errors import GoodplaceError, InputError
    from goodplace.place.place import Place
    from goodplace.place.problems import Problem, ProblemsFound

__version__: str

_HOMES = {
    "GoodplaceError": "goodplace.place.errors",
    "InputError": "goodplace.place.errors",
    "Place": "goodplace.place.place",
    "Problem": "goodplace.place.problems",
    "ProblemsFound": "goodplace.place.problems",
    "Report": "goodplace.agree.report",
    "read_place": "goodplace.formats",
    "solve_game": "goodplace.agree.solutions",
    "work_out": "goodplace.agree.report",
    "write_place": "goodplace.formats",
}
__all__ = [
    "GoodplaceError",
    "InputError",
    "Place",
    "Problem",
    "ProblemsFound",
    "Report",
    "read_place",
    "solve_game",
    "work_out",
    "write_place",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("goodplace")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'goodplace' has no attribute {name!r}")
