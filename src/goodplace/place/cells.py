"""What a cell may hold: one type a kind of value, read from what people really type into spreadsheets.

Each type is a pydantic annotation. A validator raises CellError, which says what was expected and what to do; the
reader (goodplace.place.rows) turns it into a Problem with its place in the file.
"""

import datetime as dt
import math
import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator

_EXCEL_ERRORS = (
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
)
_DATE_TEXT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_YEAR_TEXT = re.compile(r"(\d{4})\s*[/–-]\s*(\d{2}|\d{4})")
_ID_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 &._:/+-]*")
_NUMBER_TEXT = re.compile(r"[-+]?(?=\.?\d)(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][-+]?\d+)?")
# Control characters, halves of characters, and the marks that turn the direction of all text after them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
NAME_LENGTH = 500
ID_LENGTH = 60
# Ten times what the whole United Kingdom produces in a year, in pounds.
LARGEST = 3e13


class CellError(ValueError):
    """A cell that can't be read: a stable code, what was expected, and what to do about it."""

    def __init__(self, code: str, expected: str, fix: str) -> None:
        super().__init__(f"{expected}|{fix}")
        self.code, self.expected, self.fix = code, expected, fix


def refuse_excel_error(value: Any) -> None:
    """A formula error is refused by its own name: it is never a value."""
    if isinstance(value, str) and value.strip().upper() in _EXCEL_ERRORS:
        expected = f"a value, not the spreadsheet error {value.strip()}"
        raise CellError("spreadsheet-error", expected, "Repair the formula in that cell.")


def _is_date(value: Any) -> bool:
    return isinstance(value, dt.date | dt.time | dt.timedelta) or (
        isinstance(value, str) and bool(_DATE_TEXT.fullmatch(value.strip()))
    )


def _text(value: Any) -> str:
    refuse_excel_error(value)
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        raise CellError("not-text", "text", "Format the cell as text and type it again.")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def read_name(value: Any) -> str:
    """Words for people: any script, up to NAME_LENGTH characters, no control characters."""
    return _known_name(value) if type(value) is str else _read_name(value)


def _read_name(value: Any) -> str:
    text = _text(value)
    if not text:
        raise CellError("missing-value", "some text", "Fill in the cell.")
    if len(text) > NAME_LENGTH:
        raise CellError("text-too-long", f"at most {NAME_LENGTH} characters", "Shorten it.")
    if _CONTROL.search(text):
        raise CellError("control-character", "text without control characters", "Type it again by hand.")
    return text


def read_id(value: Any) -> str:
    """A short key: letters, digits, space and & . _ : / + - (so that lists can use commas)."""
    return _known_id(value) if type(value) is str else _read_id(value)


def _read_id(value: Any) -> str:
    text = _text(value)
    if len(text) > ID_LENGTH or not _ID_TEXT.fullmatch(text):
        raise CellError(
            "not-an-id",
            f"a short id of at most {ID_LENGTH} letters, digits, spaces or & . _ : / + -",
            "Put the full wording in the name column and a short id here.",
        )
    return text


# Published tables repeat the same few names, sources and codes in thousands of rows. Only text is remembered: 1 and
# True and 1.0 would be taken for each other.
_known_name = lru_cache(maxsize=4096)(_read_name)
_known_id = lru_cache(maxsize=4096)(_read_id)


def read_ids(value: Any) -> tuple[str, ...]:
    """Several ids in one cell, separated by commas or semicolons; sorted, without repeats."""
    if isinstance(value, tuple | list | frozenset | set):
        return tuple(sorted({read_id(part) for part in value}))
    parts = [part for part in re.split(r"[;,]", _text(value)) if part.strip()]
    return tuple(sorted({read_id(part) for part in parts}))


def read_number(value: Any) -> float:
    """A number, or one typed as text: "1,234.5", "£1,234", "12%"."""
    refuse_excel_error(value)
    if _is_date(value):
        raise CellError("date-for-number", "a number, not a date", "Format the cell as a number and type it again.")
    number = float(value) if isinstance(value, int | float) else _number_from_text(str(value))
    if isinstance(value, bool) or not math.isfinite(number):
        raise CellError("not-a-number", "a number", "Type an ordinary number, not TRUE or FALSE.")
    if abs(number) > LARGEST:
        raise CellError("number-too-large", f"a number up to {LARGEST:,.0f}", "Check its unit: pounds, not pence.")
    return as_kept(number)


def as_kept(number: float) -> float:
    """A number as spreadsheets keep it, with 15 significant digits, so that workbooks and CSVs read the same."""
    return float(f"{number:.15g}") + 0.0  # never minus nothing


def _number_from_text(text: str) -> float:
    cleaned = "".join(text.split()).replace("\u2212", "-")
    percent = cleaned.endswith("%")
    negative = cleaned.startswith("(") and cleaned.endswith(")")
    cleaned = cleaned.strip("()").removesuffix("%").replace("£", "")
    if not _NUMBER_TEXT.fullmatch(cleaned):
        fix = "Type the number without words or units."
        raise CellError("not-a-number", "a number such as 1234.50 or £1,234.50", fix)
    number = float(cleaned.replace(",", ""))
    return (-number if negative else number) / (100 if percent else 1)


