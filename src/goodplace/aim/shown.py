"""The aims as figures and tables: a weight for each outcome, national beside local, and agreement by statement."""

from collections.abc import Iterator, Sequence
from functools import partial

from goodplace.aim.result import Conversation, Statement
from goodplace.aim.talk import Talk
from goodplace.aim.weighing import Weighed
from goodplace.aim.workings import agreement, given_weight
from goodplace.place.figure import Figure
from goodplace.place.place import Place
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable

SHARE, UNKNOWN = "share", "unknown"
TOO_FEW = "too few votes"
_WHERE = {
    "outcomes": "the outcomes table",
    "best_worst": "best-worst answers",
    "conversation": "the conversation",
}


def aim_figures(place: Place, weighed: Weighed, talk: Talk | None, shown: Conversation | None) -> tuple[Figure, ...]:
    """weight.<outcome>.residents and .national, statement.<id>.share: public, but for what few people answered."""
    statements = _statement_figures(talk, shown.statements) if talk and shown else ()
    return (*_weight_figures(place, weighed), *statements)


def _weight_figures(place: Place, weighed: Weighed) -> Iterator[Figure]:
    for outcome, weight in zip(place.outcomes, weighed.weights, strict=True):
        marks = weighed.marks if weight.residents is not None else (UNKNOWN,)
        yield Figure(
            f"weight.{outcome.id}.residents", f"Residents’ weight of {outcome.name}", weight.residents, SHARE,
            partial(weighed.working, outcome), weighed.visibility, marks,
        )  # fmt: skip
        marks = () if weight.national is not None else (UNKNOWN,)
        yield Figure(
            f"weight.{outcome.id}.national", f"National weight of {outcome.name}", weight.national, SHARE,
            partial(given_weight, outcome, which="national_weight"), "public", marks,
        )  # fmt: skip


def _statement_figures(talk: Talk, statements: Sequence[Statement]) -> Iterator[Figure]:
    for at, one in enumerate(statements):
        if not one.moderated:
            title = f"Share that agreed with statement {one.id}"
            marks = () if one.share is not None else (UNKNOWN,)
            working = partial(agreement, talk, at)
            yield Figure(f"statement.{one.id}.share", title, one.share, SHARE, working, "public", marks)


def aim_tables(weighed: Weighed, shown: Conversation | None) -> tuple[ResultTable, ...]:
    """aims_weights, and aims_statements where there is a conversation."""
    return (_weights_table(weighed), *([_statements_table(shown)] if shown else []))


def _weights_table(weighed: Weighed) -> ResultTable:
    spread = "over resampled people; blank where weights are given."
    columns = (
        ResultColumn("outcome", "Outcome", "text", "", "Key of the outcome."),
        ResultColumn("name", "Name", "text", "", "What it is."),
        _share("residents", "Residents’ weight", "Weight of the swing from baseline to target; blank: not known."),
        _share("residents_low", "Low", f"5th percentile {spread}"),
        _share("residents_high", "High", f"95th percentile {spread}"),
        _share(
            "national", "National weight", "Weight that national government gives the same swing; blank: not known."
        ),
        ResultColumn("residents_from", "From", "text", "", "Where the residents' weight comes from."),
    )
    rows = tuple(
        (one.outcome, one.name, one.residents, one.low, one.high, one.national, _where(weighed, one.residents))
        for one in weighed.weights
    )
    note = " ".join(weighed.remarks)
    return ResultTable("aims_weights", "Weights of outcomes", columns, rows, (), note, weighed.visibility)


def _where(weighed: Weighed, residents: float | None) -> str:
    return "not known" if residents is None else _WHERE[weighed.weights_from]


def _statements_table(shown: Conversation) -> ResultTable:
    columns = (
        ResultColumn("statement", "Statement", "text", "", "Id of the statement in the export."),
        ResultColumn("text", "Text", "text", "", "What people voted on, in the words of whoever wrote it."),
        _count("agreed", "Agreed", "Last votes that agree."),
        _count("disagreed", "Disagreed", "Last votes that disagree."),
        _count("passed", "Passed", "Last votes that pass."),
        _share("share", "Share that agreed", "Agreed over all who voted on it, passes too."),
        _share("low", "Low", "Low end of the 95 % interval (Wilson)."),
        _share("high", "High", "High end of the 95 % interval (Wilson)."),
        ResultColumn("outcome", "Outcome", "text", "", "Outcome it is mapped to; blank: none."),
        ResultColumn("remark", "Remark", "text", "", "Why votes aren't shown."),
    )
    rows = tuple(_statement_row(one) for one in shown.statements if not one.moderated)
    out = sum(one.moderated for one in shown.statements)
    held = "Held here." if shown.local else "Held elsewhere: it weighs nothing here."
    left = f" Left out, since moderated out: {out:,}." if out else ""
    note = f"{shown.topic or 'Topic not known'} · {shown.participants:,} people, {shown.votes:,} votes. {held}{left}"
    return ResultTable("aims_statements", "Statements of the conversation", columns, rows, (), note, "public")


def _statement_row(one: Statement) -> tuple[ResultCell, ...]:
    votes: tuple[ResultCell, ...] = (None,) * 3 if one.withheld else (one.agreed, one.disagreed, one.passed)
    remark = TOO_FEW if one.withheld else "" if one.share is not None else "nobody voted"
    return (one.id, one.text, *votes, _tidy(one.share), _tidy(one.low), _tidy(one.high), one.outcome, remark)


def _tidy(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _share(key: str, title: str, meaning: str) -> ResultColumn:
    return ResultColumn(key, title, "share", "share", meaning)


def _count(key: str, title: str, meaning: str) -> ResultColumn:
    return ResultColumn(key, title, "count", "votes", meaning)
