"""The staircase: each alone, what all would sign, all together, barriers lifted, the full need met."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from goodplace.agree.deal import Deal
from goodplace.choose.lenses import mandate
from goodplace.choose.payoffs import Payoffs, View
from goodplace.choose.plan import Plan, PlanModel, lens_value
from goodplace.place.place import Place
from goodplace.place.tables import Budget

BIGGER_BUDGETS = 1.1


@dataclass(frozen=True)
class Stair:
    """A step: what the mandate's lens gives, £ PV, and the interval in which the proven value lies."""

    key: str
    title: str
    value: float
    proven_most: float
    note: str = ""


def staircase(deal: Deal) -> list[Stair]:
    """Steps in order. Lifted barriers add up: each step keeps those before it."""
    model, payoffs = deal.model, deal.model.payoffs
    lens = mandate(payoffs)
    alone = sum(lens_value(lens, plan) for plan in _alone(model, deal.view))
    signable = deal.headline.signable
    signed = 0.0 if signable is None else lens_value(lens, signable)
    together = lens_value(lens, deal.best)
    steps = [
        Stair(
            "alone", "Each alone", alone, alone, "every partner does what is best for itself with what is only its own"
        ),
        Stair("signable", "All would sign", signed, signed, "" if signable else "only doing nothing holds unaided"),
        Stair(
            "together",
            "All together",
            together,
            max(together, deal.best.bound),
            "the step between is the price of disagreement",
        ),
    ]
    for key, title, note, place in lifted_places(payoffs.values.place):
        steps.append(_step(key, title, note, place, payoffs, at_least=steps[-1].value))
    return steps


def _alone(model: PlanModel, view: View) -> Iterator[Plan]:
    """Each partner's own best plan."""
    rows = model.partner_rows(view)
    for i in range(model.partners):
        plan = model.solve(rows[i], members=1 << i)
        if plan is not None:
            yield plan


def lifted_places(place: Place) -> Iterator[tuple[str, str, str, Place]]:
    """Key, title, note, and the place with more and more lifted."""
    if any(budget.ring_fence for budget in place.budgets):
        place = replace(place, budgets=tuple(_unfenced(place)))
        yield "ring_fences", "Ring-fences lifted", "ring-fenced money may pay for anything in its class", place
    if place.budgets:
        bigger = replace(
            place, budgets=tuple(b.model_copy(update={"amount": b.amount * BIGGER_BUDGETS}) for b in place.budgets)
        )
        yield "budgets", "Every budget a tenth larger", "what scarce money holds back", bigger
    sized = [option for option in place.options if option.cohort_size is not None]
    if sized:
        options = tuple(
            option.model_copy(update={"places_max": max(option.places_max, option.cohort_size or 0.0)})
            for option in place.options
        )
        note = "no budget binds, and places for every cohort whose size is known"
        yield "full_need", "Full need met", note, replace(place, budgets=(), options=options)


def _unfenced(place: Place) -> Iterator[Budget]:
    for budget in place.budgets:
        yield budget.model_copy(update={"ring_fence": ()})


def _step(key: str, title: str, note: str, place: Place, payoffs: Payoffs, *, at_least: float) -> Stair:
    model, plan = best_lifted(place, payoffs)
    value = at_least if plan is None else lens_value(mandate(model.payoffs), plan)
    if abs(value - at_least) <= model.tolerance:  # the same plan, solved again
        value = at_least
    return Stair(key, title, value, max(value, plan.bound if plan else value), note)


def best_lifted(place: Place, payoffs: Payoffs) -> tuple[PlanModel, Plan | None]:
    """The mandate's best plan of a place with something lifted, and its model."""
    values = replace(payoffs.values, place=place)
    model = PlanModel(Payoffs(values, payoffs.starts, payoffs.released_share))
    return model, model.solve(model.objective(mandate(model.payoffs)))


def barely(step: Stair, before: Stair) -> bool:
    """Whether a step cannot be told apart from none, given how far each value is proven."""
    return bool(step.value - before.proven_most <= 0 <= step.proven_most - before.value + np.finfo(float).eps)
