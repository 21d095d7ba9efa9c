"""Tables as they were written, before anything in them is checked: what the doors in goodplace.formats hand over."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from goodplace.place.problems import Origin, Problem
from goodplace.place.tables import TABLES

MOST_ROWS = 200_000


class Unreadable(Enum):
    """A cell that has been reported already: its row is set aside without a second complaint."""

    CELL = "unreadable"


@dataclass(frozen=True)
class RawTable:
    """One sheet or CSV. `header` and each row hold cells from the first column on; rows carry their row number.

    One that isn't `usable` is there but can't be read, which has been reported.
    """

    file: str
    sheet: str
    header_row: int
    header: tuple[Any, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    usable: bool = True

    def at(self, row: int = 0) -> Origin:
        """Where a row of this table is; row 0 is the table itself."""
        return Origin(self.file, self.sheet, row)


@dataclass(frozen=True)
class RawPlace:
    """Every table that was found, by its name in TABLES, and what was found wrong on the way.

    `has_conversation`: whether the folder of a conversation lies beside the tables; it hasn't been looked into.
    """

    source_name: str
    tables: Mapping[str, RawTable]
    problems: tuple[Problem, ...] = ()
    has_conversation: bool = False


def is_blank(cell: Any) -> bool:
    """True for an empty cell and for one that holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain_name(heading: Any) -> str:
    """A heading or sheet name as tables and columns are called: case, spaces and hyphens don't matter."""
    return "_".join(str(heading).replace("-", " ").replace("_", " ").lower().split())


def table_named(sheet: str) -> str | None:
    """The table that a sheet or file of this name holds, if any."""
    name = plain_name(sheet)
    return name if name in TABLES else None


def is_notes(sheet: str) -> bool:
    """True for a sheet that is for people only and is left alone."""
    return plain_name(sheet).startswith(("note", "readme", "read_me"))
