"""Strengths from best-worst answers are the likeliest ones, always finite, and found again by a slow obvious way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from goodplace.aim.priorities import (
    MIDDLE,
    RESAMPLES,
    SEED,
    TIE,
    Floats,
    doubt,
    implied_pairs,
    read_answers,
    strengths,
    weights_of,
)
from goodplace.place.tables import BestWorst


def answer(shown: str, best: str, worst: str, who: str = "r1") -> BestWorst:
    return BestWorst(respondent=who, shown=tuple(shown), best=best, worst=worst)


def slow_strengths(wins: Floats) -> Floats:
    """Hunter's minorise-maximise steps (Annals of Statistics 32, 2004); the imagined outcome's strength stays 1."""
    size = len(wins)
    strength = np.ones(size)
    for _ in range(200_000):
        before = strength.copy()
        for i in range(size):
            met = sum((wins[i, j] + wins[j, i]) / (strength[i] + strength[j]) for j in range(size) if j != i)
            strength[i] = (wins[i].sum() + TIE) / (met + 2 * TIE / (strength[i] + 1))
        if np.abs(np.log(strength / before)).max() < 1e-13:
            break
    return strength


@st.composite
def win_matrices(draw: st.DrawFn) -> Floats:
    size = draw(st.integers(1, 5))
    wins = draw(arrays(np.float64, (size, size), elements=st.integers(0, 9).map(float)))
    np.fill_diagonal(wins, 0)
    return wins


@given(win_matrices())
def test_newton_finds_what_slow_steps_find(wins: Floats) -> None:
    np.testing.assert_allclose(strengths(wins), slow_strengths(wins), rtol=1e-6)


@given(win_matrices())
def test_at_the_likeliest_strengths_wins_expected_are_wins_counted(wins: Floats) -> None:
    own = strengths(wins)
    beats = own[:, None] / (own[:, None] + own[None, :])
    expected = ((wins + wins.T) * beats).sum(axis=1) + 2 * TIE * own / (own + 1)
    np.testing.assert_allclose(expected, wins.sum(axis=1) + TIE, rtol=1e-8)


@given(st.integers(1, 5).flatmap(lambda k: st.lists(win_matrices().filter(lambda w: len(w) == k), max_size=3)))
def test_many_at_once_are_each_as_if_alone(stack: list[Floats]) -> None:
    if stack:
        together = strengths(np.stack(stack))
        np.testing.assert_allclose(together, [strengths(wins) for wins in stack], rtol=1e-9)


def test_thousands_of_one_sided_answers_still_settle() -> None:
    wins = np.array([[0, 1e5, 1e5], [0, 0, 1e5], [0, 0, 0]])
    own = strengths(wins)
    assert np.isfinite(own).all()
    assert own[0] > own[1] > own[2] > 0


def test_an_answer_prefers_its_best_to_all_and_all_to_its_worst() -> None:
    assert sorted(implied_pairs(answer("abcd", "b", "d"))) == [
        ("a", "d"), ("b", "a"), ("b", "c"), ("b", "d"), ("c", "d"),
    ]  # fmt: skip
    assert implied_pairs(answer("ab", "a", "b")) == [("a", "b")]


def test_one_comparison_by_hand() -> None:
    """a beat b once: by symmetry strengths are s and 1/s, and s²/(s² + 1) + s/(s + 1) = 1.5: s³ − s² − s − 3 = 0."""
    answers = read_answers([answer("ab", "a", "b")], known="ab")
    a, b = strengths(answers.all_wins)
    assert a * b == pytest.approx(1)
    assert a**3 - a**2 - a - 3 == pytest.approx(0, abs=1e-9)
    assert a > 2
    assert weights_of(strengths(answers.all_wins)).sum() == pytest.approx(1)


def test_an_outcome_never_chosen_and_one_apart_from_the_rest_have_strengths() -> None:
    rows = [answer("abc", "a", "c"), answer("de", "d", "e")]
    answers = read_answers(rows, known="abcdef")
    assert answers.outcomes == tuple("abcde")
    assert (strengths(answers.all_wins) > 0).all()


def test_outcomes_that_the_place_doesnt_have_are_left_out_and_named() -> None:
    answers = read_answers([answer("abx", "x", "b")], known="ab")
    assert (answers.outcomes, answers.unknown) == (("a", "b"), ("x",))
    assert answers.all_wins.tolist() == [[0, 1], [0, 0]]


def test_the_order_of_rows_doesnt_matter() -> None:
    rows = [answer("abc", "a", "c", "r1"), answer("abc", "b", "c", "r2"), answer("abc", "c", "a", "r3")]
    first, second = (read_answers(listed, known="abc") for listed in (rows, rows[::-1]))
    assert first.wins.tolist() == second.wins.tolist()
    assert [values.tolist() for values in doubt(first)] == [values.tolist() for values in doubt(second)]


def test_people_are_resampled_and_not_screens() -> None:
    rows = [answer("abc", "a", "c", f"r{n}") for n in range(6)] + [
        answer("abc", "c", "b", f"r{n}") for n in range(6, 9)
    ]
    low, high = doubt(read_answers(rows, known="abc"))
    times = np.random.default_rng(SEED).multinomial(9, [1 / 9] * 9, size=RESAMPLES)
    slow: dict[int, Floats] = {}
    for first in {int(counted[:6].sum()) for counted in times}:
        # Six people said the one thing and three the other: only how many of each were drawn matters.
        again = [answer("abc", "a", "c")] * first + [answer("abc", "c", "b")] * (9 - first)
        slow[first] = weights_of(slow_strengths(read_answers(again, known="abc").all_wins))
    drawn = [slow[int(counted[:6].sum())] for counted in times]
    np.testing.assert_allclose([low, high], np.quantile(drawn, MIDDLE, axis=0), rtol=1e-6)


def test_doubt_holds_the_weight_and_shrinks_with_more_people() -> None:
    def widths(times: int) -> Floats:
        ends = (("a", "d"), ("b", "a"), ("c", "d"), ("a", "b"))
        rows = [answer("abcd", *ends[n % 4], f"r{n}") for n in range(times)]
        answers = read_answers(rows, known="abcd")
        low, high = doubt(answers)
        mid = weights_of(strengths(answers.all_wins))
        assert ((low <= mid) & (mid <= high)).all()
        return high - low

    assert (widths(400) < widths(40)).all()


def test_what_many_people_prefer_is_found_again() -> None:
    """Answers drawn from known weights: 2,000 people, 3 screens of 4 of 6 outcomes."""
    rng, names = np.random.default_rng(5), "abcdef"
    truth = np.array([0.35, 0.25, 0.15, 0.12, 0.08, 0.05])
    rows = []
    for person in range(2_000):
        for _ in range(3):
            shown = rng.choice(6, size=4, replace=False)
            rows.append(_chosen(rng, shown, truth, names, f"r{person}"))
    found = weights_of(strengths(read_answers(rows, known=names).all_wins))
    assert [names[k] for k in np.argsort(-found)] == list(names)
    assert np.corrcoef(found, truth)[0, 1] > 0.97


def _chosen(rng: np.random.Generator, shown: NDArray[np.int64], truth: Floats, names: str, who: str) -> BestWorst:
    """Best by utility with Gumbel noise, worst by the least."""
    value = np.log(truth[shown]) + rng.gumbel(size=len(shown))
    best, worst = shown[value.argmax()], shown[value.argmin()]
    return answer("".join(names[k] for k in shown), names[best], names[worst], who)
