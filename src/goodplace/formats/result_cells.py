"""How the cells of results are written, the same in every format: years as people write them, numbers without noise."""

import math
from typing import Any

from goodplace.place.prices import format_year
from goodplace.place.result_table import CellKind, ResultCell

_DECIMALS = 6
# A spreadsheet would take text that begins so for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def cell_value(cell: ResultCell, kind: CellKind) -> str | float | int | None:
    """A cell as it is exported: a year as 2027/28, a number rounded to six decimals; None stays unknown."""
    if isinstance(cell, str) or cell is None:
        return cell
    if kind == "year":
        return format_year(int(cell))
    return stable(cell)


def stable(number: float) -> float | int:
    """A number without the noise of arithmetic; whole numbers as such. ValueError when it isn't finite."""
    if not math.isfinite(number):
        raise ValueError(f"a result must be a number or unknown, not {number}")
    rounded = round(number, _DECIMALS)
    return int(rounded) if float(rounded).is_integer() else rounded


def stable_json(value: Any) -> Any:
    """Any JSON value with every number in it stable."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return stable(value)
    if isinstance(value, dict):
        return {str(key): stable_json(part) for key, part in value.items()}
    return [stable_json(part) for part in value]


def safe_for_spreadsheets(text: str) -> str:
    """Text for a CSV: an apostrophe stands before whatever a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
