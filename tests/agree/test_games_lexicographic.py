"""Splits over any linear system: shares that can only move by lawful, limited transfers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_games import slow_lexicographic

from goodplace.agree.games import Floats, Masks
from goodplace.agree.lexicographic import LinearSystem, least_total, lexicographic_split
from goodplace.place.errors import InternalError
from goodplace.place.solver import Rows

INF = np.inf


def transfers(
    base: list[float], *, channels: list[tuple[int, int]], most: list[float], in_all: float = INF, keeps: float = 1.0
) -> LinearSystem:
    """Money that goes from one to another within a limit each and a limit in all; the receiver has ``keeps`` of it."""
    matrix = np.zeros((len(base), len(channels)))
    for k, (payer, receiver) in enumerate(channels):
        matrix[payer, k] -= 1.0
        matrix[receiver, k] += keeps
    row = Rows.dense(np.ones((1, len(channels))))
    return LinearSystem(
        np.array(base),
        matrix,
        np.zeros(len(channels)),
        np.array(most),
        row,
        np.array([-INF]),
        np.array([in_all]),
    )


def masks(*groups: int) -> Masks:
    return np.array(groups, dtype=np.int64)


def test_with_free_transfers_the_worst_off_rise_together() -> None:
    """0 and 9 over walk-away values 2 and 1: six to share, three each."""
    system = transfers([0, 9], channels=[(1, 0)], most=[INF])
    split = lexicographic_split(masks(1, 2), values=np.array([2.0, 1.0]), system=system)
    assert split is not None
    assert split.p == pytest.approx([5, 4])
    assert split.z == pytest.approx([5])


def test_a_channel_that_is_full_stops_the_rise_and_the_rest_still_share() -> None:
    """a can get 2 at most: from whom, the other two decide: what they have left is level."""
    system = transfers([0, 9, 6], channels=[(1, 0), (2, 0)], most=[INF, INF], in_all=2)
    split = lexicographic_split(masks(1, 2, 4), values=np.zeros(3), system=system)
    assert split is not None
    assert split.p == pytest.approx([2, 7, 6])
    assert [level.surplus for level in split.levels] == pytest.approx([2, 6])  # b has what is left


def test_groups_that_nothing_can_help_do_not_hold_back_the_others() -> None:
    """No channel reaches a; b and c still level out."""
    system = transfers([0, 9, 5], channels=[(1, 2)], most=[INF])
    split = lexicographic_split(masks(1, 2, 4, 6), values=np.zeros(4), system=system)
    assert split is not None
    assert split.p == pytest.approx([0, 7, 7])


def test_nothing_to_choose_is_an_answer_too() -> None:
    system = transfers([1, 2], channels=[(0, 1)], most=[0])
    split = lexicographic_split(masks(1, 2), values=np.array([5.0, 5.0]), system=system)
    assert split is not None
    assert split.p == pytest.approx([1, 2])


def test_a_system_without_any_split_gives_none() -> None:
    system = transfers([1, 2], channels=[(0, 1)], most=[1])
    impossible = LinearSystem(
        system.base,
        system.matrix,
        system.col_lower,
        system.col_upper,
        system.rows,
        np.array([2.0]),
        np.array([3.0]),
    )
    assert lexicographic_split(masks(1, 2), values=np.zeros(2), system=impossible) is None


def test_money_without_limit_is_refused() -> None:
    system = transfers([0, 0], channels=[(0, 1)], most=[INF], keeps=2.0)
    with pytest.raises(InternalError, match="without limit"):
        lexicographic_split(masks(2), values=np.array([1.0]), system=system)


def test_the_same_system_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(3)
    channels = [(i, j) for i in range(6) for j in range(6) if i != j]
    system = transfers(list(rng.random(6)), channels=channels, most=[0.1] * 30, in_all=0.5)
    groups = np.arange(1, 63)
    values = rng.random(62)
    first, second = (lexicographic_split(groups, values=values, system=system) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.p.tobytes() == second.p.tobytes()
    assert first.z.tobytes() == second.z.tobytes()


@st.composite
def problems(draw: st.DrawFn) -> tuple[Masks, Floats, LinearSystem, Fraction]:
    n = draw(st.integers(2, 3))
    pairs = [(i, j) for i in range(n) for j in range(n) if i != j]
    channels = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=4, unique=True))
    small = st.integers(-6, 6).map(float)
    base = draw(st.lists(small, min_size=n, max_size=n))
    groups = draw(st.lists(st.integers(1, 2**n - 1), min_size=1, max_size=2**n - 1, unique=True))
    values = draw(st.lists(small, min_size=len(groups), max_size=len(groups)))
    most = draw(st.lists(st.integers(0, 5).map(float), min_size=len(channels), max_size=len(channels)))
    in_all = float(draw(st.integers(0, 9)))
    keeps = draw(st.sampled_from([Fraction(1), Fraction(3, 4)]))
    system = transfers(base, channels=channels, most=most, in_all=in_all, keeps=float(keeps))
    return np.array(groups), np.array(values), system, Fraction(in_all)


@settings(max_examples=60)
@given(problems())
def test_surpluses_equal_the_exact_ones_whatever_the_channels(
    problem: tuple[Masks, Floats, LinearSystem, Fraction],
) -> None:
    groups, values, system, in_all = problem
    split = lexicographic_split(groups, values=values, system=system)
    assert split is not None
    assert (split.z >= system.col_lower).all()
    assert (split.z <= system.col_upper).all()
    assert split.z.sum() <= float(in_all) + 1e-9
    assert split.p == pytest.approx(system.base + system.matrix @ split.z)

    columns = len(split.z)
    unit = [[Fraction(k == j) for k in range(columns)] for j in range(columns)]
    limits = [(row, Fraction(most)) for row, most in zip(unit, system.col_upper, strict=True)]
    limits += [([-a for a in row], Fraction(0)) for row in unit]
    limits.append(([Fraction(1)] * columns, in_all))
    member = (groups[:, None] >> np.arange(len(system.base))) & 1
    exact = slow_lexicographic(
        [int(group) for group in groups],
        [Fraction(value) for value in values - member @ system.base],
        [[Fraction(a) for a in row] for row in system.matrix],
        limits,
    )
    assert exact is not None
    best = member @ (system.base + system.matrix @ np.array([float(a) for a in exact])) - values
    assert member @ split.p - values == pytest.approx(best, rel=0, abs=1e-8)


def test_the_least_total_pays_every_pair_what_it_gets() -> None:
    """Each pair of three gets 10: 15 in all, 5 each."""
    values = np.array([0.0, 0.0, 10.0, 0.0, 10.0, 10.0])
    total, shares = least_total(np.arange(1, 7), values=values, base=np.zeros(3))
    assert total == pytest.approx(15)
    assert shares == pytest.approx([5, 5, 5])


def test_the_least_total_of_players_no_group_holds_has_no_bottom() -> None:
    with pytest.raises(InternalError, match="no bottom"):
        least_total(masks(1), values=np.array([1.0]), base=np.zeros(2))
