"""Each thing that can be wrong across cells, rows and tables has its own code, says where it is and what to do."""

import copy
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.place.check_money import units_at_most
from goodplace.place.problem_codes import NOTES, PROBLEM_CODES
from goodplace.place.problems import Problem, ProblemsFound
from goodplace.place.settings import Settings
from goodplace.place.tables import Option, OptionEffect

Tables = dict[str, list[dict[str, Any]]]
Edit = Callable[[Tables], object]


def starter() -> Tables:
    return {table: [dict(row) for row in rows] for table, rows in copy.deepcopy(dict(STARTER_TABLES)).items()}


def problems_of(tables: Tables, folder: Path) -> tuple[Problem, ...]:
    try:
        return read_place(write_place(tables, folder / "place.xlsx"))[1]
    except ProblemsFound as found:
        return found.problems


def set_to(table: str, row: int, **values: Any) -> Edit:
    """Change cells of a row: row 2 is the first below the heading, as a spreadsheet counts."""
    return lambda tables: tables[table][row - 2].update(values)


def add(table: str, **values: Any) -> Edit:
    return lambda tables: tables.setdefault(table, []).append(values)


def both(*edits: Edit) -> Edit:
    def edit(tables: Tables) -> None:
        for each in edits:
            each(tables)

    return edit


def setting(key: str, value: Any) -> Edit:
    def edit(tables: Tables) -> None:
        tables["place"] = [row for row in tables["place"] if row["key"] != key] + [{"key": key, "value": value}]

    return edit


def no_column(table: str, column: str) -> Edit:
    return lambda tables: [row.pop(column) for row in tables[table]]


def outcome(name: str, **values: Any) -> Edit:
    return add("outcomes", id=name, name=name, **values)


def thirteen_partners(tables: Tables) -> None:
    tables["partners"] += [{"id": f"p{n}", "name": f"P{n}", "sector": "public"} for n in range(10)]


