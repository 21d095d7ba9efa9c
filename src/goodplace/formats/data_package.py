"""Results as CSVs (RFC 4180, UTF-8) with a Frictionless Data Package that says what every column is."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import Any

from goodplace.formats.result_cells import cell_value, safe_for_spreadsheets
from goodplace.place.result_table import CellKind, ResultColumn, ResultTable
from goodplace.place.unit_values import SOURCE

_PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES: Mapping[CellKind, str] = {
    "text": "string",
    "year": "string",
    "money": "number",
    "number": "number",
    "share": "number",
    "count": "integer",
}
_APOSTROPHE = (
    "Text that begins with = + - @, a tab or a line end has an apostrophe before it, so that no spreadsheet takes it "
    "for a formula: take it away when reading by program."
)


def csv_bytes(table: ResultTable) -> bytes:
    """A table as a CSV: a heading row of column keys, an empty field for what is unknown."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([_field(cell_value(cell, c.kind)) for cell, c in zip(row, table.columns, strict=True)])
    return text.getvalue().encode("utf-8")


def _field(value: str | float | int | None) -> str:
    if isinstance(value, str):
        return safe_for_spreadsheets(value)
    return "" if value is None else repr(value)


def data_package(tables: Sequence[ResultTable], contents: Mapping[str, bytes], *, title: str) -> dict[str, Any]:
    """The description of the CSVs in `contents` (file name → bytes), ready for JSON."""
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "goodplace-deal",
        "title": title,
        "description": f"DRAFT. A proposal, agreed by nobody. {_APOSTROPHE}",
        "licenses": [{"name": "not-released", "title": "Between the partners named until they release it"}],
        "sources": [{"title": SOURCE}],
        "resources": [_resource(table, contents[f"{table.key}.csv"]) for table in tables],
    }


def _resource(table: ResultTable, content: bytes) -> dict[str, Any]:
    return {
        "name": table.key,
        "path": f"{table.key}.csv",
        "title": table.title,
        "description": table.note,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [_column(column) for column in table.columns],
            "missingValues": [""],
        },
    }


def _column(column: ResultColumn) -> dict[str, str]:
    described = {
        "name": column.key,
        "title": column.title,
        "type": _TYPES[column.kind],
        "description": column.meaning,
        "unit": column.unit or ("£" if column.kind == "money" else ""),
    }
    return {key: text for key, text in described.items() if text}
