"""What matters most to residents, from best-worst answers: strengths by Bradley and Terry, doubt by resampling people.

An answer says that its best was preferred to everything else shown, and everything else to its worst. Under the model
an outcome of strength a is preferred to one of strength b with probability a / (a + b) (R. A. Bradley and M. E. Terry,
Biometrika 39, 1952). Every outcome is also taken to have tied once with an imagined outcome of strength 1 (half a win
and half a defeat): so what was never chosen, or never shown beside the rest, has a strength too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goodplace.place.errors import InternalError
from goodplace.place.tables import BestWorst

Floats = NDArray[np.float64]
TIE = 0.5
RESAMPLES, SEED = 400, 20260514
MIDDLE = (0.05, 0.95)
_LONGEST_STEP, _NEAR, _MOST_STEPS = 1.0, 1e-11, 200


@dataclass(frozen=True)
class Answers:
    """Best-worst answers as pairs. outcomes: what was compared, in key order (K). people: the number who answered (R).

    wins (R, K, K): how often each person preferred the outcome of the row to that of the column. unknown: outcomes that
    were shown and aren't in the place; pairs with them are left out.
    """

    outcomes: tuple[str, ...]
    people: int
    screens: int
    wins: Floats
    unknown: tuple[str, ...] = ()

    @property
    def all_wins(self) -> Floats:
        """Wins over everybody (K, K)."""
        return np.asarray(self.wins.sum(axis=0))


def read_answers(rows: Sequence[BestWorst], *, known: Sequence[str]) -> Answers:
    """The pairs that the answers imply. Persons come in the order of their codes, which are then dropped."""
    pairs = [(row.respondent, *pair) for row in rows for pair in implied_pairs(row)]
    compared = {outcome for _, *pair in pairs for outcome in pair}
    outcomes = tuple(sorted(outcome for outcome in known if outcome in compared))
    at = {outcome: k for k, outcome in enumerate(outcomes)}
    person = {name: r for r, name in enumerate(sorted({row.respondent for row in rows}))}
    wins = np.zeros((len(person), len(outcomes), len(outcomes)))
    for name, winner, loser in pairs:
        if winner in at and loser in at:
            wins[person[name], at[winner], at[loser]] += 1
    return Answers(outcomes, len(person), len(rows), wins, tuple(sorted(compared - set(at))))


def implied_pairs(row: BestWorst) -> list[tuple[str, str]]:
    """(preferred, other) of one screen: best over all others, and those in between over worst."""
    others = [outcome for outcome in row.shown if outcome != row.best]
    between = [outcome for outcome in others if outcome != row.worst]
    return [(row.best, other) for other in others] + [(other, row.worst) for other in between]


def strengths(wins: Floats) -> Floats:
    """The likeliest strengths (…, K) of wins (…, K, K), by Newton's method; 1 is that of the imagined outcome."""
    compared = wins + np.swapaxes(wins, -1, -2)
    won = wins.sum(axis=-1) + TIE
    logs = np.zeros(won.shape)
    for _ in range(_MOST_STEPS):
        step = _newton_step(logs, compared, won)
        # A full step can go too far from a poor start: the shorter one has the same direction, and gets there.
        longest = abs(step).max(axis=-1, initial=0.0, keepdims=True)
        logs = logs + step * np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, _LONGEST_STEP))
        if longest.max(initial=0.0) < _NEAR:
            return np.asarray(np.exp(logs))
    raise InternalError("strengths of outcomes didn't settle")


def _newton_step(logs: Floats, compared: Floats, won: Floats) -> Floats:
    """By how much to change log strengths (…, K): the gradient of the log-likelihood over its curvature."""
    beats = 1 / (1 + np.exp(logs[..., None, :] - logs[..., :, None]))
    beats_imagined = 1 / (1 + np.exp(-logs))
    gradient = won - (compared * beats).sum(axis=-1) - 2 * TIE * beats_imagined
    between = compared * beats * (1 - beats)
    own = between.sum(axis=-1) + 2 * TIE * beats_imagined * (1 - beats_imagined)
    curvature = own[..., None] * np.eye(logs.shape[-1]) - between
    return np.asarray(np.linalg.solve(curvature, gradient[..., None])[..., 0])


def weights_of(strength: Floats) -> Floats:
    """Strengths (…, K) as weights that add up to 1."""
    return np.asarray(strength / strength.sum(axis=-1, keepdims=True))


def middle_of_resamples(people: int, weigh: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
    """The 5th and the 95th percentile (K,) of weights over resamples of people, always the same ones.

    weigh: how often each person counts (RESAMPLES, R) → weights (RESAMPLES, K).
    """
    times = np.random.default_rng(SEED).multinomial(people, np.full(people, 1 / people), size=RESAMPLES)
    low, high = np.quantile(weigh(times.astype(np.float64)), MIDDLE, axis=0)
    return low, high


def doubt(answers: Answers) -> tuple[Floats, Floats]:
    """The middle 90 % (K,) of the weights of answers over resampled people."""
    size = len(answers.outcomes)
    flat = answers.wins.reshape(answers.people, size * size)
    return middle_of_resamples(
        answers.people, lambda times: weights_of(strengths((times @ flat).reshape(-1, size, size)))
    )
