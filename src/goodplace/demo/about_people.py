"""The tables of a made-up place that count people: needs, cohorts, and the options that are for them."""

from collections.abc import Mapping

from goodplace.demo.area_words import COHORT_OF
from goodplace.demo.made_up import SOURCE, Row
from goodplace.demo.needs_of import FIVE, NEEDS, THREE
from goodplace.demo.words import PEOPLE

# People in a thousand who have each need, as the model of needs_of gives on average: for a place without records.
# A test holds them against it.
IN_A_THOUSAND: Mapping[str, float] = {
    "homelessness": 4.8,
    "substance_use": 6.0,
    "offending": 5.7,
    "mental_ill_health": 99,
    "domestic_abuse": 8.8,
    "out_of_work": 44,
    "debt": 56,
    "school_absence": 8.3,
    "often_in_hospital": 19,
}
# Cohorts of several needs: id → name, needs, at least how many of them, people in a thousand.
SEVERAL: Mapping[str, tuple[str, tuple[str, ...], int, float]] = {
    "any_of_five": ("People with at least one of the five needs", FIVE, 1, 111),
    "two_of_five": ("People with two or more of the five needs", FIVE, 2, 8.3),
    "two_of_three": ("People with two or more of homelessness, drugs or alcohol, and offending", THREE, 2, 4.3),
    "all_three": ("People with homelessness, drugs or alcohol, and offending together", THREE, 3, 1.1),
    "many_needs": ("People with three or more needs of any kind", tuple(NEEDS), 3, 9.4),
}
_LOW, _HIGH = 0.8, 1.3
_FEWEST_PLACES = 10


def need_rows(population: int, *, counted: bool) -> list[Row]:
    """The needs table; blank numbers where records are there to count."""
    return [
        {"id": id, "name": name} | _how_many(IN_A_THOUSAND[id], population, counted=counted)
        for id, name in NEEDS.items()
    ]


def cohort_rows(population: int, *, counted: bool) -> list[Row]:
    """The cohorts table: one for each need, and those of several needs."""
    single: list[Row] = [
        {"id": id, "name": f"People with the need: {name.lower()}", "needs": id, "at_least": 1}
        | _how_many(IN_A_THOUSAND[id], population, counted=counted)
        for id, name in NEEDS.items()
    ]
    several: list[Row] = [
        {"id": id, "name": name, "needs": ", ".join(sorted(needs)), "at_least": least}
        | _how_many(rate, population, counted=counted)
        for id, (name, needs, least, rate) in SEVERAL.items()
    ]
    return single + several


def _how_many(rate: float, population: int, *, counted: bool) -> Row:
    """A low, a middle and a high number of people, or blanks."""
    where: Row = {"grade": 6, "label": "assumed", "source": SOURCE}
    if counted:
        return {"low": None, "mid": None, "high": None} | where
    people = rate * population / 1000
    return {"low": round(_LOW * people), "mid": round(people), "high": round(_HIGH * people)} | where


def for_cohorts(options: list[Row], population: int) -> list[Row]:
    """Options that name the id of the cohort they are for where there is one, and have no more places than people."""
    return [_for_cohort(option, population) for option in options]


def _for_cohort(option: Row, population: int) -> Row:
    people = next((words for words in PEOPLE if words.capitalize() == option["cohort"]), "")
    cohort = COHORT_OF.get(people)
    if cohort is None:
        return dict(option)
    rate = IN_A_THOUSAND[cohort] if cohort in IN_A_THOUSAND else SEVERAL[cohort][3]
    there = max(_FEWEST_PLACES, int(rate * population / 1000) // 10 * 10)
    most = min(int(str(option["places_max"])), there)
    least = min(int(str(option["places_min"])), most)
    # How many such people there are is the cohort's to say: once, and from records where there are any.
    return dict(option) | {"cohort": cohort, "cohort_size": None, "places_min": least, "places_max": most}
