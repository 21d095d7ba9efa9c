"""Checks across rows and tables, one function a rule. Money and evidence have theirs in check_money."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from goodplace.place.defaults import default_budget_class
from goodplace.place.draft import Draft
from goodplace.place.prices import format_year
from goodplace.place.problems import Origin, Problem, found, nearest, row_list
from goodplace.place.settings import Settings
from goodplace.place.tables import REQUIRED_TABLES, UNIQUE_BY, Budget, Option, Row
from goodplace.place.unit_values import unit_costs

MOST_IN_A_DEAL = 12
LONGEST_HORIZON = 100

# Table, column, the table it refers to, and the problem when there is no such row.
_REFERENCES = (
    ("options", "lead", "partners"),
    ("options", "signatories", "partners"),
    ("option_costs", "option", "options"),
    ("option_costs", "payer", "partners"),
    ("option_effects", "option", "options"),
    ("option_effects", "outcome", "outcomes"),
    ("unit_values", "outcome", "outcomes"),
    ("unit_values", "partner", "partners"),
    ("budgets", "partner", "partners"),
    ("cashable", "partner", "partners"),
    ("cashable", "outcome", "outcomes"),
    ("channels", "from_partner", "partners"),
    ("channels", "to_partner", "partners"),
    ("remits", "partner", "partners"),
    ("remits", "outcome", "outcomes"),
    ("funds", "partner", "partners"),
    ("capacity", "owner", "partners"),
    ("contracts", "buyer", "partners"),
    ("agreements", "parties", "partners"),
    ("agreements", "options", "options"),
    ("cohorts", "needs", "needs"),
    ("statements", "outcome", "outcomes"),
    ("best_worst", "shown", "outcomes"),
    ("spending", "partner", "partners"),
)


def required_tables_are_there(draft: Draft) -> Iterator[Problem]:
    for table in REQUIRED_TABLES:
        raw = draft.raw.tables.get(table)
        if raw is None:
            fix = f"Add a sheet (or CSV) named {table}; goodplace init writes one to start from."
            yield found("missing-table", f"the table {table} is missing", at=draft.at_table(table), fix=fix)
        elif not raw.rows and raw.usable:
            yield found("table-without-rows", f"the table {table} has no rows", at=raw.at(), fix="Fill in a row.")


def references_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    """One problem for a name in a column, however many rows repeat it."""
    for table, column, target in _REFERENCES:
        known = draft.ids(target)
        unknown: dict[str, list[Origin]] = defaultdict(list)
        for at, name in _references(draft, table, column) if known is not None else ():
            if name not in (known or ()):
                unknown[name].append(at)
        for name, places in unknown.items():
            again = f", nor for {row_list(at.row for at in places[1:])}" if len(places) > 1 else ""
            what, fix = f"there is no {target[:-1]} “{name}”{again}", nearest(name, known or ())
            yield found(f"dangling-{target[:-1]}", what, at=places[0], column=column, got=name, fix=fix)


def _references(draft: Draft, table: str, column: str) -> Iterator[tuple[Origin, str]]:
    """Every name in a column; rows with another cell that can't be read are no reason not to look at this one."""
    for row in draft.rows(table):
        yield from ((row.origin, name) for name in _names(getattr(row, column)))
    read = draft.read_tables.get(table)
    for at, texts in read.parts if read else ():
        names = (" ".join(part.split()) for part in re.split("[;,]", texts.get(column, "")))
        yield from ((at, name) for name in names if name)


def ring_fences_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    options, outcomes = draft.ids("options"), draft.ids("outcomes")
    if options is None or outcomes is None:
        return
    for budget in draft.budgets:
        for name in budget.ring_fence:
            if name not in options | outcomes:
                what = f"“{name}” is neither an option nor an outcome"
                fix = nearest(name, options | outcomes)
                yield found("dangling-ring-fence", what, at=budget.origin, column="ring_fence", got=name, fix=fix)


def unit_cost_codes_are_known(draft: Draft) -> Iterator[Problem]:
    for outcome in draft.outcomes:
        code = outcome.unit_cost
        if code is not None and code not in unit_costs():
            what = f"the unit cost database has no code “{code}”"
            fix = nearest(code, unit_costs())
            yield found("unknown-unit-cost", what, at=outcome.origin, column="unit_cost", got=code, fix=fix)


def rows_are_told_apart(draft: Draft) -> Iterator[Problem]:
    for table, columns in UNIQUE_BY.items():
        first: dict[tuple[Any, ...], int] = {}
        for row in draft.rows(table):
            key = tuple(_identity(draft, row, column) for column in columns)
            if key in first:
                what = f"the same {' and '.join(columns)} as row {first[key]}"
                got = ", ".join(str(part) for part in key if part)
                fix = "Remove one of the two rows, or give it another id."
                yield found("duplicate", what, at=row.origin, column=columns[0], got=got, fix=fix)
            first.setdefault(key, row.origin.row)


