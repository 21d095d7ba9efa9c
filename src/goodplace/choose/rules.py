"""The rules that hold a plan back. One function adds one family of constraints, named in words.

Columns: y (N,) started or not · s (N,) places as a share of the option's most places · then one column a member of
each extra family (reuse of released cash, ring-fenced payments, the up-front fund), each owned by one partner.
Money in the rules is cash, in £ divided by `scale`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from goodplace.choose.payoffs import Payoffs
from goodplace.choose.value import NEVER_SPENDABLE, Floats
from goodplace.place.tables import Budget

ANYONE = -1


class Reuse(NamedTuple):
    """Released cash of `partner` spent in `year`."""

    partner: int
    year: int


class FencedPayment(NamedTuple):
    """What ring-fenced budget number `budget` pays towards option `option`."""

    budget: int
    option: int


class Draw(NamedTuple):
    """Drawn from (or, repaid to) the up-front fund by `partner` in `year`."""

    partner: int
    year: int


@dataclass(frozen=True)
class Block:
    """Rows of one rule. `owner` (rows,): whose rule it is, or ANYONE; `shared_fund`: limits scale with a group."""

    rule: str
    matrix: Floats
    lower: Floats
    upper: Floats
    owner: tuple[int, ...]
    shared_fund: bool = False


@dataclass
class Columns:
    """All columns of the model, in order."""

    payoffs: Payoffs
    scale: float
    limited: tuple[int, ...]
    fences: tuple[Budget, ...]
    reuse: list[Reuse] = field(default_factory=list)
    fenced: list[FencedPayment] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)

    def __post_init__(self) -> None:
        place = self.payoffs.values.place
        years = range(place.settings.money_years)
        self.reuse = [Reuse(i, t) for i in self.limited for t in years[1:]]
        self.fenced = [FencedPayment(f, j) for f, fence in enumerate(self.fences) for j in self._fence_options(fence)]
        if place.settings.upfront_fund > 0:
            self.draws = [Draw(i, t) for i in self.limited for t in years]
        starts = len(self.payoffs.starts)
        offsets = np.cumsum([starts, starts, len(self.reuse), len(self.fenced), len(self.draws), len(self.draws)])
        self.at_places, self.at_reuse, self.at_fenced, self.at_draw, self.at_repay = (int(n) for n in offsets[:5])
        self.count = int(offsets[5])

    @property
    def starts(self) -> int:
        return len(self.payoffs.starts)

    def _fence_options(self, fence: Budget) -> list[int]:
        """Options a ring-fenced budget may pay for: named, or with an effect on a named outcome."""
        place = self.payoffs.values.place
        named = set(fence.ring_fence)
        touching = {effect.option for effect in place.effects if effect.outcome in named}
        return [j for j, option in enumerate(place.options) if option.id in named or option.id in touching]

    def row(self) -> Floats:
        return np.zeros(self.count)

    def spend(self, partner: int, classes: Sequence[int], year: int, *, option: int | None = None) -> Floats:
        """A row: cash that a partner spends on the options in some classes and one year, through y and s."""
        row, payoffs = self.row(), self.payoffs
        cash = payoffs.values.cash_factor[year] / self.scale
        chosen = list(classes)
        row[: self.starts] = payoffs.cost_fixed[:, partner, chosen, year].sum(axis=1) * cash
        most = self.most_places()
        row[self.starts : 2 * self.starts] = payoffs.cost_place[:, partner, chosen, year].sum(axis=1) * most * cash
        if option is not None:
            other = np.array([j != option for j in payoffs.starts.option] * 2)
            row[: 2 * self.starts][other] = 0.0
        return row

    def most_places(self) -> Floats:
        """Most places of each start's option (N,)."""
        options = self.payoffs.values.place.options
        return np.array([options[j].places_max for j in self.payoffs.starts.option])

    def saving(self, partner: int, year: int) -> tuple[Floats, Floats]:
        """Two rows: cash released, and rises in spending, of a partner in a year (benefits and taxes left out)."""
        cash = self.payoffs.values.cash_factor[year] / self.scale * self.most_places()
        by_outcome = self.payoffs.claimed[:, partner, :, year] * self.payoffs.share_released[:, partner, :, year]
        released, rises = self.row(), self.row()
        released[self.starts : 2 * self.starts] = np.maximum(by_outcome, 0).sum(axis=1) * cash
        rises[self.starts : 2 * self.starts] = np.maximum(-by_outcome, 0).sum(axis=1) * cash
        return released, rises


def start_once(columns: Columns) -> Block:
    """An option starts at most once."""
    options = sorted(set(columns.payoffs.starts.option))
    matrix = np.zeros((len(options), columns.count))
    for n, j in enumerate(columns.payoffs.starts.option):
        matrix[options.index(j), n] = 1.0
    return Block(
        "an option starts once", matrix, np.full(len(options), -np.inf), np.ones(len(options)), (ANYONE,) * len(options)
    )


