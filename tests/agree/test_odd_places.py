"""Places at the edge of what there can be; figures by hand. No discounting, no inflation, three years unless said."""

from typing import Any

import pytest
from making import model_of, rows_of

from goodplace.agree.deal import Deal, strike
from goodplace.agree.verify import verify_proposal
from goodplace.choose.payoffs import View
from goodplace.choose.verify import verify_plan


def fiscal(partner: str | None, amount: float, *, outcome: str = "o", kind: str = "fiscal") -> dict[str, Any]:
    return {"outcome": outcome, "kind": kind, "partner": partner, "amount": amount}


def place(
    *worth: dict[str, Any],
    partners: str = "council nhs",
    option: dict[str, Any] | None = None,
    cost: dict[str, Any] | None = None,
    effects: tuple[dict[str, Any], ...] = ({},),
    **more: Any,
) -> dict[str, Any]:
    """`a`, led by the council, which pays 10 once; it changes `o` by one unit."""
    return rows_of(
        partners,
        options=[{"id": "a", "lead": "council", **(option or {})}],
        option_costs=[{"option": "a", "payer": "council", "amount": 10, **(cost or {})}],
        option_effects=[{"option": "a", "outcome": "o", **effect} for effect in effects],
        unit_values=list(worth),
        **more,
    )


def struck(tables: dict[str, Any], released: float = 1.0, view: View = "cash") -> Deal:
    deal = strike(model_of(tables, released), view, every_group=True)
    assert verify_plan(deal.model, deal.best) == verify_plan(deal.model, deal.chosen) == verify_proposal(deal) == []
    return deal


def test_one_partner_that_gains_needs_nobody() -> None:
    deal = struck(place(fiscal("council", 30), partners="council"))
    assert (deal.verdict, deal.unaided_verdict, deal.headline.top_up) == ("holds", "proved_stable", 0)
    assert deal.proposal is not None
    assert deal.proposal.split.tolist() == pytest.approx([20])


def test_one_partner_that_loses_does_nothing_unless_what_it_lacks_comes_from_outside() -> None:
    deal = struck(place(fiscal(None, 30, kind="social"), partners="council"))
    assert (deal.verdict, deal.unaided_verdict) == ("no_deal", "walks")
    assert deal.headline.top_up == pytest.approx(10)
    assert deal.proposal is not None
    assert deal.proposal.split.tolist() == pytest.approx([0], abs=0.01)


def test_partner_that_is_harmed_and_need_not_sign_can_ask_for_what_it_loses() -> None:
    """The council gains 20 by itself. The NHS loses 5 and could not stop it; all together must leave it no worse."""
    effects: tuple[dict[str, Any], ...] = ({}, {"outcome": "harm", "change_per_place": -1})
    deal = struck(place(fiscal("council", 30), fiscal("nhs", 5, outcome="harm"), effects=effects))
    assert deal.own.tolist() == pytest.approx([20, -5])
    assert deal.headline.least.total == pytest.approx(20)
    assert deal.verdict == "no_deal"
    assert deal.headline.top_up == pytest.approx(5)
    carry_on = deal.standings["rest_carry_on"]
    assert carry_on.least.total == pytest.approx(15)  # the NHS expects its loss whatever it does
    assert carry_on.top_up == pytest.approx(0)


@pytest.mark.parametrize("basis", ["fixed", "per_place"])
def test_option_with_no_places_is_never_started(basis: str) -> None:
    deal = struck(place(fiscal("council", 30), option={"places_max": 0}, cost={"basis": basis}))
    assert deal.verdict == "nothing_to_do"
    assert deal.proposal is None


@pytest.mark.parametrize("effect", [{"change_per_place": 0}, {"lag": 3}, {"year": 4}])
def test_option_that_changes_nothing_within_the_horizon_is_never_started(effect: dict[str, Any]) -> None:
    deal = struck(place(fiscal("council", 30), effects=(effect,)))
    assert deal.verdict == "nothing_to_do"
    assert deal.own.tolist() == [0, 0]


def test_option_that_costs_nothing_and_changes_nothing_is_never_started() -> None:
    effects = ({"change_per_place": 0},)
    assert struck(place(fiscal("council", 30), cost={"amount": 0}, effects=effects)).verdict == "nothing_to_do"


