"""The committed example of Trafford: real statistics with their sources, a deal by role, every assumption marked."""

import csv
import re
from functools import cache

import pytest

from build_examples import EXAMPLES, tables_of
from goodplace.agree.deal import Deal, strike
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import PlanModel
from goodplace.choose.value import value_place
from goodplace.formats.read_place import read_place
from goodplace.place.place import Place
from place_builder.conversation import ABOUT_THEMSELVES

TRAFFORD = EXAMPLES / "trafford"
REAL = ("area_facts", "spending", "position")
# A13, but not the unit cost E&E2.0 and not the ONS code E08000009.
POINTERS = re.compile(r"(?<![\w&])[AE]\d{1,2}(?![\w.])")


@cache
def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader((TRAFFORD / f"{table}.csv").read_text(encoding="utf-8").splitlines()))


@cache
def the_place() -> Place:
    return read_place(TRAFFORD)[0]


@cache
def deal() -> Deal:
    values = value_place(the_place())
    return strike(PlanModel(Payoffs(values, possible_starts(values), 0.5)), "cash", every_group=False)


def names(vector: object) -> set[str]:
    return {p for p, i in the_place().partner_index.items() if vector[i] < -1}  # type: ignore[index]


def test_it_reads_without_an_error_and_is_a_worked_example_of_its_area() -> None:
    settings = the_place().settings
    assert (settings.kind, settings.area_code) == ("worked_example", "E08000009")
    assert "nobody has agreed" in str(settings.note)


def test_it_is_smaller_than_two_megabytes() -> None:
    assert sum(path.stat().st_size for path in TRAFFORD.rglob("*") if path.suffix in (".csv", ".md")) < 2_000_000


@pytest.mark.parametrize("table", REAL)
def test_every_published_row_says_where_it_comes_from_of_when_and_under_which_licence(table: str) -> None:
    assert len(rows(table)) > 50
    assert [row for row in rows(table) if not (row["source"] and row["date"] and row["licence"])] == []


def test_its_residents_add_up_by_sex_and_age() -> None:
    by_id = {row["id"]: float(row["value"]) for row in rows("area_facts")}
    bands = [value for fact, value in by_id.items() if fact.startswith("population.")]
    assert (len(bands), sum(bands), by_id["population"]) == (38, 241_025, 241_025)


def test_there_are_twenty_to_forty_indicators_each_with_neighbours_and_sortable_periods() -> None:
    position = rows("position")
    kinds = {row["indicator"]: (row["unit"], row["better"], row["name"], row["theme"]) for row in position}
    assert 20 <= len(kinds) <= 40
    for indicator in kinds:
        own = [row["period"] for row in position if row["indicator"] == indicator and row["area_code"] == "E08000009"]
        beside = {row["area_code"] for row in position if row["indicator"] == indicator and row["period"] == max(own)}
        assert len(beside - {"E92000001"}) >= 6
        assert len({re.sub(r"\d", "9", period) for period in own}) == 1, (
            f"{indicator}: periods of one form sort by time"
        )


def test_partners_are_at_least_seven_roles_and_one_is_a_neighbouring_council() -> None:
    partners = rows("partners")
    assert {"council", "nhs", "police", "dwp", "housing_association", "voluntary"} <= {p["role"] for p in partners}
    assert [(p["role"], p["level"]) for p in partners if p["level"] == "neighbour"] == [("council", "neighbour")]
    assert [p["name"] for p in partners if "Trafford" in p["name"] or "Manchester" in p["name"]] == []


def test_no_row_of_the_deal_or_of_spending_links_a_real_body_to_a_partner() -> None:
    assert {row["body"] for row in rows("spending")} == {"The council of this area"}
    assert "partner" not in rows("spending")[0]


def test_everything_pointed_to_is_in_the_table_of_assumptions_and_everything_in_it_is_pointed_to() -> None:
    assumed = {row["id"] for row in rows("assumptions")}
    tables = [path.stem for path in TRAFFORD.glob("*.csv") if path.stem not in (*REAL, "assumptions")]
    cells = [cell or "" for table in tables for row in rows(table) for column, cell in row.items() if column != "id"]
    named = {reference for cell in cells for reference in POINTERS.findall(cell)}
    assert named - assumed == set()
    # Tables without a column for a source: channels and remits; prices of the unit cost database; costs of pilots.
    assert assumed - named <= {"A15", "A18", "A20"}


