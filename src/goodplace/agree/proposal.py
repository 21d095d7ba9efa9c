"""The opening proposal: the least money that must move, lawfully, for every group to stay in.

Least outside top-up first, then least PV of payments between partners, then (ties) the nucleolus over what is left;
level in real terms over the money years where budgets allow it, else with the smallest largest year.
"""

from dataclasses import dataclass, field

import numpy as np

from goodplace.agree.games import group_sums
from goodplace.agree.lexicographic import LinearSystem, lexicographic_split
from goodplace.agree.stability import CuttingPlanes, GroupValues
from goodplace.agree.transfers import Arc, Purse, cash_worth, effect_of, level_profile
from goodplace.choose.value import Floats, Values
from goodplace.place.errors import InternalError
from goodplace.place.solver import Rows, solve_lp

LEAST_PAYMENT = 0.5  # £ PV: less is the solver's tolerance, not a payment


@dataclass(frozen=True)
class Payment:
    """One partner pays another (positions in key order): £ PV, and £ cash by money year (T,)."""

    payer: int
    receiver: int
    power: str
    pv: float
    cash: Floats


@dataclass(frozen=True)
class Proposal:
    """A split that holds and the payments that make it: p (P,) £ PV after payments and top-up.

    top_up (P,): outside money, £ PV, paid level in real terms · gross: PV of all payments between partners · level:
    whether every payment is level in real terms · unlawful: pairs whose payment would be needed but has no channel.
    """

    split: Floats
    payments: tuple[Payment, ...]
    top_up: Floats
    gross: float
    level: bool
    unlawful: tuple[tuple[int, int], ...] = ()

    @property
    def needs(self) -> float:
        """Outside money needed, £ PV."""
        return float(self.top_up.sum())


@dataclass
class Payments:
    """Columns z: payments (each £ PV, with its cash by year), then top-up by partner, then released cash paid out.

    arc (A,): which arc a payment column uses · cash (A, T): cash by year of £1 PV of it.
    """

    values: Values
    arcs: tuple[Arc, ...]
    money: Purse
    level: bool
    arc: list[int] = field(default_factory=list)
    cash: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        worth, profile = cash_worth(self.values), level_profile(self.values)
        for a in range(len(self.arcs)):
            ways = [profile] if self.level else list(np.diag(1 / worth))
            self.arc += [a] * len(ways)
            self.cash += ways
        self.partners = len(self.values.place.partners)
        self.limited = [int(i) for i in np.flatnonzero(np.isfinite(self.money.free[:, 0]))]
        self.years = self.values.place.settings.money_years
        self.at_top_up = len(self.arc)
        self.at_stock = self.at_top_up + self.partners
        self.count = self.at_stock + len(self.limited) * self.years

    @property
    def matrix(self) -> Floats:
        """What each column does to each partner (P, Z)."""
        table = np.zeros((self.partners, self.count))
        table[:, : self.at_top_up] = effect_of(self.arcs, self.partners)[:, self.arc]
        table[:, self.at_top_up : self.at_stock] = np.eye(self.partners)
        return table

    def cost(self, *, gross: float = 0.0, top_up: float = 0.0) -> Floats:
        row = np.zeros(self.count)
        row[: self.at_top_up], row[self.at_top_up : self.at_stock] = gross, top_up
        return row

    def limits(self) -> tuple[Floats, Floats]:
        """Rows (R, Z) and their most (R,): channel limits by year, and payers' budgets and released cash by year."""
        rows: list[Floats] = []
        upper: list[float] = []
        for a, arc in enumerate(self.arcs):
            for t in range(self.years) if np.isfinite(arc.most_per_year) else ():
                rows.append(self._out([a], t))
                upper.append(arc.most_per_year)
        for k, i in enumerate(self.limited):
            out = [a for a, arc in enumerate(self.arcs) if arc.payer == i]
            stock = self.at_stock + k * self.years
            for t in range(self.years):
                paid, drawn = self._out(out, t), np.zeros(self.count)
                paid[stock + t], drawn[stock : stock + t + 1] = -1.0, 1.0
                rows += [paid, drawn]
                upper += [float(self.money.free[i, t]), float(self.money.released_so_far[i, t])]
        return (np.array(rows) if rows else np.zeros((0, self.count))), np.array(upper)

    def _out(self, arcs: list[int], year: int) -> Floats:
        row = np.zeros(self.count)
        for column, a in enumerate(self.arc):
            if a in arcs:
                row[column] = self.cash[column][year]
        return row

    def total_by_year(self) -> Floats:
        """Rows (T, Z): cash passing between partners in each year."""
        return np.array([self._out(list(range(len(self.arcs))), t) for t in range(self.years)])


def least_transfers(
    values: Values,
    groups: GroupValues,
    base: Floats,
    arcs: tuple[Arc, ...],
    money: Purse,
    *,
    tolerance: float,
    break_ties: bool = True,
) -> Proposal:
    """The opening proposal over a plan with u_i = base (P,), before unlawful pairs are looked for.

    `break_ties` asks for the nucleolus among equally cheap proposals; it needs v of every group.
    """
    level, uneven = (Payments(values, arcs, money, level=way) for way in (True, False))
    best = _solve(level, groups, base, tolerance=tolerance, break_ties=break_ties)
    if not len(level.limits()[0]):
        return best
    other = _solve(uneven, groups, base, tolerance=tolerance, break_ties=break_ties)
    less_outside = other.needs < best.needs - tolerance
    as_little = other.needs <= best.needs + tolerance
    return other if less_outside or (as_little and other.gross < best.gross - tolerance) else best


