"""What a conversation says: agreement statement by statement, and what that asks of each outcome.

The rule for weights is plain, and assumed: an outcome's support is the mean, over the statements mapped to it, of the
share of those who voted that asked for it, with one such vote and one other added, (A + 1) / (S + 2), so that three
votes out of three aren't certainty. Passes are votes. Weights are supports in proportion.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodplace.aim.priorities import Floats, middle_of_resamples, weights_of
from goodplace.aim.result import Conversation, Statement
from goodplace.formats.polis import ReadConversation
from goodplace.formats.polis_statements import ReadStatement, statement_id
from goodplace.place.place import Place
from goodplace.sharing.disclosure import disclosed

_Z = 1.959963984540054


@dataclass(frozen=True)
class Asked:
    """A statement that counts for an outcome. at: its position. value: the vote that asks for it, 1 or −1."""

    outcome: str
    statement: ReadStatement
    at: int
    value: int


@dataclass(frozen=True)
class Talk:
    """A conversation beside the place it is read for."""

    read: ReadConversation
    place: Place

    @cached_property
    def counts(self) -> tuple[tuple[int, int, int], ...]:
        """Agreed, disagreed and passed, by statement."""
        return tuple((int(row[0]), int(row[1]), int(row[2])) for row in self.read.votes.counts())

    @cached_property
    def mapped(self) -> Mapping[str, tuple[str, int]]:
        """Id of a statement → its outcome and the vote that asks for it, for outcomes the place has."""
        rows = [row for row in self.place.statements if row.outcome in self.place.outcome_index]
        return {statement_id(row.statement) or "": (row.outcome, 1 if row.counts == "agree" else -1) for row in rows}

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The statements that count for outcomes: neither moderated out nor with too few votes to be shown."""
        return tuple(
            Asked(self.mapped[one.id][0], one, at, self.mapped[one.id][1])
            for at, one in enumerate(self.read.statements)
            if one.id in self.mapped and one.moderated >= 0 and not self.withheld(at) and any(self.counts[at])
        )

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that some statement counts for, in key order (K)."""
        return tuple(sorted({one.outcome for one in self.asked}))

    def withheld(self, at: int) -> bool:
        """Whether a statement has too few votes to be shown: here, where people may know one another."""
        return (
            self.read.local and disclosed(sum(self.counts[at]), smallest=self.place.settings.smallest_count).suppressed
        )

    def supports(self) -> Floats:
        """What is asked of each of `outcomes`, 0 to 1 (K,)."""
        return np.asarray(self._supports(np.ones((1, self.read.votes.people)))[0])

    def weights(self) -> tuple[Floats, Floats, Floats]:
        """Weights of `outcomes` and the middle 90 % of them over resampled people, each (K,)."""
        low, high = middle_of_resamples(self.read.votes.people, lambda times: weights_of(self._supports(times)))
        return weights_of(self.supports()), low, high

    def _supports(self, times: Floats) -> Floats:
        """Supports (N, K) where each person counts so many times (N, P)."""
        asking, voting = self._by_person
        shares = (times @ asking + 1) / (times @ voting + 2)
        return np.asarray(shares @ self._means)

    @cached_property
    def _by_person(self) -> tuple[Floats, Floats]:
        """Whether each person asked by, and voted on, each statement of `asked` (P, M)."""
        votes, size = self.read.votes, (self.read.votes.people, len(self.asked))
        asking, voting = np.zeros(size), np.zeros(size)
        for m, one in enumerate(self.asked):
            mine = votes.statement == one.at
            voting[votes.person[mine], m] = 1
            asking[votes.person[mine & (votes.value == one.value)], m] = 1
        return asking, voting

    @cached_property
    def _means(self) -> Floats:
        """What each statement of `asked` adds to the mean of each outcome (M, K)."""
        of = np.array([[one.outcome == outcome for outcome in self.outcomes] for one in self.asked], dtype=float)
        return np.asarray(of / of.sum(axis=0))


def shown_conversation(talk: Talk) -> Conversation:
    """The conversation as later rooms and pages may see it."""
    read = talk.read
    return Conversation(
        topic=read.topic,
        url=read.url,
        participants=read.votes.people,
        votes=len(read.votes.value),
        statements=tuple(_shown(talk, at, one) for at, one in enumerate(read.statements)),
        local=read.local,
        differs=read.differs,
    )


def _shown(talk: Talk, at: int, statement: ReadStatement) -> Statement:
    outcome = talk.mapped.get(statement.id, ("", 1))[0]
    left_out = statement.moderated < 0
    if talk.withheld(at):
        return Statement(statement.id, statement.text, 0, 0, 0, None, None, None, outcome, left_out, withheld=True)
    agreed, disagreed, passed = talk.counts[at]
    share, low, high = interval(agreed, agreed + disagreed + passed)
    return Statement(statement.id, statement.text, agreed, disagreed, passed, share, low, high, outcome, left_out)


def interval(agreed: int, votes: int) -> tuple[float | None, float | None, float | None]:
    """The share that agreed with its 95 % interval (E. B. Wilson, JASA 22, 1927); None where nobody voted."""
    if votes == 0:
        return None, None, None
    share, spread = agreed / votes, _Z * _Z / votes
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    # Where all or nobody agreed the interval ends at 1 or 0, which rounding may miss by a hair.
    low, high = (0.0 if agreed == 0 else centre - half), (1.0 if agreed == votes else centre + half)
    return share, round(low, 12), round(high, 12)
