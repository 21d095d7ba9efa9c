"""Three ways to add a plan up: Green Book public value, the residents' weights, the national weights.

A weight attaches to the swing from an outcome's baseline to its target, not to a unit (swing weighting).
"""

from dataclasses import dataclass

import numpy as np

from goodplace.choose.payoffs import Payoffs
from goodplace.choose.value import Floats, Values


@dataclass(frozen=True)
class Lens:
    """£ (present value) a lens gives each possible start: per place (N,) and fixed (N,).

    `is_public_value` marks a lens that fell back on public value because no weighted outcome could be scaled.
    """

    name: str
    per_place: Floats
    fixed: Floats
    is_public_value: bool = False


@dataclass(frozen=True)
class Swings:
    """How outcomes weigh in one lens.

    discounted (O,): PV of units from baseline to target, the target path linear to the horizon; 0 where there is no
    swing · weight (O,): w · scale: W, the £ at which valued outcomes weigh on average what the Green Book says.
    """

    discounted: Floats
    weight: Floats
    scale: float


def discounted_swing(values: Values) -> Floats:
    """PV of the units between baseline and target by outcome (O,); 0 where either is missing."""
    horizon = values.place.settings.horizon
    path = float(values.discount @ (np.arange(horizon) + 1.0)) / horizon
    return np.array(
        [
            0.0 if o.baseline is None or o.target is None else abs(o.target - o.baseline) * path
            for o in values.place.outcomes
        ]
    )


def swings(values: Values, *, which: str) -> Swings:
    """Weights and scale of the `residents` or `national` lens. scale is 0 where no valued outcome carries weight."""
    swing = discounted_swing(values)
    key = f"{which}_weight"
    weight = np.array([getattr(outcome, key) or 0.0 for outcome in values.place.outcomes])
    weight = np.where(swing > 0, weight, 0.0)
    worth = values.economic + values.social
    valued = (swing > 0) & (worth > 0) & (weight > 0)
    total = float(weight[valued].sum())
    scale = float((worth * swing)[valued].sum()) / total if total > 0 else 0.0
    return Swings(swing, weight, scale)


def public_lens(payoffs: Payoffs) -> Lens:
    """Green Book public value."""
    per_place, fixed = payoffs.public_value
    return Lens("public", per_place, fixed)


def weighted_lens(payoffs: Payoffs, *, which: str) -> Lens:
    """The residents' or national lens: weighted swings in £, plus partners' savings less costs."""
    swing = swings(payoffs.values, which=which)
    per_place, fixed = payoffs.public_value
    if swing.scale == 0:
        return Lens(which, per_place, fixed, is_public_value=True)
    worth = np.divide(
        swing.weight * swing.scale, swing.discounted, where=swing.discounted > 0, out=np.zeros_like(swing.weight)
    )
    savings = payoffs.pv(payoffs.claimed.sum(axis=(1, 2)))
    per_place = payoffs.pv(payoffs.units) @ worth + savings - payoffs.cost[0].sum(axis=1)
    return Lens(which, per_place, fixed)


def mandate(payoffs: Payoffs) -> Lens:
    """What the plan maximises: (1 − λ) residents + λ national."""
    share = payoffs.values.place.settings.national_share
    residents, national = weighted_lens(payoffs, which="residents"), weighted_lens(payoffs, which="national")
    return Lens(
        "mandate",
        (1 - share) * residents.per_place + share * national.per_place,
        residents.fixed,
        is_public_value=residents.is_public_value and (share == 0 or national.is_public_value),
    )
