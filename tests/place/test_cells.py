"""What people type into cells, and what it is taken for."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.place import cells
from goodplace.place.cells import CellError


@pytest.mark.parametrize(
    ("read", "typed", "value"),
    [
        (cells.read_money, "£1,234", 1234),
        (cells.read_money, " £ 1,234.50 ", 1234.5),
        (cells.read_money, "1 234\u00a0567", 1234567),
        (cells.read_number, "(1,234)", -1234),
        (cells.read_number, "−5", -5),
        (cells.read_number, "-£5", -5),
        (cells.read_number, "1.5e3", 1500),
        (cells.read_number, ".5", 0.5),
        (cells.read_share, "12.5%", 0.125),
        (cells.read_share, " 50 % ", 0.5),
        (cells.read_share, 1, 1),
        (cells.read_rate, "-2%", -0.02),
        (cells.read_year, "2027/28", 2027),
        (cells.read_year, "2027-28", 2027),
        (cells.read_year, "2027–2028", 2027),
        (cells.read_year, "1999/00", 1999),
        (cells.read_year, 2027.0, 2027),
        (cells.read_year, "2027", 2027),
        (cells.read_count, "12", 12),
        (cells.read_ordinal, 1.0, 1),
        (cells.read_grade, "6", 6),
        (cells.read_id, 5.0, "5"),
        (cells.read_id, "  E&S2.0 ", "E&S2.0"),
        (cells.read_ids, "nhs; council,nhs,", ("council", "nhs")),
        (cells.read_ids, ("b", "a"), ("a", "b")),
        (cells.read_name, "  two \n lines\t here ", "two lines here"),
        (cells.read_name, 12.5, "12.5"),
        (cells.read_word, "Per Place", "per_place"),
        (cells.read_word, "per-place", "per_place"),
    ],
)
def test_what_people_type_is_read(read: Callable[[Any], Any], typed: object, value: object) -> None:
    assert read(typed) == value


@pytest.mark.parametrize(
    ("read", "typed", "code"),
    [
        (cells.read_number, "1,23", "not-a-number"),
        (cells.read_number, "1.234,56", "not-a-number"),
        (cells.read_number, "12 people", "not-a-number"),
        (cells.read_number, "", "not-a-number"),
        (cells.read_number, "£", "not-a-number"),
        (cells.read_number, "--5", "not-a-number"),
        (cells.read_number, True, "not-a-number"),
        (cells.read_number, math.inf, "not-a-number"),
        (cells.read_number, "1e999", "not-a-number"),
        (cells.read_number, "nan", "not-a-number"),
        (cells.read_number, 3.1e13, "number-too-large"),
        (cells.read_number, dt.date(2027, 4, 1), "date-for-number"),
        (cells.read_number, dt.timedelta(hours=5), "date-for-number"),
        (cells.read_number, "01/04/2027", "date-for-number"),
        (cells.read_money, "-£1", "negative-money"),
        (cells.read_money, "12%", "not-a-number"),
        (cells.read_measure, " 68.5 % ", "not-a-number"),
        (cells.read_quantity, -1, "negative-quantity"),
        (cells.read_share, "101%", "share-out-of-range"),
        (cells.read_share, 50, "share-out-of-range"),
        (cells.read_rate, 2, "rate-out-of-range"),
        (cells.read_year, dt.datetime(2027, 4, 1), "date-for-year"),
        (cells.read_year, "2027-04-01", "date-for-year"),
        (cells.read_year, "2027/29", "not-a-year"),
        (cells.read_year, "2027/1928", "not-a-year"),
        (cells.read_year, "27/28", "not-a-year"),
        (cells.read_year, 1949, "not-a-year"),
        (cells.read_year, True, "not-a-year"),
        (cells.read_count, -1, "not-a-count"),
        (cells.read_count, 1.5, "not-a-count"),
        (cells.read_ordinal, 0, "not-from-one"),
        (cells.read_grade, 0, "not-a-grade"),
        (cells.read_grade, 2.5, "not-a-grade"),
        (cells.read_id, "a,b", "not-an-id"),
        (cells.read_id, "x" * 61, "not-an-id"),
        (cells.read_id, " ", "not-an-id"),
        (cells.read_id, "-a", "not-an-id"),
        (cells.read_name, " \u2003 ", "missing-value"),
        (cells.read_name, "x" * 501, "text-too-long"),
        (cells.read_name, "a\x00b", "control-character"),
        (cells.read_name, "pay \u202enot", "control-character"),
        (cells.read_name, "\ud800", "control-character"),
        (cells.read_name, False, "not-text"),
        (cells.read_name, dt.time(12), "not-text"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_reason(read: Callable[[Any], Any], typed: object, code: str) -> None:
    with pytest.raises(CellError) as refused:
        read(typed)
    assert refused.value.code == code
    assert str(refused.value) == f"{refused.value.expected}|{refused.value.fix}"


READERS = [getattr(cells, name) for name in dir(cells) if name.startswith("read_")]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("error", ["#REF!", "#N/A", " #div/0! ", "#NAME?"])
def test_a_spreadsheet_error_is_never_a_value(read: Callable[[Any], Any], error: str) -> None:
    with pytest.raises(CellError) as refused:
        read(error)
    assert refused.value.code == "spreadsheet-error"
    assert error.strip() in refused.value.expected


@pytest.mark.parametrize("read", READERS)
@given(st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.times())
def test_any_cell_is_read_or_refused_and_reading_again_changes_nothing(
    read: Callable[[Any], Any], typed: object
) -> None:
    try:
        value = read(typed)
    except CellError:
        return
    assert read(value) == value


@given(st.floats(-3e13, 3e13))
def test_a_number_reads_the_same_from_a_workbook_and_from_a_csv(number: float) -> None:
    kept = cells.as_kept(number)
    in_workbook, in_csv = float(f"{kept:.16G}"), repr(kept)
    assert cells.read_number(in_workbook) == cells.read_number(in_csv) == cells.read_number(number)
