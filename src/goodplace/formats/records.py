"""The door for records of people: records/<agency>/ with extracts (CSV, CSV.gz, Parquet) and a mapping.csv.

Bad input is set aside with its reason, never dropped: of every extract, rows read = kept + set aside. Reading is
DuckDB's own, since the files are messy; what comes out is a table that any engine can take.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodplace.formats.records_checks import PEOPLE, CheckedRows, check_rows, keep_rows, make_people
from goodplace.formats.records_csv import UnusableExtractError
from goodplace.formats.records_files import ENDINGS, open_extract
from goodplace.formats.records_mapping import MAPPING, AgencyMapping, SetAside, read_mapping
from goodplace.place.place import Place
from goodplace.place.problems import Origin, Problem, found, row_list

if TYPE_CHECKING:
    import ibis
    from duckdb import DuckDBPyConnection

Reasons = tuple[tuple[str, str, int], ...]
_LEFT_ALONE = ("readme", "notes")
_HIDDEN = (".", "~$")  # ~$ is the lock that a spreadsheet program puts beside what it has open


@dataclass(frozen=True)
class Extract:
    """One extract: rows read = kept + set aside. reasons: (code, words, rows), most first; remarks: on rows kept."""

    agency: str
    file: str
    read: int
    kept: int
    set_aside: int
    reasons: Reasons = ()
    remarks: Reasons = ()


@dataclass(frozen=True)
class Records:
    """Records of people as read. people: the table of records_fields, a column for each need (an Ibis table).

    recorded: need → the agencies that record it, whether or not anybody has it.
    """

    people: "ibis.Table"
    needs: tuple[str, ...]
    recorded: dict[str, tuple[str, ...]]
    extracts: tuple[Extract, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def kept(self) -> int:
        return sum(extract.kept for extract in self.extracts)


def read_records(
    folder: Path, *, needs: Collection[str], connection: Any, born_by: date = date.max, smallest: int = 1
) -> Records:
    """Every agency's records. `connection`: of Ibis to DuckDB; the person table is made in it.

    needs: ids of the needs table; where there are none, every need that a mapping names. born_by: nobody is born after
    it. smallest: an extract with fewer rows than that to be used is set aside whole.
    """
    mappings = {agency: read_mapping(agency, needs=needs) for agency in _agencies(folder)}
    every = set(needs) | {field.need for mapping in mappings.values() for field in mapping.fields if field.need}
    make_people(connection.con, sorted(every))
    reader = _Reader(connection.con, born_by, smallest)
    reader.set_aside += _outside(folder)
    for agency, mapping in mappings.items():
        reader.read_agency(agency, mapping)
    recorded = {need: tuple(sorted(reader.recorded.get(need, set()))) for need in sorted(every)}
    people = connection.table(PEOPLE)
    return Records(people, tuple(sorted(every)), recorded, tuple(reader.extracts), tuple(reader.set_aside))


def _agencies(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(_HIDDEN))


def _outside(folder: Path) -> Iterator[SetAside]:
    """Extracts that lie beside the agencies' folders: it isn't known whose they are."""
    reason = "it isn't in the folder of an agency: move it into one, with a mapping.csv"
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().endswith(ENDINGS) and not _is_left_alone(path):
            yield SetAside("", path.name, None, "", "extract-without-agency", reason)


def _is_left_alone(path: Path) -> bool:
    """Hidden files, and what is written for people; an extract is read whatever its name."""
    name = path.name.lower()
    return name.startswith(_HIDDEN) or (name.startswith(_LEFT_ALONE) and not name.endswith(ENDINGS))


class _Reader:
    """Reads agency after agency into one table; holds what was kept and set aside so far."""

    def __init__(self, connection: "DuckDBPyConnection", born_by: date, smallest: int) -> None:
        self.connection, self.born_by, self.smallest = connection, born_by, smallest
        self.extracts: list[Extract] = []
        self.set_aside: list[SetAside] = []
        self.recorded: dict[str, set[str]] = {}
        self.kept = 0

    def read_agency(self, agency: Path, mapping: AgencyMapping) -> None:
        self.set_aside += mapping.set_aside
        extracts = [p for p in sorted(agency.iterdir()) if p.name.lower() != MAPPING and not _is_left_alone(p)]
        if not extracts:
            reason = "there is no extract in the agency's folder"
            self.set_aside.append(SetAside(agency.name, "", None, "", "agency-without-extract", reason))
        for path in extracts:
            try:
                self._read_extract(path, mapping)
            except UnusableExtractError as error:
                self._whole(path, error)

    def _read_extract(self, path: Path, mapping: AgencyMapping) -> None:
        if not path.is_file() or not path.name.lower().endswith(ENDINGS):
            raise UnusableExtractError("extract-unknown-kind", f"it isn't one of {', '.join(ENDINGS)}")
        if not mapping.usable:
            raise UnusableExtractError(mapping.set_aside[-1].code, mapping.set_aside[-1].reason)
        opened = open_extract(path, mapping.fields, self.connection)
        checked = check_rows(opened, mapping.fields, self.connection, born_by=self.born_by)
        if 0 < checked.kept < self.smallest:
            reason = f"fewer than {self.smallest} rows can be used: its people could be told apart"
            raise UnusableExtractError("extract-too-small", reason, rows=opened.rows)
        keep_rows(self.connection, path.parent.name, mapping.fields, after=self.kept)
        self.kept += checked.kept
        if checked.kept:
            for field in mapping.fields:
                if field.need:
                    self.recorded.setdefault(field.need, set()).add(path.parent.name)
        self._note(path, opened.rows, checked)

    def _note(self, path: Path, rows: int, checked: CheckedRows) -> None:
        agency, file = path.parent.name, path.name
        words = {one.code: one.reason.partition(" (row")[0] for one in checked.aside}
        counted = Counter(one.code for one in checked.aside)
        reasons = tuple((code, words[code], counted[code]) for code in sorted(words, key=lambda c: (-counted[c], c)))
        self.extracts.append(Extract(agency, file, rows, checked.kept, rows - checked.kept, reasons, checked.remarks))
        self.set_aside += [
            SetAside(agency, file, one.row, one.column, one.code, one.reason, 1) for one in checked.aside
        ]

    def _whole(self, path: Path, error: UnusableExtractError) -> None:
        agency, file = path.parent.name, path.name
        self.set_aside.append(SetAside(agency, file, None, error.column, error.code, error.reason, error.rows))
        reasons = ((error.code, error.reason, error.rows),)
        self.extracts.append(Extract(agency, file, error.rows, 0, error.rows, reasons))


def latest_birth(place: Place) -> date:
    """The last day that somebody in a place's records can be born on: a run takes no date from the clock."""
    return date(place.settings.first_year + 1, 3, 31)


