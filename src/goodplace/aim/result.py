"""What the aim step finds: weights of outcomes with where they come from, and the conversation behind them."""

from dataclasses import dataclass
from typing import Literal

WeightsFrom = Literal["outcomes", "best_worst", "conversation"]


@dataclass(frozen=True)
class Weight:
    """One outcome's weights of the swing from baseline to target; None where nobody has said.

    low, high: the middle 90 % over resampled people, where weights come from answers; else None.
    """

    outcome: str
    name: str
    residents: float | None
    national: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Statement:
    """A statement of a conversation: votes, and the share of those who voted that agreed, with its 95 % interval.

    share, low and high are None where nobody voted. moderated: left out by whoever ran the conversation; its text is
    empty. withheld: so few of the place's people voted that the votes aren't shown: the counts are 0 and say nothing.
    """

    id: str
    text: str
    agreed: int
    disagreed: int
    passed: int
    share: float | None
    low: float | None
    high: float | None
    outcome: str = ""
    moderated: bool = False
    withheld: bool = False


@dataclass(frozen=True)
class Conversation:
    """An imported conversation. local: it was held here; one that was not is shown, and never weighs anything."""

    topic: str
    url: str
    participants: int
    votes: int
    statements: tuple[Statement, ...]
    local: bool
    differs: tuple[str, ...] = ()
    """Where the export's own totals and its votes disagree, in words."""


@dataclass(frozen=True)
class AimResult:
    """respondents: people behind best-worst answers. remarks: what a reader must know of the weights, in sentences."""

    weights_from: WeightsFrom
    weights: tuple[Weight, ...]
    respondents: int = 0
    conversation: Conversation | None = None
    remarks: tuple[str, ...] = ()
