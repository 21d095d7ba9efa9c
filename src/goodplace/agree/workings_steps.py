"""Lines of working that are added, taken away, multiplied or divided: the value always comes from the parts.

A part without a value is a remark. Nothing here knows what the numbers mean.
"""

import math
from collections.abc import Iterable
from dataclasses import replace

from goodplace.place.figure import Working


def remark(text: str, *parts: Working, source: str = "") -> Working:
    """A line that explains and has no value."""
    return Working(text, source=source, parts=parts)


def total(text: str, parts: Iterable[Working], *, unit: str) -> Working:
    """A sum. One part alone takes the line's place, its text after the line's own; none is 0."""
    lines = tuple(parts)
    if len(lines) == 1 and lines[0].value is not None:
        only = lines[0]
        return replace(only, text=f"{text} · {only.text}", unit=unit)
    return Working(text, math.fsum(_values(lines)), unit, parts=lines, how="sum" if lines else "")


def times(text: str, parts: Iterable[Working], *, unit: str, source: str = "") -> Working:
    """A product."""
    lines = tuple(parts)
    return Working(text, math.prod(_values(lines)), unit, source, lines, "product")


def less(text: str, first: Working, *others: Working, unit: str, remarks: Iterable[Working] = ()) -> Working:
    """The first less the others."""
    parts = (first, *others)
    return Working(text, _difference(parts), unit, parts=(*parts, *remarks), how="difference")


def shortfall(text: str, first: Working, *others: Working, unit: str) -> Working:
    """The first less the others, and never below 0."""
    parts = (first, *others)
    return Working(text, max(0.0, _difference(parts)), unit, parts=parts, how="shortfall")


def over(text: str, first: Working, second: Working, *, unit: str) -> Working:
    """The first divided by the second."""
    top, bottom = _values((first, second))
    return Working(text, top / bottom, unit, parts=(first, second), how="quotient")


def largest(text: str, parts: Iterable[Working], *, unit: str) -> Working:
    """The largest part; 0 when there is none."""
    lines = tuple(parts)
    return Working(text, max(_values(lines), default=0.0), unit, parts=lines, how="largest" if lines else "")


def cut(line: Working, *, depth: int) -> Working:
    """The line with no more than `depth` levels beneath it."""
    if depth <= 0:
        return replace(line, parts=(), how="")
    parts = tuple(cut(part, depth=depth - 1) for part in line.parts)
    return replace(line, parts=parts)


def _difference(parts: tuple[Working, ...]) -> float:
    first, *others = _values(parts)
    return math.fsum([first, *(-other for other in others)])


def _values(parts: Iterable[Working]) -> list[float]:
    return [part.value for part in parts if part.value is not None]
