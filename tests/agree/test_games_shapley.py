import time
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_games import slow_shapley

from goodplace.agree.games import Game, group_sums
from goodplace.agree.shapley import shapley

VALUES = st.integers(-50, 50) | st.floats(-1e6, 1e6)


@given(st.integers(1, 5).flatmap(lambda n: st.lists(VALUES, min_size=2**n - 1, max_size=2**n - 1)))
def test_shares_equal_the_average_over_every_order_of_joining(values: list[float]) -> None:
    game = Game(tuple("abcde"[: (len(values) + 1).bit_length() - 1]), np.array([0.0, *values]))
    assert shapley(game) == pytest.approx([float(share) for share in slow_shapley(game)], abs=1e-12 * game.scale)


def test_twenty_players_get_what_the_airport_formula_says() -> None:
    """Each stretch of runway is shared by those who need it (Littlechild and Owen 1973)."""
    costs = np.arange(1.0, 21) ** 2
    table = np.zeros(1)
    for cost in costs:  # dearer each time: a group costs what its last member does
        table = np.append(table, np.full(len(table), cost))
    stretches = np.diff(costs, prepend=0) / np.arange(20, 0, -1)
    assert shapley(Game(tuple(f"p{k:02}" for k in range(20)), table)) == pytest.approx(np.cumsum(stretches))


def test_twenty_players_with_one_who_is_needed() -> None:
    """Worth |S| - 1 with the first player, else 0. The first adds s to s others, on average half of 19; others 1/2."""
    size = group_sums(np.ones(20))
    table = np.where(np.arange(1 << 20) & 1, size - 1, 0.0)
    shares = shapley(Game(tuple(f"p{k:02}" for k in range(20)), table))
    assert shares == pytest.approx([9.5] + [0.5] * 19)


def test_twenty_players_take_a_fraction_of_a_second() -> None:
    table = np.random.default_rng(0).normal(size=1 << 20)
    table[0] = 0
    game = Game(tuple(f"p{k:02}" for k in range(20)), table)
    start = time.process_time()
    shares = shapley(game)
    assert time.process_time() - start < 0.5  # 12 ms on an idle core; in Python loops it would be a minute
    assert shares.sum() == pytest.approx(game.whole)


def test_weights_of_all_groups_with_a_player_add_to_one() -> None:
    """A game worth 1 to one group only: the share of its members is 1 over n times the number of such groups."""
    for size in range(1, 8):
        table = np.zeros(1 << 7)
        table[(1 << size) - 1] = 1.0
        member = shapley(Game(tuple("abcdefg"), table))[0]
        assert member == pytest.approx(1 / (7 * comb(6, size - 1)))
