"""Data: every table the viewer may have, what its columns mean, and where the figures come from."""

from dataclasses import dataclass
from typing import Any

from goodplace.account.state import AccountState
from goodplace.know.result import KnowResult
from goodplace.pages.run_data import RunData
from goodplace.place.figure import Visibility
from goodplace.place.result_table import ResultColumn
from goodplace.sharing.visibility import Viewer, may_see

RECORD, FIGURES = "data/record.jsonl", "data/figures.csv"
SEEN_BY: dict[Visibility, str] = {
    "public": "anybody",
    "committee": "the committee, partners and whoever prepares the run",
    "partners": "partners and whoever prepares the run",
    "partner": "whoever prepares the run",
}


@dataclass(frozen=True)
class TableRow:
    """A table to be had: its file, from the home page, and what is in it."""

    key: str
    file: str
    title: str
    note: str
    rows: int
    size: str
    seen_by: str
    columns: tuple[ResultColumn, ...]


def data_path(key: str) -> str:
    """Where a table's CSV is, from the home page."""
    return f"data/{key}.csv"


def data_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Tables by who may have them, the record where anything stands in it, and sources with their licences."""
    return {
        "tables": [
            TableRow(t.key, data_path(t.key), t.title, t.note, t.rows, _size(len(t.csv)), SEEN_BY[t.visibility],
                     t.columns)
            for t in data.tables
            if may_see(viewer, t.visibility)
        ],
        "record": RECORD if state.events else "",
        "figures_file": FIGURES,
        "figures_count": sum(may_see(viewer, f.visibility, f.named) for f in data.figures.values()),
        "events": len(state.events),
        "sources": _sources(data.know or KnowResult()),
        "run_id": data.run_id,
    }  # fmt: skip


def _size(count: int) -> str:
    return (
        f"{count:,} bytes" if count < 1000 else f"{count / 1000:,.0f} kB" if count < 1e6 else f"{count / 1e6:,.1f} MB"
    )


def _sources(known: KnowResult) -> list[tuple[str, str]]:
    """Each published source once, with the licence it is used under."""
    rows = [(row.source, row.licence) for row in known.facts]
    rows += [(row.source, row.licence) for row in known.positions]
    rows += [(row.source, row.licence) for row in known.spending]
    return sorted({(source, licence) for source, licence in rows if source})
