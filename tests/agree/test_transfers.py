"""What partners can pay each other, and how; by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from making import model_of, rows_of, values_of

from goodplace.agree.deal import Deal, strike
from goodplace.agree.proposal import Payment
from goodplace.agree.transfers import Arc, cash_worth, inner_gain, lawful_arcs, level_profile, purse
from goodplace.agree.verify import verify_proposal
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


def test_each_member_of_a_group_that_walks_gains_what_lawful_payments_can_share_out() -> None:
    """Alone 0 would have −4 and 1 would have 10, offered 1 and 1: 4 to gain together, 2 each once 1 pays 7 to 0."""
    alone, offered = np.array([-4.0, 10.0, 0.0]), np.array([1.0, 1.0, 50.0])
    assert inner_gain(BACK, 0b011, alone, offered, worth_of_years=1) == pytest.approx(2)


def test_nobody_walks_where_payments_inside_the_group_are_not_lawful() -> None:
    alone, offered = np.array([-4.0, 10.0, 0.0]), np.array([1.0, 1.0, 50.0])
    assert inner_gain((Arc(0, 1, "grant", np.inf, False),), 0b011, alone, offered, worth_of_years=1) is None
    assert (
        inner_gain(
            (Arc(1, 2, "grant", np.inf, False), Arc(2, 0, "grant", np.inf, False)),
            0b011,
            alone,
            offered,
            worth_of_years=1,
        )
        is None
    )


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


def test_a_narrow_channel_carries_no_more_to_a_witness_than_it_can() -> None:
    """Alone 10 and 0, offered 3 each: the second must get more than 3, and the narrow channel holds 2."""
    alone, offered = np.array([10.0, 0.0]), np.array([3.0, 3.0])
    narrow, wide = ((Arc(0, 1, "grant", most, False),) for most in (1.0, 4.0))
    assert inner_gain(narrow, 0b11, alone, offered, worth_of_years=2) is None
    assert inner_gain(wide, 0b11, alone, offered, worth_of_years=2) == pytest.approx(2)
