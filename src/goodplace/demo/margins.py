"""What made-up people are drawn to: shares of ages by sex, and of household sizes, made up or those of a real place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from goodplace.place.errors import InputError
from goodplace.place.place import Place

SEXES = ("F", "M")
OLDEST = 99
_AGE_FACT = re.compile(r"population\.([fm])\.(\d+)(?:-(\d+)|\+)")
_SIZE_FACT = re.compile(r"household_size\.([1-4]|5\+)")
_YOUNGEST = (*range(0, 91, 5), OLDEST + 1)
# People in a thousand in each five years of age: round figures of no real place.
_WOMEN = (26, 29, 30, 29, 29, 33, 35, 35, 33, 32, 34, 34, 30, 26, 24, 21, 14, 9, 5)
_MEN = (27, 31, 32, 31, 30, 32, 33, 33, 32, 31, 33, 33, 29, 24, 22, 18, 11, 6, 2)


@dataclass(frozen=True)
class AgeBand:
    """A share of all people: those of a sex (F or M) aged youngest to oldest in whole years, both included."""

    sex: str
    youngest: int
    oldest: int
    share: float


@dataclass(frozen=True)
class Margins:
    """ages: bands whose shares add up to 1 · household_sizes: shares of households of 1, 2, 3, 4, and 5 or more people.

    source: whose figures they are. notes: what was not known of the place and is made up instead, in sentences.
    """

    ages: tuple[AgeBand, ...]
    household_sizes: tuple[float, float, float, float, float]
    source: str
    notes: tuple[str, ...] = ()


def _whole(bands: Sequence[AgeBand]) -> tuple[AgeBand, ...]:
    total = sum(band.share for band in bands)
    return tuple(AgeBand(band.sex, band.youngest, band.oldest, band.share / total) for band in bands)


def _default_ages() -> tuple[AgeBand, ...]:
    ends = [(youngest, after - 1) for youngest, after in pairwise(_YOUNGEST)]
    both = zip(SEXES, (_WOMEN, _MEN), strict=True)
    return _whole([AgeBand(sex, *end, share) for sex, shares in both for end, share in zip(ends, shares, strict=True)])


DEFAULT_MARGINS = Margins(_default_ages(), (0.30, 0.34, 0.16, 0.13, 0.07), "Made up")


def margins_of(place: Place) -> Margins:
    """The margins of a real place from its area_facts, with what is missing made up and said so in `notes`.

    Reads the facts population.f.0-4 … population.m.90+ (people) and household_size.1 … household_size.5+ (households).
    """
    facts = {fact.id: fact.value for fact in place.area_facts if not fact.area_name or _is_here(fact.area_name, place)}
    ages, sizes = _ages_in(facts), _sizes_in(facts)
    notes = []
    if ages is None:
        notes.append("The place's facts don't say how many people there are by age and sex: made-up shares stand in.")
    if sizes is None:
        notes.append("The place's facts don't say how large its households are: made-up shares stand in.")
    source = "Made up" if len(notes) == 2 else f"Facts of {place.settings.name}"
    return Margins(ages or DEFAULT_MARGINS.ages, sizes or DEFAULT_MARGINS.household_sizes, source, tuple(notes))


def _is_here(area: str, place: Place) -> bool:
    """Whether an area's name is the place's: that of its code in the position table, or how its own begins."""
    code = place.settings.area_code
    names = {row.area_name for row in place.position if row.area_code == code}
    return area in names or place.settings.name.startswith(area)


def _ages_in(facts: Mapping[str, float]) -> tuple[AgeBand, ...] | None:
    found = [(match, value) for id, value in facts.items() if (match := _AGE_FACT.fullmatch(id))]
    bands = [
        AgeBand(match[1].upper(), int(match[2]), min(OLDEST, int(match[3] or OLDEST)), value) for match, value in found
    ]
    if {band.sex for band in bands if band.share > 0} != set(SEXES):
        return None
    if any(band.share < 0 or band.oldest < band.youngest for band in bands):
        raise InputError("The facts population.… hold a count below zero or an age band that ends before it begins.")
    return _whole(sorted(bands, key=lambda band: (band.sex, band.youngest)))


def _sizes_in(facts: Mapping[str, float]) -> tuple[float, float, float, float, float] | None:
    found = {match[1]: max(0.0, value) for id, value in facts.items() if (match := _SIZE_FACT.fullmatch(id))}
    total = sum(found.values())
    if len(found) < 5 or total <= 0:
        return None
    one, two, three, four, more = (found[size] / total for size in ("1", "2", "3", "4", "5+"))
    return one, two, three, four, more