TRIAL = {"deadweight": "20%", "source": "randomised controlled trial of 2019"}
# Code, what is done to the starting workbook, where the problem must be said to be, and words of its message.
CASES: list[tuple[str, Edit, str, str]] = [
    ("missing-table", lambda t: t.pop("options"), "place.xlsx", "options is missing"),
    ("table-without-rows", lambda t: t["option_costs"].clear(), "option_costs", "no rows"),
    ("missing-column", no_column("options", "lead"), "options › row 1 › lead", "column lead is missing"),
    ("unknown-column", set_to("options", 2, leed="x"), "options › row 1 › leed", "“lead”?"),
    ("missing-value", set_to("partners", 3, name=None), "partners › row 3 › name", "Fill it in"),
    ("spreadsheet-error", set_to("option_costs", 2, amount="#REF!"), "option_costs › row 2 › amount", "#REF!"),
    ("text-too-long", set_to("partners", 2, name="x" * 501), "partners › row 2 › name", "at most 500"),
    ("control-character", set_to("partners", 2, name="a\u202eb"), "partners › row 2 › name", "without control"),
    ("not-an-id", set_to("partners", 2, id="a,b"), "partners › row 2 › id", "short id"),
    ("not-a-number", set_to("option_costs", 2, amount="lots"), "option_costs › row 2 › amount", "got lots"),
    ("number-too-large", set_to("option_costs", 2, amount=1e14), "option_costs › row 2 › amount", "up to"),
    ("negative-money", set_to("option_costs", 2, amount=-5), "option_costs › row 2 › amount", "zero or more; got -5"),
    ("negative-quantity", set_to("options", 2, places_max=-5), "options › row 2 › places_max", "zero or more"),
    ("share-out-of-range", set_to("option_effects", 2, engaged=50), "option_effects › row 2 › engaged", "50% or 0.5"),
    ("rate-out-of-range", setting("inflation", 2), "place › row 8 › value", "2% or 0.02"),
    ("not-net-or-share", set_to("option_effects", 2, deadweight="gross"), "row 2 › deadweight", "the word net"),
    ("not-a-year", set_to("options", 2, first_start="2027/29"), "options › row 2 › first_start", "2027/28"),
    ("not-a-count", set_to("option_effects", 2, lag=1.5), "option_effects › row 2 › lag", "whole number"),
    ("not-from-one", set_to("option_costs", 2, year=0), "option_costs › row 2 › year", "one or more"),
    ("not-a-grade", set_to("option_effects", 2, grade=7), "option_effects › row 2 › grade", "1 (best) to 6"),
    ("unknown-word", set_to("partners", 2, sector="publik"), "partners › row 2 › sector", "“public”?"),
    ("unknown-setting", setting("horizont", 5), "place › row 8 › key", "“horizon”?"),
    ("setting-twice", add("place", key="Horizon", value=9), "place › row 8 › key", "already set in row 5"),
    ("missing-setting", lambda t: t["place"].pop(3), "place.xlsx › place", "the key horizon"),
    ("unknown-vintage", setting("deflator", "qna-2025-11"), "place › row 8 › value", "“qna-2025-12”?"),
    ("horizon-too-short", setting("horizon", 2), "place › row 7 › value", "shorter than the money years"),
    ("horizon-too-long", setting("horizon", 101), "place › row 7 › value", "at most 100"),
    ("no-price-index", set_to("option_costs", 2, price_year="1990/91"), "row 2 › price_year", "reach back to 1990/91"),
    ("duplicate", set_to("partners", 3, id="council"), "partners › row 3 › id", "same id as row 2"),
    (
        "duplicate",
        both(
            add("budgets", partner="nhs", year=2027, amount=1),
            add("budgets", partner="nhs", year=2027, amount=2, budget_class="nhs"),
        ),
        "budgets › row 3 › partner",
        "same partner and year and budget_class and ring_fence as row 2",
    ),
    ("dangling-partner", set_to("options", 2, lead="counsil"), "options › row 2 › lead", "“council”?"),
    (
        "dangling-partner",
        set_to("options", 2, signatories=("nhs", "x9")),
        "row 2 › signatories",
        "there is no partner “x9”",
    ),
    ("dangling-option", set_to("option_costs", 3, option="hom"), "option_costs › row 3 › option", "“home”?"),
    ("dangling-outcome", set_to("option_effects", 2, outcome="H06.0"), "option_effects › row 2 › outcome", "“HO6.0”?"),
    (
        "dangling-ring-fence",
        add("budgets", partner="nhs", year=2027, amount=1, ring_fence="hom"),
        "budgets › row 2 › ring_fence",
        "“home”?",
    ),
    ("unknown-unit-cost", outcome("own", unit_cost="HO6"), "outcomes › row 2 › unit_cost", "“HO6.0”?"),
    ("places-min-above-max", set_to("options", 2, places_min=61), "options › row 2 › places_min", "61 and 60"),
    (
        "places-above-cohort",
        set_to("options", 2, cohort_size=59),
        "options › row 2 › places_max",
        "60 places for 59 people",
    ),
    (
        "start-window-reversed",
        set_to("options", 2, last_start="2026/27"),
        "options › row 2 › last_start",
        "before the first",
    ),
    ("start-before-place", set_to("options", 2, first_start="2026/27"), "options › row 2 › first_start", "2026/27"),
    (
        "start-after-money",
        set_to("options", 2, last_start="2030/31"),
        "options › row 2 › last_start",
        "2027/28 and 2029/30",
    ),
    ("weights-sum", outcome("own", residents_weight=0.9), "place.xlsx › outcomes › residents_weight", "adds up to 0.9"),
    (
        "remits-sum",
        both(
            add("remits", partner="nhs", outcome="HE4.0", share=0.6),
            add("remits", partner="council", outcome="HE4.0", share=0.6),
        ),
        "remits › share",
        "add up to 1.2",
    ),
    (
        "channel-to-itself",
        add("channels", from_partner="nhs", to_partner="nhs", power="x"),
        "channels › row 2 › to_partner",
        "pay itself",
    ),
    (
        "one-role-two-partners",
        set_to("partners", 4, role="nhs"),
        "option_effects › row 4 › outcome",
        "part of HE4.0 falls on the role nhs, which nhs and police share",
    ),
    ("unallocated-unit-cost", set_to("option_effects", 2, outcome="CR1.0"), "row 2 › outcome", "whose money CR1.0 is"),
    (
        "double-count",
        both(set_to("option_effects", 2, outcome="CR2.0"), set_to("option_effects", 3, outcome="CR2.0.1")),
        "place.xlsx › option_effects › outcome",
        "CR2.0.1 is a part or a kind of CR2.0",
    ),
    (
        "value-owner",
        both(outcome("own"), add("unit_values", outcome="own", kind="social", partner="nhs", amount=1)),
        "unit_values › row 2 › partner",
        "belongs to people",
    ),
    ("sheet-ignored", add("notes", x="y"), "place.xlsx › notes", "left alone"),
    (
        "payer-must-sign",
        set_to("option_costs", 4, payer="police"),
        "option_costs › row 4 › payer",
        "added to those who must sign",
    ),
    (
        "cost-after-end",
        set_to("option_costs", 2, year=2),
        "option_costs › year",
        "row 2: later than home runs (1 year)",
    ),
    ("effect-after-end", set_to("option_effects", 2, year=2), "option_effects › year", "row 2: later than home runs"),
    ("beyond-horizon", set_to("option_effects", 2, lasts=5), "options › row 2", "after 2031/32 are not counted"),
    ("option-without-cost", lambda t: t["option_costs"].pop(), "options › row 3", "link costs nothing"),
    (
        "option-without-effect",
        lambda t: t.update(option_effects=t["option_effects"][:4]),
        "options › row 3",
        "changes nothing",
    ),
    ("trial-deadweight", set_to("option_effects", 2, **TRIAL), "option_effects › row 2 › deadweight", "already net"),
    (
        "maybe-double-count",
        both(set_to("option_effects", 2, outcome="CR2.0"), set_to("option_effects", 3, outcome="SS1.0")),
        "option_effects › outcome",
        "uses CR2.0 and SS1.0",
    ),
    (
        "outcome-without-value",
        both(outcome("own"), set_to("option_effects", 2, outcome="own")),
        "outcomes › row 2 › unit_cost",
        "counts nothing",
    ),
    (
        "stale-price",
        set_to("option_costs", 2, price_year="2009/10"),
        "option_costs › price_year",
        "row 2: in prices more than ten",
    ),
    (
        "weights-without-scale",
        outcome("own", baseline=60, target=30, residents_weight=1),
        "place.xlsx › outcomes › residents_weight",
        "unit_values, which sets the scale",
    ),
    ("label-not-stated", set_to("option_costs", 2, label=None), "option_costs › label", "row 2: not said"),
    ("many-partners", thirteen_partners, "place.xlsx › partners", "there are 13 partners"),
    (
        "same-row-twice",
        lambda t: t["option_costs"].append(dict(t["option_costs"][0])),
        "place.xlsx › option_costs",
        "row 5: the same as a row above",
    ),
    (
        "budget-outside-money-years",
        add("budgets", partner="nhs", year=2031, amount=1),
        "budgets › year",
        "row 2: outside",
    ),
]


