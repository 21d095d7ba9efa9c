"""Figures of the plan: what it changes for people, option by option, and under each lens and step."""

from functools import partial

import numpy as np

from goodplace.agree.figures_desk import Desk, Figures
from goodplace.agree.figures_marks import Marks, without_unknown
from goodplace.agree.workings_groups import account_of
from goodplace.agree.workings_lenses import lens_working, public, share_reached, swing
from goodplace.agree.workings_money import COUNTED, costs, gains, net, only, units, wider_value
from goodplace.agree.workings_rows import Account
from goodplace.agree.workings_stairs import stair_working, step_up
from goodplace.agree.workings_steps import remark
from goodplace.choose.lenses import discounted_swing
from goodplace.choose.plan import lens_value
from goodplace.place.figure import Figure, Working
from goodplace.place.prices import format_year
from goodplace.place.tables import Option, Outcome

LENSES = {
    "public": "Public value (Green Book)",
    "residents": "Residents' lens",
    "national": "National lens",
    "mandate": "What the plan maximises",
}


def outcome_figures(desk: Desk) -> Figures:
    """Each outcome: how much it changes, how far towards its target, and what that is worth."""
    payoffs, plan = desk.report.model.payoffs, desk.report.plan
    by_year = np.einsum("not,n->ot", payoffs.units, plan.places)
    worth, discounted = plan.places @ payoffs.wider_value, discounted_swing(desk.report.values)
    reached = by_year @ desk.report.values.discount
    for o, outcome in enumerate(desk.report.place.outcomes):
        stem, marks = f"outcome.{outcome.id}", _unit_marks(desk, outcome)
        working = partial(units, desk.account, desk.account.counted(outcome.unit), outcome.id)
        title = f"{outcome.name}: change over the horizon"
        yield desk.figure(f"{stem}.change", title, by_year[o].sum(), working, unit=outcome.unit, marks=marks)
        if discounted[o] > 0:
            yield from _towards_target(desk, outcome, reached[o] / discounted[o], marks)
        working = partial(_worth, desk.account, outcome)
        title = f"{outcome.name}: economic and social value"
        yield desk.figure(f"{stem}.worth", title, worth[o], working, marks=_worth_marks(desk, outcome))


def _unit_marks(desk: Desk, outcome: Outcome) -> Marks:
    return desk.marks(lambda row: row.kind == "units" and row.outcome == outcome.id)


def _worth_marks(desk: Desk, outcome: Outcome) -> Marks:
    return desk.marks(lambda row: row.kind in ("economic", "social") and row.outcome == outcome.id)


def _towards_target(desk: Desk, outcome: Outcome, reached: float, marks: Marks) -> Figures:
    assert outcome.baseline is not None
    assert outcome.target is not None
    horizon = desk.report.place.settings.horizon
    size = abs(outcome.target - outcome.baseline) * sum(t + 1 for t in range(horizon)) / horizon
    title = f"{outcome.name}: swing from baseline to target over the horizon"
    working = partial(_swing, desk.account, outcome)
    yield desk.figure(f"outcome.{outcome.id}.swing", title, size, working, unit=outcome.unit)
    title = f"{outcome.name}: share of the swing reached, discounted"
    working = partial(_reached, desk.account, outcome)
    yield desk.figure(f"outcome.{outcome.id}.reached", title, reached, working, unit="share", marks=marks)


def _swing(account: Account, outcome: Outcome) -> Working:
    return swing(outcome, account, discounted=False) or remark("no swing")


def _reached(account: Account, outcome: Outcome) -> Working:
    return share_reached(account, outcome) or remark("no swing")


def _worth(account: Account, outcome: Outcome) -> Working:
    span = account.present_value
    return gains(account, span, wider_value, text="economic and social value", outcome=outcome.id)


def option_figures(desk: Desk) -> Figures:
    """Each option: 0 throughout where it isn't in the plan."""
    payoffs, plan = desk.report.model.payoffs, desk.report.plan
    place_cost, fixed_cost = (part.sum(axis=1) for part in payoffs.cost)
    cost = place_cost * plan.places + fixed_cost * plan.started
    cash = payoffs.pv((payoffs.released + payoffs.released_transfer).sum(axis=1)) * plan.places - cost
    lens = desk.report.lenses["public"]
    value = lens.per_place * plan.places + lens.fixed * plan.started
    belongs = np.array(payoffs.starts.option, dtype=np.int64)
    for j, option in enumerate(desk.report.place.options):
        sums = [float(by_start[belongs == j].sum()) for by_start in (plan.places, cost, cash, value)]
        yield from _option(desk, option, sums)


def _option(desk: Desk, option: Option, sums: list[float]) -> Figures:
    stem, account = f"option.{option.id}", only(desk.account, option.id)
    marks = desk.book.of(set(desk.in_plan) & {option.id})
    places, cost, cash, value = sums
    spent = desk.book.of(set(desk.in_plan) & {option.id}, lambda row: row.kind == "cost")
    title, working = f"{option.name}: places", partial(_places, account, option)
    yield desk.figure(f"{stem}.places", title, places, working, unit="places")
    working = partial(costs, account, account.present_value)
    yield desk.figure(f"{stem}.cost", f"{option.name}: costs, whoever pays", cost, working, marks=spent)
    title, working = f"{option.name}: {COUNTED}, less costs", partial(net, account)
    yield desk.figure(f"{stem}.net_cash", title, cash, working, marks=marks)
    title, working = f"{option.name}: public value", partial(public, account)
    yield desk.figure(f"{stem}.public_value", title, value, working, marks=without_unknown(marks))


def _places(account: Account, option: Option) -> Working:
    """Places are what the plan decides: its limits stand beside it."""
    limits = f"may have {option.places_min:,.10g} to {option.places_max:,.10g}"
    started = account.ledger.started
    when = f"starts in {format_year(started[0].year)}" if started else "not in the plan"
    places = sum(start.places for start in started)
    return Working(f"places by the plan: {when}, {limits}", places, "places", str(option.origin))


def lens_figures(desk: Desk) -> Figures:
    """The chosen plan under each lens, and the mandate's best plan beside it."""
    marks, every = without_unknown(desk.marks(lambda row: True)), without_unknown(desk.all_marks)
    best = account_of(desk.report.cash, desk.report.cash.best)
    for name, title in LENSES.items():
        lens = desk.report.lenses[name]
        value, working = lens_value(lens, desk.report.plan), partial(lens_working, desk.account, name)
        yield desk.figure(f"lens.{name}", title, value, working, marks=marks)
        value, working = lens_value(lens, desk.report.cash.best), partial(lens_working, best, name)
        yield desk.figure(f"lens.{name}.best", f"{title}, of the mandate's best plan", value, working, marks=every)


def stair_figures(desk: Desk) -> Figures:
    """Each step of the staircase, and what it adds."""
    deal, stairs, marks = desk.report.cash, desk.report.stairs, without_unknown(desk.all_marks)
    for k, stair in enumerate(stairs):
        working = partial(stair_working, deal, stair.key)
        yield desk.figure(f"stair.{stair.key}", f"Staircase: {stair.title}", stair.value, working, marks=marks)
        if k:
            yield _gain(desk, k, marks)


def _gain(desk: Desk, k: int, marks: Marks) -> Figure:
    before, stair = desk.report.stairs[k - 1], desk.report.stairs[k]
    working = partial(step_up, desk.report.cash, stair.key, before.key)
    title = f"Staircase: what “{stair.title}” adds"
    return desk.figure(f"stair.{stair.key}.gain", title, stair.value - before.value, working, marks=marks)
