"""Splits that make the worst-off group as well off as can be, then the next, and so on.

Maschler's scheme (Maschler, Peleg and Shapley 1979) over any linear system of shares: one linear program a level, its
rows added in batches as groups turn out to fall short. After each level only groups with a positive price are settled:
they get no more at *every* optimum. Settling whatever is tight at *one* optimum is a common mistake, and gives wrong
splits.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from goodplace.agree.games import Floats, Masks, group_sums
from goodplace.place.errors import InternalError
from goodplace.place.solver import LinearModel, Rows, Solution

# Money is scaled so that the largest value is 1; these are in that scale.
EXACT = 1e-10  # what the solver may be off by: the least it takes
SHORT = 1e-9  # a group this far below the level gets a row of its own
PRICED = 1e-7  # a price above this settles its row
STILL = 1e-7  # a group that can move less than this cannot move
CEILING = 1e6  # no level is as high: keeps the first programs, which have few rows, bounded
BATCH, SEEDS = 32, 16  # rows added at a time, and to begin a level with: fastest for 8 to 15 players


@dataclass(frozen=True, slots=True)
class LinearSystem:
    """All shares there could be: ``p = base + matrix z`` for every z within its bounds and rows.

    ``base`` (players,), ``matrix`` (players, columns), ``col_lower`` and ``col_upper`` (columns,); ``rows`` with
    ``row_lower`` and ``row_upper`` (rows,) limit z further. Money in one unit; bounds may be infinite.
    """

    base: Floats
    matrix: Floats
    col_lower: Floats
    col_upper: Floats
    rows: Rows
    row_lower: Floats
    row_upper: Floats

    @classmethod
    def of_shares(cls, base: Floats, *, total: float | None, lower: float = -np.inf) -> Self:
        """Shares at least ``lower`` above their base (players,), which sum to ``total`` when it is given."""
        n = len(base)
        ends = np.array([] if total is None else [total - base.sum()])
        rows = Rows.dense(np.ones((len(ends), n)))
        return cls(base, np.eye(n), np.full(n, lower), np.full(n, np.inf), rows, ends, ends)

    def scaled(self, scale: float) -> Self:
        """The same system with money counted in units of ``scale``; its arrays are copies."""
        ends = (self.col_lower, self.col_upper, self.row_lower, self.row_upper)
        col_lower, col_upper, row_lower, row_upper = (end / scale for end in ends)
        return replace(
            self,
            base=self.base / scale,
            col_lower=col_lower,
            col_upper=col_upper,
            row_lower=row_lower,
            row_upper=row_upper,
        )


@dataclass(frozen=True, slots=True)
class Level:
    """A surplus, and the groups (bit masks) that cannot all have more."""

    surplus: float
    groups: Masks


@dataclass(frozen=True, slots=True)
class Split:
    """Shares ``p`` (players,), the ``z`` (columns,) behind them, and the levels, worst first.

    ``p`` is the only answer when the groups settle every player's share; there may be other ``z`` behind it.
    """

    p: Floats
    z: Floats
    levels: tuple[Level, ...]

    @property
    def least_surplus(self) -> float:
        """What the worst-off group gets above its value; infinite when no group limits the split."""
        return self.levels[0].surplus if self.levels else np.inf


def lexicographic_split(
    groups: Masks, *, values: Floats, system: LinearSystem, scale: float | None = None
) -> Split | None:
    """The shares whose sorted surpluses p(S) - v(S) are the largest there are, compared from the smallest up.

    Args:
        groups: the groups that count, as bit masks (groups,), none twice; ``values`` (groups,) holds their v.
        system: the shares to choose from.
        scale: money as large as this is large: tolerances are relative to it. Taken from the values unless given.

    Returns:
        None when nothing satisfies the system.

    Raises:
        InternalError: surpluses can grow without limit in this system.
    """
    stages = _Stages(groups, values=values, system=system, scale=scale)
    found = stages.raise_level()
    if found is None:
        return None
    while stages.settle(found):
        found = stages.raise_level()
        if found is None:
            raise InternalError("a level that was reached cannot be reached again")
    return stages.split(found)


def least_total(groups: Masks, *, values: Floats, base: Floats) -> tuple[float, Floats]:
    """The least total of shares that gives every group its value, and one split (players,) with that total.

    ``base`` (players,) is where shares are counted from, best what each player gets alone: a gain that is small beside
    it keeps its digits.

    Raises:
        InternalError: the total has no bottom, because no group holds some player.
    """
    n = len(base)
    system = LinearSystem.of_shares(base, total=None)
    stages = _Stages(groups, values=values, system=system, scale=None)
    stages.model.set_col_bounds(np.arange(n + 1), lower=np.append(np.full(n, -CEILING), 0), upper=[CEILING] * n + [0])
    stages.model.set_costs(np.arange(n), cost=np.full(n, -1.0))
    found = stages.raise_level()
    if found is None or (np.abs(found.x) > CEILING / 2).any():
        raise InternalError("the least total of these shares has no bottom")
    gains = stages.scale * found.x[:n]
    return float(base.sum() + gains.sum()), base + gains


class _Stages:
    """One program kept alive: most of t with p(S) - v(S) >= t for every open group S, over columns z and t.

    A settled group's row is freed and an equation without t takes its place. Groups that cannot move are closed.
    """

    def __init__(self, groups: Masks, *, values: Floats, system: LinearSystem, scale: float | None) -> None:
        excess = values - group_sums(system.base)[groups]
        self.scale = scale or float(np.abs(excess).max(initial=0.0)) or 1.0
        self.groups, self.excess, self.system = groups, excess / self.scale, system.scaled(self.scale)
        self.given = _dense(system.rows, columns=len(system.col_lower))
        self.open = np.ones(len(groups), dtype=bool)
        self.position = np.full(1 << len(system.base), -1)
        self.position[groups] = np.arange(len(groups))
        self.inside = np.zeros(len(groups), dtype=bool)
        self.row_groups: list[int] = []  # position of the group of each row after the given ones; -1 for an equation
        self.settled: list[int] = []  # positions of the groups that have an equation
        self.levels: list[tuple[float, NDArray[np.intp]]] = []
        self.model = self._first_model()
        self._close_still(self._moves())
        self._seed(-self.excess)

    def _first_model(self) -> LinearModel:
        system = self.system
        return LinearModel(
            np.append(np.zeros(len(system.col_lower)), 1.0),
            rows=system.rows,
            row_lower=system.row_lower,
            row_upper=system.row_upper,
            col_lower=np.append(system.col_lower, -np.inf),
            col_upper=np.append(system.col_upper, CEILING),
            maximise=True,
            tolerance=EXACT,
        )

    def raise_level(self) -> Solution | None:
        """The highest level, with rows for all groups that limit it; None when nothing satisfies the system."""
        while True:
            found = self.model.solve()
            if found.status == "infeasible":
                return None
            level, surplus = found.x[-1], self._surplus(found.x[:-1])
            short = np.flatnonzero(self.open & ~self.inside & (surplus < level - SHORT))
            if not short.size:
                return found
            self._add(_lowest(short, surplus=surplus, most=BATCH))

    def settle(self, found: Solution) -> bool:
        """Settle what has a price at this level and close what it holds still; true while a group is open."""
        if not self.open.any():
            return False
        level = found.x[-1]
        if level > CEILING / 2:
            raise InternalError("surpluses can grow without limit in this system")
        priced = self._priced(found)
        self.levels.append((level, priced))
        self._pin(found)
        moves = self._moves()
        for at in priced:
            reach = self._member_rows(at) @ moves
            if (length := np.linalg.norm(reach)) > STILL:  # else the equations there already say it
                self._equate(at, level=level)
                moves = moves - np.outer(moves @ reach, reach) / length**2
        self.open[priced] = False
        self._close_still(moves)
        self._free_closed_rows()
        self._seed(self._surplus(found.x[:-1]))
        return bool(self.open.any())

    def split(self, found: Solution) -> Split:
        """The split at the last level, with the solver's own error taken out by solving its equations once more."""
        system, z = self.system, np.clip(found.x[:-1], self.system.col_lower, self.system.col_upper)
        free, fixed = system.col_lower < system.col_upper, system.row_lower == system.row_upper
        levels = np.array([level for level, _ in self.levels])
        of_level = np.repeat(np.arange(len(levels)), [len(priced) for _, priced in self.levels])
        priced = np.concatenate([np.arange(0), *(at for _, at in self.levels)])
        group_rows = self._member_rows(priced) @ system.matrix
        equations = np.block(
            [
                [self.given[fixed][:, free], np.zeros((fixed.sum(), len(levels)))],
                [group_rows[:, free], -np.eye(len(levels))[of_level]],
            ]
        )
        wanted = np.append(system.row_lower[fixed], self.excess[priced] + levels[of_level])
        have = np.append(self.given[fixed] @ z, group_rows @ z)
        change = np.linalg.lstsq(equations, wanted - have)[0]
        z[free] += change[: free.sum()]
        z = np.clip(z, system.col_lower, system.col_upper)
        surpluses = self.scale * (levels + change[free.sum() :])
        return Split(
            self.scale * (system.base + system.matrix @ z),
            self.scale * z,
            tuple(
                Level(float(surplus), self.groups[at]) for surplus, (_, at) in zip(surpluses, self.levels, strict=True)
            ),
        )

    def _surplus(self, z: Floats) -> Floats:
        return group_sums(self.system.matrix @ z)[self.groups] - self.excess

    def _member_rows(self, at: NDArray[np.intp] | np.intp) -> Floats:
        """Who is in the groups at these positions: 1 or 0, (groups, players)."""
        players = np.arange(len(self.system.base))
        return (self.groups[at][..., None] >> players & 1).astype(float)

    def _seed(self, surplus: Floats) -> None:
        """Rows to begin a level with: the open groups that have least, and those outside them.

        What a group and all others have together is given, mostly: such a pair bounds the level from the first program.
        """
        low = _lowest(np.flatnonzero(self.open & ~self.inside), surplus=surplus, most=SEEDS)
        others = self.position[~self.groups[low] & (len(self.position) - 1)]
        others = others[others >= 0]
        self._add(np.union1d(low, others[self.open[others] & ~self.inside[others]]))

    def _add(self, at: NDArray[np.intp]) -> None:
        """Give the groups at these positions a row: p(S) - t >= v(S)."""
        rows = np.hstack([self._member_rows(at) @ self.system.matrix, np.full((len(at), 1), -1.0)])
        self.model.add_rows(Rows.dense(rows), lower=self.excess[at], upper=np.full(len(at), np.inf))
        self.inside[at] = True
        self.row_groups.extend(at.tolist())

    def _priced(self, found: Solution) -> NDArray[np.intp]:
        """Positions of open groups with a price, dearest first."""
        at, price = np.array(self.row_groups), -found.row_dual[len(self.given) :]
        chosen = (at >= 0) & (price > PRICED)
        chosen[chosen] = self.open[at[chosen]]
        at, price = at[chosen], price[chosen]
        return at[np.lexsort((at, -price))]

    def _pin(self, found: Solution) -> None:
        """Hold the columns and given rows that have a price at the bound they are at: every optimum is there too."""
        system, z = self.system, found.x[:-1]
        columns = (found.col_dual[:-1], z, system.col_lower, system.col_upper, self.model.set_col_bounds)
        rows = (
            found.row_dual[: len(self.given)],
            self.given @ z,
            system.row_lower,
            system.row_upper,
            self.model.set_row_bounds,
        )
        for price, value, lower, upper, change in (columns, rows):
            at = np.flatnonzero((np.abs(price) > PRICED) & (lower < upper))
            bound = np.where(value - lower <= upper - value, lower, upper)[at]
            lower[at] = upper[at] = bound
            change(at, lower=bound, upper=bound)

    def _moves(self) -> Floats:
        """How the shares can still move together (players, directions), given everything pinned and settled."""
        system = self.system
        free = system.col_lower < system.col_upper
        moves = system.matrix[:, free]
        given = self.given[system.row_lower == system.row_upper]
        held = np.vstack([given, self._member_rows(self._settled()) @ system.matrix])[:, free]
        length = np.linalg.norm(held, axis=1, keepdims=True)
        _, size, across = np.linalg.svd(held / np.where(length > 0, length, 1.0), full_matrices=False)
        basis = across[size > STILL]
        moves = moves - (moves @ basis.T) @ basis
        along, size, _ = np.linalg.svd(moves, full_matrices=False)
        kept: Floats = (along * size)[:, size > STILL]
        return kept

    def _settled(self) -> NDArray[np.intp]:
        return np.array(self.settled, dtype=np.intp)

    def _equate(self, at: np.intp, *, level: float) -> None:
        row = np.append(self._member_rows(at) @ self.system.matrix, 0.0)
        value = [self.excess[at] + level]
        self.model.add_rows(Rows.dense(row), lower=value, upper=value)
        self.row_groups.append(-1)
        self.settled.append(int(at))

    def _close_still(self, moves: Floats) -> None:
        """Close every open group whose share cannot move: nothing can raise it."""
        weights = np.sin(1.0 + np.arange(moves.shape[1]))  # one direction unlike any other rules out nearly all
        maybe = np.flatnonzero(self.open)
        reach = group_sums(moves @ weights)[self.groups[maybe]]
        maybe = maybe[np.abs(reach) <= STILL * len(weights)]
        for part in np.array_split(maybe, 1 + len(maybe) // 65_536):
            self.open[part] = (np.abs(self._member_rows(part) @ moves) > STILL).any(axis=1)

    def _free_closed_rows(self) -> None:
        at = np.array(self.row_groups)
        closed = (at >= 0) & ~self.open[at]
        rows = np.flatnonzero(closed)
        self.model.set_row_bounds(
            len(self.given) + rows, lower=np.full(len(rows), -np.inf), upper=np.full(len(rows), np.inf)
        )


def _lowest(candidates: NDArray[np.intp], *, surplus: Floats, most: int) -> NDArray[np.intp]:
    if len(candidates) <= most:
        return candidates
    return candidates[np.argpartition(surplus[candidates], most)[:most]]


def _dense(rows: Rows, *, columns: int) -> Floats:
    full = np.zeros((len(rows), columns))
    full[np.repeat(np.arange(len(rows)), np.diff(rows.starts)), rows.indices] = rows.values
    return full
