"""What people do to workbooks: hide, merge, format, calculate, rename. It is read, said, or refused with the reason."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.place.place import Place
from goodplace.place.problems import Problem, ProblemsFound


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_place(STARTER_TABLES, tmp_path / "place.xlsx")


def changed(path: Path, change: Callable[[Any], object]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def remarks(path: Path) -> list[Problem]:
    """Everything said about a workbook but that unit costs are old."""
    try:
        problems = read_place(path)[1]
    except ProblemsFound as found:
        problems = found.problems
    return [problem for problem in problems if problem.code != "stale-price"]


def only(path: Path) -> Problem:
    (problem,) = remarks(path)
    return problem


def read(path: Path) -> Place:
    return read_place(path)[0]


def test_lines_within_a_cell_are_read_as_words(plain: Path) -> None:
    place = read(changed(plain, lambda book: book["partners"].__setitem__("B2", "The_x000D_\nCouncil")))
    assert place.partners[0].name == "The Council"


def test_hidden_rows_are_read_and_said(plain: Path) -> None:
    def hide(book: Any) -> None:
        for row in (2, 4, 9):
            book["option_costs"].row_dimensions[row].hidden = True

    costs = read(plain).costs
    problem = only(changed(plain, hide))
    assert (problem.code, problem.severity) == ("hidden-rows", "note")
    assert "rows 2, 4:" in problem.what
    assert read(plain).costs == costs


def test_a_hidden_sheet_is_read_and_said(plain: Path) -> None:
    problem = only(changed(plain, lambda book: setattr(book["partners"], "sheet_state", "hidden")))
    assert (problem.code, problem.sheet, problem.severity) == ("hidden-sheet", "partners", "note")


def test_hidden_columns_are_read_and_said(plain: Path) -> None:
    problem = only(changed(plain, lambda book: setattr(book["partners"].column_dimensions["B"], "hidden", True)))
    assert (problem.code, problem.column) == ("hidden-columns", "B")


def test_merged_cells_that_hold_data_are_refused_by_their_range(plain: Path) -> None:
    problem = only(changed(plain, lambda book: book["options"].merge_cells("E2:E3")))
    assert (problem.code, problem.got, problem.severity) == ("merged-cells", "E2:E3", "error")


def test_merged_cells_beside_the_data_do_not_matter(plain: Path) -> None:
    assert remarks(changed(plain, lambda book: book["options"].merge_cells("P20:R30"))) == []


def test_a_formula_that_was_never_calculated_is_refused(plain: Path) -> None:
    def calculate(book: Any) -> None:
        book["option_costs"]["E2"] = "=5000+200"
        book["option_costs"]["E3"] = "=E2"

    problem = only(changed(plain, calculate))
    assert (problem.code, problem.row, problem.column) == ("formula-without-value", 2, "E")
    assert problem.what.startswith("2 formulas")
    assert "save it" in problem.fix


def test_a_calculated_formula_is_read_as_its_value_and_a_failed_one_refused_by_name(tmp_path: Path) -> None:
    def write(path: Path, value: object) -> Path:
        book = xlsxwriter.Workbook(path)
        for table, rows in STARTER_TABLES.items():
            sheet, columns = book.add_worksheet(table), list(dict.fromkeys(c for row in rows for c in row))
            sheet.write_row(0, 0, columns)
            for line, row in enumerate(rows, start=1):
                sheet.write_row(
                    line, 0, [v if isinstance(v, str | int | float) else None for v in map(row.get, columns)]
                )
        book.get_worksheet_by_name("option_costs").write_formula("E2", "=5000+300", None, value)
        book.close()
        return path

    assert (
        max(cost.amount for cost in read(write(tmp_path / "good.xlsx", 5300)).costs if cost.basis == "per_place")
        == 5300
    )
    problem = next(p for p in remarks(write(tmp_path / "bad.xlsx", "#REF!")) if p.severity == "error")
    assert problem.code == "spreadsheet-error"
    assert "#REF!" in str(problem)


def test_text_that_looks_like_an_amount_is_read_as_one(plain: Path) -> None:
    def type_text(book: Any) -> None:
        book["option_costs"]["E2"] = "£5,200"
        book["option_costs"]["E3"] = " 30 000 "
        book["option_effects"]["D2"] = "25%"

    before = read(plain).content_hash
    assert read(changed(plain, type_text)).content_hash == before


def test_thousands_of_empty_formatted_rows_are_ignored_at_once(plain: Path) -> None:
    def format_rows(book: Any) -> None:
        for row in range(5, 5005):
            for column in range(1, 12):
                book["options"].cell(row, column).number_format = "0.00"
            book["options"].row_dimensions[row].height = 20

    before = read(plain).content_hash
    path = changed(plain, format_rows)
    start = time.perf_counter()
    assert remarks(path) == []
    assert time.perf_counter() - start < 2
    assert read(path).content_hash == before


def test_empty_rows_between_and_above_the_data_do_not_matter(plain: Path) -> None:
    def insert(book: Any) -> None:
        book["partners"].insert_rows(3, 2)
        book["partners"].insert_rows(1, 4)

    before = read(plain).content_hash
    place = read(changed(plain, insert))
    assert place.content_hash == before
    assert [partner.origin.row for partner in place.partners] == [6, 9, 10]


def test_headings_and_sheet_names_are_known_in_any_case_and_with_spaces(plain: Path) -> None:
    def rename(book: Any) -> None:
        book["option_costs"].title = "Option costs"
        book["options"]["G1"], book["options"]["H1"] = "Places min", " PLACES-MAX "

    before = read(plain).content_hash
    assert read(changed(plain, rename)).content_hash == before


def test_class_from_and_to_are_understood(plain: Path) -> None:
    def add(book: Any) -> None:
        for title, heading, row in (
            ("budgets", ("partner", "year", "class", "amount"), ("nhs", "2027/28", "capital", 5)),
            ("channels", ("from", "to", "power"), ("nhs", "council", "section 75")),
        ):
            sheet = book.create_sheet(title)
            sheet.append(heading)
            sheet.append(row)

    place = read(changed(plain, add))
    assert place.budgets[0].budget_class == "capital"
    assert place.channels is not None
    assert place.channels[0].to_partner == "council"


def test_a_sheet_that_is_no_table_is_refused_with_the_nearest_name(plain: Path) -> None:
    def add(book: Any) -> None:
        book.create_sheet("optionss").append(["id"])
        book.create_sheet("Sheet1")

    problem = only(changed(plain, add))
    assert (problem.code, problem.sheet) == ("unknown-sheet", "optionss")
    assert "“options”?" in problem.fix


def test_two_sheets_of_one_table_are_refused(plain: Path) -> None:
    problem = only(changed(plain, lambda book: book.create_sheet("Partners ").append(["id"])))
    assert (problem.code, problem.sheet) == ("sheet-twice", "Partners ")


@pytest.mark.parametrize("table", ["options", "outcomes"])
def test_an_empty_sheet_of_a_table_is_no_table_with_missing_columns(table: str, plain: Path) -> None:
    def empty(book: Any) -> None:
        if table in book:
            book[table].delete_rows(1, 10)
        else:
            book.create_sheet(table)

    codes = {problem.code for problem in remarks(changed(plain, empty))}
    assert codes == ({"table-without-rows"} if table == "options" else set())


@pytest.mark.parametrize(
    ("cell", "value", "code", "column"),
    [("H1", "id", "column-twice", "id"), ("H3", "stray", "column-without-heading", "H")],
)
def test_columns_that_can_not_be_told_apart_are_refused(
    cell: str, value: str, code: str, column: str, plain: Path
) -> None:
    problem = only(changed(plain, lambda book: book["partners"].__setitem__(cell, value)))
    assert (problem.code, problem.column) == (code, column)


def test_more_rows_than_a_place_can_have_are_refused(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_place(STARTER_TABLES, tmp_path / "place")
    for module in ("formats.sheet_facts", "formats.csv_folder"):
        monkeypatch.setattr(f"goodplace.{module}.MOST_ROWS", 8)
    assert remarks(plain) == []
    monkeypatch.setattr("goodplace.formats.sheet_facts.MOST_ROWS", 5)
    monkeypatch.setattr("goodplace.formats.csv_folder.MOST_ROWS", 5)
    problem = only(plain)
    assert problem.code == "too-many-rows"
    assert "place has more" in problem.what
    assert {p.where for p in remarks(folder) if p.code == "too-many-rows"} == {
        "place › place.csv",
        "place › option_effects.csv",
    }


@pytest.mark.parametrize("sheet", ["place", "partners", "option_costs"])
@pytest.mark.parametrize("above", [1, 8])
def test_a_title_above_the_headings_is_one_problem_that_says_so(sheet: str, above: int, plain: Path) -> None:
    def put_a_title(book: Any) -> None:
        book[sheet].insert_rows(1, above)
        for row in range(1, above + 1):
            book[sheet].cell(row, 1, "Our own list")

    problem = only(changed(plain, put_a_title))
    assert (problem.code, problem.sheet, problem.row) == ("headings-not-first", sheet, 1)
    assert f"they are in row {above + 1}" in problem.what
