"""What goes wrong when people are written down: each function takes a column of cells and the rows it goes wrong in."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from goodplace.demo.names import NICKNAMES
from goodplace.demo.naming import Words

Rows = NDArray[np.intp]
_NEXT_KEY = dict(zip("abcdefghijklmnopqrstuvwxyz", "sbvfrdgjokplmnoipwtaycbezx"[:26], strict=True))


def which(number: int, rate: float, rng: np.random.Generator) -> Rows:
    """The rows in which something that happens at this rate happens."""
    return np.flatnonzero(rng.random(number) < rate)


def _changed(cells: Words, rows: Rows, change: Callable[[str], str]) -> Words:
    # Room for longer cells: an array of text cuts what it has no room for.
    changed = cells.astype(f"U{cells.dtype.itemsize // 4 + 12}")
    changed[rows] = [change(str(cell)) for cell in cells[rows]]
    return changed


def mistyped(cells: Words, rows: Rows, rng: np.random.Generator) -> Words:
    """One letter after the first left out, doubled, changed for another key, or exchanged with the next."""
    draws = iter(rng.integers(0, 1 << 30, size=len(rows)).tolist())
    return _changed(cells, rows, lambda cell: _one_slip(cell, next(draws)))


def _one_slip(cell: str, draw: int) -> str:
    if len(cell) < 3:
        return cell
    kind, at = draw % 4, 1 + draw // 4 % (len(cell) - 2)
    if kind == 0:
        return cell[:at] + cell[at + 1 :]
    if kind == 1:
        return cell[: at + 1] + cell[at:]
    if kind == 2:
        return cell[:at] + _NEXT_KEY.get(cell[at], "e") + cell[at + 1 :]
    return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]


def nicknamed(given: Words, rows: Rows) -> Words:
    """The short form where the name has one."""
    return _changed(given, rows, lambda name: NICKNAMES.get(name, name))


def swapped(given: Words, family: Words, rows: Rows) -> tuple[Words, Words]:
    """Given and family name in each other's column."""
    one, other = given.copy(), family.copy()
    one[rows], other[rows] = family[rows], given[rows]
    return one, other


def missing(cells: Words, rows: Rows) -> Words:
    """Nothing in the cell."""
    return _changed(cells, rows, lambda _: "")


def slipped(dates: Words, rows: Rows, rng: np.random.Generator) -> Words:
    """ISO dates with day and month exchanged where that is a date, or the year or the day one off."""
    draws = iter(rng.integers(0, 3, size=len(rows)).tolist())
    return _changed(dates, rows, lambda date: _slipped_date(date, next(draws)))


def _slipped_date(date: str, draw: int) -> str:
    year, month, day = date.split("-")
    if draw == 0 and day <= "12" and day != month:
        return f"{year}-{day}-{month}"
    if draw == 1:
        return f"{int(year) - 1}-{month}-{min(int(day), 28):02d}"
    return f"{year}-{month}-{int(day) - 1 or 2:02d}"


def misread_digit(numbers: Words, rows: Rows, rng: np.random.Generator) -> Words:
    """One digit changed, so that the check digit no longer holds."""
    draws = iter(rng.integers(3, 9, size=len(rows)).tolist())
    return _changed(numbers, rows, lambda number: _one_digit_on(number, next(draws)))


def _one_digit_on(number: str, at: int) -> str:
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
