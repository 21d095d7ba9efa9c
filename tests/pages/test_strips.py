"""Small pictures: every mark stands within its picture and where its value says, beside slow and obvious arithmetic."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.pages.strips import BAR_WIDTH, EDGE, WIDTH, bar, line, strip

VALUES = st.integers(-(10**9), 10**9).map(float)


@given(st.lists(VALUES, min_size=1, max_size=30), VALUES, VALUES)
def test_places_stand_in_order_and_inside(others: list[float], median: float, here: float) -> None:
    picture = strip(others, median=median, here=here, summary="")
    assert picture is not None
    marks = [*picture.others, picture.median, picture.here]
    assert all(x is not None and EDGE - 1e-6 <= x <= WIDTH - EDGE + 1e-6 for x in marks)
    pairs = sorted(zip([*sorted(others), median, here], marks, strict=True), key=lambda pair: pair[0])
    assert all(a[1] <= b[1] + 1e-6 for a, b in pairwise(pairs))  # type: ignore[operator]


def test_a_strip_needs_somebody_to_compare_with() -> None:
    assert strip([], median=None, here=1.0, summary="") is None


def test_equal_values_stand_in_the_middle() -> None:
    picture = strip([5.0, 5.0], median=5.0, here=5.0, summary="")
    assert picture is not None
    assert picture.others == (WIDTH / 2, WIDTH / 2)


def test_a_line_rises_with_its_values_and_breaks_where_the_others_have_none() -> None:
    picture = line([1.0, 2.0, 3.0], [2.0, 2.0, None], summary="")
    assert picture is not None
    heights = [float(point.split(",")[1]) for point in picture.own.split(" ")]
    assert heights == sorted(heights, reverse=True)
    assert len(picture.medians) == 1
    assert picture.end == (WIDTH - EDGE, EDGE)
    assert line([1.0, 2.0], [2.0, None], summary="").medians == ()  # type: ignore[union-attr]


def test_one_period_is_no_line() -> None:
    assert line([1.0], [None], summary="") is None


@given(VALUES, VALUES, VALUES)
def test_a_bar_goes_from_nought_to_its_value(value: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    least, most = min(value, low, 0.0), max(value, high, 0.0)
    picture = bar(value, least=least, most=most, summary="", low=low, high=high)
    scale = BAR_WIDTH / (most - least or 1.0)
    assert picture.length == pytest.approx(abs(value) * scale, abs=1e-6)
    ends = picture.start, picture.start + picture.length
    assert min(abs(end - picture.zero) for end in ends) < 1e-6
    assert picture.below == (value < 0)
    assert picture.low is not None
    assert picture.high is not None
    assert -1e-6 <= picture.low <= picture.high + 1e-6 <= BAR_WIDTH + 1e-5


def test_a_range_with_one_end_is_not_drawn() -> None:
    assert bar(1.0, least=0.0, most=2.0, summary="", low=0.5).low is None
