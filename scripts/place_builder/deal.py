"""The deal of a worked example: `deal.md`, scaled to the residents of an area and set on its published figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build_examples import Cell, Tables, tables_of
from place_builder.areas import Area
from place_builder.published import Published

FIRST_YEAR, MONEY_YEARS = 2027, 5
RESIDENTS_OF_TEMPLATE = 250_000
_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "options": ("places_min", "places_max"),
    "needs": ("low", "mid", "high"),
    "cohorts": ("low", "mid", "high"),
    "capacity": ("low", "mid", "high"),
}
_POUNDS: Mapping[str, tuple[str, ...]] = {"budgets": ("amount",), "funds": ("amount",)}
# From four tenths fewer to a half more than the share of residents gives (A16).
_FEWEST, _MOST = 0.6, 1.5
_UPFRONT = 1_000_000


@dataclass(frozen=True)
class Known:
    """A published local figure that an outcome's baseline is taken from, with what to say of it."""

    value: float
    words: str


def unit_cost_codes() -> list[str]:
    """The unit costs that the deal's outcomes take their value from."""
    return [str(row["unit_cost"]) for row in _template()["outcomes"] if row.get("unit_cost")]


def _template() -> Tables:
    return tables_of((Path(__file__).parent / "deal.md").read_text(encoding="utf-8"))


def deal(area: Area, *, people: int, england: int, known: Mapping[str, Known], elsewhere: bool) -> Tables:
    """The tables of the deal for an area of `people` residents.

    england: residents of England · known: published figures by the name that baseline_from uses · elsewhere: whether
    a conversation held elsewhere comes with the place.
    """
    scale = people / RESIDENTS_OF_TEMPLATE
    tables: Tables = {"place": _settings(area, scale, elsewhere=elsewhere)}
    for name, rows in _template().items():
        tables[name] = [_scaled(name, row, scale) for row in rows]
    tables["outcomes"] = [_outcome(row, scale, known) for row in tables["outcomes"]]
    tables["cohorts"] = [_cohort(row, people, england) for row in tables["cohorts"]]
    tables["budgets"] = [year for row in tables["budgets"] for year in _by_year(row)]
    return _in_two_tiers(tables) if area.code.startswith("E07") else tables


def _in_two_tiers(tables: Tables) -> Tables:
    """A district has no social care or public health of its own: the county council has them."""
    for partner in tables["partners"]:
        if partner["id"] == "council":
            partner["name"] = "The county and district councils"
    tables["assumptions"].append(
        {
            "id": "A21",
            "label": "assumed",
            "statement": "County and district council are one partner here; the spending shown is the district's alone",
            "source": "The county council has children's services, adult social care and public health",
        }
    )
    return tables


def _settings(area: Area, scale: float, *, elsewhere: bool) -> list[dict[str, Cell]]:
    settings: dict[str, Cell] = {
        "name": f"{area.name}: a worked example",
        "area_code": area.code,
        "kind": "worked_example",
        "first_year": f"{FIRST_YEAR}/{(FIRST_YEAR + 1) % 100}",
        "price_base": f"{FIRST_YEAR}/{(FIRST_YEAR + 1) % 100}",
        "money_years": MONEY_YEARS,
        "horizon": 10,
        "discount_rate": "green-book-2026",
        "released": "50%",
        "upfront_fund": _pounds(_UPFRONT * scale),
        "upfront_interest": "5.6%",
        "weights_from": "outcomes",
        "smallest_count": 10,
        "note": "Worked example: statistics of the area are real, partners are roles, and nobody has agreed any of it",
    }
    if elsewhere:
        settings["conversation_from"] = "elsewhere"
    return [{"key": key, "value": value} for key, value in settings.items()]


def _scaled(table: str, row: dict[str, Cell], scale: float) -> dict[str, Cell]:
    people = {c: _people(float(row[c]) * scale) for c in _PEOPLE.get(table, ()) if c in row}
    return row | people | {c: _pounds(float(row[c]) * scale) for c in _POUNDS.get(table, ()) if c in row}


