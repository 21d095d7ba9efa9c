"""One way in for a place, whatever it is kept in."""

from dataclasses import replace
from pathlib import Path

from goodplace.formats.csv_folder import read_csv_folder
from goodplace.formats.place_folder import place_folder
from goodplace.formats.workbook import read_workbook
from goodplace.place.assemble import assemble
from goodplace.place.place import Place
from goodplace.place.problems import Origin, Problem, ProblemsFound, found, nearest
from goodplace.place.raw import RawPlace
from goodplace.place.tables import REQUIRED_TABLES

_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN_STARTS = {
    b"%PDF-": "a PDF",
    b"{\\rtf": "a rich-text document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"7z\xbc\xaf": "a compressed file (7z)",
    b"Rar!": "a compressed file (RAR)",
}
# How the old container names the part that holds an encrypted workbook.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx)."


def read_place(path: Path) -> tuple[Place, tuple[Problem, ...]]:
    """Read and check the tables of a place: of a folder of CSVs, a folder with one workbook, or a workbook alone.

    Returns the place and the notes on it. Records and a conversation beside the tables are not looked into.

    Raises ProblemsFound, holding every problem at once, when any of them is an error.
    """
    raw = read_raw(path)
    if not raw.tables:
        raise ProblemsFound([*raw.problems, _no_table(raw)])
    return assemble(raw)


def read_raw(path: Path) -> RawPlace:
    """The tables as they were written, unchecked. Raises ProblemsFound when there is nothing that can be read."""
    try:
        folder = place_folder(path)
        raw = _read_tables(folder.tables)
        if path.is_dir() and folder.tables != path:
            beside = read_csv_folder(path).problems  # CSVs beside a workbook: notes, or names nobody knows
            raw = replace(raw, problems=(*raw.problems, *beside))
        return replace(raw, has_conversation=folder.conversation is not None)
    except FileNotFoundError as error:
        raise _refusal(path, "file-not-found", "there is no file or folder of this name", _near(path)) from error
    except OSError as error:
        what = f"it can't be read: {error.strerror or error}"
        raise _refusal(path, "file-unreadable", what, "Ask whoever owns the file.") from error


def _read_tables(path: Path) -> RawPlace:
    if path.is_dir():
        return read_csv_folder(path)
    _refuse_what_is_no_workbook(path)
    return read_workbook(path)


def _refuse_what_is_no_workbook(path: Path) -> None:
    """Say what a file is when it isn't a workbook: people rename, encrypt and truncate them."""
    with path.open("rb") as stream:
        start = stream.read(10_000)
    if not start:
        raise _refusal(path, "file-empty", "the file is empty", "Fetch or save it again.")
    if start.startswith(_OLD_OFFICE):
        if _ENCRYPTED in path.read_bytes():
            fix = "Open it with the password and save a copy without one."
            raise _refusal(path, "password-protected", "the workbook is protected by a password", fix)
        raise _refusal(path, "old-workbook", "it is a workbook of the old kind (.xls)", _SAVE_AS)
    if path.name.lower().endswith((".csv", ".csv.gz")):
        fix = "Give the folder that holds it: one CSV a table."
        raise _refusal(path, "single-csv", "one CSV isn't a place", fix)
    if not start.startswith(_ZIP):
        raise _not_a_zip(path, start)


def _not_a_zip(path: Path, start: bytes) -> ProblemsFound:
    kind = next((kind for mark, kind in _KNOWN_STARTS.items() if start.startswith(mark)), None)
    if kind:
        what = f"it is {kind}, whatever its name says"
        return _refusal(path, "not-a-workbook", what, "Ask for the Excel workbook (.xlsx) it was made from.")
    if b"\0" not in start and path.suffix.lower() == ".xlsx":
        fix = "Give it the ending .csv and put it into a folder with the other tables, or save it as a workbook."
        return _refusal(path, "csv-named-xlsx", "it is a text file with the name of a workbook", fix)
    return _refusal(path, "not-a-workbook", "it isn't an Excel workbook (.xlsx)", _SAVE_AS)


def _refusal(path: Path, code: str, what: str, fix: str) -> ProblemsFound:
    return ProblemsFound([found(code, what, at=Origin(path.name or str(path), "", 0), fix=fix)])


def _near(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix == ".xlsx" or other.is_dir()]
    except OSError:
        return f"There is no folder {path.parent} either."
    return nearest(path.name, names) if names else "Check the name; goodplace init writes a workbook to start from."


def _no_table(raw: RawPlace) -> Problem:
    in_workbook = raw.source_name.lower().endswith(".xlsx")
    what = "none of its sheets is a table" if in_workbook else "there is no CSV of a table in this folder"
    fix = f"Name the tables {', '.join(REQUIRED_TABLES)}; goodplace init writes a workbook to start from."
    return found("no-table", what, at=Origin(raw.source_name, "", 0), fix=fix)
