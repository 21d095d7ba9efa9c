"""A made-up place of any size with known truth: tables as a person would fill them in, and what is really so.

What each option really changes and what share of each saving is really released is the truth. The tables hold noisy
estimates of the first and a few of the second, as real places do. Equal arguments give equal rows.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goodplace.demo.words import BODIES, CHANGES, PEOPLE, PLACES, WAYS, Body, Change
from goodplace.place.defaults import default_budget_class
from goodplace.place.errors import InputError
from goodplace.place.prices import format_year
from goodplace.place.tables import TABLES

Row = dict[str, object]
Tables = dict[str, list[Row]]

FIRST_YEAR = 2027
# An option that starts three years in, runs for three, and helps a year later for four, ends within ten years.
LATEST_START, LONGEST, LATEST_HELP, LONGEST_HELP = 3, 3, 1, 4
SHORTEST_HORIZON = LATEST_START + LONGEST + LATEST_HELP + LONGEST_HELP - 1
SOURCE = "Made up"
MOST = {"partners": len(BODIES), "options": len(WAYS) * len(PEOPLE), "years": 40}
# How often things happen here, and how much they vary. Chosen so that payers and gainers differ and few deals are easy.
SIGNATORIES = (0.25, 0.40, 0.25, 0.10)
NO_EFFECT_AT_ALL = 0.1
OTHERS_GAIN = 0.75
KNOWN_CASHABLE = 0.3
NOISE = 0.35


@dataclass(frozen=True)
class MadeUpPlace:
    """tables: rows for `write_place`. truth: what is really so, kept apart from them."""

    tables: Tables
    truth: Mapping[str, object]


def made_up_place(*, partners: int, options: int, years: int, seed: int) -> MadeUpPlace:
    """A place of this size: `years` money years and a horizon of at least ten. InputError where a size can't be had."""
    for what, number in (("partners", partners), ("options", options), ("years", years)):
        if not 1 <= number <= MOST[what]:
            raise InputError(f"A made-up place has 1 to {MOST[what]} {what}, not {number}.", code="demo_size")
    if seed < 0:
        raise InputError(f"A seed is zero or more, not {seed}.", code="demo_size")
    return _Maker(BODIES[:partners], options, years, seed).make()


