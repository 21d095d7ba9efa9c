"""An extract that is text, split into rows. What can't be split costs its own line, never those that come after it."""

import codecs
import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_PIECE = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A cell that runs over more lines than this is taken for a quotation mark that was never closed.
_MOST_LINES = 1000


class UnusableExtractError(Exception):
    """A whole extract is set aside. `rows`: how many were counted in it, up to where it breaks."""

    def __init__(self, code: str, reason: str, *, column: str = "", rows: int = 0) -> None:
        super().__init__(reason)
        self.code, self.reason, self.column, self.rows = code, reason, column, rows


@dataclass(frozen=True)
class Scanned:
    """What a pass over the bytes found. lines: those with anything on them."""

    encoding: str
    lines: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row and its number as a spreadsheet shows it. cells: None where they aren't those of the headings."""

    number: int
    cells: list[str] | None


def scan(path: Path) -> Scanned:
    """One pass over all bytes: an extract that isn't whole is found before any of it is used."""
    start, lines, rest, ended = b"", 0, b"", ""
    decoder, utf8 = codecs.getincrementaldecoder("utf-8")(), True
    try:
        for piece in _pieces(path):
            start = start or piece[:2]
            utf8 = utf8 and _decodes(decoder, piece)
            # Where a line goes on in the next piece, it only matters whether anything stands on it.
            text = (rest + piece.replace(b"\0", b"")).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            *whole, last = text.split(b"\n")
            lines, rest = lines + sum(1 for line in whole if line.strip()), last.strip()[:1]
    except (EOFError, gzip.BadGzipFile, zlib.error):
        ended = "it ends too early or is damaged: fetch or make it again"
    except OSError as error:
        raise UnusableExtractError("extract-unreadable", "the system doesn't let goodplace read it") from error
    lines += len(rest)
    if ended:
        raise UnusableExtractError("extract-truncated", ended, rows=max(0, lines - 1))
    if lines == 0:
        raise UnusableExtractError("extract-empty", "there is nothing in it")
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    return Scanned("utf-16" if start in _UTF16 else "utf-8-sig" if utf8 else "cp1252", lines)


def _pieces(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if _is_gzip(path) else path.open("rb") as stream:
        while piece := stream.read1(_PIECE):  # read() would lose what stands before a break
            yield piece


def _is_gzip(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def rows_of(path: Path, encoding: str, *, delimiter: str = ",") -> Iterator[Row]:
    """The rows with anything in them, the headings first: those after them have as many cells, or None."""
    with io.TextIOWrapper(_opened(path), encoding, errors="replace") as stream:
        lines, number, width = _Lines(stream), 0, 0
        while line := lines.take():
            number += 1
            if line.strip():
                cells = _split(line, lines, width, delimiter)
                width = width or len(cells or ())
                yield Row(number, cells)


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path) if _is_gzip(path) else path.open("rb"))


class _Lines:
    """Lines that can be looked at before they are taken; whatever ends them in the file, here it is a line feed."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream, self.ahead = stream, deque[str]()

    def take(self) -> str:
        """The next line; empty at the end. One that never ends comes in pieces."""
        return self.ahead.popleft() if self.ahead else self.stream.readline(_PIECE)

    def following(self) -> Iterator[str]:
        """The lines to come, none of them taken."""
        for n in range(_MOST_LINES):
            if n == len(self.ahead):
                line = self.stream.readline(_PIECE)
                if not line:
                    return
                self.ahead.append(line)
            yield self.ahead[n]


def _split(line: str, lines: _Lines, width: int, delimiter: str) -> list[str] | None:
    """The cells of a row that begins with this line. width: how many there must be; 0 for the headings."""
    if '"' not in line:
        return _as_wide(line.removesuffix("\n").split(delimiter), width)
    cells = _cells(line, delimiter)
    if cells is not None or line.count('"') % 2 == 0:
        return _as_wide(cells, width)
    text, taken = line, 0
    for more in lines.following():
        text, taken = text + more, taken + 1
        if more.count('"') % 2:  # with this many marks it may be closed: if so it is a cell of several lines
            break
    cells = _as_wide(_cells(text, delimiter), width)
    for _ in range(taken if cells is not None else 0):
        lines.take()
    return cells


def _as_wide(cells: list[str] | None, width: int) -> list[str] | None:
    """The cells, if they are as many as the headings and all of them are text."""
    if cells is None or (width and len(cells) != width) or any("\0" in cell for cell in cells):
        return None
    return cells


def _cells(text: str, delimiter: str) -> list[str] | None:
    """One row of a CSV; None where it isn't one."""
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None
