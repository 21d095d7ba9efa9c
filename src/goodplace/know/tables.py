"""Result tables of the know step: what the CSVs and the data page print. Keys begin with know_."""

from collections.abc import Iterable, Sequence

from goodplace.formats.records_mapping import SetAside
from goodplace.know.result import KnowResult, People
from goodplace.place.figure import Visibility
from goodplace.place.result_table import CellKind, ResultCell, ResultColumn, ResultTable

_SOURCE = (
    ResultColumn("date", "Date", meaning="Date of the figure or of its publication, as the source gives it."),
    ResultColumn("source", "Source", meaning="Where it comes from."),
    ResultColumn("licence", "Licence", meaning="Licence it may be used under."),
)
_COUNTS = (
    ResultColumn("low", "Low", "count", "people", "Fewest people; blank where not known or not shown."),
    ResultColumn("people", "People", "count", "people", "How many; blank where not known or not shown."),
    ResultColumn("high", "High", "count", "people", "Most people; blank where not known or not shown."),
    ResultColumn("shown_as", "Shown as", meaning="The count as it is printed."),
    ResultColumn("how", "How", meaning="Counted from records, or given by the place."),
)


def know_tables(result: KnowResult, set_aside: Sequence[SetAside]) -> tuple[ResultTable, ...]:
    """Every table of the step, in the order they are shown. A table without rows is left out."""
    made = (
        _positions(result),
        _facts(result),
        _spending(result),
        _needs(result),
        _cohorts(result),
        _overlaps(result),
        _extracts(result),
        _set_aside(set_aside),
    )
    return tuple(table for table in made if table.rows)


def _table(
    key: str,
    title: str,
    columns: Iterable[ResultColumn],
    rows: Iterable[Sequence[ResultCell]],
    *,
    note: str = "",
    visibility: Visibility = "public",
) -> ResultTable:
    cells = tuple(tuple(row) for row in rows)
    return ResultTable(f"know_{key}", title, tuple(columns), cells, note=note, visibility=visibility)


def _column(key: str, title: str, meaning: str, *, kind: CellKind = "text", unit: str = "") -> ResultColumn:
    return ResultColumn(key, title, kind, unit, meaning)


def _positions(result: KnowResult) -> ResultTable:
    columns = (
        _column("indicator", "Indicator", "Key of the indicator."),
        _column("name", "Name", "What is measured."),
        _column("theme", "Theme", "What it is about."),
        _column("period", "Period", "Latest period with a value of the place."),
        _column("value", "Here", "The place’s own value.", kind="number"),
        _column("median", "Middle of others", "Median of the areas it is compared with.", kind="number"),
        _column("unit", "Unit", "Unit of both."),
        _column("better", "Better", "Which direction is better."),
        _column("rank", "Rank", "1 is best; blank where no direction is better.", kind="count"),
        _column("of", "Of", "Areas with a value, the place among them.", kind="count"),
        _column("standing", "Standing", "Against the quartiles of the others."),
        _column("change", "Change", "Last of up to five periods against the first of them."),
        *_SOURCE,
    )
    rows = (
        (p.indicator, p.name, p.theme, p.period, p.value, p.median, p.unit, p.better, p.rank, p.of, p.standing,
         p.change, p.date, p.source, p.licence)
        for p in result.positions
    )  # fmt: skip
    return _table("position", "Position beside similar places", columns, rows)


def _facts(result: KnowResult) -> ResultTable:
    columns = (
        _column("id", "Fact", "Key of the fact."),
        _column("theme", "Theme", "What it is about."),
        _column("name", "Name", "What is counted or measured."),
        _column("area", "Area", "Area it is of; blank is the place itself."),
        _column("value", "Value", "The number.", kind="number"),
        _column("unit", "Unit", "Its unit."),
        *_SOURCE,
    )
    rows = ((f.id, f.theme, f.name, f.area_name, f.value, f.unit, f.date, f.source, f.licence) for f in result.facts)
    return _table("facts", "Facts about the area", columns, rows)


