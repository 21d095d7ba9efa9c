"""From raw cells to checked rows: headings are matched, cells read, what can't be read is reported and set aside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from goodplace.place.cells import CellError
from goodplace.place.problems import Origin, Problem, found, nearest
from goodplace.place.raw import RawTable, Unreadable, is_blank, plain_name
from goodplace.place.tables import REQUIRED_TABLES, TABLES, Row

# How far down headings are looked for that are not where they should be.
_LAST_ROW_OF_HEADINGS = 10
# Headings people use, and the column that is meant.
HEADING_ALIASES: Mapping[str, str] = {"class": "budget_class", "from": "from_partner", "to": "to_partner"}


@dataclass
class ReadTable:
    """The rows of a table that could be read; `set_aside` holds the ids of those that could not, "" for no id.

    `parts` holds, for each row set aside, where it is and the text of those of its cells that were not complained of.

    `blanks` counts the rows in which a column is blank. A table without a required column is not `readable`.
    """

    rows: list[Row] = field(default_factory=list)
    blanks: dict[str, int] = field(default_factory=dict)
    set_aside: set[str] = field(default_factory=set)
    parts: list[tuple[Origin, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True

    def ids(self) -> set[str]:
        """The ids of all rows that have one, set aside or not."""
        return {row.id for row in self.rows if hasattr(row, "id")} | (self.set_aside - {""})


def read_table(table: str, raw: RawTable) -> ReadTable:
    """Read every row of a table; the problems of all of them are collected."""
    model, result = TABLES[table], ReadTable()
    if not raw.header:
        return ReadTable(readable=raw.usable and table not in REQUIRED_TABLES)
    late = late_headings(table, raw)
    if late:
        return ReadTable(readable=False, problems=[late])
    columns = match_headings(table, raw, result.problems)
    result.problems += _missing_columns(model, columns, raw)
    result.readable = not any(problem.code == "missing-column" for problem in result.problems)
    if not result.readable:
        return result
    result.blanks = dict.fromkeys(model.model_fields, 0)
    for number, cells in raw.rows:
        values = _row_values(columns, cells)
        _count_blanks(result, values)
        _read_row(result, model, values, raw.at(number))
    return result


def late_headings(table: str, raw: RawTable) -> Problem | None:
    """What is wrong when a title or the like stands above the headings: one problem in place of one a column."""
    required = {name for name, info in TABLES[table].model_fields.items() if info.is_required()}

    def named(cells: tuple[Any, ...]) -> int:
        return len(required & {plain_name(cell) for cell in cells})

    for number, cells in raw.rows if 2 * named(raw.header) <= len(required) else ():
        if number <= _LAST_ROW_OF_HEADINGS and 2 * named(cells) > len(required):
            what = f"the headings must be the first row, and they are in row {number}"
            fix = f"Remove what stands above row {number}, or move it to a sheet or file of notes."
            return found("headings-not-first", what, at=raw.at(raw.header_row), got=raw.header[0] or "", fix=fix)
    return None


def match_headings(table: str, raw: RawTable, problems: list[Problem]) -> dict[str, int]:
    """Column name → position; what doesn't match is reported to `problems`."""
    known = [name for name in TABLES[table].model_fields if name != "origin"]
    columns: dict[str, int] = {}
    beyond = max((len(cells) for _, cells in raw.rows), default=0) - len(raw.header)
    for position, heading in enumerate((*raw.header, *[None] * beyond)):
        if is_blank(heading):
            problems += _values_without_heading(raw, position)
            continue
        name = plain_name(heading)
        name = HEADING_ALIASES.get(name, name) if HEADING_ALIASES.get(name) in known else name
        if name not in known:
            fix = f"{nearest(name, known)} Rename or remove the column."
            what = f"the column “{heading}” isn't one of the table {table}"
            problems.append(found("unknown-column", what, at=raw.at(raw.header_row), column=str(heading), fix=fix))
        elif name in columns:
            fix = "Keep one of them."
            what = f"the column {name} is there twice"
            problems.append(found("column-twice", what, at=raw.at(raw.header_row), column=str(heading), fix=fix))
        else:
            columns[name] = position
    return columns


