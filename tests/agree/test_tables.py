"""The tables of a report: every column explained, sums that agree with each other and the plan, rows in key order."""

import json
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import place_of, rows_of

from goodplace.agree.document import deal_document
from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.agree.tables import TABLES_OF_A_REPORT, result_tables
from goodplace.choose.lenses import public_lens
from goodplace.choose.plan import lens_value
from goodplace.demo import made_up_place
from goodplace.formats.read_place import read_place
from goodplace.place.problems import Problem
from goodplace.place.result_table import ResultCell, ResultTable

EXAMPLES = Path(__file__).parents[2] / "examples"
Record = dict[str, Any]


@cache
def example(name: str) -> tuple[Report, tuple[Problem, ...]]:
    place, notes = read_place(EXAMPLES / f"{name}.xlsx")
    return work_out(place), notes


@cache
def tables(name: str) -> dict[str, ResultTable]:
    report, notes = example(name)
    return {table.key: table for table in result_tables(report, notes=notes)}


def records(table: ResultTable) -> list[Record]:
    return [{c.key: cell for c, cell in zip(table.columns, row, strict=True)} for row in table.rows]


def total(rows: list[Record], value: str, *, by: str = "", where: Callable[[Record], bool] = lambda row: True) -> Any:
    sums: dict[ResultCell, float] = defaultdict(float)
    for row in filter(where, rows):
        sums[row[by] if by else ""] += row[value] or 0.0
    return sums if by else sums[""]


