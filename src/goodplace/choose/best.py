"""The mandate's best plan, and what a plan means for each partner."""

from dataclasses import dataclass

import numpy as np

from goodplace.choose.lenses import mandate
from goodplace.choose.payoffs import View
from goodplace.choose.plan import Plan, PlanModel, with_released
from goodplace.choose.value import Floats


def best_plan(model: PlanModel, view: View, *, least_together: float | None = None) -> Plan | None:
    """The plan the mandate likes best; among equals, the one the partners gain most from together.

    `least_together`: Σ u_i must reach it (£ PV); None is returned where no plan does.
    """
    objective, together = model.objective(mandate(model.payoffs)), model.partner_rows(view).sum(axis=0)
    needed = [] if least_together is None else [(together + model.allowance, least_together / model.scale)]
    first = model.solve(objective, at_least=needed)
    if first is None:
        return None
    slack = model.tolerance * 1e-4 / model.scale
    second = model.solve(together, at_least=[(objective, first.objective / model.scale - slack), *needed])
    if second is None or (together @ (second.x - first.x)) * model.scale < model.tolerance * 1e-2:
        return model.sparing(first, objective)
    second = model.sparing(second, objective)
    value = float(objective @ second.x) * model.scale
    return Plan(second.x, second.places, second.started, value, first.bound, first.proven and second.proven)


@dataclass(frozen=True)
class CashPosition:
    """One plan's money by partner (P,), £ PV, before payments between partners: cash view.

    puts_in: costs · claimed: savings claimed, benefits and taxes included · released: cash at the released share ·
    net = released − puts_in + financing · net_none, net_all: with none or all of the unknown savings released ·
    benefits, benefits_none, benefits_all: the part of each net that is benefit payments and taxes, never spendable.
    """

    puts_in: Floats
    claimed: Floats
    released: Floats
    financing: Floats
    net: Floats
    net_none: Floats
    net_all: Floats
    benefits: Floats
    benefits_none: Floats
    benefits_all: Floats

    def break_even(self) -> list[float | None]:
        """Smallest released share at which each partner's net is not negative; None where none in 0..1 is enough."""
        return [break_even(low, high) for low, high in zip(self.net_none, self.net_all, strict=True)]

    def break_even_together(self) -> float | None:
        """The same for all partners together."""
        return break_even(float(self.net_none.sum()), float(self.net_all.sum()))


def break_even(net_none: float, net_all: float) -> float | None:
    """m where net_none + m × (net_all − net_none) = 0; 0 when never short, None when short even at 1."""
    if net_none >= -0.005:
        return 0.0
    if net_all < -0.005:
        return None
    return -net_none / (net_all - net_none)


def cash_position(model: PlanModel, plan: Plan) -> CashPosition:
    """Each partner's money under a plan; the same plan at released shares of 0 and 1 beside it."""
    payoffs = model.payoffs
    place_cost, fixed_cost = payoffs.cost
    puts_in = place_cost.T @ plan.places + fixed_cost.T @ plan.started
    claimed = payoffs.pv((payoffs.claimed + payoffs.claimed_transfer).sum(axis=2)).T @ plan.places
    financing = model.financing @ plan.x * model.scale
    nets: list[tuple[Floats, Floats]] = []
    benefits: list[Floats] = []
    for share in (payoffs.released_share, 0.0, 1.0):
        at = with_released(payoffs, share)
        released = at.pv(at.released + at.released_transfer).T @ plan.places
        nets.append((released, released - puts_in + financing))
        benefits.append(at.pv(at.released_transfer).T @ plan.places)
    return CashPosition(puts_in, claimed, nets[0][0], financing, *(net for _, net in nets), *benefits)


def yearly_cash(model: PlanModel, plan: Plan) -> tuple[Floats, Floats]:
    """Costs and cash released, benefits and taxes left out, by partner and year (P, H), £ cash."""
    payoffs, factor = model.payoffs, model.payoffs.values.cash_factor
    costs = np.einsum("npct,n->pt", payoffs.cost_place, plan.places)
    costs = costs + np.einsum("npct,n->pt", payoffs.cost_fixed, plan.started.astype(float))
    released = np.einsum("npt,n->pt", payoffs.released, plan.places)
    return costs * factor, released * factor
