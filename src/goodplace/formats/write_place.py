"""Write raw rows as a workbook or as a folder of CSVs, the way a person would fill them in.

Examples, made-up places and tests are written by this; `read_place` reads both back to the same place.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from goodplace.place.cells import as_kept
from goodplace.place.columns import columns_of, kind_of
from goodplace.place.prices import format_year
from goodplace.place.settings import Settings
from goodplace.place.tables import TABLES

RawRow = Mapping[str, object]
# A workbook carries the time it was made; a fixed one gives equal bytes for equal rows.
FIXED_TIME = dt.datetime(2000, 1, 1)
PLAIN_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_place(tables: Mapping[str, Sequence[RawRow]], path: Path) -> Path:
    """Write raw rows to `path`: a workbook if its name ends in .xlsx, else a folder with one CSV a table.

    tables: table name → rows; a row maps column → str, int, float, None or a sequence of ids. Text stays text,
    whatever it starts with. A table without rows gets its header. Equal rows give equal bytes. Returns the path.
    """
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(_workbook(tables))
        return path
    path.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (path / f"{name}.csv").write_bytes(_csv(_columns_in_use(name, rows), rows))
    return path


def write_place_folder(tables: Mapping[str, Sequence[RawRow]], folder: Path) -> None:
    """Write raw rows as one CSV a table, made for people and for version control; other files in it are left alone.

    Columns stand in declared order, lines end in LF, text is UTF-8. A year given as a whole number (2027) is written
    2027/28, ids in a list are joined by commas, 5.0 is written 5. Equal rows give equal bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        years = _years_of(name)
        written = [{column: _as_written(row, column, years) for column in row} for row in rows]
        (folder / f"{name}.csv").write_bytes(_csv(_columns_in_use(name, rows), written, line_end="\n"))


def _years_of(table: str) -> set[str]:
    """Columns, or settings, that hold a financial year."""
    columns = Settings.model_fields if table == "place" else columns_of(table) if table in TABLES else {}
    return {name for name, info in columns.items() if kind_of(info) == "financial year"}


def _as_written(row: RawRow, column: str, years: set[str]) -> object:
    value, name = row[column], row.get("key") if column == "value" else column
    if isinstance(value, int) and not isinstance(value, bool) and name in years:
        return format_year(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _columns_in_use(table: str, rows: Sequence[RawRow]) -> list[str]:
    """The columns in use, in the order of the schema; then any that the schema doesn't know."""
    used = {column: None for row in rows for column in row}
    known = list(columns_of(table)) if table in TABLES else []
    return [column for column in known if column in used or not rows] + [c for c in used if c not in known]


def _plain(value: object) -> str | float | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return as_kept(value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Iterable):
        return ", ".join(sorted(str(part) for part in value))
    raise TypeError(f"A cell holds text, a number or ids, not {type(value).__name__}.")


def _csv(columns: Sequence[str], rows: Sequence[RawRow], *, line_end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(columns)
    for row in rows:
        cells = [_plain(row.get(column)) for column in columns]
        writer.writerow(["" if cell is None else cell for cell in cells])
    return text.getvalue().encode("utf-8")


def _workbook(tables: Mapping[str, Sequence[RawRow]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, PLAIN_TEXT)
    book.set_properties({"created": FIXED_TIME})
    heading = book.add_format({"bold": True})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        columns = _columns_in_use(name, rows)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, heading)
            sheet.set_column(at, at, max(12, len(column) + 2))
        for line, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                write_cell(sheet, line, at, row.get(column))
    book.close()
    return buffer.getvalue()


def write_cell(sheet: xlsxwriter.worksheet.Worksheet, line: int, at: int, value: object) -> None:
    """Write a value as what it is: text never becomes a formula, a link or a number."""
    cell = _plain(value)
    if isinstance(cell, str):
        sheet.write_string(line, at, cell)
    elif cell is not None:
        sheet.write_number(line, at, cell)
