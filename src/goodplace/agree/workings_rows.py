"""The working of one row: a cost, or what one effect is worth to somebody, each factor on a line of its own.

Plain loops over the rows of the place, and none of the arrays the plan was found with: a working that agrees with its
figure is a second calculation. Years are financial years, as the year they start in.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from goodplace.agree.workings_steps import less, times, total
from goodplace.choose.outcome_values import OutcomeValue, outcome_values, place_deflator, price_base
from goodplace.choose.value import cost_class
from goodplace.choose.verify import Ledger, Started
from goodplace.place.figure import Working
from goodplace.place.place import Place
from goodplace.place.prices import Deflator, correction, discount_factors, format_year
from goodplace.place.tables import Cashable, Evidenced, Option, OptionCost, OptionEffect, Outcome, Partner

Part = Literal["claimed", "released", "kept"]
SHARE, FACTOR, A_UNIT = "share", "factor", "£ a unit"


@dataclass(frozen=True)
class Span:
    """The years that count, and what a unit in each counts for: discounted, in a year's cash, or as it is."""

    factors: Mapping[int, float]
    words: str
    unit: str


class Counted(NamedTuple):
    """A year of a row: how many times a year's change falls in it, and the share of it that is meant, with why."""

    year: int
    times: float
    share: Working | None = None


@dataclass(frozen=True)
class Account:
    """What a plan does, to be worked out from the rows of its place at one released share (for unknown ones)."""

    place: Place
    ledger: Ledger
    released_share: float

    @cached_property
    def index(self) -> Deflator:
        return place_deflator(self.place)

    @cached_property
    def base(self) -> int:
        return price_base(self.place)

    @cached_property
    def options(self) -> dict[str, Option]:
        return {option.id: option for option in self.place.options}

    @cached_property
    def partners(self) -> dict[str, Partner]:
        return {partner.id: partner for partner in self.place.partners}

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        return {outcome.id: outcome for outcome in self.place.outcomes}

    @cached_property
    def lines(self) -> dict[str, list[OutcomeValue]]:
        """What a unit of each outcome is worth, line by line."""
        return {outcome.id: outcome_values(self.place, outcome) for outcome in self.place.outcomes}

    @cached_property
    def said(self) -> dict[OutcomeValue, str]:
        """The row of each line that the place itself gives, with its source; lines of the database have none."""
        found: dict[OutcomeValue, str] = {}
        for outcome, lines in self.lines.items():
            rows = [row for row in self.place.unit_values if row.outcome == outcome]
            found |= {line: evidence(row) for line, row in zip(lines, rows, strict=False)}
        return found

    @cached_property
    def pounds(self) -> str:
        return f"£, present value, prices of {format_year(self.base)}"

    @cached_property
    def present_value(self) -> Span:
        """Discounted to the first year."""
        factors = discount_factors(self.place.settings.discount_rate, self.place.settings.horizon)
        return Span(dict(zip(self.place.years(), map(float, factors), strict=True)), "discount factor", self.pounds)

    def up_to(self, last: int) -> Span:
        """Present value of what falls no later than a year."""
        whole = self.present_value
        return Span({year: factor for year, factor in whole.factors.items() if year <= last}, whole.words, whole.unit)

    def cash(self, *years: int) -> Span:
        """Cash of some years."""
        factors = {year: self.index.uprate(1.0, self.base, year) for year in years}
        return Span(factors, f"prices against those of {format_year(self.base)}", "£, cash")

    def counted(self, unit: str) -> Span:
        """Years as they are, for people and units."""
        return Span(dict.fromkeys(self.place.years(), 1.0), "number of years", unit)

    def counted_discounted(self, unit: str) -> Span:
        """People and units, discounted to the first year as money is."""
        return replace(self.present_value, unit=discounted_unit(unit))

    @cached_property
    def claims(self) -> dict[tuple[str, str, str, str, int], float]:
        """£ real a place that a partner would save by option, partner, outcome, kind and year: its sign decides whether
        it is a saving or a rise in spending."""
        found: dict[tuple[str, str, str, str, int], float] = defaultdict(float)
        for start in self.ledger.started:
            for effect in effects_of(self, start):
                change = change_of(self.place, effect).value or 0.0
                for line in self.lines[effect.outcome]:
                    if line.kind in ("fiscal", "transfer") and line.partner is not None:
                        for year, count in years_of_effect(self, start, effect).items():
                            key = (start.option, line.partner, effect.outcome, line.kind, year)
                            found[key] += change * count * line.amount
        return found


def discounted_unit(unit: str) -> str:
    """The unit of people and units that count for less the later they come."""
    return f"{unit}, discounted"


