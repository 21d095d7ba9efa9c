"""The pictures' geometry: widths are pounds, minus goes the other way, and text stays within its room."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_page import big_page, money, school_page

from goodplace.pages import charts
from goodplace.pages.charts import flow_picture, stair_picture, wrapped, year_picture
from goodplace.pages.view import Flow, Shown, Step


def flow(payer: str, receiver: str, pounds: float | None) -> Flow:
    return Flow(payer, receiver, "grant", money(pounds), ())


def step(title: str, value: float | None) -> Step:
    return Step(title, money(value), money(None))


@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=charts.MOST_FLOWS))
def test_an_arrow_is_as_wide_as_its_pounds(pounds: list[float]) -> None:
    picture = flow_picture([flow(f"p{at}", "r", amount) for at, amount in enumerate(pounds)])
    assert picture is not None
    expected = sorted((max(1.5, charts.THICKEST * amount / sum(pounds)) for amount in pounds), reverse=True)
    assert [arrow.thick for arrow in picture.arrows] == pytest.approx(expected)


def test_arrows_fill_the_bars_they_leave_and_reach() -> None:
    picture = flow_picture(school_page().flows)
    assert picture is not None
    (school,) = picture.receivers
    ends = sorted((arrow.y1, arrow.y1 + arrow.thick) for arrow in picture.arrows)
    assert ends[0][0] == pytest.approx(school.y)
    assert ends[-1][0] <= school.y + school.height
    assert all(low == pytest.approx(high) for (_, high), (low, _) in pairwise(ends))


def test_a_negative_payment_is_drawn_the_other_way_round() -> None:
    picture = flow_picture([flow("a", "b", -5)])
    assert picture is not None
    assert [node.lines for node in picture.payers] == [("b",)]
    assert picture.arrows[0].text == "b pays a £5"


@pytest.mark.parametrize("amounts", [[], [0], [None, 0]])
def test_where_no_money_passes_there_is_no_picture(amounts: list[float | None]) -> None:
    assert flow_picture([flow("a", "b", amount) for amount in amounts]) is None


def test_of_sixty_payments_the_smaller_ones_are_one_arrow() -> None:
    flows = big_page().flows
    picture = flow_picture(flows)
    assert picture is not None
    assert len(picture.arrows) == charts.MOST_FLOWS + 1
    assert [arrow.grouped for arrow in picture.arrows].index(True) == charts.MOST_FLOWS
    amounts = sorted((flow.total.value or 0 for flow in flows), reverse=True)
    rest = charts.THICKEST * sum(amounts[charts.MOST_FLOWS :]) / sum(amounts)
    assert picture.arrows[-1].thick == pytest.approx(rest)


def test_names_of_bars_never_overlap() -> None:
    picture = flow_picture(big_page().flows)
    assert picture is not None
    for nodes in (picture.payers, picture.receivers):
        for upper, lower in pairwise(nodes):
            lines = len(upper.lines) + bool(upper.amount)
            assert lower.y >= upper.y + max(upper.height, charts.LINE * lines)
        assert nodes[-1].y + nodes[-1].height <= picture.height


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=9))
def test_a_step_ends_where_its_value_is_and_stays_in_the_picture(values: list[float | None]) -> None:
    picture = stair_picture([step(f"s{at}", value) for at, value in enumerate(values)])
    known = [value for value in values if value is not None]
    if not known:
        assert picture is None
        return
    assert picture is not None
    room = max(0.0, *known) - min(0.0, *known) or 1.0
    for stair, value in zip(picture.stairs, values, strict=True):
        ends = [stair.gain_x, stair.gain_x + stair.gain_width]
        assert all(0.999 <= x <= charts.WIDTH - 0.999 for x in ends)
        if value is not None:
            tip = picture.zero_x + value * (charts.WIDTH - 2) / room
            assert min(abs(tip - x) for x in ends) < 0.01


def test_a_step_down_is_a_loss_and_an_unknown_one_has_no_bar() -> None:
    picture = stair_picture([step("up", 10.0), step("down", 4.0), step("unknown", None), step("up again", 6.0)])
    assert picture is not None
    assert [stair.loses for stair in picture.stairs] == [False, True, False, False]
    assert [stair.known for stair in picture.stairs] == [True, True, False, True]
    again = picture.stairs[3]
    assert again.base_width == pytest.approx(again.gain_width * 2)  # from 0 to 4, then from 4 to 6


def test_bars_by_year_share_a_scale_and_hang_from_their_line() -> None:
    picture = year_picture([money(-10), money(0), money(30), Shown("not known")])
    assert [(bar.x, bar.below) for bar in picture.bars] == [(0.0, True), (2 * charts.YEAR_WIDTH, False)]
    below, above = picture.bars
    assert above.height == pytest.approx(3 * below.height)
    assert below.y == pytest.approx(picture.zero_y)
    assert above.y + above.height == pytest.approx(picture.zero_y)


@given(st.text(st.characters(exclude_categories=["C"])), st.floats(30, 300), st.integers(1, 3))
def test_text_fits_its_lines_and_is_cut_only_with_dots(text: str, width: float, most_lines: int) -> None:
    lines = wrapped(text, width=width, most_lines=most_lines)
    assert len(lines) <= most_lines
    assert all(charts._breadth(line) <= width for line in lines)
    whole = "".join(text.split())
    shown = "".join("".join(lines).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def test_text_breaks_between_words() -> None:
    assert wrapped("Department for Work and Pensions", width=110) == ("Department", "for Work and…")