def read_measure(value: Any) -> float:
    """A number in the unit that its row or column says, so not one with a percent sign: 12% isn't 12 of anything."""
    if isinstance(value, str) and value.strip().endswith("%"):
        fix = "Type it without the sign; where the unit is %, twelve percent is 12."
        raise CellError("not-a-number", "a number in the unit given beside it", fix)
    return read_number(value)


def read_money(value: Any) -> float:
    """Pounds, zero or more."""
    number = read_measure(value)
    if number < 0:
        fix = "Costs and values are positive; a harm is a negative change in option_effects."
        raise CellError("negative-money", "pounds, zero or more", fix)
    return number


def read_quantity(value: Any) -> float:
    """How many or how much of something other than money: zero or more."""
    number = read_number(value)
    if number < 0:
        raise CellError("negative-quantity", "zero or more", "Type how many there are.")
    return number


def read_share(value: Any) -> float:
    """A share from 0 to 1, or a percentage with its sign."""
    number = read_number(value)
    if not 0 <= number <= 1:
        fix = "Write 50% or 0.5, not 50."
        raise CellError("share-out-of-range", "a share from 0 to 1, or a percentage such as 50%", fix)
    return number


def read_rate(value: Any) -> float:
    """A yearly rate of change, such as 2% or 0.02; it may be negative."""
    number = read_number(value)
    if not -0.5 <= number <= 0.5:
        fix = "Write 2% or 0.02, not 2."
        raise CellError("rate-out-of-range", "a rate a year between -50% and 50%", fix)
    return number


def read_year(value: Any) -> int:
    """A financial year, held as the calendar year it starts in: "2027/28" or 2027 → 2027."""
    refuse_excel_error(value)
    if _is_date(value):
        raise CellError("date-for-year", "a financial year such as 2027/28, not a date", _fix_for_date(value))
    if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        return _year_in_range(int(value))
    text = str(value).strip()
    if re.fullmatch(r"\d{4}", text):
        return _year_in_range(int(text))
    match = _YEAR_TEXT.fullmatch(text)
    if not match or int(match[2]) not in (int(match[1]) + 1, (int(match[1]) + 1) % 100):
        fix = "Write the two years it spans, as text."
        raise CellError("not-a-year", "a financial year such as 2027/28", fix)
    return _year_in_range(int(match[1]))


def _fix_for_date(value: Any) -> str:
    """Spreadsheets turn "2011/12" into December 2011: say the year that was very likely meant."""
    meant = "2027/28"
    if isinstance(value, dt.date) and value.month == (value.year + 1) % 100:
        meant = f"{value.year}/{value.month:02d}"
    return f"Format the cell as text and type {meant}."


def _year_in_range(year: int) -> int:
    if not 1950 <= year <= 2150:
        raise CellError("not-a-year", "a financial year between 1950/51 and 2150/51", "Check the year.")
    return year


def read_count(value: Any) -> int:
    """A whole number, zero or more."""
    number = read_number(value)
    if number < 0 or not number.is_integer():
        raise CellError("not-a-count", "a whole number, zero or more", "Round it.")
    return int(number)


def read_ordinal(value: Any) -> int:
    """A whole number, one or more: a length, or a place in a row."""
    number = read_number(value)
    if number < 1 or not number.is_integer():
        raise CellError("not-from-one", "a whole number, one or more", "Count from 1.")
    return int(number)


def read_grade(value: Any) -> int:
    """A confidence grade: 1 (best) to 6 (uncorroborated judgement)."""
    number = read_number(value)
    if number not in range(1, 7):
        fix = "1 is the best evidence, 6 a judgement that nobody else has checked."
        raise CellError("not-a-grade", "a confidence grade, 1 (best) to 6", fix)
    return int(number)


def read_word(value: Any) -> str:
    """A word from a fixed list: case and spaces do not matter."""
    return _text(value).lower().replace(" ", "_").replace("-", "_")


Name = Annotated[str, BeforeValidator(read_name)]
Id = Annotated[str, BeforeValidator(read_id)]
Ids = Annotated[tuple[str, ...], BeforeValidator(read_ids)]
Number = Annotated[float, BeforeValidator(read_number)]
Measure = Annotated[float, BeforeValidator(read_measure)]
Money = Annotated[float, BeforeValidator(read_money)]
Quantity = Annotated[float, BeforeValidator(read_quantity)]
Share = Annotated[float, BeforeValidator(read_share)]
Rate = Annotated[float, BeforeValidator(read_rate)]
Year = Annotated[int, BeforeValidator(read_year)]
Count = Annotated[int, BeforeValidator(read_count)]
Ordinal = Annotated[int, BeforeValidator(read_ordinal)]
Grade = Annotated[int, BeforeValidator(read_grade)]
