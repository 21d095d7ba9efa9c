"""Results as one workbook: a sheet a table, totals as live sums, and no text that could become a formula."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from goodplace.formats.result_cells import cell_value, stable
from goodplace.formats.write_place import FIXED_TIME, PLAIN_TEXT
from goodplace.place.result_table import CellKind, ResultTable
from goodplace.place.rows import column_letters

_MOST_LETTERS_IN_A_CELL = 32_767
_MOST_LETTERS_IN_A_TITLE = 31
_FORMATS: Mapping[CellKind, str] = {"money": "#,##0.00", "share": "0.0%", "number": "#,##0.####", "count": "#,##0"}


def results_workbook(tables: Sequence[ResultTable], *, title: str, about: Sequence[str]) -> bytes:
    """The workbook's bytes: a first sheet `about`, then a sheet a table. Equal tables give equal bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, PLAIN_TEXT)
    book.set_properties({"created": FIXED_TIME, "title": _cut(title, 255)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    titles = sheet_titles([table.key for table in tables])
    _write_about(book, tables, titles, [title, *about], bold)
    for table, sheet_title in zip(tables, titles, strict=True):
        _write_table(book, table, sheet_title, bold)
    book.close()
    return buffer.getvalue()


def sheet_titles(keys: Sequence[str]) -> list[str]:
    """A title a spreadsheet takes for each table: letters, digits, _ and space, up to 31, no two alike."""
    taken = {"about", "history"}
    titles = []
    for key in keys:
        plain = "".join(letter if letter.isalnum() or letter in "_ " else "_" for letter in key) or "table"
        title, count = plain[:_MOST_LETTERS_IN_A_TITLE], 1
        while title.lower() in taken:
            count += 1
            title = f"{plain[: _MOST_LETTERS_IN_A_TITLE - len(str(count)) - 1]}_{count}"
        taken.add(title.lower())
        titles.append(title)
    return titles


def _write_about(
    book: Any, tables: Sequence[ResultTable], titles: Sequence[str], lines: Sequence[str], bold: Any
) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 2, 80)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, _cut(line), bold if row == 0 else None)
    for row, (table, title) in enumerate(zip(tables, titles, strict=True), start=len(lines) + 1):
        for column, text in enumerate((title, table.title, table.note)):
            sheet.write_string(row, column, _cut(text))


def _write_table(book: Any, table: ResultTable, title: str, bold: Any) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        style = book.add_format({"num_format": _FORMATS.get(column.kind, "General")})
        heading = column.title + (f" ({column.unit})" if column.unit else "")
        sheet.set_column(at, at, 24 if column.kind == "text" else 16)
        sheet.write_string(0, at, _cut(heading), bold)
        values = [cell_value(row[at], column.kind) for row in table.rows]
        for line, value in enumerate(values, start=1):
            _write_cell(sheet, line, at, value, style)
        if column.key in table.totals and values:
            _write_total(book, sheet, at, values, column.kind)
    _write_total_label(sheet, table, bold)


def _write_cell(sheet: Any, line: int, at: int, value: str | float | int | None, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(line, at, _cut(value))
    elif value is not None:
        sheet.write_number(line, at, value, style)


def _write_total(book: Any, sheet: Any, at: int, values: Sequence[str | float | int | None], kind: CellKind) -> None:
    """A sum that stays a formula, with its value, so that programs which don't calculate show it too."""
    style = book.add_format({"num_format": _FORMATS.get(kind, "General"), "bold": True, "top": 1})
    total = stable(sum(value for value in values if isinstance(value, int | float)))
    letters, last = column_letters(at), len(values) + 1
    sheet.write_formula(len(values) + 1, at, f"=SUM({letters}2:{letters}{last})", style, total)


def _write_total_label(sheet: Any, table: ResultTable, bold: Any) -> None:
    if table.totals and table.rows and table.columns[0].key not in table.totals:
        sheet.write_string(len(table.rows) + 1, 0, "Total", bold)


def _cut(text: str, most: int = _MOST_LETTERS_IN_A_CELL) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
