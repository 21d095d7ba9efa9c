"""write_place: raw rows as a workbook or a folder of CSVs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from goodplace.formats import write_place

TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "place": [{"key": "name", "value": "=cmd()"}, {"key": "horizon", "value": 10}],
    "options": [{"id": "sel", "signatories": ("nhs", "council"), "lead": "school"}],
    "remits": [],
}


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    first, second = write_place(TABLES, tmp_path / "a.xlsx"), write_place(TABLES, tmp_path / "b.xlsx")
    assert first.read_bytes() == second.read_bytes()


def test_text_stays_text_in_the_workbook(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_place(TABLES, tmp_path / "a.xlsx"))
    cell = book["place"]["B2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")
    assert book["place"]["B3"].value == 10


def test_columns_follow_the_schema_and_a_table_without_rows_gets_its_header(tmp_path: Path) -> None:
    folder = write_place(TABLES, tmp_path / "place")
    assert (folder / "options.csv").read_bytes() == b'id,lead,signatories\r\nsel,school,"council, nhs"\r\n'
    assert (folder / "remits.csv").read_bytes() == b"partner,outcome,share\r\n"


def test_a_value_that_is_no_cell_is_our_mistake(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="object"):
        write_place({"place": [{"key": object()}]}, tmp_path / "a.xlsx")