def test_savings_after_the_money_years_count_and_cannot_be_paid_out() -> None:
    """Ten years, money in the first: the council spends 10 a year, the NHS saves 30 a year and can pay 20 once."""
    deal = struck(
        place(
            fiscal("nhs", 30),
            option={"signatories": "nhs", "length": 10},
            cost={"year": None},
            effects=({"year": None},),
            settings={"money_years": 1, "horizon": 10},
            budgets=[
                {"partner": "council", "year": 2027, "amount": 10},
                {"partner": "nhs", "year": 2027, "amount": 20},
            ],
        )
    )
    assert deal.own.tolist() == pytest.approx([-100, 300])
    assert deal.verdict == "needs_top_up"
    assert deal.proposal is not None
    assert deal.proposal.gross == pytest.approx(20, abs=0.01)
    assert deal.proposal.top_up.tolist() == pytest.approx([80, 0], abs=0.01)


def test_partner_with_a_budget_in_some_years_has_nothing_in_the_others() -> None:
    """10 a year for two years, and a budget for the first only."""
    tables = place(
        fiscal("nhs", 30),
        option={"signatories": "nhs", "length": 2},
        cost={"year": None},
        budgets=[{"partner": "council", "year": 2027, "amount": 10}],
    )
    assert struck(tables).verdict == "nothing_to_do"
    tables["budgets"].append({"partner": "council", "year": 2028, "amount": 10})
    assert struck(tables).verdict == "holds"


def test_partner_that_saves_only_benefits_has_nothing_to_pay_with() -> None:
    """30 of benefits are the DWP's gain in the accounts, and never money for the council's 10."""
    tables = place(
        fiscal("dwp", 30, kind="transfer"),
        fiscal(None, 50, kind="social"),
        partners="council dwp",
        option={"signatories": "dwp"},
        budgets=[{"partner": "dwp", "year": 2027, "amount": 0}, {"partner": "council", "year": 2027, "amount": 10}],
    )
    deal = struck(tables)
    assert deal.own.tolist() == pytest.approx([-10, 30])
    assert deal.headline.top_up == 0  # on paper they gain together
    assert deal.verdict == "needs_top_up"
    assert deal.proposal is not None
    assert deal.proposal.payments == ()
    assert deal.proposal.top_up.tolist() == pytest.approx([10, 0], abs=0.01)


def test_deal_is_the_same_at_every_released_share_where_all_shares_are_known() -> None:
    known = [{"partner": "nhs", "share": 0.4}, {"partner": "council", "share": 0.4}]
    deals = [struck(place(fiscal("nhs", 30), option={"signatories": "nhs"}, cashable=known), m) for m in (0, 0.5, 1)]
    assert {deal.verdict for deal in deals} == {"holds"}
    assert [deal.own.tolist() for deal in deals] == [pytest.approx([-10, 12])] * 3


def test_capital_budget_pays_a_capital_cost_and_no_partner() -> None:
    """The council's 10 of capital pay for the building. It has no other money, and gets its 10 from the NHS."""
    tables = place(
        fiscal("nhs", 30),
        option={"signatories": "nhs"},
        cost={"budget_class": "capital"},
        budgets=[{"partner": "council", "year": 2027, "amount": 10, "budget_class": "capital"}],
    )
    deal = struck(tables)
    assert deal.verdict == "holds"
    assert deal.proposal is not None
    assert deal.proposal.split.tolist() == pytest.approx([0, 20], abs=0.01)


def test_billions_are_shared_to_the_last_thousand() -> None:
    """A million places wanted, money for 10,000: the council spends £1bn, the NHS saves three."""
    tables = place(
        fiscal("nhs", 300_000),
        option={"signatories": "nhs", "places_max": 1_000_000},
        cost={"basis": "per_place", "amount": 100_000},
        budgets=[{"partner": "council", "year": 2027, "amount": 1e9}],
    )
    deal = struck(tables)
    assert deal.chosen.places.tolist() == pytest.approx([10_000])
    assert deal.proposal is not None
    assert deal.proposal.split.tolist() == pytest.approx([0, 2e9], abs=1_000)


def test_two_partners_who_need_each_other_share_out_what_is_least_to_move() -> None:
    deal = struck(place(fiscal("nhs", 30), option={"signatories": "nhs"}))
    assert deal.proposal is not None
    assert [(p.payer, p.receiver, round(p.pv, 2)) for p in deal.proposal.payments] == [(1, 0, 10)]


def test_loan_without_set_interest_is_worth_nothing_by_itself_whatever_inflation_does() -> None:
    """From 2009/10 on inflation is different each year. 10 borrowed and repaid leave 30 saved a year later less 10."""
    tables = place(
        fiscal("council", 30),
        option={"first_start": 2009},
        effects=({"lag": 1},),
        settings={"first_year": 2009, "upfront_fund": 100},
        budgets=[{"partner": "council", "year": 2009, "amount": 0}],
    )
    assert struck(tables).own.tolist() == pytest.approx([20, 0])
