"""The workbook that `goodplace init` writes: valid, with a comment on every heading and drop-downs in the cells."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from pydantic.fields import FieldInfo

from goodplace.formats.starter import STARTER_NOTES, STARTER_TABLES
from goodplace.formats.write_place import FIXED_TIME, PLAIN_TEXT, RawRow, write_cell
from goodplace.place.columns import columns_of, in_words, kind_of, words_of
from goodplace.place.errors import InputError
from goodplace.place.place import LATER_TABLES
from goodplace.place.settings import Settings
from goodplace.place.tables import REQUIRED_TABLES, TABLES

# Rows that carry drop-downs and formats below the heading.
_ROWS_READY = 200
# Columns that name rows of another table.
_LISTS = {"payer": "partners", "lead": "partners", "partner": "partners", "from_partner": "partners"}
_LISTS |= {"to_partner": "partners", "option": "options", "outcome": "outcomes"}


def write_template(path: Path) -> Path:
    """Write the starting workbook to `path`, which must not exist yet. Raises InputError when it can't."""
    content = template()
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        message = f"{path} is there already and is left as it is. Choose another name."
        raise InputError(message, code="file-exists") from error
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.", code="cannot-write") from error
    return path


def template() -> bytes:
    """The starting workbook; the same bytes every time."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, PLAIN_TEXT)
    book.set_properties({"created": FIXED_TIME, "title": "A place for goodplace"})
    formats = {
        "heading": book.add_format({"bold": True, "bg_color": "#1d70b8", "font_color": "#ffffff"}),
        "optional": book.add_format({"bold": True, "bg_color": "#b1b4b6"}),
        "text": book.add_format({"num_format": "@"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    _write_notes(book, formats)
    for table in (table for table in TABLES if table not in LATER_TABLES):
        _write_table(book, table, STARTER_TABLES.get(table, ()), formats)
    book.get_worksheet_by_name("place").activate()
    book.close()
    return buffer.getvalue()


def _write_notes(book: Any, formats: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet("notes")
    sheet.set_column(0, 0, 110)
    for line, text in enumerate(STARTER_NOTES):
        is_title = bool(text) and (line == 0 or not STARTER_NOTES[line - 1])
        sheet.write_string(line, 0, text, formats["title"] if is_title else None)
    # The drop-down of settings takes its words from here: written out they are longer than a drop-down may be.
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 110)
    sheet.write_string(0, 1, "Settings", formats["title"])
    for line, (name, info) in enumerate(Settings.model_fields.items(), start=1):
        sheet.write_string(line, 1, name)
        sheet.write_string(line, 2, info.description or "")


def _write_table(book: Any, table: str, rows: Sequence[RawRow], formats: Mapping[str, Any]) -> None:
    sheet, is_needed = book.add_worksheet(table), table in REQUIRED_TABLES
    sheet.set_tab_color("#1d70b8" if is_needed else "#b1b4b6")
    sheet.freeze_panes(1, 0)
    for at, (name, info) in enumerate(columns_of(table).items()):
        as_text = formats["text"] if kind_of(info) == "financial year" or name == "value" else None
        sheet.set_column(at, at, _width(name, rows), as_text)
        sheet.write_string(0, at, name, formats["heading" if is_needed else "optional"])
        sheet.write_comment(0, at, in_words(info), {"x_scale": 2.5, "y_scale": 1.5, "author": "goodplace"})
        _add_list(sheet, at, name, info, table)
        for line, row in enumerate(rows, start=1):
            write_cell(sheet, line, at, row.get(name))


def _width(name: str, rows: Sequence[RawRow]) -> int:
    longest = max((len(str(row.get(name, ""))) for row in rows), default=0)
    return min(60, max(12, len(name) + 2, longest + 2))


def _add_list(sheet: Any, at: int, name: str, info: FieldInfo, table: str) -> None:
    words, target = words_of(info), _LISTS.get(name)
    if words:
        sheet.data_validation(1, at, _ROWS_READY, at, {"validate": "list", "source": words})
    elif (table, name) == ("place", "key"):
        source = f"=notes!$B$2:$B${len(Settings.model_fields) + 1}"
        sheet.data_validation(1, at, _ROWS_READY, at, {"validate": "list", "source": source})
    elif target:
        # An outcome may also be a unit-cost code, so the list only offers.
        source = f"={target}!$A$2:$A${_ROWS_READY + 1}"
        rule = {"validate": "list", "source": source, "show_error": target != "outcomes"}
        sheet.data_validation(1, at, _ROWS_READY, at, rule)
