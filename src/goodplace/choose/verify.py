"""A plan checked again from the rows of its place.

Written to be obvious, with dictionaries and loops: it knows the rules, and neither the solver nor the arrays the plan
was found with. Money is cash; years are financial years, as the year they start in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from goodplace.choose.outcome_values import outcome_values, place_deflator, price_base
from goodplace.choose.plan import Plan, PlanModel
from goodplace.place.defaults import default_budget_class
from goodplace.place.place import Place
from goodplace.place.prices import Deflator, correction, discount_factors, format_year
from goodplace.place.tables import Budget, OptionEffect

NEVER_SPENT = "dwp_ame"
Key = tuple[str, int]  # partner, year


@dataclass(frozen=True)
class Started:
    """One option that starts: in which year, with how many places."""

    option: str
    year: int
    places: float


@dataclass(frozen=True)
class Fenced:
    """£ of one ring-fenced budget spent on one option."""

    budget: Budget
    option: str
    amount: float


@dataclass(frozen=True)
class Ledger:
    """What a plan says it does, in words and £ cash. `reused`, `drawn`, `repaid`: by partner and year."""

    started: tuple[Started, ...] = ()
    reused: Mapping[Key, float] = field(default_factory=dict)
    fenced: tuple[Fenced, ...] = ()
    drawn: Mapping[Key, float] = field(default_factory=dict)
    repaid: Mapping[Key, float] = field(default_factory=dict)


def verify_plan(model: PlanModel, plan: Plan, *, members: Collection[str] | None = None) -> list[str]:
    """The rules a plan breaks, in words; none when all is well. `members`: whose plan it is, unless everyone's."""
    books = Books(model.payoffs.values.place, ledger_of(model, plan), model.payoffs.released_share)
    return broken_rules(books, members=members)


def ledger_of(model: PlanModel, plan: Plan) -> Ledger:
    """What the columns of a plan mean."""
    place, columns, starts = model.payoffs.values.place, model.columns, model.payoffs.starts
    first, names = place.settings.first_year, [partner.id for partner in place.partners]
    money = [float(amount) * model.scale for amount in plan.x]
    chosen = [
        Started(place.options[j].id, first + year, float(plan.places[n]))
        for n, (j, year) in enumerate(zip(starts.option, starts.year, strict=True))
        if plan.started[n]
    ]
    fenced = [
        Fenced(columns.fences[f], place.options[j].id, money[columns.at_fenced + n])
        for n, (f, j) in enumerate(columns.fenced)
    ]
    reused = {(names[i], first + t): money[columns.at_reuse + n] for n, (i, t) in enumerate(columns.reuse)}
    drawn = {(names[i], first + t): money[columns.at_draw + n] for n, (i, t) in enumerate(columns.draws)}
    repaid = {(names[i], first + t): money[columns.at_repay + n] for n, (i, t) in enumerate(columns.draws)}
    return Ledger(tuple(chosen), reused, tuple(fenced), drawn, repaid)


