"""One stored run as the pages read it: results, figures and tables, whatever steps it has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter

from goodplace.account.proposal import Proposal
from goodplace.aim.result import AimResult
from goodplace.formats.runs import StoredRun
from goodplace.formats.stored_figures import StoredFigure, read_figures
from goodplace.know.result import KnowResult
from goodplace.pages.view import DealPage
from goodplace.place.figure import Visibility
from goodplace.place.result_table import ResultColumn

T = TypeVar("T")
STEPS = ("know", "aim", "choose", "agree", "account")


@dataclass(frozen=True)
class StoredTable:
    """A table of a run as it can be handed out. rows: how many, without the heading · csv: the file itself."""

    key: str
    title: str
    note: str
    visibility: Visibility
    columns: tuple[ResultColumn, ...]
    rows: int
    csv: bytes


@dataclass(frozen=True)
class RunData:
    """What the pages show of one run. A result is None where its step hasn't been run.

    place: name, kind, note, partners (id, name, role), first_year, money_years … as the manifest has them ·
    parts: rows of options, funds, capacity, contracts, agreements and assumptions, as in the place's tables.
    """

    run_id: str
    place: Mapping[str, Any]
    know: KnowResult | None = None
    aim: AimResult | None = None
    deal: DealPage | None = None
    proposal: Proposal | None = None
    figures: Mapping[str, StoredFigure] = field(default_factory=dict)
    tables: tuple[StoredTable, ...] = ()
    parts: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    @property
    def partner_names(self) -> dict[str, str]:
        """Names by id, in the place's order."""
        return {partner["id"]: partner["name"] for partner in self.place["partners"]}


def load_run(stored: StoredRun) -> RunData:
    """Read a run whole. Raises OSError or ValueError where a file is missing or isn't what it was written as."""
    return RunData(
        stored.id,
        stored.manifest["place"],
        _result(stored, "know/know.json", KnowResult),
        _result(stored, "aim/aim.json", AimResult),
        _result(stored, "agree/page.json", DealPage),
        _result(stored, "account/proposal.json", Proposal),
        _figures(stored),
        _tables(stored),
        _parts(stored),
    )


def page_bytes(page: DealPage) -> bytes:
    """A deal page as a run stores it: equal pages, equal bytes."""
    return TypeAdapter(DealPage).dump_json(page, indent=1) + b"\n"


def _result(stored: StoredRun, name: str, kind: type[T]) -> T | None:
    return TypeAdapter(kind).validate_json(stored.read(name)) if stored.has(name) else None


def _figures(stored: StoredRun) -> dict[str, StoredFigure]:
    found: dict[str, StoredFigure] = {}
    for step in STEPS:
        if stored.has(f"{step}/figures.json.gz"):
            found |= read_figures(stored.read(f"{step}/figures.json.gz"))
    return found


def _tables(stored: StoredRun) -> tuple[StoredTable, ...]:
    if not stored.has("tables.json"):
        return ()
    return tuple(_table(stored, described) for described in json.loads(stored.read("tables.json")))


def _table(stored: StoredRun, described: Mapping[str, Any]) -> StoredTable:
    csv = stored.read(f"tables/{described['key']}.csv")
    columns = tuple(ResultColumn(**column) for column in described["columns"])
    visibility: Visibility = described["visibility"]
    return StoredTable(described["key"], described["title"], described["note"], visibility, columns, _rows_of(csv), csv)


def _rows_of(csv: bytes) -> int:
    """Rows below the heading: ends of lines that stand in no quoted cell."""
    outside = csv.split(b'"')[::2]
    return max(0, sum(part.count(b"\n") for part in outside) - 1)


def _parts(stored: StoredRun) -> dict[str, tuple[Mapping[str, Any], ...]]:
    if not stored.has("place.json"):
        return {}
    return {table: tuple(rows) for table, rows in json.loads(stored.read("place.json")).items()}
