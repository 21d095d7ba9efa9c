"""What was left out or blank, and what holds instead: one record a table and column, with how many rows it concerns."""

from collections.abc import Iterator

from goodplace.place.columns import blank_of
from goodplace.place.draft import Draft
from goodplace.place.place import Defaulted
from goodplace.place.settings import Settings
from goodplace.place.tables import TABLES, CohortRow

# Blanks that change whose money it is, how much it is worth, or how sure it is: the page shows them beside the figures.
_MATTERING_COLUMNS = {
    ("partners", "role"),
    ("option_costs", "label"),
    ("option_effects", "label"),
    ("unit_values", "label"),
    ("outcomes", "residents_weight"),
    ("outcomes", "national_weight"),
}
_MATTERING_SETTINGS = {"price_base", "discount_rate", "deflator", "inflation", "released"}
_TABLES_LEFT_OUT = {
    "outcomes": ("no weights: the residents' and the national lens are the public value", True),
    "unit_values": ("the values of the Unit Cost Database v1.4", False),
    "budgets": ("nobody's money is limited", True),
    "cashable": ("unknown: the stated share of every claimed saving is taken as released", True),
    "channels": ("the usual lawful payments between bodies of these roles, an assumption", True),
    "remits": ("the usual remits of bodies of these roles, an assumption", True),
}


def defaulted(draft: Draft) -> tuple[Defaulted, ...]:
    """Every default that holds in a place, in order."""
    records = [*_settings(draft), *_tables(draft), *_columns(draft), *_partners(draft)]
    return tuple(sorted(records))


def _settings(draft: Draft) -> Iterator[Defaulted]:
    for key, info in Settings.model_fields.items():
        if key not in draft.read_settings.origins and key != "note":
            yield Defaulted("place", key, blank_of(info), matters=key in _MATTERING_SETTINGS)


def _tables(draft: Draft) -> Iterator[Defaulted]:
    for table, (holds, matters) in _TABLES_LEFT_OUT.items():
        if not draft.has(table):
            yield Defaulted(table, "", holds, rows=0, matters=matters)


def _columns(draft: Draft) -> Iterator[Defaulted]:
    for table, read in draft.read_tables.items():
        for column, info in TABLES[table].model_fields.items():
            rows = _unsized(draft) if column == "cohort_size" else read.blanks.get(column, 0)
            if rows and column not in ("origin", "partner"):
                matters = (table, column) in _MATTERING_COLUMNS
                yield Defaulted(table, column, blank_of(info), rows, matters)


def _unsized(draft: Draft) -> int:
    """Options whose number of people neither they nor the cohorts table or the records behind it can say."""
    cohorts = {cohort.id for cohort in draft.rows_as("cohorts", CohortRow)}
    blank = draft.read_tables["options"].blanks.get("cohort_size", 0)
    return blank - sum(option.cohort_size is None and option.cohort in cohorts for option in draft.options)


def _partners(draft: Draft) -> Iterator[Defaulted]:
    """Partners that a table which is there says nothing of, and savings that are said to be nobody's here."""
    elsewhere = [row for row in draft.unit_values if row.partner is None and row.kind in ("fiscal", "transfer")]
    if elsewhere:
        yield Defaulted("unit_values", "partner", "bodies that are not partners", len(elsewhere), True)
    budgeted = {budget.partner for budget in draft.budgets}
    unlimited = [partner.id for partner in draft.partners if partner.id not in budgeted]
    if draft.has("budgets") and unlimited:
        yield Defaulted("budgets", "partner", f"no limit for {', '.join(sorted(unlimited))}", len(unlimited), True)
    said = {row.partner for row in draft.cashable if row.outcome is None}
    unsaid = [partner.id for partner in draft.partners if partner.id not in said]
    if draft.has("cashable") and unsaid:
        holds = f"unknown, but for the outcomes listed, for {', '.join(sorted(unsaid))}"
        yield Defaulted("cashable", "partner", holds, len(unsaid), True)
