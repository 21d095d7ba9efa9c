"""Opening one extract: is it whole, is it text, are its columns there? Nothing of its cells is ever said."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from goodplace.formats.records_mapping import MappedField
from goodplace.place.problems import nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENDINGS = (".csv", ".csv.gz", ".parquet")
RAW = "goodplace_raw_extract"
_PIECE = 1 << 20
_MOST_HEADER = 1 << 16
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class UnusableExtractError(Exception):
    """A whole extract is set aside. `rows`: how many were counted in it, up to where it breaks."""

    def __init__(self, code: str, reason: str, *, column: str = "", rows: int = 0) -> None:
        super().__init__(reason)
        self.code, self.reason, self.column, self.rows = code, reason, column, rows


@dataclass(frozen=True)
class Opened:
    """A raw extract in the table RAW: `row` and a text column for each mapped field, by its name.

    broken: rows that couldn't be split into cells, each with how many lines it swallowed. dates: the fields that the
    file itself says are dates, which are then written year-month-day.
    """

    kept: int
    broken: tuple[tuple[int, int], ...]
    dates: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        return self.kept + sum(lines for _, lines in self.broken)


@dataclass(frozen=True)
class _Scanned:
    """What a pass over the bytes found: first bytes, lines with anything on them, blank lines before the first."""

    start: bytes
    lines: int
    encoding: str


def open_extract(path: Path, fields: Iterable[MappedField], connection: "DuckDBPyConnection") -> Opened:
    """Put an extract into the table RAW. Raises UnusableExtractError where none of it can be used."""
    mapped = tuple(fields)
    if path.name.lower().endswith(".parquet"):
        return _open_parquet(path, mapped, connection)
    scanned = _scan(path)
    columns = _header(scanned)
    at = _places(columns, mapped, rows=scanned.lines - 1)
    return _load_csv(path, scanned, [at[field.field] for field in mapped], mapped, len(columns), connection)


def _scan(path: Path) -> _Scanned:
    """One pass over all bytes: an extract that isn't whole or isn't text is found before any of it is used."""
    start, lines, decoder = b"", 0, codecs.getincrementaldecoder("utf-8")()
    encoding, rest, ended = "utf-8", b"", ""
    try:
        for piece in _pieces(path):
            start = (start + piece)[:_MOST_HEADER] if len(start) < _MOST_HEADER else start
            *whole, rest = (rest + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
            lines += sum(1 for line in whole if line.strip())
            encoding = encoding if encoding != "utf-8" or _decodes(decoder, piece) else "latin-1"
    except (EOFError, gzip.BadGzipFile, zlib.error):
        ended = "it ends too early or is damaged: fetch or make it again"
    except OSError as error:
        raise UnusableExtractError("extract-unreadable", "the system doesn't let goodplace read it") from error
    lines += 1 if rest.strip() else 0
    if ended:
        raise UnusableExtractError("extract-truncated", ended, rows=max(0, lines - 1))
    if b"\0" in start or start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        reason = "it isn't text in UTF-8 or Windows-1252: save it as CSV UTF-8"
        raise UnusableExtractError("extract-not-text", reason)
    if lines == 0:
        raise UnusableExtractError("extract-empty", "there is nothing in it")
    return _Scanned(start, lines, encoding)


def _pieces(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
        while piece := stream.read1(_PIECE):  # read() would lose what stands before a break
            yield piece


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def _header(scanned: _Scanned) -> list[str]:
    text = scanned.start.decode("utf-8-sig" if scanned.encoding == "utf-8" else "latin-1", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        cells = next((row for row in reader if any(cell.strip() for cell in row)), [])
    except csv.Error as error:
        raise UnusableExtractError("extract-not-text", "its first row isn't a row of a CSV") from error
    if len(cells) == 1:
        for delimiter, words in _DELIMITERS.items():
            if delimiter in cells[0]:
                reason = f"its columns are separated by {words}, not by commas: save it as CSV with commas"
                raise UnusableExtractError("extract-wrong-delimiter", reason, rows=scanned.lines - 1)
    return [cell.strip() for cell in cells]


def _places(columns: list[str], fields: tuple[MappedField, ...], *, rows: int) -> dict[str, int]:
    """Where the column of each field stands.

    What stands in the first row is only ever said when some of it is a heading: it may else be a person's cells.
    """
    lower = [column.lower() for column in columns]
    missing = [field for field in fields if field.column.lower() not in lower]
    if len(missing) == len(fields):
        reason = "its first row holds none of the columns that the mapping names: is there a row of headings?"
        raise UnusableExtractError("extract-no-header", reason, rows=rows + 1)
    if missing:
        name = missing[0].column
        reason = (
            f"there is no column “{name}”, which the mapping gives for {missing[0].field}. {nearest(name, columns)}"
        )
        reason += f" There are: {', '.join(columns)}."
        raise UnusableExtractError("extract-missing-column", reason, column=name, rows=rows)
    twice = next((field.column for field in fields if lower.count(field.column.lower()) > 1), None)
    if twice is not None:
        raise UnusableExtractError("extract-column-twice", f"two columns are called “{twice}”", column=twice, rows=rows)
    if rows < 1:
        raise UnusableExtractError("extract-empty", "there are headings and no rows")
    return {field.field: lower.index(field.column.lower()) for field in fields}


def _load_csv(
    path: Path,
    scanned: _Scanned,
    places: list[int],
    fields: tuple[MappedField, ...],
    width: int,
    connection: "DuckDBPyConnection",
) -> Opened:
    """Every cell as text. A row that doesn't split into as many cells as there are headings is told of as broken."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    reads = f"""read_csv(?, delim=',', quote='"', escape='"', header=true, auto_detect=false, columns={{{columns}}},
        encoding='{scanned.encoding}', null_padding=false, ignore_errors=true, store_rejects=true,
        rejects_table='goodplace_rejects', rejects_scan='goodplace_reject_scans')"""
    cells = ", ".join(f"c{place} as {_quoted(field.field)}" for place, field in zip(places, fields, strict=True))
    import duckdb

    try:
        connection.execute(f"create or replace temp table {RAW}_cells as select {cells} from {reads}", [str(path)])
        rejects = connection.execute(
            "select line, bool_or(error_type = 'UNQUOTED VALUE') from goodplace_rejects group by line order by line"
        ).fetchall()
    except duckdb.Error:  # its message may hold cells
        raise UnusableExtractError("extract-unreadable", "it isn't a sound CSV", rows=scanned.lines - 1) from None
    finally:
        connection.execute("drop table if exists goodplace_rejects; drop table if exists goodplace_reject_scans")
    kept = _count(connection, f"{RAW}_cells")
    broken = _with_swallowed(rejects, scanned.lines - 1 - kept)
    _number_rows(connection, kept, [row for row, _ in broken])
    return Opened(kept, broken)


def _with_swallowed(rejects: list[tuple[int, bool]], lines: int) -> tuple[tuple[int, int], ...]:
    """Row and lines of each broken row. A quotation mark never closed swallows what follows: it is counted too."""
    more = max(0, lines - len(rejects)) if any(unclosed for _, unclosed in rejects) else 0
    last = max((line for line, unclosed in rejects if unclosed), default=0)
    return tuple((int(line), 1 + (more if line == last else 0)) for line, _ in rejects)


def _number_rows(connection: "DuckDBPyConnection", kept: int, broken: list[int]) -> None:
    """Number the rows read as a spreadsheet does, from 2, leaving out those that are broken."""
    connection.execute(
        f"""create or replace temp table {RAW} as
        with lines as (select unnest(range(2, ?)) as line),
             sound as (select line from lines where not list_contains(?::bigint[], line)),
             numbered as (select line, row_number() over (order by line) - 1 as place from sound)
        select numbered.line as row, cells.* from {RAW}_cells cells join numbered on numbered.place = cells.rowid""",
        [kept + len(broken) + 2, broken],
    )
    connection.execute(f"drop table {RAW}_cells")


def _open_parquet(path: Path, fields: tuple[MappedField, ...], connection: "DuckDBPyConnection") -> Opened:
    import duckdb

    try:
        described = connection.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
        rows = int(connection.execute("select count(*) from read_parquet(?)", [str(path)]).fetchall()[0][0])
    except duckdb.Error:
        raise UnusableExtractError("extract-unreadable", "it isn't a whole Parquet file") from None
    columns, kinds = [str(row[0]) for row in described], [str(row[1]) for row in described]
    at = _places(columns, fields, rows=rows)
    dates = frozenset(name for name, place in at.items() if kinds[place].startswith(("DATE", "TIMESTAMP")))
    cells = ", ".join(
        f"{_quoted(columns[place])}{'::date' if name in dates else ''}::varchar as {_quoted(name)}"
        for name, place in at.items()
    )
    try:
        connection.execute(
            f"create or replace temp table {RAW} as select file_row_number + 2 as row, {cells}"
            " from read_parquet(?, file_row_number=true)",
            [str(path)],
        )
    except duckdb.Error:
        raise UnusableExtractError("extract-unreadable", "it is damaged", rows=rows) from None
    return Opened(rows, (), dates)


def _count(connection: "DuckDBPyConnection", table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
