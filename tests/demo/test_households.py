"""Made-up households come out to the margins exactly, and as families."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.demo.households import (
    ADULT,
    ALONE,
    COUPLE,
    COUPLE_WITH_CHILDREN,
    GROWN_CHILDREN,
    KINDS,
    LONE_PARENT,
    Households,
    make_households,
)
from goodplace.demo.margins import DEFAULT_MARGINS, AgeBand, Margins
from goodplace.place.errors import InputError

NUMBER = 20_000


@pytest.fixture(scope="module")
def people() -> Households:
    return make_households(NUMBER, DEFAULT_MARGINS, np.random.default_rng(3))


def test_every_band_of_age_and_sex_has_as_many_people_as_its_share_says(people: Households) -> None:
    for band in DEFAULT_MARGINS.ages:
        there = (people.female == (band.sex == "F")) & (people.age >= band.youngest) & (people.age <= band.oldest)
        assert abs(int(there.sum()) - band.share * NUMBER) <= 1, band


def test_households_have_the_sizes_asked_for(people: Households) -> None:
    shares = np.bincount(np.minimum(people.size, 5), minlength=6)[1:] / len(people.size)
    assert shares == pytest.approx(DEFAULT_MARGINS.household_sizes, abs=0.002)
    assert np.array_equal(np.bincount(people.household), people.size)


def test_every_household_has_an_adult_at_its_head(people: Households) -> None:
    heads = people.position == 0
    assert int(heads.sum()) == len(people.size)
    assert people.age[heads].min() >= ADULT


def test_there_are_families_of_every_kind_and_they_are_what_they_are_called(people: Households) -> None:
    children = np.bincount(people.household, weights=people.age < ADULT)
    assert set(people.kind.tolist()) == set(range(len(KINDS)))
    assert set(children[np.isin(people.kind, (ALONE, COUPLE))].tolist()) == {0.0}
    assert children[np.isin(people.kind, (COUPLE_WITH_CHILDREN, LONE_PARENT))].min() >= 1
    old_and_alone = (people.kind[people.household] == ALONE) & (people.age >= 65)
    assert 0.05 < old_and_alone.mean() < 0.12


def test_parents_are_older_than_their_children_and_partners_near_in_age(people: Households) -> None:
    head = people.age[people.position == 0][people.household]
    child = people.age < ADULT
    gap = (head - people.age)[child]
    assert np.quantile(gap, 0.01) >= 15
    assert 26 <= np.median(gap) <= 38
    couples = np.isin(people.kind[people.household], (COUPLE, COUPLE_WITH_CHILDREN, GROWN_CHILDREN))
    partner = couples & (people.position == 1) & ~child
    assert np.quantile(np.abs(head - people.age)[partner], 0.9) <= 10


@given(number=st.integers(1, 300), seed=st.integers(0, 1000))
def test_any_number_of_people_finds_a_home(number: int, seed: int) -> None:
    people = make_households(number, DEFAULT_MARGINS, np.random.default_rng(seed))
    assert int(people.size.sum()) == len(people.age) == number
    assert people.age[people.position == 0].min() >= ADULT


def test_margins_with_too_few_adults_are_refused_plainly() -> None:
    children = Margins((AgeBand("F", 0, 9, 1.0),), DEFAULT_MARGINS.household_sizes, "a school")
    with pytest.raises(InputError, match="only 0 adults"):
        make_households(100, children, np.random.default_rng(1))
