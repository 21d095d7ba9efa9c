"""Checks of money and evidence across tables: unit costs, owners of savings, prices, labels. One function a rule."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from goodplace.place.draft import Draft
from goodplace.place.prices import (
    deflator,
    deflator_vintages,
    discount_factors,
    discount_vintages,
    format_year,
    is_stale,
)
from goodplace.place.problems import Origin, Problem, found, nearest, row_list
from goodplace.place.settings import Settings
from goodplace.place.tables import Option, OptionEffect, Outcome, Partner
from goodplace.place.unit_values import double_counted, needs_allocation, unit_costs, value_lines

# Value that is people's own, not a public body's.
_PEOPLES_VALUE = ("economic", "social")
_TRIAL = re.compile(r"\b(rcts?|randomi[sz]ed|trials?)\b", re.IGNORECASE)


def vintages_are_known(draft: Draft) -> Iterator[Problem]:
    if draft.settings is None:
        return
    given = (
        ("deflator", draft.settings.deflator, deflator_vintages()),
        ("discount_rate", draft.settings.discount_rate, discount_vintages()),
    )
    for key, vintage, names in given:
        if vintage not in names:
            at = draft.read_settings.origins[key]
            what = f"no {key.replace('_', ' ')} is called “{vintage}”"
            yield found("unknown-vintage", what, at=at, column="value", got=vintage, fix=nearest(vintage, names))


def discounting_reaches_the_horizon(draft: Draft) -> Iterator[Problem]:
    settings = draft.settings
    if settings is None or settings.discount_rate not in discount_vintages():
        return
    try:
        discount_factors(settings.discount_rate, settings.horizon)
    except ValueError as error:
        at = draft.read_settings.origins["horizon"]
        yield found("horizon-too-long", str(error), at=at, column="value", fix="Shorten the horizon.")


def prices_can_be_carried_over(draft: Draft) -> Iterator[Problem]:
    settings = draft.settings
    if settings is None or settings.deflator not in deflator_vintages():
        return
    first = min(deflator(settings.deflator).levels)
    for at, column, year in _price_years(draft):
        if year < first:
            what = f"{settings.deflator} doesn't reach back to {format_year(year)}"
            fix = f"Give the amount in the prices of {format_year(first)} or later, or choose another deflator."
            yield found("no-price-index", what, at=at, column=column, got=format_year(year), fix=fix)


def prices_are_fresh(draft: Draft) -> Iterator[Problem]:
    if draft.settings is None:
        return
    stale: dict[tuple[str, str], list[Origin]] = defaultdict(list)
    for at, column, year in _price_years(draft):
        if is_stale(year, today_year=draft.settings.first_year):
            stale[at.sheet, column].append(at)
    for (_, column), rows in stale.items():
        what = f"{row_list(at.row for at in rows)}: in prices more than ten years old"
        at = replace(rows[0], row=0)
        yield found("stale-price", what, at=at, column=column, fix="Look for a newer figure.")


def unit_costs_are_fresh(draft: Draft) -> Iterator[Problem]:
    if draft.settings is None:
        return
    stale = [code for code in _used_codes(draft) if _has_stale_price(code, draft.settings.first_year)]
    if stale:
        what = f"unit costs in prices more than ten years old: {', '.join(stale)}"
        fix = "Give newer values in unit_values."
        yield found("stale-price", what, at=draft.at_table("option_effects"), column="outcome", fix=fix)


def every_saving_has_one_owner(draft: Draft) -> Iterator[Problem]:
    """A share of a unit cost that falls on one kind of body needs one such body."""
    for outcome, code in _used_outcomes(draft):
        roles = {line.role for line in value_lines(code, price_base=2013) if line.kind in ("fiscal", "transfer")}
        for role in sorted(role for role in roles if role):
            rivals = _rivals(draft.partners, role)
            if len(rivals) > 1:
                what = f"part of {code} falls on the role {role}, which {' and '.join(rivals)} share"
                fix = f"Say in unit_values whose money it is: rows for the outcome {outcome}, one a partner."
                yield found("one-role-two-partners", what, at=_first_use(draft, outcome), column="outcome", fix=fix)


def _rivals(partners: tuple[Partner, ...], role: str) -> list[str]:
    """The partners that could stand for a role: local ones, or else national, or else neighbours."""
    for level in ("local", "national", "neighbour"):
        same = sorted(partner.id for partner in partners if partner.role == role and partner.level == level)
        if same:
            return same
    return []


def every_saving_is_somebodys(draft: Draft) -> Iterator[Problem]:
    for outcome, code in _used_outcomes(draft):
        if needs_allocation(code):
            cost = unit_costs()[code]
            what = f"the unit cost database doesn't say whose money {code} is ({cost.agency_l1 or 'no agency'})"
            fix = f"Add rows to unit_values for {outcome}: fiscal, the partner (blank for others), the amount."
            yield found("unallocated-unit-cost", what, at=_first_use(draft, outcome), column="outcome", fix=fix)


def nothing_is_counted_twice(draft: Draft) -> Iterator[Problem]:
    for option in draft.options:
        used = {effect.outcome for effect in draft.effects if effect.option == option.id}
        for clash in double_counted(draft.codes[outcome] for outcome in used if outcome in draft.codes):
            code = "double-count" if clash.severity == "error" else "maybe-double-count"
            what = f"{option.id} uses {clash.code_a} and {clash.code_b}. {clash.reason}"
            fix = "Keep one of the two." if clash.severity == "error" else "Check that they are for different people."
            yield found(code, what.rstrip("."), at=draft.at_table("option_effects"), column="outcome", fix=fix)


def only_public_money_has_an_owner(draft: Draft) -> Iterator[Problem]:
    for row in draft.unit_values:
        if row.kind in ("economic", "social") and row.partner is not None:
            what = f"{row.kind} value belongs to people, not to a partner"
            fix = "Leave partner blank; say in remits whose remit it is."
            yield found("value-owner", what, at=row.origin, column="partner", got=row.partner, fix=fix)


def trials_are_already_net(draft: Draft) -> Iterator[Problem]:
    for effect in draft.effects:
        if effect.deadweight and _TRIAL.search(effect.source or ""):
            what = "its source speaks of a trial, whose effect is already net, and yet a deadweight is taken off"
            fix = "Write net if the figure is the difference from a control group."
            yield found("trial-deadweight", what, at=effect.origin, column="deadweight", got=effect.deadweight, fix=fix)


def outcomes_have_a_value(draft: Draft) -> Iterator[Problem]:
    used = {effect.outcome for effect in draft.effects}
    own = {row.outcome for row in draft.unit_values}
    for outcome in draft.outcomes:
        if outcome.id in used - own and outcome.unit_cost is None:
            swing = outcome.baseline is not None and outcome.target is not None
            tail = "" if swing else " and no baseline and target: it counts nothing"
            what = f"{outcome.id} has no value in pounds{tail}"
            fix = "Give a unit_cost code, or rows in unit_values"
            fix += "." if swing and _is_weighted(outcome) else ", or a baseline, a target and weights."
            yield found("outcome-without-value", what, at=outcome.origin, column="unit_cost", fix=fix)


def weights_have_a_scale(draft: Draft) -> Iterator[Problem]:
    if not (draft.is_whole("outcomes") and draft.is_whole("unit_values")):
        return
    valued = {row.outcome for row in draft.unit_values if row.kind in _PEOPLES_VALUE and row.amount > 0}
    for outcome, code in draft.codes.items():
        if any(line.kind in _PEOPLES_VALUE and line.amount > 0 for line in value_lines(code, price_base=2013)):
            valued.add(outcome)
    for column in ("residents_weight", "national_weight"):
        weighted = {outcome.id for outcome in draft.outcomes if _gap(outcome) and getattr(outcome, column)}
        if weighted and not weighted & valued:
            what = f"{column} isn't used: no outcome with such a weight has an economic or social value"
            fix = "Give one of them such a value in unit_values, which sets the scale from weights to pounds."
            yield found("weights-without-scale", what, at=draft.at_table("outcomes"), column=column, fix=fix)


def effects_stay_within_the_gap(draft: Draft) -> Iterator[Problem]:
    """Each option by itself, at its most places and earliest start, against Σ_t gap·(t+1)/horizon.

    Not all options together: rivals would be added up.
    """
    if draft.settings is None:
        return
    horizon = draft.settings.horizon
    for outcome in draft.outcomes:
        gap = abs(_gap(outcome)) * (horizon + 1) / 2
        for option in draft.options if gap else ():
            effects = [e for e in draft.effects if (e.outcome, e.option) == (outcome.id, option.id)]
            units = [units_at_most(effect, option, draft.settings) for effect in effects]
            if abs(sum(units)) > gap:
                largest = effects[max(range(len(units)), key=lambda i: abs(units[i]))]
                what = f"{option.id} would by itself change {outcome.id} by {abs(sum(units)):,.0f} over the horizon"
                what += f"; from baseline to target it is {gap:,.0f}"
                fix = "Check the decimal point of change_per_place, and the baseline and target."
                yield found("effect-beyond-target", what, at=largest.origin, column="change_per_place", fix=fix)


def units_at_most(effect: OptionEffect, option: Option, settings: Settings) -> float:
    """Units of its outcome that a row changes within the horizon, at most places and the earliest start."""
    change = effect.change_per_place
    if effect.deadweight is not None:
        subtract = effect.deadweight_rule == "subtract"
        change = change - effect.deadweight if subtract else change * (1 - effect.deadweight)
    change *= effect.affected * effect.engaged * effect.retained * effect.incidents * effect.multiplier
    first = (option.first_start or settings.first_year) - settings.first_year + effect.lag
    worked = range(option.length) if effect.year is None else (effect.year - 1,)
    ages = (age for k in worked for age in range(effect.lasts) if first + k + age < settings.horizon)
    return option.places_max * change * sum((1 - effect.fade) ** age for age in ages)


def _gap(outcome: Outcome) -> float:
    """From baseline to target; 0 where either is missing."""
    return 0.0 if outcome.baseline is None or outcome.target is None else outcome.target - outcome.baseline


def _is_weighted(outcome: Outcome) -> bool:
    return bool(outcome.residents_weight or outcome.national_weight)


def labels_are_stated(draft: Draft) -> Iterator[Problem]:
    tables = (("option_costs", draft.costs), ("option_effects", draft.effects), ("unit_values", draft.unit_values))
    for table, rows in tables:
        missing = [row.origin.row for row in rows if row.label == "not_stated"]
        if missing:
            what = f"{row_list(missing)}: not said whether the figure was read, computed, recalled or assumed"
            yield found("label-not-stated", what, at=draft.at_table(table), column="label", fix="Fill in label.")


def _used_codes(draft: Draft) -> list[str]:
    return sorted({code for _, code in _used_outcomes(draft)})


def _used_outcomes(draft: Draft) -> list[tuple[str, str]]:
    """Outcome and unit-cost code of every outcome that an option changes and the database values."""
    used = {effect.outcome for effect in draft.effects}
    return sorted((outcome, code) for outcome, code in draft.codes.items() if outcome in used)


def _has_stale_price(code: str, today: int) -> bool:
    return any(is_stale(money.year, today_year=today) for _, money in unit_costs()[code].published())


def _first_use(draft: Draft, outcome: str) -> Origin:
    return min(effect.origin for effect in draft.effects if effect.outcome == outcome)


def _price_years(draft: Draft) -> Iterator[tuple[Origin, str, int]]:
    """Row, column and price year of every amount that states one, and of the price base of the place."""
    origins = draft.read_settings.origins
    if draft.settings is not None and draft.settings.price_base is not None:
        yield origins["price_base"], "value", draft.settings.price_base
    elif draft.settings is not None:
        yield origins["first_year"], "value", draft.settings.first_year
    stated = [(cost.origin, cost.price_year) for cost in draft.costs]
    stated += [(value.origin, value.price_year) for value in draft.unit_values]
    yield from ((at, "price_year", year) for at, year in stated if year is not None)


MONEY_CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    vintages_are_known,
    discounting_reaches_the_horizon,
    prices_can_be_carried_over,
    prices_are_fresh,
    unit_costs_are_fresh,
    every_saving_has_one_owner,
    every_saving_is_somebodys,
    nothing_is_counted_twice,
    only_public_money_has_an_owner,
    trials_are_already_net,
    outcomes_have_a_value,
    weights_have_a_scale,
    effects_stay_within_the_gap,
    labels_are_stated,
)