def effects_of(account: Account, start: Started) -> Iterator[OptionEffect]:
    return (effect for effect in account.place.effects if effect.option == start.option)


def costs_of(account: Account, start: Started) -> Iterator[OptionCost]:
    return (cost for cost in account.place.costs if cost.option == start.option)


def evidence(row: Evidenced) -> str:
    """Where a row stands, its source and how it was had."""
    label = row.label.replace("_", " ") if row.label != "not_stated" else "label not stated"
    return f"{row.origin} · {row.source or 'source not stated'} [{label}]"


def option_title(account: Account, start: Started) -> str:
    return f"{account.options[start.option].name}: {start.places:,.10g} places from {format_year(start.year)}"


def cost_line(account: Account, start: Started, cost: OptionCost, span: Span) -> Working | None:
    """What one cost row comes to; None when none of it falls in the years that count."""
    years = range(account.options[start.option].length) if cost.year is None else (cost.year - 1,)
    by_year = over_years([Counted(start.year + k, 1.0) for k in years], span)
    if not by_year:
        return None
    parts = [uprated(account, "amount", cost.amount, cost.price_year)]
    parts += _bias(account.place, "cost", cost.grade)
    if cost.basis == "per_place":
        parts.append(Working("by the plan", start.places, "places"))
    text = f"{account.partners[cost.payer].name} pays, {cost.basis.replace('_', ' ')}, {_class(account, cost)}"
    return times(text, [*parts, *by_year], unit=span.unit, source=evidence(cost))


def _class(account: Account, cost: OptionCost) -> str:
    return cost_class(account.place, cost).replace("_", " ")


def effect_line(
    account: Account,
    start: Started,
    effect: OptionEffect,
    span: Span,
    *,
    line: OutcomeValue | None = None,
    part: Part = "claimed",
    weight: Working | None = None,
) -> Working | None:
    """What one effect row comes to: units, or pounds where a value line is given; None when no year of it counts.

    `part`: of a saving, all that is claimed, what is released as cash, or what is kept as capacity.
    """
    counted = [
        Counted(year, count, _share(account, start, line, year, part))
        for year, count in years_of_effect(account, start, effect).items()
    ]
    by_year = over_years(counted, span)
    if not by_year:
        return None
    parts = [Working("by the plan", start.places, "places"), change_of(account.place, effect)]
    parts += [unit_value(account, line)] if line else []
    parts += [weight] if weight else []
    text = _whose(account, line) if line else account.outcomes[effect.outcome].name
    return times(text, [*parts, *by_year], unit=span.unit)


def _whose(account: Account, line: OutcomeValue) -> str:
    body = account.partners[line.partner].name if line.partner else "bodies that are not partners"
    return {
        "fiscal": f"saved by {body}",
        "transfer": f"benefits and taxes of {body}",
        "economic": "economic value",
        "social": "social value",
    }[line.kind]


def unit_value(account: Account, line: OutcomeValue) -> Working:
    """£ a unit, from the price year it was published in."""
    text = f"{line.kind} value in prices of {format_year(line.price_year)}{_noted(line.marks)}"
    source = account.said.get(line, line.source)
    if line.price_year == account.base:
        return Working(text, line.original, A_UNIT, source)
    original = Working(text, line.original, "£", source)
    return times("value", [original, _index(account, line.price_year)], unit=A_UNIT)


def _noted(marks: Sequence[str]) -> str:
    return f" ({', '.join(marks)})" if marks else ""


def uprated(account: Account, text: str, amount: float, price_year: int | None) -> Working:
    """£ of a row in the price base."""
    if price_year is None or price_year == account.base:
        return Working(f"{text}, prices of {format_year(account.base)}", amount, "£")
    original = Working(f"{text}, prices of {format_year(price_year)}", amount, "£")
    return times(text, [original, _index(account, price_year)], unit="£")


def _index(account: Account, price_year: int) -> Working:
    index, assumed = account.index, ""
    if index.is_projected(max(account.base, price_year)):
        assumed = f"; {100 * index.inflation:.4g} % a year assumed after {format_year(index.last_year)}"
    words = f"prices of {format_year(account.base)} against {format_year(price_year)}"
    rise = index.uprate(1.0, price_year, account.base)
    return Working(words, rise, FACTOR, f"GDP deflator {index.vintage}{assumed}")


def change_of(place: Place, effect: OptionEffect) -> Working:
    """Units of the outcome for each place and year of work: the chain of one effect row, factors of 1 left out."""
    chain = [
        Working("share affected", effect.affected, SHARE),
        Working("share engaged", effect.engaged, SHARE),
        Working("share retained", effect.retained, SHARE),
        Working("incidents a person and year", effect.incidents),
        Working("actual incidents for each recorded", effect.multiplier),
        *_bias(place, "benefit", effect.grade),
    ]
    factors = [*_net_change(effect), *(factor for factor in chain if factor.value != 1)]
    unit, source = f"{_outcome_unit(place, effect.outcome)} a place", evidence(effect)
    if len(factors) == 1:
        return Working(factors[0].text, factors[0].value, unit, source, factors[0].parts, factors[0].how)
    return times("change for each place", factors, unit=unit, source=source)


