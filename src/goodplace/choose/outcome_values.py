"""What one unit of each outcome is worth here, and whose money it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from goodplace.place.place import Place
from goodplace.place.prices import Deflator, deflator, is_stale
from goodplace.place.tables import Outcome, Partner, UnitValue, ValueKind
from goodplace.place.unit_values import unit_costs, value_lines

# Prices are judged old against the year of this release's data, not the day of the run: same inputs, same page.
DATA_YEAR = 2026


@dataclass(frozen=True)
class OutcomeValue:
    """£ per unit of an outcome in the place's price base; `partner` is None for bodies that are not partners."""

    outcome: str
    kind: ValueKind
    partner: str | None
    amount: float
    original: float
    price_year: int
    source: str
    marks: tuple[str, ...]
    origin: str = ""
    """File, sheet and row of the place's own value: for explanations only, since rows may be shuffled."""


def place_deflator(place: Place) -> Deflator:
    """The deflator the place asks for, with its assumption about inflation."""
    return deflator(place.settings.deflator, inflation=place.settings.inflation)


def price_base(place: Place) -> int:
    """The year whose prices values are in (the first year unless the place says otherwise)."""
    return place.settings.first_year if place.settings.price_base is None else place.settings.price_base


def outcome_values(place: Place, outcome: Outcome) -> list[OutcomeValue]:
    """The lines of an outcome: the place's own unit_values if it has any, else the unit cost database."""
    own = [row for row in place.unit_values if row.outcome == outcome.id]
    if own:
        return [_own_line(place, row) for row in own]
    code = outcome.unit_cost or outcome.id
    return _database_lines(place, outcome.id, code) if code in unit_costs() else []


def partner_of_role(partners: Sequence[Partner], role: str | None) -> str | None:
    """The partner that stands for a role: local before national before neighbouring; None where no single one does."""
    for level in ("local", "national", "neighbour"):
        found = [partner.id for partner in partners if partner.role == role and partner.level == level]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _own_line(place: Place, row: UnitValue) -> OutcomeValue:
    base = price_base(place)
    year = base if row.price_year is None else row.price_year
    amount = place_deflator(place).uprate(row.amount, year, base) if year != base else row.amount
    marks = _marks(row.label, year)
    return OutcomeValue(
        row.outcome,
        row.kind,
        row.partner,
        amount,
        row.amount,
        year,
        row.source or "source not stated",
        marks,
        str(row.origin),
    )


def _database_lines(place: Place, outcome: str, code: str) -> list[OutcomeValue]:
    base = price_base(place)
    lines = []
    for line in value_lines(code, price_base=base, index=place_deflator(place)):
        partner = partner_of_role(place.partners, line.role) if line.kind in ("fiscal", "transfer") else None
        original, source = line.original, f"{line.code}: {line.source}" + (f" ({line.note})" if line.note else "")
        marks = _marks(line.label, original.year)
        lines.append(
            OutcomeValue(outcome, line.kind, partner, line.amount, original.amount, original.year, source, marks)
        )
    return lines


def _marks(label: str, year: int) -> tuple[str, ...]:
    """What a reader must know about a value: recalled or assumed, not stated, or in prices over ten years old."""
    marks = [label.replace("_", " ")] if label in ("recalled", "assumed", "not_stated") else []
    if is_stale(year, today_year=DATA_YEAR):
        marks.append("stale")
    return tuple(marks)
