"""The three weakest numbers: what rests on a guess, and how much money rests on it.

Numbers that would change the verdict come first, then those with most money on them; two that rest on the same pounds
take one place. Names are partner, option and outcome ids; words are made on the page.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from goodplace.agree.report import Report
from goodplace.choose.outcome_values import OutcomeValue
from goodplace.choose.payoffs import resting_on

WEAK_LABELS = ("recalled", "assumed", "not_stated", "secondary")
WEAK_GRADE = 5
SAME_POUNDS = 0.5  # of the larger of two weak numbers: with more than that in common they are one pot of money

Pot = Mapping[tuple[int, int], float]
Key = tuple[str, str, str, int | None]


@dataclass(frozen=True)
class Weakness:
    """A weak number: what kind, what of (id), why it is weak, and the £ PV that rests on it.

    decides: whether it alone could change the verdict, or whether a partner that pays is short · pot: £ PV by effect
    row and line of value it rests on, where it is a number of that kind.
    """

    kind: str
    of: str
    why: str
    at_stake: float
    price_year: int | None = None
    decides: bool = False
    pot: Pot = field(default_factory=dict, compare=False, repr=False)


def weakest(report: Report, *, most: int = 3) -> list[Weakness]:
    """The weak numbers to look at first, equals in order of their kind and id; a pot of money is named once."""
    found = [*_undecided(report), *_of_values(report), *_soft_costs(report)]
    found = [weakness for weakness in found if weakness.at_stake >= 0.5]
    chosen: list[Weakness] = []
    # Rounding is no reason to prefer one of two numbers: stakes are compared in pounds.
    for weakness in sorted(found, key=lambda w: (not w.decides, -round(w.at_stake), w.kind, w.of, w.price_year or 0)):
        if not any(_same_pounds(weakness, other) for other in chosen):
            chosen.append(weakness)
    return chosen[:most]


def _same_pounds(one: Weakness, other: Weakness) -> bool:
    shared = sum(min(pounds, other.pot.get(cell, 0.0)) for cell, pounds in one.pot.items())
    return shared > SAME_POUNDS * max(one.at_stake, other.at_stake)


def _undecided(report: Report) -> list[Weakness]:
    """Claimed savings of each partner whose release nobody has decided.

    One decides where a partner that pays breaks even between nothing and all released; and the largest does where the
    verdict is another at another share.
    """
    position = report.position
    at_stake = position.net_all - position.net_none
    flips = len({deal.verdict for deal in report.scenarios}) > 1
    largest = int(np.argmax(np.round(at_stake)))
    return [
        Weakness("released", partner.id, "nobody has decided it", float(at_stake[i]),
                 decides=(flips and i == largest) or (pays and even is not None and 0 < even < 1))
        for i, (partner, pays, even) in enumerate(zip(
            report.place.partners, (position.puts_in > 0.005).tolist(), position.break_even(), strict=True))
    ]  # fmt: skip


def _of_values(report: Report) -> list[Weakness]:
    """Weak effects by option, unit values in old prices by price year, and recalled or assumed ones by outcome.

    What an effect brings with the plan's places is shared out over the lines that value its outcome, by their size.
    """
    pots: dict[Key, dict[tuple[int, int], float]] = defaultdict(dict)
    lines = report.values.lines
    for e, effect in enumerate(report.place.effects):
        brings, why = resting_on(report.model.payoffs, effect, report.plan.places), _why(effect.label, effect.grade)
        valued = [n for n, line in enumerate(lines) if line.outcome == effect.outcome and line.amount]
        for n in valued:
            part = brings * abs(lines[n].amount) / sum(abs(lines[k].amount) for k in valued)
            keys = [_value_key(lines[n], mark) for mark in lines[n].marks]
            for key in [*keys, ("effect", effect.option, why, None)] if why else keys:
                pots[key][e, n] = part
    return [Weakness(kind, of, why, sum(pot.values()), year, pot=pot) for (kind, of, why, year), pot in pots.items()]


def _value_key(line: OutcomeValue, mark: str) -> Key:
    return ("prices", "", mark, line.price_year) if mark == "stale" else ("value", line.outcome, mark, None)


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
