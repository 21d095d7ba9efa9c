"""What each step writes into a run: results as JSON, figures with their workings, tables as CSVs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from goodplace.formats.data_package import csv_bytes
from goodplace.formats.stored_figures import figures_bytes
from goodplace.place.figure import Figure
from goodplace.place.result_table import ResultTable


@dataclass(frozen=True)
class Written:
    """The files of one step (name in the run → content), and what describes its tables, ready for JSON."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    tables: tuple[Mapping[str, Any], ...] = ()


def written(
    step: str,
    result: object,
    *,
    named: str | None = None,
    figures: Iterable[Figure] = (),
    tables: Sequence[ResultTable] = (),
    more: Mapping[str, bytes] | None = None,
) -> Written:
    """The files of a step. `named`: the name of the file its result goes to, its own unless given."""
    files = {f"{step}/{named or step}.json": result_bytes(result), f"{step}/figures.json.gz": figures_bytes(figures)}
    files |= {f"tables/{table.key}.csv": csv_bytes(table) for table in tables}
    files |= {f"{step}/{name}": content for name, content in (more or {}).items()}
    return Written(files, tuple(_described(step, table) for table in tables))


def result_bytes(result: object) -> bytes:
    """A result (a dataclass of plain values) as JSON: equal results, equal bytes."""
    return TypeAdapter(type(result)).dump_json(result, indent=1) + b"\n"


def json_bytes(content: object) -> bytes:
    """Any plain JSON content, keys in order."""
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _described(step: str, table: ResultTable) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "note": table.note,
        "visibility": table.visibility,
        "step": step,
        "columns": [asdict(column) for column in table.columns],
    }
