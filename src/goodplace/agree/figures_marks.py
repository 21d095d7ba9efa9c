"""What a reader must know about a figure: recalled, assumed, unknown, old. Gathered from the rows behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from goodplace.agree.workings_rows import cashable_row
from goodplace.choose.outcome_values import OutcomeValue
from goodplace.place.place import Place

Marks = tuple[str, ...]
TELLING = ("recalled", "assumed", "not_stated")
UNKNOWN, DEFAULTED = "unknown", "defaulted"


@dataclass(frozen=True)
class Behind:
    """One row behind figures: its option, what it concerns, and its marks."""

    option: str
    partner: str | None
    outcome: str
    kind: str
    marks: frozenset[str]


@dataclass(frozen=True)
class MarkBook:
    """The marks of every cost and every effect with a value line, of all options of a place."""

    place: Place
    lines: tuple[OutcomeValue, ...]

    @cached_property
    def rows(self) -> tuple[Behind, ...]:
        by_outcome: dict[str, list[OutcomeValue]] = {}
        for line in self.lines:
            by_outcome.setdefault(line.outcome, []).append(line)
        found = [Behind(c.option, c.payer, "", "cost", label_marks(c.label)) for c in self.place.costs if c.amount]
        for effect in self.place.effects:
            label = label_marks(effect.label)
            found.append(Behind(effect.option, None, effect.outcome, "units", label))
            for line in by_outcome.get(effect.outcome, ()):
                marks = label | frozenset(line.marks) | self._unknown(line)
                found.append(Behind(effect.option, line.partner, effect.outcome, line.kind, marks))
        return tuple(found)

    def _unknown(self, line: OutcomeValue) -> frozenset[str]:
        own = line.kind in ("fiscal", "transfer") and line.partner is not None
        known = not own or cashable_row(self.place, line.partner, line.outcome) is not None
        return frozenset() if known else frozenset({UNKNOWN})

    def of(self, options: Iterable[str], which: Callable[[Behind], bool] = lambda row: True) -> Marks:
        """The marks of the rows of some options that a figure rests on, in alphabetical order."""
        chosen = set(options)
        return join(row.marks for row in self.rows if row.option in chosen and which(row))


def label_marks(label: str) -> frozenset[str]:
    """The mark of a row's label, where it is one that a reader must know."""
    return frozenset({label.replace("_", " ")}) if label in TELLING else frozenset()


def join(marks: Iterable[Iterable[str]]) -> Marks:
    """All of some marks, each once, in alphabetical order."""
    return tuple(sorted({mark for some in marks for mark in some}))


def without_unknown(marks: Marks) -> Marks:
    """For what doesn't depend on the share released."""
    return tuple(mark for mark in marks if mark != UNKNOWN)