def _outcome_unit(place: Place, outcome: str) -> str:
    return place.outcomes[place.outcome_index[outcome]].unit


def _net_change(effect: OptionEffect) -> list[Working]:
    """Change per place, net of what would have happened anyway (deadweight)."""
    if effect.deadweight is None:
        return [Working("change per place, net of what would have happened anyway", effect.change_per_place)]
    change, dead = Working("change per place", effect.change_per_place), effect.deadweight
    if effect.deadweight_rule == "subtract":
        anyway = Working("would have happened anyway", dead, SHARE)
        return [less("change per place, less what would have happened anyway", change, anyway, unit="")]
    return [change, Working(f"share that would not have happened anyway (1 less {dead:.10g})", 1 - dead, SHARE)]


def _bias(place: Place, kind: Literal["cost", "benefit"], grade: int | None) -> list[Working]:
    if place.settings.optimism_bias == "none" or grade is None:
        return []
    return [Working(f"correction for optimism, grade {grade}", 1 + correction(kind, grade), FACTOR)]


def years_of_effect(account: Account, start: Started, effect: OptionEffect) -> dict[int, float]:
    """How many times a year's change falls in each year within the horizon: several years' work adds up, and fades."""
    counts: dict[int, float] = defaultdict(float)
    work = range(account.options[start.option].length) if effect.year is None else (effect.year - 1,)
    for k in work:
        for age in range(effect.lasts):
            counts[start.year + k + effect.lag + age] += (1 - effect.fade) ** age
    return {year: counts[year] for year in sorted(counts) if year in account.place.years()}


def _share(account: Account, start: Started, line: OutcomeValue | None, year: int, part: Part) -> Working | None:
    """The share of a saving that is cash in a year, or the share that isn't, and why."""
    if part == "claimed" or line is None or line.partner is None:
        return None
    claim = account.claims[start.option, line.partner, line.outcome, line.kind, year]
    share = _released(account, line, year, rises=claim < 0)
    if part == "released":
        return share
    return Working(f"share not released (1 less {share.text})", 1 - (share.value or 0.0), SHARE, share.source)


def _released(account: Account, line: OutcomeValue, year: int, *, rises: bool) -> Working:
    if rises:
        return Working("share: a rise in its own spending is cash, all of it", 1.0, SHARE)
    row = cashable_row(account.place, line.partner, line.outcome)
    if row is None:
        taken = account.released_share
        return Working(f"share released: unknown, {taken * 100:.10g} % taken", taken, SHARE)
    source = f"{row.origin} · {row.source or 'source not stated'}"
    if row.from_year is not None and year < row.from_year:
        return Working(f"share released: nothing before {format_year(row.from_year)}", 0.0, SHARE, source)
    return Working("share released", row.share, SHARE, source)


def cashable_row(place: Place, partner: str | None, outcome: str) -> Cashable | None:
    """What is said of a partner's saving by an outcome: the outcome's own row before the one for every outcome."""
    rows = [row for row in place.cashable if row.partner == partner and row.outcome in (outcome, None)]
    return next((row for row in rows if row.outcome is not None), rows[0] if rows else None)


def over_years(counted: Sequence[Counted], span: Span) -> list[Working]:
    """The factors that depend on the year: as they are where years are alike, else as one sum over runs of years."""
    here = [entry for entry in counted if entry.year in span.factors]
    runs = [list(run) for _, run in groupby(here, key=lambda entry: (entry.times, entry.share))]
    if len(runs) < 2:
        return _factors(runs[0], span) if runs else []
    by_run = [times(_when(run), _factors(run, span), unit=FACTOR) for run in runs]
    return [total(f"years {_when(here)}", by_run, unit=FACTOR)]


def _factors(run: Sequence[Counted], span: Span) -> list[Working]:
    first = run[0]
    parts = [] if first.times == 1 else [Working("of the yearly change", first.times, FACTOR)]
    parts += [first.share] if first.share is not None else []
    added = "" if len(run) == 1 else ", added up"
    return [*parts, Working(f"{span.words}, {_when(run)}{added}", sum(span.factors[e.year] for e in run), FACTOR)]


def _when(run: Sequence[Counted]) -> str:
    first, last = format_year(run[0].year), format_year(run[-1].year)
    return first if first == last else f"{first} to {last}"
