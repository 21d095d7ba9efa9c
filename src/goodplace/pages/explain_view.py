"""The working of a figure, as a tree a reader opens level by level; withheld where it rests on somebody's position."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goodplace.explain.numbers import unit_after, written
from goodplace.formats.stored_figures import StoredFigure
from goodplace.pages.data_view import SEEN_BY
from goodplace.pages.run_data import RunData
from goodplace.pages.words import listed, name
from goodplace.place.figure import Figure, How, Working
from goodplace.sharing.visibility import Viewer

MOST_LINES = 600
OPEN_LEVELS = 2
SIGNS: dict[How, tuple[str, str]] = {
    "sum": ("", "+"),
    "difference": ("", "−"),
    "shortfall": ("", "−"),
    "product": ("", "×"),
    "quotient": ("", "÷"),
}
SAYS: dict[How, str] = {"shortfall": "(0 where that is negative)", "largest": "(the largest of these)"}


@dataclass(frozen=True)
class TreeLine:
    """A line of working, written out. is_open: shown at once · hidden: lines of its parts that are not shown at all."""

    sign: str
    value: str
    text: str
    source: str
    parts: tuple["TreeLine", ...]
    is_open: bool
    hidden: int


def explain_view(figure: StoredFigure | Figure, data: RunData, viewer: Viewer) -> dict[str, Any]:
    """What the page of a figure shows; `tree` is None where the working is withheld.

    Whose position it rests on isn't said: of payments it would tell which partners have no more than by walking away.
    """
    working = figure.working() if isinstance(figure, Figure) else figure.working
    lines = sum(1 for _ in working.walk())
    seen = _may_see_working(working, viewer)
    tree = _Writing(MOST_LINES).tree(working, sign="", above=figure.unit, level=0) if seen else None
    return {
        "figure": figure,
        "value": f"{written(figure.value, figure.unit)}{unit_after(figure.unit)}",
        "seen_by": _seen_by(figure, data),
        "tree": tree,
        "lines": lines,
        "most_lines": MOST_LINES,
    }


def _may_see_working(working: Working, viewer: Viewer) -> bool:
    """The analyst, and who is among those named on every line that gives a position away."""
    if viewer.role == "analyst":
        return True
    private = [line.private_to for line in working.walk() if line.private_to]
    return all(viewer.role == "partner" and viewer.partner in named for named in private)


def _seen_by(figure: StoredFigure | Figure, data: RunData) -> str:
    if not figure.named:
        return SEEN_BY[figure.visibility]
    named = listed([name(data.partner_names.get(partner, partner)) for partner in figure.named])
    return f"{named}, and whoever prepares the run"


@dataclass
class _Writing:
    """Writes a tree while there is room for lines; what is left out is counted where it is left out."""

    room: int

    def tree(self, line: Working, *, sign: str, above: str, level: int) -> TreeLine:
        self.room -= 1
        unit = line.unit or above
        fit = line.parts if self.room >= len(line.parts) else line.parts[: max(self.room, 0)]
        self.room -= len(fit)  # the parts of one line first, then what is below them
        parts = tuple(self._part(part, sign, unit, level) for part, sign in _signed(line, fit))
        hidden = sum(1 for part in line.parts[len(fit) :] for _ in part.walk())
        says = SAYS.get(line.how, "")
        return TreeLine(sign, _value(line, above), f"{line.text} {says}".strip(), line.source, parts,
                        level < OPEN_LEVELS, hidden)  # fmt: skip

    def _part(self, part: Working, sign: str, unit: str, level: int) -> TreeLine:
        self.room += 1
        return self.tree(part, sign=sign, above=unit, level=level + 1)


def _signed(line: Working, parts: tuple[Working, ...]) -> Iterator[tuple[Working, str]]:
    """Each part with its sign: the first one with a value begins, and remarks have none."""
    first = True
    for part in parts:
        signs = SIGNS.get(line.how, ("", ""))
        yield part, "" if part.value is None else signs[0] if first else signs[1]
        first = first and part.value is None


def _value(line: Working, above: str) -> str:
    if line.value is None:
        return ""
    unit = line.unit or above
    return written(line.value, unit) + ("" if line.unit in ("", above) else unit_after(line.unit))
