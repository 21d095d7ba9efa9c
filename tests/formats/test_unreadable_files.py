"""Files that are no place at all: each is named for what it is."""

import contextlib
import gzip
import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.place.problems import Problem, ProblemsFound


def refused(path: Path) -> Problem:
    """The one error for which a path is refused."""
    with pytest.raises(ProblemsFound) as found:
        read_place(path)
    errors = [problem for problem in found.value.problems if problem.severity == "error"]
    assert len(errors) == 1
    assert errors[0].fix
    return errors[0]


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    return write_place(STARTER_TABLES, tmp_path / "good.xlsx").read_bytes()


def without(member: str, workbook: bytes) -> bytes:
    """The same zip without one of its files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
    return buffer.getvalue()


def strict(workbook: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name, content.replace(b"schemas.openxmlformats.org/spreadsheetml/2006", b"purl.oclc.org/ooxml/x")
            )
    return buffer.getvalue()


def broken_xml(workbook: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:-30] if name.endswith("sheet2.xml") else content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "spoil", "code", "words"),
    [
        ("empty.xlsx", lambda b: b"", "file-empty", "empty"),
        ("half.xlsx", lambda b: b[: len(b) // 2], "file-truncated", "ends too early"),
        ("nearly.xlsx", lambda b: b[:-10], "file-truncated", "ends too early"),
        ("rotten.xlsx", lambda b: b[:2000] + bytes(500) + b[2500:], "file-truncated", "damaged"),
        ("xml.xlsx", broken_xml, "file-truncated", "damaged"),
        ("strings.xlsx", lambda b: without("xl/_rels/workbook.xml.rels", b), "file-truncated", "damaged"),
        ("words.xlsx", lambda b: without("xl/workbook.xml", b), "not-a-workbook", "something else"),
        ("strict.xlsx", strict, "not-a-workbook", "Strict Open XML"),
        ("picture.xlsx", lambda b: b"\x89PNG\r\n\x1a\n\0\0\0", "not-a-workbook", "a picture (PNG)"),
        ("bytes.xlsx", lambda b: bytes(range(256)), "not-a-workbook", "save it as an Excel workbook"),
        ("report.xlsx", lambda b: b"%PDF-1.7 without a zero byte", "not-a-workbook", "it is a PDF"),
        ("renamed.xlsx", lambda b: b"key,value\nname,x\n", "csv-named-xlsx", "ending .csv"),
        ("place.csv", lambda b: b"key,value\nname,x\n", "single-csv", "Give the folder"),
        ("old.xls", lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-workbook", "(.xls)"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    name: str, spoil: Callable[[bytes], bytes], code: str, words: str, workbook: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(spoil(workbook))
    problem = refused(path)
    assert problem.code == code
    assert problem.file == name
    assert words in str(problem)


def test_a_workbook_with_a_password_is_refused_by_name(workbook: bytes, tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    with path.open("wb") as stream:
        OOXMLFile(io.BytesIO(workbook)).encrypt("sesame", stream)
    problem = refused(path)
    assert problem.code == "password-protected"
    assert "without" in problem.fix


def test_a_file_that_is_not_there_brings_the_nearest_name(workbook: bytes, tmp_path: Path) -> None:
    problem = refused(tmp_path / "goood.xlsx")
    assert (problem.code, problem.fix) == ("file-not-found", "Did you mean “good.xlsx”?")
    assert refused(tmp_path / "nowhere" / "good.xlsx").code == "file-not-found"


def test_a_file_that_the_system_does_not_give_out_is_unreadable(
    workbook: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(tmp_path / "good.xlsx").code == "file-unreadable"


def test_a_folder_or_workbook_without_any_table_says_which_names_are_needed(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "readme.txt").write_text("hello")
    assert refused(tmp_path / "empty").code == "no-table"
    problem = refused(write_place({"notes": [{"a": "b"}]}, tmp_path / "notes.xlsx"))
    assert problem.code == "no-table"
    assert "option_effects" in problem.fix


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(b"id,name\n" * 50, mtime=0)[:-12], "file-truncated"),
        (b"id,name", "file-truncated"),
    ],
)
def test_a_compressed_csv_that_is_damaged_is_named(content: bytes, code: str, tmp_path: Path) -> None:
    folder = write_place(STARTER_TABLES, tmp_path / "place")
    (folder / "budgets.csv.gz").write_bytes(content)
    problem = refused(folder)
    assert (problem.code, problem.where) == (code, "place › budgets.csv.gz")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"partner,year\xff\x81\n", "csv-not-text", "byte 13"),
        (b"partner\0,year\n", "csv-not-text", "bytes that aren't text"),
        (b'partner,year\n"nhs,2027\n', "csv-broken", "quotation mark"),
    ],
)
def test_a_csv_that_is_not_sound_is_named(content: bytes, code: str, words: str, tmp_path: Path) -> None:
    folder = write_place(STARTER_TABLES, tmp_path / "place")
    (folder / "budgets.csv").write_bytes(content)
    problem = refused(folder)
    assert problem.code == code
    assert words in str(problem)


@given(place=st.integers(0), by=st.binary(min_size=1, max_size=40), cut=st.booleans())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_to_a_workbook_is_more_than_a_problem(place: int, by: bytes, cut: bool, workbook: bytes) -> None:
    at = place % len(workbook)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoiled.xlsx"
        path.write_bytes(workbook[:at] + by + (b"" if cut else workbook[at + len(by) :]))
        with contextlib.suppress(ProblemsFound):
            read_place(path)


def test_what_would_fill_the_memory_is_refused_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodplace.formats.workbook.LARGEST_PART", 500)
    monkeypatch.setattr("goodplace.formats.csv_folder.LARGEST_PART", 500)
    assert refused(write_place(STARTER_TABLES, tmp_path / "good.xlsx")).code == "file-too-large"
    problem = refused(write_place(STARTER_TABLES, tmp_path / "place"))
    assert (problem.code, problem.where) == ("file-too-large", "place › option_effects.csv")