def write_demo(folder: Path, made_up: MadeUpPlace, *, write_tables: Callable[[Tables, Path], object]) -> Path:
    """Write the workbook with `write_tables` (such as `write_place`) and the truth beside it; return the workbook."""
    workbook = folder / "made-up-place.xlsx"
    truth = json.dumps(made_up.truth, indent=1, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_tables(made_up.tables, workbook)
        (folder / "truth.json").write_text(truth, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{folder} can't be written to: {error.strerror or error}.", code="cannot-write") from error
    return workbook


def _digits(number: float, digits: int = 3) -> float:
    """Rounded to so many significant digits, as people write figures."""
    return float(f"{number:.{digits}g}")


@dataclass(frozen=True)
class _Option:
    """What later tables need of an option: who must sign (the lead first), its size and what it costs in all."""

    id: str
    signatories: tuple[Body, ...]
    places: int
    length: int
    cost_per_place: float


class _Maker:
    """Draws one place, table by table, always in the same order."""

    def __init__(self, bodies: Sequence[Body], options: int, years: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.bodies, self.years, self.seed = tuple(bodies), years, seed
        self.name = str(self.rng.choice(PLACES))
        self.changes = self._choose_changes(options)
        self.tables: Tables = {name: [] for name in TABLES}
        self.spending: dict[tuple[str, str], float] = {}
        self.gains: dict[str, float] = {}
        self.fences: dict[tuple[str, str], str] = {}
        self.true_effects: list[Row] = []
        self.true_cashable: list[Row] = []
        self.options = [self._option(number, words) for number, words in enumerate(self._choose_words(options))]

    def make(self) -> MadeUpPlace:
        self._place()
        self._partners()
        self._outcomes()
        for option in self.options:
            self._costs(option)
            self._effects(option)
        self._leave_room_to_the_targets()
        self._cashable()
        self._budgets()
        self._assumptions()
        return MadeUpPlace({name: rows for name, rows in self.tables.items() if rows}, self._truth())

    # What there is

    def _choose_changes(self, options: int) -> list[Change]:
        """The outcomes of this place, the first of them one that some partner saves money by."""
        order = [CHANGES[i] for i in self.rng.permutation(len(CHANGES))]
        saves = next(change for change in order if self._owners(change))
        return [saves, *(change for change in order if change is not saves)][: 3 + options // 4]

    def _owners(self, change: Change) -> list[Body]:
        """The partners whose books hold the public money: the first of each role, or somebody where none is here."""
        found = [next((body for body in self.bodies if body.role == role), None) for role in change.owners]
        return [body for body in found if body is not None]

    def _choose_words(self, options: int) -> list[tuple[str, str]]:
        pairs = [(way, people) for way in WAYS for people in PEOPLE]
        return [pairs[i] for i in self.rng.choice(len(pairs), size=options, replace=False)]

    def _option(self, number: int, words: tuple[str, str]) -> _Option:
        how_many = 1 + int(self.rng.choice(4, p=SIGNATORIES))
        order = self.rng.permutation(len(self.bodies))[:how_many]
        length = int(self.rng.integers(1, 1 + min(LONGEST, self.years)))
        option = _Option(
            id=f"option-{number + 1:02d}",
            signatories=tuple(self.bodies[i] for i in order),
            places=int(self.rng.integers(2, 41)) * 10,
            length=length,
            cost_per_place=_digits(float(self.rng.lognormal(7.4, 0.7)), 2),
        )
        self.tables["options"].append(self._option_row(option, words))
        return option

    def _option_row(self, option: _Option, words: tuple[str, str]) -> Row:
        first = int(self.rng.integers(0, 1 + min(2, self.years - 1)))
        last = min(first + int(self.rng.integers(0, 3)), LATEST_START, self.years - 1)
        least = int(self.rng.choice((0, 1))) * option.places // 10
        return {
            "id": option.id,
            "name": f"{words[0]} for {words[1]}",
            "lead": option.signatories[0].id,
            "signatories": ", ".join(sorted(body.id for body in option.signatories[1:])) or None,
            "cohort": words[1].capitalize(),
            "cohort_size": option.places * int(self.rng.integers(1, 6)),
            "places_min": least,
            "places_max": option.places,
            "first_start": format_year(FIRST_YEAR + first),
            "last_start": format_year(FIRST_YEAR + last),
            "length": option.length,
            "source": SOURCE,
        }

    # The tables

    def _place(self) -> None:
        total = sum(option.cost_per_place * option.places * option.length for option in self.options)
        settings = {
            "name": f"{self.name}, a made-up place",
            "first_year": format_year(FIRST_YEAR),
            "money_years": self.years,
            "horizon": max(self.years, SHORTEST_HORIZON),
            "price_base": format_year(FIRST_YEAR),
            "released": "50%",
            "upfront_fund": int(_digits(total / 20, 2)),
            "upfront_interest": "5.6%",
            "note": f"Made up by goodplace demo, seed {self.seed}; nobody lives here and nobody agreed to anything",
        }
        self.tables["place"] = [{"key": key, "value": value} for key, value in settings.items()]

    def _partners(self) -> None:
        self.tables["partners"] = [body._asdict() | {"name": body.name.format(place=self.name)} for body in self.bodies]

    def _outcomes(self) -> None:
        national, residents = self._weights(), self._weights()
        for change, of_nation, of_residents in zip(self.changes, national, residents, strict=True):
            better = _digits(change.yearly * float(self.rng.uniform(0.02, 0.12)), 2)
            self.tables["outcomes"].append(
                {
                    "id": change.id,
                    "name": change.name,
                    "unit": change.unit,
                    "category": change.category,
                    "baseline": change.yearly,
                    "target": change.yearly - better,
                    "national_weight": of_nation,
                    "residents_weight": of_residents,
                    "source": SOURCE,
                }
            )
            self._unit_values(change)

    def _leave_room_to_the_targets(self) -> None:
        """Baselines and targets so far apart that all options together, at their most, would not get there."""
        horizon = max(self.years, SHORTEST_HORIZON)
        most = {option.id: option.places * option.length for option in self.options}
        for outcome in self.tables["outcomes"]:
            rows = [row for row in self.tables["option_effects"] if row["outcome"] == outcome["id"]]
            units = sum(
                abs(_number(row, "change_per_place")) * most[str(row["option"])] * _number(row, "lasts") for row in rows
            )
            baseline = _number(outcome, "baseline")
            gap = max(baseline - _number(outcome, "target"), _digits(2.4 * units / (horizon + 1), 2))
            outcome["baseline"] = max(baseline, _digits(2 * gap, 2))
            outcome["target"] = _number(outcome, "baseline") - gap

    def _weights(self) -> list[float]:
        """Weights in whole hundredths, none of them 0, that add up to 1."""
        number = len(self.changes)
        hundredths = self.rng.multinomial(100 - number, self.rng.dirichlet(np.full(number, 2.0)))
        return [(1 + int(weight)) / 100 for weight in hundredths]

    def _unit_values(self, change: Change) -> None:
        rest = change.public
        for body, share in self._shares(change).items():
            amount = round(change.public * share)
            rest -= amount
            self._value(change, "fiscal", amount, body)
        if rest > 0 and change.public:
            self._value(change, "fiscal", rest, None)
        if change.wider_kind:
            self._value(change, change.wider_kind, change.wider, None)

    def _value(self, change: Change, kind: str, amount: float, partner: str | None) -> None:
        row: Row = {"outcome": change.id, "kind": kind, "partner": partner, "amount": amount}
        self.tables["unit_values"].append(row | {"grade": 4, "label": "assumed", "source": SOURCE})

    def _shares(self, change: Change) -> dict[str, float]:
        """Share of the public money by partner id: halving from owner to owner; what is left is other bodies'."""
        owners = self._owners(change)
        parts = {body.id: 2.0 ** -change.owners.index(body.role) for body in owners}
        whole = sum(2.0**-place for place in range(len(change.owners)))
        return {partner: part / whole for partner, part in parts.items()}

    def _costs(self, option: _Option) -> None:
        """The lead pays, at times with one signatory; two in five have something to set up first."""
        payers = [(option.signatories[0], 1.0)]
        if len(option.signatories) > 1 and self.rng.random() < 0.35:
            payers = [(option.signatories[0], 0.7), (option.signatories[1], 0.3)]
        for body, share in payers:
            self._cost(option, body, None, "per_place", _digits(option.cost_per_place * share))
        if self.rng.random() < 0.4:
            set_up = _digits(option.cost_per_place * option.places * float(self.rng.uniform(0.03, 0.15)), 2)
            self._cost(option, option.signatories[0], 1, "fixed", set_up)

    def _cost(self, option: _Option, body: Body, year: int | None, basis: str, amount: float) -> None:
        budget_class = default_budget_class(body.role)
        total = amount if basis == "fixed" else amount * option.places * option.length
        key = (body.id, budget_class)
        self.spending[key] = self.spending.get(key, 0.0) + total
        self.fences.setdefault(key, option.id)
        row: Row = {"option": option.id, "payer": body.id, "year": year, "basis": basis, "amount": amount}
        grade = int(self.rng.integers(2, 6))
        more: Row = {"budget_class": budget_class, "grade": grade, "label": "assumed", "source": SOURCE}
        self.tables["option_costs"].append(row | more)

    def _effects(self, option: _Option) -> None:
        """One to three outcomes, mostly not on the lead's books. Some options really change nothing."""
        worth = 0.0 if self.rng.random() < NO_EFFECT_AT_ALL else float(self.rng.lognormal(0.6, 0.6))
        wanted = self.rng.random() < OTHERS_GAIN
        order = [self.changes[i] for i in self.rng.permutation(len(self.changes))]
        lead = option.signatories[0]
        order.sort(key=lambda change: (lead in self._owners(change)) == wanted)
        chosen = order[: int(self.rng.integers(1, 4))]
        for change in chosen:
            self._effect(option, change, worth / len(chosen))

    def _effect(self, option: _Option, change: Change, worth: float) -> None:
        """An effect that is really worth `worth` of the option's cost in public money, and the estimate of it."""
        lasts = int(self.rng.integers(1, 1 + LONGEST_HELP))
        value = (change.public or change.wider or 2_000) * lasts
        true = option.cost_per_place * worth / value
        seen = option.cost_per_place * (worth or 0.8) / value * float(self.rng.lognormal(0.0, NOISE))
        deadweight = float(self.rng.choice((0.0, 0.0, 0.0, 0.1, 0.2, 0.4)))
        row: Row = {
            "option": option.id,
            "outcome": change.id,
            "change_per_place": _digits(seen / (1 - deadweight)),
            "deadweight": deadweight or "net",
            "lag": int(self.rng.integers(0, 1 + LATEST_HELP)),
            "lasts": lasts,
            "fade": float(self.rng.choice((0.0, 0.1, 0.2))),
            "grade": int(self.rng.integers(1, 7)),
            "label": "assumed",
            "source": SOURCE,
        }
        self.tables["option_effects"].append(row)
        self.true_effects.append({"option": option.id, "outcome": change.id, "net_change_per_place": true})
        for partner, share in self._shares(change).items():
            gain = option.places * option.length * option.cost_per_place * worth * share
            self.gains[partner] = self.gains.get(partner, 0.0) + gain

    def _cashable(self) -> None:
        """Every partner and outcome has a true share; only some of them are written down."""
        for change in self.changes:
            for partner in self._shares(change):
                share = round(float(self.rng.beta(2.0, 2.0)), 2)
                self.true_cashable.append({"partner": partner, "outcome": change.id, "share": share})
                if self.rng.random() < KNOWN_CASHABLE:
                    row: Row = {"partner": partner, "outcome": change.id, "share": share, "source": SOURCE}
                    self.tables["cashable"].append(row)

    def _budgets(self) -> None:
        """Less than everything costs, in the class that pays; a quarter of them keep part for one option."""
        for body in self.bodies:
            budget_class = default_budget_class(body.role)
            key = (body.id, budget_class)
            wanted = max(self.spending.get(key, 0.0), 0.2 * self.gains.get(body.id, 0.0), 10_000.0)
            yearly = _digits(wanted * float(self.rng.uniform(0.35, 0.9)) / min(self.years, 4), 2)
            fenced = key in self.fences and self.rng.random() < 0.25
            for year in range(self.years):
                self._budget(body.id, budget_class, year, yearly, None)
                if fenced:
                    self._budget(body.id, budget_class, year, _digits(yearly / 4, 2), self.fences[key])

    def _budget(self, partner: str, budget_class: str, year: int, amount: float, fence: str | None) -> None:
        row: Row = {"partner": partner, "year": format_year(FIRST_YEAR + year), "budget_class": budget_class}
        self.tables["budgets"].append(row | {"amount": amount, "ring_fence": fence})

    def _assumptions(self) -> None:
        statement = "Every figure here was drawn at random; what is really so is in truth.json, beside this workbook"
        self.tables["assumptions"] = [
            {"id": "A1", "statement": statement, "label": "assumed", "source": f"goodplace demo, seed {self.seed}"}
        ]

    def _truth(self) -> dict[str, object]:
        return {
            "seed": self.seed,
            "partners": len(self.bodies),
            "options": len(self.options),
            "years": self.years,
            "effects": self.true_effects,
            "cashable": self.true_cashable,
        }


def _number(row: Row, column: str) -> float:
    """A cell that holds a number."""
    return float(str(row[column]))
