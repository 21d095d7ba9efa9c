"""Who may see a figure, a table or a route: the one rule that pages, exports and routes all ask.

public: anybody · committee: the committee, the partners and the analyst · partners: the partners and the analyst ·
partner: the partners named, and the analyst, who prepares the run and holds its inputs anyway.
"""

from dataclasses import dataclass
from typing import Literal

from goodplace.place.figure import Visibility

Role = Literal["anybody", "committee", "partner", "analyst"]
VISIBILITIES: tuple[Visibility, ...] = ("public", "committee", "partners", "partner")
ROLES: tuple[Role, ...] = ("anybody", "committee", "partner", "analyst")

_SEEN_BY: dict[Visibility, frozenset[Role]] = {
    "public": frozenset(ROLES),
    "committee": frozenset(("committee", "partner", "analyst")),
    "partners": frozenset(("partner", "analyst")),
    "partner": frozenset(("analyst",)),
}


@dataclass(frozen=True)
class Viewer:
    """Who looks. `partner` is the id of the partner that somebody with the role "partner" belongs to; else empty."""

    role: Role = "anybody"
    partner: str = ""


ANYBODY = Viewer()


def may_see(viewer: Viewer, visibility: Visibility, named: tuple[str, ...] = ()) -> bool:
    """Whether `viewer` may see what carries this visibility. `named`: the partners who may see what is "partner"."""
    own = visibility == "partner" and viewer.role == "partner" and viewer.partner in named
    return own or viewer.role in _SEEN_BY[visibility]
