"""The door for a folder of CSVs: <table>.csv or <table>.csv.gz, in UTF-8 or Windows-1252."""

import csv
import gzip
import io
import zlib
from pathlib import Path

from goodplace.formats.place_folder import csv_title
from goodplace.formats.workbook import LARGEST_PART, unknown_sheet
from goodplace.place.problems import Origin, Problem, found
from goodplace.place.raw import MOST_ROWS, RawPlace, RawTable, is_blank, table_named

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class _UnusableError(Exception):
    """A file that can't be read as a CSV."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_csv_folder(folder: Path) -> RawPlace:
    """Read every CSV in a folder; other files in it are left alone."""
    tables: dict[str, RawTable] = {}
    problems: list[Problem] = []
    folder = folder if folder.name else folder.absolute()  # "." has no name to say where a problem is
    for path in sorted(folder.iterdir()):
        title = csv_title(path)
        if title is not None:
            _read_file(path, title, tables, problems)
    return RawPlace(folder.name, tables, tuple(problems))


def _read_file(path: Path, title: str, tables: dict[str, RawTable], problems: list[Problem]) -> None:
    at, table = Origin(path.parent.name, path.name, 0), table_named(title)
    if table is None:
        problems.append(unknown_sheet(at, title))
    elif table in tables:
        what = f"another file, {tables[table].sheet}, holds the same table"
        problems.append(found("sheet-twice", what, at=at, fix="Keep one of them."))
    else:
        try:
            tables[table] = _raw_table(_text(_bytes(path, at), at, problems), at)
        except _UnusableError as error:
            problems.append(error.problem)
            tables[table] = RawTable(at.file, at.sheet, 1, (), (), usable=False)


def _bytes(path: Path, at: Origin) -> bytes:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            content = stream.read(LARGEST_PART + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        fix = "Fetch or make it again."
        raise _UnusableError(
            found("file-truncated", "the file ends too early or is damaged", at=at, fix=fix)
        ) from error
    except OSError as error:
        what = f"it can't be read: {error.strerror}"
        raise _UnusableError(found("file-unreadable", what, at=at, fix="Ask whoever owns the file.")) from error
    if len(content) > LARGEST_PART:
        fix = "A place is described in hundreds of rows: sum them up first."
        raise _UnusableError(found("file-too-large", "the file is too large", at=at, fix=fix))
    return content


def _text(content: bytes, at: Origin, problems: list[Problem]) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding, at)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(content, "cp1252", at)
    fix = "Check names with accents or signs; save it as CSV UTF-8 to be sure."
    problems.append(found("encoding-guessed", "it isn't UTF-8 and was read as Windows-1252", at=at, fix=fix))
    return text


def _decoded(content: bytes, encoding: str, at: Origin) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"it isn't text in UTF-8 or Windows-1252 (byte {error.start})"
        raise _UnusableError(found("csv-not-text", what, at=at, fix="Save it as CSV UTF-8.")) from error


def _raw_table(text: str, at: Origin) -> RawTable:
    if "\0" in text:
        raise _UnusableError(
            found("csv-not-text", "it holds bytes that aren't text", at=at, fix="Save it as CSV UTF-8.")
        )
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        what = f"it isn't a sound CSV: {error}"
        fix = "Look for a quotation mark that is never closed, or save it as CSV UTF-8 again."
        raise _UnusableError(found("csv-broken", what, at=at, fix=fix)) from error
    numbered = enumerate(records, start=1)
    filled = [(number, tuple(cells)) for number, cells in numbered if not all(is_blank(cell) for cell in cells)]
    if len(filled) > MOST_ROWS + 1:
        fix = "A place is described in hundreds of rows: sum them up first."
        raise _UnusableError(found("too-many-rows", f"it has more than {MOST_ROWS:,} rows", at=at, fix=fix))
    if not filled:
        return RawTable(at.file, at.sheet, 1, (), ())
    (header_row, header), *rows = filled
    return RawTable(at.file, at.sheet, header_row, header, tuple(rows))


def _delimiter(text: str) -> str:
    """The comma, or what a spreadsheet in another language writes instead."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)
