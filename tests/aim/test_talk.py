"""Agreement by statement with Wilson's interval, and what a conversation asks of outcomes by the written rule."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import place_of, rows_of
from polis_export import VOTES, export, statement

from goodplace.aim.priorities import MIDDLE, RESAMPLES, SEED
from goodplace.aim.talk import Talk, interval, shown_conversation
from goodplace.formats.polis import read_conversation

OUTCOMES = [{"id": "parks", "name": "Parks"}, {"id": "safety", "name": "Safety"}, {"id": "work", "name": "Work"}]


def talk_of(folder: Path, mapped: list[dict[str, Any]], *, smallest: int = 1, held: str = "here", **more: Any) -> Talk:
    settings = {"smallest_count": smallest, "conversation_from": held}
    tables = rows_of(
        "council",
        settings=settings,
        outcomes=OUTCOMES,
        statements=mapped,
        options=[{"id": "o", "lead": "council"}],
        option_costs=[{"option": "o", "payer": "council", "amount": 1}],
        option_effects=[{"option": "o", "outcome": "parks"}],
    )
    return Talk(read_conversation(export(folder, **more), local=held == "here"), place_of(tables))


def asks(number: int, outcome: str, counts: str = "agree") -> dict[str, Any]:
    return {"statement": number, "outcome": outcome, "counts": counts}


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_an_interval_are_where_the_share_is_just_believable(votes: tuple[int, int]) -> None:
    """Wilson: p is in it as long as the share is within 1.96 standard errors of p, the error being that of p."""
    agreed, number = votes
    share, low, high = interval(agreed, number)
    assert share == agreed / number
    assert low is not None
    assert high is not None
    assert 0 <= low <= share <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(share - end) == pytest.approx(1.959963985 * math.sqrt(end * (1 - end) / number), rel=1e-6)


def test_a_published_interval_is_found_again() -> None:
    """81 of 263: 0.2553 to 0.3662 (R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3)."""
    _, low, high = interval(81, 263)
    assert (round(low or 0, 4), round(high or 0, 4)) == (0.2553, 0.3662)


def test_where_nobody_voted_nothing_is_said() -> None:
    assert interval(0, 0) == (None, None, None)


def test_support_is_the_mean_of_smoothed_shares_by_hand(tmp_path: Path) -> None:
    """Parks: statement 0, 4 of 4 → 5/6. Safety: statement 1 by disagreeing, 1 of 4 → 2/6. Work: nobody spoke of it."""
    talk = talk_of(tmp_path, [asks(0, "parks"), asks(1, "safety", "disagree")])
    assert talk.outcomes == ("parks", "safety")
    np.testing.assert_allclose(talk.supports(), [5 / 6, 2 / 6])
    np.testing.assert_allclose(talk.weights()[0], [5 / 7, 2 / 7])


def test_two_statements_of_one_outcome_count_alike(tmp_path: Path) -> None:
    talk = talk_of(tmp_path, [asks(0, "parks"), asks(1, "parks")])
    np.testing.assert_allclose(talk.supports(), [(5 / 6 + 3 / 6) / 2])


def test_what_was_moderated_out_counts_for_nothing(tmp_path: Path) -> None:
    talk = talk_of(tmp_path, [asks(0, "parks"), asks(2, "safety", "disagree")])
    assert talk.outcomes == ("parks",)


def test_people_are_resampled_with_all_their_votes(tmp_path: Path) -> None:
    talk = talk_of(tmp_path, [asks(0, "parks"), asks(1, "safety", "disagree")])
    votes = {(who, number): value for _, who, number, value in VOTES}
    drawn = []
    for times in np.random.default_rng(SEED).multinomial(4, [1 / 4] * 4, size=RESAMPLES):
        shares = []
        for number, wanted in ((0, 1), (1, -1)):
            asked = sum(n for n, who in zip(times, "abcd", strict=True) if votes.get((who, number)) == wanted)
            shares.append((asked + 1) / (4 + 2))
        drawn.append([share / sum(shares) for share in shares])
    _, low, high = talk.weights()
    np.testing.assert_allclose([low, high], np.quantile(drawn, MIDDLE, axis=0))


def test_here_few_votes_are_not_shown_and_dont_count(tmp_path: Path) -> None:
    votes = [(1, f"v{n}", 0, 1) for n in range(10)] + [(1, f"v{n}", 1, 1) for n in range(9)]
    statements = [statement(0, 10, 0), statement(1, 9, 0)]
    mapped = [asks(0, "parks"), asks(1, "safety")]
    talk = talk_of(tmp_path, mapped, smallest=10, votes=votes, statements=statements)
    shown, withheld = shown_conversation(talk).statements
    assert (shown.agreed, shown.withheld, shown.outcome) == (10, False, "parks")
    assert (withheld.agreed, withheld.disagreed, withheld.passed, withheld.withheld) == (0, 0, 0, True)
    assert (withheld.share, withheld.low, withheld.high, withheld.outcome) == (None, None, None, "safety")
    assert talk.outcomes == ("parks",)


def test_elsewhere_votes_are_shown_as_they_were_published(tmp_path: Path) -> None:
    shown = shown_conversation(talk_of(tmp_path, [], smallest=10, held="elsewhere"))
    assert [(one.agreed, one.disagreed, one.passed) for one in shown.statements] == [(4, 0, 0), (2, 1, 1), (0, 1, 0)]
    assert [one.moderated for one in shown.statements] == [False, False, True]
    assert (shown.participants, shown.votes, shown.local) == (4, 9, False)
