"""Small pictures beside figures, as geometry: a place among others, a line over time, a bar with its range.

Lengths are units of an SVG `viewBox`. What a picture shows, the figures in its row or in the table below say too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from goodplace.pages.charts import units

WIDTH, HEIGHT = 160.0, 26.0
EDGE = 6.0  # room for half a mark
BAR_WIDTH, BAR_HEIGHT = 120.0, 16.0


@dataclass(frozen=True)
class Strip:
    """Places on one axis, lowest value left: the others' positions, their median's, and this place's."""

    others: tuple[float, ...]
    median: float | None
    here: float | None
    summary: str
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def middle(self) -> float:
        return self.height / 2

    @property
    def diamond(self) -> str:
        x, y, half = self.here or 0.0, self.middle, 6.0
        corners = ((x, y - half - 2), (x + half, y), (x, y + half + 2), (x - half, y))
        return " ".join(f"{units(a)},{units(b)}" for a, b in corners)


def strip(others: Sequence[float], *, median: float | None, here: float | None, summary: str) -> Strip | None:
    """The strip of some values; None where there is nothing to compare with."""
    if not others:
        return None
    known = [*others, *(value for value in (median, here) if value is not None)]
    low, high = min(known), max(known)

    def at(value: float | None) -> float | None:
        return None if value is None else _along(value, low, high, width=WIDTH)

    return Strip(tuple(_along(v, low, high, width=WIDTH) for v in sorted(others)), at(median), at(here), summary)


@dataclass(frozen=True)
class Line:
    """A value over time, oldest left, as points of a polyline; the median of others in the periods that have one."""

    own: str
    medians: tuple[str, ...]
    end: tuple[float, float]
    summary: str
    width: float = WIDTH
    height: float = 40.0


def line(values: Sequence[float], medians: Sequence[float | None], *, summary: str) -> Line | None:
    """The line of a series; None for fewer than two periods. Periods are evenly apart, as they are in the table."""
    if len(values) < 2:
        return None
    known = [*values, *(m for m in medians if m is not None)]
    low, high = min(known), max(known)

    def point(at: int, value: float) -> tuple[float, float]:
        return _along(at, 0, len(values) - 1, width=WIDTH), 40.0 - _along(value, low, high, width=40.0)

    own = [point(at, value) for at, value in enumerate(values)]
    runs: list[list[tuple[float, float]]] = [[]]
    for at, median in enumerate(medians):
        if median is None:
            runs.append([])
        else:
            runs[-1].append(point(at, median))
    return Line(_points(own), tuple(_points(run) for run in runs if len(run) > 1), own[-1], summary)


@dataclass(frozen=True)
class Bar:
    """A bar from zero, and behind it the range from low to high where there is one."""

    start: float
    length: float
    zero: float
    below: bool
    low: float | None
    high: float | None
    summary: str
    width: float = BAR_WIDTH
    height: float = BAR_HEIGHT


def bar(value: float, *, least: float, most: float, summary: str, low: float | None = None,
        high: float | None = None) -> Bar:  # fmt: skip
    """A bar on an axis from `least` (0 or below) to `most` (0 or above)."""
    least, most = min(0.0, least), max(0.0, most)
    scale = BAR_WIDTH / (most - least or 1.0)

    def at(number: float | None) -> float | None:
        return None if number is None else min(max((number - least) * scale, 0.0), BAR_WIDTH)

    start, end = sorted(((0.0 - least) * scale, at(value) or 0.0))
    both = low is not None and high is not None
    return Bar(start, end - start, -least * scale, value < 0, at(low) if both else None, at(high) if both else None,
               summary)  # fmt: skip


def _along(value: float, low: float, high: float, *, width: float) -> float:
    """Where a value stands between the edges; in the middle where all are equal."""
    share = (value - low) / (high - low) if high > low else 0.5
    return EDGE + share * (width - 2 * EDGE)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{units(x)},{units(y)}" for x, y in points)
