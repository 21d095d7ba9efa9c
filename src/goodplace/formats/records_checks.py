"""Checking the rows of one extract: which are kept, which are set aside and why, and what is remarked of those kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goodplace.formats.records_fields import COLUMNS, need_column
from goodplace.formats.records_files import RAW, Opened
from goodplace.formats.records_mapping import MappedField

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PEOPLE = "goodplace_people"
_CHECKED = "goodplace_checked_extract"
_EARLIEST = date(1900, 1, 1)
_SAYS = {
    "record-broken": "another number of cells than the headings, an unclosed quotation mark, or what isn't text",
    "record-without-id": "no number of the person",
    "record-date-format": "not a date in the format that the mapping gives",
    "record-date-unclear": "not a date written year-month-day: give its format in the mapping, such as %d/%m/%Y",
    "record-date-impossible": "a date of birth before 1900 or in the future",
    "record-twice": "equal to an earlier row",
    "record-id-twice": "the number of an earlier row, and says otherwise",
    "record-nhs-number": "the check digit of the NHS number is wrong: the row was used, the number was not",
    "record-need-never-seen": "no row says yes to this need: look at means_yes in the mapping",
}
_COLUMN_OF = {
    "record-date-format": "birth_date",
    "record-date-unclear": "birth_date",
    "record-date-impossible": "birth_date",
    "record-nhs-number": "nhs_number",
}


@dataclass(frozen=True)
class RowAside:
    """One row set aside: its number, the column, the code and the reason."""

    row: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True)
class CheckedRows:
    """What became of the rows of an extract. remarks: (code, words, rows) on rows that were kept."""

    kept: int
    aside: tuple[RowAside, ...]
    remarks: tuple[tuple[str, str, int], ...]


def says(code: str) -> str:
    """What a code says of a row, in words without a value of any cell."""
    return _SAYS[code]


def check_rows(
    opened: Opened, fields: Iterable[MappedField], connection: "DuckDBPyConnection", *, born_by: date
) -> CheckedRows:
    """Sort the rows of the table RAW into those kept, left in a table of checked rows, and those set aside."""
    by_name = {field.field: field for field in fields}
    _judge_each(connection, by_name, opened.dates, born_by)
    _judge_repeats(connection)
    aside = [RowAside(row, "", "record-broken", says("record-broken")) for row in opened.broken]
    query = f"select row, code, first_row from {_CHECKED} where code is not null order by row"
    for row, code, first in connection.execute(query).fetchall():
        reason = says(code) + (f" (row {first})" if first is not None else "")
        field = by_name.get(_COLUMN_OF.get(code, "person_id"))
        aside.append(RowAside(int(row), field.column if field else "", code, reason))
    kept = connection.execute(f"select count(*) from {_CHECKED} where code is null").fetchall()[0][0]
    ordered = tuple(sorted(aside, key=lambda one: one.row))
    return CheckedRows(int(kept), ordered, tuple(_remarks(connection, by_name, int(kept))))


def _judge_each(
    connection: "DuckDBPyConnection", fields: dict[str, MappedField], dates: frozenset[str], born_by: date
) -> None:
    """Text of each field, trimmed and null where blank; needs as yes or no; the first thing wrong with each row."""
    texts = ", ".join(_text_of(name, fields) for name in COLUMNS if name not in ("record_id", "agency"))
    needs = "".join(f", {_says_yes(field)} as {_named(field.field)}" for field in fields.values() if field.need)
    whole = ", ".join(f"coalesce(trim({_named(name)}), '')" for name in fields)
    given = fields["birth_date"].format if "birth_date" in fields and "birth_date" not in dates else ""
    unread = "record-date-format" if given else "record-date-unclear"
    connection.execute(
        f"""create or replace temp table {_CHECKED} as
        with texts as (select row, concat_ws(chr(31), {whole}) as cells, {texts}{needs} from {RAW}),
             dated as (select * replace (try_strptime(birth_date, ?)::date as birth_date),
                              birth_date is not null as has_date, nhs_number as nhs_given from texts)
        select * exclude (has_date) replace ({_NHS_NUMBER} as nhs_number),
               case when person_id is null then 'record-without-id'
                    when has_date and birth_date is null then '{unread}'
                    when birth_date < ? or birth_date > ? then 'record-date-impossible' end as code,
               null::bigint as first_row
        from dated""",
        [given or "%Y-%m-%d", _EARLIEST, born_by],
    )


def _text_of(name: str, fields: dict[str, MappedField]) -> str:
    return f'nullif(trim("{name}"), \'\') as "{name}"' if name in fields else f'null::varchar as "{name}"'


def _says_yes(field: MappedField) -> str:
    words = ", ".join(_quoted(word) for word in field.yes)
    return f"coalesce(lower(trim({_named(field.field)})) in ({words}), false)"


def _named(name: str) -> str:
    """A column in SQL, whatever its name."""
    return '"' + name.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_DIGITS = "regexp_replace(nhs_number, '[^0-9]', '', 'g')"
_WEIGHED = " + ".join(f"{10 - k} * substr({_DIGITS}, {k + 1}, 1)::int" for k in range(9))
# The tenth digit is 11 less the remainder of the weighed nine by 11 (0 for 11; 10 never is one). Ten equal digits pass
# that too and are what is typed where none is known.
_NHS_NUMBER = f"""case when length({_DIGITS}) = 10 and replace({_DIGITS}, substr({_DIGITS}, 1, 1), '') <> ''
    and (11 - ({_WEIGHED}) % 11) % 11 = substr({_DIGITS}, 10, 1)::int then {_DIGITS} end"""


def _judge_repeats(connection: "DuckDBPyConnection") -> None:
    """Of sound rows with one number of a person the first is kept; each other says whether it is equal to it."""
    connection.execute(
        f"""update {_CHECKED} as later set first_row = first.row,
            code = case when (later.cells = first.cells) then 'record-twice' else 'record-id-twice' end
        from (select person_id, row, cells from {_CHECKED} where code is null
              qualify row_number() over (partition by person_id order by row) = 1) as first
        where later.code is null and later.person_id = first.person_id and later.row > first.row"""
    )


def _remarks(
    connection: "DuckDBPyConnection", fields: dict[str, MappedField], kept: int
) -> Iterator[tuple[str, str, int]]:
    wrong = f"select count(*) from {_CHECKED} where code is null and nhs_given is not null and nhs_number is null"
    if numbers := int(connection.execute(wrong).fetchall()[0][0]):
        yield "record-nhs-number", says("record-nhs-number"), numbers
    for field in fields.values():
        if field.need and kept:
            never = f"select not bool_or({_named(field.field)}) from {_CHECKED} where code is null"
            if connection.execute(never).fetchall()[0][0]:
                yield "record-need-never-seen", f"{says('record-need-never-seen')} (“{field.column}”)", kept


def keep_rows(connection: "DuckDBPyConnection", agency: str, fields: Iterable[MappedField], *, after: int) -> None:
    """Add the checked rows that are kept to the table PEOPLE, numbered on from `after` in the order of their rows."""
    needs = [field.field for field in fields if field.need]
    columns = [*(name for name in COLUMNS if name not in ("record_id", "agency")), *needs]
    named = ", ".join(_named(name) for name in columns)
    connection.execute(
        f"""insert into {PEOPLE} by name
        select ? + row_number() over (order by row) as record_id, ? as agency, {named}
        from {_CHECKED} where code is null order by row""",
        [after, agency],
    )


def make_people(connection: "DuckDBPyConnection", needs: Iterable[str]) -> None:
    """An empty person table: the columns of records_fields, and one for each need."""
    kinds = {"record_id": "bigint", "birth_date": "date"}
    columns = [f'"{name}" {kinds.get(name, "varchar")}' for name in COLUMNS]
    columns += [f"{_named(need_column(need))} boolean default false" for need in needs]
    connection.execute(f"create or replace temp table {PEOPLE} ({', '.join(columns)})")
