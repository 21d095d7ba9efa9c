"""A table of results: what the page, the workbook, the CSVs and the data package all print."""

from dataclasses import dataclass
from typing import Literal

from goodplace.place.figure import Visibility

CellKind = Literal["text", "money", "number", "share", "year", "count"]
ResultCell = str | float | int | None


@dataclass(frozen=True)
class ResultColumn:
    """A column: its key in files, its heading on pages, what it holds, its unit and meaning."""

    key: str
    title: str
    kind: CellKind = "text"
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class ResultTable:
    """Rows in a fixed order. `totals` names the columns that a total row adds up (a live formula in the workbook).

    `visibility`: who may have the whole table; one that holds any partner's own position is "partner", for the analyst.
    """

    key: str
    title: str
    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[ResultCell, ...], ...]
    totals: tuple[str, ...] = ()
    note: str = ""
    visibility: Visibility = "partner"