def rows_do_not_repeat(draft: Draft) -> Iterator[Problem]:
    for table in ("option_costs", "option_effects", "unit_values"):
        seen: set[tuple[Any, ...]] = set()
        repeated = []
        for row in draft.rows(table):
            key = tuple(row.model_dump().values())
            if key in seen:
                repeated.append(row.origin.row)
            seen.add(key)
        if repeated:
            what = f"{row_list(repeated)}: the same as a row above in every column; all count"
            yield found("same-row-twice", what, at=draft.at_table(table), fix="Remove them if that is a mistake.")


def settings_fit_together(draft: Draft) -> Iterator[Problem]:
    settings, origins = draft.settings, draft.read_settings.origins
    if settings is None:
        return
    if settings.horizon < settings.money_years:
        what = f"the horizon ({settings.horizon} years) is shorter than the money years ({settings.money_years})"
        yield found("horizon-too-short", what, at=origins["horizon"], column="value", fix="Make it at least as long.")
    if settings.horizon > LONGEST_HORIZON:
        what = f"the horizon is {settings.horizon} years"
        expected = f"at most {LONGEST_HORIZON} years"
        fix = "Shorten it."
        yield found("horizon-too-long", what, at=origins["horizon"], column="value", expected=expected, fix=fix)


def places_fit_together(draft: Draft) -> Iterator[Problem]:
    for option in draft.options:
        if option.places_min > option.places_max:
            got = f"{option.places_min:g} and {option.places_max:g}"
            what, fix = "the fewest places are more than the most", "Exchange them."
            yield found("places-min-above-max", what, at=option.origin, column="places_min", got=got, fix=fix)
        if option.cohort_size is not None and option.places_max > option.cohort_size:
            what = f"{option.places_max:g} places for {option.cohort_size:g} people"
            fix = "Lower places_max, or correct cohort_size."
            yield found("places-above-cohort", what, at=option.origin, column="places_max", fix=fix)


def start_windows_fit(draft: Draft) -> Iterator[Problem]:
    if draft.settings is not None:
        for option in draft.options:
            yield from _start_window_problems(draft.settings, option)


def _start_window_problems(settings: Settings, option: Option) -> Iterator[Problem]:
    first, last = start_window(settings, option)
    year, end = settings.first_year, settings.first_year + settings.money_years - 1
    years = f"between {format_year(year)} and {format_year(end)}"
    if last < first:
        what = f"the last start ({format_year(last)}) lies before the first ({format_year(first)})"
        yield found("start-window-reversed", what, at=option.origin, column="last_start", fix="Exchange them.")
    if first < year:
        what = f"it starts in {format_year(first)}, before the place's first year"
        fix = "Correct first_start, or the setting first_year."
        yield found("start-before-place", what, at=option.origin, column="first_start", expected=years, fix=fix)
    if max(first, last) > end:
        what = f"it may start in {format_year(max(first, last))}, when no money is planned any more"
        fix = "Choose an earlier year, or raise the setting money_years."
        column = "first_start" if first > end else "last_start"
        yield found("start-after-money", what, at=option.origin, column=column, expected=years, fix=fix)


def start_window(settings: Settings, option: Option) -> tuple[int, int]:
    """The first and the last financial year in which an option may start."""
    first = settings.first_year if option.first_start is None else option.first_start
    return first, first if option.last_start is None else option.last_start


def weights_add_up(draft: Draft) -> Iterator[Problem]:
    for column in ("residents_weight", "national_weight"):
        weights = [getattr(outcome, column) for outcome in draft.outcomes]
        given = [weight for weight in weights if weight is not None]
        if given and draft.is_whole("outcomes") and abs(sum(given) - 1) > 1e-6:
            what = f"{column} adds up to {sum(given):.6g} over all outcomes"
            fix = "Change the weights so that they add up to 1, or leave the whole column blank."
            yield found("weights-sum", what, at=draft.at_table("outcomes"), column=column, expected="1", fix=fix)


def remits_stay_within_one(draft: Draft) -> Iterator[Problem]:
    shares: dict[str, float] = defaultdict(float)
    for remit in draft.remits:
        shares[remit.outcome] += remit.share
    for outcome, share in shares.items():
        if share > 1 + 1e-9:
            what = f"the shares of {outcome} add up to {share:.6g} over all partners"
            fix = "Lower them: no pound may be counted as two partners' own."
            yield found("remits-sum", what, at=draft.at_table("remits"), column="share", expected="at most 1", fix=fix)


