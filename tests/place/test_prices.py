"""Prices: years, indices, discounting and corrections keep to what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.place.data import table
from goodplace.place.prices import (
    capital_bounds,
    capital_optimism_bias,
    correction,
    deflator,
    deflator_vintages,
    discount_factors,
    discount_vintages,
    format_year,
    is_stale,
    parse_year,
    price_age,
)

YEARS = st.integers(1999, 2060)


@given(st.integers(1000, 9999))
def test_a_year_written_and_read_again_is_the_same(year: int) -> None:
    assert parse_year(format_year(year)) == year


def test_years_are_written_as_two_years_also_over_a_century() -> None:
    assert [format_year(y) for y in (1999, 2005, 2027)] == ["1999/00", "2005/06", "2027/28"]


@pytest.mark.parametrize("text", ["2027/28", " 2027-28 ", "2027–28", "2027/2028", "2027"])
def test_a_year_is_read_however_people_write_it(text: str) -> None:
    assert parse_year(text) == 2027


@pytest.mark.parametrize("text", ["2027/29", "27/28", "", "April 2027", "2027/", "2027/2029"])
def test_what_is_not_a_financial_year_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="not a financial year"):
        parse_year(text)


@given(st.sampled_from(deflator_vintages()), st.floats(0, 1e9), YEARS, YEARS, YEARS)
def test_uprating_in_two_steps_is_uprating_in_one(vintage: str, value: float, a: int, b: int, c: int) -> None:
    index = deflator(vintage)
    assert index.uprate(index.uprate(value, a, b), b, c) == pytest.approx(index.uprate(value, a, c), rel=1e-12)
    assert index.uprate(value, a, a) == pytest.approx(value, rel=1e-15)


def test_the_2015_series_keeps_its_published_yearly_changes() -> None:
    index = deflator("budget-2015-03")
    printed = {2000: 2.296, 2002: 2.632, 2008: 2.51, 2013: 2.123, 2015: 1.4, 2019: 2.6}
    for year, percent in printed.items():
        assert 100 * (index.level(year) / index.level(year - 1) - 1) == pytest.approx(percent, abs=1e-6)


def test_the_2015_series_marks_what_was_a_forecast() -> None:
    index = deflator("budget-2015-03")
    assert [index.basis(y) for y in (1999, 2013, 2014, 2019, 2020)] == [
        "published",
        "published",
        "forecast",
        "forecast",
        "assumed",
    ]


def test_a_financial_year_is_nine_months_of_one_calendar_year_and_three_of_the_next() -> None:
    index = deflator("qna-2025-12")
    assert index.level(2012) == pytest.approx(0.75 * 71.9294 + 0.25 * 73.4795)
    assert index.level(2023) == pytest.approx(0.75 * 96.2507 + 0.25 * 100)
    assert index.last_year == 2023
    assert (index.basis(2005), index.basis(2023)) == ("approximated", "approximated")


def test_earlier_years_follow_the_growth_of_the_older_series() -> None:
    newer, older = deflator("qna-2025-12"), deflator("budget-2015-03")
    assert newer.uprate(500, 2002, 2005) == pytest.approx(older.uprate(500, 2002, 2005))
    assert newer.basis(2004) == "spliced"


def test_later_years_grow_by_the_stated_inflation_and_say_that_it_is_assumed() -> None:
    index = deflator("qna-2025-12", inflation=0.03)
    assert index.uprate(100, 2023, 2026) == pytest.approx(100 * 1.03**3)
    assert [index.is_projected(y) for y in (2023, 2024)] == [False, True]
    assert index.basis(2024) == "assumed"
    assert deflator().uprate(100, 2023, 2024) == pytest.approx(102)


def test_the_calculation_by_hand_in_the_docs_is_the_programs() -> None:
    by_hand = 500 * 157.4700 / 145.5441 * 97.1880 / 62.0459 * 1.02**4
    assert round(by_hand, 2) == round(deflator().uprate(500, 2002, 2027), 2) == 917.22


def test_a_year_before_the_series_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no price index for 1998/99: qna-2025-12 begins in 1999/00"):
        deflator().level(1998)


def test_an_unknown_vintage_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match="budget-2015-03"):
        deflator("cpi")
    with pytest.raises(ValueError, match="green-book-2026"):
        discount_factors("green-book-1999", 3)


def plain_factor(vintage: str, year: int) -> float:
    """Discount one year at a time at the rate in the table for that year."""
    worth = 1.0
    for passed in range(1, year + 1):
        for row in table("discount_rates"):
            inside = int(row["from_year"]) <= passed <= int(row["to_year"] or 10_000)
            if row["vintage"] == vintage and inside:
                worth /= 1 + float(row["rate"])
    return worth


@given(st.sampled_from(discount_vintages()), st.integers(0, 31))
def test_discount_factors_equal_one_year_at_a_time(vintage: str, years: int) -> None:
    assert list(discount_factors(vintage, years)) == pytest.approx([plain_factor(vintage, t) for t in range(years)])


def test_the_longest_band_has_no_end() -> None:
    factors = discount_factors("green-book-2026", 400)
    assert factors[399] == pytest.approx(factors[398] / 1.01)
    assert discount_factors("health-2026", 400)[1] == pytest.approx(1 / 1.015)
    assert set(discount_factors("none", 400)) == {1.0}


def test_a_recommendation_is_not_stretched_beyond_what_was_read() -> None:
    assert discount_factors("review-2026-recommended", 31)[30] == pytest.approx(1 / 1.03**30)
    with pytest.raises(ValueError, match="isn't known for year 31"):
        discount_factors("review-2026-recommended", 32)


def test_costs_go_up_and_benefits_down_the_weaker_the_evidence() -> None:
    assert [correction("cost", grade) for grade in range(1, 7)] == [0, 0.05, 0.10, 0.15, 0.25, 0.40]
    assert [correction("benefit", grade) for grade in range(1, 7)] == [0, -0.05, -0.10, -0.15, -0.25, -0.40]


@pytest.mark.parametrize("grade", [0, 7])
def test_a_grade_outside_one_to_six_is_refused(grade: int) -> None:
    with pytest.raises(ValueError, match="grades 1"):
        correction("cost", grade)


def test_capital_uplift_never_goes_below_its_lower_bound() -> None:
    upper, lower = capital_bounds("standard civil engineering")
    assert (upper, lower) == (0.44, 0.03)
    assert capital_optimism_bias(upper, mitigated=0, lower=lower) == 0.44
    assert capital_optimism_bias(upper, mitigated=1, lower=lower) == 0.03
    with pytest.raises(ValueError, match="between 0 and 1"):
        capital_optimism_bias(upper, mitigated=92)
    with pytest.raises(ValueError, match="outsourcing"):
        capital_bounds("outsourcing")


def test_price_years_are_marked_red_amber_and_green_as_in_the_database() -> None:
    assert [price_age(y) for y in (2000, 2007, 2008, 2010, 2011)] == ["red", "red", "amber", "amber", "green"]


def test_a_price_is_stale_once_over_ten_years_old() -> None:
    assert [is_stale(y, today_year=2026) for y in (2015, 2016, 2017)] == [True, False, False]
