"""What made-up residents say: best-worst answers, and a conversation in the layout of an export from Polis.

Both follow the residents' weights of the outcomes table, with people of different minds, so that weights worked out
from the answers come near those.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goodplace.demo.area_words import MORE_STATEMENTS, OFF_TOPIC, STATEMENTS, TOPIC
from goodplace.demo.households import Flags, Floats, Ints
from goodplace.demo.made_up import Row

RESPONDENTS, ON_A_SCREEN, TIMES_SHOWN = 60, 4, 3
VOTERS, GROUPS, VOTED = 90, 2, 0.8
_DIFFERENT_MINDS, _CONTRARY, _PASSES = 0.5, 0.6, 0.08
_AGREED_WITH, _LEFT_OUT = "1", "-1"
_BEGAN = dt.datetime(2025, 3, 3, 10, tzinfo=dt.UTC)
Votes = NDArray[np.int64]


def best_worst_rows(outcomes: Sequence[Row], rng: np.random.Generator) -> list[Row]:
    """Answers of RESPONDENTS people: most and least important of a few outcomes a screen (a logit model)."""
    ids = np.array([str(outcome["id"]) for outcome in outcomes])
    mean = np.log([max(0.005, float(str(outcome["residents_weight"]))) for outcome in outcomes])
    rows: list[Row] = []
    for respondent in range(1, RESPONDENTS + 1):
        liking = mean + rng.normal(0.0, _DIFFERENT_MINDS, size=len(ids))
        rows += [_answer(f"r{respondent:02d}", ids, liking, screen, rng) for screen in _screens(len(ids), rng)]
    return rows


def _screens(outcomes: int, rng: np.random.Generator) -> list[Ints]:
    """As many screens that each outcome stands on TIMES_SHOWN of them on average, none twice on one."""
    size = min(ON_A_SCREEN, outcomes)
    number = -(-TIMES_SHOWN * outcomes // size)
    return [rng.choice(outcomes, size=size, replace=False) for _ in range(number)]


def _answer(who: str, ids: NDArray[np.str_], liking: Floats, screen: Ints, rng: np.random.Generator) -> Row:
    best = int(screen[np.argmax(liking[screen] + rng.gumbel(size=len(screen)))])
    rest = screen[screen != best]
    worst = int(rest[np.argmax(rng.gumbel(size=len(rest)) - liking[rest])])
    shown = ", ".join(sorted(ids[screen].tolist()))
    return {"respondent": who, "shown": shown, "best": str(ids[best]), "worst": str(ids[worst])}


@dataclass(frozen=True)
class MadeUpConversation:
    """statements: rows of that table · files: those of a Polis export, by name."""

    statements: list[Row]
    files: dict[str, bytes]


@dataclass(frozen=True)
class _Said:
    """A statement: chance that somebody agrees, the outcome it speaks of, and whether agreeing asks for it."""

    text: str
    chance: float
    outcome: str = ""
    counts: str = "agree"
    moderated: str = _AGREED_WITH


def make_conversation(outcomes: Sequence[Row], rng: np.random.Generator) -> MadeUpConversation:
    """A conversation of VOTERS people in two camps about the outcomes of a place, and what its statements speak of."""
    said = _statements(outcomes)
    group, votes, voted = _votes(said, rng)
    rows: list[Row] = [
        {"statement": str(id), "outcome": each.outcome, "counts": each.counts}
        for id, each in enumerate(said)
        if each.outcome
    ]
    files = {
        "comments.csv": _comments(said, votes, voted),
        "votes.csv": _votes_file(votes, voted),
        "participants-votes.csv": _participants(group, votes, voted),
        "summary.csv": _summary(said),
    }
    return MadeUpConversation(rows, files)


def _statements(outcomes: Sequence[Row]) -> list[_Said]:
    weights = np.array([float(str(outcome["residents_weight"])) for outcome in outcomes])
    liked = 0.45 + 0.5 * weights / weights.max()
    said = []
    for outcome, chance in zip(outcomes, liked.tolist(), strict=True):
        asks, refuses = STATEMENTS[str(outcome["id"])]
        said.append(_Said(asks, chance, str(outcome["id"])))
        said.append(_Said(refuses, 1 - chance, str(outcome["id"]), counts="disagree"))
    said += [_Said(text, 0.6) for text in MORE_STATEMENTS]
    return [*said, _Said(OFF_TOPIC, 0.1, moderated=_LEFT_OUT)]


def _votes(said: Sequence[_Said], rng: np.random.Generator) -> tuple[Ints, Votes, Flags]:
    """The camp of each voter; the votes (1 agree, −1 disagree, 0 pass), a row a voter; and who voted on what."""
    group = np.sort(rng.integers(0, GROUPS, size=VOTERS))
    chance = np.array([each.chance for each in said])
    contrary = rng.random(len(said)) < _CONTRARY
    lean = np.where(contrary, 0.12, 0.03) * np.where(rng.random(len(said)) < 0.5, 1, -1)
    agrees = np.clip(chance + np.outer(np.where(group == 0, 1, -1), lean), 0.03, 0.97)
    votes = np.where(rng.random(agrees.shape) < agrees, 1, -1)
    votes[rng.random(agrees.shape) < _PASSES] = 0
    return group, votes, rng.random(agrees.shape) < VOTED


def _comments(said: Sequence[_Said], votes: Votes, voted: Flags) -> bytes:
    head = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    rows: list[Sequence[object]] = [head]
    for id, each in enumerate(said):
        cast = votes[voted[:, id], id]
        counts = (int((cast == 1).sum()), int((cast == -1).sum()))
        rows.append((*_time(id), id, id % VOTERS, *counts, each.moderated, each.text))
    return _csv(rows)


def _votes_file(votes: Votes, voted: Flags) -> bytes:
    rows: list[Sequence[object]] = [["timestamp", "datetime", "comment-id", "voter-id", "vote"]]
    for voter, id in np.argwhere(voted).tolist():
        rows.append((*_time(60 + voter * 10 + id), id, voter, int(votes[voter, id])))
    return _csv(rows)


def _participants(group: Ints, votes: Votes, voted: Flags) -> bytes:
    statements = votes.shape[1]
    rows: list[Sequence[object]] = [["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]]
    rows[0] = [*rows[0], *range(statements)]
    for voter in range(len(votes)):
        own = [int(vote) if cast else "" for vote, cast in zip(votes[voter], voted[voter], strict=True)]
        counts = (int(voted[voter].sum()), own.count(1), own.count(-1))
        rows.append((voter, int(group[voter]), int(voter < statements), *counts, *own))
    return _csv(rows)


def _summary(said: Sequence[_Said]) -> bytes:
    rows = (
        ("topic", TOPIC),
        ("url", ""),
        ("views", 2 * VOTERS),
        ("voters", VOTERS),
        ("voters-in-conv", VOTERS),
        ("commenters", len(said)),
        ("comments", len(said)),
        ("groups", GROUPS),
        ("conversation-description", "Made up: nobody said any of this."),
    )
    return _csv(rows)


def _time(minutes: int) -> tuple[int, str]:
    """A made-up time: milliseconds since 1970, and as Polis writes it."""
    moment = _BEGAN + dt.timedelta(minutes=minutes)
    return int(moment.timestamp()) * 1000, moment.strftime("%a %b %d %H:%M:%S GMT %Y")


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")
