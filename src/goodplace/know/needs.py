"""Needs, cohorts and overlaps: counted from records where there are some, else as the place gives them.

Two rules of linking give two counts: the strict one is the count, the loose one the other end of its range. Exact keys
under-link, so that people are counted twice and their needs seem to overlap less than they do. Every count goes
through goodplace.sharing.disclosure here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from goodplace.know.result import Cohort, Need, Overlap, People
from goodplace.know.tally import MOST_COMBINED, Combination, Tally
from goodplace.place.place import Place
from goodplace.place.tables import CohortRow, NeedRow
from goodplace.sharing.disclosure import KEPT_BACK, Disclosed, disclosed, kept_back

FROM_RECORDS = "counted from records"
EVERYBODY = "people"
NOT_KNOWN = People(None, None, None, "not known", "given")


@dataclass(frozen=True)
class Counted:
    """Raw counts by both rules of linking, and the agencies that record each need. `loose` may be missing."""

    strict: Tally
    loose: Tally | None
    recorded: Mapping[str, tuple[str, ...]]
    smallest: int
    cohorts: tuple[CohortRow, ...] = field(default=())

    def has(self, needs: tuple[str, ...]) -> bool:
        """Whether some agency records each of these needs."""
        return bool(needs) and all(self.recorded.get(need) for need in needs)

    def cells_of(self, name: str, tally: Tally) -> frozenset[Combination]:
        """The combinations that a sum adds up: everybody, a need or a cohort."""
        if name == EVERYBODY:
            return frozenset(tally.cells)
        kind, _, which = name.partition(".")
        if kind == "need":
            return tally.having((which,), 1)
        cohort = next(cohort for cohort in self.cohorts if cohort.id == which)
        return tally.having(cohort.needs, at_least(cohort))

    def shown(self, name: str) -> People:
        """The count of a sum as it may be shown."""
        strict = self.strict.count(self.cells_of(name, self.strict))
        loose = self.loose.count(self.cells_of(name, self.loose)) if self.loose else strict
        return self._people(name, strict, loose)

    def overlaps(self) -> tuple[Overlap, ...]:
        """Combinations that may be shown, most people first. One that isn't listed is small, or kept back."""
        if len(self.strict.needs) > MOST_COMBINED:
            return ()
        found = []
        for cell, count in self.strict.cells.items():
            loose = self.loose.cells.get(cell, 0) if self.loose else count
            if cell and count >= self.smallest and cell not in self.hidden:
                found.append(Overlap(cell, self._people(cell, count, loose)))
        return tuple(sorted(found, key=lambda one: (-(one.people.mid or 0), len(one.needs), one.needs)))

    @cached_property
    def hidden(self) -> frozenset[Combination | str]:
        """What isn't shown by either rule, since small counts could be worked out from it."""
        if len(self.strict.needs) > MOST_COMBINED:
            return frozenset()
        names = [EVERYBODY, *(f"need.{need}" for need in self.strict.needs)]
        names += [f"cohort.{cohort.id}" for cohort in self.cohorts if self.has(cohort.needs)]
        found: frozenset[Combination | str] = frozenset()
        for one in (self.strict, self.loose):
            if one is not None:
                sums = {name: self.cells_of(name, one) for name in names}
                found |= kept_back(one.cells, sums=sums, smallest=self.smallest)
        return found

    def _people(self, name: Combination | str, strict: int, loose: int) -> People:
        if name in self.hidden:
            return people_of(KEPT_BACK)
        return ranged(disclosed(strict, smallest=self.smallest), disclosed(loose, smallest=self.smallest))

    def households(self) -> People | None:
        """Households by both rules; None where no record says where somebody lives."""
        if self.strict.households is None:
            return None
        other = self.loose.households if self.loose else None
        strict = disclosed(self.strict.households, smallest=self.smallest)
        return ranged(strict, strict if other is None else disclosed(other, smallest=self.smallest))


