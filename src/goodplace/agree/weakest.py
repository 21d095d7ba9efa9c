"""The three weakest numbers: what rests on a guess, and how much money rests on it.

What a number is worth is the present value of what hangs on it, so the three shown are those that would move the
verdict most. Names are partner, option and outcome positions; words are made on the page.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from goodplace.agree.report import Report
from goodplace.choose.payoffs import resting_on
from goodplace.choose.value import Floats

WEAK_LABELS = ("recalled", "assumed", "not_stated", "secondary")
WEAK_GRADE = 5


@dataclass(frozen=True)
class Weakness:
    """A weak number: what kind, what of (id), why it is weak, and the £ PV that rests on it."""

    kind: str
    of: str
    why: str
    at_stake: float
    price_year: int | None = None


def weakest(report: Report, *, most: int = 3) -> list[Weakness]:
    """The weak numbers with most money resting on them; released shares nobody has decided first among equals."""
    found = [*_undecided(report), *_old_prices(report), *_soft_effects(report), *_soft_costs(report)]
    return sorted((w for w in found if w.at_stake >= 0.5), key=lambda w: (-w.at_stake, w.kind, w.of))[:most]


def _undecided(report: Report) -> list[Weakness]:
    """Claimed savings of each partner whose release nobody has decided."""
    at_stake = report.position.net_all - report.position.net_none
    return [
        Weakness("released", partner.id, "nobody has decided it", float(value))
        for partner, value in zip(report.place.partners, at_stake, strict=True)
    ]


def _by_outcome(report: Report) -> Floats:
    """PV of everything an outcome is worth under the plan (O,): fiscal, transfers, economic and social."""
    values, payoffs = report.values, report.model.payoffs
    units = np.einsum("no,n->o", payoffs.pv(payoffs.units), report.plan.places)
    worth = (values.fiscal + values.transfer).sum(axis=1) + values.fiscal_elsewhere + values.economic + values.social
    return np.asarray(np.abs(units * worth))


def _old_prices(report: Report) -> list[Weakness]:
    """Unit values in prices over ten years old, together by price year; recalled or assumed ones by outcome."""
    by_outcome = _by_outcome(report)
    total: dict[tuple[str, str, str, int | None], float] = defaultdict(float)
    per_unit: dict[str, float] = defaultdict(float)
    for line in report.values.lines:
        per_unit[line.outcome] += abs(line.amount)
    for line in report.values.lines:
        o = report.place.outcome_index[line.outcome]
        part = by_outcome[o] * abs(line.amount) / per_unit[line.outcome] if per_unit[line.outcome] else 0.0
        for mark in line.marks:
            if mark == "stale":
                total["prices", "", mark, line.price_year] += part
            else:
                total["value", line.outcome, mark, None] += part
    return [Weakness(kind, of, why, stake, year) for (kind, of, why, year), stake in total.items()]


def _soft_effects(report: Report) -> list[Weakness]:
    """Effects of options in the plan that rest on a recollection, an assumption or a low grade."""
    total: dict[tuple[str, str], float] = defaultdict(float)
    for effect in report.place.effects:
        why = _why(effect.label, effect.grade)
        if why:
            total[effect.option, why] += resting_on(report.model.payoffs, effect, report.plan.places)
    return [Weakness("effect", option, why, stake) for (option, why), stake in total.items()]


def _soft_costs(report: Report) -> list[Weakness]:
    """Costs of options in the plan that rest on the same."""
    total: dict[tuple[str, str], float] = defaultdict(float)
    place, payoffs = report.place, report.model.payoffs
    cost = (payoffs.cost[0].T * report.plan.places + payoffs.cost[1].T * report.plan.started).sum(axis=0)
    for j, option in enumerate(place.options):
        whys = {why for row in place.costs if row.option == option.id if (why := _why(row.label, row.grade))}
        spent = sum(float(cost[n]) for n, k in enumerate(payoffs.starts.option) if k == j)
        for why in sorted(whys)[:1]:
            total[option.id, why] += spent
    return [Weakness("cost", option, why, stake) for (option, why), stake in total.items()]


def _why(label: str, grade: int | None) -> str:
    if label in WEAK_LABELS:
        return label
    return f"grade {grade}" if grade is not None and grade >= WEAK_GRADE else ""
