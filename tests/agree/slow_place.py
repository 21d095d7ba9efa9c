"""A slow, obvious reference: every plan of every group, added up row by row with loops.

For tiny places whose options are all or nothing (fewest places = most places), without an up-front fund, and with at
most one ring-fence a partner, year and class, naming one option.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np

from goodplace.choose.payoffs import View
from goodplace.place.defaults import default_budget_class, default_remits
from goodplace.place.place import Place
from goodplace.place.prices import deflator
from goodplace.place.solver import Rows, solve_lp
from goodplace.place.tables import Option

Group = frozenset[str]
Plan = tuple[tuple[str, int], ...]  # option and year of the place it starts in


@dataclass(frozen=True)
class SlowPlace:
    """A place at one released share, in one view."""

    place: Place
    released: float
    view: View

    @cached_property
    def names(self) -> list[str]:
        return [partner.id for partner in self.place.partners]

    def discount(self, t: int) -> float:
        return float({"none": 1.0, "green-book-2026": 1.035}[self.place.settings.discount_rate] ** -t)

    def cash(self, t: int) -> float:
        settings = self.place.settings
        index = deflator(settings.deflator, inflation=settings.inflation)
        return index.uprate(1.0, settings.price_base or settings.first_year, settings.first_year + t)

    @cached_property
    def remits(self) -> dict[tuple[str, str], float]:
        if self.place.remits is not None:
            return {(row.partner, row.outcome): row.share for row in self.place.remits}
        roles = {partner.id: partner.role for partner in self.place.partners}
        shares = default_remits(roles, [outcome.category for outcome in self.place.outcomes])
        return {
            (partner, outcome.id): shares.get((partner, outcome.category), 0.0)
            for partner in self.names
            for outcome in self.place.outcomes
        }

    def spending(self, option: Option, start: int) -> Iterator[tuple[str, str, int, float]]:
        """Payer, class, year and £ real of every cost."""
        for cost in self.place.costs:
            if cost.option == option.id:
                role = next(partner.role for partner in self.place.partners if partner.id == cost.payer)
                usual, places = default_budget_class(role), option.places_max if cost.basis == "per_place" else 1.0
                for k in range(option.length) if cost.year is None else [cost.year - 1]:
                    if start + k < self.place.settings.horizon:
                        yield cost.payer, cost.budget_class or usual, start + k, cost.amount * places

    def units(self, option: Option, start: int) -> dict[tuple[str, int], float]:
        """Units by outcome and year."""
        found: dict[tuple[str, int], float] = defaultdict(float)
        for effect in self.place.effects:
            if effect.option == option.id:
                for k in range(option.length) if effect.year is None else [effect.year - 1]:
                    for age in range(effect.lasts):
                        t = start + k + effect.lag + age
                        if t < self.place.settings.horizon:
                            change = effect.change_per_place * option.places_max * (1 - effect.fade) ** age
                            found[effect.outcome, t] += change * (1 - (effect.deadweight or 0.0))
        return found

    def share(self, partner: str, outcome: str, t: int) -> float:
        """Share of a saving that is released."""
        for wanted in (outcome, None):
            for row in self.place.cashable:
                if row.partner == partner and row.outcome == wanted:
                    begins = row.from_year or 0
                    return row.share if self.place.settings.first_year + t >= begins else 0.0
        return self.released

    def savings(self, option: Option, start: int) -> Iterator[tuple[str, str, int, float, float]]:
        """Partner, kind, year, £ claimed and £ released of every fiscal saving; rises in spending are all cash."""
        for (outcome, t), units in self.units(option, start).items():
            claimed: dict[tuple[str, str], float] = defaultdict(float)
            for row in self.place.unit_values:
                if row.outcome == outcome and row.partner is not None:
                    claimed[row.partner, row.kind] += units * row.amount
            for (partner, kind), amount in claimed.items():
                yield partner, kind, t, amount, amount * (1.0 if amount < 0 else self.share(partner, outcome, t))

    def wider(self, option: Option, start: int) -> dict[str, float]:
        """PV of economic and social value by outcome."""
        found: dict[str, float] = defaultdict(float)
        for (outcome, t), units in self.units(option, start).items():
            for row in self.place.unit_values:
                if row.outcome == outcome and row.kind in ("economic", "social"):
                    found[outcome] += units * row.amount * self.discount(t)
        return found

    @cached_property
    def choices(self) -> dict[str, list[int]]:
        """Years of the place in which each option may start."""
        first = self.place.settings.first_year
        return {
            o.id: list(range((o.first_start or first) - first, (o.last_start or o.first_start or first) - first + 1))
            for o in self.place.options
        }

    @cached_property
    def worth(self) -> dict[tuple[str, int], dict[str, float]]:
        """u of every partner by option and start."""
        return {
            (option.id, start): self._worth(option, start)
            for option in self.place.options
            for start in self.choices[option.id]
        }

    def _worth(self, option: Option, start: int) -> dict[str, float]:
        u = dict.fromkeys(self.names, 0.0)
        for payer, _, t, amount in self.spending(option, start):
            u[payer] -= amount * self.discount(t)
        capacity = {partner.id: partner.own_capacity_value for partner in self.place.partners}
        for partner, kind, t, claimed, released in self.savings(option, start):
            u[partner] += released * self.discount(t)
            if self.view == "remit" and kind == "fiscal":
                u[partner] += capacity[partner] * (claimed - released) * self.discount(t)
        if self.view == "remit":
            for outcome, amount in self.wider(option, start).items():
                for partner in self.names:
                    u[partner] += self.remits.get((partner, outcome), 0.0) * amount
        return u

    def total(self, plan: Plan, group: Group) -> float:
        return sum(self.worth[start][partner] for start in plan for partner in group)

    def public(self, plan: Plan) -> float:
        """Green Book public value."""
        wider = sum(sum(self.wider(self._option(start), start[1]).values()) for start in plan)
        return sum(self._saved_less_cost(*start) for start in plan) + wider

    def _saved_less_cost(self, name: str, start: int) -> float:
        option = self._option((name, start))
        saved = sum(
            amount * self.discount(t) for _, kind, t, amount, _ in self.savings(option, start) if kind == "fiscal"
        )
        return saved - sum(amount * self.discount(t) for _, _, t, amount in self.spending(option, start))

    def _option(self, start: tuple[str, int]) -> Option:
        return next(option for option in self.place.options if option.id == start[0])

    def mandate(self, plan: Plan) -> float:
        mix = self.place.settings.national_share
        return (1 - mix) * self.weighted(plan, "residents_weight") + mix * self.weighted(plan, "national_weight")

    def weighted(self, plan: Plan, column: str) -> float:
        """Σ w·W·A over outcomes with a swing, plus savings less costs; public value where no valued outcome weighs."""
        H = self.place.settings.horizon
        path = sum((t + 1) / H * self.discount(t) for t in range(H))
        swing = {
            o.id: abs(o.target - o.baseline) * path
            for o in self.place.outcomes
            if o.baseline is not None and o.target is not None and o.baseline != o.target
        }
        weight = {o.id: getattr(o, column) or 0.0 for o in self.place.outcomes if o.id in swing}
        unit = {
            name: sum(
                r.amount for r in self.place.unit_values if r.outcome == name and r.kind in ("economic", "social")
            )
            for name in swing
        }
        valued = [name for name in swing if unit[name] > 0 and weight[name] > 0]
        if not valued:
            return self.public(plan)
        W = sum(unit[name] * swing[name] for name in valued) / sum(weight[name] for name in valued)
        value = sum(self._saved_less_cost(*start) for start in plan)
        for start in plan:
            for (outcome, t), units in self.units(self._option(start), start[1]).items():
                if outcome in swing:
                    value += weight[outcome] * W * units * self.discount(t) / swing[outcome]
        return value

    def plans(self, group: Group) -> list[Plan]:
        """Every plan a group can carry out and pay for by itself."""
        own = [o for o in self.place.options if set(self.place.required_partners(o)) <= group]
        ways = [[None, *((o.id, start) for start in self.choices[o.id])] for o in own]
        every = [tuple(start for start in way if start is not None) for way in product(*ways)]
        return [plan for plan in every if all(self._affordable(plan, partner) for partner in group)]

    def _affordable(self, plan: Plan, partner: str) -> bool:
        """Shortfalls of a year are met from cash that earlier years released, each pound once."""
        if all(budget.partner != partner for budget in self.place.budgets):
            return True
        role = next(p.role for p in self.place.partners if p.id == partner)
        usual, stock = default_budget_class(role), 0.0
        for t in range(self.place.settings.money_years):
            short = self._short(plan, partner, t)
            if any(amount > 1e-6 for name, amount in short.items() if name != usual):
                return False
            stock -= max(0.0, short.get(usual, 0.0))
            if stock < -1e-6:
                return False
            stock += self.place.settings.reuse_of_savings * self._released(plan, partner, t, sign=1)
        return True

    def _short(self, plan: Plan, partner: str, t: int) -> dict[str, float]:
        """Spending above the budget by class, in cash."""
        role = next(p.role for p in self.place.partners if p.id == partner)
        usual = default_budget_class(role)
        short: dict[str, float] = defaultdict(float)
        by_option: dict[tuple[str, str], float] = defaultdict(float)
        for start in plan:
            for payer, name, year, amount in self.spending(self._option(start), start[1]):
                if payer == partner and year == t:
                    by_option[name, start[0]] += amount * self.cash(t)
                    short[name] += amount * self.cash(t)
        short[usual] += self._released(plan, partner, t, sign=-1)
        for budget in self.place.budgets:
            if budget.partner == partner and budget.year == self.place.settings.first_year + t:
                name = budget.budget_class or usual
                fenced = min((by_option[name, option] for option in budget.ring_fence), default=budget.amount)
                short[name] -= min(budget.amount, fenced)
        return short

    def _released(self, plan: Plan, partner: str, t: int, *, sign: int) -> float:
        """Cash released in a year, or (sign −1) the rise in spending."""
        amounts = [
            sign * released * self.cash(t)
            for start in plan
            for who, kind, year, _, released in self.savings(self._option(start), start[1])
            if who == partner and kind == "fiscal" and year == t
        ]
        return sum(max(0.0, amount) for amount in amounts)

    def best_own_plan(self, group: Group) -> Plan:
        """The most Σu; among equals the fewest options, then by key and year."""
        order = {option.id: j for j, option in enumerate(self.place.options)}
        last = max((t for years in self.choices.values() for t in years), default=0)

        def rank(plan: Plan) -> tuple[float, int, float]:
            return -round(self.total(plan, group), 4), len(plan), sum(order[name] + t / (last + 1) for name, t in plan)

        return min(self.plans(group), key=rank)

    def groups(self) -> list[Group]:
        return [frozenset(some) for size in range(1, len(self.names)) for some in combinations(self.names, size)]

    @cached_property
    def alone(self) -> dict[Group, float]:
        """v when the start condition holds."""
        return {group: self.total(self.best_own_plan(group), group) for group in self.groups()}

    @cached_property
    def while_the_rest_carry_on(self) -> dict[Group, float]:
        """v when the rest do what is best for them."""
        rest = {group: self.best_own_plan(frozenset(self.names) - group) for group in self.groups()}
        return {group: self.alone[group] + self.total(rest[group], group) for group in self.groups()}

    def needed(self, value: dict[Group, float]) -> float:
        """B: least total that gives every group its value, one program with a row for each."""
        rows = np.array([[float(name in group) for name in self.names] for group in value])
        found = solve_lp(
            np.ones(len(self.names)),
            rows=Rows.dense(rows),
            row_lower=np.array(list(value.values())),
            row_upper=np.full(len(rows), np.inf),
            col_lower=np.full(len(self.names), -np.inf),
            col_upper=np.full(len(self.names), np.inf),
            tolerance=1e-9,
        )
        return found.objective
