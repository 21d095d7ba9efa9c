"""Figures of the know step: every number its pages show, each with its working down to the row or the records.

The working of a count from records says how it was made fit to be shown, and never holds the raw count.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median

from goodplace.know.position import FEWEST_FOR_MEDIAN, others_in
from goodplace.know.result import Cohort, ExtractSummary, KnowResult, Need, People, Position
from goodplace.place.figure import Figure, Visibility, Working
from goodplace.place.place import Place
from goodplace.place.problems import Origin
from goodplace.place.tables import AreaFact, CohortRow, NeedRow, PositionRow, Published, SpendingRow
from goodplace.sharing.disclosure import smallest_shown

PEOPLE = "people"
Figures = Iterator[Figure]


def know_figures(place: Place, result: KnowResult) -> Figures:
    """Every figure of a result, in the order of its parts. Names are as the docs of the room say."""
    for position in result.positions:
        yield from _position_figures(place, position)
    yield from _fact_figures(place)
    yield from _spending_figures(place)
    yield from _people_figures(place, result)
    for extract in result.extracts:
        yield from _extract_figures(extract)


def key_of(text: str) -> str:
    """A name as a part of a figure's name: "Children's social care" → "childrens_social_care"."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower().replace("'", "").replace("’", "")).strip("_") or "other"


def _whence(row: Published | NeedRow | CohortRow) -> str:
    """Source of a row, and where it stands."""
    said = [row.source or "", f"of {row.date}" if isinstance(row, Published) else ""]
    return ", ".join([part for part in (*said, _at(row.origin)) if part])


def _at(origin: Origin) -> str:
    return str(origin) if origin.row else ""


def _leaf(row: Published, text: str, value: float, unit: str) -> Working:
    return Working(text, value, unit, _whence(row))


@dataclass(frozen=True)
class _Compared:
    """One indicator's rows: the place's own and the others', from which its figures are worked out anew."""

    position: Position
    rows: tuple[PositionRow, ...]
    here: str | None

    def own(self, period: str) -> PositionRow:
        return next(row for row in self.rows if row.area_code == self.here and row.period == period)

    def value(self, period: str) -> Working:
        row = self.own(period)
        return _leaf(row, f"{row.name}, {row.area_name}, {period}", row.value, row.unit)

    def others(self, period: str) -> list[Working]:
        rows = sorted(others_in(self.rows, self.here, period), key=lambda row: (row.value, row.area_name))
        return [_leaf(row, row.area_name, row.value, row.unit) for row in rows]

    def median(self, period: str) -> Working:
        others = self.others(period)
        middle = median(part.value for part in others if part.value is not None)
        text = f"the middle value of {len(others)} other areas, {period}"
        return Working(text, middle, self.position.unit, parts=tuple(others))

    def rank(self) -> Working:
        own, others = self.value(self.position.period), self.others(self.position.period)
        higher = self.position.better == "higher"
        ahead = [part for part in others if part.value != own.value and (part.value > own.value) == higher]  # type: ignore[operator]
        text = f"1 and the number of areas that do better, of {len(others) + 1} with a value"
        return Working(text, float(1 + len(ahead)), "", parts=(own, *ahead))


def _position_figures(place: Place, position: Position) -> Figures:
    stem, title = f"position.{position.indicator}", position.name
    rows = tuple(row for row in place.position if row.indicator == position.indicator)
    compared = _Compared(position, rows, place.settings.area_code)
    unit, now = position.unit, position.period
    yield _public(f"{stem}.value", f"{title}, {now}", position.value, unit, partial(compared.value, now))
    if position.median is not None:
        work = partial(compared.median, now)
        yield _public(f"{stem}.median", f"{title}: middle of the other areas, {now}", position.median, unit, work)
    if position.rank is not None:
        yield _public(f"{stem}.rank", f"{title}: place among {position.of} areas", position.rank, "", compared.rank)
    for row in (row for row in rows if row.period == now and row.area_code != place.settings.area_code):
        work = partial(_leaf, row, f"{row.name}, {row.area_name}, {now}", row.value, row.unit)
        yield _public(f"{stem}.area.{row.area_code}", f"{title}: {row.area_name}, {now}", row.value, unit, work)
    for (period, value), middle in zip(position.trend, position.trend_median, strict=True):
        name = key_of(period)
        yield _public(f"{stem}.trend.{name}", f"{title}, {period}", value, unit, partial(compared.value, period))
        if middle is not None and len(compared.others(period)) >= FEWEST_FOR_MEDIAN:
            work = partial(compared.median, period)
            yield _public(f"{stem}.trend_median.{name}", f"{title}: middle of others, {period}", middle, unit, work)


def _fact_figures(place: Place) -> Figures:
    for row in sorted(place.area_facts, key=lambda row: (row.theme, row.id, row.area_name or "")):
        name = f"fact.{row.id}" + (f".{key_of(row.area_name)}" if row.area_name else "")
        title = row.name + (f", {row.area_name}" if row.area_name else "")
        yield _public(name, title, row.value, row.unit, partial(_fact, row))


