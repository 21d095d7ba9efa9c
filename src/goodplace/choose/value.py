"""The benefit chain: what each option costs and changes, by partner, outcome and year since it starts.

Method: HM Treasury / New Economy guidance for local partnerships (2014). Real prices of the place's price base.
Axes: j option · o outcome · i partner · c budget class · k year since start (0 is the year it starts) · t year of the
place (0 is its first, undiscounted). K = H, the horizon.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from goodplace.choose.outcome_values import OutcomeValue, outcome_values, place_deflator, price_base
from goodplace.place.defaults import default_budget_class, default_remits
from goodplace.place.place import Place
from goodplace.place.prices import correction, discount_factors
from goodplace.place.tables import Option, OptionCost, OptionEffect

Floats = NDArray[np.float64]
NEVER_SPENDABLE = "dwp_ame"


@dataclass(frozen=True)
class Values:
    """A place as arrays. All £ are real, in the prices of the price base, undiscounted, and per place or fixed.

    units (J, O, K): outcome units per place · cost_place, cost_fixed (J, P, C, K): £ · fiscal, transfer (O, P): £ a
    unit · fiscal_elsewhere, economic, social (O,): £ a unit · cashable (P, O, H): share released, NaN where unknown ·
    remit (P, O): μ · own_capacity (P,): ν · discount (H,): £1 of year t today · cash_factor (H,): cash for £1 real.
    """

    place: Place
    lines: tuple[OutcomeValue, ...]
    classes: tuple[str, ...]
    units: Floats
    cost_place: Floats
    cost_fixed: Floats
    fiscal: Floats
    fiscal_elsewhere: Floats
    transfer: Floats
    economic: Floats
    social: Floats
    cashable: Floats
    remit: Floats
    own_capacity: Floats
    discount: Floats
    cash_factor: Floats

    @cached_property
    def main_class(self) -> list[int]:
        """Budget class each partner's savings and payments between partners fall in (P,)."""
        return [self.classes.index(default_budget_class(partner.role)) for partner in self.place.partners]


def value_place(place: Place) -> Values:
    """All arrays of a place, built once and used by plan, groups of partners and explanations."""
    lines = tuple(line for outcome in place.outcomes for line in outcome_values(place, outcome))
    classes = _classes(place)
    cost_place, cost_fixed = _costs(place, classes)
    return Values(
        place=place,
        lines=lines,
        classes=classes,
        units=_units(place),
        cost_place=cost_place,
        cost_fixed=cost_fixed,
        fiscal=_by_partner(place, lines, "fiscal"),
        fiscal_elsewhere=_elsewhere(place, lines, "fiscal"),
        transfer=_by_partner(place, lines, "transfer"),
        economic=_elsewhere(place, lines, "economic"),
        social=_elsewhere(place, lines, "social"),
        cashable=_cashable(place),
        remit=_remit(place),
        own_capacity=np.array([partner.own_capacity_value for partner in place.partners]),
        discount=discount_factors(place.settings.discount_rate, place.settings.horizon),
        cash_factor=_cash_factor(place),
    )


def cost_class(place: Place, cost: OptionCost) -> str:
    """The budget class that pays a cost: its own, or the usual one of the payer's role."""
    return cost.budget_class or default_budget_class(place.partners[place.partner_index[cost.payer]].role)


def cost_years(place: Place, cost: OptionCost, option: Option) -> Floats:
    """£ of a cost row by year since start (K,), in the price base, with its optimism-bias uplift where asked for."""
    base = price_base(place)
    amount = cost.amount
    if cost.price_year is not None and cost.price_year != base:
        amount = place_deflator(place).uprate(amount, cost.price_year, base)
    years = np.zeros(place.settings.horizon)
    years[_delivered(cost.year, option, place.settings.horizon)] = amount * _bias(place, "cost", cost.grade)
    return years


def effect_units(place: Place, effect: OptionEffect, option: Option) -> Floats:
    """Units of the outcome per place by year since start (K,): the whole chain of one effect row."""
    horizon = place.settings.horizon
    per_year = effect.affected * effect.engaged * effect.retained * net_change(effect)
    per_year *= effect.incidents * effect.multiplier * _bias(place, "benefit", effect.grade)
    units = np.zeros(horizon)
    for delivered in _delivered(effect.year, option, horizon):
        for age in range(effect.lasts):
            year = delivered + effect.lag + age
            if year < horizon:
                units[year] += per_year * (1 - effect.fade) ** age
    return units


