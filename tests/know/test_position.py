"""Rank, standing and change by the plain rules that goodplace.know.position says."""

from typing import Any

import pytest
from making import place_of, rows_of

from goodplace.know.position import change, positions, standing
from goodplace.know.result import Position
from goodplace.place.place import Place

HERE = "E08000009"


def row(area: str, value: float, *, period: str = "2024", better: str = "higher", **other: Any) -> dict[str, Any]:
    return {
        "indicator": "school", "name": "School readiness", "theme": "Children", "area_code": area,
        "area_name": f"Area {area}", "period": period, "value": value, "unit": "%", "better": better,
        "date": "2025", "source": "A source", "licence": "OGL v3.0", **other,
    }  # fmt: skip


def place_with(rows: list[dict[str, Any]], *, here: str | None = HERE) -> Place:
    tables = rows_of(
        "council",
        options=[{"id": "a", "lead": "council"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 1}],
        option_effects=[{"option": "a", "outcome": "o"}],
        position=rows,
        settings={"area_code": here} if here else {},
    )
    return place_of(tables)


def only(rows: list[dict[str, Any]]) -> Position:
    (found,) = positions(place_with(rows))
    return found


def test_the_latest_period_of_the_place_itself_is_compared() -> None:
    rows = [row(f"E0{n}", 60 + n) for n in range(1, 6)] + [row(HERE, 64.5), row("E01", 90, period="2025")]
    found = only(rows)
    assert (found.period, found.value, found.median, found.rank, found.of) == ("2024", 64.5, 63, 2, 6)
    assert [one.value for one in found.latest] == [65, 64.5, 64, 63, 62, 61]
    assert [one.here for one in found.latest] == [False, True, False, False, False, False]


def test_countries_and_regions_are_shown_and_never_compared_with() -> None:
    rows = [row(f"E0{n}", 60 + n) for n in range(1, 5)]
    found = only([*rows, row(HERE, 50), row("E92000001", 99), row("E12000002", 98)])
    assert (found.rank, found.of, found.median) == (5, 5, 62.5)
    assert [one.area_code for one in found.latest][:2] == ["E92000001", "E12000002"]


def test_lower_is_better_where_the_table_says_so_and_equal_values_share_a_rank() -> None:
    rows = [row(f"E0{n}", n, better="lower") for n in (1, 2, 3, 4)]
    assert only([*rows, row(HERE, 2, better="lower")]).rank == 2


@pytest.mark.parametrize(
    ("value", "better", "expected"),
    [
        (8, "higher", "better"), (7, "higher", "similar"), (3, "higher", "similar"), (2, "higher", "worse"),
        (8, "lower", "worse"), (2, "lower", "better"), (8, "neither", "not judged"),
    ],
)  # fmt: skip
def test_standing_is_against_the_quartiles_of_the_others(value: float, better: str, expected: str) -> None:
    assert standing(value, [1, 3, 5, 7, 9], better=better) == expected
    assert standing(value, [1, 5, 9], better=better) == "not judged"


@pytest.mark.parametrize(
    ("values", "better", "expected"),
    [
        ([1, 2], "higher", "too short to say"),
        ([50, 55, 60], "higher", "improving"),
        ([50, 55, 60], "lower", "worsening"),
        ([50, 70, 50.9], "higher", "little change"),
        ([90, 50, 51, 52, 53, 54], "higher", "improving"),
        ([50, 55, 60], "neither", "no direction is better"),
    ],
)
def test_change_is_the_last_against_the_first_of_up_to_five_periods(
    values: list[float], better: str, expected: str
) -> None:
    assert change(values, better=better) == expected


def test_the_middle_of_the_others_is_known_in_periods_where_three_have_a_value() -> None:
    rows = [row(f"E0{n}", n, period=period) for n, period in ((1, "2022"), (2, "2023"), (3, "2023"), (4, "2023"))]
    found = only([*rows, *(row(HERE, 1, period=period) for period in ("2022", "2023"))])
    assert found.trend_median == (None, 3)


def test_without_an_area_code_there_is_no_position() -> None:
    assert positions(place_with([row("E01", 1)], here=None)) == ()


def test_there_is_no_rank_where_no_direction_is_better() -> None:
    assert only([row("E01", 1, better="neither"), row(HERE, 2, better="neither")]).rank is None
