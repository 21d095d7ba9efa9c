"""Unit values: the shipped database is whole, its lines add up, and no pound is counted twice."""

import csv
import itertools
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import build_unit_values
from goodplace.place.data import LABELS, table
from goodplace.place.prices import deflator, parse_year
from goodplace.place.tables import Category, Role
from goodplace.place.unit_values import (
    agency_role,
    double_counted,
    needs_allocation,
    unit_cost,
    unit_costs,
    value_lines,
)

DATA = build_unit_values.SHIPPED.parent
CODES = tuple(unit_costs())


def test_all_684_unit_costs_are_there_once_each() -> None:
    costs = unit_costs().values()
    assert len(costs) == 684
    assert sum(cost.fiscal is not None for cost in costs) == 675
    assert sum(cost.economic is not None for cost in costs) == 80
    assert sum(cost.social is not None for cost in costs) == 25
    assert {cost.category for cost in costs} == set(get_args(Category)) - {"other"}


def test_a_line_keeps_its_value_and_price_year_as_published() -> None:
    cost = unit_cost("SS1.0")
    assert cost.fiscal == (51080, 2013)
    assert (cost.rag, cost.category, cost.unit) == ("A", "social_services", "Per year")


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'ZZ9\.9'"):
        value_lines("ZZ9.9", price_base=2027)


@given(st.sampled_from(CODES), st.integers(2005, 2035), st.sampled_from(["qna-2025-12", "budget-2015-03"]))
def test_the_lines_of_a_code_add_up_to_what_is_published(code: str, base: int, vintage: str) -> None:
    index, cost = deflator(vintage), unit_cost(code)
    lines = value_lines(code, price_base=base, index=index)
    for kinds, money in (
        ({"fiscal", "transfer"}, cost.fiscal),
        ({"economic"}, cost.economic),
        ({"social"}, cost.social),
    ):
        total = sum(line.amount for line in lines if line.kind in kinds)
        expected = index.uprate(money.amount, money.year, base) if money else 0
        assert total == pytest.approx(expected, rel=1e-9, abs=0.02)


def test_a_jobseeker_in_work_is_worth_three_lines() -> None:
    lines = value_lines("E&E1.0", price_base=2012)
    assert [(line.kind, line.role, round(line.amount, 2)) for line in lines] == [
        ("transfer", "dwp", 9234),
        ("fiscal", "nhs", 566),
        ("economic", None, 14044),
    ]


def test_parts_that_do_not_make_the_headline_leave_a_line_of_their_own() -> None:
    lines = value_lines("SS15.3", price_base=2008)
    rest = [line for line in lines if line.part == "remainder"]
    assert [(line.role, round(line.amount, 2)) for line in rest] == [(None, -2)]
    assert not needs_allocation("SS15.3")


def test_a_cost_with_one_agency_goes_to_its_role_today() -> None:
    (line,) = value_lines("HE4.0", price_base=2011)
    assert (line.kind, line.role, line.part) == ("fiscal", "nhs", "whole")
    assert line.amount == pytest.approx(109)


def test_a_cost_shared_by_unnamed_bodies_must_be_allocated_by_the_user() -> None:
    (line,) = value_lines("CR1.0", price_base=2002)
    assert line.role is None
    assert "say who bears it" in line.note
    assert [code for code in CODES if needs_allocation(code)] == [
        *["CR1.0", "E&E10.4", "FI1.0", "FI1.0.1", "FI1.0.2", "FI3.0", "FI4.0", "FI5.0", "FI6.0", "HE1.9", "HE2.12"],
        *["SS4.0", "SS4.0.2", "SS9.5", "SS10.0", "SS15.0", "SS15.1"],
    ]


def test_a_part_used_alone_is_the_same_line_as_under_its_headline() -> None:
    for code in ("CR8.0.5", "E&E1.0.1", "FI1.0.5", "E&E10.0.2"):
        (alone,) = value_lines(code, price_base=2013)
        inside = [line for line in value_lines(unit_cost(code).headline, price_base=2013) if line.code == code]
        assert [(line.kind, line.role, line.amount) for line in inside] == [(alone.kind, alone.role, alone.amount)]


def test_everything_flagged_as_a_transfer_is_one() -> None:
    flagged = [code for code in CODES if unit_cost(code).transfer_note]
    assert len(flagged) == 12
    for code in flagged:
        assert any(line.kind == "transfer" for line in value_lines(code, price_base=2013))


def test_no_benefit_paid_by_the_week_is_left_as_fiscal() -> None:
    weekly = [c for c in CODES if c.startswith(("E&E", "HO7")) and unit_cost(c).unit == "Per week"]
    assert len(weekly) > 35
    assert {line.kind for code in weekly for line in value_lines(code, price_base=2014)} == {"transfer"}


