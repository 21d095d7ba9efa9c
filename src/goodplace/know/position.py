"""Where the place stands beside similar places, by published outcomes: rank, standing, trend. Plain rules, said here.

Standing: better than the better quartile of the others is "better", worse than the worse one "worse", else "similar";
"not judged" with fewer than four others, or where no direction is better. Quartiles are interpolated between values.
Change: the last of up to five latest periods against the first of them; less than 2 % of the first is "little change",
and fewer than three periods are "too short to say".
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median, quantiles

from goodplace.know.result import Measured, Position, Standing
from goodplace.place.place import Place
from goodplace.place.tables import PositionRow

FEWEST_OTHERS, FEWEST_FOR_MEDIAN = 4, 3
PERIODS, FEWEST_PERIODS, LITTLE = 5, 3, 0.02
# Codes of countries and regions: shown, and never compared with.
AGGREGATES = ("E92", "E12", "W92", "S92", "N92", "K0")


def positions(place: Place) -> tuple[Position, ...]:
    """Every indicator that the place itself has a value of, by theme and then name."""
    rows = sorted(place.position, key=lambda row: (row.indicator, row.period, row.area_code))
    grouped = [tuple(those) for _, those in groupby(rows, key=lambda row: row.indicator)]
    found = [_position(those, place.settings.area_code) for those in grouped]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.theme, one.name, one.indicator)))


def own_rows(rows: Iterable[PositionRow], here: str | None) -> list[PositionRow]:
    """The place's own rows, oldest first."""
    return sorted((row for row in rows if row.area_code == here), key=lambda row: row.period)


def others_in(rows: Iterable[PositionRow], here: str | None, period: str) -> list[PositionRow]:
    """The rows of a period that the place is compared with: neither its own nor a country's or region's."""
    return [
        row
        for row in rows
        if row.period == period and row.area_code != here and not row.area_code.startswith(AGGREGATES)
    ]


def _position(rows: Sequence[PositionRow], here: str | None) -> Position | None:
    own = own_rows(rows, here)
    if not own:
        return None
    now = own[-1]
    others = [row.value for row in others_in(rows, here, now.period)]
    judged = now.better != "neither"
    return Position(
        indicator=now.indicator,
        name=now.name,
        theme=now.theme,
        unit=now.unit,
        better=now.better,
        period=now.period,
        value=now.value,
        median=median(others) if others else None,
        rank=1 + sum(_beats(value, now.value, now.better) for value in others) if judged and others else None,
        of=len(others) + 1,
        standing=standing(now.value, others, better=now.better),
        latest=_latest(rows, now),
        trend=tuple((row.period, row.value) for row in own),
        trend_median=tuple(_median_in(rows, here, row.period) for row in own),
        change=change([row.value for row in own], better=now.better),
        source=now.source,
        licence=now.licence,
        date=now.date,
    )


def standing(value: float, others: Sequence[float], *, better: str) -> Standing:
    """How a value stands against the quartiles of the others."""
    if better == "neither" or len(others) < FEWEST_OTHERS:
        return "not judged"
    low, _, high = quantiles(others, n=4, method="inclusive")
    if low <= value <= high:
        return "similar"
    return "better" if (value > high) == (better == "higher") else "worse"


def change(values: Sequence[float], *, better: str) -> str:
    """What became of the place's own values, oldest first."""
    if better == "neither":
        return "no direction is better"
    if len(values) < FEWEST_PERIODS:
        return "too short to say"
    first, last = values[-PERIODS:][0], values[-1]
    if abs(last - first) <= LITTLE * abs(first):
        return "little change"
    return "improving" if (last > first) == (better == "higher") else "worsening"


def _beats(value: float, other: float, better: str) -> bool:
    return value > other if better == "higher" else value < other


def _latest(rows: Sequence[PositionRow], now: PositionRow) -> tuple[Measured, ...]:
    """Every area's value of the period, best first; ties and those without a better direction by name."""
    sign = {"higher": -1.0, "lower": 1.0, "neither": 0.0}[now.better]
    of_period = sorted(
        (row for row in rows if row.period == now.period),
        key=lambda row: (sign * row.value, row.area_name, row.area_code),
    )
    return tuple(
        Measured(row.area_code, row.area_name, row.period, row.value, here=row.area_code == now.area_code)
        for row in of_period
    )


def _median_in(rows: Sequence[PositionRow], here: str | None, period: str) -> float | None:
    values = [row.value for row in others_in(rows, here, period)]
    return median(values) if len(values) >= FEWEST_FOR_MEDIAN else None
