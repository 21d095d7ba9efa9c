"""A folder of CSVs is read like a workbook, whatever program wrote them."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.place.problems import ProblemsFound


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = {table: [dict(row) for row in rows] for table, rows in STARTER_TABLES.items()}
    tables["partners"][0]["name"] = "Cité d’Or"
    return write_place(tables, tmp_path / "place")


ENCODINGS: list[tuple[str, Callable[[str], bytes], list[str]]] = [
    ("UTF-8", lambda text: text.encode(), []),
    ("UTF-8 with a byte-order mark", lambda text: text.encode("utf-8-sig"), []),
    ("UTF-16", lambda text: text.encode("utf-16"), []),
    ("Windows-1252", lambda text: text.encode("cp1252"), ["encoding-guessed"]),
    ("line feeds only", lambda text: text.replace("\r\n", "\n").encode(), []),
    ("semicolons", lambda text: text.replace(",", ";").encode(), []),
    ("tabs", lambda text: text.replace(",", "\t").encode(), []),
    ("empty lines", lambda text: text.replace("\r\n", "\r\n\r\n,,,,\r\n").encode(), []),
]


@pytest.mark.parametrize(("encode", "notes"), [case[1:] for case in ENCODINGS], ids=[case[0] for case in ENCODINGS])
def test_every_usual_way_of_writing_a_csv_is_read(
    encode: Callable[[str], bytes], notes: list[str], folder: Path
) -> None:
    before = read_place(folder)[0]
    path = folder / "partners.csv"
    path.write_bytes(encode(path.read_bytes().decode()))
    place, said = read_place(folder)
    assert place.content_hash == before.content_hash
    assert place.partners[0].name == "Cité d’Or"
    assert [note.code for note in said if note.code != "stale-price"] == notes


def test_compressed_tables_are_read(folder: Path) -> None:
    before = read_place(folder)[0].content_hash
    for path in list(folder.glob("*.csv")):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert read_place(folder)[0].content_hash == before


def test_rows_carry_the_number_a_spreadsheet_shows(folder: Path) -> None:
    path = folder / "partners.csv"
    path.write_bytes(path.read_bytes().replace(b"nhs,", b'\r\n"nhs",').replace(b"Riverbend NHS", b'"Riverbend\r\nNHS"'))
    (nhs,) = [partner for partner in read_place(folder)[0].partners if partner.id == "nhs"]
    assert str(nhs.origin) == "place › partners.csv › row 4"
    assert nhs.name == "Riverbend NHS"


def test_files_that_are_no_csv_are_left_alone_and_notes_are_said(folder: Path) -> None:
    (folder / "letter.docx").write_bytes(b"PK")
    (folder / ".hidden.csv").write_text("x")
    (folder / "README.csv").write_text("a,b")
    assert {note.code for note in read_place(folder)[1]} == {"stale-price", "sheet-ignored"}


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [("budget.csv", "unknown-sheet", "“budgets”?"), ("partners.csv.gz", "sheet-twice", "Keep one of them")],
)
def test_a_csv_that_is_no_table_or_a_second_one_is_refused(name: str, code: str, words: str, folder: Path) -> None:
    (folder / name).write_bytes(gzip.compress(b"id,name\n"))
    with pytest.raises(ProblemsFound) as found:
        read_place(folder)
    (problem,) = (problem for problem in found.value.problems if problem.severity == "error")
    assert problem.code == code
    assert words in str(problem)


def test_text_with_a_comma_and_no_quotation_marks_is_found_out(folder: Path) -> None:
    path = folder / "partners.csv"
    path.write_bytes(path.read_bytes() + b"dwp,Work, and Pensions,public,national,dwp\r\n")
    with pytest.raises(ProblemsFound, match="quotation marks"):
        read_place(folder)