@dataclass(frozen=True)
class Books:
    """The cash of a plan, added up row by row. `released_share` stands in where nobody has said what is released."""

    place: Place
    ledger: Ledger
    released_share: float

    @cached_property
    def index(self) -> Deflator:
        return place_deflator(self.place)

    @cached_property
    def money_years(self) -> range:
        first = self.place.settings.first_year
        return range(first, first + self.place.settings.money_years)

    @cached_property
    def limited(self) -> list[str]:
        """Partners with a budget; the money of others is not limited."""
        return sorted({budget.partner for budget in self.place.budgets})

    @cached_property
    def usual_class(self) -> dict[str, str]:
        return {partner.id: default_budget_class(partner.role) for partner in self.place.partners}

    @cached_property
    def spent_on(self) -> dict[tuple[str, str, int, str], float]:
        """£ cash spent by partner, class, year and option."""
        spent: dict[tuple[str, str, int, str], float] = defaultdict(float)
        for start in self.ledger.started:
            length = self._length(start.option)
            for cost in self.place.costs:
                if cost.option == start.option:
                    name = cost.budget_class or self.usual_class[cost.payer]
                    units = start.places if cost.basis == "per_place" else 1.0
                    prices = price_base(self.place) if cost.price_year is None else cost.price_year
                    for k in _years(cost.year, length):
                        year = start.year + k
                        cash = self.index.uprate(cost.amount * self._bias("cost", cost.grade), prices, year)
                        spent[cost.payer, name, year, start.option] += units * cash
        return dict(spent)

    @cached_property
    def spent(self) -> dict[tuple[str, str, int], float]:
        """£ cash spent by partner, class and year."""
        total: dict[tuple[str, str, int], float] = defaultdict(float)
        for (partner, name, year, _), amount in self.spent_on.items():
            total[partner, name, year] += amount
        return dict(total)

    @cached_property
    def saved(self) -> dict[tuple[str, str, str, int], float]:
        """£ cash claimed as saved by option, partner, outcome and year; benefits and taxes left out."""
        claimed: dict[tuple[str, str, str, int], float] = defaultdict(float)
        for start in self.ledger.started:
            for effect in self.place.effects:
                if effect.option == start.option:
                    for year, units in self.units(effect, start.year):
                        for partner, amount in self._owners[effect.outcome]:
                            cash = self.index.uprate(amount, price_base(self.place), year)
                            claimed[start.option, partner, effect.outcome, year] += units * start.places * cash
        return dict(claimed)

    @cached_property
    def released(self) -> dict[Key, float]:
        """£ cash released by partner and year."""
        total: dict[Key, float] = defaultdict(float)
        for (_, partner, outcome, year), amount in self.saved.items():
            total[partner, year] += max(amount, 0.0) * self._share(partner, outcome, year)
        return dict(total)

    @cached_property
    def rises(self) -> dict[Key, float]:
        """£ cash by which a partner's own spending rises, by partner and year."""
        total: dict[Key, float] = defaultdict(float)
        for (_, partner, _, year), amount in self.saved.items():
            total[partner, year] += max(-amount, 0.0)
        return dict(total)

    def free(self, partner: str, name: str, year: int) -> float:
        """Budget without a ring-fence."""
        rows = [b for b in self.place.budgets if (b.partner, b.year, self.class_of(b)) == (partner, year, name)]
        return 0.0 if name == NEVER_SPENT else sum(b.amount for b in rows if not b.ring_fence)

    def class_of(self, budget: Budget) -> str:
        return budget.budget_class or self.usual_class[budget.partner]

    def uncovered(self, partner: str, name: str, year: int) -> float:
        """Spending of a class and year that reused cash, draws and ring-fenced money don't cover."""
        here = [f for f in self.ledger.fenced if (f.budget.partner, f.budget.year) == (partner, year)]
        need = self.spent.get((partner, name, year), 0.0)
        need -= sum(f.amount for f in here if self.class_of(f.budget) == name and name != NEVER_SPENT)
        if name == self.usual_class[partner]:
            need += self.rises.get((partner, year), 0.0)
            need -= self.ledger.reused.get((partner, year), 0.0) + self.ledger.drawn.get((partner, year), 0.0)
        return need

    def stock(self, partner: str, year: int) -> float:
        """Released cash of earlier years that the plan has neither reused nor repaid by the end of a year."""
        earlier = sum(self.released.get((partner, y), 0.0) for y in self.money_years if y < year)
        used = sum(
            self.ledger.reused.get((partner, y), 0.0) + self.ledger.repaid.get((partner, y), 0.0)
            for y in self.money_years
            if y <= year
        )
        return self.place.settings.reuse_of_savings * earlier - used

    def owed(self, partner: str, year: int) -> float:
        """What a partner owes the up-front fund at the end of a year."""
        debt = 0.0
        for y in self.money_years:
            if y <= year:
                debt *= 1 + self._interest(y - 1)
                debt += self.ledger.drawn.get((partner, y), 0.0) - self.ledger.repaid.get((partner, y), 0.0)
        return debt

    @cached_property
    def tolerance(self) -> float:
        """£ by which a rule may be missed: a penny, or a millionth of the money that moves."""
        moved = sum(self.spent.values()) + sum(self.released.values()) + sum(self.rises.values())
        return max(0.01, 1e-6 * moved)

    def _interest(self, year: int) -> float:
        """Interest from one year to the next; unless it is set, what leaves the fund worth nothing by itself."""
        settings = self.place.settings
        if settings.upfront_interest is not None:
            return settings.upfront_interest
        t = year - settings.first_year
        if t < 0:
            return 0.0
        discount = discount_factors(settings.discount_rate, settings.money_years)
        return float(discount[t] / discount[t + 1]) * self.index.uprate(1.0, year, year + 1) - 1

    def _length(self, option: str) -> int:
        return next(o.length for o in self.place.options if o.id == option)

    @cached_property
    def _owners(self) -> dict[str, list[tuple[str, float]]]:
        """£ a unit of each outcome by the partner whose money it is."""
        return {
            outcome.id: [
                (line.partner, line.amount)
                for line in outcome_values(self.place, outcome)
                if line.kind == "fiscal" and line.partner is not None
            ]
            for outcome in self.place.outcomes
        }

    def units(self, effect: OptionEffect, start: int) -> Iterator[tuple[int, float]]:
        """Units a place by year, within the horizon."""
        change = effect.change_per_place
        if effect.deadweight is not None and effect.deadweight_rule == "subtract":
            change -= effect.deadweight
        elif effect.deadweight is not None:
            change *= 1 - effect.deadweight
        change *= effect.affected * effect.engaged * effect.retained * effect.incidents * effect.multiplier
        change *= self._bias("benefit", effect.grade)
        last = self.place.settings.first_year + self.place.settings.horizon - 1
        for k in _years(effect.year, self._length(effect.option)):
            for age in range(effect.lasts):
                if start + k + effect.lag + age <= last:
                    yield start + k + effect.lag + age, change * (1 - effect.fade) ** age

    def _share(self, partner: str, outcome: str, year: int) -> float:
        rows = [row for row in self.place.cashable if row.partner == partner and row.outcome in (outcome, None)]
        if not rows:
            return self.released_share
        row = next((row for row in rows if row.outcome is not None), rows[0])
        return 0.0 if row.from_year is not None and year < row.from_year else row.share

    def _bias(self, kind: str, grade: int | None) -> float:
        if self.place.settings.optimism_bias == "none" or grade is None:
            return 1.0
        return 1 + (correction("cost", grade) if kind == "cost" else correction("benefit", grade))


