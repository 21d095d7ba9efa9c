"""The plan: what starts when, what it costs and changes, how far it goes, and what is not counted in it yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goodplace.account.state import AccountState
from goodplace.pages.deal_view import deal_parts, seen_deal, weakest_withheld
from goodplace.pages.run_data import RunData
from goodplace.pages.view import DealPage, OptionRow
from goodplace.pages.words import amount, pounds
from goodplace.place.prices import format_year
from goodplace.sharing.visibility import Viewer

IN_PLAN = "in the plan"
MOST_ROWS = 10
NOT_COUNTED = {
    "funds": "Funds",
    "capacity": "Capacity",
    "contracts": "Contracts",
    "agreements": "Agreements",
}
_LEFT_OUT = ("origin", "evidence")
_MONEY = ("amount", "cost", "value")


@dataclass(frozen=True)
class PartTable:
    """Rows of one of the place's tables, as they were given."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plan_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """For partners and the analyst."""
    page = seen_deal(data, state, viewer)
    if page is None:
        return {"page": None, "not_counted": not_counted(data)}
    started = [option for option in page.options if option.note == IN_PLAN]
    out = [option for option in page.options if option.note != IN_PLAN]
    by_start = sorted(started, key=lambda option: (option.start, -option.matters))
    largest_out = sorted(out, key=lambda option: -option.matters)
    return {
        "page": page,
        "started": by_start[:MOST_ROWS],
        "started_more": by_start[MOST_ROWS:],
        "left_out": largest_out[:MOST_ROWS],
        "left_out_more": largest_out[MOST_ROWS:],
        "summary": _summary(page, by_start),
        "not_counted": not_counted(data),
        **deal_parts(page),
        **weakest_withheld(data, page),
    }


def _summary(page: DealPage, started: Sequence[OptionRow]) -> str:
    if not page.options:
        return "No option is in play."
    if not started:
        return "No option is in the plan: none is worth starting."
    years = sorted({option.start for option in started})
    when = f"in {years[0]}" if len(years) == 1 else f"between {years[0]} and {years[-1]}"
    are = "is" if len(started) == 1 else "are"
    return f"{len(started)} of {len(page.options)} options {are} in the plan, starting {when}."


def not_counted(data: RunData) -> list[PartTable]:
    """What the place has listed that no plan counts yet."""
    return [_part(key, title, data) for key, title in NOT_COUNTED.items() if data.parts.get(key)]


def _part(key: str, title: str, data: RunData) -> PartTable:
    rows = data.parts[key]
    columns = [
        column
        for column in dict.fromkeys(name for row in rows for name in row)
        if column not in _LEFT_OUT and any(row.get(column) not in (None, "", []) for row in rows)
    ]
    cells = tuple(tuple(_cell(row, column, data.partner_names) for column in columns) for row in rows)
    return PartTable(key, title, tuple(column.replace("_", " ").capitalize() for column in columns), cells)


def _cell(row: Mapping[str, Any], column: str, names: Mapping[str, str]) -> str:
    value = row.get(column)
    if value is None or value == "":
        return "–"
    if isinstance(value, list | tuple):
        return "; ".join(names.get(str(part), str(part)) for part in value) or "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and column in ("year", "first_year", "last_year", "from_year", "to_year"):
        return format_year(value)
    if isinstance(value, int | float):
        return pounds(value) if column.startswith(_MONEY) else amount(value)
    return names.get(value, value.replace("_", " ") if column in ("kind", "status") else value)
