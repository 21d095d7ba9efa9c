"""Where the residents' weights come from: the outcomes table, best-worst answers, or the conversation.

Each way gives the same things: weights with their doubt, how one is worked out, and what a reader must know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goodplace.aim.priorities import Answers, Floats, doubt, read_answers, strengths, weights_of
from goodplace.aim.result import Weight, WeightsFrom
from goodplace.aim.talk import Talk
from goodplace.aim.workings import answered_weight, given_weight, talked_weight
from goodplace.place.errors import InputError
from goodplace.place.figure import Visibility, Working
from goodplace.place.place import Place
from goodplace.place.tables import Outcome

SWING = (
    "Importance is not a weight for each unit. A weight is read here as that of the whole swing from baseline to"
    " target, which is a modelling choice."
)
# Weights smaller than this are the noise of the arithmetic.
_DIGITS = 9


@dataclass(frozen=True)
class Weighed:
    """Weights by outcome in key order. working: outcome → how its weight comes about. people: behind the answers."""

    weights_from: WeightsFrom
    weights: tuple[Weight, ...]
    working: Callable[[Outcome], Working]
    remarks: tuple[str, ...]
    marks: tuple[str, ...] = ()
    people: int = 0
    visibility: Visibility = "public"


def weigh(place: Place, talk: Talk | None) -> Weighed:
    """Residents' weights from where the setting weights_from says. Raises InputError when nothing is there."""
    if place.settings.weights_from == "best_worst":
        return _from_answers(place)
    if place.settings.weights_from == "conversation":
        return _from_talk(place, talk)
    weights = tuple(Weight(one.id, one.name, one.residents_weight, one.national_weight) for one in place.outcomes)
    says = "The residents' weights were given in the outcomes table: no answers of residents were counted for them."
    return Weighed("outcomes", weights, given_weight, (says, *_unknown(weights)))


def _from_answers(place: Place) -> Weighed:
    answers = read_answers(place.best_worst, known=[outcome.id for outcome in place.outcomes])
    if not answers.outcomes:
        message = "Weights are to come from best-worst answers, and none compares outcomes of this place."
        raise InputError(f"{message} Fill in the table best_worst, or set weights_from to outcomes.", code="no-answers")
    strength = strengths(answers.all_wins)
    weights = _weights(place, answers.outcomes, weights_of(strength), *doubt(answers))
    few = answers.people < place.settings.smallest_count
    return Weighed(
        "best_worst",
        weights,
        lambda outcome: answered_weight(outcome, answers=answers, strength=strength, rows=place.best_worst),
        (*_answers_said(place, answers, few=few), *_unknown(weights), SWING),
        people=answers.people,
        # So few people may be known to one another: what they think matters is then for the partners alone.
        visibility="partners" if few else "public",
    )


def _answers_said(place: Place, answers: Answers, *, few: bool) -> list[str]:
    people = f"{answers.people:,} {'person' if answers.people == 1 else 'people'}"
    screens = f"{answers.screens:,} screen{'' if answers.screens == 1 else 's'}"
    said = [
        f"The residents' weights come from best-worst answers of {people} on {screens}. Low and high are the middle"
        " 90 % over resamples of these people; whether they are like all residents is not in it."
    ]
    if few:
        said.append(f"Fewer than {place.settings.smallest_count:,} people answered: the weights are for partners only.")
    if answers.unknown:
        listed = ", ".join(answers.unknown)
        said.append(f"Shown to residents, and no outcome of this place: {listed}. Comparisons with them don't count.")
    return said


def _from_talk(place: Place, talk: Talk | None) -> Weighed:
    _refuse_no_talk(talk)
    assert talk is not None
    if not talk.outcomes:
        message = "Weights are to come from the conversation, and none of its statements that can be shown"
        fix = "Map statements in the table statements, or set weights_from to outcomes."
        raise InputError(f"{message} speaks of an outcome. {fix}", code="no-answers")
    weights = _weights(place, talk.outcomes, *talk.weights())
    people, statements = talk.read.votes.people, len(talk.asked)
    says = (
        f"The residents' weights come from the conversation: {people:,} people, {statements:,} of its statements. An"
        " outcome's weight is in proportion to the mean share of those who voted on its statements and asked for it, an"
        " assumption. Low and high are the middle 90 % over resamples of these people, who chose to take part."
    )
    return Weighed(
        "conversation",
        weights,
        lambda outcome: talked_weight(outcome, talk=talk),
        (says, *_unknown(weights), SWING),
        marks=("assumed",),
    )


def _refuse_no_talk(talk: Talk | None) -> None:
    if talk is None:
        message = "Weights are to come from a conversation, and there is none"
        fix = "Put its export into a folder named conversation beside the tables, or set weights_from to outcomes."
        raise InputError(f"{message}. {fix}", code="no-conversation")
    if not talk.read.local:
        message = "Weights can't come from a conversation that was held elsewhere"
        raise InputError(f"{message}: set weights_from to outcomes or best_worst.", code="conversation-elsewhere")


def _weights(place: Place, known: Sequence[str], mid: Floats, low: Floats, high: Floats) -> tuple[Weight, ...]:
    at = {outcome: k for k, outcome in enumerate(known)}

    def of(values: Floats, outcome: str) -> float | None:
        return round(float(values[at[outcome]]), _DIGITS) if outcome in at else None

    return tuple(
        Weight(one.id, one.name, of(mid, one.id), one.national_weight, of(low, one.id), of(high, one.id))
        for one in place.outcomes
    )


def _unknown(weights: Sequence[Weight]) -> list[str]:
    """Unknown is said as unknown; the residents' lens has to count it as something, and that is nothing."""
    names = [weight.name for weight in weights if weight.residents is None]
    if not names:
        return []
    if len(names) == len(weights):
        return ["No outcome has a residents' weight: public value stands in for the residents' lens."]
    return [f"Nobody has said what these weigh, and they count as 0 in the residents' lens: {', '.join(names)}."]
