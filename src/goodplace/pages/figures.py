"""The names of the figures on a page, gathered from the page itself so that none can be left out."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from goodplace.pages.view import DealPage, Flow, Shown, WeakNumber

SECTIONS = {
    "scenarios": "Share released",
    "partners": "Partners",
    "together": "Partners",
    "net_by_year": "Net by year",
    "net_by_year_with": "Net by year with the proposal",
    "flows": "Who pays whom",
    "people": "People",
    "weakest": "Weakest numbers",
    "staircase": "Staircase",
    "lenses": "Three lenses",
    "options": "Options",
    "splits": "Ways to share",
}


@dataclass(frozen=True)
class NamedFigure:
    """A figure's name for `goodplace explain`, where it stands, and what is printed there."""

    name: str
    where: str
    shown: Shown


def named_figures(page: DealPage) -> tuple[NamedFigure, ...]:
    """Every figure of the page that has a name, in the page's order; a name used twice counts where it comes first."""
    found: dict[str, NamedFigure] = {}
    for shown, where in _walk(page, ()):
        if shown.figure:
            found.setdefault(shown.figure, NamedFigure(shown.figure, " · ".join(_with_axes(page, where)), shown))
    for name, place in _only_named(page):
        found.setdefault(name, NamedFigure(name, place, Shown("in words", name)))
    return tuple(found.values())


def _only_named(page: DealPage) -> Iterator[tuple[str, str]]:
    """Figures that stand in sentences: their names, and where."""
    for number, names in enumerate(page.sentence_figures, start=1):
        yield from ((name, f"The answer · sentence {number}") for name in names)
    yield from ((name, "Judged by remit") for name in page.remit_figures)
    yield from ((row.objects_figure, f"Ways to share · {row.rule} · who objects most")
                for row in page.splits if row.objects_figure)  # fmt: skip


def marks_used(page: DealPage) -> tuple[str, ...]:
    """The marks that stand beside any figure of the page, each once, in alphabetical order."""
    return tuple(sorted({mark for shown, _ in _walk(page, ()) for mark in shown.marks}))


def _walk(thing: object, where: tuple[str, ...]) -> Iterator[tuple[Shown, tuple[str, ...]]]:
    if isinstance(thing, Shown):
        yield thing, where
    elif isinstance(thing, WeakNumber):
        yield Shown(thing.what, thing.figure), (*where, thing.what)
    elif isinstance(thing, tuple):
        label = (thing[0],) if thing and isinstance(thing[0], str) else ()
        for position, part in enumerate(thing):
            place = (f"#{position}",) if isinstance(part, Shown) and not label else ()
            yield from _walk(part, where + label + place)
    elif is_dataclass(thing) and not isinstance(thing, type):
        label = () if isinstance(thing, DealPage) else (_label(thing),)
        for field in fields(thing):
            yield from _walk(getattr(thing, field.name), (*where, *label, field.name))


def _label(row: object) -> str:
    if isinstance(row, Flow):
        return f"{row.payer} to {row.receiver}"
    first = fields(row)[0].name  # type: ignore[arg-type]
    return str(getattr(row, first))


def _with_axes(page: DealPage, where: tuple[str, ...]) -> Iterator[str]:
    """Words for field names; years and partners for positions (`#3`) along those axes."""
    names = tuple(partner.name for partner in page.partners)
    for depth, part in enumerate(where):
        if depth == 0:
            yield SECTIONS[part]
        elif part.startswith("#") and part[1:].isdigit() and where[-1] is part:
            axis = names if where[0] == "splits" else page.years
            position = int(part[1:])
            yield axis[position] if position < len(axis) else str(position + 1)
        elif part not in ("by_year", "shares"):
            yield part.replace("_", " ") if part.isascii() and part.islower() else part