def channels_join_two_partners(draft: Draft) -> Iterator[Problem]:
    for channel in draft.channels:
        if channel.from_partner == channel.to_partner:
            what = f"{channel.from_partner} would pay itself"
            yield found("channel-to-itself", what, at=channel.origin, column="to_partner", fix="Remove the row.")


def partners_are_few_enough_for_a_deal(draft: Draft) -> Iterator[Problem]:
    if len(draft.partners) > MOST_IN_A_DEAL:
        what = f"there are {len(draft.partners)} partners; a deal can be worked out for at most {MOST_IN_A_DEAL}"
        yield found("many-partners", what, at=draft.at_table("partners"), fix="Join partners that decide as one.")


def payers_sign(draft: Draft) -> Iterator[Problem]:
    options = {option.id: option for option in draft.options}
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for cost in draft.costs:
        option = options.get(cost.option)
        if option and cost.amount > 0 and cost.payer not in {option.lead, *option.signatories}:
            rows[option.id, cost.payer].append(cost)
    for (name, payer), costs in rows.items():
        what = f"{payer} pays for {name} and is neither its lead nor a signatory: it is added to those who must sign"
        fix = f"Name it in the signatories of {name} to make this plain."
        yield found("payer-must-sign", what, at=costs[0].origin, column="payer", fix=fix)


def options_cost_and_change_something(draft: Draft) -> Iterator[Problem]:
    costs = Counter(cost.option for cost in draft.costs)
    effects = Counter(effect.option for effect in draft.effects)
    for option in draft.options:
        if draft.has("option_costs") and draft.is_whole("option_costs") and not costs[option.id]:
            yield found("option-without-cost", f"{option.id} costs nothing", at=option.origin)
        if draft.has("option_effects") and draft.is_whole("option_effects") and not effects[option.id]:
            yield found("option-without-effect", f"{option.id} changes nothing", at=option.origin)


def rows_fall_within_their_option(draft: Draft) -> Iterator[Problem]:
    lengths = {option.id: option.length for option in draft.options}
    for code, rows in (("cost-after-end", draft.costs), ("effect-after-end", draft.effects)):
        late: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            if row.year is not None and row.year > lengths.get(row.option, row.year):
                late[row.option].append(row.origin.row)
        for name, numbers in late.items():
            table = "option_costs" if code == "cost-after-end" else "option_effects"
            what = f"{row_list(numbers)}: later than {name} runs ({_years(lengths[name])}); they count all the same"
            yield found(code, what, at=draft.at_table(table), column="year")


def everything_falls_within_the_horizon(draft: Draft) -> Iterator[Problem]:
    settings = draft.settings
    if settings is None:
        return
    for option in draft.options:
        latest = max(start_window(settings, option)) - settings.first_year
        if latest + _last_year(draft, option) > settings.horizon:
            end = format_year(settings.first_year + settings.horizon - 1)
            what = f"costs and effects of {option.id} after {end} are not counted if it starts as late as it may"
            fix = "Raise the setting horizon to count them."
            yield found("beyond-horizon", what, at=option.origin, fix=fix)


def _last_year(draft: Draft, option: Option) -> int:
    """The last year since its start in which an option costs or changes anything."""
    costs = [cost.year or option.length for cost in draft.costs if cost.option == option.id]
    effects = [(e.year or option.length) + e.lag + e.lasts - 1 for e in draft.effects if e.option == option.id]
    return max([*costs, *effects, 0])


def budgets_fall_within_the_money_years(draft: Draft) -> Iterator[Problem]:
    if draft.settings is None:
        return
    first = draft.settings.first_year
    outside = [b.origin.row for b in draft.budgets if not first <= b.year < first + draft.settings.money_years]
    if outside:
        what = f"{row_list(outside)}: outside the money years, and not used"
        yield found("budget-outside-money-years", what, at=draft.at_table("budgets"), column="year")


def _names(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value is not None else ()


def _identity(draft: Draft, row: Row, column: str) -> Any:
    """A column's value as it tells rows apart: a blank budget class is the usual one of the partner."""
    if isinstance(row, Budget) and column == "budget_class" and row.budget_class is None:
        roles = {partner.id: partner.role for partner in draft.partners}
        return default_budget_class(roles.get(row.partner, "other"))
    return getattr(row, column)


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


CHECKS = (
    required_tables_are_there,
    references_lead_somewhere,
    ring_fences_lead_somewhere,
    unit_cost_codes_are_known,
    rows_are_told_apart,
    rows_do_not_repeat,
    settings_fit_together,
    places_fit_together,
    start_windows_fit,
    weights_add_up,
    remits_stay_within_one,
    channels_join_two_partners,
    partners_are_few_enough_for_a_deal,
    payers_sign,
    options_cost_and_change_something,
    rows_fall_within_their_option,
    everything_falls_within_the_horizon,
    budgets_fall_within_the_money_years,
)
