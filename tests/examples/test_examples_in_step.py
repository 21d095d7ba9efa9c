"""The example workbooks are what their tables say, and every figure in them says where it comes from."""

import re
import shutil
from pathlib import Path

import pytest

from build_examples import EXAMPLES, Tables, examples, main, out_of_step, tables_of
from goodplace.formats.read_place import read_place


def test_every_workbook_holds_what_its_tables_say() -> None:
    assert out_of_step() == []


def test_a_changed_a_missing_and_an_orphaned_workbook_are_named(tmp_path: Path) -> None:
    for path in EXAMPLES.glob("*.xlsx"):
        shutil.copy(path, tmp_path)
    (tmp_path / "family-drug-alcohol-court.xlsx").unlink()
    (tmp_path / "family-safeguarding.xlsx").write_bytes(b"changed")
    (tmp_path / "nobody-s.xlsx").write_bytes(b"")
    assert out_of_step(tmp_path) == ["family-drug-alcohol-court", "family-safeguarding", "nobody-s"]


def test_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_tables_are_read_from_headings_and_bars() -> None:
    text = "# A\n\nProse.\n\n## options\n\n| id | length | name |\n|----|--------|------|\n| a  | 2      |      |\n"
    assert tables_of(text) == {"options": [{"id": "a", "length": 2}]}


@pytest.mark.parametrize("tables", [pytest.param(t, id=name) for name, t in examples().items()])
def test_every_figure_has_a_source_and_every_assumption_is_marked(tables: Tables) -> None:
    for table in ("option_costs", "option_effects", "unit_values"):
        assert [row for row in tables.get(table, []) if not row.get("source") or not row.get("label")] == []
    assert [row for row in tables["options"] + tables["outcomes"] if not row.get("source")] == []
    assert [row for row in tables["assumptions"] if not (row.get("label") and row.get("source"))] == []


@pytest.mark.parametrize("tables", [pytest.param(t, id=name) for name, t in examples().items()])
def test_what_a_row_points_to_is_in_the_sheet_of_assumptions_(tables: Tables) -> None:
    known = {str(row["id"]) for row in tables["assumptions"]}
    cells = [cell for name, rows in tables.items() for row in rows for column, cell in row.items() if column != "id"]
    named = {reference for cell in cells for reference in re.findall(r"\b[AE]\d+\b", str(cell))}
    assert named - known == set()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_every_example_reads_without_an_error(path: Path) -> None:
    _, problems = read_place(path)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def test_seven_partners_have_twelve_options_three_of_them_with_no_effect_found() -> None:
    tables = examples()["seven-partners"]
    assert (len(tables["partners"]), len(tables["options"])) == (7, 12)
    effects = {row["id"]: [e["change_per_place"] for e in tables["option_effects"] if e["option"] == row["id"]]
               for row in tables["options"]}  # fmt: skip
    null = {option for option, changes in effects.items() if set(changes) == {0}}
    assert null == {"keyworker_2012", "multisystemic", "nurse_partnership"}


@pytest.mark.parametrize("which", ["national_weight", "residents_weight"])
def test_weights_of_seven_partners_add_up_to_one(which: str) -> None:
    assert sum(float(row[which]) for row in examples()["seven-partners"]["outcomes"]) == pytest.approx(1)