def _solve(payments: Payments, groups: GroupValues, base: Floats, *, tolerance: float, break_ties: bool) -> Proposal:
    rows, upper = payments.limits()
    planes = CuttingPlanes(
        payments.cost(top_up=1.0), payments.matrix, base, rows=rows if len(rows) else None, row_upper=upper
    )
    outside = planes.satisfy(groups, tolerance=tolerance)
    if outside is None:
        raise InternalError("enough outside money always satisfies every group")
    needs = float(payments.cost(top_up=1.0) @ outside)
    planes.limit(payments.cost(top_up=1.0), needs + tolerance / 10)
    planes.set_cost(payments.cost(gross=1.0, top_up=1e-3))
    cheapest = planes.satisfy(groups, tolerance=tolerance)
    z = outside if cheapest is None else cheapest
    if break_ties:
        z = _among_equals(payments, groups, base, z, tolerance=tolerance)
    return _proposal(payments, base, z, tolerance=tolerance)


def _among_equals(payments: Payments, groups: GroupValues, base: Floats, z: Floats, *, tolerance: float) -> Floats:
    """The nucleolus over splits that are as cheap: then, the split fixed, the payments by key order or most even."""
    rows, upper = payments.limits()
    gross, top_up = payments.cost(gross=1.0), payments.cost(top_up=1.0)
    stable = np.vstack([*rows, gross, top_up])
    most = np.concatenate([upper, [gross @ z + tolerance / 10, top_up @ z + tolerance / 10]])
    count, unbounded = payments.count, np.full(len(most), -np.inf)
    system = LinearSystem(
        base, payments.matrix, np.zeros(count), np.full(count, np.inf), Rows.dense(stable), unbounded, most
    )
    values = groups.exact(groups.groups)
    # Where nothing needs to move, what is left to share is rounding: pounds are then the measure, not the rounding.
    scale = max(1.0, float(np.abs(values - group_sums(base)[groups.groups]).max(initial=0.0)))
    chosen = lexicographic_split(groups.groups, values=values, system=system, scale=scale)
    if chosen is None:
        raise InternalError("the cheapest proposal is gone when ties are broken")
    return _timing(payments, base, chosen.p, stable, most)


def _timing(payments: Payments, base: Floats, split: Floats, rows: Floats, upper: Floats) -> Floats:
    """Payments for a split: level ones in key order of payer and receiver; others with the smallest largest year."""
    scale = max(1.0, float(np.abs(base).max()) / 1000)
    slack = np.zeros(payments.count + 1)
    order = np.array([1 + a / len(payments.arcs) for a in payments.arc])
    if payments.level:
        slack[: payments.at_top_up] = order
        yearly = np.zeros((0, payments.count + 1))
    else:
        slack[: payments.at_top_up], slack[-1] = order * 1e-6, 1.0
        yearly = np.hstack([payments.total_by_year(), -np.ones((payments.years, 1))])
    keep = np.hstack([payments.matrix, np.zeros((payments.partners, 1))])
    matrix = np.vstack([np.hstack([rows, np.zeros((len(rows), 1))]), yearly, keep])
    low = np.concatenate([np.full(len(rows) + len(yearly), -np.inf), (split - base) / scale - 1e-7])
    high = np.concatenate([upper / scale, np.zeros(len(yearly)), (split - base) / scale + 1e-7])
    solution = solve_lp(
        slack, rows=Rows.dense(matrix), row_lower=low, row_upper=high,
        col_lower=np.zeros(payments.count + 1), col_upper=np.full(payments.count + 1, np.inf),
    )  # fmt: skip
    return np.asarray(solution.x[:-1] * scale)


def _proposal(payments: Payments, base: Floats, z: Floats, *, tolerance: float) -> Proposal:
    """Payments worth making, by payer and receiver; the split they make."""
    made = []
    for a, arc in enumerate(payments.arcs):
        columns = [column for column, used in enumerate(payments.arc) if used == a]
        pv = float(z[columns].sum())
        if pv >= LEAST_PAYMENT:
            cash = np.sum([z[column] * payments.cash[column] for column in columns], axis=0)
            made.append(Payment(arc.payer, arc.receiver, arc.power, pv, cash))
    top_up = np.where(
        z[payments.at_top_up : payments.at_stock] < tolerance, 0.0, z[payments.at_top_up : payments.at_stock]
    )
    split = base + top_up
    for payment in made:
        split[payment.payer] -= payment.pv
        split[payment.receiver] += payment.pv
    return Proposal(split, tuple(made), top_up, sum(payment.pv for payment in made), payments.level)


def unlawful_pairs(lawful: tuple[Arc, ...], free: Proposal) -> tuple[tuple[int, int], ...]:
    """Pairs that free payments would use, but that have no channel, or one that is too narrow."""
    most = {(arc.payer, arc.receiver): arc.most_per_year for arc in lawful}
    return tuple(
        (p.payer, p.receiver) for p in free.payments if p.cash.max() > most.get((p.payer, p.receiver), 0.0) + 0.005
    )
