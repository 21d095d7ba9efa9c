"""The statements of a Polis export (comments.csv): what was put to people, and whether it was moderated out."""

import re
from dataclasses import dataclass
from pathlib import Path

from goodplace.formats.polis_files import Cells, ExportFile, open_file, whole_rows
from goodplace.place.problems import Problem

# Control characters, halves of characters, and the marks that turn the direction of all text after them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_MODERATED = {"": 0, "-1": -1, "0": 0, "1": 1}
_TRUE = ("true", "t", "1")
# Polis takes at most about a thousand characters: what is longer was put in by somebody, and would fill a page.
_LONGEST = 2000


@dataclass(frozen=True)
class ReadStatement:
    """A statement as it was exported. row: of comments.csv. Who wrote it is not kept.

    text: on one line, empty where it was moderated out, cut off where it is very long. moderated: 1 passed, 0 not
    moderated, −1 left out. meta: about the conversation itself. agrees, disagrees: what comments.csv counts, repeated
    votes too; None where it doesn't say.
    """

    id: str
    text: str
    row: int
    moderated: int
    meta: bool
    agrees: int | None
    disagrees: int | None


def plain_text(text: str) -> str:
    """Text on one line without what can't be seen; anything else stays, HTML too: pages escape it."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def statement_id(text: str) -> str | None:
    """Polis numbers its statements: "012" and "12" are the same. None for anything else."""
    return str(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_statements(path: Path) -> tuple[tuple[ReadStatement, ...], ExportFile, tuple[Problem, ...]]:
    """The statements by number, the file with its rows set aside, and notes. Raises ProblemsFound."""
    file, notes = open_file(path, needed=("comment-id", "comment-body"))
    read: dict[str, ReadStatement] = {}
    for row, cells in whole_rows(file):
        statement = _statement(file, row, cells)
        if statement is not None and statement.id in read:
            file.set_aside(row, "comment-id", "a row above has the same number")
        elif statement is not None:
            read[statement.id] = statement
    return tuple(sorted(read.values(), key=lambda one: int(one.id))), file, (*notes, *file.problems)


def _statement(file: ExportFile, row: int, cells: Cells) -> ReadStatement | None:
    number = statement_id(file.cell(cells, "comment-id") or "")
    moderated = _MODERATED.get(file.cell(cells, "moderated") or "")
    totals = [_total(file.cell(cells, column)) for column in ("agrees", "disagrees")]
    if number is None:
        file.set_aside(row, "comment-id", "it is not a whole number")
    elif moderated is None:
        file.set_aside(row, "moderated", "it is neither 1, 0 nor -1")
    elif -1 in totals:
        file.set_aside(row, ("agrees", "disagrees")[totals.index(-1)], "it is not a whole number")
    else:
        text = "" if moderated < 0 else _shortened(plain_text(file.cell(cells, "comment-body") or ""))
        meta = (file.cell(cells, "is-meta") or "").lower() in _TRUE
        return ReadStatement(number, text, row, moderated, meta, *totals)
    return None


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _total(text: str | None) -> int | None:
    """A total of comments.csv; None where there is none, −1 where it can't be read."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
