"""docs/reference/results.md from the code: every table of a result with its columns, taken from a worked example."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from goodplace.agree.report import work_out
from goodplace.agree.result_rows import present_value, real
from goodplace.agree.tables import result_tables
from goodplace.formats import read_place
from goodplace.place.result_table import ResultColumn, ResultTable

Markdown = Callable[[Sequence[str], Iterable[Sequence[str]]], str]
EXAMPLE = Path(__file__).resolve().parent.parent / "examples/school-emotional-learning.xlsx"
ABOUT = """`goodplace quick` writes one folder: `index.html` (the page), `deal.xlsx` (every table below, a sheet each,
with live totals), the same tables as CSV with a Data Package (`datapackage.json`), and `deal.json` (the deal for
programs). A table has a fixed order of rows, and the same place gives the same bytes. Money is rounded to pence.
Present values are real, in the prices of the price base, discounted to the first year; cash is cash. Blank means not
known, or nothing to say. How to go about it: [Read the results](../how-to/read-the-results.md)."""


def results_page(printed: str, *, markdown: Markdown) -> str:
    """Every table with its columns, as Markdown."""
    place, notes = read_place(EXAMPLE)
    report = work_out(place)
    units = {present_value(report.values): "£, present value", real(report.values): "£, prices of the price base"}
    parts = ["# Results", printed, ABOUT]
    for table in result_tables(report, notes=notes):
        parts += [f"## {table.key}", _about(table), markdown(HEADER, [_column(c, units) for c in table.columns])]
    return "\n\n".join(parts) + "\n"


HEADER = ("column", "kind", "unit", "meaning")


def _about(table: ResultTable) -> str:
    totals = f" A total adds up {', '.join(f'`{key}`' for key in table.totals)}." if table.totals else ""
    return f"{table.title}.{totals}"


def _column(column: ResultColumn, units: dict[str, str]) -> tuple[str, ...]:
    unit = column.unit
    for words, plain in units.items():
        unit = unit.replace(words, plain)
    return f"`{column.key}`", column.kind, unit, column.meaning
