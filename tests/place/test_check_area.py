"""What a place says of itself is checked: each code has its place in the file, and what to do."""

import copy
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from goodplace.formats import read_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.formats.write_place import write_place_folder
from goodplace.place.check_area import AREA_CHECKS
from goodplace.place.draft import draft_of
from goodplace.place.problem_codes import NOTES
from goodplace.place.problems import Problem, ProblemsFound
from goodplace.place.raw import RawPlace, RawTable
from goodplace.place.tables import TABLES

Tables = dict[str, list[dict[str, Any]]]
Edit = Callable[[Tables], object]
HERE = "E08000009"
PUBLISHED = {"date": "2024", "source": "A source", "licence": "OGL v3.0"}


def starter() -> Tables:
    """The starting place, with what it could know of itself."""
    tables = {table: [dict(row) for row in rows] for table, rows in copy.deepcopy(dict(STARTER_TABLES)).items()}
    tables["place"] += [{"key": "area_code", "value": HERE}]
    tables["needs"] = [{"id": "homeless", "name": "Homelessness"}, {"id": "drugs", "name": "Drugs"}]
    tables["cohorts"] = [
        {"id": "rough", "name": "Rough", "needs": "drugs, homeless", "at_least": 2, "low": 80, "mid": 90, "high": 99}
    ]
    tables["capacity"] = [{"owner": "nhs", "resource": "Hours", "year": 2027, "low": 8, "mid": 10, "high": 12}]
    tables["best_worst"] = [{"respondent": "1", "shown": "HE4.0, HO6.0, CR7.0", "best": "HE4.0", "worst": "CR7.0"}]
    tables["position"] = position_rows(indicators=2, areas=2, periods=2)
    return tables


def position_rows(*, indicators: int, areas: int, periods: int) -> list[dict[str, Any]]:
    return [
        {
            "indicator": f"i{indicator}",
            "name": f"Indicator {indicator}",
            "theme": "Theme",
            "area_code": HERE if area == 0 else f"E{area:08}",
            "area_name": f"Area {area}",
            "period": str(2000 + period),
            "value": indicator + area / 10 + period / 100,
            "unit": "%",
            "better": "higher",
            **PUBLISHED,
        }
        for indicator in range(indicators)
        for area in range(areas)
        for period in range(periods)
    ]


def problems_of(tables: Mapping[str, Sequence[Mapping[str, Any]]], folder: Path) -> tuple[Problem, ...]:
    write_place_folder(tables, folder)
    try:
        return read_place(folder)[1]
    except ProblemsFound as found:
        return found.problems


def set_to(table: str, row: int, **values: Any) -> Edit:
    """Change cells of a row: row 2 is the first below the heading, as a spreadsheet counts."""
    return lambda tables: tables[table][row - 2].update(values)


def add(table: str, **values: Any) -> Edit:
    return lambda tables: tables.setdefault(table, []).append(values)


def setting(key: str, value: str) -> Edit:
    return add("place", key=key, value=value)


FUND = {"id": "f", "name": "F", "partner": "counsil", "year": 2027, "amount": 1}
CONTRACT = {"id": "c", "buyer": "counsil", "supplier": "S", "title": "T"}
SPENDING = {"body": "B", "partner": "counsil", "service": "S", "year": 2023, "amount": 1, **PUBLISHED}
AGREEMENT = {"id": "a", "kind": "other", "title": "T", "in_place": "no"}
# Code, what is done, where the problem must be said to be, and words of its message.
CASES: list[tuple[str, Edit, str, str]] = [
    ("dangling-partner", add("funds", **FUND), "funds.csv › row 2 › partner", "“council”?"),
    ("dangling-partner", set_to("capacity", 2, owner="nsh"), "capacity.csv › row 2 › owner", "“nhs”?"),
    ("dangling-partner", add("contracts", **CONTRACT), "contracts.csv › row 2 › buyer", "“council”?"),
    ("dangling-partner", add("agreements", **AGREEMENT, parties="nhs, x9"), "row 2 › parties", "no partner “x9”"),
    ("dangling-partner", add("spending", **SPENDING), "spending.csv › row 2 › partner", "“council”?"),
    ("dangling-option", add("agreements", **AGREEMENT, options="hom"), "agreements.csv › row 2 › options", "“home”?"),
    ("dangling-need", set_to("cohorts", 2, needs="drugs, homless"), "cohorts.csv › row 2 › needs", "“homeless”?"),
    ("dangling-need", lambda tables: tables.pop("needs"), "cohorts.csv › row 2 › needs", "no need “drugs”"),
    (
        "dangling-outcome",
        add("statements", statement="1", outcome="H06.0"),
        "statements.csv › row 2 › outcome",
        "HO6.0",
    ),
    (
        "dangling-outcome",
        set_to("best_worst", 2, shown="HE4.0, H06.0, CR7.0"),
        "best_worst.csv › row 2 › shown",
        "“HO6.0”?",
    ),
    ("at-least-above-needs", set_to("cohorts", 2, at_least=3), "cohorts.csv › row 2 › at_least", "at least 3 of 2"),
    (
        "range-reversed",
        set_to("cohorts", 2, low=91),
        "cohorts.csv › row 2 › low",
        "low is more than mid (got 91 and 90)",
    ),
    ("range-reversed", set_to("capacity", 2, high=9), "capacity.csv › row 2 › high", "mid is more than high"),
    ("range-reversed", set_to("needs", 3, low=9, high=8), "needs.csv › row 3 › low", "low is more than high"),
    ("best-not-shown", set_to("best_worst", 2, best="HE4"), "best_worst.csv › row 2 › best", "“HE4.0”?"),
    ("worst-not-shown", set_to("best_worst", 2, worst="SS1.0"), "row 2 › worst", "Choose one of: CR7.0, HE4.0, HO6.0"),
    ("best-is-worst", set_to("best_worst", 2, worst="HE4.0"), "best_worst.csv › row 2 › worst", "most and least"),
    (
        "weights-from-nothing",
        lambda tables: (tables.pop("best_worst"), setting("weights_from", "best_worst")(tables)),
        "place.csv › row 9 › value",
        "Add the table best_worst",
    ),
    ("area-without-position", lambda tables: tables.pop("position"), "place.csv › row 8 › value", "of E08000009"),
    ("area-without-position", set_to("place", 8, value="E08000008"), "place.csv › row 8 › value", "“E08000009”?"),
    ("position-without-area", lambda tables: tables["place"].pop(), "position.csv › area_code", "E08000009"),
    ("indicator-two-ways", set_to("position", 4, unit="per 1,000"), "row 4 › unit", "i0 has two units (row 4)"),
    ("indicator-two-ways", set_to("position", 8, better="lower"), "row 8 › better", "higher, as in row 6; got lower"),
    (
        "cohort-size-twice",
        set_to("options", 2, cohort="rough"),
        "options.csv › row 2 › cohort_size",
        "option's own holds",
    ),
    (
        "cohort-not-in-table",
        set_to("options", 2, cohort="ruogh", cohort_size=None),
        "options.csv › row 2 › cohort",
        "“rough”?",
    ),
    ("statements-without-conversation", add("statements", statement="1", outcome="HE4.0"), "statements.csv", "no conv"),
]


