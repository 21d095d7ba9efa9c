"""A slow, obvious reference for deals: every plan, every group, every corner, straight from the rows.

It knows the columns that the examples and small places use, one start year and all places taken. Options are all or
nothing; a plan is affordable when no partner spends more in the first year than it has.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

Row = Mapping[str, object]
Group = frozenset[str]
Plan = frozenset[str]


def _number(row: Row, column: str, default: float = 0.0) -> float:
    value = row.get(column)
    return default if value is None else float(str(value))


@dataclass(frozen=True)
class SlowDeal:
    """A place at released share `released`, in the cash view or (`by_remit`) in the remit view."""

    tables: Mapping[str, Sequence[Row]]
    released: float
    by_remit: bool = False

    @cached_property
    def partners(self) -> Group:
        return frozenset(str(row["id"]) for row in self.tables["partners"])

    @cached_property
    def _rate(self) -> float:
        settings = {str(row["key"]): row["value"] for row in self.tables["place"]}
        return {"none": 0.0, "green-book-2026": 0.035}[str(settings["discount_rate"])]

    @cached_property
    def options(self) -> dict[str, Row]:
        return {str(row["id"]): row for row in self.tables["options"]}

    def required(self, option: str) -> Group:
        """R(j): lead, signatories and payers."""
        row = self.options[option]
        signatories = {part.strip() for part in str(row.get("signatories") or "").split(",")} - {""}
        payers = {str(cost["payer"]) for cost in self.tables["option_costs"] if cost["option"] == option}
        return frozenset({str(row["lead"])} | signatories | payers)

    @cached_property
    def worth(self) -> dict[str, dict[str, float]]:
        """u by option and partner."""
        return {option: self._worth(option) for option in self.options}

    def _worth(self, option: str) -> dict[str, float]:
        worth = dict.fromkeys(self.partners, 0.0)
        for cost in self.tables["option_costs"]:
            if cost["option"] == option:
                worth[str(cost["payer"])] -= self._cost(cost)
        for effect in self.tables["option_effects"]:
            for value in self.tables["unit_values"]:
                if effect["option"] == option and value["outcome"] == effect["outcome"]:
                    self._add(worth, str(value["outcome"]), value, self.units(effect) * _number(value, "amount"))
        return worth

    def _cost(self, cost: Row) -> float:
        places = 1.0 if cost["basis"] == "fixed" else self._places(str(cost["option"]))
        return _number(cost, "amount") * places * self._discount(int(_number(cost, "year", 1)) - 1)

    def _places(self, option: str) -> float:
        return _number(self.options[option], "places_max")

    def _discount(self, year: int) -> float:
        return float((1 + self._rate) ** -year)

    def units(self, effect: Row) -> float:
        """Discounted units of one effect row, all places taken."""
        first = int(_number(effect, "year", 1)) - 1 + int(_number(effect, "lag"))
        years = range(first, first + int(_number(effect, "lasts", 1)))
        change = _number(effect, "change_per_place") * self._places(str(effect["option"]))
        return change * sum(self._discount(year) for year in years)

    def _add(self, worth: dict[str, float], outcome: str, value: Row, amount: float) -> None:
        if value["kind"] == "fiscal" and value.get("partner"):
            worth[str(value["partner"])] += self.released * amount
        elif value["kind"] in ("economic", "social") and self.by_remit:
            for remit in self.tables.get("remits", ()):
                if remit["outcome"] == outcome:
                    worth[str(remit["partner"])] += _number(remit, "share") * amount

    def total(self, plan: Iterable[str], group: Group) -> float:
        """Σ u of a group under a plan."""
        return sum(self.worth[option][partner] for option in plan for partner in group)

    def plans(self, group: Group) -> list[Plan]:
        """Every affordable plan a group can carry out by itself, smallest first, then by option keys."""
        own = sorted(option for option in self.options if self.required(option) <= group)
        subsets = [frozenset(some) for size in range(len(own) + 1) for some in combinations(own, size)]
        return [plan for plan in subsets if self._affordable(plan)]

    def _affordable(self, plan: Plan) -> bool:
        first_year = str(min(str(row["year"]) for row in self.tables.get("budgets", ())) if self.has_budgets else "")
        money = {
            str(row["partner"]): _number(row, "amount")
            for row in self.tables.get("budgets", ())
            if str(row["year"]) == first_year
        }
        spent = dict.fromkeys(self.partners, 0.0)
        for cost in self.tables["option_costs"]:
            if cost["option"] in plan:
                spent[str(cost["payer"])] += self._cost(cost)
        return all(spent[partner] <= money.get(partner, float("inf")) for partner in spent)

    @property
    def has_budgets(self) -> bool:
        return bool(self.tables.get("budgets"))

    def best_own_plan(self, group: Group) -> Plan:
        """The plan with the largest Σu for the group; ties: fewest options, then keys."""
        return max(self.plans(group), key=lambda plan: round(self.total(plan, group), 9))

    def alone(self, group: Group) -> float:
        """v(S) when the start condition holds: what needs S stops, and S gets nothing from what others do."""
        return self.total(self.best_own_plan(group), group)

    def alone_while_the_rest_carry_on(self, group: Group) -> float:
        """v(S) when the rest do what is best for themselves and S gets what spills over."""
        return self.alone(group) + self.total(self.best_own_plan(self.partners - group), group)

    def groups(self) -> list[Group]:
        """Every group but none and all."""
        names = sorted(self.partners)
        return [frozenset(some) for size in range(1, len(names)) for some in combinations(names, size)]

    def needed(self, value: Callable[[Group], float]) -> float:
        """B: the least p(I) with p(S) ≥ v(S) for every proper group, over every corner of that region."""
        names, groups = sorted(self.partners), self.groups()
        rows = np.array([[float(name in group) for name in names] for group in groups])
        least = np.array([value(group) for group in groups])
        totals = []
        for corner in combinations(range(len(groups)), len(names)):
            chosen = rows[list(corner)]
            if abs(np.linalg.det(chosen)) < 1e-9:
                continue
            split = np.linalg.solve(chosen, least[list(corner)])
            if (rows @ split >= least - 1e-6).all():
                totals.append(float(split.sum()))
        return min(totals)
