"""Who may pay whom, how much each can pay, and payments that make a split hold.

Payments are cash; a level payment is level in real terms over the money years 0..T−1. PV is in the price base.
"""

from dataclasses import dataclass

import numpy as np

from goodplace.choose.plan import Plan, PlanModel
from goodplace.choose.rules import free_budget
from goodplace.choose.value import Floats, Values
from goodplace.place.defaults import default_channels


@dataclass(frozen=True)
class Arc:
    """A lawful way for partner `payer` to pay partner `receiver` (positions in key order); most £ cash a year."""

    payer: int
    receiver: int
    power: str
    most_per_year: float
    assumed: bool


def lawful_arcs(values: Values) -> tuple[Arc, ...]:
    """The place's channels, or the defaults of its partners' roles; one arc a pair, in key order."""
    place = values.place
    if place.channels is None:
        defaults = default_channels({partner.id: partner.role for partner in place.partners})
        rows = [(c.from_partner, c.to_partner, c.power, np.inf) for c in defaults]
    else:
        rows = [
            (c.from_partner, c.to_partner, c.power, np.inf if c.most_per_year is None else c.most_per_year)
            for c in place.channels
        ]
    pairs: dict[tuple[int, int], list[tuple[str, float]]] = {}
    for payer, receiver, power, most in rows:
        pairs.setdefault((place.partner_index[payer], place.partner_index[receiver]), []).append((power, most))
    return tuple(
        Arc(payer, receiver, " or ".join(sorted(p for p, _ in ways)), sum(m for _, m in ways), place.channels is None)
        for (payer, receiver), ways in sorted(pairs.items())
    )


def all_arcs(values: Values) -> tuple[Arc, ...]:
    """Every pair, as if every payment were lawful: to tell when channels are what stops a deal."""
    n = len(values.place.partners)
    return tuple(Arc(a, b, "no lawful channel", np.inf, True) for a in range(n) for b in range(n) if a != b)


def effect_of(arcs: tuple[Arc, ...], partners: int) -> Floats:
    """What £1 on each arc does to each partner (P, A): −1 to the payer, +1 to the receiver."""
    matrix = np.zeros((partners, len(arcs)))
    for a, arc in enumerate(arcs):
        matrix[arc.payer, a] -= 1.0
        matrix[arc.receiver, a] += 1.0
    return matrix


@dataclass(frozen=True)
class Purse:
    """What each partner can pay to others under a plan, £ cash (P, T): `free` in that year, and `released_so_far`:
    cash of earlier years not yet reused. Both are infinite for a partner without a row of budgets: nobody said what
    limits it, and `Deal.pays_from_other_money` names those that pay more than the plan releases to them."""

    free: Floats
    released_so_far: Floats


def purse(model: PlanModel, plan: Plan) -> Purse:
    """Budgets left over and cash released by a plan. Benefit payments never enter: they can't be spent."""
    values, columns = model.payoffs.values, model.columns
    years = values.place.settings.money_years
    free = np.full((model.partners, years), np.inf)
    released = np.full((model.partners, years), np.inf)
    share = values.place.settings.reuse_of_savings
    for i in columns.limited:
        name, stock = values.classes[values.main_class[i]], 0.0
        for t in range(years):
            spent = _spent_from_free(model, plan, i, t)
            free[i, t] = max(0.0, free_budget(columns, i, name, t) - spent)
            stock -= _reused(model, plan, i, t)
            released[i, t] = max(0.0, stock)
            stock += share * float(columns.saving(i, t)[0] @ plan.x) * model.scale
    return Purse(free, released)


def _spent_from_free(model: PlanModel, plan: Plan, partner: int, year: int) -> float:
    """Cash a partner takes from its usual class's free budget in a year, other money used first."""
    columns, values = model.columns, model.payoffs.values
    row = columns.spend(partner, [values.main_class[partner]], year) + columns.saving(partner, year)[1]
    spent = float(row @ plan.x)
    for n, reuse in enumerate(columns.reuse):
        spent -= plan.x[columns.at_reuse + n] * ((reuse.partner, reuse.year) == (partner, year))
    for n, draw in enumerate(columns.draws):
        spent -= plan.x[columns.at_draw + n] * ((draw.partner, draw.year) == (partner, year))
    for n, payment in enumerate(columns.fenced):
        fence = columns.fences[payment.budget]
        here = (values.place.partner_index[fence.partner], fence.year - values.place.settings.first_year)
        usual = fence.budget_class in (None, values.classes[values.main_class[partner]])
        spent -= plan.x[columns.at_fenced + n] * (here == (partner, year) and usual)
    return float(max(0.0, spent) * model.scale)


def _reused(model: PlanModel, plan: Plan, partner: int, year: int) -> float:
    """Cash reused or repaid by a partner in a year."""
    columns = model.columns
    spent = sum(
        plan.x[columns.at_reuse + n]
        for n, reuse in enumerate(columns.reuse)
        if (reuse.partner, reuse.year) == (partner, year)
    )
    spent += sum(
        plan.x[columns.at_repay + n]
        for n, draw in enumerate(columns.draws)
        if (draw.partner, draw.year) == (partner, year)
    )
    return float(spent * model.scale)


def cash_worth(values: Values) -> Floats:
    """PV of £1 cash in each money year (T,)."""
    years = values.place.settings.money_years
    return np.asarray(values.discount[:years] / values.cash_factor[:years])


def level_profile(values: Values) -> Floats:
    """Cash in each money year (T,) of a payment worth £1 PV that is level in real terms."""
    years = values.place.settings.money_years
    return np.asarray(values.cash_factor[:years] / values.discount[:years].sum())
