"""goodplace init: the workbook to start from."""

from pathlib import Path

import openpyxl
import pytest

from goodplace.formats import read_place, write_template
from goodplace.formats.template import template
from goodplace.place.columns import columns_of
from goodplace.place.errors import InputError
from goodplace.place.place import LATER_TABLES
from goodplace.place.settings import Settings
from goodplace.place.tables import TABLES


def test_the_workbook_to_start_from_passes_check(tmp_path: Path) -> None:
    place, notes = read_place(write_template(tmp_path / "start.xlsx"))
    assert [partner.id for partner in place.partners] == ["council", "nhs", "police"]
    assert {note.code for note in notes} == {"sheet-ignored", "stale-price"}


def test_it_is_the_same_to_the_byte_every_time() -> None:
    assert template() == template()


def test_every_heading_says_what_its_column_means(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "start.xlsx"))
    assert book.sheetnames == ["notes", *(table for table in TABLES if table not in LATER_TABLES)]
    for table in book.sheetnames[1:]:
        model = TABLES[table]
        headings = {cell.value: cell.comment.text for cell in book[table][1]}
        assert list(headings) == list(columns_of(table))
        assert all(headings[name].startswith(model.model_fields[name].description or "?") for name in headings)


def test_words_and_references_have_drop_downs(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "start.xlsx"))
    lists = {
        (sheet.title, str(sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value)): rule.formula1
        for sheet in book
        for rule in sheet.data_validations.dataValidation
    }
    assert lists["partners", "sector"] == '"public,private,voluntary,community"'
    assert lists["option_costs", "payer"] == "partners!$A$2:$A$201"
    assert lists["place", "key"] == "notes!$B$2:$B$23"
    assert [row[0].value for row in book["notes"]["B2:B23"]] == list(Settings.model_fields)
    assert len(lists) > 25


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("mine")
    with pytest.raises(InputError, match="there already") as refused:
        write_template(path)
    assert refused.value.code == "file-exists"
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_gets_a_plain_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written") as refused:
        write_template(tmp_path / "nowhere" / "start.xlsx")
    assert refused.value.code == "cannot-write"
