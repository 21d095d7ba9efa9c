"""Outcomes by period, for an area and those like it: what `indicators.csv` lists, from the published files it names."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from place_builder.areas import Area, Areas
from place_builder.published import Published, Row

# Fewer areas than this beside one's own say little of where it stands.
FEWEST_NEIGHBOURS = 5
# Shown beside the others where its value is in the same file; the know step doesn't rank it among them.
ENGLAND = "E92000001"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(\d{4})(\d{2})"), r"\1/\2"),  # 202122, a school year
    (re.compile(r"(\d{4})-(\d{2})"), r"\1/\2"),  # 2016-17, a financial year
    (re.compile(r"(\d{4}) - (\d{2})"), r"\1-\2"),  # 2015 - 17, three years together
    (re.compile(r"Jan (\d{4})-Dec \1"), r"\1"),
)
PositionRow = dict[str, object]


@dataclass
class Position:
    """Rows of the position table, and the indicators that couldn't be given, by reason."""

    rows: list[PositionRow] = field(default_factory=list)
    without: dict[str, str] = field(default_factory=dict)


def indicators() -> list[Row]:
    """Every indicator: what it is, which file it is in, and which rows and columns of it."""
    text = (Path(__file__).parent / "indicators.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def position(area: Area, areas: Areas, data: Published) -> Position:
    """Each indicator that there is a value of for `area` and at least five of those it is compared with."""
    found = Position()
    for indicator in indicators():
        values = _values(indicator, [area.code, ENGLAND, *areas.neighbours(area, indicator["neighbours"])], data)
        reason = _why_not(area, values)
        if reason:
            found.without[indicator["id"]] = reason
        else:
            found.rows += [_row(indicator, areas, *key, *value) for key, value in sorted(values.items())]
    return found


def _why_not(area: Area, values: Mapping[tuple[str, str], tuple[float, str]]) -> str:
    periods = [period for code, period in values if code == area.code]
    if not periods:
        return "no value for the area"
    beside = sum(period == max(periods) and code not in (area.code, ENGLAND) for code, period in values)
    return "" if beside >= FEWEST_NEIGHBOURS else "too few areas to compare it with"


def _values(indicator: Row, codes: list[str], data: Published) -> dict[tuple[str, str], tuple[float, str]]:
    """(area, period) → value and the period as its publisher writes it. The first of several rows alike is taken."""
    values: dict[tuple[str, str], tuple[float, str]] = {}
    for row in _of(indicator, set(codes), data):
        raw = indicator["period"][1:] if indicator["period"].startswith("=") else row[indicator["period"]]
        value = data.number(row[indicator["value"]], zero_is_missing=bool(indicator["zero_is_missing"]))
        if value is not None:
            values.setdefault((row[indicator["area"]], period_of(raw)), (value, raw))
    return values


def _of(indicator: Row, codes: set[str], data: Published) -> Iterator[Row]:
    wanted = [part.split("=", 1) for part in indicator["where"].split("|") if part]
    keep = re.compile(indicator["keep"])
    for row in data.rows(indicator["file"]):
        alike = all(row[column] == value for column, value in wanted)
        if alike and row[indicator["area"]] in codes and keep.search(row.get(indicator["period"], "")):
            yield row


def period_of(raw: str) -> str:
    """A period, written so that sorting puts the oldest first: "March 2023" → "2023-03", "202122" → "2021/22"."""
    for form, written in _FORMS:
        if form.fullmatch(raw):
            return form.sub(written, raw)
    month, _, year = raw.partition(" ")
    if month[:3] in _MONTHS and year.isdigit():
        return f"{year}-{_MONTHS.index(month[:3]) + 1:02d}"
    return raw


def _row(indicator: Row, areas: Areas, code: str, period: str, value: float, raw: str) -> PositionRow:
    return {
        "indicator": indicator["id"],
        "name": indicator["name"],
        "theme": indicator["theme"],
        "area_code": code,
        "area_name": areas.name(code),
        "period": period,
        "value": round(value, 4),
        "unit": indicator["unit"],
        "better": indicator["better"],
        "date": raw,
        "source": indicator["source"],
        "licence": indicator["licence"],
    }


def latest(rows: list[PositionRow], indicator: str, code: str) -> tuple[float, str] | None:
    """The newest value of an indicator for an area and its period; None where there is none."""
    own = [row for row in rows if row["indicator"] == indicator and row["area_code"] == code]
    newest = max(own, key=lambda row: str(row["period"]), default=None)
    return None if newest is None else (float(str(newest["value"])), str(newest["period"]))


def by_theme(rows: list[PositionRow]) -> Counter[str]:
    """How many indicators there are of each theme."""
    return Counter(theme for _, theme in {(str(row["indicator"]), str(row["theme"])) for row in rows})
