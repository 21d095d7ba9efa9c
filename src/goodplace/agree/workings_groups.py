"""The working of walking away: what each group could do by itself, and the least that keeps all of them in.

A group's plan is found again by the solver; what it is worth is then worked out from the rows. The least total is shown
to be the least by weights on the groups that bind: every partner is covered exactly once, so no split that adds up to
less can satisfy them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from goodplace.agree.coalitions import members
from goodplace.agree.deal import Deal
from goodplace.agree.stability import Belief
from goodplace.agree.workings_money import everybody, interest
from goodplace.agree.workings_rows import Account, option_title
from goodplace.agree.workings_steps import cut, less, remark, shortfall, times, total
from goodplace.choose.plan import Plan
from goodplace.choose.value import Floats
from goodplace.choose.verify import Ledger, ledger_of
from goodplace.place.figure import Working
from goodplace.place.solver import Rows, solve_lp

SHOWN = 8
SOLVED: dict[Belief, str] = {
    "start_condition": "what needs a signature that is missing stops",
    "rest_carry_on": "the rest go on with what is best for them",
}


def account_of(deal: Deal, plan: Plan | None) -> Account:
    """A plan of a deal, to be worked out from its rows; None is doing nothing."""
    ledger = Ledger() if plan is None else ledger_of(deal.model, plan)
    return Account(deal.model.payoffs.values.place, ledger, deal.released_share)


def group_title(deal: Deal, mask: int) -> str:
    names = [partner.name for partner in deal.model.payoffs.values.place.partners]
    return " + ".join(name for i, name in enumerate(names) if mask >> i & 1)


def ids_in(deal: Deal, mask: int) -> tuple[str, ...]:
    """Ids of the members of a group."""
    partners = deal.model.payoffs.values.place.partners
    return tuple(partner.id for i, partner in enumerate(partners) if mask >> i & 1)


def group_value(deal: Deal, belief: Belief, mask: int) -> Working:
    """v(S): the most a group can have without the others, under one belief about them."""
    account = account_of(deal, None)
    if deal.model.partners == 1:
        return Working("nobody to leave: by itself it can still do nothing", 0.0, account.pounds)
    own = _worth_of_plan(deal, mask, to=mask, text="by its own best plan")
    if belief == "start_condition":
        return replace(own, text=f"{group_title(deal, mask)} without the rest: {SOLVED[belief]}")
    rest = deal.values[belief].coalitions.everyone - mask
    spill = _worth_of_plan(deal, rest, to=mask, text=f"from what {group_title(deal, rest)} would then do")
    text = f"{group_title(deal, mask)} without the rest: {SOLVED[belief]}"
    return replace(total(text, [own, spill], unit=account.pounds), private_to=ids_in(deal, mask))


def _worth_of_plan(deal: Deal, mask: int, *, to: int, text: str) -> Working:
    """What the best plan of one group brings to the members of another (or of the same), partner by partner."""
    account = account_of(deal, best_of_group(deal, mask))
    partners = account.place.partners
    worth = [interest(account, partner.id, deal.view) for i, partner in enumerate(partners) if to >> i & 1]
    starts = [remark(option_title(account, start)) for start in account.ledger.started]
    plan = remark("the plan, solved for the most its members can have together", *starts or [remark("nothing")])
    value = sum(w.value or 0.0 for w in worth)
    return Working(text, value, account.pounds, parts=(plan, *worth), how="sum", private_to=ids_in(deal, mask))


def best_of_group(deal: Deal, mask: int) -> Plan | None:
    """The plan with the most Σ u_i over a group, from what it can do alone."""
    inside = members(np.array([mask], dtype=np.int64), deal.model.partners)[0]
    return deal.model.solve(inside @ deal.model.partner_rows(deal.view), members=mask)


def least_total_working(deal: Deal, belief: Belief) -> Working:
    """B: the weighted values of the groups that bind, and beside it a split that gives every group enough."""
    least, account = deal.standings[belief].least, account_of(deal, None)
    if not least.binding:
        return Working("nobody to leave", least.total, account.pounds)
    parts = [
        times(
            group_title(deal, mask),
            [Working("weight", weight, "factor"), cut(group_value(deal, belief, mask), depth=2)],
            unit=account.pounds,
        )
        for mask, weight in balancing_weights(deal, belief, least.binding)
    ]
    why = remark(
        "the weights cover each partner exactly once: whoever is offered less in all, one of these groups leaves"
    )
    split = remark("a split that is enough for every group", *_split(least.split, account))
    binding = binding_groups(deal, belief, least.split, least.binding)
    value = sum(part.value or 0.0 for part in parts)
    return Working(
        "the least that keeps every group in", value, account.pounds, parts=(*parts, why, split, binding), how="sum"
    )


def _split(split: Floats, account: Account) -> list[Working]:
    return [
        Working(partner.name, float(share), account.pounds)
        for partner, share in zip(account.place.partners, split, strict=True)
    ]


def balancing_weights(deal: Deal, belief: Belief, masks: Sequence[int]) -> list[tuple[int, float]]:
    """Weights on groups, no partner covered more or less than once, with the largest Σ weight × v."""
    groups = np.array(masks, dtype=np.int64)
    values = deal.values[belief].exact(groups)
    scale = max(1.0, float(np.abs(values).max()))
    n, ones = deal.model.partners, np.ones(deal.model.partners)
    solution = solve_lp(
        values / scale, rows=Rows.dense(members(groups, n).T), row_lower=ones, row_upper=ones,
        col_lower=np.zeros(len(groups)), col_upper=np.full(len(groups), np.inf), maximise=True,
    )  # fmt: skip
    return [(mask, float(weight)) for mask, weight in zip(masks, solution.x, strict=True) if weight > 1e-9]


def binding_groups(deal: Deal, belief: Belief, split: Floats, masks: Iterable[int]) -> Working:
    """What each group that binds could have by itself, and what it is offered: the smallest groups first."""
    found = sorted(masks, key=lambda mask: (mask.bit_count(), mask))
    account, lines = account_of(deal, None), []
    for mask in found[:SHOWN]:
        alone = Working("could have by itself", group_worth(deal, belief, mask), account.pounds)
        offered = Working("is offered", sum(float(p) for i, p in enumerate(split) if mask >> i & 1), account.pounds)
        lines.append(replace(remark(group_title(deal, mask), alone, offered), private_to=ids_in(deal, mask)))
    if len(found) > SHOWN:
        lines.append(remark(f"and {len(found) - SHOWN} more"))
    return remark("groups that have no more than they could have by themselves", *lines)


def group_worth(deal: Deal, belief: Belief, mask: int) -> float:
    """v(S) as the deal has it."""
    return float(deal.values[belief].exact(np.array([mask], dtype=np.int64))[0])


def tight_groups(deal: Deal, split: Floats) -> list[int]:
    """Groups that a split leaves with no more than they could have by themselves, the smallest first."""
    values, tolerance = deal.values["start_condition"], deal.model.tolerance
    offered = members(values.groups, deal.model.partners) @ split
    near = values.groups[values.most(values.groups) >= offered - tolerance]
    near = np.array(sorted(near, key=lambda mask: (int(mask).bit_count(), mask)), dtype=np.int64)[: 4 * SHOWN]
    return [int(mask) for mask in near[values.exact(near) >= offered[near - 1] - tolerance]]


def top_up_working(deal: Deal, belief: Belief) -> Working:
    """K: what the mandate's best plan lacks of the least that keeps every group in, if payments were free."""
    best = account_of(deal, deal.best)
    together = cut(everybody(best, deal.view), depth=3)
    return shortfall(
        "outside money that the mandate's best plan needs",
        cut(least_total_working(deal, belief), depth=2), together, unit=best.pounds,
    )  # fmt: skip


def gain_over_walking_away(deal: Deal, share: float, i: int, *, rule: str) -> Working:
    """A share of the plan less what the partner has if it walks away."""
    pounds = account_of(deal, None).pounds
    given = Working(f"its share by the rule: {rule}", share, pounds)
    return less("gain over walking away", given, group_value(deal, "start_condition", 1 << i), unit=pounds)
