"""Who made-up people are called, where they live, and the number the NHS would know them by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goodplace.demo.households import ALONE, SHARERS, Flags, Floats, Households, Ints
from goodplace.demo.names import CULTURES, FAMILY_ENDS, FAMILY_STARTS, STREET_KINDS, STREETS, Culture

Words = NDArray[np.str_]

OLDER_THAN = 45
SAME_FAMILY_NAME = 0.75
RARER_FAMILY_NAMES = 0.45
HOMES_PER_POSTCODE = 15
# Letters that stand in the second half of real postcodes, and the districts of one area. ZZ is no area; its district
# 99 is left out, because the NHS gives it a meaning.
_UNIT_LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
_DISTRICTS, _SECTORS = 98, 9
_UNITS = len(_UNIT_LETTERS) ** 2
# Numbers from 999 000 0000 are kept for tests: no patient has one.
_FIRST_NHS_NUMBER, _NHS_NUMBERS = 999_000_000, 1_000_000
_WEIGHTS = np.arange(10, 1, -1)
FIRST_UPRN = 999_000_000_001


@dataclass(frozen=True)
class Homes:
    """One entry a household: uprn-like id, postcode, address; area: number of the postcode, counted from 0."""

    uprn: Words
    postcode: Words
    address: Words
    area: Ints


def postcodes(areas: Ints) -> Words:
    """The made-up postcode of each numbered area, such as ZZ7 4AB: another for each number."""
    district, rest = areas % _DISTRICTS + 1, areas // _DISTRICTS
    sector, unit = rest % _SECTORS + 1, rest // _SECTORS % _UNITS
    letters = len(_UNIT_LETTERS)
    outward = np.char.add(np.char.add("ZZ", district.astype(str)), np.char.add(" ", sector.astype(str)))
    return np.char.add(outward, np.char.add(_UNIT_LETTERS[unit // letters], _UNIT_LETTERS[unit % letters]))


def make_homes(households: int, rng: np.random.Generator) -> Homes:
    """Give each household a home: some fifteen homes, next to each other in a street, share a postcode."""
    area = np.arange(households) // HOMES_PER_POSTCODE
    names, kinds = np.array(STREETS.split()), np.array(STREET_KINDS.split())
    street = rng.integers(0, len(names) * len(kinds), size=int(area[-1]) + 1)[area]
    door = (np.arange(households) % HOMES_PER_POSTCODE * 2 + 1).astype(str)
    words = np.char.add(np.char.add(door, " "), np.char.add(names[street // len(kinds)], " "))
    uprn = (FIRST_UPRN + rng.permutation(households)).astype(str)
    return Homes(uprn, postcodes(area), np.char.add(words, kinds[street % len(kinds)]), area)


def nhs_numbers(number: int, rng: np.random.Generator) -> Words:
    """Different ten-digit numbers of the range kept for tests, each with a valid check digit (modulo 11)."""
    nine = _FIRST_NHS_NUMBER + rng.permutation(_NHS_NUMBERS)
    digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
    check = (11 - digits @ _WEIGHTS % 11) % 11
    # A remainder of ten has no digit: such numbers are never given out.
    good = np.flatnonzero(check < 10)[:number]
    return (nine[good] * 10 + check[good]).astype(str)


def most_people() -> int:
    """How many different made-up NHS numbers there are, at the least."""
    return 900_000


def _share_by_rank(number: int) -> Floats:
    """Chances of names in a list: those early in it are commoner."""
    chances = 1.0 / np.arange(6.0, number + 6.0, dtype=np.float64)
    return np.asarray(chances / chances.sum(), dtype=np.float64)


def _drawn(words: str, number: int, rng: np.random.Generator) -> Words:
    names = np.array(words.split())
    return names[rng.choice(len(names), size=number, p=_share_by_rank(len(names)))]


def make_names(people: Households, rng: np.random.Generator) -> tuple[Words, Words]:
    """Given and family names. A household mostly shares its name culture, and most couples a family name."""
    of_household = rng.choice(len(CULTURES), size=len(people.size), p=[culture.share for culture in CULTURES])
    culture = of_household[people.household]
    sharing = people.kind[people.household] == SHARERS
    culture[sharing] = rng.choice(len(CULTURES), size=int(sharing.sum()), p=[each.share for each in CULTURES])
    given, family = np.zeros(len(culture), dtype="U20"), np.zeros(len(culture), dtype="U20")
    for number, names in enumerate(CULTURES):
        these = np.flatnonzero(culture == number)
        given[these] = _given(names, people.age[these], people.female[these], rng)
        family[these] = _families(names, len(these), rng)
    return given, _within_households(family, people, sharing, rng)


def _given(names: Culture, age: Ints, female: Flags, rng: np.random.Generator) -> Words:
    given = np.zeros(len(age), dtype="U20")
    lists = ((names.men_younger, names.men_older), (names.women_younger, names.women_older))
    for is_female, by_age in enumerate(lists):
        for is_older, words in enumerate(by_age):
            these = np.flatnonzero((female == bool(is_female)) & ((age > OLDER_THAN) == bool(is_older)))
            given[these] = _drawn(words, len(these), rng)
    return given


def _families(names: Culture, number: int, rng: np.random.Generator) -> Words:
    family = _drawn(names.families, number, rng)
    if names is not CULTURES[0]:
        return family
    starts, ends = np.array(FAMILY_STARTS.split()), np.array(FAMILY_ENDS.split())
    rarer = np.char.add(rng.choice(starts, size=number), rng.choice(ends, size=number))
    return np.where(rng.random(number) < RARER_FAMILY_NAMES, rarer, family)


def _within_households(family: Words, people: Households, sharing: Flags, rng: np.random.Generator) -> Words:
    """Everybody in a household has its head's name, but for those who share a home and some partners."""
    heads = family[people.position == 0][people.household]
    own = sharing | (people.kind[people.household] == ALONE)
    own |= (people.position == 1) & (people.age >= 18) & (rng.random(len(family)) >= SAME_FAMILY_NAME)
    return np.where(own, family, heads)
