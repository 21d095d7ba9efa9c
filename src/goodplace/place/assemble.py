"""From raw tables to a checked place, or to every problem that stands in the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from operator import attrgetter
from typing import Any, TypeVar

from goodplace.place.check_area import AREA_CHECKS
from goodplace.place.check_money import MONEY_CHECKS
from goodplace.place.checks import CHECKS
from goodplace.place.defaulted import defaulted
from goodplace.place.draft import Draft, draft_of
from goodplace.place.place import FIELD_OF, LATER_TABLES, Defaulted, Place
from goodplace.place.problems import Problem, ProblemsFound
from goodplace.place.raw import RawPlace
from goodplace.place.settings import Settings
from goodplace.place.tables import (
    TABLES,
    Agreement,
    AreaFact,
    Assumption,
    BestWorst,
    Capacity,
    CohortRow,
    Contract,
    Fund,
    NeedRow,
    PositionRow,
    Row,
    SpendingRow,
    StatementRow,
)

R = TypeVar("R", bound=Row)
# Settings that came later: they count in the hash of a place only where they say something.
_LATER_SETTINGS = (
    *("area_code", "weights_from", "conversation_from", "smallest_count", "kind"),
    *("delivered_due_months", "verified_due_months"),
)


_FIRST = ("id", "partner", "option", "outcome", "from_partner", "payer", "year")


def assemble(raw: RawPlace) -> tuple[Place, tuple[Problem, ...]]:
    """The checked place and the notes on it. Raises ProblemsFound, holding every problem, when any is an error."""
    draft = draft_of(raw)
    problems = [*raw.problems, *draft.read_settings.problems]
    problems += [problem for read in draft.read_tables.values() for problem in read.problems]
    problems += [problem for check in (*CHECKS, *MONEY_CHECKS, *AREA_CHECKS) for problem in check(draft)]
    if draft.settings is None or any(problem.severity == "error" for problem in problems):
        raise ProblemsFound(problems)
    return _place(draft), tuple(sorted(problems, key=Problem.sort_key))


def _place(draft: Draft) -> Place:
    assert draft.settings is not None
    place = Place(
        settings=draft.settings,
        partners=_in_order(draft.partners),
        options=_in_order(draft.options),
        costs=_in_order(draft.costs),
        effects=_in_order(draft.effects),
        outcomes=_in_order(draft.outcomes),
        unit_values=_in_order(draft.unit_values),
        budgets=_in_order(draft.budgets),
        cashable=_in_order(draft.cashable),
        channels=_in_order(draft.channels) if draft.has("channels") else None,
        remits=_in_order(draft.remits) if draft.has("remits") else None,
        assumptions=_in_order(draft.rows_as("assumptions", Assumption)),
        funds=_in_order(draft.rows_as("funds", Fund)),
        capacity=_in_order(draft.rows_as("capacity", Capacity)),
        contracts=_in_order(draft.rows_as("contracts", Contract)),
        agreements=_in_order(draft.rows_as("agreements", Agreement)),
        needs=_in_order(draft.rows_as("needs", NeedRow)),
        cohorts=_in_order(draft.rows_as("cohorts", CohortRow)),
        statements=_in_order(draft.rows_as("statements", StatementRow)),
        best_worst=_in_order(draft.rows_as("best_worst", BestWorst)),
        area_facts=_in_order(draft.rows_as("area_facts", AreaFact)),
        spending=_in_order(draft.rows_as("spending", SpendingRow)),
        position=_in_order(draft.rows_as("position", PositionRow)),
        defaulted=defaulted(draft),
        source_name=draft.raw.source_name,
        setting_origins=draft.read_settings.origins,
    )
    return replace(place, content_hash=content_hash(place))


def _in_order(rows: Iterable[R]) -> tuple[R, ...]:
    """Rows by id, or by what they belong to, and then by everything else: never by where they stood in the file."""
    listed = list(rows)
    if not listed:
        return ()
    names = [name for name in type(listed[0]).model_fields if name != "origin"]
    first = [name for name in _FIRST if name in names]
    in_turn = [*first, *(name for name in names if name not in first)]
    values = attrgetter(*in_turn)
    return tuple(sorted(listed, key=lambda row: [(value is not None, value) for value in values(row)]))


def content_hash(place: Place) -> str:
    """SHA-256 of the settings, the rows in order and what was defaulted; where a row stood doesn't count."""
    said = {key for key in _LATER_SETTINGS if getattr(place.settings, key) != Settings.model_fields[key].default}
    unsaid = {key for key in _LATER_SETTINGS if key not in said}
    content: dict[str, Any] = {"settings": place.settings.model_dump(exclude=unsaid)}
    content["defaulted"] = [asdict(record) for record in place.defaulted if not _came_later(record)]
    for table in TABLES:
        if table != "place" and (table not in LATER_TABLES or place.rows_of(table)):
            content[FIELD_OF.get(table, table)] = _content(place, table)
    return _digest(content)


def tables_hash(place: Place, tables: Sequence[str]) -> str:
    """SHA-256 of the rows of these tables only; "place" means the settings. The same for any order of rows or names.

    Tells a step whether anything it reads has changed. Raises KeyError for a name that is no table.
    """
    return _digest({table: _content(place, table) for table in tables})


def _content(place: Place, table: str) -> object:
    """What a table holds, as JSON can write it; None for a table that is absent and whose defaults then hold."""
    if table == "place":
        return place.settings.model_dump()
    rows = place.rows_of(table)
    is_absent = table in TABLES and getattr(place, FIELD_OF.get(table, table)) is None
    return None if is_absent else [row.model_dump() for row in rows]


def _came_later(record: Defaulted) -> bool:
    return record.table in LATER_TABLES or (record.table == "place" and record.column in _LATER_SETTINGS)


def _digest(content: Mapping[str, object]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
