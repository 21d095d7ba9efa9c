"""The door for one Excel workbook: a sheet a table."""

import errno
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import openpyxl

from goodplace.formats.sheet_facts import SheetFacts, SheetPart, TooManyRowsError, sheet_facts, sheet_parts
from goodplace.place.problems import Origin, Problem, ProblemsFound, found, nearest, row_list
from goodplace.place.raw import MOST_ROWS, RawPlace, RawTable, Unreadable, is_blank, is_notes, table_named
from goodplace.place.rows import column_letters
from goodplace.place.tables import TABLES

LARGEST_PART = 300_000_000
_SAVE_AS = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)."
# What zipfile, expat and openpyxl raise on bytes that were changed or cut off.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ParseError, ExpatError),
    *(KeyError, ValueError, IndexError, TypeError, AttributeError),
)


def read_workbook(path: Path) -> RawPlace:
    """Read every sheet of a workbook. Raises ProblemsFound when the file as a whole can't be read."""
    at = Origin(path.name, "", 0)
    try:
        with zipfile.ZipFile(path) as book:
            _refuse_other_zips(book, at)
            facts = {part: _facts(book, part) for part in sheet_parts(book)}
        return _raw_place(path, facts)
    except TooManyRowsError as error:
        what = f"the sheet {error} has more than {MOST_ROWS:,} rows"
        raise _refusal(
            "too-many-rows", what, at, "A place is described in hundreds of rows: sum them up first."
        ) from error
    except _DAMAGE as error:
        raise _damaged(at) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise _damaged(at) from error  # sent to a place before the file begins


def _damaged(at: Origin) -> ProblemsFound:
    what = "the workbook ends too early or is damaged"
    return _refusal("file-truncated", what, at, f"Fetch or save it again. {_SAVE_AS}")


def _refusal(code: str, what: str, at: Origin, fix: str) -> ProblemsFound:
    return ProblemsFound([found(code, what, at=at, fix=fix)])


def _refuse_other_zips(book: zipfile.ZipFile, at: Origin) -> None:
    names = {item.filename: item.file_size for item in book.infolist()}
    if "xl/workbook.xml" not in names:
        what = "it isn't an Excel workbook (.xlsx) but something else"
        raise _refusal("not-a-workbook", what, at, _SAVE_AS)
    if max(names.values()) > LARGEST_PART:
        raise _refusal("file-too-large", "the workbook is too large", at, "Keep only the tables of the place in it.")
    if b"purl.oclc.org/ooxml" in book.read("xl/workbook.xml"):
        what = "it is a Strict Open XML workbook"
        raise _refusal("not-a-workbook", what, at, "Save it as Excel Workbook (.xlsx), not as Strict Open XML.")


def _facts(book: zipfile.ZipFile, part: SheetPart) -> SheetFacts:
    try:
        with book.open(part.path) as stream:
            return sheet_facts(stream)
    except TooManyRowsError as error:
        raise TooManyRowsError(part.title) from error


def _raw_place(path: Path, facts: dict[SheetPart, SheetFacts]) -> RawPlace:
    tables: dict[str, RawTable] = {}
    problems: list[Problem] = []
    with path.open("rb") as stream, warnings.catch_warnings():
        # openpyxl warns of drop-downs and the like that it would lose on saving; nothing is saved here.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        for part, fact in facts.items():
            if fact.filled or table_named(part.title):
                _read_sheet(path.name, book, part, fact, tables, problems)
    return RawPlace(path.name, tables, tuple(problems))


def _read_sheet(
    file: str, book: Any, part: SheetPart, facts: SheetFacts, tables: dict[str, RawTable], problems: list[Problem]
) -> None:
    at, table = Origin(file, part.title, 0), table_named(part.title)
    if table is None:
        problems.append(unknown_sheet(at, part.title))
    elif table in tables:
        what = f"another sheet, {tables[table].sheet}, holds the same table"
        problems.append(found("sheet-twice", what, at=at, fix="Keep one of them."))
    else:
        tables[table] = _raw_table(at, book[part.title], facts)
        problems += _remarks(at, part, facts)


def unknown_sheet(at: Origin, title: str) -> Problem:
    """A sheet or file that isn't a table: left alone when it is for people only, else an error."""
    if is_notes(title):
        return found("sheet-ignored", "notes are left alone", at=at)
    fix = f"{nearest(title, TABLES)} Rename it, remove it, or let its name begin with “notes”."
    return found("unknown-sheet", f"“{title}” isn't a table", at=at, fix=fix)


def _raw_table(at: Origin, sheet: Any, facts: SheetFacts) -> RawTable:
    if not facts.filled:
        return RawTable(at.file, at.sheet, 1, (), ())
    lines = sheet.iter_rows(min_row=1, max_row=facts.last_row, max_col=facts.last_column, values_only=True)
    numbered = [(number, _cells(number, cells, facts)) for number, cells in enumerate(lines, start=1)]
    filled = [(number, cells) for number, cells in numbered if not all(is_blank(cell) for cell in cells)]
    if not filled:
        return RawTable(at.file, at.sheet, 1, (), ())
    (header_row, header), *rows = filled
    return RawTable(at.file, at.sheet, header_row, header, tuple(rows))


def _cells(number: int, cells: tuple[Any, ...], facts: SheetFacts) -> tuple[Any, ...]:
    return tuple(
        Unreadable.CELL if (number, column) in facts.uncalculated else _undone(cell)
        for column, cell in enumerate(cells, start=1)
    )


def _undone(cell: Any) -> Any:
    """A carriage return, which Excel writes in a way of its own."""
    return cell.replace("_x000D_", "\r") if isinstance(cell, str) else cell


def _remarks(at: Origin, part: SheetPart, facts: SheetFacts) -> Iterator[Problem]:
    """What a reader of the sheet on a screen would not see, and what can't be read for sure."""
    if part.hidden:
        yield found("hidden-sheet", "the sheet is hidden; it was read", at=at)
    hidden = [row for row in facts.hidden_rows if row in facts.filled]
    if hidden:
        yield found("hidden-rows", f"{row_list(hidden)}: hidden, and read all the same", at=at)
    for first, last in facts.hidden_columns:
        if any(facts.has_values(row, first, last) for row in facts.filled):
            what = f"column {column_letters(first - 1)} is hidden, and was read all the same"
            yield found("hidden-columns", what, at=at, column=column_letters(first - 1))
    for cells in sorted(facts.merged):
        if facts.holds_data(cells):
            what = f"the cells {cells} are merged"
            yield found("merged-cells", what, at=at, got=cells, fix="Unmerge them and give every row its own values.")
    if facts.uncalculated:
        yield _never_calculated(at, facts)


def _never_calculated(at: Origin, facts: SheetFacts) -> Problem:
    row, column = min(facts.uncalculated)
    count = len(facts.uncalculated)
    what = "a formula has no value" if count == 1 else f"{count} formulas have no value, the first of them here"
    fix = "Open the workbook in a spreadsheet program, let it calculate, and save it."
    where = Origin(at.file, at.sheet, row)
    return found("formula-without-value", what, at=where, column=column_letters(column - 1), fix=fix)
