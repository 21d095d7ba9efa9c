"""What each group of partners could do without the rest: v(S), under both beliefs about those left behind.

Groups are bit masks over the partners in key order (bit i is partner i). Values are £, PV. Groups are solved only when
asked for, remembered, and shared out over processes when many are wanted at once.
"""

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from goodplace.agree.workers import share_out
from goodplace.choose.payoffs import View
from goodplace.choose.plan import PlanModel
from goodplace.choose.value import Floats
from goodplace.place.errors import InputError

MOST_PARTNERS = 12
WORTH_SHARING_OUT = 150
BATCH = 32
Progress = Callable[[int, int], None]
Masks = NDArray[np.int64]


class Coalitions:
    """v(S) of one place at one released share in one view.

    The first belief, *the start condition holds*: what needs S stops when S leaves, and S gets nothing from the others:
    v⁰(S) = most Σ u_i over S from options that S can do alone. The second, *the rest carry on*: the others do what is
    best for themselves, and S also gets what spills over: v¹(S) = v⁰(S) + Σ_{i∈S} u_i(best plan of the rest). (Options
    of S and of the rest never exclude each other in this version's rules, so no option of S has to give way.)
    """

    def __init__(self, model: PlanModel, view: View, *, processes: int = 1) -> None:
        if model.partners > MOST_PARTNERS:
            raise InputError(
                f"{model.partners} partners: groups are worked out exactly up to {MOST_PARTNERS}. "
                "Join partners that decide together into one row of the partners table.",
                code="too-many-partners",
            )
        self.model, self.view, self.processes = model, view, processes
        self.partners = model.partners
        self.everyone = (1 << model.partners) - 1
        self.rows = model.partner_rows(view)
        self._shared = _Separable(model, self.rows)
        self.outcome = np.full((self.everyone + 1, model.partners), np.nan)
        """u_i (S, i) of every partner from the best plan of S; nan until worked out."""
        self.outcome[0] = 0.0

    @property
    def groups(self) -> Masks:
        """All proper, non-empty groups."""
        return np.arange(1, self.everyone, dtype=np.int64)

    def solve(self, masks: Iterable[int], *, progress: Progress | None = None) -> None:
        """Work out the best plans of some groups, those already known left alone."""
        wanted = np.unique(np.fromiter(masks, dtype=np.int64))
        wanted = wanted[np.isnan(self.outcome[wanted, 0])]
        easy = self._shared.unhindered(wanted)
        self.outcome[wanted[easy]] = self._shared.outcome(wanted[easy])
        hard = wanted[~easy]
        done = len(wanted) - len(hard)
        for masks_done, outcomes in self._batches(hard):
            self.outcome[masks_done] = outcomes
            done += len(masks_done)
            if progress:
                progress(done, len(wanted))

    def _batches(self, masks: Masks) -> Iterable[tuple[Masks, Floats]]:
        parts = [masks[k : k + BATCH] for k in range(0, len(masks), BATCH)]
        if self.processes < 2 or len(masks) < WORTH_SHARING_OUT:
            yield from ((part, solve_groups(self.model, self.rows, part)) for part in parts)
            return
        given = (self.model, self.rows)
        solved = share_out(_solve_remembered, parts, processes=self.processes, prepare=_remember, given=given)
        yield from zip(parts, solved, strict=True)

    def start_condition(self, masks: Masks) -> Floats:
        """v⁰ of some groups (worked out if need be)."""
        self.solve(masks)
        return self._own(masks)

    def rest_carry_on(self, masks: Masks) -> Floats:
        """v¹ of some groups (worked out if need be, with the groups left behind)."""
        rest = self.everyone - masks
        self.solve(np.concatenate([masks, rest]))
        return np.asarray(self._own(masks) + (self.outcome[rest] * members(masks, self.partners)).sum(axis=1))

    def _own(self, masks: Masks) -> Floats:
        return np.asarray((self.outcome[masks] * members(masks, self.partners)).sum(axis=1))

    def most(self, masks: Masks, *, carry_on: bool) -> Floats:
        """An upper bound of v (exact for groups worked out): options one by one, budgets ignored."""
        known = ~np.isnan(self.outcome[masks, 0])
        bound = np.where(known, np.nan_to_num(self._own(masks)), self._most_alone[masks])
        if carry_on:
            rest = self.everyone - masks
            spill = np.nan_to_num((self.outcome[rest] * members(masks, self.partners)).sum(axis=1))
            bound = bound + np.where(~np.isnan(self.outcome[rest, 0]), spill, self._most_spill[masks])
        return np.asarray(bound)

    @cached_property
    def _most_alone(self) -> Floats:
        """Bounds of v⁰ by mask, worked out once."""
        return self._shared.value(np.arange(self.everyone + 1, dtype=np.int64))

    @cached_property
    def _most_spill(self) -> Floats:
        """Bounds of what the rest could bring each group, by mask."""
        masks = np.arange(self.everyone + 1, dtype=np.int64)
        return self._shared.spill(masks, self.everyone - masks)

    @cached_property
    def mostly_unhindered(self) -> bool:
        """Whether budgets leave most groups free to do all they want: then the whole table is cheap."""
        return bool(self._shared.unhindered(self.groups).mean() > 0.5) if len(self.groups) else True