def _values_without_heading(raw: RawTable, position: int) -> Iterator[Problem]:
    for number, cells in raw.rows:
        if position < len(cells) and not is_blank(cells[position]):
            yield found(
                "column-without-heading",
                f"column {column_letters(position)} has values and no heading",
                at=raw.at(number),
                column=column_letters(position),
                got=cells[position],
                fix="Give it a heading, or clear it. In a CSV, put text that holds commas into quotation marks.",
            )
            return


def column_letters(position: int) -> str:
    """The letters a spreadsheet shows above a column: 0 → A, 26 → AA."""
    letters = ""
    while position >= 0:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
    return letters


def _missing_columns(model: type[Row], columns: Mapping[str, int], raw: RawTable) -> Iterator[Problem]:
    for name, info in model.model_fields.items():
        if info.is_required() and name not in columns:
            what, fix = f"the column {name} is missing", f"Add a column with the heading {name}."
            expected, at = info.description or "", raw.at(raw.header_row)
            yield found("missing-column", what, at=at, column=name, expected=expected.rstrip("."), fix=fix)


def _row_values(columns: Mapping[str, int], cells: tuple[Any, ...]) -> dict[str, Any]:
    """The cells of a row that aren't blank, by column."""
    return {name: cells[at] for name, at in columns.items() if at < len(cells) and not is_blank(cells[at])}


def _count_blanks(result: ReadTable, values: Mapping[str, Any]) -> None:
    for name in result.blanks.keys() - values.keys():
        result.blanks[name] += 1


def _read_row(result: ReadTable, model: type[Row], values: dict[str, Any], at: Origin) -> None:
    if Unreadable.CELL in values.values():
        _set_aside(result, values, at, unread={name for name, value in values.items() if value is Unreadable.CELL})
        return
    try:
        result.rows.append(model(origin=at, **values))
    except ValidationError as error:
        _set_aside(result, values, at, unread={str(detail["loc"][0]) for detail in error.errors()})
        result.problems += cell_problems(error, model, values, at)


def _set_aside(result: ReadTable, values: Mapping[str, Any], at: Origin, *, unread: set[str]) -> None:
    name = values.get("id", "")
    result.set_aside.add("" if name is Unreadable.CELL else str(name).strip())
    texts = {column: value for column, value in values.items() if isinstance(value, str) and column not in unread}
    result.parts.append((at, texts))


def cell_problems(
    error: ValidationError, model: type[BaseModel], values: Mapping[str, Any], at: Origin
) -> Iterator[Problem]:
    """One problem a column, from what pydantic found in a row."""
    seen: set[str] = set()
    for detail in error.errors():
        column = str(detail["loc"][0])
        # A column that may be blank is reported twice: as its kind of value, and as nothing.
        if column not in seen:
            seen.add(column)
            yield _cell_problem(detail, model, column, values.get(column, ""), at)


def _cell_problem(detail: Any, model: type[BaseModel], column: str, value: Any, at: Origin) -> Problem:
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, CellError):
        what = f"{column} can't be read"
        return found(cause.code, what, at=at, column=column, expected=cause.expected, got=value, fix=cause.fix)
    if detail["type"] == "missing":
        expected = (model.model_fields[column].description or "").rstrip(".")
        return found("missing-value", f"{column} is blank", at=at, column=column, expected=expected, fix="Fill it in.")
    words = str(detail.get("ctx", {}).get("expected", "")).replace("'", "")
    fix = nearest(plain_name(value), words.replace(" or ", ", ").split(", "))
    what = f"{column} isn't one of its words"
    return found("unknown-word", what, at=at, column=column, expected=words, got=value, fix=fix)
