"""Raw counts of people by the needs they have. They live in here and in needs.py, and go no further."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Combination = tuple[str, ...]
# With more needs than this their combinations are not counted: there are two to that power.
MOST_COMBINED = 10


@dataclass(frozen=True)
class Tally:
    """Raw counts: people by the exact combination of needs they have (those with none among them), and households."""

    needs: tuple[str, ...]
    cells: dict[Combination, int]
    households: int | None

    @cached_property
    def people(self) -> int:
        return sum(self.cells.values())

    def having(self, needs: Sequence[str], at_least: int) -> frozenset[Combination]:
        """The combinations that hold at least so many of some needs."""
        wanted = set(needs)
        return frozenset(cell for cell in self.cells if len(wanted & set(cell)) >= at_least)

    def count(self, cells: frozenset[Combination]) -> int:
        return sum(self.cells[cell] for cell in cells)
