"""Exports: the same bytes every time, nothing that becomes a formula, totals that a spreadsheet agrees with."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodplace.formats.atomic import MARKER
from goodplace.formats.data_package import csv_bytes
from goodplace.formats.result_cells import safe_for_spreadsheets, stable
from goodplace.formats.results import result_files, write_results
from goodplace.formats.results_workbook import results_workbook, sheet_titles
from goodplace.place.errors import InternalError
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable

HOSTILE = [
    "=cmd()",
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\tTab",
    "\rReturn",
    "<script>alert(1)</script>",
    'Smith, "Jones" & Sons; Ltd',
    "two\nlines",
    "🏘️ Good place 👩‍👩‍👧",
    "مجلس المدينة",
    "x" * 500,
    "'quoted",
    "http://example.org/",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "{=1+1}",
    "007",
    "TRUE",
    "",
]


def table_of(rows: list[tuple[ResultCell, ...]], *, key: str = "partners", totals: tuple[str, ...] = ()) -> ResultTable:
    columns = (
        ResultColumn("name", "Partner", meaning="Who."),
        ResultColumn("year", "Year", "year"),
        ResultColumn("net", "Net", "money", "£, cash", "What is left."),
        ResultColumn("share", "Share", "share"),
        ResultColumn("people", "People", "count", "people"),
    )
    return ResultTable(key, "Partners", columns, tuple(rows), totals, "One row a partner.")


PARTNERS = table_of(
    [
        ("Council", 2027, -48_890.120000000003, 1 / 3, 1000),
        ("NHS", 2028, 0.1 + 0.2, None, 12),
        ("=1", None, None, 0, 0),
    ],
    totals=("net", "people"),
)
DEAL = {"verdict": "signable", "gain": 0.1 + 0.2, "partners": [{"id": "council", "net": -5.0}], "unknown": None}


def files() -> dict[str, bytes]:
    return result_files([PARTNERS, table_of([], key="years")], DEAL, "<!doctype html><p>é", title="A place")


def sheets(content: bytes, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def test_a_result_is_one_folder_with_every_form_of_it(tmp_path: Path) -> None:
    more = {"style.css": b"p{}"}
    write_results(tmp_path / "out", [PARTNERS], DEAL, "<!doctype html>", title="A place", more_files=more)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["datapackage.json", "deal.json", "deal.xlsx", "index.html", "partners.csv", "style.css"]
    assert json.loads((tmp_path / "out" / MARKER).read_bytes())["files"] == names


def test_equal_results_are_equal_to_the_byte() -> None:
    assert files() == files()


def test_the_deal_is_written_in_key_order_and_without_the_noise_of_arithmetic() -> None:
    text = files()["deal.json"].decode()
    assert json.loads(text) | {"files": []} == {
        "files": [],
        "gain": 0.3,
        "partners": [{"id": "council", "net": -5}],
        "schema": "goodplace-deal-1",
        "unknown": None,
        "verdict": "signable",
    }
    assert text.index('"gain"') < text.index('"partners"') < text.index('"verdict"')


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="number or unknown"):
        result_files([], {"gain": number}, "", title="A place")


@pytest.mark.parametrize("name", ["deal.xlsx", "../up.txt", ".hidden", "a/b", ""])
def test_more_files_may_not_take_other_names_or_places(name: str) -> None:
    with pytest.raises(InternalError, match="names"):
        result_files([], DEAL, "", title="A place", more_files={name: b""})


def test_two_tables_of_one_name_are_our_mistake() -> None:
    with pytest.raises(InternalError, match="partners"):
        result_files([PARTNERS, PARTNERS], DEAL, "", title="A place")


def test_a_csv_has_plain_numbers_years_as_people_write_them_and_nothing_for_the_unknown() -> None:
    assert csv_bytes(PARTNERS) == (
        b"name,year,net,share,people\r\nCouncil,2027/28,-48890.12,0.333333,1000\r\nNHS,2028/29,0.3,,12\r\n'=1,,,0,0\r\n"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_back_from_the_workbook_as_text(name: str) -> None:
    content = results_workbook([table_of([(name, 2027, 1, 0, 0)])], title=name, about=[name])
    for book in (sheets(content), sheets(content, values=False)):
        cells = [book["partners"]["A2"], book["about"]["A1"], book["about"]["A2"]]
        # A carriage return is written in the way of Excel, which openpyxl does not undo.
        assert [(cell.value or "").replace("_x000D_", "\r") for cell in cells] == [name] * 3
        assert [cell.data_type for cell in cells if cell.value] == (["s"] * 3 if name else [])
        assert [cell.hyperlink for cell in cells] == [None] * 3


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_back_from_the_csv_and_are_no_formula_there(name: str) -> None:
    content = csv_bytes(table_of([(name, 2027, 1, 0, 0)])).decode("utf-8")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert not row["name"].startswith(("=", "+", "-", "@", "\t", "\r"))
    is_guarded = name.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["name"] == (f"'{name}" if is_guarded else name)


@given(st.text())
def test_no_text_in_a_csv_is_a_formula(text: str) -> None:
    assert not safe_for_spreadsheets(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe_for_spreadsheets(text).removeprefix("'") == text.removeprefix("'")


def test_totals_are_live_sums_that_carry_their_value() -> None:
    formulas, values = sheets(files()["deal.xlsx"], values=False), sheets(files()["deal.xlsx"])
    assert [cell.value for cell in formulas["partners"][5]] == ["Total", None, "=SUM(C2:C4)", None, "=SUM(E2:E4)"]
    assert [cell.value for cell in values["partners"][5]] == ["Total", None, -48889.82, None, 1012]
    assert values["years"].max_row == 1


def test_headings_carry_their_unit_and_the_first_sheet_says_draft() -> None:
    book = sheets(files()["deal.xlsx"])
    assert [cell.value for cell in book["partners"][1]] == [
        "Partner",
        "Year",
        "Net (£, cash)",
        "Share",
        "People (people)",
    ]
    assert "DRAFT" in book["about"]["A2"].value
    assert book["about"]["B5"].value == "Partners"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed: see `make test`")
def test_a_spreadsheet_program_comes_to_the_same_totals(tmp_path: Path) -> None:
    source = tmp_path / "deal.xlsx"
    amounts = [(f"P{n}", 2027, n * 1234.567891 - 9e5, 0.1, n) for n in range(400)]
    source.write_bytes(results_workbook([table_of(list(amounts), totals=("net", "people"))], title="x", about=[]))
    before = [cell.value for cell in sheets(source.read_bytes())["partners"][402]]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind, path in (("ods", source), ("xlsx", tmp_path / "ods" / "deal.ods")):
        command: list[str | Path] = ["soffice", profile, "--headless", "--convert-to", kind]
        command += ["--outdir", tmp_path / kind, path]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    after = [cell.value for cell in sheets((tmp_path / "xlsx" / "deal.xlsx").read_bytes())["partners"][402]]
    assert before[0] == after[0] == "Total"
    assert after[2] == pytest.approx(before[2], abs=1e-5)
    assert after[4] == before[4] == sum(range(400))


def test_the_data_package_describes_every_csv_to_the_byte() -> None:
    written = files()
    package = json.loads(written["datapackage.json"])
    assert [resource["path"] for resource in package["resources"]] == ["partners.csv", "years.csv"]
    for resource in package["resources"]:
        content = written[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert package["resources"][0]["schema"]["fields"][2] == {
        "name": "net",
        "title": "Net",
        "type": "number",
        "description": "What is left.",
        "unit": "£, cash",
    }
    assert "DRAFT" in package["description"]
    assert "apostrophe" in package["description"]
    assert "CC BY 4.0" in package["sources"][0]["title"]


def test_sheets_have_titles_that_every_spreadsheet_takes() -> None:
    keys = ["partners", "Partners", "about", "a/b:c*[d]?", "x" * 40, "x" * 41, ""]
    titles = sheet_titles(keys)
    assert titles[:4] == ["partners", "Partners_2", "about_2", "a_b_c__d__"]
    assert len({title.lower() for title in titles}) == len(keys)
    assert max(len(title) for title in titles) == 31


@given(st.floats(-1e13, 1e13))
@settings(max_examples=200)
def test_stable_numbers_lose_only_noise(number: float) -> None:
    assert abs(stable(number) - number) <= 5e-7 + abs(number) * 1e-15
    assert repr(stable(stable(number))) == repr(stable(number))
    assert repr(stable(number)) != "-0"
