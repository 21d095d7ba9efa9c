"""Opening one extract: is it whole, is it text, are its columns there? Nothing of its cells is ever said."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from goodplace.formats.records_csv import Row, Scanned, UnusableExtractError, rows_of, scan
from goodplace.formats.records_mapping import MappedField
from goodplace.place.problems import nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENDINGS = (".csv", ".csv.gz", ".parquet")
RAW = "goodplace_raw_extract"
_ROWS_AT_ONCE = 50_000
_COLUMNS_SAID = 12
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class Opened:
    """A raw extract in the table RAW: `row` and a text column for each mapped field, by its name.

    broken: the numbers of rows that couldn't be split into cells. dates: the fields that the file itself says are
    dates, which are then written year-month-day.
    """

    kept: int
    broken: tuple[int, ...]
    dates: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        return self.kept + len(self.broken)


def open_extract(path: Path, fields: Iterable[MappedField], connection: "DuckDBPyConnection") -> Opened:
    """Put an extract into the table RAW. Raises UnusableExtractError where none of it can be used."""
    mapped = tuple(fields)
    if path.name.lower().endswith(".parquet"):
        return _open_parquet(path, mapped, connection)
    scanned = scan(path)
    rows = rows_of(path, scanned.encoding)
    at = _places(_header(path, rows, mapped, scanned), mapped, rows=scanned.lines - 1)
    return _load(rows, at, connection)


def _header(path: Path, rows: Iterator[Row], fields: tuple[MappedField, ...], scanned: Scanned) -> list[str]:
    header = next(rows).cells
    if header is None:
        raise UnusableExtractError("extract-not-text", "its first row isn't text, or isn't a row of a CSV")
    for delimiter, words in _DELIMITERS.items():
        if not _mapped_in(header, fields) and delimiter in "".join(header):
            other = next(rows_of(path, scanned.encoding, delimiter=delimiter)).cells or []
            if len(header) == 1 or _mapped_in(other, fields):
                reason = f"its columns are separated by {words}, not by commas: save it as CSV with commas"
                raise UnusableExtractError("extract-wrong-delimiter", reason, rows=scanned.lines - 1)
    return header


def _mapped_in(header: Iterable[str], fields: Iterable[MappedField]) -> bool:
    return not {_heading(cell) for cell in header}.isdisjoint(_heading(field.column) for field in fields)


def _heading(text: str) -> str:
    """A heading as it is compared: spaces and capitals make no difference."""
    return " ".join(text.split()).lower()


def _places(columns: list[str], fields: tuple[MappedField, ...], *, rows: int) -> dict[str, int]:
    """Where the column of each field stands.

    What stands in the first row is only ever said when most of it is headings: it may else be a person's cells.
    """
    lower = [_heading(column) for column in columns]
    missing = [field for field in fields if _heading(field.column) not in lower]
    if len(missing) == len(fields):
        reason = "its first row holds none of the columns that the mapping names, so it may be no headings"
        raise UnusableExtractError("extract-no-header", reason, rows=rows + 1)
    if missing:
        name = missing[0].column
        reason = f"there is no column “{name}”, which the mapping gives for {missing[0].field}"
        if 2 * len(missing) <= len(fields):
            more = " …" if len(columns) > _COLUMNS_SAID else ""
            listed = ", ".join(column.strip() for column in columns[:_COLUMNS_SAID])
            reason += f". {nearest(name, columns)} There are: {listed}{more}."
        raise UnusableExtractError("extract-missing-column", reason, column=name, rows=rows)
    twice = next((field.column for field in fields if lower.count(_heading(field.column)) > 1), None)
    if twice is not None:
        raise UnusableExtractError("extract-column-twice", f"two columns are called “{twice}”", column=twice, rows=rows)
    if rows < 1:
        raise UnusableExtractError("extract-empty", "there are headings and no rows")
    return {field.field: lower.index(_heading(field.column)) for field in fields}


def _load(rows: Iterator[Row], places: dict[str, int], connection: "DuckDBPyConnection") -> Opened:
    """Every cell as text without the spaces around it."""
    import pyarrow

    columns = "".join(f", {_quoted(name)} varchar" for name in places)
    connection.execute(f"create or replace temp table {RAW} (row bigint{columns})")
    kept, broken = 0, list[int]()
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        broken += [row.number for row in some if row.cells is None]
        sound = [(row.number, row.cells) for row in some if row.cells is not None]
        kept += len(sound)
        arrays = [pyarrow.array([number for number, _ in sound], pyarrow.int64())]
        arrays += [pyarrow.array([cells[at].strip() for _, cells in sound], pyarrow.string()) for at in places.values()]
        connection.register(f"{RAW}_piece", pyarrow.Table.from_arrays(arrays, names=["row", *places]))
        connection.execute(f"insert into {RAW} select * from {RAW}_piece")
        connection.unregister(f"{RAW}_piece")
    return Opened(kept, tuple(broken))


def _open_parquet(path: Path, fields: tuple[MappedField, ...], connection: "DuckDBPyConnection") -> Opened:
    import duckdb

    name = re.sub(r"([*?\[])", r"[\1]", str(path))  # else it is taken for a pattern of names
    try:
        described = connection.execute("describe select * from read_parquet(?)", [name]).fetchall()
        rows = int(connection.execute("select count(*) from read_parquet(?)", [name]).fetchall()[0][0])
    except duckdb.Error:
        raise UnusableExtractError("extract-unreadable", "it isn't a whole Parquet file") from None
    columns, kinds = [str(row[0]) for row in described], [str(row[1]) for row in described]
    at = _places(columns, fields, rows=rows)
    dates = frozenset(name for name, place in at.items() if kinds[place].startswith(("DATE", "TIMESTAMP")))
    cells = ", ".join(f"{_as_text(columns[place], kinds[place])} as {_quoted(name)}" for name, place in at.items())
    try:
        connection.execute(
            f"create or replace temp table {RAW} as select file_row_number + 2 as row, {cells}"
            " from read_parquet(?, file_row_number=true)",
            [name],
        )
    except duckdb.Error:
        raise UnusableExtractError("extract-unreadable", "it is damaged", rows=rows) from None
    return Opened(rows, (), dates)


def _as_text(column: str, kind: str) -> str:
    """A cell as text. Tables with gaps keep whole numbers as 12.0, which no other extract writes so."""
    cell = _quoted(column)
    if kind.startswith(("DATE", "TIMESTAMP")):
        return f"{cell}::date::varchar"
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"{cell} = floor({cell}) and abs({cell}) < 1e15"
        return f"case when {whole} then {cell}::bigint::varchar else {cell}::varchar end"
    return f"{cell}::varchar"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
