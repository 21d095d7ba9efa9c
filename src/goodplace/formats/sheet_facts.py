"""What a workbook's own XML says beside the values: hidden rows, merged cells, formulas without a value, the last row.

One pass in a stream, so that a sheet with a million formatted empty rows costs little.
"""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from goodplace.place.raw import MOST_ROWS

_CELL = re.compile(r"([A-Z]+)(\d+)")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class SheetPart:
    """A sheet of a workbook: its title, whether it is hidden, and its file inside the zip."""

    title: str
    hidden: bool
    path: str


@dataclass
class SheetFacts:
    """Rows and columns count from 1. `filled` maps each row with values to the bits of the columns that have one."""

    filled: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)

    @property
    def last_row(self) -> int:
        return max(self.filled, default=0)

    @property
    def last_column(self) -> int:
        return max((columns.bit_length() - 1 for columns in self.filled.values()), default=0)

    def holds_data(self, cells: str) -> bool:
        """Whether any cell of a range such as A1:C2 has a value."""
        (left, top), (right, bottom) = (_position(corner) for corner in (cells.split(":") * 2)[:2])
        return any(self.has_values(row, left, right) for row in self.filled if top <= row <= bottom)

    def has_values(self, row: int, left: int, right: int) -> bool:
        """Whether a row has a value between two columns, both included."""
        return bool(self.filled.get(row, 0) & ((1 << right + 1) - (1 << left)))


def sheet_parts(book: zipfile.ZipFile) -> list[SheetPart]:
    """The sheets of a workbook, in order. KeyError when the zip isn't a workbook."""
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind("{*}sheets/{*}sheet")
    return [
        SheetPart(
            title=str(sheet.get("name")),
            hidden=sheet.get("state", "visible") != "visible",
            path=str(PurePosixPath("/xl", targets[sheet.get(f"{{{_OFFICE}}}id")]))[1:],
        )
        for sheet in sheets
    ]


class TooManyRowsError(Exception):
    """A sheet has more rows with values than a table may have."""


def sheet_facts(stream: IO[bytes]) -> SheetFacts:
    """Read a sheet's XML once. Raises expat.ExpatError when it is broken, TooManyRowsError beyond MOST_ROWS."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ParseFile(stream)
    return reader.facts


def _position(cell: str) -> tuple[int, int]:
    """Column and row of a cell: "B3" → (2, 3)."""
    match = _CELL.fullmatch(cell.replace("$", ""))
    if not match:
        raise ValueError(f"{cell!r} is not a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


class _Reader:
    """Collects the facts while the XML streams by."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.row = self.column = 0
        self.kind, self.has_formula, self.has_value, self.in_value = "n", False, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
                if attributes.get("hidden") in ("1", "true"):
                    self.facts.hidden_rows.add(self.row)
            case "c":
                where = attributes.get("r")
                self.column, self.row = _position(where) if where else (self.column + 1, self.row)
                self.kind, self.has_formula, self.has_value = attributes.get("t", "n"), False, False
            case "f":
                self.has_formula = True
            case "v" | "t":
                self.in_value = True
            case "col" if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
            case "mergeCell":
                self.facts.merged.append(attributes["ref"])

    def text(self, data: str) -> None:
        self.has_value |= self.in_value and bool(data)

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self.in_value = False
            case "c":
                self._end_cell()

    def _end_cell(self) -> None:
        # A formula that gives an empty text is calculated: only there is an empty value a value.
        uncalculated = self.has_formula and not self.has_value and self.kind != "str"
        if uncalculated:
            self.facts.uncalculated.add((self.row, self.column))
        if self.has_value or uncalculated:
            self.facts.filled[self.row] = self.facts.filled.get(self.row, 0) | 1 << self.column
            if len(self.facts.filled) > MOST_ROWS + 1:
                raise TooManyRowsError