def test_every_agency_in_the_database_has_a_role_or_is_known_to_be_shared() -> None:
    named = {(cost.agency_l1, cost.agency_l2) for cost in unit_costs().values()}
    assert named == {(row["agency_l1"], row["agency_l2"]) for row in table("agency_crosswalk")}
    assert agency_role("NHS", "Clinical Commissioning Group")[0] == "nhs"
    assert agency_role("Department for Education", "CAFCASS")[0] == "justice"
    assert agency_role("Multiple")[0] is None
    with pytest.raises(ValueError, match="no agency"):
        agency_role("Ministry of Magic")


def test_shares_are_the_published_parts_and_name_real_roles() -> None:
    roles = {*get_args(Role), ""}
    assert {row["role"] for row in table("agency_crosswalk")} <= roles
    for row in table("agency_shares"):
        part = unit_cost(row["source_code"]).fiscal
        assert row["role"] in roles
        assert unit_cost(row["code"]).fiscal is not None
        assert part is not None
        assert parse_year(row["price_year"]) == part.year
        if not row["note"].startswith(("73%", "27%")):
            assert float(row["amount_gbp"]) == part.amount


def pairs(*codes: str) -> list[tuple[str, str, str]]:
    return [(found.code_a, found.code_b, found.severity) for found in double_counted(codes)]


def test_a_headline_and_its_part_are_never_both_counted() -> None:
    assert pairs("CR8.0.1", "CR8.0") == [("CR8.0", "CR8.0.1", "error")]
    assert pairs("SS16.0.1", "SS16.0") == [("SS16.0", "SS16.0.1", "error")]


def test_parts_of_one_headline_may_stand_together() -> None:
    assert pairs("CR2.0.1", "CR2.0.2", "CR2.0.3") == []
    assert pairs("CR8.0.1", "CR8.0.6") == []


def test_the_all_crime_average_and_a_kind_of_crime_are_never_both_counted() -> None:
    assert pairs("CR8.0", "CR8.12") == [("CR8.0", "CR8.12", "error")]
    assert pairs("CR8.0.1", "CR8.2.1") == [("CR8.0.1", "CR8.2.1", "error")]
    assert pairs("CR8.2", "CR8.12") == []


def test_an_item_listed_twice_is_counted_once() -> None:
    assert pairs("SS16.0", "E&S4.1") == [("E&S4.1", "SS16.0", "error")]
    assert pairs("SS16.0.2", "E&S4.1") == [("E&S4.1", "SS16.0.2", "error")]
    assert pairs("SS16.0.2", "E&S4.1.1") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("CR1.0", "CR8.0"), ("CR2.0", "SS4.0"), ("CR2.0.4", "SS1.0"), ("CR2.0.5", "HO3.0"), ("E&S1.0", "SS1.0")],
)
def test_overlaps_that_the_database_warns_of_are_warned_of(one: str, other: str) -> None:
    assert [severity for *_, severity in pairs(other, one)] == ["warning"]


def test_different_outcomes_and_own_codes_raise_nothing() -> None:
    assert pairs("HE4.0", "SS1.0", "CR8.0", "my own outcome") == []


def test_every_double_count_rule_can_fire() -> None:
    for rule in table("double_count"):
        ones = [code for code in CODES if fnmatchcase(code, rule["codes"])]
        others = [code for code in CODES if fnmatchcase(code, rule["with_codes"])]
        assert any(
            found.reason == rule["reason"]
            for one, other in itertools.product(ones, others)
            for found in double_counted((one, other))
        ), rule


@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in DATA.glob("*.csv")),
)
def test_every_shipped_row_says_how_it_is_known_and_under_what_licence(name: str) -> None:
    for row in table(name):
        assert row["label"] in LABELS
        assert row["licence"]


def test_the_docs_list_every_shipped_table_with_its_rows() -> None:
    page = (DATA.parents[3] / "docs" / "reference" / "data.md").read_text(encoding="utf-8")
    listed = {name: int(rows) for name, rows in re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)}
    assert listed == {path.stem: len(table(path.stem)) for path in DATA.glob("*.csv")}


def test_the_build_script_changes_no_value_and_writes_what_is_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract, rebuilt = tmp_path / "extract.csv", tmp_path / "rebuilt.csv"
    with extract.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, [*build_unit_values.COPIED, "transfer_payment_note", "outline_level"], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(table("unit_values_gmca_v1_4"))
    monkeypatch.setattr(build_unit_values, "SHIPPED", rebuilt)
    build_unit_values.main(extract)
    assert rebuilt.read_bytes() == (DATA / "unit_values_gmca_v1_4.csv").read_bytes()