def test_what_is_assumed_or_recalled_points_to_an_assumption() -> None:
    for table in ("option_costs", "option_effects", "needs", "cohorts", "funds", "capacity"):
        marked = [row for row in rows(table) if row["label"] in ("assumed", "recalled")]
        assert [row for row in marked if not POINTERS.search(row["source"])] == []


def test_effects_are_those_of_the_seven_partners_example() -> None:
    """What studies found isn't changed for the place; only what is assumed of the people here may be."""
    published = tables_of((EXAMPLES / "seven-partners.md").read_text(encoding="utf-8"))["option_effects"]
    known = {(e["option"], e["outcome"], str(e.get("year", ""))): e for e in published}
    own = [row for row in rows("option_effects") if row["outcome"] != "children_in_care_next_door"]
    for row in own:
        effect = known[row["option"], row["outcome"], row["year"]]
        assert (float(row["change_per_place"]), row["label"]) == (effect["change_per_place"], effect["label"])
    assert len(own) == 20


def test_baselines_of_children_in_care_and_rough_sleeping_are_published_ones() -> None:
    outcomes = {row["id"]: row for row in rows("outcomes")}
    assert outcomes["children_in_care"]["baseline"] == "377"
    assert "published by DfE" in outcomes["children_in_care"]["source"]
    assert float(outcomes["rough_sleeping"]["baseline"]) == pytest.approx(1.2736 * 241_025 / 100_000, abs=0.05)


def test_cohorts_of_many_needs_are_the_areas_share_of_england() -> None:
    cohorts = {row["id"]: row for row in rows("cohorts")}
    for cohort, england in (("three_needs", 58_000), ("two_needs", 222_000)):
        assert float(cohorts[cohort]["mid"]) == pytest.approx(england * 241_025 / 58_620_101, abs=5)
        assert float(cohorts[cohort]["low"]) < float(cohorts[cohort]["mid"]) < float(cohorts[cohort]["high"])
    assert {option["cohort"] for option in rows("options")} <= set(cohorts)


@pytest.mark.parametrize("which", ["national_weight", "residents_weight"])
def test_weights_add_up_to_one(which: str) -> None:
    assert sum(float(row[which] or 0) for row in rows("outcomes")) == pytest.approx(1)


def test_the_conversation_is_elsewheres_and_holds_nothing_that_describes_its_participants() -> None:
    assert the_place().settings.conversation_from == "elsewhere"
    text = (TRAFFORD / "conversation" / "comments.csv").read_text(encoding="utf-8")
    statements = list(csv.DictReader(text.splitlines()))
    assert [s for s in statements if s["comment-body"].startswith(ABOUT_THEMSELVES)] == []
    assert "ethnicity" not in text
    votes = csv.DictReader((TRAFFORD / "conversation" / "votes.csv").read_text(encoding="utf-8").splitlines())
    assert {vote["comment-id"] for vote in votes} <= {s["comment-id"] for s in statements}


def test_the_deal_holds_at_half_with_a_transfer_and_nobody_pays_from_benefits() -> None:
    half = deal()
    assert names(half.own) == {"police", "voluntary"}
    assert half.proposal is not None
    assert half.proposal.needs == pytest.approx(0, abs=1)
    payments = [payment for payment in half.proposal.payments if payment.pv > 1]
    assert {the_place().partners[payment.receiver].id for payment in payments} == {"police", "voluntary"}
    assert {the_place().partners[payment.payer].id for payment in payments} <= {"nhs", "council"}
    assert sum(payment.pv for payment in payments) == pytest.approx(100_500, abs=500)


def test_the_option_with_no_effect_found_is_in_no_plan() -> None:
    starts = possible_starts(value_place(the_place()))
    for plan in (deal().chosen, deal().best):
        started = {the_place().options[starts.option[n]].id for n, places in enumerate(plan.places) if places > 1e-6}
        assert started
        assert "nurse_partnership" not in started