@pytest.mark.parametrize(
    ("code", "edit", "where", "words"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)]
)
def test_each_problem_is_named_placed_and_explained(
    code: str, edit: Edit, where: str, words: str, tmp_path: Path
) -> None:
    assert {problem.code for problem in problems_of(starter(), tmp_path / "before")} == {"stale-price"}
    tables = starter()
    edit(tables)
    matching = [
        problem
        for problem in problems_of(tables, tmp_path / "after")
        if problem.code == code and words in str(problem) and problem.where.endswith(where)
    ]
    assert len(matching) == 1
    assert matching[0].severity == ("note" if code in NOTES else "error")


def test_an_option_takes_its_size_from_its_cohort_without_a_word(tmp_path: Path) -> None:
    tables = starter()
    set_to("options", 2, cohort="rough", cohort_size=None)(tables)
    assert {problem.code for problem in problems_of(tables, tmp_path)} == {"stale-price"}
    place = read_place(tmp_path)[0]
    assert place.options[0].cohort == place.cohorts[0].id
    assert "cohort_size" not in {record.column for record in place.defaulted if record.table == "options"}


def test_an_option_whose_size_nobody_gives_is_still_said_to_have_none(tmp_path: Path) -> None:
    tables = starter()
    set_to("options", 2, cohort="rough", cohort_size=None)(tables)
    set_to("options", 3, cohort="People in words", cohort_size=None)(tables)
    problems_of(tables, tmp_path)
    (record,) = (record for record in read_place(tmp_path)[0].defaulted if record.column == "cohort_size")
    assert (record.table, record.rows) == ("options", 1)


def test_a_name_that_is_wrong_in_many_rows_is_one_problem(tmp_path: Path) -> None:
    tables = starter()
    tables["best_worst"] = [
        {"respondent": str(n), "shown": "HE4.0, H06.0", "best": "HE4.0", "worst": "H06.0"} for n in range(500)
    ]
    errors = [problem for problem in problems_of(tables, tmp_path) if problem.severity == "error"]
    assert [(problem.code, problem.row) for problem in errors] == [("dangling-outcome", 2)]
    assert "rows 3 to 501" in errors[0].what


def raw_table(table: str, rows: Sequence[Mapping[str, Any]]) -> RawTable:
    columns = [name for name in TABLES[table].model_fields if name != "origin"]
    lines = tuple((n, tuple(row.get(column) for column in columns)) for n, row in enumerate(rows, start=2))
    return RawTable("place", table, 1, tuple(columns), lines)


def test_the_checks_take_time_in_step_with_the_rows() -> None:
    """Twenty times the rows may not take anywhere near four hundred times as long."""

    def seconds(areas: int) -> float:
        tables = {
            **starter(),
            "position": position_rows(indicators=5, areas=areas, periods=5),
            "best_worst": starter()["best_worst"] * 5 * areas,
        }
        draft = draft_of(RawPlace("place", {table: raw_table(table, rows) for table, rows in tables.items()}))
        started = time.perf_counter()
        assert [problem for check in AREA_CHECKS for problem in check(draft)] == []
        return time.perf_counter() - started

    few = min(seconds(20) for _ in range(3))
    assert seconds(400) < 120 * few + 1
