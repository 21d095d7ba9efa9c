"""The deal of a place in one view at one released share: what is best, what all would sign, and what stands between.

Money: £ PV in the price base unless said. Partners in key order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from goodplace.agree.coalitions import Coalitions
from goodplace.agree.proposal import LEAST_PAYMENT, Proposal, least_transfers, unlawful_pairs
from goodplace.agree.stability import (
    BELIEFS,
    Belief,
    GroupValues,
    LeastTotal,
    Objection,
    Verdict,
    least_total,
    objections,
)
from goodplace.agree.transfers import Arc, all_arcs, lawful_arcs, purse
from goodplace.agree.witness import inner_gain
from goodplace.choose.best import best_plan
from goodplace.choose.payoffs import View
from goodplace.choose.plan import Plan, PlanModel
from goodplace.choose.value import Floats
from goodplace.place.errors import InternalError

Outcome = Literal["holds", "needs_top_up", "no_deal", "nothing_to_do"]
Progress = Callable[[str, int, int], None]
FEW_PARTNERS = 8


@dataclass(frozen=True)
class Standing:
    """What one belief about those left behind makes of the plans.

    least: B · signable: the mandate's best plan among those that can hold unaided (None when only doing nothing can) ·
    top_up: K for the mandate's best plan, transfers free.
    """

    belief: Belief
    least: LeastTotal
    signable: Plan | None
    top_up: float


@dataclass(frozen=True)
class Deal:
    """One view at one released share.

    best: the mandate's best plan · chosen: what the proposal is about (the best signable plan, or the best one with
    outside money) · own: u_i (P,) under it before payments · unaided: who objects with no
    payments at all, a batch, worst first ·
    proposal: None where there is nothing to do.
    """

    view: View
    model: PlanModel
    values: dict[Belief, GroupValues]
    best: Plan
    standings: dict[Belief, Standing]
    chosen: Plan
    own: Floats
    proposal: Proposal | None
    verdict: Outcome
    unaided_verdict: Verdict
    unaided: tuple[Objection, ...]

    @property
    def headline(self) -> Standing:
        """The standing under the belief that the start condition holds."""
        return self.standings["start_condition"]

    @property
    def released_share(self) -> float:
        return self.model.payoffs.released_share

    def short_alone(self) -> list[int]:
        """Partners that would do better by walking away than with the plan and no payments."""
        singles = np.array([1 << i for i in range(self.model.partners)], dtype=np.int64)
        alone = self.values["start_condition"].exact(singles)
        return [i for i in range(len(singles)) if self.own[i] < alone[i] - self.model.tolerance]

    def free_riders(self) -> list[int]:
        """Partners that would gain by leaving if the rest carried on: v¹({i}) above what the proposal gives them."""
        if self.proposal is None or "rest_carry_on" not in self.values:
            return []
        singles = np.array([1 << i for i in range(self.model.partners)], dtype=np.int64)
        alone = self.values["rest_carry_on"].exact(singles)
        return [i for i in range(len(singles)) if alone[i] > self.proposal.split[i] + self.model.tolerance]

    def pays_from_other_money(self) -> list[int]:
        """Partners that pay others more (PV) than the plan releases to them in cash they can spend, benefits left out.

        The rest comes from their budgets, or, where a partner has none and so no limit, from money nobody listed.
        """
        payoffs, paid = self.model.payoffs, np.zeros(self.model.partners)
        for payment in self.proposal.payments if self.proposal else ():
            paid[payment.payer] += payment.pv
        spendable = payoffs.pv(payoffs.released).T @ self.chosen.places
        return np.flatnonzero(paid > np.maximum(spendable, 0.0) + max(LEAST_PAYMENT, self.model.tolerance)).tolist()


def strike(
    model: PlanModel, view: View, *, every_group: bool, processes: int = 1, progress: Progress | None = None
) -> Deal:
    """Work out the deal. `every_group`: the whole table of groups, for the splits and the ties among proposals.

    Without it, and where money is so scarce for so many partners that the table would take many minutes, only the
    first belief is worked out, by generating the groups that matter.
    """
    coalitions = Coalitions(model, view, processes=processes)
    whole_table = every_group or model.partners <= FEW_PARTNERS or coalitions.mostly_unhindered
    if whole_table:
        coalitions.solve(coalitions.groups, progress=partial(progress, "groups of partners") if progress else None)
    beliefs = BELIEFS if whole_table else BELIEFS[:1]
    values = {belief: GroupValues(coalitions, belief) for belief in beliefs}
    best = best_plan(model, view)
    if best is None:
        raise InternalError("doing nothing is always a plan")
    standings = {belief: _standing(model, view, best, values[belief]) for belief in beliefs}
    signable = standings["start_condition"].signable
    chosen = best if signable is None else signable
    own = model.partner_values(chosen, view)
    arcs = lawful_arcs(model.payoffs.values)
    proposal = None if chosen.empty else _proposal(model, chosen, own, values["start_condition"], arcs, every_group)
    witness = partial(inner_gain, model, view, arcs)
    verdict, objecting = objections(values["start_condition"], own, tolerance=model.tolerance, witness=witness)
    outcome = _outcome(proposal, signable, tolerance=model.tolerance)
    return Deal(view, model, values, best, standings, chosen, own, proposal, outcome, verdict, objecting)


def fine(model: PlanModel) -> float:
    """How exactly totals are worked out: half a penny, or a billionth of what is at stake."""
    return max(0.005, model.tolerance * 1e-3)


def _standing(model: PlanModel, view: View, best: Plan, values: GroupValues) -> Standing:
    least = least_total(values, tolerance=fine(model))
    together = float(model.partner_values(best, view).sum())
    if together >= least.total - fine(model):
        signable: Plan | None = best
    else:
        signable = best_plan(model, view, least_together=least.total)
    if signable is not None and signable.empty:
        signable = None
    return Standing(values.belief, least, signable, max(0.0, least.total - together))


def _proposal(
    model: PlanModel, plan: Plan, own: Floats, values: GroupValues, arcs: tuple[Arc, ...], break_ties: bool
) -> Proposal:
    """The opening proposal; where it needs outside money, the pairs whose missing channel is the reason."""
    ask = partial(least_transfers, model.payoffs.values, values, own, money=purse(model, plan), tolerance=fine(model))
    lawful = ask(arcs=arcs, break_ties=break_ties)
    if lawful.needs <= model.tolerance:
        return lawful
    free = ask(arcs=all_arcs(model.payoffs.values), break_ties=False)
    if free.needs >= lawful.needs - model.tolerance:
        return lawful
    return Proposal(
        lawful.split, lawful.payments, lawful.top_up, lawful.gross, lawful.level, unlawful_pairs(arcs, free)
    )


def _outcome(proposal: Proposal | None, signable: Plan | None, *, tolerance: float) -> Outcome:
    if proposal is None:
        return "nothing_to_do"
    if signable is None:
        return "no_deal"
    return "holds" if proposal.needs <= tolerance else "needs_top_up"
