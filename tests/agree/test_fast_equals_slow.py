"""Group values, B, best and signable plans of the engine against a slow enumeration, on random places."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import model_of
from random_places import places
from slow_place import SlowPlace

from goodplace.agree.coalitions import Coalitions, members, solve_groups
from goodplace.agree.deal import strike
from goodplace.agree.stability import GroupValues, least_total
from goodplace.agree.verify import verify_proposal
from goodplace.choose.best import best_plan
from goodplace.choose.lenses import mandate, public_lens, weighted_lens
from goodplace.choose.payoffs import VIEWS, View
from goodplace.choose.plan import PlanModel
from goodplace.choose.verify import verify_plan

shares = st.sampled_from([0.0, 0.3, 1.0])
views = st.sampled_from(VIEWS)


def close(amount: float, model: PlanModel) -> Any:
    """Within what ties between plans may cost (a tenth of ε; ε is £1 here)."""
    return pytest.approx(amount, rel=1e-6, abs=model.tolerance / 10)


def by_mask(slow: SlowPlace, values: dict[frozenset[str], float]) -> np.ndarray:
    masks = {sum(1 << slow.names.index(name) for name in group): value for group, value in values.items()}
    return np.array([masks[mask] for mask in sorted(masks)])


@settings(max_examples=120)
@given(places(), shares, views)
def test_values_of_groups_and_their_least_total_equal_an_enumeration_of_every_plan(
    tables: Any, released: float, view: View
) -> None:
    model = model_of(tables, released)
    slow = SlowPlace(model.payoffs.values.place, released, view)
    fast = Coalitions(model, view)
    for belief, value in (("start_condition", slow.alone), ("rest_carry_on", slow.while_the_rest_carry_on)):
        groups = GroupValues(fast, belief)  # type: ignore[arg-type]
        assert groups.exact(fast.groups) == close(by_mask(slow, value), model)  # type: ignore[arg-type]
        assert least_total(groups, tolerance=0.005).total == close(slow.needed(value), model)


@settings(max_examples=60)
@given(places(), shares)
def test_best_plan_by_each_lens_equals_an_enumeration(tables: Any, released: float) -> None:
    model = model_of(tables, released)
    slow = SlowPlace(model.payoffs.values.place, released, "cash")
    plans = slow.plans(frozenset(slow.names))
    lenses = {
        "public": (public_lens(model.payoffs), slow.public),
        "residents": (weighted_lens(model.payoffs, which="residents"), lambda p: slow.weighted(p, "residents_weight")),
        "national": (weighted_lens(model.payoffs, which="national"), lambda p: slow.weighted(p, "national_weight")),
        "mandate": (mandate(model.payoffs), slow.mandate),
    }
    for lens, value in lenses.values():
        plan = model.solve(model.objective(lens))
        assert plan is not None
        assert verify_plan(model, plan) == []
        assert plan.objective == close(max(map(value, plans)), model)
        assert plan.objective <= plan.bound + 1e-6 * abs(plan.bound)


@settings(max_examples=60)
@given(places(), shares, views)
def test_best_and_signable_plans_equal_an_enumeration_and_proposals_keep_every_rule(
    tables: Any, released: float, view: View
) -> None:
    model = model_of(tables, released)
    slow = SlowPlace(model.payoffs.values.place, released, view)
    everyone = frozenset(slow.names)
    deal = strike(model, view, every_group=True)
    plans = slow.plans(everyone)
    best = max(map(slow.mandate, plans))
    equals = [slow.total(plan, everyone) for plan in plans if slow.mandate(plan) > best - 1e-4]
    B = slow.needed(slow.alone)
    signable = [slow.mandate(plan) for plan in plans if slow.total(plan, everyone) >= B - 0.01]
    assert deal.best.objective == close(best, model)
    assert deal.headline.top_up == close(max(0.0, B - max(equals)), model)
    assert verify_plan(model, deal.best) == verify_plan(model, deal.chosen) == []
    assert verify_proposal(deal) == []
    if deal.headline.signable is None:
        assert not [value for value in signable if abs(value) > 1]
    else:
        assert deal.headline.signable.objective == close(max(signable), model)


@settings(max_examples=60)
@given(places(whole=False), shares, views)
def test_option_by_option_shortcut_equals_the_solver(tables: Any, released: float, view: View) -> None:
    """Where the plan that ignores budgets keeps them, the solver finds nothing better, and the same for everyone."""
    model = model_of(tables, released)
    fast = Coalitions(model, view)
    easy = fast.groups[fast._shared.unhindered(fast.groups)]
    inside = members(easy, model.partners)
    by_solver = (solve_groups(model, fast.rows, easy) * inside).sum(axis=1)
    assert (fast._shared.outcome(easy) * inside).sum(axis=1) == close(by_solver, model)
    assert (fast._shared.value(fast.groups) >= fast.start_condition(fast.groups) - model.tolerance / 10).all()


@settings(max_examples=60)
@given(places(whole=False), shares, views)
def test_slice_of_a_group_equals_the_whole_model_with_the_rest_held_at_nothing(
    tables: Any, released: float, view: View
) -> None:
    """What needs others is priced out of the whole model, and nobody outside the group borrows or reuses."""
    model = model_of(tables, released)
    rows = model.partner_rows(view)
    mask = (1 << model.partners) - 2
    inside = members(np.array([mask]), model.partners)[0]
    sliced = model.solve(inside @ rows, members=mask)
    priced = inside @ rows
    outside = (model.required & 1) == 1
    priced[: model.columns.starts][outside] -= 1e4
    priced[model.columns.starts : 2 * model.columns.starts][outside] -= 1e4
    whole = model.solve(priced)
    assert sliced is not None
    assert whole is not None
    assert verify_plan(model, sliced, members=[p.id for p in model.payoffs.values.place.partners[1:]]) == []
    assert not whole.started[outside].any()
    if not (model.row_owner == 0).any():  # the budget of the one who left may stop the whole model and not the group
        assert sliced.objective == close(whole.objective, model)
    else:
        assert sliced.objective >= whole.objective - model.tolerance / 10


@settings(max_examples=60)
@given(places(whole=False), shares, views)
def test_bounds_of_groups_never_lie_below_their_values(tables: Any, released: float, view: View) -> None:
    model = model_of(tables, released)
    none, half, every = (Coalitions(model, view) for _ in range(3))
    half.solve(half.groups[::2])
    every.solve(every.groups)
    for known in (none, half, every):
        own, with_spill = (known.most(known.groups, carry_on=carry_on) for carry_on in (False, True))
        assert (own >= every.start_condition(every.groups) - model.tolerance / 10).all()
        assert (with_spill >= every.rest_carry_on(every.groups) - model.tolerance / 10).all()


@settings(max_examples=40)
@given(places(whole=False), shares)
def test_best_plan_of_free_places_keeps_every_rule_and_uses_no_more_reuse_than_it_needs(
    tables: Any, released: float
) -> None:
    model = model_of(tables, released)
    plan = best_plan(model, "cash")
    assert plan is not None
    assert verify_plan(model, plan) == []
