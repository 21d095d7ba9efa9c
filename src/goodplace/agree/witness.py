"""Whether a group that would gain by walking away can share the gain out: the witness of an objection.

A witness is the group's own best plan and payments between its members that are lawful and that each can afford under
that plan, with which every member is better off than it was offered.
"""

import numpy as np

from goodplace.agree.coalitions import members
from goodplace.agree.proposal import Payments
from goodplace.agree.transfers import Arc, Purse, purse
from goodplace.choose.payoffs import View
from goodplace.choose.plan import PlanModel
from goodplace.choose.value import Floats, Values
from goodplace.place.solver import Rows, solve_lp

LEAST_GAIN = 0.005  # £ PV: less is rounding, not a gain


def inner_gain(
    model: PlanModel, view: View, arcs: tuple[Arc, ...], group: int, alone: Floats, offered: Floats
) -> float | None:
    """What every member of a group (bit mask) gains at least over its offer (P,), £ PV; None without a witness.

    `alone` (P,): what its members have when it walks. The group's plan is solved only if lawful payments alone would
    do, since payments that are affordable too can't do more.
    """
    values = model.payoffs.values
    unlimited = np.full((model.partners, values.place.settings.money_years), np.inf)
    hopeful = shared_gain(values, arcs, Purse(unlimited, unlimited), group, alone, offered)
    if hopeful is None or group.bit_count() == 1:
        return hopeful
    objective = members(np.array([group]), model.partners)[0] @ model.partner_rows(view)
    plan = model.solve(objective, members=group)
    if plan is None:
        return None
    plan = model.sparing(plan, objective)
    return shared_gain(values, arcs, purse(model, plan), group, model.partner_values(plan, view), offered)


def shared_gain(
    values: Values, arcs: tuple[Arc, ...], money: Purse, group: int, alone: Floats, offered: Floats
) -> float | None:
    """The least gain of any member by the best payments inside a group: level ones, or year by year where they fail.

    None when no lawful payments its members can afford leave every one of them better off.
    """
    inside = [i for i in range(len(alone)) if group >> i & 1]
    own = tuple(arc for arc in arcs if arc.payer in inside and arc.receiver in inside)
    for level in (True, False):
        gain = _least_gain(Payments(values, own, money, level=level), inside, alone - offered)
        if gain is not None:
            return gain
    return None


def _least_gain(payments: Payments, inside: list[int], before: Floats) -> float | None:
    """max g such that before (P,) and the payments leave each member with g or more, no money from outside."""
    limits, upper = payments.limits()
    scale = max(1.0, float(np.abs(before).max()))
    gains = np.hstack([payments.matrix[inside], -np.ones((len(inside), 1))])
    most = np.full(payments.count, np.inf)
    most[payments.at_top_up : payments.at_stock] = 0.0
    solution = solve_lp(
        np.eye(1, payments.count + 1, payments.count)[0],
        rows=Rows.dense(np.vstack([gains, np.hstack([limits, np.zeros((len(limits), 1))])])),
        row_lower=np.concatenate([-before[inside] / scale, np.full(len(limits), -np.inf)]),
        row_upper=np.concatenate([np.full(len(inside), np.inf), upper / scale]),
        col_lower=np.append(np.zeros(payments.count), -np.inf),
        col_upper=np.append(most, np.inf),
        maximise=True,
    )
    gain = solution.objective * scale
    return gain if solution.optimal and gain > LEAST_GAIN else None