def members(masks: Masks, partners: int) -> Floats:
    """1.0 where a partner is in a group (masks, partners)."""
    return ((masks[:, None] >> np.arange(partners)) & 1).astype(float)


def solve_groups(model: PlanModel, rows: Floats, masks: Masks) -> Floats:
    """u_i of every partner from the best plan of each group (masks, partners), £ PV."""
    outcomes = np.zeros((len(masks), model.partners))
    for k, mask in enumerate(masks):
        inside = members(np.array([mask]), model.partners)[0]
        plan = model.solve(inside @ rows, members=int(mask))
        if plan is not None:
            outcomes[k] = rows @ plan.x * model.scale
    return outcomes


_remembered: list[tuple[PlanModel, Floats]] = []


def _remember(model: PlanModel, rows: Floats) -> None:
    """Hand the model to a worker process once."""
    _remembered[:] = [(model, rows)]


def _solve_remembered(masks: Masks) -> Floats:
    model, rows = _remembered[0]
    return solve_groups(model, rows, masks)


class _Separable:
    """The best plan of each group if no budget bound it: option by option. Exact where that plan keeps every rule."""

    def __init__(self, model: PlanModel, rows: Floats) -> None:
        n = model.columns.starts
        options = model.payoffs.values.place.options
        self.model, self.n = model, n
        self.fixed, self.most = rows[:, :n].T, rows[:, n : 2 * n].T
        least = [options[j].places_min / max(options[j].places_max, 1e-12) for j in model.payoffs.starts.option]
        self.least = np.array(least)
        self.option = np.array(model.payoffs.starts.option, dtype=np.int64)
        self.penalty = model.tie_break[:n]

    def _best(self, masks: Masks) -> tuple[Floats, NDArray[np.bool_], Floats]:
        """Share of most places each start would take (masks, N), which starts are chosen, and what each is worth."""
        inside = members(masks, self.model.partners)
        per_place, fixed = inside @ self.most.T, inside @ self.fixed.T
        take = np.where(per_place > 0, 1.0, self.least)
        worth = fixed + take * per_place
        usable = (self.model.required[None] & ~masks[:, None]) == 0
        score = np.where(usable, worth + self.penalty, -np.inf)
        chosen = np.zeros(score.shape, dtype=bool)
        for j in np.unique(self.option):
            at = np.flatnonzero(self.option == j)
            best = at[score[:, at].argmax(axis=1)]
            chosen[np.arange(len(masks)), best] = score[np.arange(len(masks)), best] > 0
        return take * chosen, chosen, np.where(chosen, worth, 0.0)

    def value(self, masks: Masks) -> Floats:
        """Σ over options of the most each could be worth to the group, £."""
        if self.model.subsidised:
            return np.full(len(masks), np.inf)
        return np.concatenate([self._best(part)[2].sum(axis=1) for part in _chunks(masks)]) * self.model.scale

    def spill(self, masks: Masks, rest: Masks) -> Floats:
        """The most that any plan of the rest could bring a group, £."""
        values = []
        for part, others in zip(_chunks(masks), _chunks(rest), strict=True):
            inside = members(part, self.model.partners)
            worth = inside @ self.fixed.T + np.maximum(inside @ self.most.T, 0)
            usable = (self.model.required[None] & ~others[:, None]) == 0
            worth = np.where(usable, np.maximum(worth, 0), 0.0)
            best = [worth[:, self.option == j].max(axis=1) for j in np.unique(self.option)]
            values.append(np.sum(best, axis=0) if best else np.zeros(len(part)))
        return np.concatenate(values) * self.model.scale

    def unhindered(self, masks: Masks) -> NDArray[np.bool_]:
        """Where the option-by-option plan keeps every rule, so that nothing can be better."""
        if not len(masks) or self.model.subsidised:
            return np.zeros(len(masks), dtype=bool)
        return np.concatenate([self._keeps_rules(part) for part in _chunks(masks)])

    def _keeps_rules(self, masks: Masks) -> NDArray[np.bool_]:
        take, chosen, _ = self._best(masks)
        used = np.hstack([chosen.astype(float), take]) @ self.model.matrix[:, : 2 * self.n].T
        owner = self.model.row_owner
        mine = (owner < 0)[None] | (((masks[:, None] >> np.maximum(owner, 0)) & 1) == 1)
        return np.asarray((~mine | (used <= self.model.upper + 1e-9)).all(axis=1))

    def outcome(self, masks: Masks) -> Floats:
        """u_i of every partner from those plans (masks, partners), £."""
        if not len(masks):
            return np.zeros((0, self.model.partners))
        parts = []
        for part in _chunks(masks):
            take, chosen, _ = self._best(part)
            parts.append(chosen.astype(float) @ self.fixed + take @ self.most)
        return np.concatenate(parts) * self.model.scale


def _chunks(masks: Masks, size: int = 512) -> list[Masks]:
    return [masks[k : k + size] for k in range(0, len(masks), size)] or [masks]
