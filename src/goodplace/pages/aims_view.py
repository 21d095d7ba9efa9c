"""Aims: residents' weights beside national ones, never averaged, and the conversation behind them."""

from dataclasses import dataclass, replace
from typing import Any

from goodplace.account.state import AccountState
from goodplace.aim.result import AimResult, Conversation, Statement, Weight
from goodplace.pages import strips
from goodplace.pages.position_view import figure_shown
from goodplace.pages.run_data import RunData
from goodplace.pages.view import Shown
from goodplace.pages.words import share
from goodplace.sharing.visibility import Viewer, may_see

MOST_STATEMENTS = 20
WEIGHTS_FROM = {
    "outcomes": "Residents’ weights are those of the place’s outcomes table, as the place gave them.",
    "best_worst": "Residents’ weights come from answers in which people chose what matters most and least to them.",
    "conversation": "Residents’ weights come from the conversation: how far people agreed on each outcome.",
}


@dataclass(frozen=True)
class WeightRow:
    """One outcome: residents' weight and interval beside the national one, each bar on its own column's scale."""

    name: str
    residents: Shown
    interval: str
    residents_bar: strips.Bar | None
    national: Shown
    national_bar: strips.Bar | None


@dataclass(frozen=True)
class StatementRow:
    """A statement with its votes, and the share that agreed with its 95 % interval."""

    text: str
    share: Shown
    interval: str
    bar: strips.Bar | None
    agreed: int
    disagreed: int
    passed: int
    outcome: str
    withheld: bool = False


def aims_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Weights and conversation: public, but for weights that so few people gave that partners alone see them."""
    aim = data.aim
    weights = tuple(_seen(weight, data, viewer) for weight in aim.weights) if aim else ()
    conversation = aim.conversation if aim else None
    outcomes = {weight.outcome: weight.name for weight in weights}
    return {
        "aimed": aim is not None,
        "weights": [_weight(weight, weights, data) for weight in weights],
        "weights_from": WEIGHTS_FROM[aim.weights_from] if aim else "",
        "respondents": _respondents(aim),
        "remarks": aim.remarks if aim else (),
        "conversation": conversation,
        **_statements(conversation, outcomes, data),
    }


def _seen(weight: Weight, data: RunData, viewer: Viewer) -> Weight:
    """The weight without what its figure doesn't let this viewer see; the remarks say why."""
    figure = data.figures.get(f"weight.{weight.outcome}.residents")
    if figure is None or may_see(viewer, figure.visibility, figure.named):
        return weight
    return replace(weight, residents=None, low=None, high=None)


def _respondents(aim: AimResult | None) -> str:
    if aim is None or not aim.respondents:
        return ""
    return f"{aim.respondents:,} {'person' if aim.respondents == 1 else 'people'} answered."


def _weight(weight: Weight, weights: tuple[Weight, ...], data: RunData) -> WeightRow:
    interval = "–" if weight.low is None or weight.high is None else f"{share(weight.low)} to {share(weight.high)}"
    most = max((w.high or w.residents or 0.0 for w in weights), default=0.0)
    most_national = max((w.national or 0.0 for w in weights), default=0.0)
    return WeightRow(
        weight.name,
        _shown(data, f"weight.{weight.outcome}.residents", weight.residents),
        interval,
        _bar(weight.name, weight.residents, most, weight.low, weight.high),
        _shown(data, f"weight.{weight.outcome}.national", weight.national),
        _bar(weight.name, weight.national, most_national),
    )


def _shown(data: RunData, name: str, value: float | None) -> Shown:
    figure = data.figures.get(name)
    unsaid = "for partners only" if figure is not None and figure.value is not None else "nobody has said"
    return figure_shown(data, name, unsaid if value is None else share(value), value)


def _bar(name: str, value: float | None, most: float, low: float | None = None,
         high: float | None = None) -> strips.Bar | None:  # fmt: skip
    if value is None:
        return None
    return strips.bar(value, least=0.0, most=most, summary=f"{name}: {share(value)}", low=low, high=high)


def _statements(conversation: Conversation | None, outcomes: dict[str, str], data: RunData) -> dict[str, Any]:
    """Statements that stand, most agreed first, the rest folded; those left out by who ran it apart."""
    rows = conversation.statements if conversation else ()
    standing = sorted((s for s in rows if not s.moderated), key=lambda s: (s.share is None, -(s.share or 0.0)))
    shown = [_statement(s, outcomes, data) for s in standing]
    return {
        "statements": shown[:MOST_STATEMENTS],
        "more_statements": shown[MOST_STATEMENTS:],
        "moderated": [_statement(s, outcomes, data) for s in rows if s.moderated],
    }


def _statement(s: Statement, outcomes: dict[str, str], data: RunData) -> StatementRow:
    text = "too few votes" if s.withheld else "nobody voted" if s.share is None else share(s.share)
    interval = "–" if s.low is None or s.high is None else f"{share(s.low)} to {share(s.high)}"
    bar = None
    if s.share is not None:
        bar = strips.bar(s.share, least=0.0, most=1.0, summary=f"{text} agreed", low=s.low, high=s.high)
    return StatementRow(
        s.text,
        figure_shown(data, f"statement.{s.id}.share", text, s.share),
        interval,
        bar,
        s.agreed,
        s.disagreed,
        s.passed,
        outcomes.get(s.outcome, s.outcome),
        s.withheld,
    )
