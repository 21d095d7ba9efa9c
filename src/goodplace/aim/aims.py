"""The aim step: the conversation read, residents' weights found, and the place that later rooms work on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from goodplace.aim.result import AimResult, Conversation
from goodplace.aim.shown import aim_figures, aim_tables
from goodplace.aim.talk import Talk, shown_conversation
from goodplace.aim.weighing import weigh
from goodplace.formats.polis import ReadConversation, mapping_problems, read_conversation
from goodplace.place.assemble import content_hash
from goodplace.place.columns import blank_of
from goodplace.place.figure import Figure
from goodplace.place.place import Defaulted, Place
from goodplace.place.problems import ProblemsFound
from goodplace.place.result_table import ResultTable
from goodplace.place.tables import Outcome

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Aimed:
    """What the aim step found, its figures and its tables."""

    result: AimResult
    figures: tuple[Figure, ...]
    tables: tuple[ResultTable, ...]


def aim(place: Place, *, conversation: Path | None, progress: Progress | None = None) -> Aimed:
    """Weights of outcomes with where they come from, and the conversation behind them.

    conversation: the folder of a Polis export. Raises ProblemsFound where it can't be read or statements are mapped
    that it doesn't have, and InputError where weights are to come from what isn't there.
    """
    tell = progress or _in_silence
    tell("conversation", 0, 2)
    talk = None if conversation is None else Talk(_read(conversation, place), place)
    shown = None if talk is None else shown_conversation(talk)
    tell("weights", 1, 2)
    weighed = weigh(place, talk)
    remarks = (*weighed.remarks, *(_said(talk, shown) if talk and shown else ()))
    result = AimResult(weighed.weights_from, weighed.weights, weighed.people, shown, remarks)
    return Aimed(result, aim_figures(place, weighed, talk, shown), aim_tables(weighed, shown))


def with_weights(place: Place, result: AimResult) -> Place:
    """The place with the residents' weights that were found, and their source; as it is where they are its own.

    National weights stay. An outcome whose weight isn't known has none.
    """
    if result.weights_from == "outcomes":
        return place
    found = {weight.outcome: weight.residents for weight in result.weights}
    outcomes = tuple(_with_weight(outcome, found.get(outcome.id), result) for outcome in place.outcomes)
    blank = sum(outcome.residents_weight is None for outcome in outcomes)
    weighed = replace(place, outcomes=outcomes, defaulted=_defaulted(place, blank))
    return replace(weighed, content_hash=content_hash(weighed))


def _with_weight(outcome: Outcome, weight: float | None, result: AimResult) -> Outcome:
    where = f"best-worst answers of {result.respondents:,} people"
    if result.weights_from == "conversation" and result.conversation is not None:
        where = f"the conversation of {result.conversation.participants:,} people"
    said = f"residents’ weight: {'not known' if weight is None else where}"
    source = f"{outcome.source}; {said}" if outcome.source else said
    return outcome.model_copy(update={"residents_weight": weight, "source": source})


def _defaulted(place: Place, blank: int) -> tuple[Defaulted, ...]:
    """What was blank in the outcomes table doesn't matter any more; what is unknown now does."""
    column = ("outcomes", "residents_weight")
    kept = [record for record in place.defaulted if (record.table, record.column) != column]
    if blank:
        kept.append(Defaulted(*column, blank_of(Outcome.model_fields["residents_weight"]), blank, matters=True))
    return tuple(sorted(kept))


def _read(folder: Path, place: Place) -> ReadConversation:
    read = read_conversation(folder, local=place.settings.conversation_from == "here")
    problems = mapping_problems(read, place)
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsFound(problems)
    return read


def _said(talk: Talk, shown: Conversation) -> list[str]:
    """What a reader must know of the conversation."""
    read, said = talk.read, []
    if not read.local:
        said.append("The conversation was held elsewhere: it is shown, and weighs nothing.")
    if read.changed:
        said.append(f"Votes changed later by those who cast them: {read.changed:,}. The last one counts.")
    said += [
        f"Rows of {count.file} set aside: {count.set_aside:,} of {count.read:,}. goodplace check says why."
        for count in read.counts
        if count.set_aside
    ]
    unmoderated = sum(statement.moderated == 0 for statement in read.statements)
    if unmoderated:
        said.append(f"Statements that were never moderated: {unmoderated:,} of {len(read.statements):,}.")
    withheld = sum(statement.withheld and not statement.moderated for statement in shown.statements)
    if withheld:
        few = f"fewer than {talk.place.settings.smallest_count:,} people voted"
        said.append(f"Statements on which {few}: {withheld:,}. Their votes aren't shown and don't count.")
    return said


def _in_silence(what: str, done: int, of: int) -> None:
    """Progress told to nobody."""
