"""The example workbooks are what their tables say, and every figure in them says where it comes from."""

import shutil
from pathlib import Path

import pytest

from build_examples import EXAMPLES, Tables, examples, main, out_of_step, tables_of


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
        assert [row for row in tables[table] if not row.get("source") or not row.get("label")] == []
    assert [row for row in tables["options"] + tables["outcomes"] if not row.get("source")] == []
    assert [row for row in tables["assumptions"] if not (row.get("label") and row.get("source"))] == []


@pytest.mark.parametrize("tables", [pytest.param(t, id=name) for name, t in examples().items()])
def test_every_assumption_that_a_row_points_to_exists(tables: Tables) -> None:
    known = {str(row["id"]) for row in tables["assumptions"]}
    cells = [str(row.get("source", "")) for table in tables.values() for row in table]
    named = {word for cell in cells for word in cell.replace("(", " ").replace(")", " ").replace(",", " ").split()}
    assert {word for word in named if word[0] == "A" and word[1:].isdigit()} <= known
