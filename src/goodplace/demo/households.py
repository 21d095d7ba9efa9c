"""Made-up households: who lives with whom, of which age and sex, so that a place's margins come out exactly.

Households are laid out first (how many people, how many of them adults, of which kind). Each place in one wishes for
an age and a sex: parents about forty, a partner near the other's age, a child some 29 years below its mother. Then the
people, drawn to the margins, are dealt to the places of their sex in order of age. So margins are exact, and families
plausible.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goodplace.demo.margins import AgeBand, Margins
from goodplace.place.errors import InputError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ADULT = 18
ALONE, COUPLE, COUPLE_WITH_CHILDREN, LONE_PARENT, SHARERS, GROWN_CHILDREN = range(6)
KINDS = ("alone", "couple", "couple with children", "lone parent", "sharers", "with grown children")
# Of households of 5 or more: how many have 5, 6 and 7 people.
_FIVE_OR_MORE = (0.7, 0.2, 0.1)
# By number of people: the share with 1, 2, 3 … adults.
_ADULTS = {
    1: (1.0,),
    2: (0.11, 0.89),
    3: (0.16, 0.54, 0.30),
    4: (0.07, 0.65, 0.13, 0.15),
    5: (0.05, 0.62, 0.13, 0.1, 0.1),
    6: (0.05, 0.65, 0.15, 0.05, 0.05, 0.05),
    7: (0.05, 0.65, 0.15, 0.05, 0.05, 0.03, 0.02),
}
_TWO_ADULTS_SHARE, _MORE_ADULTS_SHARE = 0.12, 0.35
# Wished ages: (how often, middle, spread) of whoever heads a household of a kind.
_HEADS = {
    ALONE: ((0.45, 77.0, 7.0), (0.55, 42.0, 13.0)),
    COUPLE: ((0.46, 71.0, 7.0), (0.30, 56.0, 6.0), (0.24, 30.0, 5.0)),
    COUPLE_WITH_CHILDREN: ((1.0, 39.0, 7.0),),
    LONE_PARENT: ((1.0, 37.0, 8.0),),
    SHARERS: ((0.5, 20.5, 1.5), (0.5, 29.0, 6.0)),
    GROWN_CHILDREN: ((1.0, 54.0, 6.0),),
}
_WOMEN_AMONG_HEADS = {ALONE: 0.52, LONE_PARENT: 0.86}
_SAME_SEX_COUPLES = 0.02


@dataclass(frozen=True)
class Households:
    """One entry a person: household (number from 0), age in whole years, female, position in the household (0: head).

    kind and size have one entry a household; kind counts in KINDS.
    """

    household: Ints
    age: Ints
    female: Flags
    position: Ints
    kind: Ints
    size: Ints


def make_households(number: int, margins: Margins, rng: np.random.Generator) -> Households:
    """Lay out `number` people in households. InputError where the margins have more households than adults."""
    ages, female = _people(number, margins.ages, rng)
    size = _sizes(number, margins.household_sizes, rng)
    adults = _adults_in(size, int((ages >= ADULT).sum()), rng)
    kind = _kinds(size, adults, rng)
    household = np.repeat(np.arange(len(size)), size)
    position = np.arange(number) - np.repeat(np.cumsum(size) - size, size)
    layout = _Layout(household, position, position < adults[household], kind[household], rng)
    age, is_female = layout.dealt(ages, female)
    return Households(household, age, is_female, position, kind, size)


def _people(number: int, bands: tuple[AgeBand, ...], rng: np.random.Generator) -> tuple[Ints, Flags]:
    """Ages and sexes to the bands: as many in each as its share says, within one."""
    counts = _shared_out(number, np.array([band.share for band in bands]))
    ages = np.concatenate(
        [rng.integers(band.youngest, band.oldest + 1, size=count) for band, count in zip(bands, counts, strict=True)]
    )
    return ages.astype(np.int64), np.repeat([band.sex == "F" for band in bands], counts)


def _shared_out(number: int, shares: Floats) -> Ints:
    """`number` shared out in whole numbers, the largest remainders rounded up."""
    exact = number * shares / shares.sum()
    counts: Ints = np.floor(exact).astype(np.int64)
    left = number - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return counts


def _sizes(number: int, shares: tuple[float, ...], rng: np.random.Generator) -> Ints:
    """Sizes of households that hold `number` people between them, in any order."""
    by_size = np.array([*shares[:4], *(shares[4] * part for part in _FIVE_OR_MORE)])
    by_size /= by_size.sum()
    sizes = np.arange(1, 8)
    counts = np.floor(number / (by_size @ sizes) * by_size).astype(np.int64)
    # The few people left over by rounding live alone.
    counts[0] += number - int(counts @ sizes)
    return rng.permutation(np.repeat(sizes, counts))


def _adults_in(size: Ints, adults: int, rng: np.random.Generator) -> Ints:
    """Adults of each household, at least one, `adults` in all."""
    if adults < len(size):
        raise InputError(f"The margins have {len(size):,} households and only {adults:,} adults to head them.")
    having = np.ones_like(size)
    for people, shares in _ADULTS.items():
        these = size == people
        having[these] = rng.choice(np.arange(1, people + 1), size=int(these.sum()), p=np.array(shares) / sum(shares))
    while missing := adults - int(having.sum()):
        can = np.flatnonzero(having < size if missing > 0 else having > 1)
        chosen = rng.choice(can, size=min(abs(missing), len(can)), replace=False)
        having[chosen] += np.sign(missing)
    return having


def _kinds(size: Ints, adults: Ints, rng: np.random.Generator) -> Ints:
    kind = np.full(len(size), COUPLE_WITH_CHILDREN)
    draw = rng.random(len(size))
    kind[adults >= 3] = GROWN_CHILDREN
    kind[(adults >= 3) & (adults == size) & (draw < _MORE_ADULTS_SHARE)] = SHARERS
    kind[(adults == 2) & (size == 2)] = COUPLE
    kind[(adults == 2) & (size == 2) & (draw < _TWO_ADULTS_SHARE)] = SHARERS
    kind[adults == 1] = LONE_PARENT
    kind[size == 1] = ALONE
    return kind


class _Layout:
    """Places in households, and what each wishes for."""

    def __init__(self, household: Ints, position: Ints, adult: Flags, kind: Ints, rng: np.random.Generator) -> None:
        self.household, self.position, self.adult, self.kind, self.rng = household, position, adult, kind, rng
        self.head = position == 0
        self.partner = (position == 1) & adult & np.isin(kind, (COUPLE, COUPLE_WITH_CHILDREN, GROWN_CHILDREN))

    def dealt(self, ages: Ints, female: Flags) -> tuple[Ints, Flags]:
        """Deal people (their ages and sexes) to the places: age and sex of each place."""
        grown = ages >= ADULT
        is_female = self._sexes(int((female & grown).sum()), int((female & ~grown).sum()))
        age = np.zeros(len(ages), dtype=np.int64)
        self._deal(age, self._adult_wishes(), self.adult, is_female, ages[grown], female[grown])
        self._deal(age, self._child_wishes(age, is_female), ~self.adult, is_female, ages[~grown], female[~grown])
        return age, is_female

    def _sexes(self, women: int, girls: int) -> Flags:
        """Who is female: `women` of the adults, `girls` of the children."""
        female = self.rng.random(len(self.head)) < 0.5
        for kind, share in _WOMEN_AMONG_HEADS.items():
            heads = self.head & (self.kind == kind)
            female[heads] = self.rng.random(int(heads.sum())) < share
        partners = np.flatnonzero(self.partner)
        same = self.rng.random(len(partners)) < _SAME_SEX_COUPLES
        female[partners] = np.where(same, female[partners - 1], ~female[partners - 1])
        in_couple = self.partner | np.append(self.partner[1:], False)
        self._turn(female, self.adult, women, last=in_couple)
        self._turn(female, ~self.adult, girls, last=np.zeros_like(in_couple))
        return female

    def _turn(self, female: Flags, among: Flags, wanted: int, *, last: Flags) -> None:
        """Change the sex of as few as need be, those of couples last, until `wanted` among them are female."""
        missing = wanted - int(female[among].sum())
        can = np.flatnonzero(among & (female == (missing < 0)))
        order = np.argsort(last[can] + self.rng.random(len(can)), kind="stable")
        female[can[order[: abs(missing)]]] = missing > 0

    def _adult_wishes(self) -> Floats:
        wish = self._head_wishes()[self.household]
        near = self.rng.normal(0.0, 1.0, len(wish))
        wish[self.partner] += 3.5 * near[self.partner]
        others = self.adult & ~self.head & ~self.partner
        sharing = others & (self.kind == SHARERS)
        wish[sharing] += 2.0 * near[sharing]
        grown = others & (self.kind == GROWN_CHILDREN)
        wish[grown] = np.maximum(ADULT, 22.5 + 3.0 * near[grown])
        return wish

    def _head_wishes(self) -> Floats:
        kinds = self.kind[self.head]
        wish = np.zeros(len(kinds))
        for kind, parts in _HEADS.items():
            these = np.flatnonzero(kinds == kind)
            often, middle, spread = np.array(parts).T
            part = self.rng.choice(len(parts), size=len(these), p=often)
            wish[these] = self.rng.normal(middle[part], spread[part])
        return np.maximum(wish, ADULT)

    def _child_wishes(self, age: Ints, female: Flags) -> Floats:
        """A child's mother is the woman among the two who head the household; else who heads it."""
        first = np.flatnonzero(self.head)
        second = np.minimum(first + 1, len(age) - 1)
        use_second = self.partner[second] & (self.household[second] == self.household[first])
        use_second &= female[second] & ~female[first]
        mother = np.where(use_second, age[second], age[first])[self.household]
        return mother - self.rng.normal(29.0, 5.0, len(age))

    def _deal(self, age: Ints, wish: Floats, among: Flags, female: Flags, ages: Ints, sexes: Flags) -> None:
        for sex in (True, False):
            places = np.flatnonzero(among & (female == sex))
            age[places[np.argsort(wish[places], kind="stable")]] = np.sort(ages[sexes == sex])