def _spending(result: KnowResult) -> ResultTable:
    columns = (
        _column("body", "Body", "Who spent it."),
        _column("partner", "Partner", "Key of the partner it is, if it is one."),
        _column("service", "Service", "What it was spent on."),
        _column("year", "Year", "Financial year.", kind="year", unit="financial year"),
        _column("amount", "Spent", "Negative is net income.", kind="money", unit="£, cash"),
        *_SOURCE,
    )
    rows = ((s.body, s.partner, s.service, s.year, s.amount_gbp, s.date, s.source, s.licence) for s in result.spending)
    return _table("spending", "What bodies spent", columns, rows)


def _needs(result: KnowResult) -> ResultTable:
    columns = (
        _column("need", "Need", "Key of the need."),
        _column("name", "Name", "What it is."),
        *_COUNTS,
        _column("agencies", "Agencies", "Agencies that record it."),
        _column("source", "Source", "Where the count comes from."),
    )
    rows = ((n.id, n.name, *_counts(n.people), ", ".join(n.agencies), n.source) for n in result.needs)
    return _table("needs", "Needs", columns, rows)


def _cohorts(result: KnowResult) -> ResultTable:
    columns = (
        _column("cohort", "Cohort", "Key of the cohort."),
        _column("name", "Name", "Who they are."),
        _column("needs", "Needs", "Needs that count."),
        _column("at_least", "At least", "How many of these needs a person has at least.", kind="count"),
        *_COUNTS,
        _column("source", "Source", "Where the count comes from."),
    )
    rows = ((c.id, c.name, ", ".join(c.needs), c.at_least, *_counts(c.people), c.source) for c in result.cohorts)
    return _table("cohorts", "Cohorts", columns, rows)


def _overlaps(result: KnowResult) -> ResultTable:
    columns = (_column("needs", "Needs", "People with these needs and no other."), *_COUNTS)
    rows = ((", ".join(o.needs), *_counts(o.people)) for o in result.overlaps)
    note = "Combinations of few people are not listed, nor those from which a small count could be worked out."
    return _table("overlaps", "Needs that come together", columns, rows, note=note, visibility="committee")


def _extracts(result: KnowResult) -> ResultTable:
    columns = (
        _column("agency", "Agency", "Name of the agency’s folder."),
        _column("file", "File", "Name of the extract."),
        _column("read", "Read", "Rows in it: kept and set aside.", kind="count", unit="rows"),
        _column("kept", "Kept", "Rows used.", kind="count", unit="rows"),
        _column("set_aside", "Set aside", "Rows not used.", kind="count", unit="rows"),
        _column("reasons", "Reasons", "Why rows were set aside, and what was remarked on others."),
    )
    rows = (
        (e.agency, e.file, e.read, e.kept, e.set_aside,
         "; ".join(f"{words} ({n:,})" for _, words, n in (*e.reasons, *e.remarks)))
        for e in result.extracts
    )  # fmt: skip
    # Exact counts: of an extract of few people, of a list of those with one need, or that a column says yes of nobody.
    return _table("extracts", "Extracts of records", columns, rows, visibility="partner")


def _set_aside(set_aside: Sequence[SetAside]) -> ResultTable:
    columns = (
        _column("agency", "Agency", "Name of the agency’s folder."),
        _column("file", "File", "Name of the file."),
        _column("row", "Row", "Row as a spreadsheet numbers it; blank where the whole file is.", kind="count"),
        _column("column", "Column", "Column that the reason is about."),
        _column("code", "Code", "Code of the reason."),
        _column("reason", "Reason", "Why. No cell of the file is in it."),
        _column("rows", "Rows", "How many rows were set aside with it.", kind="count", unit="rows"),
    )
    rows = ((s.agency, s.file, s.row, s.column, s.code, s.reason, s.rows) for s in set_aside)
    return _table("set_aside", "Records set aside", columns, rows, visibility="partner")


def _counts(people: People) -> tuple[ResultCell, ...]:
    return people.low, people.mid, people.high, people.text, people.how
