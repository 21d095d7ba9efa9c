"""The plan: which options start, when and with how many places, within every rule. One model, four uses.

The same arrays give the best plan of all partners, of any group of partners (rows and columns sliced to its members),
with one more row, or without some of the rules. Axes: x column · r row · i partner · n start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from goodplace.choose.lenses import Lens
from goodplace.choose.payoffs import Payoffs, View
from goodplace.choose.rules import RULES, Block, Columns, debt_growth
from goodplace.choose.value import NEVER_SPENDABLE, Floats
from goodplace.place.errors import InternalError
from goodplace.place.solver import LinearModel, Rows, Solution, solve_lp

MIP_GAP = 1e-7
EXACT = 1e-9  # how far a total that a plan must reach may be missed: less than any sliver of an option is worth
NO_PLACES = 1e-6  # a share of an option's places this small is the solver's tolerance, not a plan


@dataclass(frozen=True)
class Plan:
    """A plan within the rules.

    x: every column of the model · places (N,): places by start · started (N,) · objective and proven bound of what was
    maximised, £ PV. `proven` is false when the search was stopped.
    """

    x: Floats
    places: Floats
    started: NDArray[np.bool_]
    objective: float
    bound: float
    proven: bool = True

    @property
    def empty(self) -> bool:
        """True where nothing starts."""
        return not self.started.any()


class PlanModel:
    """The rules of a place at one released share, as sparse arrays ready to be sliced and solved."""

    def __init__(self, payoffs: Payoffs, *, lifted: Sequence[str] = ()) -> None:
        """`lifted` names rules left out (by function name), for the price of a barrier."""
        place = payoffs.values.place
        self.payoffs = payoffs
        self.partners = len(place.partners)
        limited = sorted({place.partner_index[budget.partner] for budget in place.budgets})
        fences = tuple(
            budget
            for budget in place.budgets
            if budget.ring_fence
            and budget.budget_class != NEVER_SPENDABLE
            and 0 <= budget.year - place.settings.first_year < place.settings.money_years
        )
        self.scale = _scale(payoffs)
        self.columns = Columns(payoffs, self.scale, tuple(limited), fences)
        blocks = [rule(self.columns) for rule in RULES if rule.__name__ not in lifted]
        self.blocks: tuple[Block, ...] = tuple(block for block in blocks if len(block.matrix))
        self.matrix = np.vstack([block.matrix for block in self.blocks])
        self.upper = np.concatenate([block.upper for block in self.blocks])
        self.row_owner = np.array([owner for block in self.blocks for owner in block.owner])
        self.row_shared = np.concatenate([np.full(len(b.matrix), b.shared_fund) for b in self.blocks])

    @cached_property
    def required(self) -> NDArray[np.int64]:
        """Bit mask of the partners without whom each start cannot happen (N,)."""
        place = self.payoffs.values.place
        masks = [sum(1 << place.partner_index[p] for p in place.required_partners(option)) for option in place.options]
        return np.array([masks[j] for j in self.payoffs.starts.option], dtype=np.int64)

    @cached_property
    def aux_owner(self) -> NDArray[np.int64]:
        """Partner that owns each column after the starts (count − 2N,)."""
        place, columns = self.payoffs.values.place, self.columns
        fenced = [place.partner_index[columns.fences[payment.budget].partner] for payment in columns.fenced]
        draws = [draw.partner for draw in columns.draws]
        return np.array([reuse.partner for reuse in columns.reuse] + fenced + draws + draws, dtype=np.int64)

    @cached_property
    def integer(self) -> NDArray[np.bool_]:
        """Columns that must be whole: y, except where places alone decide (one start, no minimum, no fixed cost)."""
        whole = np.zeros(self.columns.count, dtype=bool)
        place, starts = self.payoffs.values.place, self.payoffs.starts
        fixed = self.payoffs.has_fixed_cost
        for n, j in enumerate(starts.option):
            whole[n] = bool(fixed[n]) or place.options[j].places_min > 0 or starts.option.count(j) > 1
        return whole

    @cached_property
    def tie_break(self) -> Floats:
        """A penalty too small to matter (in all a tenth of the tolerance): fewest options, then key, then earliest."""
        penalty, starts = self.columns.row(), self.payoffs.starts
        if len(starts):
            options = len(self.payoffs.values.place.options)
            order = (np.array(starts.option) + np.array(starts.year) / (max(starts.year) + 1)) / (options + 1)
            penalty[: len(starts)] = -(1 + order / (options + 1)) * self.tolerance / self.scale / 20 / options
        return penalty

    @cached_property
    def tolerance(self) -> float:
        """ε: pounds below which a difference does not count: the larger of £1 and a millionth of what is at stake."""
        return max(1.0, self.scale * 1e-3)

    @cached_property
    def allowance(self) -> Floats:
        """What a plan may miss a total by: in all a thousandth of ε (half a penny at least), granted place by place.

        A sliver of an option gets a sliver of it: nothing starts that lives off the tolerance alone.
        """
        row, n = self.columns.row(), self.columns.starts
        row[n : 2 * n] = max(0.005, self.tolerance * 1e-3) / self.scale / max(1, len(set(self.payoffs.starts.option)))
        return row

    def objective(self, lens: Lens) -> Floats:
        """A lens as one coefficient a column (scaled), financing of the partners included."""
        return np.asarray(self._row(lens.per_place, lens.fixed) + self.financing.sum(axis=0))

    @cached_property
    def financing(self) -> Floats:
        """PV to each partner of what it draws from and repays to the up-front fund (P, columns), scaled."""
        values, columns = self.payoffs.values, self.columns
        table = np.zeros((self.partners, columns.count))
        for n, draw in enumerate(columns.draws):
            worth = values.discount[draw.year] / values.cash_factor[draw.year]
            table[draw.partner, columns.at_draw + n] += worth
            table[draw.partner, columns.at_repay + n] -= worth
        return table

    @cached_property
    def subsidised(self) -> bool:
        """True where borrowing from the up-front fund is itself a gain (interest below the neutral rate)."""
        values = self.payoffs.values
        years = range(values.place.settings.money_years)
        worth = [values.discount[t] / values.cash_factor[t] for t in years]
        gains = [worth[t] - worth[u] * debt_growth(self.payoffs, t, u) for t in years for u in years if u > t]
        return bool(self.columns.draws) and max(gains, default=0.0) > 1e-9

    def partner_rows(self, view: View) -> Floats:
        """u_i as one coefficient a column (P, columns), scaled."""
        per_place, fixed = self.payoffs.partner_value(view)
        rows = np.array([self._row(per_place[:, i], fixed[:, i]) for i in range(self.partners)])
        return rows + self.financing

    def _row(self, per_place: Floats, fixed: Floats) -> Floats:
        row, n = self.columns.row(), self.columns.starts
        row[:n] = fixed / self.scale
        row[n : 2 * n] = per_place * self.columns.most_places() / self.scale
        return row

    def slice(self, members: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Columns and rows a group of partners (bit mask) can use, and the rows' upper bounds for it."""
        usable = np.flatnonzero((self.required & ~np.int64(members)) == 0)
        aux = np.flatnonzero((members >> self.aux_owner) & 1) + 2 * self.columns.starts
        columns = np.concatenate([usable, usable + self.columns.starts, aux])
        mine = (self.row_owner < 0) | (((members >> np.maximum(self.row_owner, 0)) & 1) == 1)
        rows = np.flatnonzero(mine & (self.matrix[:, columns] != 0).any(axis=1))
        share = members.bit_count() / self.partners
        return columns, rows, np.where(self.row_shared[rows], self.upper[rows] * share, self.upper[rows])

    def solve(
        self,
        objective: Floats,
        *,
        members: int | None = None,
        at_least: Sequence[tuple[Floats, float]] = (),
        tie_break: bool = True,
    ) -> Plan | None:
        """The plan of a group (all partners unless given) that maximises an objective row (scaled).

        `at_least`: extra rows (coefficients, least value, both scaled). None when no plan satisfies them.
        """
        members = (1 << self.partners) - 1 if members is None else members
        columns, rows, upper = self.slice(members)
        if not len(columns):
            least_met = all(least <= 1e-9 for _, least in at_least)
            return self.plan(self.columns.row(), objective, bound=0.0) if least_met else None
        matrix = np.vstack([self.matrix[np.ix_(rows, columns)], *(-row[None, columns] for row, _ in at_least)])
        upper = np.concatenate([upper, [-least for _, least in at_least]])
        cost = objective + self.tie_break if tie_break else objective
        tolerance = EXACT if at_least else None
        solution = self._solve_sliced(cost[columns], matrix, upper, self.integer[columns], columns, tolerance)
        if solution.status == "infeasible":
            return None
        if solution.status not in ("optimal", "stopped"):
            raise InternalError(f"the plan came back {solution.status}")
        x = self.columns.row()
        x[columns] = solution.x
        # The tie-break takes less than tolerance / 10 from the objective: the bound stays a bound with that added.
        bound = solution.bound * self.scale + (self.tolerance / 10 if tie_break else 0.0)
        return self.plan(x, objective, bound=bound, proven=solution.optimal)

    def _solve_sliced(
        self,
        cost: Floats,
        matrix: Floats,
        upper: Floats,
        integer: NDArray[np.bool_],
        columns: NDArray[np.int64],
        tolerance: float | None,
    ) -> Solution:
        """LP first; the MIP only where an option came out in part."""
        starts = int((columns < self.columns.starts).sum())
        col_upper = np.where(np.arange(len(columns)) < 2 * starts, 1.0, np.inf)

        def run(whole: NDArray[np.bool_] | None) -> Solution:
            return LinearModel(
                cost, rows=Rows.dense(matrix), row_lower=np.full(len(upper), -np.inf), row_upper=upper,
                col_lower=np.zeros(len(columns)), col_upper=col_upper, integrality=whole, maximise=True,
                mip_gap=MIP_GAP, tolerance=tolerance,
            ).solve()  # fmt: skip

        relaxed = run(None)
        if relaxed.status != "optimal" or not _fractional(relaxed.x, integer):
            return relaxed
        return run(integer)

    def plan(self, x: Floats, objective: Floats, *, bound: float, proven: bool = True) -> Plan:
        """A plan from a solution: y made whole, places none where y is 0, money recomputed from them."""
        n = self.columns.starts
        clean = x.copy()
        clean[:n] = np.where(self.integer[:n], np.round(x[:n]), np.clip(x[:n], 0, 1))
        clean[n : 2 * n] = np.where(clean[:n] > NO_PLACES, np.clip(x[n : 2 * n], 0, 1), 0.0)
        clean[n : 2 * n][clean[n : 2 * n] < NO_PLACES] = 0.0
        clean[n : 2 * n][clean[n : 2 * n] > 1 - NO_PLACES / 10] = 1.0
        idle = (clean[n : 2 * n] == 0) & ~self.payoffs.has_fixed_cost
        clean[:n][idle] = 0.0
        clean[2 * n :] = np.maximum(clean[2 * n :], 0.0)
        places = clean[n : 2 * n] * self.columns.most_places()
        return Plan(clean, places, clean[:n] > NO_PLACES, float(objective @ clean) * self.scale, bound, proven)

    def sparing(self, plan: Plan, objective: Floats) -> Plan:
        """The same plan, equally good, paid with ring-fenced money first and as little reuse and borrowing as can be.

        What is then left over is what partners can pay each other from.
        """
        columns, at = self.columns, 2 * self.columns.starts
        prefer = self.columns.row()
        prefer[columns.at_fenced : columns.at_draw] = 1.0
        prefer[columns.at_reuse : columns.at_fenced], prefer[columns.at_draw : columns.at_repay] = -1.0, -2.0
        if not prefer.any():
            return plan
        money = plan.x[at:]
        matrix = np.vstack([self.matrix[:, at:], -objective[at:]])
        left = np.append(self.upper - self.matrix[:, :at] @ plan.x[:at], -objective[at:] @ money)
        solution = solve_lp(
            prefer[at:], rows=Rows.dense(matrix), row_lower=np.full(len(left), -np.inf),
            row_upper=np.maximum(left, matrix @ money), col_lower=np.zeros(len(money)),
            col_upper=np.full(len(money), np.inf), maximise=True,
        )  # fmt: skip
        x = np.concatenate([plan.x[:at], np.maximum(solution.x, 0.0)]) if solution.optimal else plan.x
        return replace(plan, x=x)

    def partner_values(self, plan: Plan, view: View) -> Floats:
        """u_i of a plan by partner (P,), £ PV, before transfers."""
        return np.asarray(self.partner_rows(view) @ plan.x * self.scale)


def lens_value(lens: Lens, plan: Plan) -> float:
    """What a lens gives a plan, £ PV, financing left out."""
    return float(lens.per_place @ plan.places + lens.fixed @ plan.started)


def with_released(payoffs: Payoffs, share: float) -> Payoffs:
    """The same place at another released share."""
    return replace(payoffs, released_share=share)


def _fractional(x: Floats, integer: NDArray[np.bool_]) -> bool:
    y = x[integer]
    return bool((np.abs(y - np.round(y)) > 1e-6).any())


def _scale(payoffs: Payoffs) -> float:
    """Pounds to one model unit, so that what is at stake is about a thousand."""
    options = payoffs.values.place.options
    most = np.array([options[j].places_max for j in payoffs.starts.option])
    per_place, fixed = payoffs.public_value
    costs = payoffs.cost[0].sum(axis=1) * most + payoffs.cost[1].sum(axis=1)
    at_stake = np.maximum(np.abs(per_place) * most + np.abs(fixed), costs)
    largest: dict[int, float] = {}
    for n, j in enumerate(payoffs.starts.option):
        largest[j] = max(largest.get(j, 0.0), float(at_stake[n]))
    return max(sum(largest.values()) / 1000, 1e-3)