@pytest.fixture(params=["school-emotional-learning", "seven-partners", "family-safeguarding"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_column_says_what_it_means_and_every_figure_its_unit(name: str) -> None:
    columns = [column for table in tables(name).values() for column in table.columns]
    assert [column.key for column in columns if not column.meaning] == []
    assert [column.key for column in columns if column.kind != "text" and not column.unit] == []


def test_every_table_has_its_own_key_and_cells_of_its_columns_kinds(name: str) -> None:
    assert len(tables(name)) == len(TABLES_OF_A_REPORT) + 1
    for table in tables(name).values():
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                wanted: Any = {"text": str, "year": int, "count": int}.get(column.kind, float)
                assert cell is None or type(cell) is wanted, (table.key, column.key, cell)


def test_pounds_are_whole_pence_and_nothing_is_minus_zero(name: str) -> None:
    for table in tables(name).values():
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind == "money" and cell is not None:
                    assert round(float(cell), 2) == cell
                    assert str(cell) != "-0.0"


def test_the_school_example_has_the_figures_of_the_hand_calculation() -> None:
    rows = {row["partner"]: row for row in records(tables("school-emotional-learning")["partners"])}
    school = rows["school"]
    assert (school["puts_in"], school["released"], school["net_before"]) == (132_000.00, 83_112.20, -48_887.80)
    assert (school["payments"], school["net_after"], school["break_even"]) == (48_887.80, 0.0, 0.794107)
    assert total(list(rows.values()), "net_after") == pytest.approx(1_266_670.85, abs=0.05)


def test_a_partners_years_add_up_to_what_it_ends_with(name: str) -> None:
    by_partner = total(records(tables(name)["years"]), "net_pv", by="partner")
    for row in records(tables(name)["partners"]):
        assert by_partner[row["partner"]] == pytest.approx(row["net_after"], abs=0.2)


def test_a_years_spendable_net_leaves_benefits_and_taxes_out_and_its_net_counts_them(name: str) -> None:
    kept = ("released", "financing", "payments", "top_up")
    for row in records(tables(name)["years"]):
        assert row["spendable_net"] == pytest.approx(sum(row[key] for key in kept) - row["costs"], abs=0.05)
        assert row["net"] == pytest.approx(row["spendable_net"] + row["benefits_and_taxes"], abs=0.02)


def test_economic_and_social_value_of_an_outcome_is_its_figure_and_savings_make_it_public_value(name: str) -> None:
    found, options = figures(example(name)[0]), records(tables(name)["options"])
    rows = records(tables(name)["outcomes"])
    for row in rows:
        assert row["economic_and_social"] == pytest.approx(found[f"outcome.{row['outcome']}.worth"].value, abs=0.01)
    gained = total(options, "public_value") + total(options, "cost")
    assert total(rows, "public_value") == pytest.approx(gained, abs=0.1)


def test_a_partners_figures_add_up_from_column_to_column(name: str) -> None:
    for row in records(tables(name)["partners"]):
        before = row["released"] - row["puts_in"] + row["financing"]
        assert row["net_before"] == pytest.approx(before, abs=0.02)
        assert row["net_after"] == pytest.approx(row["net_before"] + row["payments"] + row["top_up"], abs=0.02)
        assert row["gain"] == pytest.approx(row["net_after"] - row["walks_and_it_stops"], abs=0.02)


def test_payments_add_up_to_what_each_partner_pays_and_gets(name: str) -> None:
    rows = records(tables(name)["payments"])
    paid, got = total(rows, "pv", by="payer"), total(rows, "pv", by="receiver")
    for row in records(tables(name)["partners"]):
        assert row["payments"] == pytest.approx(got[row["partner"]] - paid[row["partner"]], abs=0.1)


def test_options_add_up_to_what_partners_put_in_and_to_public_value(name: str) -> None:
    report, _ = example(name)
    rows, partners = records(tables(name)["options"]), records(tables(name)["partners"])
    assert total(rows, "cost") == pytest.approx(total(partners, "puts_in"), abs=0.1)
    assert total(rows, "net_cash") == pytest.approx(total(partners, "released") - total(partners, "puts_in"), abs=0.1)
    public = lens_value(public_lens(report.model.payoffs), report.plan)
    assert total(rows, "public_value") == pytest.approx(public, abs=0.1)
    assert [row["option"] for row in rows if row["in_plan"] == "yes"] == [
        row["option"] for row in rows if row["places"] > 0
    ]


def test_value_by_option_adds_up_to_public_value_and_to_cash_released(name: str) -> None:
    report, _ = example(name)
    first, discount = report.place.settings.first_year, report.values.discount
    rows = [
        row | {part: (row[part] or 0.0) * discount[row["year"] - first] for part in ("value", "released")}
        for row in records(tables(name)["value"])
    ]
    partners, options = records(tables(name)["partners"]), records(tables(name)["options"])
    worth = total(rows, "value", where=lambda row: row["kind"] != "transfer")
    assert worth - total(partners, "puts_in") == pytest.approx(total(options, "public_value"), abs=1.0)
    released, claimed = total(rows, "released", by="partner"), total(rows, "value", by="partner")
    for row in partners:
        assert released[row["partner"]] == pytest.approx(row["released"], abs=0.2)
        assert claimed[row["partner"]] == pytest.approx(row["claimed"], abs=0.2)


def test_money_by_class_adds_up_to_each_partners_costs(name: str) -> None:
    report, _ = example(name)
    last = report.place.settings.first_year + report.place.settings.money_years
    spent = total(records(tables(name)["money_by_class"]), "spent", by="partner")
    costs = total(records(tables(name)["years"]), "costs", by="partner", where=lambda row: row["year"] < last)
    for partner, cost in costs.items():
        assert spent[partner] == pytest.approx(cost, abs=0.1)


def test_scenarios_go_from_none_to_all_released_and_mark_the_headline(name: str) -> None:
    rows = records(tables(name)["scenarios"])
    assert [row["released"] for row in rows] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert [row["released"] for row in rows if row["headline"] == "yes"] == [0.5]


def test_up_to_eight_partners_every_group_is_listed_with_what_it_could_have() -> None:
    rows = records(tables("seven-partners")["groups"])
    assert len(rows) == 2**7 - 2
    assert len({row["group"] for row in rows}) == len(rows)
    assert [row["group"] for row in rows if row["gain"] < -2.0] == []


def test_with_more_partners_only_groups_that_bind_or_object_are_listed_and_the_table_says_so() -> None:
    place = place_of(made_up_place(partners=9, options=3, years=3, seed=3).tables)
    report = work_out(place)
    table = next(table for table in result_tables(report) if table.key == "groups")
    assert "only groups that bind or object" in table.note
    assert 0 < len(table.rows) < 200
    walk = next(table for table in result_tables(report) if table.key == "walk_away")
    assert [row["size"] for row in records(walk)][:9] == [1] * 9


def test_a_place_where_nothing_is_worth_starting_has_all_its_tables() -> None:
    place = place_of(
        rows_of("council nhs", options=[{"id": "a", "lead": "council"}],
                option_costs=[{"option": "a", "payer": "council", "amount": 100}],
                option_effects=[{"option": "a", "outcome": "x"}],
                unit_values=[{"outcome": "x", "kind": "fiscal", "partner": "nhs", "amount": 10}])
    )  # fmt: skip
    report = work_out(place)
    made = {table.key: table for table in result_tables(report)}
    assert report.cash.verdict == "nothing_to_do"
    assert (len(made["payments"].rows), len(made["value"].rows), len(made["splits"].rows)) == (0, 0, 0)
    assert "nobody pays" in made["payments"].note
    assert json.dumps(deal_document(report))


def test_an_outcome_without_a_value_is_shown_in_units_and_one_partner_is_no_trouble() -> None:
    place = place_of(
        rows_of("council", options=[{"id": "a", "lead": "council"}],
                option_costs=[{"option": "a", "payer": "council", "amount": 5}],
                option_effects=[{"option": "a", "outcome": "x"}, {"option": "a", "outcome": "friends"}],
                unit_values=[{"outcome": "x", "kind": "fiscal", "partner": "council", "amount": 10}])
    )  # fmt: skip
    made = {table.key: table for table in result_tables(work_out(place))}
    worthless = [row for row in records(made["value"]) if row["outcome"] == "friends"]
    assert [(row["kind"], row["units"], row["value"], row["partner"]) for row in worthless] == [
        ("no value", 1, 0, None)
    ]
    assert [row["gain"] for row in records(made["walk_away"])] == [5.0]


def test_rows_in_another_order_give_the_same_tables_and_document() -> None:
    rows = made_up_place(partners=4, options=4, years=4, seed=11).tables
    shuffled = {name: random.Random(3).sample(table, len(table)) for name, table in rows.items()}
    one, other = (work_out(place_of(tables)) for tables in (rows, shuffled))
    assert result_tables(one) == result_tables(other)
    assert deal_document(one) == deal_document(other)


def test_unit_values_name_the_source_of_each_row_and_no_row_number() -> None:
    own = {"outcome": "x", "kind": "fiscal", "partner": "nhs", "amount": 10}
    place = place_of(
        rows_of("council nhs", options=[{"id": "a", "lead": "council"}],
                option_costs=[{"option": "a", "payer": "council", "amount": 5, "source": "our books"}],
                option_effects=[{"option": "a", "outcome": "x"}],
                unit_values=[own | {"source": "our contract"}, own | {"kind": "social", "partner": None}])
    )  # fmt: skip
    made = {table.key: table for table in result_tables(work_out(place))}
    assert {(row["kind"], row["source"]) for row in records(made["unit_values"])} == {
        ("fiscal", "our contract"),
        ("social", "source not stated"),
    }
    assert "our books" in {row["source"] for row in records(made["sources"])}
    assert not [cell for table in made.values() for row in table.rows for cell in row if "› row" in str(cell)]


def test_notes_are_counted_by_kind() -> None:
    note = Problem("stale-price", "row 3", sheet="option_costs", column="price_year", row=3, severity="note")
    report, _ = example("school-emotional-learning")
    table = result_tables(report, notes=[note, replace(note, row=4)])[-1]
    assert [(row["code"], row["table"], row["times"]) for row in records(table)] == [("stale-price", "option_costs", 2)]


def test_the_document_says_draft_and_holds_verdicts_in_both_views_under_both_beliefs() -> None:
    report, _ = example("seven-partners")
    document = deal_document(report)
    assert document["status"] == "draft: a proposal, agreed by nobody"
    assert document["source"] == "seven-partners.xlsx"
    assert document["input_hash"].startswith("sha256:")
    for view in ("cash", "remit"):
        assert document["views"][view]["verdict"] in ("holds", "needs_top_up", "no_deal", "nothing_to_do")
        assert set(document["views"][view]["beliefs"]) == {"start_condition", "rest_carry_on"}
    assert [partner["partner"] for partner in document["partners"]] == [partner.id for partner in report.place.partners]
    assert document["payments"][0]["year"] == "2027/28"
    assert document["price_of_disagreement"] == pytest.approx(22_484_157.97, rel=1e-6)
    assert document["views"]["cash"]["plan"]["best_gap"] >= 0
