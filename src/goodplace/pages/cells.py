"""The cells of a result table in words: money, shares and counts as a British reader writes them."""

from math import floor, fsum, log10

from goodplace.place.result_table import CellKind, ResultCell, ResultTable

NUMERIC_KINDS: tuple[CellKind, ...] = ("money", "number", "share", "count")


def cell_text(cell: ResultCell, *, kind: CellKind) -> str:
    """The cell as printed; nothing for an empty one. Money below £100 keeps its pence, above it doesn't."""
    if cell is None:
        return ""
    if isinstance(cell, str) or kind in ("year", "text"):
        return str(cell)
    size = _size_text(abs(cell), kind=kind)
    is_zero = not size.strip("£0.,% ")
    return f"−{size}" if cell < 0 and not is_zero else size


def _size_text(size: float, *, kind: CellKind) -> str:
    if kind == "money":
        return f"£{size:,.2f}" if size < 100 and size != round(size) else f"£{size:,.0f}"
    if kind == "share":
        return f"{_trimmed(100 * size, places=1)} %"
    return _trimmed(size, places=0 if kind == "count" else _places(size))


def _places(size: float) -> int:
    """Four after the point, or as many as show four digits of a small number."""
    return 4 if size == 0 or size >= 1 else min(12, 3 - floor(log10(size)))


def total_cells(table: ResultTable) -> tuple[ResultCell, ...]:
    """The total row: sums where the table asks for them (over every row, shown or not), empty elsewhere."""
    return tuple(
        fsum(row[at] for row in table.rows if isinstance(row[at], int | float)) if column.key in table.totals else None  # type: ignore[misc]
        for at, column in enumerate(table.columns)
    )


def _trimmed(size: float, *, places: int) -> str:
    text = f"{size:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