@pytest.mark.parametrize(
    ("code", "edit", "where", "words"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
def test_each_problem_is_named_placed_and_explained(
    code: str, edit: Edit, where: str, words: str, tmp_path: Path
) -> None:
    assert code not in {problem.code for problem in problems_of(starter(), tmp_path)} - {"stale-price"}
    tables = starter()
    edit(tables)
    matching = [problem for problem in problems_of(tables, tmp_path) if problem.code == code and words in str(problem)]
    assert len(matching) == 1
    assert matching[0].where.endswith(where)
    assert matching[0].severity == ("note" if code in NOTES else "error")


def with_dates(path: Path, cell: str, sheet: str, value: object) -> Path:
    book = openpyxl.load_workbook(path)
    book[sheet][cell].value = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code", "fix"),
    [
        ("options", "J2", dt.date(2011, 12, 1), "date-for-year", "type 2011/12"),
        ("options", "J2", dt.date(2027, 4, 1), "date-for-year", "type 2027/28"),
        ("option_costs", "C2", "27/04/2027", "date-for-number", "as a number"),
        ("option_costs", "E2", dt.datetime(2027, 4, 1), "date-for-number", "as a number"),
        ("partners", "B2", dt.date(2027, 4, 1), "not-text", "as text"),
        ("partners", "B2", True, "not-text", "as text"),
    ],
)
def test_a_date_is_never_taken_for_something_else(
    sheet: str, cell: str, value: object, code: str, fix: str, tmp_path: Path
) -> None:
    path = with_dates(write_place(starter(), tmp_path / "place.xlsx"), cell, sheet, value)
    with pytest.raises(ProblemsFound) as found:
        read_place(path)
    assert [problem.code for problem in found.value.problems if problem.severity == "error"] == [code]
    assert fix in str(found.value)


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    tables = starter()
    wrong = ("negative-money", "not-a-grade", "dangling-partner", "horizon-too-short", "duplicate")
    for code, edit, _, _ in CASES:
        if code in wrong:
            edit(tables)
    assert set(wrong) <= {problem.code for problem in problems_of(tables, tmp_path)}


def test_a_row_that_cannot_be_read_makes_no_second_complaint_elsewhere(tmp_path: Path) -> None:
    tables = starter()
    tables["options"][0]["places_max"] = "many"
    errors = [problem for problem in problems_of(tables, tmp_path) if problem.severity == "error"]
    assert [problem.code for problem in errors] == ["not-a-number"]


def errors_of(tables: Tables, folder: Path) -> list[Problem]:
    return [problem for problem in problems_of(tables, folder) if problem.severity == "error"]


@pytest.mark.parametrize("table", ["partners", "options"])
def test_an_empty_table_is_the_one_problem_and_not_every_name_that_refers_to_it(table: str, tmp_path: Path) -> None:
    tables = starter()
    tables[table].clear()
    assert [(problem.code, problem.sheet) for problem in errors_of(tables, tmp_path)] == [("table-without-rows", table)]


def test_a_row_without_an_id_is_no_choice_for_those_that_look_for_one(tmp_path: Path) -> None:
    tables = starter()
    both(set_to("options", 2, id=None), set_to("option_costs", 2, option="zzz"))(tables)
    dangling = [problem for problem in errors_of(tables, tmp_path) if problem.code == "dangling-option"]
    assert "Choose one of: link." in {problem.fix for problem in dangling}


def test_a_row_with_one_bad_cell_is_still_checked_against_other_tables(tmp_path: Path) -> None:
    tables = starter()
    both(
        set_to("option_costs", 2, amount="lots", payer="counsil"),
        set_to("options", 2, places_max=-1, signatories="nhs; x9"),
    )(tables)
    assert {(problem.code, problem.got) for problem in errors_of(tables, tmp_path)} == {
        ("not-a-number", "lots"),
        ("negative-quantity", "-1"),
        ("dangling-partner", "counsil"),
        ("dangling-partner", "x9"),
    }


@pytest.mark.parametrize("kind", ["economic", "social", "fiscal"])
def test_weights_have_a_scale_once_one_weighted_outcome_has_a_value_of_peoples_own(kind: str, tmp_path: Path) -> None:
    tables = starter()
    both(
        outcome("own", baseline=60, target=30, residents_weight=1),
        add("unit_values", outcome="own", kind=kind, amount=100, label="assumed"),
    )(tables)
    codes = {problem.code for problem in problems_of(tables, tmp_path)}
    assert ("weights-without-scale" in codes) == (kind == "fiscal")


def test_what_an_outcome_already_has_is_not_asked_for(tmp_path: Path) -> None:
    tables = starter()
    both(
        outcome("own", baseline=60, target=30, residents_weight=1),
        set_to("option_effects", 2, outcome="own"),
    )(tables)
    (problem,) = (problem for problem in problems_of(tables, tmp_path) if problem.code == "outcome-without-value")
    assert "weights" not in problem.fix


@pytest.mark.parametrize(
    ("change", "beyond"), [(0.06, False), (0.66, False), (0.67, True), (60, True), (-60, True), (-0.66, False)]
)
def test_more_than_the_whole_gap_is_doubted(change: float, beyond: bool, tmp_path: Path) -> None:
    """60 places, half of them engaged: 30 × change. A gap of 20/3 closed in five equal steps: 20/3 × (1+…+5)/5 = 20."""
    tables = starter()
    both(
        outcome("own", baseline=400, target=400 - 20 / 3),
        add("option_effects", option="home", outcome="own", change_per_place=change, deadweight="net", engaged=0.5),
    )(tables)
    doubts = [problem for problem in problems_of(tables, tmp_path) if problem.code == "effect-beyond-target"]
    assert [problem.column for problem in doubts] == ["change_per_place"] * beyond
    assert all("decimal point" in problem.fix and problem.severity == "note" for problem in doubts)


def test_units_at_most_count_years_of_work_lag_fade_and_the_end_of_the_horizon() -> None:
    settings = Settings(name="x", first_year=2027, money_years=3, horizon=5)
    option = Option(id="a", name="A", lead="b", places_max=10, first_start=2028, length=2)
    effect = OptionEffect(
        option="a", outcome="o", change_per_place=4, deadweight=0.5, affected=0.5, lag=1, lasts=3, fade=0.5
    )
    # 10 a year of work; the first is felt in years 3 to 5 of the horizon, the second in 4 and 5 only.
    assert units_at_most(effect, option, settings) == pytest.approx(10 * (1 + 0.5 + 0.25) + 10 * (1 + 0.5))


def test_unit_values_of_ones_own_settle_whose_money_it_is(tmp_path: Path) -> None:
    tables = starter()
    tables["partners"][2]["role"] = "nhs"
    for code in ("HE4.0", "HE7.0.2"):
        add("unit_values", outcome=code, kind="fiscal", partner="nhs", amount=100, label="assumed")(tables)
    assert [problem for problem in problems_of(tables, tmp_path) if problem.severity == "error"] == []


def test_every_code_is_tried_in_a_test() -> None:
    tests = Path(__file__).parents[1]
    rooms = ("place", "formats", "know", "aim")
    text = "".join(path.read_text("utf-8") for room in rooms for path in (tests / room).glob("*.py"))
    assert [code for code in PROBLEM_CODES if f'"{code}"' not in text] == []