def people_of(shown: Disclosed) -> People:
    """A count as it may be shown, from records."""
    return People(shown.low, shown.mid, shown.high, shown.text, "records", shown.suppressed)


def ranged(strict: Disclosed, loose: Disclosed) -> People:
    """The strict count with the range to the loose one; the constants where the strict one is suppressed."""
    if strict.suppressed or strict.mid is None:
        return people_of(strict)
    other = 0.0 if loose.suppressed or loose.mid is None else loose.mid
    low, high = min(strict.mid, other), max(strict.mid, other)
    return People(low, strict.mid, high, strict.text, "records")


def at_least(cohort: CohortRow) -> int:
    """How many of its needs somebody in a cohort has at least."""
    return cohort.at_least or len(cohort.needs)


def given(row: NeedRow | CohortRow) -> People:
    """What a row itself says of how many people there are."""
    if row.mid is None:
        return NOT_KNOWN
    return People(row.low, row.mid, row.high, f"{row.mid:,.0f}", "given")


def needs_found(place: Place, counted: Counted | None) -> tuple[Need, ...]:
    """Every need of the table, and those that only records name; counted where some agency records it."""
    rows = {row.id: row for row in place.needs}
    extra = [need for need in counted.strict.needs if need not in rows] if counted else []
    found = [_need(row.id, row.name, row, counted) for row in place.needs]
    return tuple(sorted(found + [_need(need, need, None, counted) for need in extra], key=lambda need: need.id))


def _need(need: str, name: str, row: NeedRow | None, counted: Counted | None) -> Need:
    if counted is not None and counted.has((need,)):
        return Need(need, name, counted.shown(f"need.{need}"), FROM_RECORDS, counted.recorded[need])
    return Need(need, name, given(row) if row else NOT_KNOWN, _source(row))


def cohorts_found(place: Place, counted: Counted | None) -> tuple[Cohort, ...]:
    """Every cohort, counted where each of its needs is recorded by some agency."""
    return tuple(_cohort(row, counted) for row in sorted(place.cohorts, key=lambda row: row.id))


def _cohort(row: CohortRow, counted: Counted | None) -> Cohort:
    if counted is not None and counted.has(row.needs):
        people, source = counted.shown(f"cohort.{row.id}"), FROM_RECORDS
    else:
        people, source = given(row), _source(row)
    return Cohort(row.id, row.name, row.needs, at_least(row), people, source)


def _source(row: NeedRow | CohortRow | None) -> str:
    return (row.source or "") if row else ""


def notes_on(place: Place, counted: Counted | None) -> tuple[str, ...]:
    """What a reader must know of where the counts come from, a sentence each."""
    if counted is None:
        return ()
    smallest = counted.smallest
    notes = [
        f"Counts from records below {smallest} are not shown, and the others are rounded to the nearest 5. "
        f"A combination of needs that isn't listed has fewer than {smallest} people, or is kept back so that no small "
        "count can be worked out from it."
    ]
    rows: list[NeedRow | CohortRow] = [*place.needs, *place.cohorts]
    both = [row.name for row in rows if row.mid is not None and _counted(row, counted)]
    if both:
        notes.append(f"Counted from records, though the place gives a number too: {', '.join(both)}.")
    unseen = [row.name for row in place.cohorts if row.needs and not counted.has(row.needs)]
    if unseen:
        notes.append(f"Not counted from records, since no agency records one of the needs: {', '.join(unseen)}.")
    if len(counted.strict.needs) > MOST_COMBINED:
        notes.append(
            f"There are more than {MOST_COMBINED} needs, so their combinations are not counted, and whether small "
            "counts could be worked out from the others was not checked."
        )
    return tuple(notes)


def _counted(row: NeedRow | CohortRow, counted: Counted) -> bool:
    return counted.has(row.needs if isinstance(row, CohortRow) else (row.id,))
