"""What a place is kept in: a folder of CSVs, a folder with one workbook in it, or a workbook alone.

Only files that lie directly in the folder can be tables. Its subfolders are none: records/ and conversation/ are read
by those who know them, and runs/, service/, truth/ and any other are left alone.
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from goodplace.formats.sheet_facts import sheet_parts
from goodplace.place.problems import Origin, Problem, ProblemsFound, found
from goodplace.place.raw import table_named

WORKBOOK = "place.xlsx"
_CSV_ENDINGS = (".csv", ".csv.gz")


@dataclass(frozen=True)
class PlaceFolder:
    """Where the parts of a place are.

    source: what was given · tables: the folder of CSVs, or the workbook · records, conversation: their folders,
    None where there are none (a workbook alone has neither).
    """

    source: Path
    tables: Path
    records: Path | None = None
    conversation: Path | None = None


def place_folder(source: Path) -> PlaceFolder:
    """Find the parts of a place; whether they can be read is for their readers to say.

    Raises ProblemsFound when a folder holds its tables twice, and OSError when it can't be listed.
    """
    if not source.is_dir():
        return PlaceFolder(source, source)
    records, conversation = (source / name for name in ("records", "conversation"))
    return PlaceFolder(
        source,
        _tables(source),
        records if records.is_dir() else None,
        conversation if conversation.is_dir() else None,
    )


def csv_title(path: Path) -> str | None:
    """The name of a CSV without its ending; None for anything that isn't a CSV to be read."""
    name = path.name.lower()
    ending = next((ending for ending in _CSV_ENDINGS if name.endswith(ending)), None)
    return path.name[: -len(ending)] if ending and path.is_file() and not name.startswith(".") else None


def _tables(folder: Path) -> Path:
    """The one thing in a folder that holds its tables: a workbook, or the folder itself with its CSVs."""
    files = sorted(folder.iterdir())
    titles = {path.name: csv_title(path) for path in files}
    tables = [name for name, title in titles.items() if title is not None and table_named(title)]
    workbooks = [path for path in files if _is_workbook(path)]
    # Results and letters may lie beside the tables: only a workbook that has a sheet called place competes with them.
    places = workbooks if len(workbooks) == 1 and not tables else [path for path in workbooks if _is_place(path)]
    if places and tables:
        raise ProblemsFound([_twice(folder, places[0].name, tables)])
    if len(places) > 1:
        raise ProblemsFound([_many(folder, [path.name for path in places])])
    return places[0] if places else folder


def _is_workbook(path: Path) -> bool:
    """Spreadsheet programs put a lock file, ~$place.xlsx, beside what they have open."""
    return path.suffix.lower() == ".xlsx" and not path.name.startswith(("~$", ".")) and path.is_file()


def _is_place(path: Path) -> bool:
    if path.name.lower() == WORKBOOK:
        return True
    try:
        with zipfile.ZipFile(path) as book:
            return any(table_named(part.title) == "place" for part in sheet_parts(book))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ParseError, KeyError):
        return False


def _twice(folder: Path, workbook: str, tables: list[str]) -> Problem:
    listed = f"{', '.join(tables[:3])}{' …' if len(tables) > 3 else ''}"
    what = f"the tables are there twice: in {workbook} and in CSVs ({listed})"
    fix = f"Keep those you work on: move {workbook} out of the folder, or else the CSVs."
    return found("tables-twice", what, at=Origin(folder.name, "", 0), fix=fix)


def _many(folder: Path, workbooks: list[str]) -> Problem:
    what = f"there are {len(workbooks)} workbooks of a place: {', '.join(workbooks)}"
    kept = WORKBOOK if WORKBOOK in workbooks else workbooks[0]
    fix = f"Keep one, such as {kept}, and move the others out of the folder."
    return found("tables-twice", what, at=Origin(folder.name, "", 0), fix=fix)
