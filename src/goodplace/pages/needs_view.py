"""Needs and cohorts: how many people, how sure, and how they were counted."""

import re
from dataclasses import dataclass
from typing import Any

from goodplace.account.state import AccountState
from goodplace.know.result import Cohort, ExtractSummary, KnowResult, Need, People
from goodplace.pages import strips
from goodplace.pages.position_view import figure_shown
from goodplace.pages.run_data import RunData
from goodplace.pages.view import Shown
from goodplace.pages.words import amount
from goodplace.sharing.visibility import Viewer, may_see


@dataclass(frozen=True)
class CountRow:
    """A count of people, written out. how: what it is of, or where it was seen."""

    name: str
    people: Shown
    range: str
    bar: strips.Bar | None
    how: str
    source: str


@dataclass(frozen=True)
class ExtractRow:
    """An agency's extract: rows read = kept + set aside, and why."""

    agency: str
    file: str
    read: Shown
    kept: Shown
    set_aside: Shown
    reasons: tuple[tuple[str, int], ...]


def needs_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Needs and cohorts for everybody; needs that come together from the committee up; extracts for the analyst."""
    known, inside = data.know or KnowResult(), may_see(viewer, "committee")
    names = {need.id: need.name for need in known.needs}
    overlaps = known.overlaps if inside else ()
    return {
        "known": data.know is not None,
        "whole": [
            (words, figure_shown(data, name, people.text, people.mid))
            for name, words, people in (
                ("people", "People in the records", known.people),
                ("households", "Households in the records", known.households),
            )
            if people is not None
        ],
        "needs": [_need(need, known, data) for need in known.needs],
        "cohorts": [_cohort(cohort, known, data, names) for cohort in known.cohorts],
        "overlaps": [
            ([names.get(need, need) for need in o.needs],
             figure_shown(data, f"overlap.{'+'.join(o.needs)}", o.people.text, o.people.mid))
            for o in overlaps
        ],
        "assumed": _cited(known, data),
        "linkage": known.linkage,
        "extracts": [_extract(extract, data) for extract in known.extracts] if may_see(viewer, "partner") else [],
        "inside": inside,
    }  # fmt: skip


def _cited(known: KnowResult, data: RunData) -> list[tuple[str, str]]:
    """The place's assumptions that a source on this page refers to by their id."""
    sources = " ".join([*(need.source for need in known.needs), *(cohort.source for cohort in known.cohorts)])
    rows = [(str(row["id"]), str(row["statement"])) for row in data.parts.get("assumptions", ())]
    return [row for row in rows if re.search(rf"\b{re.escape(row[0])}\b", sources)]


def _need(need: Need, known: KnowResult, data: RunData) -> CountRow:
    how = ", ".join(data.partner_names.get(agency, agency) for agency in need.agencies)
    return _count(
        f"need.{need.id}", need.name, need.people, how, need.source, _most([n.people for n in known.needs]), data
    )


def _cohort(cohort: Cohort, known: KnowResult, data: RunData, names: dict[str, str]) -> CountRow:
    needs = [names.get(need, need) for need in cohort.needs]
    how = ""
    if needs:
        every = cohort.at_least >= len(needs)
        how = f"{'all' if every else f'at least {cohort.at_least}'} of: {'; '.join(needs)}"
    most = _most([c.people for c in known.cohorts])
    return _count(f"cohort.{cohort.id}", cohort.name, cohort.people, how, cohort.source, most, data)


def _most(counts: list[People]) -> float:
    return max((people.high or people.mid or 0.0 for people in counts), default=0.0)


def _count(name: str, title: str, people: People, how: str, source: str, most: float, data: RunData) -> CountRow:
    span = "–"
    if people.suppressed:
        span = "suppressed: the count is small"
    elif people.low is not None and people.high is not None and people.low < people.high:
        span = f"{amount(people.low)} to {amount(people.high)}"
    drawn = people.mid is not None and not people.suppressed and most > 0
    summary = f"{title}: {people.text}"
    bar = strips.bar(people.mid or 0.0, least=0.0, most=most, summary=summary, low=people.low, high=people.high)
    made = "" if people.how == "records" else "given"
    return CountRow(title, figure_shown(data, name, people.text, people.mid), span, bar if drawn else None, how,
                    _origin(made, source))  # fmt: skip


def _origin(made: str, source: str) -> str:
    return ": ".join(part for part in (made, source) if part) or "counted from records"


def _extract(extract: ExtractSummary, data: RunData) -> ExtractRow:
    stem = f"extract.{extract.agency}.{extract.file}"
    read, kept, aside = (
        figure_shown(data, f"{stem}.{end}", f"{count:,}", count)
        for end, count in (("read", extract.read), ("kept", extract.kept), ("set_aside", extract.set_aside))
    )
    reasons = tuple((words, rows) for _, words, rows in extract.reasons)
    return ExtractRow(extract.agency, extract.file, read, kept, aside, reasons)
