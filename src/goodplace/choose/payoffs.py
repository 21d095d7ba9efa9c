"""From arrays to present values: what each option, started in each year, is worth to whom.

Axes: n column (an option with its start year) · i partner · o outcome · c class · t year. Two layers: `place` (per
place) and `fixed` (once, if it starts). £ real unless said; PV = discounted to the first year.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from goodplace.choose.value import Floats, Values, effect_units
from goodplace.place.tables import OptionEffect

View = Literal["cash", "remit"]
VIEWS: tuple[View, View] = ("cash", "remit")


@dataclass(frozen=True)
class Starts:
    """Every option with every year it may start: option (N,) and start year t (N,), in key and year order."""

    option: tuple[int, ...]
    year: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.option)


def possible_starts(values: Values) -> Starts:
    """Starts inside the option's window and the money years."""
    place, pairs = values.place, []
    for j, option in enumerate(place.options):
        first = place.settings.first_year if option.first_start is None else option.first_start
        last = first if option.last_start is None else option.last_start
        for year in range(first - place.settings.first_year, last - place.settings.first_year + 1):
            if 0 <= year < place.settings.money_years:
                pairs.append((j, year))
    return Starts(tuple(j for j, _ in pairs), tuple(year for _, year in pairs))


def shift(array: Floats, starts: Starts) -> Floats:
    """(J, …, K) by year since start → (N, …, H) by year of the place; what falls beyond the horizon is dropped."""
    moved = np.zeros((len(starts), *array.shape[1:]))
    for n, (j, year) in enumerate(zip(starts.option, starts.year, strict=True)):
        moved[n, ..., year:] = array[j, ..., : array.shape[-1] - year]
    return moved


@dataclass(frozen=True)
class Payoffs:
    """A place at one released share m (which stands in for unknown cashable shares and for nothing else).

    A rise in a partner's own spending caused by an option is cash whatever m is.
    """

    values: Values
    starts: Starts
    released_share: float

    @cached_property
    def units(self) -> Floats:
        """Outcome units per place (N, O, H)."""
        return shift(self.values.units, self.starts)

    @cached_property
    def cost_place(self) -> Floats:
        """£ per place by partner, class and year (N, P, C, H)."""
        return shift(self.values.cost_place, self.starts)

    @cached_property
    def cost_fixed(self) -> Floats:
        """£ once by partner, class and year (N, P, C, H)."""
        return shift(self.values.cost_fixed, self.starts)

    @cached_property
    def share_released(self) -> Floats:
        """Share of each claimed saving that is cash (N, P, O, H)."""
        return self._share(self.claimed)

    def _share(self, claimed: Floats) -> Floats:
        """Share of a claimed saving that is cash: known, or m where unknown, or all of a rise in spending."""
        known = self.values.cashable[None]
        return np.where(claimed < 0, 1.0, np.where(np.isnan(known), self.released_share, known))

    @cached_property
    def has_fixed_cost(self) -> NDArray[np.bool_]:
        """Whether each start costs something however many places it has (N,)."""
        return np.asarray((self.cost_fixed != 0).any(axis=(1, 2, 3)))

    @cached_property
    def claimed(self) -> Floats:
        """Claimed fiscal saving per place (N, P, O, H), benefits and taxes left out."""
        return np.asarray(np.einsum("not,op->npot", self.units, self.values.fiscal))

    @cached_property
    def claimed_transfer(self) -> Floats:
        """Claimed saving in benefits or gain in tax per place (N, P, O, H)."""
        return np.asarray(np.einsum("not,op->npot", self.units, self.values.transfer))

    @cached_property
    def released(self) -> Floats:
        """Cash released per place (N, P, H), benefits and taxes left out."""
        return np.asarray((self.claimed * self.share_released).sum(axis=2))

    @cached_property
    def released_transfer(self) -> Floats:
        """Cash released in benefits and taxes per place (N, P, H): real money, never spendable here."""
        return np.asarray((self.claimed_transfer * self._share(self.claimed_transfer)).sum(axis=2))

    def pv(self, by_year: Floats) -> Floats:
        """Present value over the last axis."""
        return by_year @ self.values.discount

    @cached_property
    def cost(self) -> tuple[Floats, Floats]:
        """PV of costs by partner: per place (N, P) and fixed (N, P)."""
        return self.pv(self.cost_place.sum(axis=2)), self.pv(self.cost_fixed.sum(axis=2))

    def partner_value(self, view: View) -> tuple[Floats, Floats]:
        """u_i: PV to each partner, per place (N, P) and fixed (N, P).

        cash: cash released (benefits and taxes included) less costs. remit: plus ν × its savings not released plus
        μ × economic and social value.
        """
        place_cost, fixed_cost = self.cost
        per_place = self.pv(self.released + self.released_transfer) - place_cost
        if view == "remit":
            not_released = self.pv(self.claimed.sum(axis=2) - self.released)
            per_place = per_place + self.values.own_capacity * not_released
            per_place = per_place + np.einsum("no,po->np", self.wider_value, self.values.remit)
        return per_place, -fixed_cost

    @cached_property
    def wider_value(self) -> Floats:
        """PV of economic and social value per place (N, O)."""
        return self.pv(self.units) * (self.values.economic + self.values.social)

    @cached_property
    def public_value(self) -> tuple[Floats, Floats]:
        """Green Book public value, per place (N,) and fixed (N,): the same for every m; no benefits or taxes."""
        saved = self.pv(self.claimed.sum(axis=(1, 2)))
        elsewhere = self.pv(self.units) @ self.values.fiscal_elsewhere
        place_cost, fixed_cost = self.cost
        return saved + elsewhere + self.wider_value.sum(axis=1) - place_cost.sum(axis=1), -fixed_cost.sum(axis=1)


def resting_on(payoffs: Payoffs, effect: OptionEffect, places: Floats) -> float:
    """PV of all that one effect row brings with some places by start (N,), whatever its sign: what rests on it."""
    values = payoffs.values
    place = values.place
    j, o = place.option_index[effect.option], place.outcome_index[effect.outcome]
    units = effect_units(place, effect, place.options[j])
    worth = float((values.fiscal[o] + values.transfer[o]).sum())
    worth += float(values.fiscal_elsewhere[o] + values.economic[o] + values.social[o])
    total = 0.0
    for n, (option, year) in enumerate(zip(payoffs.starts.option, payoffs.starts.year, strict=True)):
        if option == j and places[n]:
            total += places[n] * float(units[: len(units) - year] @ values.discount[year:])
    return abs(total * worth)
