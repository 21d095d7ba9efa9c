"""What partners can pay each other, and how; by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from making import model_of, rows_of, values_of

from goodplace.agree.deal import Deal, strike
from goodplace.agree.proposal import Payment
from goodplace.agree.transfers import Arc, Purse, cash_worth, lawful_arcs, level_profile, purse
from goodplace.agree.verify import verify_proposal
from goodplace.agree.witness import shared_gain
from goodplace.choose.best import best_plan


def fiscal(outcome: str, partner: str, amount: float) -> dict[str, Any]:
    return {"outcome": outcome, "kind": "fiscal", "partner": partner, "amount": amount}


def spending(**settings: Any) -> dict[str, Any]:
    """The council spends 100 in the first year and 60 in the third, and saves 80 in the first.

    It has 100, 10 and 20, and 30 more for `a` in the first year."""
    return rows_of(
        "council nhs",
        settings=settings,
        options=[{"id": "a", "lead": "council"}],
        option_costs=[
            {"option": "a", "payer": "council", "amount": 100},
            {"option": "a", "payer": "council", "amount": 60, "year": 3},
        ],
        option_effects=[{"option": "a", "outcome": "o"}, {"option": "a", "outcome": "p"}],
        unit_values=[fiscal("o", "council", 80), fiscal("p", "nhs", 500)],
        budgets=[
            {"partner": "council", "year": 2027, "amount": 100},
            {"partner": "council", "year": 2027, "amount": 30, "ring_fence": "a"},
            {"partner": "council", "year": 2028, "amount": 10},
            {"partner": "council", "year": 2029, "amount": 20},
        ],
    )


def test_purse_holds_what_ring_fenced_money_spares_and_what_is_released_and_not_needed() -> None:
    """2027: 100 − (100 − 30) = 30 free. 2028: 10 free, 80 released before. 2029: 60 − 20 = 40 come out of the 80."""
    model = model_of(spending())
    plan = best_plan(model, "cash")
    assert plan is not None
    left = purse(model, plan)
    assert left.free[0].tolist() == pytest.approx([30, 10, 0])
    assert left.released_so_far[0].tolist() == pytest.approx([0, 80, 40])
    assert np.isinf(left.free[1]).all()
    assert np.isinf(left.released_so_far[1]).all()


def test_purse_holds_half_where_half_may_be_reused() -> None:
    model = model_of(spending(reuse_of_savings=0.5))
    plan = best_plan(model, "cash")
    assert plan is not None
    assert purse(model, plan).released_so_far[0].tolist() == pytest.approx([0, 40, 0])


def test_payment_worth_a_pound_is_level_in_real_terms() -> None:
    values = values_of(spending(inflation=0.1, discount_rate="green-book-2026"))
    cash = level_profile(values)
    assert float(cash @ cash_worth(values)) == pytest.approx(1)
    assert cash / values.cash_factor[:3] == pytest.approx([1 / (1 + 1 / 1.035 + 1 / 1.035**2)] * 3)


def test_ways_between_two_partners_add_up_and_other_pairs_have_none() -> None:
    tables = spending() | {
        "channels": [
            {"from_partner": "nhs", "to_partner": "council", "power": "section 75", "most_per_year": 10},
            {"from_partner": "nhs", "to_partner": "council", "power": "section 256", "most_per_year": 5},
        ]
    }
    assert lawful_arcs(values_of(tables)) == (Arc(1, 0, "section 256 or section 75", 15, False),)


def test_one_way_without_a_limit_lifts_that_of_another() -> None:
    tables = spending() | {
        "channels": [
            {"from_partner": "nhs", "to_partner": "council", "power": "section 75"},
            {"from_partner": "nhs", "to_partner": "council", "power": "grant", "most_per_year": 5},
        ]
    }
    assert lawful_arcs(values_of(tables))[0].most_per_year == np.inf


BACK = (Arc(1, 0, "grant", np.inf, False),)
VALUES = values_of(spending())  # three years, nothing discounted


def shared(arcs: tuple[Arc, ...], alone: list[float], offered: list[float], *, free: Any = None) -> float | None:
    """What each of the first two partners gains at least. `free`: what the second can pay by year; None: no limit."""
    limits = np.full((len(alone), 3), np.inf)
    limits[1] = np.inf if free is None else free
    released = np.where(np.isfinite(limits), 0.0, np.inf)
    return shared_gain(VALUES, arcs, Purse(limits, released), 0b011, np.array(alone), np.array(offered))


def test_each_member_of_a_group_that_walks_gains_what_lawful_payments_can_share_out() -> None:
    """Alone 0 would have −4 and 1 would have 10, offered 1 and 1: 4 to gain together, 2 each once 1 pays 7 to 0."""
    assert shared(BACK, [-4, 10, 0], [1, 1, 50]) == pytest.approx(2)


def test_nobody_walks_where_payments_inside_the_group_are_not_lawful() -> None:
    around = (Arc(1, 2, "grant", np.inf, False), Arc(2, 0, "grant", np.inf, False))
    for arcs in ((Arc(0, 1, "grant", np.inf, False),), around):
        assert shared(arcs, [-4, 10, 0], [1, 1, 50]) is None


def test_payments_inside_a_group_keep_within_what_the_payer_has() -> None:
    """0 must have more than 5. Level, 1 can pay three times its worst year; year by year, all it has in each."""
    assert shared(BACK, [-4, 10], [1, 1], free=[0, 0, 0]) is None
    assert shared(BACK, [-4, 10], [1, 1], free=[2, 2, 2]) == pytest.approx(1)
    assert shared(BACK, [-4, 10], [1, 1], free=[1, 1, 4]) == pytest.approx(1)
    assert shared(BACK, [-4, 10], [1, 1], free=[1, 1, 3]) is None


def test_narrow_channel_carries_no_more_to_a_witness_than_it_can() -> None:
    """Alone 0 and 10, offered 3 each: the first must get more than 3, and 1 a year is 3."""
    narrow, wide = ((Arc(1, 0, "grant", most, False),) for most in (1.0, 2.0))
    assert shared(narrow, [0, 10], [3, 3]) is None
    assert shared(wide, [0, 10], [3, 3]) == pytest.approx(2)


def tempted(sooner: float, *, free: float | None) -> Deal:
    """`all` needs the police: the NHS pays 80, the council saves 40. `two`: the council pays 30, the NHS saves 90.

    Offered 10 each, the council and the NHS could have 60 together with `two` alone. The NHS saves in the third year,
    `sooner` of it in the second. It has `free` to spend in each year, and money fenced for `all`.
    """
    budgets = [{"partner": "nhs", "year": year, "amount": free} for year in (2027, 2028, 2029)]
    tables = rows_of(
        "council nhs police",
        options=[
            {"id": "all", "lead": "council", "signatories": "nhs; police"},
            {"id": "two", "lead": "council", "signatories": "nhs"},
        ],
        option_costs=[
            {"option": "all", "payer": "nhs", "amount": 80},
            {"option": "two", "payer": "council", "amount": 30},
        ],
        option_effects=[
            *({"option": "all", "outcome": outcome} for outcome in ("a", "b")),
            {"option": "two", "outcome": "soon", "lag": 1},
            {"option": "two", "outcome": "late", "lag": 2},
        ],
        unit_values=[
            fiscal("a", "council", 40), fiscal("b", "police", 500),
            fiscal("soon", "nhs", sooner), fiscal("late", "nhs", 90 - sooner),
        ],
        budgets=[] if free is None else [*budgets, budgets[0] | {"amount": 80, "ring_fence": "all"}],
        channels=[{"from_partner": "nhs", "to_partner": "council", "power": "section 75"}],
    )  # fmt: skip
    return strike(model_of(tables), "cash", every_group=True)


@pytest.mark.parametrize(
    ("sooner", "free", "verdict", "each"),
    [
        (0, None, "walks", 20),  # pays the council 60: 30 and 30, offered 10 each
        (0, 0, "undecided", None),  # what it saves comes too late to be paid out
        (0, 15, "walks", 5),  # 15 a year: the council has −30 + 45, offered 10
        (60, 0, "walks", 20),  # 60 saved in the second year are there to pay in the third
        (45, 0, "walks", 5),
        (40, 0, "undecided", None),  # the council has −30 + 40, as offered
    ],
)
def test_group_walks_only_where_the_one_that_gains_can_pay_the_one_that_loses(
    sooner: float, free: float | None, verdict: str, each: float | None
) -> None:
    deal = tempted(sooner, free=free)
    assert deal.own == pytest.approx([10, 10, 500])
    assert deal.unaided_verdict == verdict
    (objection,) = deal.unaided
    assert objection.group == 0b011
    assert objection.excess == pytest.approx(40)
    assert objection.each_gains == (None if each is None else pytest.approx(each))


def needing_payments() -> Deal:
    """The council pays 90 and the NHS, with 40 a year to spend, saves 300 in later years: 30 a year do it."""
    tables = rows_of(
        "council nhs",
        options=[{"id": "a", "lead": "council", "signatories": "nhs"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 90}],
        option_effects=[{"option": "a", "outcome": "o", "lag": 2}],
        unit_values=[fiscal("o", "nhs", 300)],
        budgets=[{"partner": "nhs", "year": year, "amount": 40} for year in (2027, 2028, 2029)],
        channels=[{"from_partner": "nhs", "to_partner": "council", "power": "section 75", "most_per_year": 35}],
    )
    return strike(model_of(tables), "cash", every_group=True)


def test_payments_are_level_where_money_allows() -> None:
    deal = needing_payments()
    assert deal.verdict == "holds"
    assert deal.proposal is not None
    assert [payment.cash.tolist() for payment in deal.proposal.payments] == [pytest.approx([30, 30, 30])]
    assert deal.proposal.level
    assert verify_proposal(deal) == []


def test_payments_are_uneven_where_only_that_lets_them_be_made() -> None:
    """The NHS has 10 in the first year: 10, 35 and 35 are 80, and 10 are missing; level it could pay 10 a year."""
    tables = rows_of(
        "council nhs",
        options=[{"id": "a", "lead": "council", "signatories": "nhs"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 90}],
        option_effects=[{"option": "a", "outcome": "o", "lag": 2}],
        unit_values=[fiscal("o", "nhs", 300)],
        budgets=[{"partner": "nhs", "year": year, "amount": 40 if year > 2027 else 10} for year in (2027, 2028, 2029)],
        channels=[{"from_partner": "nhs", "to_partner": "council", "power": "section 75", "most_per_year": 35}],
    )
    deal = strike(model_of(tables), "cash", every_group=True)
    assert deal.proposal is not None
    assert deal.verdict == "needs_top_up"
    assert deal.proposal.needs == pytest.approx(10, abs=0.01)
    assert not deal.proposal.level
    assert deal.proposal.payments[0].cash.tolist() == pytest.approx([10, 35, 35], abs=0.01)
    assert verify_proposal(deal) == []


def test_cash_released_once_is_paid_out_once() -> None:
    """The NHS has no budget but 60 released in the first year: 30 in each of the two years after, and not 60 twice."""
    tables = rows_of(
        "council nhs",
        options=[{"id": "a", "lead": "council", "signatories": "nhs"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 90}],
        option_effects=[{"option": "a", "outcome": "o"}, {"option": "a", "outcome": "late", "lag": 2}],
        unit_values=[fiscal("o", "nhs", 60), fiscal("late", "nhs", 300)],
        budgets=[{"partner": "nhs", "year": 2027, "amount": 0}],
    )
    deal = strike(model_of(tables), "cash", every_group=True)
    assert deal.proposal is not None
    assert deal.verdict == "needs_top_up"
    assert deal.proposal.needs == pytest.approx(30, abs=0.01)
    (payment,) = deal.proposal.payments
    assert payment.cash.tolist() == pytest.approx([0, 30, 30], abs=0.01)
    twice = replace(payment, pv=90.0, cash=np.array([0.0, 45.0, 45.0]))
    assert tampered(deal, payments=(twice,), split=np.array([30.0, 270.0])) == ["nhs pays more by 2029/30 than it has"]


def tampered(deal: Deal, **changes: Any) -> list[str]:
    assert deal.proposal is not None
    return verify_proposal(replace(deal, proposal=replace(deal.proposal, **changes)))


def test_proposal_that_was_tampered_with_is_caught() -> None:
    deal = needing_payments()
    assert deal.proposal is not None
    (payment,) = deal.proposal.payments
    back = Payment(0, 1, "section 75", 6.0, np.array([2.0, 2.0, 2.0]))
    more = Payment(1, 0, "section 75", 111.0, np.array([37.0] * 3))
    assert tampered(deal, split=np.array([-50.0, 260.0])) == [
        "council ends with −£50.00, and what it has, gets and pays comes to £0.00",
        "nhs ends with £260.00, and what it has, gets and pays comes to £210.00",
        "council would do £50.00 better alone",
    ]
    assert tampered(deal, payments=(payment, back), split=np.array([-6.0, 216.0])) == [
        "council would do £6.00 better alone",
        "council has no lawful way to pay nhs",
    ]
    assert tampered(deal, payments=(more,), split=np.array([21.0, 189.0])) == [
        "nhs pays council more in a year than may pass"
    ]
    late = replace(payment, cash=np.array([0.0, 0.0, 90.0]))
    assert tampered(deal, payments=(late,)) == [
        "nhs pays council more in a year than may pass",
        "nhs pays more by 2029/30 than it has",
    ]
    assert tampered(deal, payments=(replace(payment, cash=payment.cash * 1.1),)) == [
        "the payments of nhs to council are not worth what is said"
    ]
    assert (
        tampered(deal, top_up=np.array([5.0, 0.0]))[-1] == "the split does not add up to the plan and the outside money"
    )


@pytest.mark.parametrize(("cashable", "payers"), [(0, [1]), (80, [1]), (100, [])])
def test_partner_that_pays_more_than_the_plan_releases_to_it_is_named(cashable: float, payers: list[int]) -> None:
    """The council needs 90 from DWP, whose gain of 300 is benefit payments but for some that it can spend."""
    tables = rows_of(
        "council dwp",
        options=[{"id": "a", "lead": "council", "signatories": "dwp"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 90}],
        option_effects=[{"option": "a", "outcome": "jobs"}, {"option": "a", "outcome": "staff"}],
        unit_values=[
            {"outcome": "jobs", "kind": "transfer", "partner": "dwp", "amount": 300 - cashable},
            {"outcome": "jobs", "kind": "social", "amount": 500},
            fiscal("staff", "dwp", cashable),
        ],
        channels=[{"from_partner": "dwp", "to_partner": "council", "power": "grant"}],
    )
    deal = strike(model_of(tables), "cash", every_group=True)
    assert deal.verdict == "holds"
    assert deal.proposal is not None
    assert [payment.pv for payment in deal.proposal.payments] == [pytest.approx(90)]
    assert deal.pays_from_other_money() == payers