def net_change(effect: OptionEffect) -> float:
    """Change per place net of what would have happened anyway."""
    if effect.deadweight is None:
        return effect.change_per_place
    if effect.deadweight_rule == "subtract":
        return effect.change_per_place - effect.deadweight
    return effect.change_per_place * (1 - effect.deadweight)


def _delivered(year: int | None, option: Option, horizon: int) -> list[int]:
    """Years since start (0-based) in which a row holds."""
    years = range(option.length) if year is None else [year - 1]
    return [k for k in years if 0 <= k < horizon]


def _bias(place: Place, kind: str, grade: int | None) -> float:
    if place.settings.optimism_bias == "none" or grade is None:
        return 1.0
    return 1 + correction("cost" if kind == "cost" else "benefit", grade)


def _classes(place: Place) -> tuple[str, ...]:
    """Budget classes in use: of costs, budgets, and each partner's usual one; in name order."""
    used = {cost_class(place, cost) for cost in place.costs}
    used |= {default_budget_class(partner.role) for partner in place.partners}
    used |= {budget.budget_class for budget in place.budgets if budget.budget_class}
    return tuple(sorted(used))


def _units(place: Place) -> Floats:
    units = np.zeros((len(place.options), len(place.outcomes), place.settings.horizon))
    for effect in place.effects:
        j, o = place.option_index[effect.option], place.outcome_index[effect.outcome]
        units[j, o] += effect_units(place, effect, place.options[j])
    return units


def _costs(place: Place, classes: tuple[str, ...]) -> tuple[Floats, Floats]:
    shape = (len(place.options), len(place.partners), len(classes), place.settings.horizon)
    by_basis = {"per_place": np.zeros(shape), "fixed": np.zeros(shape)}
    for cost in place.costs:
        j, i = place.option_index[cost.option], place.partner_index[cost.payer]
        c = classes.index(cost_class(place, cost))
        by_basis[cost.basis][j, i, c] += cost_years(place, cost, place.options[j])
    return by_basis["per_place"], by_basis["fixed"]


def _by_partner(place: Place, lines: tuple[OutcomeValue, ...], kind: str) -> Floats:
    table = np.zeros((len(place.outcomes), len(place.partners)))
    for line in lines:
        if line.kind == kind and line.partner is not None:
            table[place.outcome_index[line.outcome], place.partner_index[line.partner]] += line.amount
    return table


def _elsewhere(place: Place, lines: tuple[OutcomeValue, ...], kind: str) -> Floats:
    """£ a unit that no partner's books hold: economic and social value, and other bodies' savings."""
    table = np.zeros(len(place.outcomes))
    for line in lines:
        if line.kind == kind and line.partner is None:
            table[place.outcome_index[line.outcome]] += line.amount
    return table


def _cashable(place: Place) -> Floats:
    """Share released (P, O, H): NaN where nobody has said. A row for one outcome wins over a row for every outcome."""
    horizon, first = place.settings.horizon, place.settings.first_year
    table = np.full((len(place.partners), len(place.outcomes), horizon), np.nan)
    for row in sorted(place.cashable, key=lambda row: row.outcome is not None):
        where = slice(None) if row.outcome is None else place.outcome_index[row.outcome]
        start = 0 if row.from_year is None else max(0, row.from_year - first)
        table[place.partner_index[row.partner], where, :start] = 0.0
        table[place.partner_index[row.partner], where, start:] = row.share
    return table


def _remit(place: Place) -> Floats:
    """μ (P, O): the remits table, or the role defaults when it is absent."""
    table = np.zeros((len(place.partners), len(place.outcomes)))
    if place.remits is not None:
        for row in place.remits:
            table[place.partner_index[row.partner], place.outcome_index[row.outcome]] = row.share
        return table
    roles = {partner.id: partner.role for partner in place.partners}
    defaults = default_remits(roles, sorted({outcome.category for outcome in place.outcomes}))
    for partner, i in place.partner_index.items():
        for o, outcome in enumerate(place.outcomes):
            table[i, o] = defaults.get((partner, outcome.category), 0.0)
    return table


def _cash_factor(place: Place) -> Floats:
    index, base = place_deflator(place), price_base(place)
    return np.array([index.uprate(1.0, base, year) for year in place.years()])
