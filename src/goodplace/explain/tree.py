"""A working as a plain-text tree: each line's sign, its value, what it is, and where it comes from."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from goodplace.explain.numbers import unit_after, written
from goodplace.place.figure import Figure, How, Working

WIDTH, NARROWEST = 110, 40
SEEN_BY = {
    "partner": "those whose position it is",
    "partners": "the partners, none else",
    "committee": "the committee",
    "public": "anybody",
}
# The sign before the first part and before the others.
SIGNS: dict[How, tuple[str, str]] = {
    "sum": ("", "+ "),
    "difference": ("", "− "),
    "shortfall": ("", "− "),
    "product": ("", "× "),
    "quotient": ("", "÷ "),
}
SAYS: dict[How, str] = {"shortfall": " (0 where that is negative)", "largest": " (the largest of these)"}
AGREES = 1e-6


def render(figure: Figure, working: Working, *, depth: int | None = None) -> str:
    """The working of a figure in plain text. `depth`: how many levels of the tree to show (all unless given)."""
    lines = [figure.name, figure.title, f"{written(figure.value, figure.unit)}{unit_after(figure.unit)}"]
    lines += [f"marks: {', '.join(figure.marks)}"] if figure.marks else []
    lines += [f"for: {SEEN_BY[figure.visibility]}", ""]
    if not _agree(figure.value, working.value):
        lines += [f"The working comes to {written(working.value, figure.unit)} and not to the figure: report this.", ""]
    return "\n".join([*lines, *_Tree(depth).lines(working, figure.unit)]) + "\n"


def _agree(value: float | None, worked_out: float | None) -> bool:
    if value is None or worked_out is None:
        return value is worked_out
    return abs(value - worked_out) <= max(0.01, AGREES * abs(value))


@dataclass(frozen=True)
class _Tree:
    """`depth`: levels shown; None is all of them."""

    depth: int | None

    def lines(self, root: Working, unit: str) -> Iterator[str]:
        yield from _wrapped(_words(root, sign="", above=unit), "", "")
        yield from _sourced(root, "")
        yield from self._parts(root, "", unit, level=1)

    def _parts(self, line: Working, indent: str, unit: str, *, level: int) -> Iterator[str]:
        above = line.unit or unit
        if self.depth is not None and level > self.depth:
            hidden = sum(1 for _ in line.walk()) - 1
            if hidden:
                yield f"{indent}└─ … {hidden} more {'line' if hidden == 1 else 'lines'}"
            return
        first = True
        for position, part in enumerate(line.parts):
            last = position == len(line.parts) - 1
            sign = "" if part.value is None else SIGNS.get(line.how, ("", ""))[0 if first else 1]
            first = first and part.value is None
            inner = f"{indent}{'   ' if last else '│  '}"
            yield from _wrapped(_words(part, sign=sign, above=above), f"{indent}{'└─ ' if last else '├─ '}", inner)
            yield from _sourced(part, inner)
            yield from self._parts(part, inner, above, level=level + 1)


def _words(line: Working, *, sign: str, above: str) -> str:
    """Sign, value, unit (where it is not the one above) and text."""
    says = SAYS.get(line.how, "")
    if line.value is None:
        return f"{sign}{line.text}{says}"
    unit = "" if line.unit == above else unit_after(line.unit)
    return f"{sign}{written(line.value, line.unit)}{unit} · {line.text}{says}"


def _sourced(line: Working, indent: str) -> Iterator[str]:
    if line.source:
        rail = f"{indent}{'│' if line.parts else ' '}    "
        yield from _wrapped(f"from {line.source}", rail, f"{rail} ")


def _wrapped(text: str, first: str, others: str) -> Iterator[str]:
    """Text in lines of WIDTH, long words unbroken: codes and file names stay whole."""
    room = max(NARROWEST, WIDTH - max(len(first), len(others)) - 4)
    parts = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    yield f"{first}{parts[0]}"
    for part in parts[1:]:
        yield f"{others}    {part}"
