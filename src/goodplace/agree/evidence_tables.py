"""Result tables of what an answer rests on: unit values, rows with their sources, assumptions, defaults, notes.

No row number stands in them: the rows of a place in another order give the same result.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from goodplace.agree.report import Report
from goodplace.agree.result_rows import OPTION, OUTCOME, PARTNER, made, money, real, text, year, yes_no
from goodplace.choose.outcome_values import price_base
from goodplace.place.place import Place
from goodplace.place.problem_codes import PROBLEM_CODES
from goodplace.place.problems import Problem
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable
from goodplace.place.tables import Evidenced

NOT_STATED = "source not stated"
_SOURCE = text("source", "Source", "Where the figure comes from.")
_LABEL = text("label", "Label", "read, secondary, computed, recalled, assumed, or not_stated.")


def unit_values_table(report: Report) -> ResultTable:
    """One row a part of what a unit of an outcome is worth."""
    columns = (
        OUTCOME,
        text("kind", "Kind", "fiscal (public money), transfer (benefit or tax), economic, or social."),
        text("partner", "Partner", "Whose it is; blank for society and bodies that aren't partners."),
        money("amount", "Amount", f"{real(report.values)}, per unit", "What one unit is worth."),
        money("original", "As published", "£ of its price year, per unit", "The amount before prices were brought up."),
        year("price_year", "Price year", "Year of the prices it was published in."),
        text("origin", "From", "The place's own table, or the unit cost database."),
        _SOURCE,
        text("marks", "Marks", "What a reader must know: recalled, assumed, not stated, stale."),
    )
    return made("unit_values", "Unit values used", columns, sorted(_unit_value_rows(report), key=_key))


def _unit_value_rows(report: Report) -> Iterator[list[ResultCell]]:
    own = {row.outcome for row in report.place.unit_values}
    for line in report.values.lines:
        origin = "unit_values" if line.outcome in own else "unit cost database"
        yield [
            line.outcome, line.kind, line.partner, line.amount, line.original, line.price_year, origin, line.source,
            ", ".join(line.marks),
        ]  # fmt: skip


def sources_table(report: Report) -> ResultTable:
    """One row a cost or effect of an option, with the figure as given and where it comes from."""
    columns = (
        text("table", "Table", "Which table of the place the row stands in."),
        OPTION,
        text("about", "About", "Payer of a cost, or outcome of an effect."),
        ResultColumn(
            "option_year", "Year of the option", "count", "years", "1 is the year it starts; blank: every year."
        ),
        ResultColumn("figure", "Figure", "number", "£, or units of the outcome a place", "As given."),
        year("price_year", "Price year", "Of a cost; blank for an effect."),
        text("basis", "Basis", "per_place or fixed."),
        ResultColumn("grade", "Grade", "count", "1 (best) to 6", "Confidence grade; blank where not graded."),
        _LABEL,
        _SOURCE,
    )
    return made("sources", "Sources of costs and effects", columns, sorted(_source_rows(report.place), key=_key))


def _source_rows(place: Place) -> Iterator[list[ResultCell]]:
    base = price_base(place)
    for cost in place.costs:
        prices = base if cost.price_year is None else cost.price_year
        yield ["option_costs", cost.option, cost.payer, cost.year, cost.amount, prices, cost.basis, *_evidence(cost)]
    for effect in place.effects:
        figure = effect.change_per_place
        yield [
            "option_effects",
            effect.option,
            effect.outcome,
            effect.year,
            figure,
            None,
            "per_place",
            *_evidence(effect),
        ]


def _evidence(row: Evidenced) -> tuple[ResultCell, ...]:
    return row.grade, row.label, row.source or NOT_STATED


def cashable_table(report: Report) -> ResultTable:
    """One row a share of savings that is known to be released."""
    columns = (
        PARTNER,
        text("outcome", "Outcome", "Key of the outcome; blank: every outcome."),
        ResultColumn("share", "Share", "share", "share of the claimed saving", "What of it is released."),
        year("from_year", "From", "First year in which it holds; blank: from the start."),
        _SOURCE,
    )
    rows: list[list[ResultCell]] = [
        [row.partner, row.outcome, row.share, row.from_year, row.source or NOT_STATED] for row in report.place.cashable
    ]
    note = "" if rows else "No share is known: the headline share stands in for all of them."
    return made("cashable", "Shares known to be released", columns, sorted(rows, key=_key), note=note)


def assumptions_table(report: Report) -> ResultTable:
    """One row an assumption that the place states."""
    columns = (
        text("id", "Key", "Key of the assumption."),
        text("statement", "Assumption", "What is assumed."),
        _LABEL,
        _SOURCE,
    )
    rows: list[list[ResultCell]] = [
        [row.id, row.statement, row.label, row.source or NOT_STATED] for row in report.place.assumptions
    ]
    return made("assumptions", "Assumptions", columns, rows)


def defaults_table(report: Report) -> ResultTable:
    """One row a table, column or setting that was left out or blank, and what holds instead."""
    columns = (
        text("table", "Table", "Which table."),
        text("column", "Column", "Which column or setting; blank: the whole table was left out."),
        text("holds", "What holds", "The default, in words."),
        ResultColumn("rows", "Rows", "count", "rows", "How many rows it concerns; 0: the whole table."),
        text("matters", "Matters", "Whether it changes whose money it is, how much it is worth, or how sure it is."),
    )
    rows: list[list[ResultCell]] = [
        [d.table, d.column, d.holds, d.rows, yes_no(d.matters)] for d in report.place.defaulted
    ]
    return made("defaults", "What was left blank", columns, rows)


def notes_table(notes: Sequence[Problem]) -> ResultTable:
    """One row a kind of note that the check of the place made, with how often. `goodplace check` names the rows."""
    columns = (
        text("code", "Code", "Code of the note; see the reference of problems."),
        text("table", "Table", "Which table; blank: the whole file."),
        text("column", "Column", "Which column, as far as it is known."),
        text("meaning", "Meaning", "What it means."),
        ResultColumn("times", "Times", "count", "notes", "How often."),
    )
    counted = Counter((note.code, note.sheet, note.column) for note in notes)
    rows: list[list[ResultCell]] = [[*key, PROBLEM_CODES[key[0]], times] for key, times in sorted(counted.items())]
    note = "`goodplace check` names the rows." if counted else "Nothing was noted."
    return made("notes", "Notes from the check", columns, rows, note=note)


def _key(row: Sequence[ResultCell]) -> tuple[tuple[bool, float, str], ...]:
    """An order for rows of words, numbers and blanks: blanks first."""
    return tuple(
        (cell is not None, 0.0, cell) if isinstance(cell, str) else (cell is not None, float(cell or 0), "")
        for cell in row
    )
