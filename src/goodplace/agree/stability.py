"""Who would walk: the least total that keeps every group in, and the groups that object to a given split.

Groups are bit masks over the partners in key order; p (P,) is what each partner ends with, £ PV.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from goodplace.agree.coalitions import Coalitions, Masks, members
from goodplace.choose.value import Floats
from goodplace.place.errors import InternalError
from goodplace.place.solver import LinearModel, Rows

Belief = Literal["start_condition", "rest_carry_on"]
BELIEFS: tuple[Belief, Belief] = ("start_condition", "rest_carry_on")
ADDED_AT_ONCE = 48


class GroupValues:
    """v(S) under one belief, with an upper bound where it has not been worked out."""

    def __init__(self, coalitions: Coalitions, belief: Belief) -> None:
        self.coalitions, self.belief = coalitions, belief
        self.groups = coalitions.groups
        self._known = np.full(coalitions.everyone + 1, np.nan)
        if coalitions.partners == 1:  # nobody to leave: a partner by itself can still do nothing
            self.groups, self._known[1] = np.array([1], dtype=np.int64), 0.0

    def exact(self, masks: Masks) -> Floats:
        """v of some groups, worked out if need be."""
        missing = masks[np.isnan(self._known[masks])]
        if len(missing):
            work_out = (
                self.coalitions.start_condition if self.belief == "start_condition" else self.coalitions.rest_carry_on
            )
            self._known[missing] = work_out(missing)
        return self._known[masks]

    def most(self, masks: Masks) -> Floats:
        """An upper bound of v; v itself where known."""
        bound = self.coalitions.most(masks, carry_on=self.belief == "rest_carry_on")
        return np.where(np.isnan(self._known[masks]), bound, self._known[masks])

    def violated(self, p: Floats, *, tolerance: float) -> tuple[Masks, Floats]:
        """Some groups with v(S) > p(S) + tolerance and by how much, worst first; empty only if there is none."""
        offered = members(self.groups, self.coalitions.partners) @ p
        while True:
            suspects = self.groups[self.most(self.groups) > offered + tolerance]
            if not len(suspects):
                return suspects, np.zeros(0)
            possible = self.most(suspects) - offered[suspects - 1]
            worst = suspects[np.argsort(-possible, kind="stable")[:ADDED_AT_ONCE]]
            excess = self.exact(worst) - offered[worst - 1]
            found = excess > tolerance
            if found.any():
                order = np.argsort(-excess[found], kind="stable")
                return worst[found][order], excess[found][order]


@dataclass(frozen=True)
class LeastTotal:
    """B: the least that keeps every group in; a split that does it; the groups that bind."""

    total: float
    split: Floats
    binding: tuple[int, ...]


def least_total(values: GroupValues, *, tolerance: float) -> LeastTotal:
    """B = min p(I) such that p(S) ≥ v(S) for every proper group, by generating the groups that matter.

    Proven to `tolerance`: no group is left with more than that against the split.
    """
    n = values.coalitions.partners
    if n == 1:
        return LeastTotal(0.0, np.zeros(1), ())
    singles = np.array([1 << i for i in range(n)], dtype=np.int64)
    first = np.unique(np.concatenate([singles, values.coalitions.everyone - singles]))
    master = CuttingPlanes(np.ones(n), np.eye(n), np.zeros(n), lower=np.full(n, -np.inf))
    master.add(first, values.exact(first))
    split = master.satisfy(values, tolerance=tolerance)
    if split is None:  # only when v is unbounded, which no plan is
        raise InternalError("a split with enough for every group always exists")
    total = float(split.sum())
    known = np.array(sorted(master.masks), dtype=np.int64)
    slack = members(known, n) @ split - values.exact(known)
    return LeastTotal(total, split, tuple(int(mask) for mask in known[slack <= tolerance]))


class CuttingPlanes:
    """min cost·z over splits p = base + M z that every group accepts, groups added as they are found to object.

    cost (Z,) · matrix M (P, Z) · base (P,), £ PV · z in [lower, upper] · `rows`, `row_upper`: further rows A z ≤ upper.
    """

    def __init__(
        self,
        cost: Floats,
        matrix: Floats,
        base: Floats,
        *,
        lower: Floats | None = None,
        upper: Floats | None = None,
        rows: Floats | None = None,
        row_upper: Floats | None = None,
    ) -> None:
        self.matrix, self.base, self.columns = matrix, base, len(cost)
        self.masks: list[int] = []
        self.scale = max(1.0, float(np.abs(base).max(initial=0.0)) / 1000)
        extra = np.zeros((0, self.columns)) if rows is None else rows
        self.model = LinearModel(
            cost,
            rows=Rows.dense(extra) if len(extra) else Rows(*_no_rows()),
            row_lower=np.full(len(extra), -np.inf),
            row_upper=np.zeros(0) if row_upper is None else row_upper / self.scale,
            col_lower=np.zeros(self.columns) if lower is None else lower / self.scale,
            col_upper=np.full(self.columns, np.inf) if upper is None else upper / self.scale,
            tolerance=1e-9,
        )

    def add(self, masks: Masks, values: Floats) -> None:
        """Rows p(S) ≥ v(S) of some groups."""
        fresh = ~np.isin(masks, np.array(self.masks, dtype=np.int64))
        masks, values = masks[fresh], values[fresh]
        inside = members(masks, len(self.base))
        rows = np.hstack([inside @ self.matrix])
        least = (values - inside @ self.base) / self.scale
        # A group no column reaches keeps an empty row: its value decides feasibility.
        self.model.add_rows(Rows.dense(rows), lower=least, upper=np.full(len(masks), np.inf))
        self.masks += [int(mask) for mask in masks]

    def limit(self, row: Floats, most: float) -> None:
        """A further row: row·z ≤ most."""
        self.model.add_rows(Rows.dense(row), lower=np.array([-np.inf]), upper=np.array([most / self.scale]))

    def set_cost(self, cost: Floats) -> None:
        """Another objective over the same splits."""
        self.model.set_costs(np.arange(self.columns), cost=cost)

    def satisfy(self, values: GroupValues, *, tolerance: float) -> Floats | None:
        """The cheapest z that no group objects to (by more than the tolerance); None when there is none."""
        while True:
            solution = self.model.solve()
            if solution.status != "optimal":
                return None
            z = np.asarray(solution.x * self.scale)
            masks, _ = values.violated(self.base + self.matrix @ z, tolerance=tolerance)
            masks = masks[~np.isin(masks, np.array(self.masks, dtype=np.int64))]
            if not len(masks):
                return z
            self.add(masks, values.exact(masks))


def _no_rows() -> tuple[np.ndarray, np.ndarray, Floats]:
    return np.zeros(1, np.int32), np.zeros(0, np.int32), np.zeros(0)


@dataclass(frozen=True)
class Objection:
    """A group that would do better by itself: by how much in all, its members' values alone, and the witness.

    `each_gains` is what every member gains at least by payments inside the group that are lawful and affordable under
    its own plan; None when none were found, and then the group is not said to walk. Once a worse-treated group has a
    witness, only single partners are still looked at.
    """

    group: int
    excess: float
    outcome: Floats
    each_gains: float | None


Verdict = Literal["proved_stable", "walks", "undecided"]


def objections(
    values: GroupValues, p: Floats, *, tolerance: float, witness: Callable[[int, Floats, Floats], float | None]
) -> tuple[Verdict, tuple[Objection, ...]]:
    """The groups that object to a split, worst first (a batch of them), and the verdict of three values.

    `witness(group, alone, offered)` gives what each member gains at least inside the group, or None; one is enough.
    """
    masks, excess = values.violated(p, tolerance=tolerance)
    if not len(masks):
        return "proved_stable", ()
    found: list[Objection] = []
    walks = False
    for mask, much in zip(masks.tolist(), excess.tolist(), strict=True):
        alone = outcome_of(values, mask)
        gain = witness(mask, alone, p) if not walks or mask.bit_count() == 1 else None
        walks = walks or gain is not None
        found.append(Objection(mask, much, alone, gain))
    return ("walks" if walks else "undecided"), tuple(found)


def outcome_of(values: GroupValues, mask: int) -> Floats:
    """u_i (P,) of every member when a group leaves, under the belief; 0 for the others."""
    coalitions = values.coalitions
    if coalitions.partners == 1:
        return np.zeros(1)
    rest = coalitions.everyone - mask
    coalitions.solve([mask, rest] if values.belief == "rest_carry_on" else [mask])
    inside = members(np.array([mask], dtype=np.int64), coalitions.partners)[0]
    outcome = coalitions.outcome[mask]
    if values.belief == "rest_carry_on":
        outcome = outcome + coalitions.outcome[rest]
    return np.asarray(outcome * inside)
