"""write_place: raw rows as a workbook or a folder of CSVs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.formats.write_place import write_place_folder

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


def test_a_folder_for_people_has_the_schemas_columns_years_as_written_and_line_feeds(tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, object]]] = {
        "place": [{"key": "first_year", "value": 2027}, {"key": "horizon", "value": 10}],
        "spending": [
            {
                "date": "2024-12",
                "source": "Outturn",
                "licence": "OGL v3.0",
                "year": 2023,
                "amount": 51_000_000.0,
                "service": "Care, all",
                "body": "Ville d’Or",
            }
        ],
    }
    write_place_folder(rows, tmp_path / "new" / "place")
    assert (tmp_path / "new" / "place" / "place.csv").read_bytes() == b"key,value\nfirst_year,2027/28\nhorizon,10\n"
    assert (tmp_path / "new" / "place" / "spending.csv").read_text(encoding="utf-8") == (
        "body,service,year,amount,date,source,licence\n"
        'Ville d’Or,"Care, all",2023/24,51000000,2024-12,Outturn,OGL v3.0\n'
    )


def test_a_folder_for_people_is_read_as_the_same_place(tmp_path: Path) -> None:
    write_place_folder(STARTER_TABLES, tmp_path / "folder")
    assert (
        read_place(tmp_path / "folder")[0].content_hash
        == read_place(write_place(STARTER_TABLES, tmp_path / "a"))[0].content_hash
    )
