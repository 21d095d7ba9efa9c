"""Place and position: how the place stands against similar ones, its facts, what is spent. All of it is measured."""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from goodplace.account.state import AccountState
from goodplace.know.figures import key_of
from goodplace.know.position import AGGREGATES, PERIODS
from goodplace.know.result import Fact, KnowResult, Measured, Position, Spending
from goodplace.pages import strips
from goodplace.pages.run_data import RunData
from goodplace.pages.view import Shown
from goodplace.pages.words import amount, listed, pounds
from goodplace.place.prices import format_year
from goodplace.sharing.visibility import Viewer

T = TypeVar("T")
STANDINGS = {
    "better": ("Better", "green"),
    "similar": ("Similar", "grey"),
    "worse": ("Worse", "red"),
    "not judged": ("Not judged", "grey"),
}


@dataclass(frozen=True)
class Group:
    """Rows that open under one line, and what that line says of them."""

    name: str
    rows: tuple[Any, ...]
    counts: str


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator, written out. areas: (name, value, what it is), best first · periods: (period, here, median)."""

    name: str
    unit_words: str
    period: str
    value: Shown
    median: Shown
    rank: Shown
    standing: str
    strip: strips.Strip | None
    change: str
    line: strips.Line | None
    source: str
    date: str
    licence: str
    areas: tuple[tuple[str, Shown, str], ...]
    periods: tuple[tuple[str, Shown, Shown], ...]


@dataclass(frozen=True)
class FactRow:
    """A published number about the area, written out."""

    name: str
    area: str
    value: Shown
    unit: str
    source: str
    date: str
    licence: str


def position_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """What the home page shows; the same for everybody."""
    known = data.know or KnowResult()
    rows = {id(p): _indicator(p, data) for p in known.positions}
    return {
        "known": data.know is not None,
        "STANDINGS": STANDINGS,
        "periods": PERIODS,
        "headline": _headline(known.positions),
        "trend_headline": _trends(known.positions),
        "worse": [rows[id(p)] for p in known.positions if p.standing == "worse"],
        "themes": [
            Group(theme or "Other", tuple(rows[id(p)] for p in found), _counts(found))
            for theme, found in grouped(known.positions, lambda p: p.theme)
        ],
        "facts": [
            Group(theme or "Other", tuple(_fact(f, data) for f in sorted(found, key=_by_number)), counted(len(found)))
            for theme, found in grouped(known.facts, lambda f: f.theme)
        ],
        "spending": [_body(body, found, data) for body, found in grouped(known.spending, lambda s: s.body)],
        "notes": known.notes,
    }  # fmt: skip


def grouped(rows: Iterable[T], by: Callable[[T], Hashable]) -> list[tuple[Any, list[T]]]:
    """Rows by a key, keys and rows in the order they come in."""
    found: dict[Any, list[T]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return list(found.items())


def value_text(value: float | None, unit: str) -> str:
    """A measured value: pounds, a percentage, or a number; a dash where there is none."""
    if value is None:
        return "–"
    if unit.startswith("£"):
        return pounds(value)
    return f"{amount(value)}\u00a0%" if unit.startswith("%") else amount(value)


def counted(figures: int) -> str:
    return f"{figures} figure{'' if figures == 1 else 's'}"


def _by_number(fact: Fact) -> list[tuple[str, int]]:
    """By id, numbers in it by size: ages 5 to 9 come before 50 to 54."""
    return [(words, int(number or 0)) for words, number in re.findall(r"(\D*)(\d*)", fact.id)]


def _headline(positions: Sequence[Position]) -> str:
    judged = [p for p in positions if p.standing != "not judged"]
    rest = len(positions) - len(judged)
    more = f" {rest} more {'is' if rest == 1 else 'are'} shown and not judged." if rest else ""
    if not judged:
        return f"No indicator can be judged against similar places.{more}"
    return f"Of {len(judged)} indicators beside similar places: {_counts(judged)}.{more}"


def _counts(positions: Sequence[Position]) -> str:
    """How many stand how: "3 better, 10 similar, 2 worse"."""
    counts = [(sum(p.standing == standing for p in positions), standing) for standing in STANDINGS]
    return ", ".join(f"{count} {standing}" for count, standing in counts if count)


def _trends(positions: Sequence[Position]) -> str:
    changes = [(sum(p.change == change for p in positions), change) for change in ("improving", "worsening")]
    words = [f"{count} {'is' if count == 1 else 'are'} {change}" for count, change in changes if count]
    since = f"Over the latest {PERIODS} periods at most"  # a line shows all that are known, which may be many more
    return f"{since}, {listed(words)}." if words else f"{since}, none is clearly improving or worsening."


def _indicator(p: Position, data: RunData) -> IndicatorRow:
    medians = (*p.trend_median, *([None] * len(p.trend)))[: len(p.trend)]
    stem, direction = f"position.{p.indicator}", "" if p.better == "neither" else f"{p.better} is better"
    rank = "–" if p.rank is None else f"{p.rank} of {p.of}"
    return IndicatorRow(
        p.name,
        ", ".join(words for words in (p.unit, direction) if words),
        p.period,
        figure_shown(data, f"{stem}.value", value_text(p.value, p.unit), p.value),
        figure_shown(data, f"{stem}.median", value_text(p.median, p.unit), p.median),
        figure_shown(data, f"{stem}.rank", rank, p.rank),
        p.standing,
        _strip(p),
        p.change,
        strips.line([value for _, value in p.trend], medians, summary=_line_summary(p)),
        p.source,
        p.date,
        p.licence,
        tuple(_area(p, m, data) for m in p.latest),
        tuple(
            (
                period,
                figure_shown(data, f"{stem}.trend.{key_of(period)}", value_text(value, p.unit), value),
                figure_shown(data, f"{stem}.trend_median.{key_of(period)}", value_text(median, p.unit), median),
            )
            for (period, value), median in zip(p.trend, medians, strict=True)
        ),
    )


def _area(p: Position, m: Measured, data: RunData) -> tuple[str, Shown, str]:
    name = f"position.{p.indicator}.{'value' if m.here else f'area.{m.area_code}'}"
    what = "this place" if m.here else "not compared with" if m.area_code.startswith(AGGREGATES) else ""
    return m.area_name, figure_shown(data, name, value_text(m.value, p.unit), m.value), what


def figure_shown(data: RunData, name: str, text: str, value: float | None) -> Shown:
    """A value as printed, with the name of its figure where the run has one."""
    return Shown(text, name if name in data.figures else "", value)


def _strip(p: Position) -> strips.Strip | None:
    others = [m.value for m in p.latest if not m.here and not m.area_code.startswith(AGGREGATES)]
    return strips.strip(others, median=p.median, here=p.value, summary=_strip_summary(p, others))


def _strip_summary(p: Position, others: Sequence[float]) -> str:
    if not others:
        return ""
    low, high = value_text(min(others), p.unit), value_text(max(others), p.unit)
    return f"{p.name}: here {value_text(p.value, p.unit)}; {len(others)} similar places from {low} to {high}."


def _line_summary(p: Position) -> str:
    if not p.trend:
        return ""
    (first, low), (last, high) = p.trend[0], p.trend[-1]
    return f"{p.name}: {value_text(low, p.unit)} in {first}, {value_text(high, p.unit)} in {last}."


def _fact(f: Fact, data: RunData) -> FactRow:
    unit = "" if f.unit in ("£", "%") else f.unit
    name = f"fact.{f.id}" + (f".{key_of(f.area_name)}" if f.area_name else "")
    shown = figure_shown(data, name, value_text(f.value, f.unit), f.value)
    return FactRow(f.name, f.area_name, shown, unit, f.source, f.date, f.licence)


@dataclass(frozen=True)
class ServiceRow:
    """What a body spent on a service in its latest year, the year before, and the difference."""

    service: str
    amount: Shown
    bar: strips.Bar
    before: str
    change: str


@dataclass(frozen=True)
class BodySpending:
    """A body's latest year, service by service, most first."""

    name: str
    year: str
    before: str
    rows: tuple[ServiceRow, ...]
    source: str