def _fact(row: AreaFact) -> Working:
    return _leaf(row, row.name, row.value, row.unit)


def _spending_figures(place: Place) -> Figures:
    for row in sorted(place.spending, key=lambda row: (row.body, -row.year, -row.amount, row.service)):
        name = f"spending.{key_of(row.body)}.{key_of(row.service)}.{row.year}"
        title = f"{row.body}: {row.service}, {_financial(row.year)}"
        yield _public(name, title, row.amount, "£, cash", partial(_spent, row, title))


def _spent(row: SpendingRow, title: str) -> Working:
    return _leaf(row, title, row.amount, "£, cash")


def _financial(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _people_figures(place: Place, result: KnowResult) -> Figures:
    smallest = smallest_shown(place.settings.smallest_count)
    rows: dict[str, NeedRow | CohortRow] = {f"need.{row.id}": row for row in place.needs}
    rows |= {f"cohort.{row.id}": row for row in place.cohorts}
    for need in result.needs:
        yield from _counts(f"need.{need.id}", need.name, need.people, _Counting(need, rows, smallest))
    for cohort in result.cohorts:
        yield from _counts(f"cohort.{cohort.id}", cohort.name, cohort.people, _Counting(cohort, rows, smallest))
    if result.people is not None:
        yield from _counts("people", "People in the records", result.people, _Counting(None, rows, smallest))
    if result.households is not None:
        title = "Households in the records"
        yield from _counts("households", title, result.households, _Counting(None, rows, smallest))
    names = {need.id: need.name for need in result.needs}
    for overlap in result.overlaps:
        title = " and ".join(names.get(need, need) for need in overlap.needs) + ", and no other need"
        name, counting = f"overlap.{'+'.join(overlap.needs)}", _Counting(None, rows, smallest)
        yield from _counts(name, title, overlap.people, counting, visibility="committee")


@dataclass(frozen=True)
class _Counting:
    """What a count is of, and the rows of the place that may give it."""

    of: Need | Cohort | None
    rows: Mapping[str, NeedRow | CohortRow]
    smallest: int

    def work(self, name: str, text: str, people: People, value: float | None) -> Working:
        """The working of one end of a count, or of its middle."""
        if people.how == "given":
            row = self.rows.get(name)
            return Working(text, value, PEOPLE, _whence(row) if row else "")
        return Working(text, value, PEOPLE, "the agencies’ records", tuple(self._remarks(people)))

    def _remarks(self, people: People) -> Iterator[Working]:
        if isinstance(self.of, Cohort):
            yield Working(f"people with at least {self.of.at_least} of: {', '.join(self.of.needs)}")
        if isinstance(self.of, Need):
            yield Working(f"recorded by {', '.join(self.of.agencies)}; in any record is the person’s")
        yield Working("linked by exact keys; the range goes to the count by looser keys")
        if people.mid is None:
            yield Working("not shown: a small count could be worked out from it")
        elif people.suppressed:
            said = f"0 to {self.smallest - 1} with {self.smallest // 2} between stand for any count that small"
            yield Working(f"suppressed: fewer than {self.smallest}; {said}")
        else:
            yield Working(f"rounded to the nearest 5; counts below {self.smallest} are not shown")


def _counts(
    name: str, title: str, people: People, counting: _Counting, *, visibility: Visibility = "public"
) -> Figures:
    ends = {"": people.mid, ".low": people.low, ".high": people.high}
    words = {"": title, ".low": f"{title}: at least", ".high": f"{title}: at most"}
    marks = ("suppressed",) if people.suppressed else ("unknown",) if people.mid is None else ()
    for end, value in ends.items():
        if value is not None or not end:
            work = partial(counting.work, name, words[end], people, value)
            yield Figure(f"{name}{end}", words[end], value, PEOPLE, work, visibility, marks)


def _extract_figures(extract: ExtractSummary) -> Figures:
    """Rows are exact counts, now and then of people with one need, so they are for whoever holds the extracts."""
    stem, title = f"extract.{extract.agency}.{extract.file}", f"{extract.agency}, {extract.file}"
    kept, aside = (
        Working("rows kept", extract.kept, "rows", title),
        Working("rows set aside", extract.set_aside, "rows", title),
    )
    read = Working("rows read: kept and set aside", extract.read, "rows", parts=(kept, aside), how="sum")
    for name, words, work in (
        ("read", "rows read", read),
        ("kept", "rows kept", kept),
        ("set_aside", "set aside", aside),
    ):
        yield Figure(f"{stem}.{name}", f"{title}: {words}", work.value, "rows", partial(_same, work), "partner")


def _same(work: Working) -> Working:
    return work


def _public(name: str, title: str, value: float, unit: str, work: Callable[[], Working]) -> Figure:
    return Figure(name, title, float(value), unit, work, "public")
