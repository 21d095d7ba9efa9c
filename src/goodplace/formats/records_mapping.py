"""mapping.csv: which column of an agency's extracts holds which field, and what its yes looks like."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from goodplace.formats.records_fields import FIELDS, NEED
from goodplace.place.problems import nearest

MAPPING = "mapping.csv"
YES = ("y", "yes", "true", "1")
_COLUMNS = ("field", "column")
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
    try:
        content = (folder / MAPPING).read_bytes()
    except FileNotFoundError:
        reason = f"there is no {MAPPING}, which says what the columns are"
        return _unusable(folder, "mapping-missing", reason)
    except OSError:
        return _unusable(folder, "mapping-broken", f"{MAPPING} can't be read")
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return _unusable(folder, "mapping-broken", f"{MAPPING} isn't a CSV in UTF-8")
    tidy = [{(key or "").strip().lower(): _text(value) for key, value in row.items()} for row in rows]
    if not tidy or any(name not in tidy[0] for name in _COLUMNS):
        reason = f"{MAPPING} needs the columns field and column, separated by commas, and a row for each field"
        return _unusable(folder, "mapping-broken", reason)
    return _checked(folder, tidy, needs)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _unusable(folder: Path, code: str, reason: str) -> AgencyMapping:
    return AgencyMapping((), (SetAside(folder.name, MAPPING, None, "", code, reason),))


def _checked(folder: Path, rows: list[dict[str, str]], needs: Collection[str]) -> AgencyMapping:
    fields: dict[str, MappedField] = {}
    set_aside: list[SetAside] = []
    for number, row in enumerate(rows, start=2):
        name = row["field"].lower() if not row["field"].startswith(NEED) else row["field"]
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
    if row.get("format") and "%" not in row["format"]:
        yield "format", "mapping-bad-format", f"the format of {name} isn't one such as %d/%m/%Y"
