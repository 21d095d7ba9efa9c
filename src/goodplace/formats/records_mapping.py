"""mapping.csv: which column of an agency's extracts holds which field, and what its yes looks like."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodplace.formats.records_fields import FIELDS, NEED
from goodplace.place.problems import nearest

MAPPING = "mapping.csv"
YES = ("y", "yes", "true", "1")
_COLUMNS = ("field", "column")
# What a date of birth can be written with: everything else stops the engine.
_FORMAT = re.compile(r"(?:[^%]|%(?:-?[dmyjHIMS]|[YbBaApfzZ%]))*")
_YEAR = ("%Y", "%y", "%-y")
_MAPPABLE = tuple(name for name, field in FIELDS.items() if field.mapped)


@dataclass(frozen=True)
class SetAside:
    """Something set aside, and why. row: as a spreadsheet numbers it; None where the whole file is. rows: how many.

    No reason holds a cell of an extract: only names of files and columns, and numbers of rows.
    """

    agency: str
    file: str
    row: int | None
    column: str
    code: str
    reason: str
    rows: int = 0


@dataclass(frozen=True)
class MappedField:
    """A field and the column that holds it. `format`: of a date. `yes`: the words that mean yes, in lower case."""

    field: str
    column: str
    format: str = ""
    yes: tuple[str, ...] = YES

    @property
    def need(self) -> str:
        """Id of the need, where it is one."""
        return self.field.removeprefix(NEED) if self.field.startswith(NEED) else ""


@dataclass(frozen=True)
class AgencyMapping:
    """What an agency's mapping says, as far as it can be used; without `person_id` none of its extracts can be."""

    fields: tuple[MappedField, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def usable(self) -> bool:
        return any(field.field == "person_id" for field in self.fields)

    def why_not(self) -> str:
        """What stands in the way of reading the agency's extracts."""
        return self.set_aside[-1].reason if self.set_aside else "the mapping doesn't say which column is person_id"


def read_mapping(folder: Path, *, needs: Collection[str]) -> AgencyMapping:
    """The mapping of one agency's folder. needs: ids of the needs table; every need is taken where it is empty."""
    path = next((path for path in sorted(folder.iterdir()) if path.name.lower() == MAPPING), None)
    if path is None:
        reason = f"there is no {MAPPING}, which says what the columns are"
        return _unusable(folder, "mapping-missing", reason)
    try:
        content = path.read_bytes()
    except OSError:
        return _unusable(folder, "mapping-broken", f"{MAPPING} can't be read")
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return _unusable(folder, "mapping-broken", f"{MAPPING} isn't a CSV in UTF-8")
    filled = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cell.strip() for cell in cells)]
    header = [cell.strip().lower() for cell in filled[0][1]] if filled else []
    if len(filled) < 2 or any(name not in header for name in _COLUMNS):
        reason = f"{MAPPING} needs the columns field and column, separated by commas, and a row for each field"
        return _unusable(folder, "mapping-broken", reason)
    return _checked(folder, {number: _by_heading(header, cells) for number, cells in filled[1:]}, needs)


def _by_heading(header: list[str], cells: list[str]) -> dict[str, str]:
    """The cells of a row by their headings, of two alike the first; a row that is too short ends in blanks."""
    padded = [*cells, *[""] * len(header)]
    return {name: cell.strip() for name, cell in reversed(list(zip(header, padded, strict=False)))}


def _unusable(folder: Path, code: str, reason: str) -> AgencyMapping:
    return AgencyMapping((), (SetAside(folder.name, MAPPING, None, "", code, reason),))


def _checked(folder: Path, rows: Mapping[int, dict[str, str]], needs: Collection[str]) -> AgencyMapping:
    fields: dict[str, MappedField] = {}
    set_aside: list[SetAside] = []
    for number, row in rows.items():
        name = _field_named(row["field"], needs)
        wrong = next(_wrong(name, row, fields, needs), None)
        if wrong is not None:
            set_aside.append(SetAside(folder.name, MAPPING, number, wrong[0], wrong[1], wrong[2]))
        elif name and row["column"]:
            yes = tuple(word.strip().lower() for word in row.get("means_yes", "").split("|") if word.strip())
            fields[name] = MappedField(name, row["column"], row.get("format", ""), yes or YES)
    if "person_id" not in fields:
        reason = "the mapping doesn't say which column is person_id, the agency's own number of a person"
        set_aside.append(SetAside(folder.name, MAPPING, None, "column", "mapping-without-id", reason))
    return AgencyMapping(tuple(fields.values()), tuple(set_aside))


def _field_named(said: str, needs: Collection[str]) -> str:
    """The field that is meant. Capitals make no difference, to the ids of needs neither."""
    name = said.lower()
    if not name.startswith(NEED):
        return name
    need = said[len(NEED) :].strip()
    return NEED + (
        need if need in needs else next((known for known in needs if known.lower() == need.lower()), need.lower())
    )


def _wrong(
    name: str, row: dict[str, str], fields: dict[str, MappedField], needs: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Column, code and reason of what is wrong with one row of a mapping; nothing where it is sound or blank."""
    need = name.removeprefix(NEED)
    if not name and not row["column"]:
        return
    if name.startswith(NEED) and (not need or (needs and need not in needs)):
        yield "field", "mapping-unknown-need", f"“{need}” isn't in the needs table. {nearest(need, needs)}"
    elif not name.startswith(NEED) and name not in _MAPPABLE:
        known = (*_MAPPABLE, *(f"{NEED}{known}" for known in needs))
        yield "field", "mapping-unknown-field", f"“{name}” isn't a field of records. {nearest(name, known)}"
    if name in fields:
        yield "field", "mapping-field-twice", f"{name} has a column already: “{fields[name].column}”"
    written = row.get("format", "")
    if written and not (_FORMAT.fullmatch(written) and any(year in written for year in _YEAR)):
        yield "format", "mapping-bad-format", f"the format of {name} isn't one such as %d/%m/%Y"
