"""A Figure: a number that has a name, says who may see it, and can be recomputed with its working shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Visibility = Literal["partner", "partners", "committee", "public"]
# How a line's parts make its value: parts without a value are remarks and don't count. "difference" takes the others
# from the first; "shortfall" does too, and is never below 0; "" says that the text tells how.
How = Literal["", "sum", "difference", "product", "quotient", "shortfall", "largest"]


@dataclass(frozen=True)
class Working:
    """One line of working: what, its value, and the lines it is made from (`how`). Leaves carry their source.

    `private_to`: ids of the partners whose negotiating position this line gives away; empty where it gives away none.
    """

    text: str
    value: float | None = None
    unit: str = ""
    source: str = ""
    parts: tuple["Working", ...] = ()
    how: How = ""
    private_to: tuple[str, ...] = ()

    def walk(self) -> Iterator["Working"]:
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Figure:
    """A figure of a run.

    `value` is None when it is not known. `unit` names unit and price base ("£, present value, 2009/10 prices").
    `marks` says what stands behind it that a reader must know (assumed, recalled, stale, defaulted, unknown).
    `working` recomputes the figure and returns its tree. `named`: ids of the partners who may see a figure whose
    visibility is "partner"; empty otherwise.
    """

    name: str
    title: str
    value: float | None
    unit: str
    working: Callable[[], Working]
    visibility: Visibility = "partners"
    marks: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
