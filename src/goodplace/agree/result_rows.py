"""Result tables made from plain rows: figures rounded alike everywhere, so that equal answers give equal bytes."""

from collections.abc import Iterable, Mapping, Sequence

from goodplace.choose.outcome_values import price_base
from goodplace.choose.value import Values
from goodplace.place.place import Place
from goodplace.place.prices import format_year
from goodplace.place.result_table import CellKind, ResultCell, ResultColumn, ResultTable

# Pence, and for units and shares more digits than any evidence bears but fewer than a solver's noise.
_DIGITS: Mapping[CellKind, int] = {"money": 2, "share": 6, "number": 6}
CASH = "£, cash"


def made(
    key: str,
    title: str,
    columns: Sequence[ResultColumn],
    rows: Iterable[Sequence[ResultCell]],
    *,
    totals: tuple[str, ...] = (),
    note: str = "",
) -> ResultTable:
    """A table of rows in the order given, one cell a column."""
    tidy = tuple(tuple(_tidy(cell, column.kind) for cell, column in zip(row, columns, strict=True)) for row in rows)
    return ResultTable(key, title, tuple(columns), tidy, totals, note)


def _tidy(cell: ResultCell, kind: CellKind) -> ResultCell:
    if cell is None or isinstance(cell, str):
        return cell
    return round(float(cell), _DIGITS[kind]) + 0.0 if kind in _DIGITS else int(cell)


def text(key: str, title: str, meaning: str) -> ResultColumn:
    """A column of words."""
    return ResultColumn(key, title, "text", "", meaning)


def year(key: str, title: str, meaning: str) -> ResultColumn:
    """A column of financial years, as the year they start in."""
    return ResultColumn(key, title, "year", "financial year", meaning)


def money(key: str, title: str, unit: str, meaning: str) -> ResultColumn:
    """A column of pounds; the unit says which: cash, real, or present value."""
    return ResultColumn(key, title, "money", unit, meaning)


def real(values: Values) -> str:
    """The unit of real money in a place, undiscounted."""
    return f"£, {format_year(price_base(values.place))} prices"


def present_value(values: Values) -> str:
    """The unit of present values in a place."""
    return f"£, present value, {format_year(price_base(values.place))} prices"


def yes_no(answer: bool) -> str:
    return "yes" if answer else "no"


def group_words(place: Place, mask: int) -> str:
    """The ids of the partners in a group (bit mask), joined by commas; empty for none."""
    return ", ".join(partner.id for i, partner in enumerate(place.partners) if mask >> i & 1)


PARTNER = text("partner", "Partner", "Key of the partner.")
OPTION = text("option", "Option", "Key of the option.")
OUTCOME = text("outcome", "Outcome", "Key of the outcome.")
YEAR = year("year", "Year", "Financial year.")
