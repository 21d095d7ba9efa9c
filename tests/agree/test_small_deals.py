"""The four places that must come out as they do by hand; the calculation is in tests/examples/small_places.py."""

from typing import Any

import pytest
from making import model_of, place_of, rows_of
from small_places import (
    Deal as Expected,
)
from small_places import (
    Tables,
    lawful_channels_stop_it,
    never_by_remit,
    nothing_signable,
    only_with_a_top_up,
)

from goodplace.agree.deal import Deal, strike
from goodplace.agree.group_tables import groups_table, objectors, walk_away_table
from goodplace.agree.report import work_out
from goodplace.agree.verify import verify_proposal
from goodplace.choose.best import cash_position
from goodplace.choose.payoffs import View
from goodplace.choose.plan import Plan
from goodplace.choose.verify import verify_plan

REMIT_TABLES, BY_CASH, BY_REMIT = never_by_remit()
PLACES: list[Any] = [
    pytest.param(*only_with_a_top_up(), "cash", id="only with a top-up"),
    pytest.param(*nothing_signable(), "cash", id="nothing is signable"),
    pytest.param(REMIT_TABLES, BY_CASH, "cash", id="signed in cash"),
    pytest.param(REMIT_TABLES, BY_REMIT, "remit", id="never by remit"),
    pytest.param(*lawful_channels_stop_it(), "cash", id="channels stop it"),
]


def struck(tables: Tables, view: View, released: float = 1.0) -> Deal:
    deal = strike(model_of(tables, released), view, every_group=True)
    assert verify_plan(deal.model, deal.chosen) == verify_plan(deal.model, deal.best) == verify_proposal(deal) == []
    return deal


def started(deal: Deal, plan: Plan) -> frozenset[str]:
    options = deal.model.payoffs.values.place.options
    return frozenset(options[j].id for n, j in enumerate(deal.model.payoffs.starts.option) if plan.started[n])


@pytest.mark.parametrize(("tables", "expected", "view"), PLACES)
def test_program_finds_what_the_hand_calculation_says(tables: Tables, expected: Expected, view: View) -> None:
    deal = struck(tables, view)
    names = [partner.id for partner in deal.model.payoffs.values.place.partners]
    masks = {key: sum(1 << names.index(name) for name in key) for key in expected.alone}
    groups = deal.values["start_condition"]
    alone = dict(zip(groups.groups.tolist(), groups.exact(groups.groups).tolist(), strict=True))
    assert {key: alone[mask] for key, mask in masks.items()} == pytest.approx(expected.alone)
    assert deal.headline.least.total == pytest.approx(expected.needed, abs=0.01)
    assert started(deal, deal.best) == expected.best
    assert float(deal.model.partner_values(deal.best, view).sum()) == pytest.approx(expected.total)
    assert deal.headline.top_up == pytest.approx(expected.top_up, abs=0.01)
    # Doing nothing is not a deal: where only that holds, nothing is signable.
    signable = deal.headline.signable
    assert (started(deal, signable) if signable else frozenset()) == (expected.signable or frozenset())


def test_best_plan_that_loses_cash_gives_way_to_what_holds_and_the_price_is_known() -> None:
    """Repairs alone holds without a payment; residents would have both, at 10,000 from outside."""
    deal = struck(only_with_a_top_up()[0], "cash")
    assert deal.verdict == "holds"
    assert deal.own.tolist() == pytest.approx([4_000, 0])
    assert deal.proposal is not None
    assert deal.proposal.payments == ()
    assert deal.best.objective - deal.chosen.objective == pytest.approx(90_000)


def test_where_nothing_is_signable_outside_money_pays_the_one_who_stays_away() -> None:
    deal = struck(nothing_signable()[0], "cash")
    assert deal.verdict == "no_deal"
    assert deal.unaided_verdict == "walks"
    assert {objection.group for objection in deal.unaided} == {0b101, 0b110}  # the police with either of the others
    assert deal.proposal is not None
    assert deal.proposal.split == pytest.approx([6_000] * 3, abs=0.01)
    assert deal.proposal.top_up == pytest.approx([0, 0, 6_000], abs=0.01)


