"""From the key-and-value rows of the `place` table to the settings of a place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from goodplace.place.problems import Origin, Problem, found, nearest
from goodplace.place.raw import RawTable, Unreadable, is_blank, plain_name
from goodplace.place.rows import cell_problems, late_headings, match_headings
from goodplace.place.settings import Settings


@dataclass
class ReadSettings:
    """The settings, or None when they can't be read; where each was given; and what was wrong."""

    settings: Settings | None = None
    origins: dict[str, Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_settings(raw: RawTable) -> ReadSettings:
    """Read the `place` table. A value is read as its setting's kind, straight from the cell."""
    result = ReadSettings()
    if not raw.header:
        return result
    late = late_headings("place", raw)
    if late:
        return ReadSettings(problems=[late])
    columns = match_headings("place", raw, result.problems)
    for name in ("key", "value"):
        if name not in columns:
            fix = "The place table has two columns: key and value."
            what = f"the column {name} is missing"
            result.problems.append(found("missing-column", what, at=raw.at(raw.header_row), column=name, fix=fix))
    if not result.problems:
        _fill(result, _values(result, raw, columns), raw)
    return result


def _values(result: ReadSettings, raw: RawTable, columns: Mapping[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, cells in raw.rows:
        key, value = (cells[columns[name]] if columns[name] < len(cells) else None for name in ("key", "value"))
        if is_blank(value):
            continue
        name = "" if is_blank(key) else plain_name(key)
        result.problems += _key_problems(name, key, result, raw.at(number))
        if name in Settings.model_fields and name not in result.origins:
            result.origins[name] = raw.at(number)
            values[name] = value
    return values


def _key_problems(name: str, key: Any, result: ReadSettings, at: Origin) -> Iterator[Problem]:
    if name not in Settings.model_fields:
        what = f"“{key}” isn't a setting" if not is_blank(key) else "a value without a key"
        yield found("unknown-setting", what, at=at, column="key", fix=nearest(name, Settings.model_fields))
    elif name in result.origins:
        what = f"{name} is already set in row {result.origins[name].row}"
        yield found("setting-twice", what, at=at, column="key", fix="Keep one of the two rows.")


def _fill(result: ReadSettings, values: dict[str, Any], raw: RawTable) -> None:
    if Unreadable.CELL in values.values():
        return
    try:
        result.settings = Settings(**values)
    except ValidationError as error:
        for problem in cell_problems(error, Settings, values, raw.at()):
            result.problems.append(_placed(problem, result.origins, raw))


def _placed(problem: Problem, origins: Mapping[str, Origin], raw: RawTable) -> Problem:
    """The problem of a setting, said of its row, or of the whole table when it isn't there."""
    key = problem.column
    if key in origins:
        return found(
            problem.code,
            f"{key} can't be read",
            at=origins[key],
            column="value",
            expected=problem.expected,
            got=problem.got,
            fix=problem.fix,
        )
    example = Settings.model_fields[key].examples
    fix = f"Add a row with the key {key} and a value such as {example[0] if example else '…'}."
    return found("missing-setting", f"the setting {key} is missing", at=raw.at(), expected=problem.expected, fix=fix)
