"""The way out: one folder with the page, the deal, a workbook, CSVs and what describes them, whole or not at all."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goodplace.formats.atomic import MARKER, SCHEMA, replace_folder
from goodplace.formats.data_package import csv_bytes, data_package
from goodplace.formats.result_cells import stable_json
from goodplace.formats.results_workbook import results_workbook
from goodplace.place.errors import InternalError
from goodplace.place.result_table import ResultTable

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ABOUT = (
    "DRAFT. A proposal, agreed by nobody: it is not any body's agreement.",
    "Each sheet is a table. The last row of some is a live sum.",
)


def write_results(
    folder: Path,
    tables: Sequence[ResultTable],
    deal: Mapping[str, Any],
    page_html: str,
    *,
    title: str,
    more_files: Mapping[str, bytes] | None = None,
) -> None:
    """Write a result: index.html, deal.json, deal.xlsx, datapackage.json, one CSV a table, and `more_files`.

    Equal arguments give equal bytes. A result already in `folder` is replaced in one step; anything else in it is never
    touched. Raises InputError when the folder can't be written or holds what goodplace did not write.
    """
    replace_folder(folder, result_files(tables, deal, page_html, title=title, more_files=more_files))


def result_files(
    tables: Sequence[ResultTable],
    deal: Mapping[str, Any],
    page_html: str,
    *,
    title: str,
    more_files: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Everything a result consists of: file name → bytes."""
    files = {f"{table.key}.csv": csv_bytes(table) for table in tables}
    files |= {
        "datapackage.json": _json(data_package(tables, files, title=title)),
        "deal.xlsx": results_workbook(tables, title=title, about=_ABOUT),
        "index.html": page_html.encode("utf-8"),
        MARKER: b"",
    }
    clash = sorted(files.keys() & (more_files or {}).keys()) or [
        n for n in more_files or {} if not _FILE_NAME.fullmatch(n)
    ]
    if clash or len(files) != len(tables) + 4:
        raise InternalError(f"these names can't be given to more files or tables: {clash or sorted(files)}")
    files |= more_files or {}
    files[MARKER] = _json({**stable_json(deal), "schema": SCHEMA, "files": sorted(files)})
    return dict(sorted(files.items()))


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