def places_within_limits(columns: Columns) -> Block:
    """Places lie between the option's fewest and most, and are none where it does not start."""
    n, options = columns.starts, columns.payoffs.values.place.options
    least = np.array([options[j].places_min / max(options[j].places_max, 1e-12) for j in columns.payoffs.starts.option])
    most, fewest = np.zeros((n, columns.count)), np.zeros((n, columns.count))
    at = np.arange(n)
    most[at, n + at], most[at, at] = 1.0, -1.0
    fewest[at, n + at], fewest[at, at] = -1.0, least
    fewest = fewest[least > 0]
    matrix = np.vstack([most, fewest])
    return Block(
        "places within limits", matrix, np.full(len(matrix), -np.inf), np.zeros(len(matrix)), (ANYONE,) * len(matrix)
    )


def budgets_hold(columns: Columns) -> Block:
    """Spending in a class and year is covered by free budget, ring-fenced money, reused cash and draws."""
    values = columns.payoffs.values
    rows, upper, owner = [], [], []
    for i in range(len(values.place.partners)):
        for c, name in enumerate(values.classes):
            for t in range(values.place.settings.money_years) if _limits(columns, i, name) else ():
                row = columns.spend(i, [c], t)
                if c == values.main_class[i]:
                    row += columns.saving(i, t)[1] + _relief(columns, i, t)
                row += _fenced_relief(columns, i, name, t)
                if row.any():
                    rows.append(row)
                    upper.append(free_budget(columns, i, name, t) / columns.scale)
                    owner.append(i)
    return _block("a partner's budget in each class and year", columns, rows, upper, owner)


def _limits(columns: Columns, partner: int, budget_class: str) -> bool:
    """Whether money of this class is limited: for partners with a budget, and benefit payments for everybody."""
    return partner in columns.limited or budget_class == NEVER_SPENDABLE


def free_budget(columns: Columns, partner: int, budget_class: str, year: int) -> float:
    """Cash of a partner in a class and year without a ring-fence; benefit payments can never be spent."""
    if budget_class == NEVER_SPENDABLE:
        return 0.0
    return sum(budget.amount for budget in _budgets(columns, partner, budget_class, year) if not budget.ring_fence)


def fences_hold(columns: Columns) -> Block:
    """A ring-fenced budget pays only for what it names, and no more than it holds."""
    rows, upper, owner = [], [], []
    place = columns.payoffs.values.place
    for f, fence in enumerate(columns.fences):
        row = columns.row()
        for n, payment in enumerate(columns.fenced):
            row[columns.at_fenced + n] = float(payment.budget == f)
        rows.append(row)
        upper.append(fence.amount / columns.scale)
        owner.append(place.partner_index[fence.partner])
    return _block("ring-fenced money pays only for what it names", columns, rows, upper, owner)


def fences_pay_costs_only(columns: Columns) -> Block:
    """Ring-fenced payments to an option do not exceed what it costs that partner in that class and year."""
    values, rows, owner = columns.payoffs.values, [], []
    groups: dict[tuple[int, str, int, int], list[int]] = {}
    for n, payment in enumerate(columns.fenced):
        fence = columns.fences[payment.budget]
        key = (values.place.partner_index[fence.partner], budget_class_of(columns, fence), fence.year, payment.option)
        groups.setdefault(key, []).append(n)
    for (i, name, year, option), payments in sorted(groups.items()):
        row = -columns.spend(i, [values.classes.index(name)], year - values.place.settings.first_year, option=option)
        row[[columns.at_fenced + n for n in payments]] = 1.0
        rows.append(row)
        owner.append(i)
    return _block("ring-fenced money follows costs", columns, rows, [0.0] * len(rows), owner)


def reuse_only_what_was_released(columns: Columns) -> Block:
    """Cash reused or repaid so far does not exceed the agreed share of what earlier years released."""
    values, rows, owner = columns.payoffs.values, [], []
    share = values.place.settings.reuse_of_savings
    for i in columns.limited:
        released = columns.row()
        for t in range(values.place.settings.money_years):
            row = -share * released
            for n, reuse in enumerate(columns.reuse):
                row[columns.at_reuse + n] += float(reuse.partner == i and reuse.year <= t)
            for n, draw in enumerate(columns.draws):
                row[columns.at_repay + n] += float(draw.partner == i and draw.year <= t)
            if (row > 0).any():
                rows.append(row)
                owner.append(i)
            released = released + columns.saving(i, t)[0]
    return _block("cash is reused only after it was released", columns, rows, [0.0] * len(rows), owner)


