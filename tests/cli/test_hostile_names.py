"""Names with anything in them go through the whole run and come out as they went in: page, CSVs, workbook."""

import csv
import html
import io
import json
from pathlib import Path

import openpyxl
import pytest
from running import contents, small_place

from goodplace import cli

LONG = "The very long-named partnership for everything in this place " * 9
HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "formula": "=cmd|' /C calc'!A0",
    "at sign": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus and minus": "+1-2",
    "quotes and commas": 'O\'Brien, "Sons" & Daughters; {{ 7*7 }} {% raw %}',
    "emoji": "Ωmega 🦊👩‍👩‍👧 house",
    "right to left": "مجلس المدينة (שלום)",
    "markup": "[bold red]not bold[/] `x` *y* _z_ | a",
    "paths": "../../etc/passwd %s %n {0} C:\\new",
    "500 letters": LONG[:500].strip(),
}


@pytest.fixture(params=sorted(HOSTILE), ids=str)
def name(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


@pytest.fixture
def files(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    place = small_place(tmp_path / "place.xlsx", names=(name, f"{name} too"[-500:]))
    assert cli.run(["quick", str(place)]) == 0
    return contents(tmp_path / "place-deal")


def test_on_the_page_a_name_is_text(name: str, files: dict[str, bytes]) -> None:
    page = files["index.html"].decode("utf-8")
    assert name in html.unescape(page)
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()


def test_in_a_csv_a_name_is_there_and_no_formula(name: str, files: dict[str, bytes]) -> None:
    found = set()
    for file, content in files.items():
        if file.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8"), newline="")):
                for cell in row:
                    assert not cell.startswith(("=", "@", "\t", "\r")), (file, cell)
                    assert not cell.startswith(("+", "-")) or is_number(cell), (file, cell)
                    found.add(cell.removeprefix("'"))
    assert name in found


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_in_the_workbook_a_name_is_text_and_only_totals_are_formulas(name: str, files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["deal.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert name in {cell.value for cell in cells}
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert [formula for formula in formulas if not formula.startswith("=SUM(")] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []


def test_in_the_document_a_name_is_itself(name: str, files: dict[str, bytes]) -> None:
    deal = json.loads(files["deal.json"])
    assert deal["place"] == name
    assert [partner["name"] for partner in deal["partners"]] == [name, f"{name} too"[-500:]]


def test_explaining_a_figure_prints_the_name(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = small_place(tmp_path / "place.xlsx", names=(name, "NHS"))
    assert cli.run(["explain", "partner.council.net", str(place)]) == 0
    said = capsys.readouterr().out.split("\n\n")[0]
    assert " ".join(name.split()) in " ".join(said.split())


@pytest.mark.parametrize("name", ["bell\x07", "turned \u202e around", "x" * 501], ids=ascii)
def test_names_that_cannot_be_shown_are_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small_place(tmp_path / "place", names=(name, "NHS"))
    assert cli.run(["quick", str(tmp_path / "place")]) == 2
    said = capsys.readouterr().err
    assert "[control-character]" in said or "[text-too-long]" in said
    assert not (tmp_path / "place-deal").exists()
    assert "\x07" not in said
    assert "\u202e" not in said
