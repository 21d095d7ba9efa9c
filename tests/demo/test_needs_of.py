"""Needs of made-up people overlap as published, within sampling error, and cluster in people and in homes."""

import math

import numpy as np
import pytest

from goodplace.demo.about_people import IN_A_THOUSAND, SEVERAL
from goodplace.demo.needs_of import NEEDS, THREE, count_of
from goodplace.demo.people import MadeUpPeople, made_up_people

NUMBER = 50_000
# Hard Edges 2015, of all people in England in mid-2011 (ONS), written here again by hand.
ENGLAND = 53_107_169
IN_ALL_THREE, IN_EXACTLY_TWO = 58_000, 164_000
# Given how likely each person is, counts are sums of independent draws: their spread is at most that of a Poisson.
# Three standard errors: of 55 and 154 expected people, at most 23 and 38 off.
STANDARD_ERRORS = 3


@pytest.fixture(scope="module")
def people() -> MadeUpPeople:
    return made_up_people(number=NUMBER, seed=1)


@pytest.mark.parametrize(("how_many", "published"), [(3, IN_ALL_THREE), (2, IN_EXACTLY_TWO)])
@pytest.mark.parametrize("seed", [1, 2])
def test_overlaps_of_fifty_thousand_people_are_the_published_ones_within_sampling_error(
    how_many: int, published: int, seed: int
) -> None:
    flags = made_up_people(number=NUMBER, seed=seed).truths.needs.flags
    expected = NUMBER * published / ENGLAND
    found = int((count_of(flags, THREE) == how_many).sum())
    assert abs(found - expected) <= STANDARD_ERRORS * math.sqrt(expected)


def test_an_average_council_has_the_published_number_of_cases(people: MadeUpPeople) -> None:
    """About 1,470 cases in an average council: of England's 152 councils then, as many as in two or three."""
    cases = (IN_ALL_THREE + IN_EXACTLY_TWO) / 152
    assert cases == pytest.approx(1_470, rel=0.01)
    of_three = people.summary["of_three"]
    assert isinstance(of_three, dict)
    expected = NUMBER * 1_470 * 152 / ENGLAND
    assert abs(of_three["two"] + of_three["all"] - expected) <= STANDARD_ERRORS * math.sqrt(expected)


def test_most_people_in_two_or_more_of_the_three_have_mental_ill_health_and_few_others_do(people: MadeUpPeople) -> None:
    flags = people.truths.needs.flags
    among, ill = count_of(flags, THREE), flags["mental_ill_health"]
    assert ill[among >= 2].mean() > 0.5 > 0.2 > ill[among == 0].mean()


def test_needs_cluster_in_homes(people: MadeUpPeople) -> None:
    """Whoever lives with somebody who has some of the three is several times likelier to have some too."""
    flags, household = people.truths.needs.flags, people.truths.households.household
    some = count_of(flags, THREE) > 0
    in_home = np.bincount(household, weights=some)[household]
    adult = people.truths.households.age >= 16
    beside, apart = some[adult & (in_home - some > 0)].mean(), some[adult & (in_home - some == 0)].mean()
    assert beside > 2.5 * apart


def test_children_have_none_of_the_three_and_only_pupils_miss_school(people: MadeUpPeople) -> None:
    flags, age = people.truths.needs.flags, people.truths.households.age
    assert int(count_of(flags, THREE)[age < 16].sum()) == 0
    assert age[flags["school_absence"]].min() >= 5
    assert age[flags["school_absence"]].max() <= 15


def test_rates_of_a_place_without_records_are_those_of_the_model() -> None:
    flags = [made_up_people(number=NUMBER, seed=seed).truths.needs.flags for seed in (11, 12, 13)]
    for need, rate in IN_A_THOUSAND.items():
        assert np.mean([each[need].mean() for each in flags]) * 1000 == pytest.approx(rate, rel=0.12), need
    for cohort, (_, needs, least, rate) in SEVERAL.items():
        found = np.mean([(count_of(each, needs) >= least).mean() for each in flags]) * 1000
        assert found == pytest.approx(rate, rel=0.25), cohort


def test_every_need_is_had_by_somebody_and_nobody_has_another(people: MadeUpPeople) -> None:
    assert list(people.truths.needs.flags) == list(NEEDS)
    assert all(flags.any() for flags in people.truths.needs.flags.values())


def test_neighbours_are_likelier_to_stand_alike(people: MadeUpPeople) -> None:
    standing, area = people.truths.needs.standing, people.truths.homes.area
    middles = np.bincount(area, weights=standing) / np.bincount(area)
    assert middles.std() > 2 * standing.std() / math.sqrt(15)
