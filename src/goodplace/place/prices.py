"""Prices: financial years, real and cash terms, discount factors, corrections for optimism, and how old a price is.

A financial year is held as the calendar year it starts in: 2027 is April 2027 to March 2028, written "2027/28".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from goodplace.place.data import table

Basis = Literal["published", "forecast", "approximated", "spliced", "assumed"]
DEFAULT_DEFLATOR = "qna-2025-12"
DEFAULT_DISCOUNT = "green-book-2026"
DEFAULT_INFLATION = 0.02
_SPLICE = "budget-2015-03"
_YEAR = re.compile(r"(\d{4})(?:\s*[/–-]\s*(\d{2}|\d{4}))?")


def parse_year(text: str) -> int:
    """ "2027/28", "2027-28" or "2027" → 2027."""
    match = _YEAR.fullmatch(text.strip())
    if not match or (match[2] and int(match[2]) % 100 != (int(match[1]) + 1) % 100):
        raise ValueError(f"{text!r} is not a financial year: expected two years in a row, such as 2027/28")
    return int(match[1])


def format_year(year: int) -> str:
    """2027 → "2027/28"; 1999 → "1999/00"."""
    return f"{year}/{(year + 1) % 100:02d}"


@dataclass(frozen=True)
class Deflator:
    """A price index by financial year, which carries money from the prices of one year to those of another.

    `levels` and `bases` run without a gap from the first to the last year known; later years grow by `inflation`
    a year, which is an assumption (`is_projected`). Between years a and b only the ratio of levels matters.
    """

    vintage: str
    levels: Mapping[int, float]
    bases: Mapping[int, Basis]
    inflation: float = DEFAULT_INFLATION

    @property
    def last_year(self) -> int:
        """The last financial year that rests on a published series."""
        return max(self.levels)

    def level(self, year: int) -> float:
        """The index in a financial year; ValueError before the series begins."""
        if year in self.levels:
            return self.levels[year]
        if year < self.last_year:
            first = format_year(min(self.levels))
            raise ValueError(f"no price index for {format_year(year)}: {self.vintage} begins in {first}")
        return float(self.levels[self.last_year] * (1 + self.inflation) ** (year - self.last_year))

    def basis(self, year: int) -> Basis:
        """What the level of a year rests on; "assumed" beyond the series."""
        return self.bases.get(year, "assumed")

    def is_projected(self, year: int) -> bool:
        """True where the level is this project's assumption about inflation and not a published figure."""
        return year > self.last_year

    def uprate(self, value: float, from_year: int, to_year: int) -> float:
        """`value` in the prices of `from_year`, said in the prices of `to_year`."""
        return value * self.level(to_year) / self.level(from_year)


def deflator(vintage: str = DEFAULT_DEFLATOR, *, inflation: float = DEFAULT_INFLATION) -> Deflator:
    """A price index by the name of its vintage; `inflation` is the yearly rate assumed beyond its last year."""
    _known(vintage, deflator_vintages(), "price index")
    rows = [row for row in table("deflators") if row["vintage"] == vintage]
    levels = {int(row["year"]): float(row["level"]) for row in rows}
    if rows[0]["year_kind"] == "calendar":
        return Deflator(vintage, *_from_calendar(levels), inflation)
    bases: dict[int, Basis] = {int(r["year"]): "forecast" if r["forecast"] == "yes" else "published" for r in rows}
    return Deflator(vintage, levels, bases, inflation)


def _from_calendar(calendar: Mapping[int, float]) -> tuple[dict[int, float], dict[int, Basis]]:
    """Financial years from calendar ones (nine months and three), carried back by the growth of an older series."""
    levels = {y: 0.75 * calendar[y] + 0.25 * calendar[y + 1] for y in sorted(calendar) if y + 1 in calendar}
    bases: dict[int, Basis] = dict.fromkeys(levels, "approximated")
    older, first = deflator(_SPLICE), min(levels)
    for year in range(min(older.levels), first):
        levels[year] = older.uprate(levels[first], first, year)
        bases[year] = "spliced"
    return levels, bases


def deflator_vintages() -> tuple[str, ...]:
    """The price indices that come with goodplace, by name."""
    return tuple(dict.fromkeys(row["vintage"] for row in table("deflators")))


def discount_vintages() -> tuple[str, ...]:
    """The discount-rate schedules that come with goodplace, by name."""
    return tuple(dict.fromkeys(row["vintage"] for row in table("discount_rates")))


def discount_factors(vintage: str, years: int) -> NDArray[np.float64]:
    """Present value of £1 in each year: shape (years,), year 0 undiscounted.

    Each year is discounted at its own band's rate, so the schedule bends where the rate falls. ValueError beyond the
    last year a schedule is known for.
    """
    rates = [0.0] + [_rate(vintage, year) for year in range(1, years)]
    return np.asarray(np.cumprod([1 / (1 + rate) for rate in rates[:years]]), dtype=np.float64)


@cache
def _bands(vintage: str) -> tuple[tuple[int, float, float], ...]:
    _known(vintage, discount_vintages(), "discount-rate schedule")
    rows = [row for row in table("discount_rates") if row["vintage"] == vintage]
    return tuple((int(r["from_year"]), float(r["to_year"] or "inf"), float(r["rate"])) for r in rows)


def _rate(vintage: str, year: int) -> float:
    for first, last, rate in _bands(vintage):
        if first <= year <= last:
            return rate
    raise ValueError(f"the discount-rate schedule {vintage!r} isn't known for year {year}")


def _known(name: str, names: tuple[str, ...], what: str) -> None:
    if name not in names:
        raise ValueError(f"no {what} is called {name!r}: choose one of {', '.join(names)}")


def correction(kind: Literal["cost", "benefit"], grade: int) -> float:
    """The correction for optimism of a figure of this grade (1 best to 6 weakest): 0.05 is +5 %, −0.05 is −5 %."""
    for row in table("optimism_bias"):
        if row["kind"] == kind and row["grade"] == str(grade):
            return float(row["correction"])
    raise ValueError(f"no optimism correction for a {kind} of grade {grade!r}: kinds are cost and benefit, grades 1–6")


def capital_bounds(project: str) -> tuple[float, float]:
    """The most and least uplift of the capital cost of a kind of project, as shares; see optimism_bias.csv."""
    for row in table("optimism_bias"):
        if row["kind"] == "capital" and row["grade"] == project and row["lower"]:
            return float(row["correction"]), float(row["lower"])
    raise ValueError(f"no optimism bounds for capital of kind {project!r}")


def capital_optimism_bias(upper: float, *, mitigated: float, lower: float = 0.0) -> float:
    """The uplift left of `upper` once a share of its causes is `mitigated`, never below the `lower` bound."""
    if not 0 <= mitigated <= 1:
        raise ValueError(f"the mitigated share must be between 0 and 1, not {mitigated}")
    return max(lower, upper * (1 - mitigated))


def price_age(price_year: int) -> Literal["red", "amber", "green"]:
    """The Unit Cost Database's own mark for the age of a price: red to 2007/08, amber to 2010/11, then green."""
    return "red" if price_year <= 2007 else "amber" if price_year <= 2010 else "green"


def is_stale(price_year: int, *, today_year: int) -> bool:
    """True for a price more than ten years old in the financial year `today_year`."""
    return today_year - price_year > 10
