"""The know step: from a place, and its records where it has some, to what is known of it, with figures and tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from goodplace.formats.records_mapping import SetAside
from goodplace.know.figures import know_figures
from goodplace.know.money import facts, spending
from goodplace.know.needs import EVERYBODY, Counted, cohorts_found, needs_found, notes_on
from goodplace.know.position import positions
from goodplace.know.result import ExtractSummary, KnowResult, People
from goodplace.know.tables import know_tables
from goodplace.place.figure import Figure
from goodplace.place.place import Place
from goodplace.place.result_table import ResultTable
from goodplace.sharing.disclosure import smallest_shown

if TYPE_CHECKING:
    from goodplace.formats.records import Extract, Records
    from goodplace.know.people import Linker

Progress = Callable[[str, int, int], None]
_PARTS = 4
_LINKAGE = (
    "Records are of one person where they share the agency's own number, an NHS number, or names, date of birth and "
    "postcode: exact keys.",
    "A slip in a key parts two records of one person, so people are counted too often and their needs seem to overlap "
    "too little.",
    "The other end of each range takes as one person, too, records that share two of names, date of birth and postcode "
    "(with sex where names are missing), or date of birth, initials and sex: some of these are two people.",
)


@dataclass(frozen=True)
class Known:
    """What the know step found. set_aside: for the analyst; no cell of an extract is in it."""

    result: KnowResult
    figures: tuple[Figure, ...]
    tables: tuple[ResultTable, ...]
    set_aside: tuple[SetAside, ...] = ()


def know(
    place: Place,
    *,
    records: Path | None,
    progress: Progress | None = None,
    linker: "Linker | None" = None,
    loose: "Linker | None" = None,
) -> Known:
    """Everything that is known of a place. records: the folder of agencies' extracts.

    linker: says which records are of one person; exact keys unless given. loose: another, for the other end of the
    range of counts; where only `linker` is given there is no range.
    """
    tell = progress or _silent
    counted, summaries, set_aside = _count(place, records, tell, linker, loose) if records else (None, (), ())
    tell("know", _PARTS - 1, _PARTS)
    result = KnowResult(
        facts=facts(place),
        positions=positions(place),
        spending=spending(place),
        needs=needs_found(place, counted),
        cohorts=cohorts_found(place, counted),
        overlaps=counted.overlaps() if counted else (),
        extracts=summaries,
        people=counted.shown(EVERYBODY) if counted else None,
        households=counted.households() if counted else None,
        linkage=_linkage(linker) if counted else (),
        notes=notes_on(place, counted),
    )
    result = as_lower_bounds(result) if counted else result
    figures, tables = tuple(know_figures(place, result)), know_tables(result, set_aside)
    tell("know", _PARTS, _PARTS)
    return Known(result, figures, tables, set_aside)


def cohort_sizes(result: KnowResult) -> Mapping[str, People]:
    """Cohort id → how many people, for the options that name a cohort. Those not known are left out."""
    return {cohort.id: cohort.people for cohort in result.cohorts if cohort.people.mid is not None}


def as_lower_bounds(result: KnowResult) -> KnowResult:
    """The result where extracts of which no row could be used make every count too small, by nobody knows how much."""
    lost = [f"{one.agency} ({one.file})" for one in result.extracts if one.set_aside and not one.kept]
    if not lost:
        return result
    words = f"No row could be used of: {', '.join(lost)}. Whoever only these know is missing from every count here."
    return replace(
        result,
        needs=tuple(replace(need, people=_at_least(need.people)) for need in result.needs),
        cohorts=tuple(replace(cohort, people=_at_least(cohort.people)) for cohort in result.cohorts),
        # A combination may have fewer as well: with another need, somebody is of another combination.
        overlaps=(),
        people=result.people and _at_least(result.people),
        households=result.households and _at_least(result.households),
        linkage=(words, *result.linkage),
    )


def _at_least(people: People) -> People:
    if people.how != "records" or people.mid is None or people.suppressed:
        return people
    return replace(people, high=None, text=f"at least {people.text}")


def _silent(_what: str, _done: int, _of: int) -> None:
    """Progress that nobody asked for."""


def _linkage(linker: "Linker | None") -> tuple[str, ...]:
    return _LINKAGE if linker is None else ("Records were linked by a method of the place's own.",)


def _count(
    place: Place, folder: Path, tell: Progress, linker: "Linker | None", loose: "Linker | None"
) -> tuple[Counted | None, tuple[ExtractSummary, ...], tuple[SetAside, ...]]:
    """Read, link and count the records; nothing of a person is left when this ends."""
    import ibis

    from goodplace.formats.records import latest_birth, read_records

    tell("records", 0, _PARTS)
    connection = ibis.duckdb.connect()
    try:
        found = read_records(
            folder, needs=[need.id for need in place.needs], connection=connection,
            born_by=latest_birth(place), smallest=smallest_shown(place.settings.smallest_count),
        )  # fmt: skip
        counted = _counted(place, found, tell, linker, loose) if found.kept else None
    finally:
        connection.disconnect()
    return counted, tuple(map(_summary, found.extracts)), found.set_aside


def _counted(
    place: Place, records: "Records", tell: Progress, linker: "Linker | None", loose: "Linker | None"
) -> Counted:
    from goodplace.know.count_people import tally
    from goodplace.know.people import ExactKeys

    other = loose or (ExactKeys(loose=True) if linker is None else None)
    needs = [need for need in records.needs if records.recorded[need]]
    tell("linking", 1, _PARTS)
    strict = tally(records.people, (linker or ExactKeys()).link(records.people), needs)
    tell("linking", 2, _PARTS)
    wide = tally(records.people, other.link(records.people), needs) if other else None
    cohorts = tuple(sorted(place.cohorts, key=lambda row: row.id))
    return Counted(strict, wide, records.recorded, smallest_shown(place.settings.smallest_count), cohorts)


def _summary(extract: "Extract") -> ExtractSummary:
    return ExtractSummary(
        extract.agency, extract.file, extract.read, extract.kept, extract.set_aside, extract.reasons, extract.remarks
    )
