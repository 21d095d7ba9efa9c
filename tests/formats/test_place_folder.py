"""A place is a folder of CSVs, a folder with one workbook, or a workbook alone: all three are the same place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from goodplace.formats import read_place, write_place
from goodplace.formats.place_folder import PlaceFolder, place_folder
from goodplace.formats.starter import STARTER_TABLES
from goodplace.formats.write_place import write_place_folder
from goodplace.place.problems import Problem, ProblemsFound

STATEMENTS = {"statements": [{"statement": "1", "outcome": "HE4.0"}]}
RESULTS = {"about": [{"key": "Results"}], "partners": [{"partner": "council"}], "outcomes": [{"outcome": "HE4.0"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "riverbend").mkdir()
    return tmp_path / "riverbend"


def problems_of(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        read_place(path)
    return found.value.problems


def test_the_three_ways_of_keeping_a_place_read_the_same(folder: Path, tmp_path: Path) -> None:
    write_place_folder(STARTER_TABLES, tmp_path / "csvs")
    write_place(STARTER_TABLES, folder / "place.xlsx")
    ways = [tmp_path / "csvs", folder, folder / "place.xlsx"]
    assert [place_folder(way).tables for way in ways] == [ways[0], ways[2], ways[2]]
    assert len({read_place(way)[0].content_hash for way in ways}) == 1


def test_records_and_conversation_are_found_beside_tables_of_either_kind(folder: Path) -> None:
    for name in ("records", "conversation"):
        (folder / name).mkdir()
    parts = (folder / "records", folder / "conversation")
    assert place_folder(folder) == PlaceFolder(folder, folder, *parts)
    workbook = write_place(STARTER_TABLES, folder / "Our place.xlsx")
    assert place_folder(folder) == PlaceFolder(folder, workbook, *parts)
    assert place_folder(workbook) == PlaceFolder(workbook, workbook, None, None)


@pytest.mark.parametrize(
    "keep", [lambda folder: folder, lambda folder: folder / "place.xlsx"], ids=["CSVs", "workbook"]
)
def test_subfolders_are_never_read_as_tables(keep: Callable[[Path], Path], folder: Path) -> None:
    write_place(STARTER_TABLES, keep(folder))
    before = read_place(folder)
    (folder / "runs").mkdir()
    (folder / "runs" / "current").write_text("0123456789abcdef\n")
    for name in (
        "runs/0123456789abcdef/tables",
        "service",
        "records/council",
        "conversation",
        "truth",
        "partners.csv.d",
    ):
        (folder / name).mkdir(parents=True)
        (folder / name / "partners.csv").write_text("nonsense")
        write_place(STARTER_TABLES, folder / name / "place.xlsx")
    assert read_place(folder) == before


def test_a_folder_in_the_name_of_a_table_is_no_table(folder: Path) -> None:
    write_place(STARTER_TABLES, folder / "place.xlsx")
    (folder / "partners.csv").mkdir()
    assert read_place(folder)[0].partners


@pytest.mark.parametrize(
    ("workbook", "words"),
    [("place.xlsx", "move place.xlsx out of the folder"), ("Riverbend.xlsx", "move Riverbend.xlsx out")],
)
def test_tables_in_csvs_and_in_a_workbook_are_refused_and_it_says_which_to_keep(
    workbook: str, words: str, folder: Path
) -> None:
    write_place_folder(STARTER_TABLES, folder)
    write_place(STARTER_TABLES, folder / workbook)
    (problem,) = problems_of(folder)
    assert (problem.code, problem.file) == ("tables-twice", "riverbend")
    assert workbook in problem.what
    assert words in problem.fix


def test_two_workbooks_of_a_place_are_refused(folder: Path) -> None:
    for name in ("place.xlsx", "old.xlsx"):
        write_place(STARTER_TABLES, folder / name)
    (problem,) = problems_of(folder)
    assert problem.code == "tables-twice"
    assert "old.xlsx, place.xlsx" in problem.what
    assert "such as place.xlsx" in problem.fix


@pytest.mark.parametrize("tables", ["CSVs", "workbook"])
def test_workbooks_of_something_else_may_lie_beside_the_tables(tables: str, folder: Path) -> None:
    write_place(STARTER_TABLES, folder if tables == "CSVs" else folder / "place.xlsx")
    before = read_place(folder)
    write_place(RESULTS, folder / "results.xlsx")
    (folder / "~$place.xlsx").write_bytes(b"lock")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    assert read_place(folder) == before


def test_a_csv_of_an_unknown_name_beside_a_workbook_is_said_and_notes_are_left_alone(folder: Path) -> None:
    write_place(STARTER_TABLES, folder / "place.xlsx")
    (folder / "notes.csv").write_text("a\n")
    assert "sheet-ignored" in {note.code for note in read_place(folder)[1]}
    (folder / "budget.csv").write_text("a\n")
    assert [problem.code for problem in problems_of(folder) if problem.severity == "error"] == ["unknown-sheet"]


def test_a_damaged_workbook_alone_in_a_folder_is_named(folder: Path) -> None:
    (folder / "ours.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (problem,) = problems_of(folder)
    assert (problem.code, problem.file) == ("file-truncated", "ours.xlsx")


def test_an_empty_folder_and_one_that_is_not_there_are_told_apart(folder: Path) -> None:
    assert [problem.code for problem in problems_of(folder)] == ["no-table"]
    assert [problem.code for problem in problems_of(folder / "nowhere")] == ["file-not-found"]


def test_the_folder_one_stands_in_has_a_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_place_folder({**STARTER_TABLES, "partners": []}, folder)
    monkeypatch.chdir(folder)
    assert problems_of(Path())[0].file == "riverbend"


def test_statements_need_the_folder_of_a_conversation(folder: Path) -> None:
    write_place_folder({**STARTER_TABLES, **STATEMENTS}, folder)
    assert "statements-without-conversation" in {note.code for note in read_place(folder)[1]}
    (folder / "conversation").mkdir()
    assert "statements-without-conversation" not in {note.code for note in read_place(folder)[1]}


def test_weights_from_a_conversation_need_its_folder_and_its_statements(folder: Path) -> None:
    settings = [*STARTER_TABLES["place"], {"key": "weights_from", "value": "conversation"}]
    write_place_folder({**STARTER_TABLES, "place": settings}, folder)
    problems = [problem for problem in problems_of(folder) if problem.severity == "error"]
    assert [problem.code for problem in problems] == ["weights-from-nothing"] * 2
    assert {problem.fix for problem in problems} == {
        "Add the table statements.",
        "Put its export into a folder named conversation beside the tables.",
    }
    (folder / "conversation").mkdir()
    write_place_folder(STATEMENTS, folder)
    assert read_place(folder)[0].settings.weights_from == "conversation"
    write_place_folder({"place": [*settings, {"key": "conversation_from", "value": "elsewhere"}]}, folder)
    assert "held elsewhere" in str(next(p for p in problems_of(folder) if p.severity == "error"))