def _body(body: str, rows: Sequence[Spending], data: RunData) -> BodySpending:
    latest = max(row.year for row in rows)
    now = sorted((row for row in rows if row.year == latest), key=lambda row: (-row.amount_gbp, row.service))
    then = {row.service: row.amount_gbp for row in rows if row.year == latest - 1}
    sources = dict.fromkeys(f"{row.source}, {row.date}, {row.licence}." for row in now)
    ends = min(row.amount_gbp for row in now), max(row.amount_gbp for row in now)
    return BodySpending(
        body,
        format_year(latest),
        format_year(latest - 1) if then else "",
        tuple(_service(row, then.get(row.service), ends, data) for row in now),
        " ".join(sources),
    )


def _service(row: Spending, before: float | None, ends: tuple[float, float], data: RunData) -> ServiceRow:
    text = pounds(row.amount_gbp)
    name = f"spending.{key_of(row.body)}.{key_of(row.service)}.{row.year}"
    change = "–" if before is None else _change(row.amount_gbp - before)
    bar = strips.bar(row.amount_gbp, least=ends[0], most=ends[1], summary=f"{row.service}: {text}")
    before_text = "–" if before is None else pounds(before)
    return ServiceRow(row.service, figure_shown(data, name, text, row.amount_gbp), bar, before_text, change)


def _change(value: float) -> str:
    return f"{pounds(abs(value))} {'more' if value > 0 else 'less'}" if round(value) else "no change"
