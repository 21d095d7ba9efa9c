"""What must not change: the order of rows, the names of partners, the released share; and no pound counts twice."""

import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import model_of, place_of, values_of
from random_places import places
from slow_place import SlowPlace

from build_examples import examples
from goodplace.agree.coalitions import Coalitions
from goodplace.agree.deal import Deal, strike
from goodplace.agree.kohlberg import kohlberg_balanced
from goodplace.agree.nucleolus import nucleolus, prenucleolus
from goodplace.agree.splits import deal_game
from goodplace.agree.verify import verify_proposal
from goodplace.choose.lenses import public_lens, weighted_lens
from goodplace.choose.outcome_values import outcome_values
from goodplace.choose.payoffs import VIEWS, Payoffs, possible_starts
from goodplace.choose.plan import lens_value
from goodplace.choose.value import Values, value_place
from goodplace.choose.verify import Books, ledger_of, verify_plan

SEVEN = examples()["seven-partners"]


def dump(deal: Deal) -> str:
    """All that a deal says, to the last digit."""
    proposal = deal.proposal
    groups = deal.values["start_condition"].groups
    return json.dumps(
        {
            "verdict": [deal.verdict, deal.unaided_verdict],
            "plan": [deal.best.x.tolist(), deal.chosen.x.tolist(), deal.own.tolist()],
            "groups": [values.exact(groups).tolist() for values in deal.values.values()],
            "least": [(s.least.total, s.least.split.tolist(), s.top_up) for s in deal.standings.values()],
            "objections": [(o.group, o.excess, o.each_gains) for o in deal.unaided],
            "proposal": proposal
            and [proposal.split.tolist(), [(p.payer, p.receiver, p.power, p.cash.tolist()) for p in proposal.payments]],
        }
    )


def arrays(values: Values) -> dict[str, bytes]:
    found = {field.name: getattr(values, field.name) for field in fields(values)}
    return {name: array.tobytes() for name, array in found.items() if isinstance(array, np.ndarray)}


@settings(max_examples=25)
@given(places(), st.randoms(use_true_random=False))
def test_rows_in_another_order_give_the_same_arrays_and_the_same_deal_to_the_byte(tables: Any, random: Any) -> None:
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    first, second = place_of(tables), place_of(shuffled)
    assert first.content_hash == second.content_hash
    assert arrays(value_place(first)) == arrays(value_place(second))
    one, two = (strike(model_of(t, 0.5), "cash", every_group=True) for t in (tables, shuffled))
    assert dump(one) == dump(two)


def test_rows_of_seven_partners_backwards_give_the_same_deal_to_the_byte() -> None:
    backwards = {name: list(reversed(rows)) for name, rows in SEVEN.items()}
    one, two = (strike(model_of(t, 0.5), "remit", every_group=True) for t in (SEVEN, backwards))
    assert dump(one) == dump(two)


def renamed(tables: Any, names: dict[str, str]) -> dict[str, Any]:
    """Partners under other names, in every column that names one."""
    columns = {
        "partners": ["id"],
        "options": ["lead", "signatories"],
        "option_costs": ["payer"],
        "unit_values": ["partner"],
        "budgets": ["partner"],
        "cashable": ["partner"],
        "channels": ["from_partner", "to_partner"],
        "remits": ["partner"],
    }

    def said(text: Any) -> Any:
        return ", ".join(names.get(part.strip(), part.strip()) for part in text.split(",")) if text else text

    return {
        table: [row | {column: said(row[column]) for column in columns.get(table, []) if column in row} for row in rows]
        for table, rows in tables.items()
    }


def figures(deal: Deal, order: list[int]) -> list[float]:
    """Values of a deal with partners in the order given."""
    groups = deal.values["start_condition"].groups
    bits = (groups[:, None] >> np.array(order)) & 1
    back = np.argsort((bits << np.arange(len(order))).sum(axis=1))
    found = [values.exact(groups)[back] for values in deal.values.values()]
    found += [np.array([deal.best.objective, deal.chosen.objective]), deal.own[order]]
    found += [np.array([s.least.total, s.top_up]) for s in deal.standings.values()]
    if deal.proposal is not None:
        found += [deal.proposal.split[order], np.array([deal.proposal.needs, deal.proposal.gross])]
    return [float(amount) for amount in np.concatenate(found)]


def test_seven_partners_renamed_have_the_same_values_plans_and_proposal() -> None:
    """The new names turn the order of the partners around."""
    names = sorted(str(row["id"]) for row in SEVEN["partners"])
    other = renamed(SEVEN, {name: f"{chr(122 - k)} {name}" for k, name in enumerate(names)})
    for view in VIEWS:
        one, two = (strike(model_of(t, 0.5), view, every_group=True) for t in (SEVEN, other))
        everyone = list(range(len(names)))
        assert one.verdict == two.verdict
        assert figures(one, everyone) == pytest.approx(figures(two, everyone[::-1]), rel=1e-6, abs=0.02)


@settings(max_examples=25)
@given(places())
def test_partners_renamed_have_the_same_group_values(tables: Any) -> None:
    names = sorted(row["id"] for row in tables["partners"])
    other = renamed(tables, {name: f"{chr(122 - k)} {name}" for k, name in enumerate(names)})
    everyone = list(range(len(names)))
    one, two = (strike(model_of(t, 0.5), "remit", every_group=True) for t in (tables, other))
    assert one.verdict == two.verdict
    assert figures(one, everyone) == pytest.approx(figures(two, everyone[::-1]), rel=1e-6, abs=0.2)


