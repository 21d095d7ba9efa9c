"""What each way of counting value would choose: public value, the residents', the national, and the mandate between.

The plan under each lens is the best within the place's limits, before anybody is asked to sign. It is checked again by
code that knows the rules and not the solver.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from goodplace.choose.lenses import Lens, mandate, public_lens, weighted_lens
from goodplace.choose.outcome_values import price_base
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import Plan, PlanModel, lens_value
from goodplace.choose.value import value_place
from goodplace.choose.verify import verify_plan
from goodplace.place.errors import InternalError
from goodplace.place.place import Place
from goodplace.place.prices import format_year
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable

TITLES = {
    "mandate": "What the plan maximises",
    "public": "Public value (Green Book)",
    "residents": "Residents' lens",
    "national": "National lens",
}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ChosenStart:
    """An option that starts in a plan: in which financial year, with how many places."""

    option: str
    name: str
    year: int
    places: float


@dataclass(frozen=True)
class LensPlan:
    """The best plan under one lens. worth: what every lens gives it, £ PV in the price base, by lens key."""

    lens: str
    title: str
    starts: tuple[ChosenStart, ...]
    worth: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class ChooseResult:
    """released: the share of unknown savings taken as released · unit: of every worth."""

    released: float
    unit: str
    plans: tuple[LensPlan, ...]


@dataclass(frozen=True)
class Chosen:
    """The result and its table: one row a lens and option."""

    result: ChooseResult
    tables: tuple[ResultTable, ...]


def choose(place: Place, *, released: float | None = None, progress: Progress | None = None) -> Chosen:
    """The best plan under each lens at a released share (the place's own if None)."""
    values = value_place(place)
    share = place.settings.released if released is None else released
    model = PlanModel(Payoffs(values, possible_starts(values), share))
    lenses = _lenses(model.payoffs)
    plans = []
    for k, lens in enumerate(lenses):
        if progress:
            progress("plans", k, len(lenses))
        plans.append(_best(model, lens, lenses))
    unit = f"£, present value, prices of {format_year(price_base(place))}"
    result = ChooseResult(share, unit, tuple(plans))
    return Chosen(result, (_table(place, result),))


def _lenses(payoffs: Payoffs) -> tuple[Lens, ...]:
    weighted = (weighted_lens(payoffs, which=which) for which in ("residents", "national"))
    return (mandate(payoffs), public_lens(payoffs), *weighted)


def _best(model: PlanModel, lens: Lens, lenses: tuple[Lens, ...]) -> LensPlan:
    plan = model.solve(model.objective(lens))
    if plan is None:
        raise InternalError(f"doing nothing is always a plan, but the solver found none for the {lens.name} lens")
    wrong = verify_plan(model, plan)
    if wrong:
        raise InternalError("a check of a plan failed: " + "; ".join(wrong[:5]))
    worth = tuple((other.name, round(lens_value(other, plan), 2) + 0.0) for other in lenses)
    return LensPlan(lens.name, TITLES[lens.name], tuple(_starts(model, plan)), worth)


def _starts(model: PlanModel, plan: Plan) -> Iterator[ChosenStart]:
    place, starts = model.payoffs.values.place, model.payoffs.starts
    for n in np.flatnonzero(plan.started):
        option = place.options[starts.option[n]]
        year = place.settings.first_year + starts.year[n]
        yield ChosenStart(option.id, option.name, year, round(float(plan.places[n]), 6))


def _table(place: Place, result: ChooseResult) -> ResultTable:
    columns = (
        ResultColumn("lens", "Way of counting", "text", "", "mandate, public, residents or national."),
        ResultColumn("option", "Option", "text", "", "Id of the option."),
        ResultColumn("name", "Name", "text", "", "What it is."),
        ResultColumn("start", "Starts", "year", "financial year", "When it starts; empty where it isn't chosen."),
        ResultColumn("places", "Places", "number", "places", "How many places; 0 where it isn't chosen."),
    )
    rows: list[tuple[ResultCell, ...]] = []
    for plan in result.plans:
        chosen = {start.option: start for start in plan.starts}
        for option in place.options:
            start = chosen.get(option.id)
            when, places = (start.year, start.places) if start else (None, 0.0)
            rows.append((plan.lens, option.id, option.name, when, places))
    note = "The best plan under each way of counting, before anybody is asked to sign."
    return ResultTable(
        "choose_plans", "What each way of counting would choose", columns, tuple(rows), note=note, visibility="partners"
    )
