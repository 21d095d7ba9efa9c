"""Made-up people in households, their needs, and what five agencies have written down of them.

All of it is made up: names are drawn apart at random from our own lists, postcodes are in an area that doesn't exist,
and NHS numbers are of the range kept for tests. Equal arguments give equal people.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goodplace.demo.households import Ints, make_households
from goodplace.demo.margins import DEFAULT_MARGINS, Margins
from goodplace.demo.naming import Words, make_homes, make_names, most_people, nhs_numbers
from goodplace.demo.needs_of import ALL_THREE, EXACTLY_TWO, FIVE, THREE, count_of, make_needs
from goodplace.demo.records_of import Extract, Truths, home_before, make_records
from goodplace.place.errors import InputError

# Ages are as of this day.
AS_OF = "2025-06-30"
TRUTH_SCHEMA = "goodplace-made-up-truth-1"


@dataclass(frozen=True)
class MadeUpPeople:
    """truths: who they are and what they need · extracts: what each agency says · summary: counts of the truth."""

    number: int
    seed: int
    margins: Margins
    truths: Truths
    extracts: tuple[Extract, ...]
    summary: Mapping[str, object]


def made_up_people(*, number: int, seed: int, margins: Margins = DEFAULT_MARGINS) -> MadeUpPeople:
    """Make up `number` people to the margins. InputError where a number, a seed or margins can't be had."""
    if not 1 <= number <= most_people():
        raise InputError(f"There can be 1 to {most_people():,} made-up people, not {number:,}.", code="demo_size")
    if seed < 0:
        raise InputError(f"A seed is zero or more, not {seed}.", code="demo_size")
    # Not the generator of the made-up place, so that neither changes what the other draws.
    rng = np.random.default_rng([seed, 2])
    truths = _truths(number, margins, rng)
    extracts = make_records(truths, rng)
    return MadeUpPeople(number, seed, margins, truths, extracts, _summary(truths, extracts, margins, seed))


def _truths(number: int, margins: Margins, rng: np.random.Generator) -> Truths:
    people = make_households(number, margins, rng)
    homes = make_homes(len(people.size), rng)
    needs = make_needs(people, homes.area, rng)
    given, family = make_names(people, rng)
    birth_date = _birth_dates(people.age, rng)
    numbers = nhs_numbers(number, rng)
    old_postcode = home_before(homes, people.household, rng)
    return Truths(people, homes, needs, given, family, birth_date, numbers, old_postcode)


def _birth_dates(age: Ints, rng: np.random.Generator) -> Words:
    """Dates such that everybody has just their age on the day AS_OF."""
    month = np.array(np.datetime64(AS_OF[:7], "M") - 12 * age, dtype="datetime64[D]")
    since = int(AS_OF[-2:]) - 1 - rng.integers(0, 365, size=len(age))
    dates: Words = np.datetime_as_string(np.add(month, since))
    return dates


def _summary(truths: Truths, extracts: tuple[Extract, ...], margins: Margins, seed: int) -> dict[str, object]:
    people, flags = truths.households, truths.needs.flags
    number = len(people.age)
    of_three = np.bincount(count_of(flags, THREE), minlength=4).tolist()
    return {
        "schema": TRUTH_SCHEMA,
        "note": "Made up: nobody here exists.",
        "seed": seed,
        "people": number,
        "households": len(people.size),
        "margins": margins.source,
        "margins_notes": list(margins.notes),
        "ages_as_of": AS_OF,
        "needs": {need: int(having.sum()) for need, having in flags.items()},
        "of_three": {"needs": list(THREE), "none": of_three[0], "one": of_three[1], "two": of_three[2],
                     "all": of_three[3]},
        "expected_of_three": {"two": round(number * EXACTLY_TWO, 1), "all": round(number * ALL_THREE, 1)},
        "of_five": _combinations(truths),
        "records": {extract.agency.id: len(extract.person) for extract in extracts},
        "agencies_a_person": _agencies_a_person(number, extracts),
    }  # fmt: skip


def _combinations(truths: Truths) -> dict[str, int]:
    """People by exactly which of the five needs they have, as ids joined by +; the commonest first."""
    codes = sum(truths.needs.flags[need].astype(np.int64) << at for at, need in enumerate(FIVE))
    counts = Counter(np.asarray(codes).tolist())
    names = {code: "+".join(need for at, need in enumerate(FIVE) if code >> at & 1) or "none" for code in counts}
    return {names[code]: count for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))}


def _agencies_a_person(number: int, extracts: tuple[Extract, ...]) -> dict[str, int]:
    known = np.zeros(number, dtype=np.int64)
    for extract in extracts:
        known[np.unique(extract.person)] += 1
    counts = np.bincount(known, minlength=len(extracts) + 1)
    return {str(agencies): int(count) for agencies, count in enumerate(counts)}
