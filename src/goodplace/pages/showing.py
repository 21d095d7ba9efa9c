"""A Figure as the page prints it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from goodplace.pages.view import Shown
from goodplace.pages.words import pounds
from goodplace.place.figure import Figure

# Marks stand where an input enters (what is put in, claimed, released, changed), one word each: what a reader must know
# first. What is worked out from them carries all its marks in `goodplace explain`.
MARKED = (".puts_in", ".claimed", ".released", ".change", ".worth", ".cost", ".break_even")
WORST_FIRST = ("unknown", "assumed", "recalled", "not stated", "stale", "secondary", "defaulted")


def worst(marks: tuple[str, ...]) -> tuple[str, ...]:
    """The weightiest mark of a figure, alone."""
    return tuple(sorted(marks, key=lambda m: WORST_FIRST.index(m) if m in WORST_FIRST else len(WORST_FIRST)))[:1]


@dataclass(frozen=True)
class Shows:
    """Figures by name, written out. What is not known, or is not there, is a dash and never a zero."""

    figures: Mapping[str, Figure]

    def __call__(self, figure: str, write: Callable[[float], str]) -> Shown:
        found = self.figures.get(figure)
        if found is None:
            return Shown("–")
        text = "none is enough" if found.value is None and figure.endswith("break_even") else "–"
        marks = worst(found.marks) if found.value and figure.endswith(MARKED) else ()
        value = 0.0 if found.value is not None and write(found.value) == write(0.0) else found.value
        return Shown(text if value is None else write(value), figure, value, marks)

    def pounds(self, figure: str) -> Shown:
        return self(figure, pounds)
