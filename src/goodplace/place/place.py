"""A place as the rooms see it: checked rows in key order, and what was defaulted on the way in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from goodplace.place.problems import Origin
from goodplace.place.settings import Settings
from goodplace.place.tables import (
    TABLES,
    Agreement,
    AreaFact,
    Assumption,
    BestWorst,
    Budget,
    Capacity,
    Cashable,
    Channel,
    CohortRow,
    Contract,
    Fund,
    NeedRow,
    Option,
    OptionCost,
    OptionEffect,
    Outcome,
    Partner,
    PositionRow,
    Remit,
    Row,
    Setting,
    SpendingRow,
    StatementRow,
    UnitValue,
)

# Fields that are called otherwise than their table.
FIELD_OF = {"option_costs": "costs", "option_effects": "effects"}
# What a place knows of itself. These tables came later: they count in its hash only where they have rows.
LATER_TABLES = (
    *("funds", "capacity", "contracts", "agreements", "needs", "cohorts", "statements", "best_worst"),
    *("area_facts", "spending", "position"),
)


@dataclass(frozen=True, order=True)
class Defaulted:
    """Something left blank, and what holds instead. `matters` marks those the page must show beside the figures."""

    table: str
    column: str
    holds: str
    rows: int = 1
    matters: bool = False


@dataclass(frozen=True)
class Place:
    """One place, checked: every reference resolves, every list is in key order, ids are unique.

    `channels` and `remits` are None when the table is absent (role defaults hold); `budgets` may lack a partner,
    whose money is then not limited. `content_hash` is the SHA-256 of the checked rows, whatever their order was.
    """

    settings: Settings
    partners: tuple[Partner, ...]
    options: tuple[Option, ...]
    costs: tuple[OptionCost, ...]
    effects: tuple[OptionEffect, ...]
    outcomes: tuple[Outcome, ...]
    unit_values: tuple[UnitValue, ...] = ()
    budgets: tuple[Budget, ...] = ()
    cashable: tuple[Cashable, ...] = ()
    channels: tuple[Channel, ...] | None = None
    remits: tuple[Remit, ...] | None = None
    assumptions: tuple[Assumption, ...] = ()
    funds: tuple[Fund, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    contracts: tuple[Contract, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    needs: tuple[NeedRow, ...] = ()
    cohorts: tuple[CohortRow, ...] = ()
    statements: tuple[StatementRow, ...] = ()
    best_worst: tuple[BestWorst, ...] = ()
    area_facts: tuple[AreaFact, ...] = ()
    spending: tuple[SpendingRow, ...] = ()
    position: tuple[PositionRow, ...] = ()
    defaulted: tuple[Defaulted, ...] = ()
    source_name: str = ""
    content_hash: str = ""
    setting_origins: dict[str, Origin] = field(default_factory=dict)

    def rows_of(self, table: str) -> tuple[Row, ...]:
        """The rows of any table of TABLES, in key order; none when it is absent. "place": every setting that was given.

        Raises KeyError for a name that is no table.
        """
        if table == "place":
            given = sorted(self.setting_origins.items())
            return tuple(Setting(origin=at, key=key, value=str(getattr(self.settings, key))) for key, at in given)
        if table not in TABLES:
            raise KeyError(table)
        rows: tuple[Row, ...] | None = getattr(self, FIELD_OF.get(table, table))
        return rows or ()

    @cached_property
    def partner_index(self) -> dict[str, int]:
        """Partner id → position on the partner axis."""
        return {partner.id: i for i, partner in enumerate(self.partners)}

    @cached_property
    def option_index(self) -> dict[str, int]:
        """Option id → position on the option axis."""
        return {option.id: j for j, option in enumerate(self.options)}

    @cached_property
    def outcome_index(self) -> dict[str, int]:
        """Outcome id → position on the outcome axis."""
        return {outcome.id: o for o, outcome in enumerate(self.outcomes)}

    def required_partners(self, option: Option) -> tuple[str, ...]:
        """R(j): lead, signatories and every payer, without whom the option cannot happen; in key order."""
        payers = {cost.payer for cost in self.costs if cost.option == option.id and cost.amount > 0}
        return tuple(sorted({option.lead, *option.signatories} | payers))

    def years(self) -> Sequence[int]:
        """The financial years 0..H−1, as the year they start in."""
        return range(self.settings.first_year, self.settings.first_year + self.settings.horizon)
