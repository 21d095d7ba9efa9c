"""The tables of a made-up place about the area and its partners: facts, money, position, what there is."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from goodplace.demo import area_words as words
from goodplace.demo.made_up import FIRST_YEAR, SOURCE, Row, Tables
from goodplace.demo.margins import OLDEST, Margins
from goodplace.place.prices import format_year

LICENCE = "CC0"
_PUBLISHED: Row = {"date": "Made up, 2025", "source": SOURCE, "licence": LICENCE}
_SIZES = ("1", "2", "3", "4", "5+")
_YEARS_OF_SPENDING, _GROWTH = 3, 1.04


class AreaTables:
    """Draws the tables about the area. tables: those of the deal, whose partners and options are meant."""

    def __init__(self, tables: Tables, population: int, margins: Margins, rng: np.random.Generator) -> None:
        self.rng, self.population, self.margins = rng, population, margins
        self.partners, self.options = tables["partners"], tables["options"]
        self.name = str(tables["place"][0]["value"]).removesuffix(", a made-up place")

    def tables(self) -> Tables:
        makers: dict[str, Callable[[], Iterator[Row]]] = {
            "area_facts": self._facts,
            "spending": self._spending,
            "position": self._position,
            "funds": self._funds,
            "capacity": self._capacity,
            "contracts": self._contracts,
            "agreements": self._agreements,
        }
        return {table: rows for table, make in makers.items() if (rows := list(make()))}

    def _partner(self, role: str) -> Row | None:
        return next((partner for partner in self.partners if partner["role"] == role), None)

    def _near(self, amount: float, spread: float = 0.15) -> float:
        """A number near `amount`, with two digits that say something."""
        return float(f"{amount * float(self.rng.lognormal(0.0, spread)):.2g}")

    def _facts(self) -> Iterator[Row]:
        yield self._fact("population", "Population", "Residents", self.population, "people")
        for band in self.margins.ages:
            ages = f"{band.youngest}+" if band.oldest >= OLDEST else f"{band.youngest}-{band.oldest}"
            who = f"{'Women and girls' if band.sex == 'F' else 'Men and boys'} aged {ages}"
            count = round(band.share * self.population)
            yield self._fact(f"population.{band.sex.lower()}.{ages}", "Population", who, count, "people")
        homes = self.population / sum(share * n for n, share in enumerate(self.margins.household_sizes, start=1))
        for size, share in zip(_SIZES, self.margins.household_sizes, strict=True):
            what = f"Households of {size} {'person' if size == '1' else 'people'}"
            yield self._fact(f"household_size.{size}", "Households", what, round(share * homes), "households")
        for known in words.FACTS:
            value = known.value * self.population / 1000 if known.per_thousand else known.value
            yield self._fact(known.id, known.theme, known.name, max(1, round(self._near(value))), known.unit)

    def _fact(self, id: str, theme: str, name: str, value: float, unit: str) -> Row:
        return {"id": id, "theme": theme, "name": name, "value": value, "unit": unit} | _PUBLISHED

    def _spending(self) -> Iterator[Row]:
        for service in words.SERVICES:
            partner = self._partner(service.role)
            first = self._near(service.yearly * self.population, 0.08)
            if partner is None:
                continue
            for number in range(_YEARS_OF_SPENDING):
                year = format_year(FIRST_YEAR - 1 - _YEARS_OF_SPENDING + number)
                amount = float(f"{first * _GROWTH**number * float(self.rng.normal(1, 0.01)):.4g}")
                who: Row = {"body": partner["name"], "partner": partner["id"], "service": service.service}
                yield who | {"year": year, "amount": amount} | _PUBLISHED

    def _position(self) -> Iterator[Row]:
        areas = [self.name, *words.NEIGHBOURS]
        for indicator in words.INDICATORS:
            level = self.rng.normal(indicator.middle, indicator.spread, size=(len(areas), 1))
            drift = indicator.trend * self.rng.normal(1.0, 0.8, size=(len(areas), 1)) * np.arange(len(words.PERIODS))
            noise = self.rng.normal(0.0, indicator.spread / 6, size=(len(areas), len(words.PERIODS)))
            for at, values in enumerate(np.maximum(level + drift + noise, 0.0).tolist()):
                yield from self._measured(indicator, at, areas[at], values)

    def _measured(self, indicator: words.Indicator, at: int, area: str, values: Sequence[float]) -> Iterator[Row]:
        what: Row = {"indicator": indicator.id, "name": indicator.name, "theme": indicator.theme}
        code = f"{words.AREA_CODE[:-1]}{at + 1}"
        for period, value in zip(words.PERIODS, values, strict=True):
            measured: Row = {"area_code": code, "area_name": area, "period": period, "value": round(value, 1)}
            yield what | measured | {"unit": indicator.unit, "better": indicator.better} | _PUBLISHED

    def _funds(self) -> Iterator[Row]:
        for role, id, name, amount, purpose, carry_over in words.FUNDS:
            partner, yearly = self._partner(role), int(self._near(amount))
            for year in range(FIRST_YEAR, FIRST_YEAR + 2) if partner else ():
                row: Row = {"id": id, "name": name, "partner": partner and partner["id"], "year": format_year(year)}
                yield row | {"amount": yearly, "purpose": purpose, "carry_over": carry_over} | _assumed(5)

    def _capacity(self) -> Iterator[Row]:
        for role, resource, unit, amount in words.CAPACITIES:
            partner, mid = self._partner(role), self._near(amount)
            for year in range(FIRST_YEAR, FIRST_YEAR + 2) if partner else ():
                row: Row = {"owner": partner and partner["id"], "resource": resource, "year": format_year(year)}
                how_much: Row = {"low": round(0.8 * mid), "mid": round(mid), "high": round(1.1 * mid)}
                yield row | {"unit": unit} | how_much | _assumed(6)

    def _contracts(self) -> Iterator[Row]:
        for number, (role, supplier, title, amount, length, terms) in enumerate(words.CONTRACTS, start=101):
            partner, yearly = self._partner(role), int(self._near(amount))
            if partner is not None:
                what: Row = {"id": f"C-{number}", "buyer": partner["id"], "supplier": supplier, "title": title}
                years: Row = {"start": format_year(FIRST_YEAR - 2), "end": format_year(FIRST_YEAR + length)}
                yield what | years | {"amount": yearly, "restrictive_terms": terms, "source": SOURCE}

    def _agreements(self) -> Iterator[Row]:
        order = [str(self.options[i]["id"]) for i in self.rng.permutation(len(self.options))]
        for number, (kind, title, roles, in_place, how_many) in enumerate(words.AGREEMENTS, start=1):
            parties = [partner["id"] for role in roles if (partner := self._partner(role))]
            needing, order = order[:how_many], order[how_many:] + order[:how_many]
            if len(parties) == len(roles):
                row: Row = {"id": f"agreement-{number}", "kind": kind, "title": title, "in_place": in_place}
                binds: Row = {"parties": _ids(parties), "options": _ids(needing)}
                yield row | binds | {"source": SOURCE}


def _ids(ids: Sequence[object]) -> str:
    return ", ".join(sorted({str(id) for id in ids}))


def _assumed(grade: int) -> Row:
    return {"grade": grade, "label": "assumed", "source": SOURCE}
