"""How weights and shares come about, down to file and row: plain counts, not the arrays they were found with."""

import math
from collections.abc import Iterable, Sequence

from goodplace.aim.priorities import TIE, Answers, Floats, implied_pairs
from goodplace.aim.talk import Asked, Talk
from goodplace.formats.polis_statements import ReadStatement, statement_id
from goodplace.place.figure import Working
from goodplace.place.problems import Origin, row_list
from goodplace.place.tables import BestWorst, Outcome

SHARE = "share"


def given_weight(outcome: Outcome, *, which: str = "residents_weight") -> Working:
    """A weight as it stands in the outcomes table."""
    value = getattr(outcome, which)
    if value is None:
        return unknown_weight(outcome, f"{which} is blank", source=str(outcome.origin))
    source = f"{outcome.origin} › {which}{f'; {outcome.source}' if outcome.source else ''}"
    return Working(f"{which} of {outcome.name}, as given", value, SHARE, source)


def unknown_weight(outcome: Outcome, why: str, *, source: str = "") -> Working:
    """Where nobody has said what an outcome weighs."""
    return Working(f"What {outcome.name} weighs is not known: {why}", unit=SHARE, source=source)


def answered_weight(outcome: Outcome, *, answers: Answers, strength: Floats, rows: Sequence[BestWorst]) -> Working:
    """A strength over the sum of them, with what shows that it is the likeliest: wins expected and wins counted."""
    if outcome.id not in answers.outcomes:
        return unknown_weight(outcome, "it was not among what residents compared")
    at = dict(zip(answers.outcomes, (float(value) for value in strength), strict=True))
    own = Working(
        f"strength of {outcome.name}, where an imagined outcome that ties once with each has 1",
        at[outcome.id],
        "factor",
        parts=tuple(_wins(outcome, at, rows)),
    )
    others = [Working(f"strength of {name}", value, "factor") for name, value in at.items()]
    return _over(f"weight of {outcome.name} by best-worst answers", own, _total("all strengths", others, "factor"))


def _wins(outcome: Outcome, strength: dict[str, float], rows: Sequence[BestWorst]) -> Iterable[Working]:
    """Remarks in words, since none of these numbers is a part of the strength: it is what makes them agree."""
    mine = [row for row in rows if outcome.id in row.shown]
    pairs = [pair for row in mine for pair in implied_pairs(row) if outcome.id in pair and {*pair} <= strength.keys()]
    won = sum(winner == outcome.id for winner, _ in pairs)
    own = strength[outcome.id]
    rivals = [strength[loser if winner == outcome.id else winner] for winner, loser in pairs]
    expected = math.fsum([own / (own + rival) for rival in rivals]) + 2 * TIE * own / (own + 1)
    yield Working(
        f"compared {len(pairs):,} times, preferred {won:,} times; with half a win in the tie {won + TIE:,.1f}",
        source=_rows_of(mine),
    )
    yield Working(f"at these strengths it would be preferred {expected:,.4f} times, the tie included")


def _rows_of(rows: Sequence[BestWorst]) -> str:
    origin = rows[0].origin
    return f"{origin.file} › {origin.sheet} › {row_list(row.origin.row for row in rows)}"


def talked_weight(outcome: Outcome, *, talk: Talk) -> Working:
    """An outcome's support over the sum of all supports."""
    if outcome.id not in talk.outcomes:
        return unknown_weight(outcome, "no statement of the conversation that counts is mapped to it")
    names = {one.id: one.name for one in talk.place.outcomes}
    all_of_them = [_support(talk, name, f"support of {names[name]}", depth=1) for name in talk.outcomes]
    own = _support(talk, outcome.id, f"support of {outcome.name} (this rule is assumed)", depth=2)
    return _over(f"weight of {outcome.name} by the conversation", own, _total("all supports", all_of_them, SHARE))


def _support(talk: Talk, outcome: str, text: str, *, depth: int) -> Working:
    """The mean over an outcome's statements. depth 2 shows the votes, 1 the statements only."""
    shares = [_asking(talk, one, in_full=depth > 1) for one in talk.asked if one.outcome == outcome]
    number = Working("statements mapped to it", float(len(shares)), "statements")
    return _over(text, _total("shares that asked for it, one vote each way added", shares, SHARE), number)


def _asking(talk: Talk, one: Asked, *, in_full: bool) -> Working:
    """(A + 1) / (S + 2) of one statement."""
    agreed, disagreed, passed = talk.counts[one.at]
    asked, word = (agreed, "agreed") if one.value == 1 else (disagreed, "disagreed")
    text = f"statement {one.statement.id}: {one.statement.text}"
    row = next(row for row in talk.place.statements if row.outcome == one.outcome and _is(row.statement, one))
    source = f"{row.origin}; {_source(talk, one.statement)}"
    if not in_full:
        return Working(text, (asked + 1) / (agreed + disagreed + passed + 2), SHARE, source)
    added = (Working("added, a convention", 1.0, "votes"), Working("added, a convention", 2.0, "votes"))
    top = _total("asked for it", [Working(word, float(asked), "votes"), added[0]], "votes")
    bottom = _total("votes", [*_votes(agreed, disagreed, passed), added[1]], "votes")
    return _over(text, top, bottom, source=source)


def _is(written: str, one: Asked) -> bool:
    return statement_id(written) == one.statement.id


def agreement(talk: Talk, at: int) -> Working:
    """The share of those who voted on a statement that agreed."""
    statement, (agreed, disagreed, passed) = talk.read.statements[at], talk.counts[at]
    text, source = f"agreed with statement {statement.id}: {statement.text}", _source(talk, statement)
    if talk.withheld(at):
        smallest = talk.place.settings.smallest_count
        return Working(f"{text} · fewer than {smallest:,} people voted, so it isn't shown", unit=SHARE, source=source)
    if agreed + disagreed + passed == 0:
        return Working(f"{text} · nobody voted on it", unit=SHARE, source=source)
    votes = _total("votes", _votes(agreed, disagreed, passed), "votes")
    return _over(text, Working("agreed", float(agreed), "votes"), votes, source=source)


def _votes(agreed: int, disagreed: int, passed: int) -> list[Working]:
    counts = {"agreed": agreed, "disagreed": disagreed, "passed": passed}
    return [Working(word, float(count), "votes") for word, count in counts.items()]


def _source(talk: Talk, statement: ReadStatement) -> str:
    """Where a statement and the votes on it stand."""
    read = talk.read
    where = Origin(read.folder, read.comments_file, statement.row)
    return f"{where}; {read.folder} › {read.votes_file} › last votes on {statement.id}"


def _total(text: str, parts: Sequence[Working], unit: str) -> Working:
    value = math.fsum(part.value for part in parts if part.value is not None)
    return Working(text, value, unit, parts=tuple(parts), how="sum")


def _over(text: str, first: Working, second: Working, *, source: str = "") -> Working:
    assert first.value is not None
    assert second.value
    return Working(text, first.value / second.value, SHARE, source, (first, second), "quotient")
