"""Result tables of the plan: every option, what it changes and is worth, outcomes, and the lenses that add it up."""

from collections.abc import Iterator

import numpy as np

from goodplace.agree.report import Report
from goodplace.agree.result_rows import (
    OPTION,
    OUTCOME,
    YEAR,
    made,
    money,
    present_value,
    real,
    text,
    year,
    yes_no,
)
from goodplace.choose.lenses import discounted_swing, public_lens
from goodplace.choose.plan import Plan, lens_value
from goodplace.choose.value import Floats, Values
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable


def options_table(report: Report) -> ResultTable:
    """One row an option, whether it is in the plan or left out."""
    unit = present_value(report.values)
    columns = (
        OPTION,
        text("name", "Name", "What it is."),
        text("lead", "Lead", "Partner that leads it."),
        text("must_sign", "Must sign", "Partners without whom it can't happen: lead, signatories and payers."),
        text("in_plan", "In the plan", "Whether the plan of the proposal starts it."),
        year("start", "Starts", "Year it starts in; blank where it doesn't."),
        ResultColumn("places", "Places", "number", "places", "Places it starts with."),
        ResultColumn("places_max", "Most places", "number", "places", "The most it could have."),
        money("cost", "Cost", unit, "What it costs all partners."),
        money(
            "net_cash",
            "Net cash",
            unit,
            "Released to all partners at the headline share, benefits and taxes counted, less cost.",
        ),
        money("public_value", "Public value", unit, "Green Book public value, the same whatever is released."),
        text("in_best_plan", "In the best plan", "Whether the plan the mandate likes best starts it, signable or not."),
        year("best_start", "Starts in the best plan", "Year it starts in there."),
        ResultColumn("best_places", "Places in the best plan", "number", "places", "Places it has there."),
    )
    totals = ("cost", "net_cash", "public_value")
    return made("options", "Options", columns, _option_rows(report), totals=totals)


def _option_rows(report: Report) -> Iterator[list[ResultCell]]:
    payoffs = report.model.payoffs
    place_cost, fixed_cost = (cost.sum(axis=1) for cost in payoffs.cost)
    cash_place, cash_fixed = (value.sum(axis=1) for value in payoffs.partner_value("cash"))
    public = public_lens(payoffs)
    layers = ((place_cost, fixed_cost), (cash_place, cash_fixed), (public.per_place, public.fixed))
    by_start = [per_place * report.plan.places + fixed * report.plan.started for per_place, fixed in layers]
    belongs = np.array(payoffs.starts.option)
    for j, option in enumerate(report.place.options):
        start, places = _start_of(report, report.plan, j)
        best_start, best_places = _start_of(report, report.cash.best, j)
        figures = [float(worth[belongs == j].sum()) for worth in by_start]
        must_sign = ", ".join(report.place.required_partners(option))
        yield [
            option.id, option.name, option.lead, must_sign, yes_no(start is not None), start, places,
            option.places_max, *figures, yes_no(best_start is not None), best_start, best_places,
        ]  # fmt: skip


def _start_of(report: Report, plan: Plan, option: int) -> tuple[int | None, float]:
    """The year an option starts in a plan, if it does, and its places."""
    starts, first = report.model.payoffs.starts, report.place.settings.first_year
    for n, (j, t) in enumerate(zip(starts.option, starts.year, strict=True)):
        if j == option and plan.started[n]:
            return first + t, float(plan.places[n])
    return None, 0.0


def value_table(report: Report) -> ResultTable:
    """One row an option of the plan, outcome, kind of value, whose it is, and year; rows of nothing are left out."""
    unit = real(report.values)
    columns = (
        OPTION,
        OUTCOME,
        text("kind", "Kind", "fiscal (public money), transfer (benefit or tax), economic, or social."),
        text(
            "partner", "Partner", "Whose it is; blank for society (economic, social) and bodies that aren't partners."
        ),
        YEAR,
        ResultColumn("units", "Units", "number", "units of the outcome", "How much better, at the plan's places."),
        money("value", "Value", unit, "Units × value of a unit; undiscounted."),
        money("released", "Released", unit, "What of it a partner has as cash at the headline share."),
    )
    note = "Benefits and taxes (transfer) are their payer's money and never public value."
    return made("value", "Value by option", columns, _value_rows(report), totals=("value", "released"), note=note)


