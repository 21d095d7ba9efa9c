"""Cells of result tables in words."""

import pytest

from goodplace.pages.cells import cell_text, total_cells
from goodplace.place.result_table import CellKind, ResultCell, ResultColumn, ResultTable


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (None, "money", ""),
        ("=1+1", "text", "=1+1"),
        ("2027/28", "year", "2027/28"),
        (2027, "year", "2027"),
        (1234.5, "money", "£1,234"),
        (-1234.5, "money", "−£1,234"),
        (0.23, "money", "£0.23"),
        (-0.001, "money", "£0.00"),
        (12, "money", "£12"),
        (0, "money", "£0"),
        (0.7941, "share", "79.4 %"),
        (1, "share", "100 %"),
        (-0.05, "share", "−5 %"),
        (1234, "count", "1,234"),
        (1000, "number", "1,000"),
        (0.00004, "number", "0.00004"),
        (-0.000123456, "number", "−0.0001235"),
        (1e-15, "number", "0"),
        (-1e-15, "number", "0"),
        (-0.0001, "share", "0 %"),
        (1.25, "number", "1.25"),
        ("not known", "money", "not known"),
    ],
)
def test_a_cell_is_printed_as_its_kind(cell: ResultCell, kind: CellKind, text: str) -> None:
    assert cell_text(cell, kind=kind) == text


def test_a_total_adds_the_numbers_of_its_column_and_leaves_the_others_empty() -> None:
    columns = (ResultColumn("a", "A"), ResultColumn("b", "B", "money"), ResultColumn("c", "C", "money"))
    rows: tuple[tuple[ResultCell, ...], ...] = (("x", 0.1, 5), ("y", 0.2, 6), ("z", None, 7))
    first, total, other = total_cells(ResultTable("t", "T", columns, rows, totals=("b",)))
    assert first is None
    assert total == pytest.approx(0.3)
    assert other is None
