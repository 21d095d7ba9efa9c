"""Everything a run worked out, as tables: what the workbook, the CSVs and the end of the page print."""

from collections.abc import Sequence
from dataclasses import replace

from goodplace.agree.evidence_tables import (
    assumptions_table,
    cashable_table,
    defaults_table,
    notes_table,
    sources_table,
    unit_values_table,
)
from goodplace.agree.group_tables import (
    groups_table,
    scenarios_table,
    splits_table,
    staircase_table,
    walk_away_table,
)
from goodplace.agree.money_tables import money_by_class_table, partners_table, payments_table, years_table
from goodplace.agree.plan_tables import lenses_table, options_table, outcomes_table, value_table
from goodplace.agree.report import Report
from goodplace.place.problems import Problem
from goodplace.place.result_table import ResultTable

TABLES_OF_A_REPORT = (
    partners_table,
    years_table,
    payments_table,
    scenarios_table,
    options_table,
    outcomes_table,
    lenses_table,
    staircase_table,
    splits_table,
    walk_away_table,
    groups_table,
    money_by_class_table,
    value_table,
    unit_values_table,
    sources_table,
    cashable_table,
    assumptions_table,
    defaults_table,
)

# What all partners may have whole. The others hold positions of single partners, and are for whoever prepares the run.
SHARED = (
    "years",
    "payments",
    "options",
    "outcomes",
    "lenses",
    "money_by_class",
    "value",
    "unit_values",
    "sources",
    "cashable",
    "assumptions",
    "defaults",
)


def result_tables(report: Report, *, notes: Sequence[Problem] = ()) -> tuple[ResultTable, ...]:
    """Every table of a report, in the order they are shown; `notes` are those of the check of the place.

    Money is in pence, cash view, at the headline share. Rows are in key order, so that equal places give equal tables.
    """
    tables = (*(table(report) for table in TABLES_OF_A_REPORT), notes_table(notes))
    return tuple(replace(table, visibility="partners") if table.key in SHARED else table for table in tables)
