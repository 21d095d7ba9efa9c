"""How counts of people from records are made fit to be shown: the one module that every way out calls.

A count below the smallest that is shown, 0 among them, is suppressed: what stands for it is the same whatever it was.
Any other is rounded to the nearest 5, and never to less than the smallest. Since totals and combinations can be taken
from each other, `kept_back` says what must not be shown beside them: it plays the reader who works out every size that
agrees with all that is shown. docs/explanation/know.md says what is claimed and what is not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from goodplace.place.solver import LinearModel, Rows

BASE = 5
# A suppressed count is safe while at least this many sizes of it agree with everything that is shown.
LEAST_POSSIBLE = 3
_ROUNDS = 4
_MOST_STEPS = 12
_SEED = 20260401

# A separate group of people: the exact combination of needs they have. A sum of such groups goes by its name.
Cell = tuple[str, ...]
Name = Cell | str
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Disclosed:
    """A count as it may be shown. low, mid and high are people; None where it is kept back altogether."""

    low: float | None
    mid: float | None
    high: float | None
    text: str
    suppressed: bool = False


def smallest_shown(asked: int) -> int:
    """The smallest count that is shown where a place asks for `asked`: below LEAST_POSSIBLE none can be kept safe."""
    return max(asked, LEAST_POSSIBLE)


KEPT_BACK = Disclosed(None, None, None, "not shown", suppressed=True)


def disclosed(count: int, *, smallest: int) -> Disclosed:
    """What may be shown of a count of people. `smallest`: the smallest count that is shown, at least 1."""
    if count < smallest:
        return Disclosed(0.0, float(smallest // 2), float(smallest - 1), f"fewer than {smallest:,}", suppressed=True)
    shown = float(_rounded(count, smallest))
    return Disclosed(shown, shown, shown, f"{int(shown):,}")


def could_be(count: int, *, smallest: int) -> tuple[int, int]:
    """The least and the most that a reader of what is shown of a count can think it to be."""
    if count < smallest:
        return 0, smallest - 1
    shown = _rounded(count, smallest)
    least = _rounded(smallest, smallest)
    return smallest if shown == least else shown - BASE // 2, shown + BASE // 2


def kept_back(cells: Mapping[Cell, int], *, sums: Mapping[str, Collection[Cell]], smallest: int) -> frozenset[Name]:
    """Names of the cells and sums that can't be shown, or a suppressed count could be worked out from the rest.

    cells: separate groups of people and their counts, those of 0 among them. sums: totals that are shown too, by the
    names of their cells, most important first: cells go first, the smallest before the larger, then the last sums.
    """
    table = _Table(dict(cells), {name: frozenset(of) for name, of in sums.items()}, smallest)
    hidden: set[Name] = set()
    exposed = [name for name, (_, size) in table.groups.items() if size < smallest]
    # What is safe stays so when more is hidden, so only the exposed are looked at again.
    while exposed := table.exposed(exposed, hidden):
        more = table.next_to_hide(exposed, hidden)
        if more is None:
            break
        hidden.add(more)
    return frozenset(hidden)


def _rounded(count: int, smallest: int) -> int:
    """The nearest multiple of BASE; the least one that isn't below the smallest shown, if that is more."""
    return max(BASE * ((count + BASE // 2) // BASE), -BASE * (-smallest // BASE))


@dataclass(frozen=True)
class _Table:
    """Separate groups, and sums of them, of which each is shown, suppressed or hidden."""

    cells: dict[Cell, int]
    sums: dict[str, frozenset[Cell]]
    smallest: int

    @cached_property
    def groups(self) -> dict[Name, tuple[frozenset[Cell], int]]:
        """Every group that has a count: its cells and its size."""
        single: dict[Name, tuple[frozenset[Cell], int]] = {
            name: (frozenset((name,)), count) for name, count in self.cells.items()
        }
        return {**single, **{name: (of, sum(self.cells[cell] for cell in of)) for name, of in self.sums.items()}}

    def exposed(self, small: list[Name], hidden: Collection[Name]) -> list[Name]:
        """Those of some suppressed groups of which a reader can tell the size, or nearly."""
        return _Reader(self, hidden).can_tell(small) if small and self._shown(hidden) else []

    def next_to_hide(self, exposed: list[Name], hidden: Collection[Name]) -> Name | None:
        """What is shown and says most about the exposed: the smallest cell in a sum with them, else a sum."""
        shown = self._shown(hidden)
        near: frozenset[Cell] = frozenset().union(*(self.groups[name][0] for name in exposed))
        touching = [name for name, of in self.sums.items() if name in shown and of & near]
        beside: frozenset[Cell] = frozenset().union(*(self.sums[name] for name in touching))
        for choice in (beside & shown, shown & self.cells.keys()):
            if choice:
                return min(choice, key=lambda name: (self.groups[name][1], name))
        return next(iter(reversed(touching or [name for name in self.sums if name in shown])), None)

    def _shown(self, hidden: Collection[Name]) -> set[Name]:
        return {name for name, (_, size) in self.groups.items() if size >= self.smallest and name not in hidden}


class _Reader:
    """Somebody who knows all that is shown, and which counts were kept back, and works out what they can be."""

    def __init__(self, table: _Table, hidden: Collection[Name]) -> None:
        self.names = list(table.groups)
        self.truth = np.array(list(table.cells.values()), dtype=float)
        column = {name: i for i, name in enumerate(table.cells)}
        self.of = np.zeros((len(self.names), len(self.truth)))
        self.cells = len(table.cells)
        for row, (cells, _) in enumerate(table.groups.values()):
            self.of[row, [column[cell] for cell in cells]] = 1
        most = float(self.truth.sum()) + 10 * (table.smallest + BASE)
        bounds = [
            (table.smallest, most) if name in hidden else could_be(size, smallest=table.smallest)
            for name, (_, size) in table.groups.items()
        ]
        self.lower, self.upper = (np.array(side, dtype=float) for side in zip(*bounds, strict=True))
        self.model = LinearModel(
            np.zeros(len(self.truth)), rows=Rows.dense(self.of), row_lower=self.lower, row_upper=self.upper,
            col_lower=np.zeros(len(self.truth)), col_upper=np.full(len(self.truth), most),
            integrality=np.ones(len(self.truth)),
        )  # fmt: skip

    def can_tell(self, small: list[Name]) -> list[Name]:
        """Those of some suppressed groups that have fewer than LEAST_POSSIBLE sizes."""
        rows = np.array([self.names.index(name) for name in small])
        seen = [{int(size)} for size in self.of[rows] @ self.truth]
        self._move_a_few(rows, seen)
        draw = np.random.default_rng(_SEED)
        for turn in range(_ROUNDS):
            left = [rows[k] for k, sizes in enumerate(seen) if len(sizes) < LEAST_POSSIBLE]
            if not left:
                return []
            weights = (1 if turn % 2 else -1) * draw.uniform(0.1, 1, len(left)) * draw.integers(0, 2, len(left))
            self._note(weights @ self.of[left], rows, seen)
        return [name for k, name in enumerate(small) if not self._several(k, rows, seen)]

    def _move_a_few(self, rows: NDArray[np.int64], seen: list[set[int]]) -> None:
        """Look near the truth first, which is quick: some more or fewer in one cell, made good in a few others."""
        small, size = self.of[rows], self.of[rows] @ self.truth
        for k, row in enumerate(rows):
            for by in (1, -1, 2, -2, 3, -3):
                if row < self.cells and len(seen[k]) < LEAST_POSSIBLE:
                    moved = self._moved(int(row), by)
                    at = np.flatnonzero(moved)
                    change = small[:, at] @ moved[at]
                    for n in np.flatnonzero(change):
                        seen[n].add(int(size[n] + change[n]))

    def _moved(self, cell: int, by: int) -> Floats:
        """Changes of all cells, that one by `by`, after which all that is shown is as it was; 0 where none are found.

        One person at a time is put into or taken from the cell that brings the sums nearest to what is shown.
        """
        n, none = self.cells, np.zeros(self.cells)
        moved = none.copy()
        moved[cell] = by
        sums, low, high = self.of[n:], self.lower[n:], self.upper[n:]
        if not self.lower[cell] <= self.truth[cell] + by <= self.upper[cell]:
            return none
        total = sums @ (self.truth + moved)
        for _step in range(_MOST_STEPS):
            off = np.maximum(low - total, 0) + np.maximum(total - high, 0)
            if not off.any():
                return moved
            now = self.truth + moved
            able = np.concatenate([now < self.upper[:n], now > self.lower[:n]])
            able[[cell, n + cell]] = False
            after = total[:, None] + np.hstack([sums, -sums])
            left = (np.maximum(low[:, None] - after, 0) + np.maximum(after - high[:, None], 0)).sum(axis=0)
            best = int(np.argmin(np.where(able, left, np.inf)))
            if left[best] >= off.sum():
                return none
            moved[best % n] += 1 if best < n else -1
            total = sums @ (self.truth + moved)
        return none

    def _several(self, k: int, rows: NDArray[np.int64], seen: list[set[int]]) -> bool:
        """Whether group k can have several sizes: those found so far, its least, its most, and one between."""
        row, sizes = rows[k], seen[k]
        for sign in (1, -1):
            if len(sizes) < LEAST_POSSIBLE:
                self._note(sign * self.of[row], rows, seen)
        if len(sizes) == LEAST_POSSIBLE - 1 and max(sizes) - min(sizes) > 1:
            self.model.set_row_bounds([row], lower=[min(sizes) + 1], upper=[max(sizes) - 1])
            self._note(self.of[row], rows, seen)
            self.model.set_row_bounds([row], lower=[self.lower[row]], upper=[self.upper[row]])
        return len(sizes) >= LEAST_POSSIBLE

    def _note(self, cost: Floats, rows: NDArray[np.int64], seen: list[set[int]]) -> None:
        """Note the sizes in counts that agree with all that is shown and make `cost` least, if there are any."""
        self.model.set_costs(np.arange(len(cost)), cost=cost)
        found = np.rint(self.model.solve().x)
        if found.size:
            for sizes, size in zip(seen, self.of[rows] @ found, strict=True):
                sizes.add(int(size))