def test_police_who_gain_cash_do_not_sign_by_remit_even_when_paid_all_the_others_have() -> None:
    by_remit = struck(REMIT_TABLES, "remit")
    assert by_remit.verdict == "no_deal"
    assert by_remit.own.tolist() == [5_000, -10_000]
    assert by_remit.unaided[0].group == 0b10
    assert struck(REMIT_TABLES, "cash").verdict == "holds"


@pytest.mark.parametrize("released", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_police_never_sign_by_remit_at_any_released_share(released: float) -> None:
    """Their own 10,000 m − 20,000 and the total 35,000 m − 40,000 are below 0 for every m."""
    by_remit = struck(REMIT_TABLES, "remit", released)
    assert by_remit.own.tolist() == pytest.approx([25_000 * released - 20_000, 10_000 * released - 20_000])
    assert by_remit.verdict == "no_deal"
    assert by_remit.headline.top_up == pytest.approx(40_000 - 35_000 * released, abs=0.01)


def test_break_evens_in_cash_are_57_14_percent_for_all_and_80_for_the_council() -> None:
    deal = struck(REMIT_TABLES, "cash", 0.5)
    position = cash_position(deal.model, deal.best)
    assert position.break_even() == pytest.approx([0.8, 0])
    assert position.break_even_together() == pytest.approx(20 / 35)


def test_missing_channel_is_named_as_what_stops_the_deal() -> None:
    deal = struck(lawful_channels_stop_it()[0], "cash")
    assert deal.verdict == "needs_top_up"
    assert deal.headline.top_up == 0  # with free payments it would hold
    assert deal.proposal is not None
    assert deal.proposal.unlawful == ((1, 0),)
    assert deal.proposal.top_up == pytest.approx([10_000, 0], abs=0.01)
    assert deal.proposal.split == pytest.approx([0, 30_000], abs=0.01)


@pytest.mark.parametrize(("most", "short", "paid"), [(4_000, 2_000, 8_000), (5_000, 0, 10_000), (9_000, 0, 10_000)])
def test_narrow_channel_carries_what_it_may_in_each_of_two_years(most: float, short: float, paid: float) -> None:
    deal = struck(lawful_channels_stop_it(most)[0], "cash")
    assert deal.verdict == ("needs_top_up" if short else "holds")
    assert deal.proposal is not None
    (payment,) = deal.proposal.payments
    assert (payment.payer, payment.receiver) == (1, 0)
    assert payment.cash.tolist() == pytest.approx([paid / 2] * 2, abs=0.01)
    assert deal.proposal.needs == pytest.approx(short, abs=0.01)
    assert deal.proposal.unlawful == (((1, 0),) if short else ())  # a channel that is too narrow is named


def test_every_group_that_objects_is_marked_however_many() -> None:
    """Seven partners pay 1 each for what gains only residents: every group would do better without it."""
    names = ["council", "nhs", "police", "justice", "dwp", "school", "voluntary"]
    tables = rows_of(
        " ".join(names),
        options=[{"id": "a", "lead": "council", "signatories": "; ".join(names[1:])}],
        option_costs=[{"option": "a", "payer": name, "amount": 1_000} for name in names],
        option_effects=[{"option": "a", "outcome": "o"}],
        unit_values=[{"outcome": "o", "kind": "social", "amount": 50_000}],
    )
    report = work_out(place_of(tables))
    assert len(report.cash.unaided) < 126  # a batch, worst first
    assert objectors(report.cash) == list(range(1, 127))
    for table in (groups_table(report), walk_away_table(report)):
        at = [column.key for column in table.columns].index("objects")
        assert [row[at] for row in table.rows] == ["yes"] * 126
