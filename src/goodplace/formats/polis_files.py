"""One CSV of a Polis export: found, opened, its headings matched, and count kept of the rows that are set aside."""

import csv
import gzip
import io
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from goodplace.place.problems import Origin, Problem, ProblemsFound, found, row_list

COMMENTS, VOTES, MATRIX, SUMMARY = "comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"
AGAIN = "Fetch the export again: in Polis, open the report of the conversation and download every file of its raw data."
# The largest real export has 0.4 million votes, 14 MB: what is a hundred times that is no export, or is made to fill
# the memory.
LARGEST_FILE = 1 << 30
Cells = list[str]


@dataclass(frozen=True)
class FileCount:
    """Rows of one file: read = kept + set aside."""

    file: str
    read: int
    kept: int
    set_aside: int


@dataclass
class ExportFile:
    """The rows of a CSV with their row numbers as a spreadsheet shows them, and those set aside, with the reason."""

    at: Origin
    columns: dict[str, int]
    header: Cells
    rows: list[tuple[int, Cells]]
    aside: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def set_aside(self, row: int, column: str, why: str) -> None:
        """Leave a row out. What stands in it is never said: it may be about a person."""
        self.aside[column, why].append(row)

    def cell(self, cells: Cells, column: str) -> str | None:
        """The text of a cell; None where the file has no such column."""
        at = self.columns.get(column)
        return None if at is None else cells[at].strip()

    @property
    def count(self) -> FileCount:
        lost = sum(len(rows) for rows in self.aside.values())
        return FileCount(self.at.sheet, len(self.rows), len(self.rows) - lost, lost)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A note for each column and reason."""
        return tuple(self._note(column, why, rows) for (column, why), rows in sorted(self.aside.items()))

    def _note(self, column: str, why: str, rows: list[int]) -> Problem:
        at = Origin(self.at.file, self.at.sheet, rows[0])
        what = f"{row_list(rows)}: set aside, since {why}"
        return found("conversation-rows-set-aside", what, at=at, column=column, fix="The rest is used. " + AGAIN)


def find_file(folder: Path, name: str) -> Path | None:
    """A file of the export by its name, with or without .gz and whatever its case; None where it isn't there."""
    there = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    return there.get(name) or there.get(f"{name}.gz")


def open_file(path: Path, *, needed: tuple[str, ...]) -> tuple[ExportFile, tuple[Problem, ...]]:
    """Read one CSV whole; rows shorter or longer than the headings are set aside. The notes say what was guessed.

    Raises ProblemsFound where the file can't be read or a needed column is missing.
    """
    at = Origin(path.parent.name, path.name, 0)
    text, notes = _text(_bytes(path, at), at)
    header, rows = _records(text, at)
    columns = {name: n for n, name in reversed(list(enumerate(heading.strip().lower() for heading in header)))}
    missing = [name for name in needed if name not in columns]
    if missing:
        raise _without(missing, header, at, headings=len(missing) < len(needed))
    opened = ExportFile(at, columns, header, rows)
    for row, cells in rows:
        if len(cells) != len(header):
            opened.set_aside(row, "", "it doesn't have as many cells as there are headings")
    return opened, notes


def _without(missing: list[str], header: Cells, at: Origin, *, headings: bool) -> ProblemsFound:
    """headings: some of the first row is. Else what stands in it isn't said: it may be what a person wrote."""
    what, got = f"there is no column {' or '.join(missing)}", "a first row with none of them: are there headings?"
    if headings:
        got = ", ".join(header[:8]) + (" …" if len(header) > 8 else "")
    return _refused("missing-column", what, at, AGAIN, column=missing[0], got=got)


def whole_rows(file: ExportFile) -> list[tuple[int, Cells]]:
    """The rows with as many cells as there are headings."""
    return [(row, cells) for row, cells in file.rows if len(cells) == len(file.header)]


def key_values(path: Path) -> dict[str, str]:
    """The keys and values of summary.csv. Raises ProblemsFound where it can't be read."""
    at = Origin(path.parent.name, path.name, 0)
    header, rows = _records(_text(_bytes(path, at), at)[0], at)
    lines = [header, *(cells for _, cells in rows)]
    return {cells[0].strip().lower(): cells[1] for cells in lines if len(cells) > 1}


def _refused(code: str, what: str, at: Origin, fix: str, *, column: str = "", got: str = "") -> ProblemsFound:
    return ProblemsFound([found(code, what, at=at, column=column, got=got, fix=fix)])


def _bytes(path: Path, at: Origin) -> bytes:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _refused("file-truncated", "the file ends too early or is damaged", at, AGAIN) from error
    except OSError as error:
        what = f"it can't be read: {error.strerror}"
        raise _refused("file-unreadable", what, at, "Ask whoever owns the file.") from error
    if len(content) > LARGEST_FILE:
        raise _refused("file-too-large", "the file is larger than any export", at, AGAIN)
    if not content.strip():
        raise _refused("file-empty", "the file is empty", at, AGAIN)
    return content


def _text(content: bytes, at: Origin) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8, as Polis writes it, or Windows-1252, as a spreadsheet may have saved it, which is said."""
    if b"\0" in content:
        raise _refused("csv-not-text", "it holds bytes that aren't text", at, AGAIN)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        what = "it isn't UTF-8 and was read as Windows-1252"
        note = found("encoding-guessed", what, at=at, fix="Check statements with accents or signs. " + AGAIN)
        return content.decode("cp1252", errors="replace"), (note,)


def _records(text: str, at: Origin) -> tuple[Cells, list[tuple[int, Cells]]]:
    """The headings, and the rows that aren't empty with their numbers. A cell may hold commas and line ends."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    usual = csv.field_size_limit(LARGEST_FILE)  # a long statement is still one
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        fix = "Look for a quotation mark that is never closed. " + AGAIN
        raise _refused("csv-broken", f"it isn't a sound CSV: {error}", at, fix) from error
    finally:
        csv.field_size_limit(usual)
    numbered = [(number, cells) for number, cells in enumerate(records, start=1) if any(cells)]
    if not numbered:
        raise _refused("file-empty", "the file is empty", at, AGAIN)
    return numbered[0][1], numbered[1:]
