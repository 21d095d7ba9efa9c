"""No small count can be told, neither from what stands for it nor from anything shown beside it."""

from collections.abc import Collection, Mapping
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodplace.sharing.disclosure import LEAST_POSSIBLE, Cell, could_be, disclosed, kept_back

SMALLEST = 10
# Nobody without a need, 9 with a alone, 6 with b alone, 9 with both: the totals say that there are 9 and 9.
GIVEN_AWAY = [0, 9, 6, 9]
Sums = Mapping[str, Collection[Cell]]


@pytest.mark.parametrize("smallest", [1, 3, 7, 10, 20])
def test_every_count_below_the_smallest_looks_the_same_and_none_is_no_exception(smallest: int) -> None:
    assert len({disclosed(count, smallest=smallest) for count in range(smallest)}) == 1
    assert disclosed(0, smallest=10).text == "fewer than 10"
    assert disclosed(0, smallest=10).suppressed


@given(st.integers(0, 10**7), st.integers(1, 100))
def test_other_counts_are_multiples_of_five_never_below_the_smallest(count: int, smallest: int) -> None:
    shown = disclosed(count, smallest=smallest)
    low, high = could_be(count, smallest=smallest)
    assert low <= count <= high
    if count >= smallest:
        assert shown.mid is not None
        assert shown.mid % 5 == 0
        assert shown.mid >= smallest
        assert abs(shown.mid - count) <= (2 if count > smallest + 2 else 4)


def test_thousands_have_a_comma() -> None:
    assert disclosed(1252, smallest=10).text == "1,250"


def slow_sizes(cells: Mapping[Cell, int], sums: Sums, hidden: Collection[Cell | str]) -> dict[Cell | str, set[int]]:
    """Every size that each suppressed group can have: all counts tried that agree with what is shown. The attacker."""
    top = max(cells.values()) + 15

    def sizes(name: Cell | str, count: int) -> tuple[int, int]:
        return (SMALLEST, 10**6) if name in hidden else could_be(count, smallest=SMALLEST)

    ranges = [range(low, min(high, top) + 1) for low, high in (sizes(cell, n) for cell, n in cells.items())]
    tried = np.array(list(product(*ranges)))
    names = list(cells)
    columns = {name: [names.index(cell) for cell in of] for name, of in sums.items()}
    for name, of in columns.items():
        low, high = sizes(name, sum(cells[names[i]] for i in of))
        total = tried[:, of].sum(axis=1)
        tried = tried[(total >= low) & (total <= high)]
    single: dict[Cell | str, list[int]] = {name: [i] for i, name in enumerate(names)}
    groups = single | dict(columns)
    small = {name: of for name, of in groups.items() if sum(cells[names[i]] for i in of) < SMALLEST}
    return {name: set(tried[:, of].sum(axis=1).tolist()) for name, of in small.items()}


def table_of(counts: list[int]) -> tuple[dict[Cell, int], Sums]:
    """Two needs, everybody, and a cohort of either need."""
    combos: list[Cell] = [cell for size in range(3) for cell in combinations("ab", size)]
    cells = dict(zip(combos, counts, strict=True))
    sums = {"people": combos, "a": [c for c in combos if "a" in c], "b": [c for c in combos if "b" in c]}
    return cells, sums | {"either": [c for c in combos if c]}


@settings(max_examples=60)
@given(st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=4, max_size=4))
def test_an_attacker_who_tries_all_counts_never_learns_a_small_one(counts: list[int]) -> None:
    cells, sums = table_of(counts)
    hidden = kept_back(cells, sums=sums, smallest=SMALLEST)
    for name, possible in slow_sizes(cells, sums, hidden).items():
        assert len(possible) >= LEAST_POSSIBLE, (name, possible)


def test_a_count_that_rounding_alone_would_give_away_is_protected() -> None:
    cells, sums = table_of(GIVEN_AWAY)
    told = slow_sizes(cells, sums, frozenset())
    assert min(len(possible) for possible in told.values()) < LEAST_POSSIBLE
    assert kept_back(cells, sums=sums, smallest=SMALLEST)


def test_nothing_is_kept_back_where_no_count_is_small() -> None:
    cells, sums = table_of([100, 40, 30, 20])
    assert kept_back(cells, sums=sums, smallest=SMALLEST) == frozenset()