@settings(max_examples=40)
@given(places(whole=False))
def test_public_value_and_every_lens_are_the_same_for_every_released_share(tables: Any) -> None:
    values = values_of(tables)
    by_share = [Payoffs(values, possible_starts(values), share) for share in (0.0, 0.5, 1.0)]
    for lens_of in (
        public_lens,
        *(lambda p, w=which: weighted_lens(p, which=w) for which in ("residents", "national")),
    ):
        found = [lens_of(payoffs) for payoffs in by_share]
        assert len({lens.per_place.tobytes() + lens.fixed.tobytes() for lens in found}) == 1


@settings(max_examples=40)
@given(places(), st.sampled_from([0.0, 0.3, 1.0]))
def test_every_pound_is_counted_once(tables: Any, released: float) -> None:
    """E + S + savings not released + (savings released − costs), each added up from the rows, are public value."""
    model = model_of(tables, released)
    plan = model.solve(model.objective(public_lens(model.payoffs)))
    assert plan is not None
    slow = SlowPlace(model.payoffs.values.place, released, "cash")
    wider = kept = cash = 0.0
    for n in np.flatnonzero(plan.started):
        option, start = slow.place.options[model.payoffs.starts.option[n]], model.payoffs.starts.year[n]
        wider += sum(slow.wider(option, start).values())
        for _, kind, t, claimed, out in slow.savings(option, start):
            kept += (claimed - out) * slow.discount(t) * (kind == "fiscal")
            cash += out * slow.discount(t) * (kind == "fiscal")
        cash -= sum(amount * slow.discount(t) for _, _, t, amount in slow.spending(option, start))
    assert wider + kept + cash == pytest.approx(lens_value(public_lens(model.payoffs), plan), rel=1e-9, abs=0.01)


@pytest.mark.parametrize("released", [0.0, 0.5, 1.0])
def test_every_pound_of_seven_partners_is_counted_once(released: float) -> None:
    """The same from the rows of the example: costs and savings from the verifier's books, the rest from unit values."""
    model = model_of(SEVEN, released)
    plan = model.solve(model.objective(public_lens(model.payoffs)))
    assert plan is not None
    place, values = model.payoffs.values.place, model.payoffs.values
    books = Books(place, ledger_of(model, plan), released)

    def real(amount: float, year: int) -> float:
        t = year - place.settings.first_year
        return float(amount * values.discount[t] / values.cash_factor[t])

    cost = sum(real(amount, year) for (_, _, year), amount in books.spent.items())
    saved = sum(real(amount, year) for (_, _, _, year), amount in books.saved.items())
    wider = 0.0
    for start in books.ledger.started:
        for effect in place.effects:
            lines = outcome_values(place, place.outcomes[place.outcome_index[effect.outcome]])
            worth = sum(x.amount for x in lines if x.partner is None and x.kind in ("economic", "social", "fiscal"))
            for year, units in books.units(effect, start.year) if effect.option == start.option else ():
                wider += units * start.places * worth * values.discount[year - place.settings.first_year]
    expected = lens_value(public_lens(model.payoffs), plan)
    assert expected > 0
    assert saved + wider - cost == pytest.approx(expected, rel=1e-9)


@settings(max_examples=25)
@given(places(whole=False))
def test_benefits_and_taxes_never_enter_public_value_or_a_lens(tables: Any) -> None:
    without = tables | {"unit_values": [row for row in tables["unit_values"] if row["kind"] != "transfer"]}
    more = without["unit_values"] + [
        {"outcome": row["id"], "kind": "transfer", "partner": "council", "amount": 9_000} for row in tables["outcomes"]
    ]
    one, two = (
        Payoffs(values, possible_starts(values), 0.5)
        for values in (values_of(without), values_of(without | {"unit_values": more}))
    )
    assert public_lens(one).per_place.tobytes() == public_lens(two).per_place.tobytes()
    for which in ("residents", "national"):
        assert (
            weighted_lens(one, which=which).per_place.tobytes() == weighted_lens(two, which=which).per_place.tobytes()
        )
    assert (one.partner_value("cash")[0][:, 0] != two.partner_value("cash")[0][:, 0]).any() or not one.units.any()


@settings(max_examples=25)
@given(places(least=3), st.sampled_from(VIEWS))
def test_nucleolus_of_a_deal_is_balanced(tables: Any, view: Any) -> None:
    """Kohlberg's condition on the table of groups that a deal is made of, with what the plan brings and its top-up."""
    deal = strike(model_of(tables, 1.0), view, every_group=True)
    game = deal_game(deal)
    share = nucleolus(game)
    assert kohlberg_balanced(game, prenucleolus(game), imputations=False)
    assert share is None or kohlberg_balanced(game, share)


@pytest.mark.parametrize("view", VIEWS)
def test_seven_partners_keep_every_rule_and_their_nucleolus_is_balanced(view: Any) -> None:
    deal = strike(model_of(SEVEN, 0.5), view, every_group=True)
    assert verify_plan(deal.model, deal.best) == verify_plan(deal.model, deal.chosen) == verify_proposal(deal) == []
    game = deal_game(deal)
    share = nucleolus(game)
    assert share is not None
    assert kohlberg_balanced(game, share)


def test_groups_worked_out_together_one_by_one_or_over_processes_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodplace.agree.coalitions.WORTH_SHARING_OUT", 1)
    monkeypatch.setattr("goodplace.agree.coalitions.BATCH", 4)
    model = model_of(SEVEN, 0.5)
    together, single, shared = (Coalitions(model, "remit", processes=n) for n in (1, 1, 2))
    together.solve(together.groups)
    shared.solve(shared.groups)
    for mask in reversed(single.groups.tolist()):
        single.solve([mask])
    assert together.outcome[:-1].tobytes() == single.outcome[:-1].tobytes() == shared.outcome[:-1].tobytes()