def fund_is_repaid(columns: Columns) -> Block:
    """No balance with the up-front fund is negative, and each is cleared with interest by the last money year."""
    rows, upper, owner = [], [], []
    years = columns.payoffs.values.place.settings.money_years
    for i in columns.limited if columns.draws else ():
        for t in range(years):
            rows.append(-balance(columns, i, t))
            upper.append(0.0)
            owner.append(i)
        rows.append(balance(columns, i, years - 1))
        upper.append(0.0)
        owner.append(i)
    return _block("the up-front fund is repaid with interest", columns, rows, upper, owner)


def draw_only_for_costs(columns: Columns) -> Block:
    """Nothing is drawn from the up-front fund but to pay costs of that year."""
    rows, owner, values = [], [], columns.payoffs.values
    for n, draw in enumerate(columns.draws):
        row = -columns.spend(draw.partner, [values.main_class[draw.partner]], draw.year)
        row[columns.at_draw + n] = 1.0
        rows.append(row)
        owner.append(draw.partner)
    return _block("the up-front fund pays costs only", columns, rows, [0.0] * len(rows), owner)


def fund_has_a_limit(columns: Columns) -> Block:
    """What is outstanding never exceeds the fund; a group of partners has its members' equal shares of it."""
    settings = columns.payoffs.values.place.settings
    rows = [
        np.sum([balance(columns, i, t) for i in columns.limited], axis=0)
        for t in range(settings.money_years if columns.draws else 0)
    ]
    upper = [settings.upfront_fund / columns.scale] * len(rows)
    block = _block("the up-front fund has a limit", columns, rows, upper, [ANYONE] * len(rows))
    return Block(block.rule, block.matrix, block.lower, block.upper, block.owner, shared_fund=True)


RULES = (
    start_once,
    places_within_limits,
    budgets_hold,
    fences_hold,
    fences_pay_costs_only,
    reuse_only_what_was_released,
    fund_is_repaid,
    draw_only_for_costs,
    fund_has_a_limit,
)


def balance(columns: Columns, partner: int, year: int) -> Floats:
    """A row: what a partner owes the up-front fund at the end of a year, with interest."""
    row = columns.row()
    for n, draw in enumerate(columns.draws):
        if draw.partner == partner and draw.year <= year:
            growth = debt_growth(columns.payoffs, draw.year, year)
            row[columns.at_draw + n], row[columns.at_repay + n] = growth, -growth
    return row


def debt_growth(payoffs: Payoffs, start: int, end: int) -> float:
    """What £1 owed at the end of one year is at the end of another, in cash terms.

    Unless interest is set, the fund only moves money in time: the growth is that of money of the same present value.
    """
    settings, values = payoffs.values.place.settings, payoffs.values
    if settings.upfront_interest is not None:
        return float((1 + settings.upfront_interest) ** (end - start))
    worth = values.discount / values.cash_factor
    return float(worth[start] / worth[end])


def budget_class_of(columns: Columns, budget: Budget) -> str:
    """A budget's class, or the usual one of its partner."""
    values = columns.payoffs.values
    return budget.budget_class or values.classes[values.main_class[values.place.partner_index[budget.partner]]]


def _budgets(columns: Columns, partner: int, budget_class: str, year: int) -> list[Budget]:
    place = columns.payoffs.values.place
    return [
        budget
        for budget in place.budgets
        if budget.partner == place.partners[partner].id
        and budget.year == place.settings.first_year + year
        and budget_class_of(columns, budget) == budget_class
    ]


def _relief(columns: Columns, partner: int, year: int) -> Floats:
    """Reused cash and draws cover spending of the partner's usual class."""
    row = columns.row()
    for n, reuse in enumerate(columns.reuse):
        row[columns.at_reuse + n] -= float(reuse == Reuse(partner, year))
    for n, draw in enumerate(columns.draws):
        row[columns.at_draw + n] -= float(draw == Draw(partner, year))
    return row


def _fenced_relief(columns: Columns, partner: int, budget_class: str, year: int) -> Floats:
    row, place = columns.row(), columns.payoffs.values.place
    for n, payment in enumerate(columns.fenced):
        fence = columns.fences[payment.budget]
        mine = fence.partner == place.partners[partner].id and fence.year == place.settings.first_year + year
        row[columns.at_fenced + n] -= float(mine and budget_class_of(columns, fence) == budget_class)
    return row


def _block(rule: str, columns: Columns, rows: list[Floats], upper: Sequence[float], owner: list[int]) -> Block:
    matrix = np.array(rows) if rows else np.zeros((0, columns.count))
    return Block(rule, matrix, np.full(len(rows), -np.inf), np.array(upper, dtype=float), tuple(owner))
