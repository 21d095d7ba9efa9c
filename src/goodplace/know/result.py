"""What the know step finds: what later rooms, pages and exports may see of it.

Every count of people in here has been through goodplace.sharing.disclosure: no small number is in a result at all, so
no later room can let one out.
"""

from dataclasses import dataclass
from typing import Literal

Standing = Literal["better", "worse", "similar", "not judged"]
Source = Literal["records", "given"]


@dataclass(frozen=True)
class Fact:
    """A published number about the area: population, deprivation, buildings, charities. `date` is the source's own."""

    id: str
    theme: str
    name: str
    value: float
    unit: str
    date: str
    source: str
    licence: str
    area_name: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Measured:
    """One area's value of an indicator in one period. `here` is True for the place itself."""

    area_code: str
    area_name: str
    period: str
    value: float
    here: bool = False


@dataclass(frozen=True)
class Position:
    """One outcome indicator beside similar places, in the latest period that the place itself has a value for.

    rank: 1 is best of `of` areas that have a value (None where no direction is better) · median: of the others ·
    standing: against the others' quartiles, as `know.position` says · latest: every value, regions too, best first ·
    trend: the place's own values, oldest first · trend_median: the others' median in the same periods (None where
    fewer than three have one) · change: "improving", "worsening", "little change", "too short to say" or "no direction
    is better".
    """

    indicator: str
    name: str
    theme: str
    unit: str
    better: Literal["higher", "lower", "neither"]
    period: str
    value: float
    median: float | None
    rank: int | None
    of: int
    standing: Standing
    latest: tuple[Measured, ...]
    trend: tuple[tuple[str, float], ...]
    trend_median: tuple[float | None, ...]
    change: str
    source: str
    licence: str
    date: str


@dataclass(frozen=True)
class Spending:
    """What a body spent on a service in a financial year, in cash. `partner`: its id, where it is one; else empty."""

    body: str
    partner: str
    service: str
    year: int
    amount_gbp: float
    date: str
    source: str
    licence: str


@dataclass(frozen=True)
class People:
    """A count of people, fit to be shown: suppressed and rounded where it comes from records.

    `text` is what is printed ("1,250", "fewer than 10", "not shown", "not known"); mid, low and high are None where not
    known or not shown. "fewer than 10" may be nobody at all.
    """

    low: float | None
    mid: float | None
    high: float | None
    text: str
    how: Source
    suppressed: bool = False


@dataclass(frozen=True)
class Need:
    """How many people have a need. `agencies`: how many agencies' records it was seen in, for those from records."""

    id: str
    name: str
    people: People
    source: str
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cohort:
    """A group that options are for, defined by needs: at least `at_least` of `needs`."""

    id: str
    name: str
    needs: tuple[str, ...]
    at_least: int
    people: People
    source: str


@dataclass(frozen=True)
class Overlap:
    """People with exactly this combination of needs and no other of the needs counted.

    Only combinations that may be shown are listed: one that isn't has fewer people than the smallest count, or is kept
    back because a small count could be worked out from it.
    """

    needs: tuple[str, ...]
    people: People


@dataclass(frozen=True)
class ExtractSummary:
    """One agency's extract: rows read = kept + set aside. reasons: (code, words, rows), most rows first.

    remarks: likewise, on rows that were kept. Exact, and so for whoever holds the extracts, and nobody else.
    """

    agency: str
    file: str
    read: int
    kept: int
    set_aside: int
    reasons: tuple[tuple[str, str, int], ...] = ()
    remarks: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class KnowResult:
    """Everything the know step found, in a fixed order.

    people: everybody in the records, linked by exact keys (None where there are no records) · households: likewise.
    linkage: how it was linked and what that means for the counts, one sentence each.
    """

    facts: tuple[Fact, ...] = ()
    positions: tuple[Position, ...] = ()
    spending: tuple[Spending, ...] = ()
    needs: tuple[Need, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    extracts: tuple[ExtractSummary, ...] = ()
    people: People | None = None
    households: People | None = None
    linkage: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
