"""A place as the rooms see it: checked rows in key order, and what was defaulted on the way in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from goodplace.place.problems import Origin
from goodplace.place.settings import Settings
from goodplace.place.tables import (
    Assumption,
    Budget,
    Cashable,
    Channel,
    Option,
    OptionCost,
    OptionEffect,
    Outcome,
    Partner,
    Remit,
    UnitValue,
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
    defaulted: tuple[Defaulted, ...] = ()
    source_name: str = ""
    content_hash: str = ""
    setting_origins: dict[str, Origin] = field(default_factory=dict)

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