def broken_rules(books: Books, *, members: Collection[str] | None = None) -> list[str]:
    """Every broken rule in words."""
    everyone = [partner.id for partner in books.place.partners]
    group = sorted(everyone if members is None else members)
    return [
        *_starts(books, group),
        *_budgets(books, group),
        *_fences(books),
        *_reuse(books),
        *_fund(books, share=len(group) / len(everyone)),
    ]


def _starts(books: Books, group: list[str]) -> Iterator[str]:
    options, seen = {option.id: option for option in books.place.options}, set()
    for start in books.ledger.started:
        option = options[start.option]
        first = books.place.settings.first_year if option.first_start is None else option.first_start
        last = first if option.last_start is None else option.last_start
        if start.option in seen:
            yield f"{start.option} starts twice"
        seen.add(start.option)
        if not first <= start.year <= last or start.year not in books.money_years:
            yield f"{start.option} starts in {format_year(start.year)}, outside its window"
        slack = 1e-6 * max(1.0, option.places_max)
        if not option.places_min - slack <= start.places <= option.places_max + slack:
            limits = f"{option.places_min:g} to {option.places_max:g}"
            yield f"{start.option} has {start.places:g} places, and may have {limits}"
        missing = [partner for partner in books.place.required_partners(option) if partner not in group]
        if missing:
            yield f"{start.option} starts without {' and '.join(missing)}"


def _budgets(books: Books, group: list[str]) -> Iterator[str]:
    """A group answers for its own budgets, and not for what it does to those of others."""
    names = {name for _, name, _ in books.spent} | set(books.usual_class.values())
    for partner in group:
        for name in sorted(names):
            if partner not in books.limited and name != NEVER_SPENT:
                continue
            for year in books.money_years:
                over = books.uncovered(partner, name, year) - books.free(partner, name, year)
                if over > books.tolerance:
                    yield f"{partner} is £{over:,.2f} over its budget of {name} in {format_year(year)}"


def _fences(books: Books) -> Iterator[str]:
    paid: dict[tuple[str, str, int, str], float] = defaultdict(float)
    left = {budget: budget.amount for budget in books.place.budgets}
    touching = {(effect.option, effect.outcome) for effect in books.place.effects}
    for payment in books.ledger.fenced:
        budget = payment.budget
        what = f"ring-fenced money of {budget.partner} in {format_year(budget.year)}"
        named = any(name == payment.option or (payment.option, name) in touching for name in budget.ring_fence)
        if payment.amount > books.tolerance and not named:
            yield f"{what} pays for {payment.option}, which it does not name"
        left[budget] -= payment.amount
        paid[budget.partner, books.class_of(budget), budget.year, payment.option] += payment.amount
        if payment.amount < -books.tolerance:
            yield f"{what} pays less than nothing"
        if left[budget] < -books.tolerance:
            yield f"{what} pays more than it holds"
    for key, amount in paid.items():
        if amount > books.spent_on.get(key, 0.0) + books.tolerance:
            yield f"ring-fenced money of {key[0]} pays {key[3]} more than it costs in {format_year(key[2])}"


def _reuse(books: Books) -> Iterator[str]:
    for partner in books.limited:
        for year in books.money_years:
            if books.ledger.reused.get((partner, year), 0.0) < -books.tolerance:
                yield f"{partner} reuses less than nothing in {format_year(year)}"
            if books.stock(partner, year) < -books.tolerance:
                yield f"{partner} has reused or repaid more by {format_year(year)} than earlier years released"


def _fund(books: Books, *, share: float) -> Iterator[str]:
    limit = books.place.settings.upfront_fund * share
    for year in books.money_years:
        owed = {partner: books.owed(partner, year) for partner in books.limited}
        if sum(owed.values()) > limit + books.tolerance:
            yield f"the up-front fund lends more than it has in {format_year(year)}"
        for partner, debt in owed.items():
            cost = books.spent.get((partner, books.usual_class[partner], year), 0.0)
            if debt < -books.tolerance:
                yield f"{partner} has repaid more than it owed by {format_year(year)}"
            if books.ledger.drawn.get((partner, year), 0.0) > cost + books.tolerance:
                yield f"{partner} draws more from the up-front fund than it spends in {format_year(year)}"
            if year == books.money_years[-1] and debt > books.tolerance:
                yield f"{partner} still owes the up-front fund £{debt:,.2f} at the end"


def _years(year: int | None, length: int) -> range:
    """Years since the start in which a row holds, from 0."""
    return range(length) if year is None else range(year - 1, year)
