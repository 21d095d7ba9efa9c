"""From raw tables to a checked place, or to every problem that stands in the way."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from goodplace.place.check_money import MONEY_CHECKS
from goodplace.place.checks import CHECKS
from goodplace.place.defaulted import defaulted
from goodplace.place.draft import Draft, draft_of
from goodplace.place.place import Place
from goodplace.place.problems import Problem, ProblemsFound
from goodplace.place.raw import RawPlace
from goodplace.place.tables import Assumption, Row

R = TypeVar("R", bound=Row)
_HASHED = (
    "partners",
    "options",
    "costs",
    "effects",
    "outcomes",
    "unit_values",
    "budgets",
    "cashable",
    "channels",
    "remits",
    "assumptions",
)


def assemble(raw: RawPlace) -> tuple[Place, tuple[Problem, ...]]:
    """The checked place and the notes on it. Raises ProblemsFound, holding every problem, when any is an error."""
    draft = draft_of(raw)
    problems = [*raw.problems, *draft.read_settings.problems]
    problems += [problem for read in draft.read_tables.values() for problem in read.problems]
    problems += [problem for check in (*CHECKS, *MONEY_CHECKS) for problem in check(draft)]
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
        assumptions=_in_order([row for row in draft.rows("assumptions") if isinstance(row, Assumption)]),
        defaulted=defaulted(draft),
        source_name=draft.raw.source_name,
        setting_origins=draft.read_settings.origins,
    )
    return replace(place, content_hash=content_hash(place))


def _in_order(rows: Iterable[R]) -> tuple[R, ...]:
    """Rows by id, or by what they belong to, and then by everything else: never by where they stood in the file."""
    return tuple(sorted(rows, key=_order))


def _order(row: Row) -> tuple[tuple[bool, Any], ...]:
    values = row.model_dump()
    first = [name for name in ("id", "partner", "option", "outcome", "from_partner", "payer", "year") if name in values]
    names = [*first, *(name for name in values if name not in first)]
    return tuple((values[name] is not None, values[name]) for name in names)


def content_hash(place: Place) -> str:
    """SHA-256 of the settings, the rows in order and what was defaulted; where a row stood doesn't count."""
    content: dict[str, Any] = {"settings": place.settings.model_dump()}
    content["defaulted"] = [asdict(record) for record in place.defaulted]
    for name in _HASHED:
        rows: Sequence[Row] | None = getattr(place, name)
        content[name] = None if rows is None else [row.model_dump() for row in rows]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
