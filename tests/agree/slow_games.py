"""Slow, obvious and exact answers, in fractions, to compare the fast ones with."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from goodplace.agree.games import Game

Row = list[Fraction]


def slow_shapley(game: Game) -> Row:
    """What each player adds when it comes, on average over every order of coming."""
    added = [Fraction(0)] * game.n
    orders = list(itertools.permutations(range(game.n)))
    for order in orders:
        here = 0
        for player in order:
            added[player] += Fraction(game.v[here | 1 << player]) - Fraction(game.v[here])
            here |= 1 << player
    return [sum_ / len(orders) for sum_ in added]


def slow_nucleolus(game: Game, *, imputations: bool) -> Row | None:
    """The nucleolus, or the prenucleolus when players need not get what they get alone; None when there is none."""
    n = game.n
    limits = [([Fraction(1)] * n, game.whole), ([Fraction(-1)] * n, -game.whole)]
    if imputations:
        limits += [([Fraction(-(i == k)) for i in range(n)], -game.v[1 << k]) for k in range(n)]
    z = slow_lexicographic(
        range(1, (1 << n) - 1),
        [Fraction(value) for value in game.v[1:-1]],
        [[Fraction(i == k) for i in range(n)] for k in range(n)],
        [(row, Fraction(most)) for row, most in limits],
    )
    return z


def slow_lexicographic(
    groups: Sequence[int], values: Sequence[Fraction], matrix: Sequence[Row], limits: Sequence[tuple[Row, Fraction]]
) -> Row | None:
    """A z with rows z <= most for every limit, whose surpluses of p = matrix z are the best from the worst up.

    A group is settled at a level when, of all z that keep every other group there, none gives it more. Nothing but that
    definition is used.
    """
    shares = {
        group: [
            sum((row[k] for i, row in enumerate(matrix) if group >> i & 1), Fraction(0)) for k in range(len(matrix[0]))
        ]
        for group in groups
    }
    value = dict(zip(groups, values, strict=True))
    settled: dict[int, Fraction] = {}
    while True:
        held = list(limits)
        for group, surplus in settled.items():
            total = value[group] + surplus
            held += [(shares[group], total), ([-a for a in shares[group]], -total)]
        open_ = [group for group in groups if group not in settled]
        if not open_:
            found = maximise([Fraction(0)] * len(matrix[0]), held)
            return None if found is None else found[1]
        with_level = [([*row, Fraction(0)], most) for row, most in held]
        with_level += [([*(-a for a in shares[group]), Fraction(1)], -value[group]) for group in open_]
        best = maximise([Fraction(0)] * len(matrix[0]) + [Fraction(1)], with_level)
        if best is None:
            return None
        level, z = best
        held += [([-a for a in shares[group]], -value[group] - level) for group in open_]
        for group in open_:
            if _dot(shares[group], z[:-1]) - value[group] == level:
                most = maximise(shares[group], held)
                assert most is not None
                if most[0] - value[group] == level:
                    settled[group] = level


def slow_core_has(game: Game, *, top_up: Fraction) -> bool:
    """Whether a split of v(N) and the top-up gives every group its value."""
    total = Fraction(game.whole) + top_up
    limits: list[tuple[Row, Fraction]] = [([Fraction(sign)] * game.n, sign * total) for sign in (1, -1)]
    for group in range(1, len(game.v) - 1):
        limits.append(([Fraction(-(group >> i & 1)) for i in range(game.n)], -Fraction(game.v[group])))
    return maximise([Fraction(0)] * game.n, limits) is not None


class UnlimitedError(Exception):
    """There is no largest value."""


def maximise(cost: Row, limits: Sequence[tuple[Row, Fraction]]) -> tuple[Fraction, Row] | None:
    """The largest cost . z with row . z <= most for every limit, and one such z; None when no z is within them."""
    free = len(cost)
    table = _Dictionary([[most, *row, *(-a for a in row), Fraction(-1)] for row, most in limits], width=2 * free + 1)
    helper = 2 * free
    if table.rows and min(row[0] for row in table.rows) < 0:
        worst = min(range(len(table.rows)), key=lambda r: table.rows[r][0])
        table.aim([Fraction(0)] * (2 * free) + [Fraction(-1)])
        table.pivot(worst, helper)
        table.climb()
        if table.goal[0] < 0:
            return None
    table.drop(helper)
    table.aim([*cost, *(-c for c in cost), Fraction(0)])
    table.climb()
    x = table.point()
    return table.goal[0], [x[k] - x[free + k] for k in range(free)]


@dataclass
class _Dictionary:
    """Basic variables in terms of the others: basic[r] = rows[r][0] - sum of rows[r][1 + j] * other[j]; all >= 0."""

    rows: list[Row]
    width: int

    def __post_init__(self) -> None:
        self.others = list(range(self.width))
        self.basic = list(range(self.width, self.width + len(self.rows)))
        self.goal: Row = [Fraction(0)] * (self.width + 1)

    def aim(self, cost: Row) -> None:
        """Take the objective, given by the first variables, and write it in the others."""
        self.goal = [Fraction(0)] + [cost[name] if name < len(cost) else Fraction(0) for name in self.others]
        for row, name in zip(self.rows, self.basic, strict=True):
            if name < len(cost) and cost[name]:
                self.goal = [g - cost[name] * a for g, a in zip(self.goal, row, strict=True)]
                self.goal[0] += 2 * cost[name] * row[0]

    def climb(self) -> None:
        """Bland's rule: the first variable that helps comes in, the first that limits it goes out."""
        while helping := [(name, j) for j, name in enumerate(self.others) if self.goal[1 + j] > 0]:
            _, j = min(helping)
            limiting = [(row[0] / row[1 + j], self.basic[r], r) for r, row in enumerate(self.rows) if row[1 + j] > 0]
            if not limiting:
                raise UnlimitedError
            self.pivot(min(limiting)[2], self.others[j])

    def pivot(self, r: int, name: int) -> None:
        j = self.others.index(name)
        by = self.rows[r][1 + j]
        new = [a / by for a in self.rows[r]]
        new[1 + j] = 1 / by
        self.rows = [new if k == r else _without(row, new, 1 + j) for k, row in enumerate(self.rows)]
        gain = self.goal[1 + j]
        self.goal = _without(self.goal, new, 1 + j)
        self.goal[0] += 2 * gain * new[0]
        self.basic[r], self.others[j] = name, self.basic[r]

    def drop(self, name: int) -> None:
        """Leave out a variable that is 0."""
        if name in self.basic:
            r = self.basic.index(name)
            j = next((j for j, a in enumerate(self.rows[r][1:]) if a), None)
            if j is None:
                del self.rows[r], self.basic[r]
                return
            self.pivot(r, self.others[j])
        j = self.others.index(name)
        del self.others[j], self.goal[1 + j]
        for row in self.rows:
            del row[1 + j]

    def point(self) -> dict[int, Fraction]:
        at = dict.fromkeys(self.others, Fraction(0))
        return at | {name: row[0] for name, row in zip(self.basic, self.rows, strict=True)}


def _without(row: Row, new: Row, j: int) -> Row:
    """The row with variable j replaced by what the new row says it is."""
    by = row[j]
    if not by:
        return row
    changed = [a - by * b for a, b in zip(row, new, strict=True)]
    changed[j] = -by * new[j]
    return changed


def _dot(a: Row, b: Row) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))
