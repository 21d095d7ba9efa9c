"""Published numbers about an area: residents, households, deprivation, buildings, charities, crime, and unit costs."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from goodplace.place.prices import format_year
from goodplace.place.unit_values import SOURCE, unit_cost, value_lines
from place_builder.areas import Area
from place_builder.published import OGL, Published, Row

FactRow = dict[str, object]
_FIRST_AGE = 4  # The column of age 0 in the population tables; 90 stands for 90 and over.
_HOUSEHOLDS = "01_geography/census2021/household_size_la_gm.csv"
_CRIMES = {
    "asb": "Anti-social behaviour",
    "bicycle_theft": "Bicycle theft",
    "burglary": "Burglary",
    "robbery": "Robbery",
    "vehicle_crime": "Vehicle crime",
    "violent_crime": "Violent and sexual offences",
}
_GRANTS = "03_money/grants/trafford_voluntary_sector_grants_360giving.csv"


def area_facts(area: Area, data: Published, *, price_base: int, codes: Iterable[str]) -> list[FactRow]:
    """Every fact there is for the area. `codes`: the unit costs to give, in the prices of `price_base`."""
    rows = [*_population(area, data), *_households(area, data), *_deprivation(area, data), *_counts(area, data)]
    rows += [*_general_practice(area, data), *_grants(area, data), *_crime(area, data)]
    return rows + _unit_costs(price_base, codes)


def residents(area: Area, data: Published) -> int:
    """Everybody who usually lives in the area, mid-2024."""
    return int(str(_ages(area, data, "Persons")[3]))


def _ages(area: Area, data: Published, sex: str) -> tuple[object, ...]:
    return next(row for row in data.residents[sex] if row[0] == area.code)


def _fact(fact: str, theme: str, name: str, value: float, unit: str, date: str, source: str, licence: str) -> FactRow:
    return {
        "id": fact,
        "theme": theme,
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "date": date,
        "source": source,
        "licence": licence,
    }


def _population(area: Area, data: Published) -> Iterator[FactRow]:
    """All residents, then by sex in bands of five years, the last 90 and over."""
    source = "Office for National Statistics, mid-year population estimates 2024, table MYE2"
    yield _fact("population", "Population", "Residents", residents(area, data), "people", "mid-2024", source, OGL)
    for sex, short, word in (("Females", "f", "Women and girls"), ("Males", "m", "Men and boys")):
        by_age = [int(str(count)) for count in _ages(area, data, sex)[_FIRST_AGE:]]
        for first in range(0, 91, 5):
            band, words = (f"{first}-{first + 4}", f"{first} to {first + 4}") if first < 90 else ("90+", "90 and over")
            count = sum(by_age[first : first + 5])
            name = f"{word} aged {words}"
            yield _fact(f"population.{short}.{band}", "Population", name, count, "people", "mid-2024", source, OGL)


def _households(area: Area, data: Published) -> Iterator[FactRow]:
    """Households by size, five and over together. The file at hand covers one city region."""
    sizes: dict[int, float] = {}
    for row in data.rows(_HOUSEHOLDS):
        size = int(row["indicator"].split()[0])
        if row["area_code"] == area.code and size:
            sizes[min(size, 5)] = sizes.get(min(size, 5), 0) + float(row["value"])
    source, date = "Office for National Statistics, Census 2021, household size", "2021-03-21"
    for size, count in sorted(sizes.items()):
        more = "+" if size == 5 else ""
        people = "1 person" if size == 1 else f"{size} people" + (" or more" if more else "")
        name = f"Households of {people}"
        yield _fact(f"household_size.{size}{more}", "Households", name, count, "households", date, source, OGL)


def _deprivation(area: Area, data: Published) -> Iterator[FactRow]:
    """Rank, score and share of small areas among England's most deprived tenth, in 2019 and 2025."""
    for year, column in ((2019, "lad19cd"), (2025, "area_code")):
        file = f"01_geography/deprivation/iod{year}_local_authority.csv.gz"
        source = f"Ministry of Housing, Communities and Local Government, English Indices of Deprivation {year}"
        for row in data.rows(file):
            if row[column] == area.code and row["index_domain"] == "Index of Multiple Deprivation":
                yield from _deprivation_of(row, year, source)