def _value_rows(report: Report) -> Iterator[list[ResultCell]]:
    place, payoffs, first = report.place, report.model.payoffs, report.place.settings.first_year
    for n in np.flatnonzero(report.plan.started):
        for o, outcome in enumerate(place.outcomes):
            units = payoffs.units[n, o] * report.plan.places[n]
            for kind, partner, worth in _worths(report.values, o):
                value = units * worth
                cash = None if partner is None else value * _share_in_cash(report, partner, o, value)
                for t in np.flatnonzero(units):
                    owner = None if partner is None else place.partners[partner].id
                    released = None if cash is None else float(cash[t])
                    option = place.options[payoffs.starts.option[n]].id
                    yield [option, outcome.id, kind, owner, first + int(t), float(units[t]), float(value[t]), released]


def _worths(values: Values, o: int) -> list[tuple[str, int | None, float]]:
    """Kind, partner (position) and £ a unit of each part of an outcome's worth; one empty part where it has none."""
    owned = (("fiscal", values.fiscal), ("transfer", values.transfer))
    wider = (("fiscal", values.fiscal_elsewhere), ("economic", values.economic), ("social", values.social))
    parts: list[tuple[str, int | None, float]] = [
        (kind, int(i), float(worth[o, i])) for kind, worth in owned for i in np.flatnonzero(worth[o])
    ]
    parts += [(kind, None, float(worth[o])) for kind, worth in wider if worth[o]]
    return parts or [("no value", None, 0.0)]


def _share_in_cash(report: Report, partner: int, o: int, value: Floats) -> Floats:
    """Share of a partner's saving that is cash by year (H,): known, or the headline's, or all of a rise in spending."""
    known = report.values.cashable[partner, o]
    return np.where(value < 0, 1.0, np.where(np.isnan(known), report.released_share, known))


def outcomes_table(report: Report) -> ResultTable:
    """One row an outcome: what the plan changes in people and units, beside the way from baseline to target."""
    pounds = present_value(report.values)
    columns = (
        OUTCOME,
        text("name", "Name", "What it is."),
        text("unit", "Unit", "What it is counted in."),
        ResultColumn("units", "Change", "number", "units", "How much better over the horizon; negative is worse."),
        ResultColumn("discounted", "Discounted change", "number", "units, discounted", "The same, discounted by year."),
        ResultColumn("baseline", "Baseline", "number", "units a year", "Where it stands; blank where not stated."),
        ResultColumn("target", "Target", "number", "units a year", "Where it should stand by the horizon."),
        ResultColumn("swing", "Swing", "number", "units, discounted", "The way from baseline to target, discounted."),
        ResultColumn("reached", "Reached", "share", "share of the swing", "Discounted change ÷ swing; can be above 1."),
        ResultColumn("residents_weight", "Residents’ weight", "share", "share of all", "Weight of the swing."),
        ResultColumn("national_weight", "National weight", "share", "share of all", "Weight of the swing."),
        money("public_value", "Public value", pounds, "Of the change: savings and wider value, before costs."),
        money("economic_and_social", "Economic and social", pounds, "The part of public value in nobody's budget."),
    )  # fmt: skip
    return made("outcomes", "Outcomes", columns, _outcome_rows(report), totals=("public_value", "economic_and_social"))


def _outcome_rows(report: Report) -> Iterator[list[ResultCell]]:
    values = report.values
    units = np.einsum("not,n->ot", report.model.payoffs.units, report.plan.places)
    discounted, swing = units @ values.discount, discounted_swing(values)
    wider = values.economic + values.social
    public_value = values.fiscal.sum(axis=1) + values.fiscal_elsewhere + wider
    for o, outcome in enumerate(report.place.outcomes):
        has_swing = swing[o] > 0
        yield [
            outcome.id, outcome.name, outcome.unit, float(units[o].sum()), float(discounted[o]), outcome.baseline,
            outcome.target, float(swing[o]) if has_swing else None,
            float(discounted[o] / swing[o]) if has_swing else None, outcome.residents_weight, outcome.national_weight,
            float(discounted[o] * public_value[o]), float(discounted[o] * wider[o]),
        ]  # fmt: skip


def lenses_table(report: Report) -> ResultTable:
    """One row a lens: what the plan, and the best plan whether all would sign it or not, are worth."""
    unit = present_value(report.values)
    columns = (
        text("lens", "Lens", "public (Green Book), residents, national, or mandate (what the plan maximises)."),
        money("plan", "The plan", unit, "Value of the plan of the proposal."),
        money("best_plan", "The best plan", unit, "Value of the plan the mandate likes best."),
        text("is_public_value", "Fell back", "Whether it is public value because no outcome with a value is weighted."),
    )
    rows: list[list[ResultCell]] = [
        [name, lens_value(lens, report.plan), lens_value(lens, report.cash.best), yes_no(lens.is_public_value)]
        for name, lens in report.lenses.items()
    ]
    return made("lenses", "Lenses", columns, rows)