def _people(number: float) -> int:
    """People in round figures: to 10 from 200 up, to 5 from 50 up."""
    step = 10 if number >= 200 else 5 if number >= 50 else 1
    return int(step * round(number / step))


def _pounds(amount: float) -> int:
    """Pounds in round figures: to £1,000 from £10,000 up, else to £100."""
    step = 1000 if amount >= 10_000 else 100
    return int(step * round(amount / step))


def _outcome(row: dict[str, Cell], scale: float, known: Mapping[str, Known]) -> dict[str, Cell]:
    """The row with its baseline: as published where it is, else the template's scaled; targets change it alike."""
    found = known.get(str(row.get("baseline_from", "")))
    outcome = {column: cell for column, cell in row.items() if column != "baseline_from"}
    if "baseline" not in row:
        return outcome | {"source": "Of another place: it has no weight here (A8, A17)"}
    factor = scale if found is None else found.value / float(row["baseline"])
    outcome |= {column: _level(float(row[column]) * factor) for column in ("baseline", "target")}
    return outcome | {"source": "A8" if found is None else f"Baseline: {found.words}; target and weights: A8"}


def _level(number: float) -> float:
    return round(number) if number >= 100 else round(number, 1)


def _cohort(row: dict[str, Cell], people: int, england: int) -> dict[str, Cell]:
    """A cohort counted for England takes the area's share of it, with a range (A16)."""
    cohort = {column: cell for column, cell in row.items() if column != "england"}
    if "england" in row:
        mid = float(row["england"]) * people / england
        cohort |= {"low": _people(_FEWEST * mid), "mid": _people(mid), "high": _people(_MOST * mid)}
        share = f"{row['england']:,} × {people:,} ÷ {england:,}"
        cohort["source"] = f"{row['source']}: {share}"
    return cohort


def _by_year(row: dict[str, Cell]) -> list[dict[str, Cell]]:
    years = [f"{year}/{(year + 1) % 100}" for year in range(FIRST_YEAR, FIRST_YEAR + MONEY_YEARS)]
    said = [year.strip() for year in str(row.get("year", "")).split(",") if year.strip()]
    return [row | {"year": year} for year in said or years]


def known_figures(area: Area, data: Published, *, people: int) -> dict[str, Known]:
    """The published local figures that baselines are taken from."""
    found: dict[str, Known] = {}
    looked_after = _looked_after(area, data)
    if looked_after:
        found["children_looked_after"] = looked_after
    rough = _rough_sleepers(area, data, people=people)
    if rough:
        found["rough_sleepers"] = rough
    return found


def _looked_after(area: Area, data: Published) -> Known | None:
    file, column = "09_outcomes/children/looked_after_number_and_rate_la_2025_release.csv.gz", "population_count"
    rows = [r for r in data.rows(file) if r["new_la_code"] == area.code and r[column].startswith("Children looked")]
    for row in sorted(rows, key=lambda row: row["time_period"], reverse=True):
        count = data.number(row["number"])
        if count:
            return Known(count, f"{count:.0f} children looked after at 31 March {row['time_period']}, published by DfE")
    return None


def _rough_sleepers(area: Area, data: Published, *, people: int) -> Known | None:
    file = "09_outcomes/england/health_index_indicators_ltla_2015_2021.csv.gz"
    rows = [r for r in data.rows(file) if r["ltla21_code"] == area.code and r["indicator"] == "Rough sleeping"]
    newest = max(rows, key=lambda row: row["year"], default=None)
    rate = data.number(newest["value"]) if newest else None
    if not newest or not rate:
        return None
    count = round(rate * people / 100_000, 1)
    words = f"{rate:.2f} per 100,000 people on one autumn night of {newest['year']} (ONS Health Index), times residents"
    return Known(count, words)