def check_records(folder: Path, place: Place) -> tuple[Problem, ...]:
    """What `goodplace check` says of a place's records: what would be set aside, summed up by file and reason.

    All of it is notes, since a run goes on without what is set aside; an error where nothing at all can be used.
    """
    import ibis

    connection = ibis.duckdb.connect()
    try:
        records = read_records(
            folder, needs=[need.id for need in place.needs], connection=connection,
            born_by=latest_birth(place), smallest=place.settings.smallest_count,
        )  # fmt: skip
    finally:
        connection.disconnect()
    problems = [*_problems(records.set_aside), *_remark_problems(records.extracts)]
    if records.kept == 0:
        what, fix = "nothing in the folder of records can be used", "Give an agency's extract and its mapping.csv."
        problems.append(found("records-unusable", what, at=Origin(folder.name, "", 0), fix=fix))
    return tuple(sorted(problems, key=Problem.sort_key))


def _problems(set_aside: Iterable[SetAside]) -> Iterator[Problem]:
    """One note for each file, column and reason."""
    grouped: dict[tuple[str, str, str, str, str], list[SetAside]] = {}
    for one in set_aside:
        reason = one.reason.partition(" (row")[0]
        grouped.setdefault((one.agency, one.file, one.column, one.code, reason), []).append(one)
    for (agency, file, column, code, reason), those in grouped.items():
        rows = [one.row for one in those if one.row is not None]
        what = reason.rstrip(".") + (f": {len(rows):,} set aside, {row_list(rows)}" if len(rows) > 1 else "")
        at = Origin(f"records/{agency}".rstrip("/"), file, rows[0] if len(rows) == 1 else 0)
        yield found(code, what, at=at, column=column)


def _remark_problems(extracts: Iterable[Extract]) -> Iterator[Problem]:
    for extract in extracts:
        for code, words, rows in extract.remarks:
            yield found(code, f"{words} ({rows:,} rows)", at=Origin(f"records/{extract.agency}", extract.file, 0))
