"""A place whose rows could be read but haven't been checked against each other yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from goodplace.place.problems import Origin
from goodplace.place.raw import RawPlace
from goodplace.place.read_settings import ReadSettings, read_settings
from goodplace.place.rows import ReadTable, read_table
from goodplace.place.settings import Settings
from goodplace.place.tables import (
    TABLES,
    Budget,
    Cashable,
    Category,
    Channel,
    Option,
    OptionCost,
    OptionEffect,
    Outcome,
    Partner,
    Remit,
    Row,
    UnitValue,
)
from goodplace.place.unit_values import unit_costs

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Draft:
    """The rows of every table, as far as they could be read. `settings` is None when they could not."""

    raw: RawPlace
    read_settings: ReadSettings
    read_tables: Mapping[str, ReadTable]
    outcomes: tuple[Outcome, ...] = field(default=())

    @property
    def settings(self) -> Settings | None:
        return self.read_settings.settings

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of a table as they stand in the file; none when it isn't there."""
        return self.read_tables[table].rows if table in self.read_tables else ()

    def rows_as(self, table: str, kind: type[R]) -> tuple[R, ...]:
        """The rows of a table, told what kind they are."""
        return cast(tuple[R, ...], tuple(self.rows(table)))

    def has(self, table: str) -> bool:
        """Whether a table is there and has rows: an empty one counts as left out."""
        return table in self.raw.tables and bool(self.raw.tables[table].rows)

    def is_whole(self, table: str) -> bool:
        """False when rows of a table could not be read: what is missing from it then says nothing."""
        read = self.read_tables.get(table)
        return read is None or (read.readable and not read.set_aside)

    def at_table(self, table: str) -> Origin:
        """Where a table is, or the whole file when it isn't there."""
        return self.raw.tables[table].at() if table in self.raw.tables else Origin(self.raw.source_name, "", 0)

    def ids(self, table: str) -> set[str] | None:
        """Ids that may be referred to, rows set aside included; None when the table is empty or can't be read."""
        read = self.read_tables.get(table)
        if table == "outcomes":
            own = read.ids() if read else set()
            return own | set(unit_costs()) if read is None or read.readable else None
        if table == "needs" and not self.has("needs"):
            return set()  # optional, unlike the others: a need that is named must be in it
        return read.ids() if read and read.readable and self.has(table) else None

    @cached_property
    def partners(self) -> tuple[Partner, ...]:
        return tuple(cast(Sequence[Partner], self.rows("partners")))

    @cached_property
    def options(self) -> tuple[Option, ...]:
        return tuple(cast(Sequence[Option], self.rows("options")))

    @cached_property
    def costs(self) -> tuple[OptionCost, ...]:
        return tuple(cast(Sequence[OptionCost], self.rows("option_costs")))

    @cached_property
    def effects(self) -> tuple[OptionEffect, ...]:
        return tuple(cast(Sequence[OptionEffect], self.rows("option_effects")))

    @cached_property
    def unit_values(self) -> tuple[UnitValue, ...]:
        return tuple(cast(Sequence[UnitValue], self.rows("unit_values")))

    @cached_property
    def budgets(self) -> tuple[Budget, ...]:
        return tuple(cast(Sequence[Budget], self.rows("budgets")))

    @cached_property
    def cashable(self) -> tuple[Cashable, ...]:
        return tuple(cast(Sequence[Cashable], self.rows("cashable")))

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(cast(Sequence[Channel], self.rows("channels")))

    @cached_property
    def remits(self) -> tuple[Remit, ...]:
        return tuple(cast(Sequence[Remit], self.rows("remits")))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Outcome id → the unit-cost code that values it, for outcomes without a row in unit_values."""
        if not self.is_whole("unit_values"):
            return {}
        own = {row.outcome for row in self.unit_values}
        coded = {outcome.id: outcome.unit_cost for outcome in self.outcomes if outcome.id not in own}
        return {outcome: code for outcome, code in coded.items() if code and code in unit_costs()}


def draft_of(raw: RawPlace) -> Draft:
    """Read every cell of every table."""
    settings = read_settings(raw.tables["place"]) if "place" in raw.tables else ReadSettings()
    tables = {name: read_table(name, raw.tables[name]) for name in TABLES if name in raw.tables and name != "place"}
    bare = Draft(raw, settings, tables)
    return Draft(raw, settings, tables, tuple(_outcomes(bare)))


def _outcomes(draft: Draft) -> Iterator[Outcome]:
    """The outcomes table, and an outcome for every unit-cost code that is used without a row there."""
    given = cast(Sequence[Outcome], draft.rows("outcomes"))
    for outcome in given:
        own_code = outcome.unit_cost is None and outcome.id in unit_costs()
        yield outcome.model_copy(update={"unit_cost": outcome.id}) if own_code else outcome
    named = draft.read_tables["outcomes"].ids() if "outcomes" in draft.read_tables else set()
    for code, at in sorted(_used_codes(draft).items()):
        if code not in named:
            yield _outcome_of(code, at)


def _used_codes(draft: Draft) -> dict[str, Origin]:
    """Unit-cost codes used as outcomes, and the first row that uses each."""
    uses = [(row.outcome, row.origin) for row in draft.effects]
    uses += [(row.outcome, row.origin) for row in draft.unit_values]
    uses += [(row.outcome, row.origin) for row in draft.remits]
    uses += [(row.outcome, row.origin) for row in draft.cashable if row.outcome]
    uses += [(name, row.origin) for row in draft.budgets for name in row.ring_fence]
    return {code: min(at for used, at in uses if used == code) for code, _ in uses if code in unit_costs()}


def _outcome_of(code: str, at: Origin) -> Outcome:
    cost = unit_costs()[code]
    return Outcome(
        origin=at,
        id=code,
        name=cost.description[:500],
        unit=cost.unit.removeprefix("Per ") or "units",
        category=cast(Category, cost.category),
        unit_cost=code,
        source=f"Unit Cost Database v1.4, {code}",
    )