def _deprivation_of(row: Row, year: int, source: str) -> Iterator[FactRow]:
    for fact, column, name, unit in (
        ("score", "average_score", "Average score of deprivation", "score"),
        ("rank", "rank_average_score", "Rank of that score, 1 is most deprived", "rank of authorities in England"),
        (
            "worst_tenth",
            "proportion_bottom_decile",
            "Small areas among the most deprived tenth of England",
            "share of small areas",
        ),
    ):
        value = float(row[column])
        name = f"{name}, {year}"
        yield _fact(f"deprivation.{year}.{fact}", "Deprivation", name, value, unit, str(year), source, OGL)


def _counts(area: Area, data: Published) -> Iterator[FactRow]:
    """Buildings and voluntary bodies: rows of the files that `counts.csv` lists, for the places they cover."""
    text = (Path(__file__).parent / "counts.csv").read_text(encoding="utf-8")
    for spec in csv.DictReader(text.splitlines()):
        if spec["only"] in ("", area.code):
            rows = data.rows(spec["file"])
            count = sum(row[spec["area"]] == area.code for row in rows) if spec["area"] else len(rows)
            if count:
                yield _fact(
                    spec["id"],
                    spec["theme"],
                    spec["name"],
                    count,
                    spec["unit"],
                    spec["date"],
                    spec["source"],
                    spec["licence"],
                )


def _general_practice(area: Area, data: Published) -> Iterator[FactRow]:
    for row in data.rows("09_outcomes/england/patients_per_gp_ltla.csv"):
        value = data.number(row["patients_per_gp"]) if row["ltla24_code"] == area.code else None
        if value is not None:
            name, unit, date = "Patients for each general practitioner", "patients", "the copy used gives no date"
            source = "NHS England, general practice workforce (full-time equivalents)"
            yield _fact("patients_per_gp", "Health care", name, value, unit, date, source, OGL)


def _grants(area: Area, data: Published) -> Iterator[FactRow]:
    if area.code != "E08000009":
        return
    rows = data.rows(_GRANTS)
    years = sorted(row["Award Date"][:4] for row in rows)
    date, source = f"{years[0]} to {years[-1]}", "Trafford Council, grants to the voluntary sector (360Giving)"
    amount = sum(float(row["Amount Awarded"] or 0) for row in rows)
    name = "Grants of the council to voluntary groups"
    yield _fact("voluntary.grants", "Voluntary sector", name, len(rows), "grants", date, source, OGL)
    name = "What those grants come to"
    yield _fact("voluntary.grants_amount", "Voluntary sector", name, round(amount), "£, cash", date, source, OGL)


def _crime(area: Area, data: Published) -> Iterator[FactRow]:
    """Recorded crime of twelve months, by type; monthly counts were released for one place."""
    source = "Home Office, data.police.uk, processed by Trafford Data Lab"
    for kind, name in _CRIMES.items():
        rows = data.rows(f"09_outcomes/trafford_crime/{kind}_fig1.csv")
        year = [row for row in rows if row["area_code"] == area.code and row["month"].startswith("2017-")]
        if len(year) == 12:
            count = sum(int(row["n"]) for row in year)
            date = "January to December 2017"
            yield _fact(f"crime.{kind}", "Recorded crime", name, count, "offences", date, source, OGL)


def _unit_costs(price_base: int, codes: Iterable[str]) -> list[FactRow]:
    """What one unit costs the public purse, brought to the prices of the place by the GDP deflator."""
    return [_unit_cost(code, price_base) for code in sorted(set(codes))]


def _unit_cost(code: str, price_base: int) -> FactRow:
    lines = [line for line in value_lines(code, price_base=price_base) if line.kind in ("fiscal", "transfer")]
    name, year = unit_cost(code).description, format_year(price_base)
    unit, source = f"£ {unit_cost(code).unit.lower()}", f"{code}: {SOURCE}; computed: uprated by the GDP deflator"
    date = f"{format_year(lines[0].original.year)} prices, brought to {year}"
    return _fact(f"unit_cost.{code}", "Unit costs", name, sum(x.amount for x in lines), unit, date, source, "CC BY 4.0")
