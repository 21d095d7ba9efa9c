"""What holds when a place doesn't say: lawful by default, fair by default, and the same in any order."""

import random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.place.data import table
from goodplace.place.defaults import (
    default_budget_class,
    default_channels,
    default_remits,
    is_spendable,
    roles,
)
from goodplace.place.tables import BudgetClass, Category, Role

PLACES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.sampled_from(get_args(Role)), max_size=6)
CATEGORIES = tuple(get_args(Category))


def channels(**role_by_partner: str) -> set[tuple[str, str, str]]:
    return {(c.from_partner, c.to_partner, c.power) for c in default_channels(role_by_partner)}


def test_section_75_joins_only_councils_and_nhs_bodies() -> None:
    joined = {(row["from_role"], row["to_role"]) for row in table("channels_default") if row["power"] == "section 75"}
    assert joined == {("council", "nhs"), ("nhs", "council")}


def test_a_council_and_the_nhs_may_pay_each_other() -> None:
    assert channels(trafford="council", icb="nhs") == {
        ("trafford", "icb", "section 75"),
        ("icb", "trafford", "section 75"),
    }


def test_nobody_local_pays_a_national_department() -> None:
    national = {"justice", "dwp", "hmrc", "central"}
    assert not [row for row in table("channels_default") if row["to_role"] in national]
    assert channels(jcp="dwp", c="council") == {("jcp", "c", "grant")}


def test_two_councils_may_pay_each_other_and_nobody_pays_itself() -> None:
    assert channels(a="council", b="council") == {("a", "b", "section 101"), ("b", "a", "section 101")}
    assert channels(a="council") == set()


def test_a_body_of_no_known_kind_has_no_channel() -> None:
    assert channels(a="council", b="other") == set()


@given(PLACES, st.randoms())
def test_channels_are_sorted_whatever_the_order_of_partners(place: dict[str, str], chance: random.Random) -> None:
    shuffled = list(place.items())
    chance.shuffle(shuffled)
    found = default_channels(dict(shuffled))
    assert found == sorted(found) == default_channels(place)
    assert all(c.from_partner != c.to_partner and c.label == "A" and c.basis for c in found)


@given(PLACES)
def test_a_remit_is_shared_out_whole_or_not_at_all(place: dict[str, str]) -> None:
    shares = default_remits(place, CATEGORIES)
    for category in CATEGORIES:
        mine = [share for (_, c), share in shares.items() if c == category]
        assert sum(mine) == pytest.approx(1) or mine == []
        assert len(set(mine)) <= 1


def test_crime_is_shared_by_police_justice_and_council_that_are_present() -> None:
    place = {"p": "police", "c": "council", "n": "nhs"}
    assert default_remits(place, ["crime", "health"]) == {("c", "crime"): 0.5, ("n", "health"): 1, ("p", "crime"): 0.5}
    assert default_remits({"n": "nhs"}, ["crime"]) == {}


def test_remits_and_budgets_use_the_words_of_the_input_tables() -> None:
    assert set(roles()) == set(get_args(Role))
    assert {row["category"] for row in table("remits_default")} == set(CATEGORIES) - {"other"}
    assert {row["budget_class"] for row in table("budget_class_default")} <= set(get_args(BudgetClass))


def test_benefit_payments_are_never_spendable() -> None:
    assert default_budget_class("dwp", kind="transfer") == "dwp_ame"
    assert default_budget_class("dwp") == "dwp_del"
    assert not any(is_spendable(role, kind="transfer") for role in roles())
    assert all(is_spendable(role) for role in roles())


def test_a_housing_association_pays_from_its_own_income() -> None:
    assert default_budget_class("housing_association") == "trading"


def test_an_unknown_role_is_refused_with_the_roles_there_are() -> None:
    for ask in (lambda: default_budget_class("mayor"), lambda: default_channels({"m": "mayor"})):
        with pytest.raises(ValueError, match="council"):
            ask()
    with pytest.raises(ValueError, match="council"):
        default_remits({"m": "mayor"}, ["crime"])
