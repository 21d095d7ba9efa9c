"""The verifier names every broken rule, and finds none in a plan that keeps them; figures worked by hand."""

from dataclasses import replace
from typing import Any

import pytest
from making import model_of, place_of, rows_of

from goodplace.choose.best import best_plan
from goodplace.choose.verify import Books, Fenced, Ledger, Started, broken_rules, ledger_of, verify_plan
from goodplace.place.place import Place
from goodplace.place.tables import Cashable

START = Started("a", 2027, 2)


def place(**settings: Any) -> Place:
    """`a`: two to five places of 100 a year for two years, saving the council 150 each in the second year.

    10 % inflation. The NHS has to sign; the council has 200 in the first year, 220 in the second, 100 of it for `a`.
    """
    option = {"id": "a", "lead": "council", "signatories": "nhs", "places_min": 2, "places_max": 5, "length": 2}
    return place_of(
        rows_of(
            "council nhs",
            settings={"inflation": 0.1, "upfront_fund": 100, "upfront_interest": 0.1, **settings},
            options=[option | {"last_start": 2028}, {"id": "b", "lead": "council"}],
            option_costs=[
                {"option": "a", "payer": "council", "basis": "per_place", "amount": 100, "year": None},
                {"option": "b", "payer": "council", "amount": 50},
            ],
            option_effects=[{"option": "a", "outcome": "o", "year": 2}],
            unit_values=[{"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 150}],
            budgets=[
                {"partner": "council", "year": 2027, "amount": 200},
                {"partner": "council", "year": 2028, "amount": 120},
                {"partner": "council", "year": 2028, "amount": 100, "ring_fence": "a"},
            ],
        )
    )


def told(ledger: Ledger, *, members: str = "council nhs", **settings: Any) -> list[str]:
    return broken_rules(Books(place(**settings), ledger, 1.0), members=members.split())


def fenced(amount: float, option: str = "a") -> Fenced:
    return Fenced(next(budget for budget in place().budgets if budget.ring_fence), option, amount)


KEPT = Ledger((START,), fenced=(fenced(100),))


def test_ledger_that_keeps_every_rule_breaks_none() -> None:
    """200 spent in 2027/28; 220 cash in 2028/29: 120 free and 100 fenced."""
    assert told(KEPT) == []


def test_nothing_breaks_no_rule() -> None:
    assert told(Ledger()) == []


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        (replace(KEPT, started=(START, START)), "a starts twice"),
        (replace(KEPT, started=(Started("a", 2029, 2),)), "a starts in 2029/30, outside its window"),
        (replace(KEPT, started=(Started("a", 2027, 1),)), "a has 1 places, and may have 2 to 5"),
        (replace(KEPT, started=(Started("a", 2027, 6),)), "a has 6 places, and may have 2 to 5"),
        (Ledger((START,)), "council is £100.00 over its budget of general_fund in 2028/29"),
        (
            Ledger((Started("a", 2027, 3),)),
            "council is £100.00 over its budget of general_fund in 2027/28",
        ),
        (replace(KEPT, fenced=(fenced(101),)), "ring-fenced money of council in 2028/29 pays more than it holds"),
        (
            Ledger((START,), fenced=(fenced(-1),)),
            "ring-fenced money of council in 2028/29 pays less than nothing",
        ),
        (
            replace(KEPT, fenced=(fenced(99), fenced(1, "b"))),
            "ring-fenced money of council in 2028/29 pays for b, which it does not name",
        ),
        (
            Ledger((Started("b", 2027, 1),), fenced=(fenced(1),)),
            "ring-fenced money of council pays a more than it costs in 2028/29",
        ),
        (
            replace(KEPT, reused={("council", 2028): 1}),
            "council has reused or repaid more by 2028/29 than earlier years released",
        ),
        (replace(KEPT, reused={("council", 2029): -1}), "council reuses less than nothing in 2029/30"),
        (replace(KEPT, repaid={("council", 2029): 1}), "council has repaid more than it owed by 2029/30"),
        (
            replace(KEPT, drawn={("council", 2027): 201}),
            "council draws more from the up-front fund than it spends in 2027/28",
        ),
        (replace(KEPT, drawn={("council", 2027): 95}), "the up-front fund lends more than it has in 2028/29"),
        (replace(KEPT, drawn={("council", 2027): 80}), "council still owes the up-front fund £96.80 at the end"),
    ],
)
def test_each_broken_rule_is_named(ledger: Ledger, words: str) -> None:
    assert words in told(ledger)


def test_loan_repaid_out_of_what_was_released_breaks_no_rule() -> None:
    """2 × 150 real are 330 cash in 2028/29. Drawn 80 in 2027/28 and repaid with two years' interest: 96.80."""
    loan = replace(KEPT, drawn={("council", 2027): 80}, repaid={("council", 2029): 96.8})
    assert told(loan) == []
    assert told(replace(loan, repaid={("council", 2028): 88})) != []  # released in that same year, so not there yet


def test_reuse_up_to_what_was_released_and_not_a_pound_more() -> None:
    assert told(replace(KEPT, reused={("council", 2029): 330})) == []
    assert told(replace(KEPT, reused={("council", 2029): 331})) != []
    assert told(replace(KEPT, reused={("council", 2029): 165}), reuse_of_savings=0.5) == []
    assert told(replace(KEPT, reused={("council", 2029): 166}), reuse_of_savings=0.5) != []


def test_only_what_is_released_of_a_saving_can_be_reused() -> None:
    """Half of the 330, or a fifth of it where that is known."""
    half, more = replace(KEPT, reused={("council", 2029): 165}), replace(KEPT, reused={("council", 2029): 166})
    assert broken_rules(Books(place(), half, 0.5)) == []
    assert broken_rules(Books(place(), more, 0.5)) != []
    known = replace(place(), cashable=(Cashable(partner="council", outcome="o", share=0.2),))
    assert broken_rules(Books(known, replace(KEPT, reused={("council", 2029): 66}), 0.5)) == []
    assert broken_rules(Books(known, replace(KEPT, reused={("council", 2029): 67}), 0.5)) != []


def test_rise_in_own_spending_counts_against_the_budget() -> None:
    tables = rows_of(
        "council",
        options=[{"id": "a", "lead": "council"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 5}],
        option_effects=[{"option": "a", "outcome": "o", "change_per_place": -1}],
        unit_values=[{"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 20}],
        budgets=[{"partner": "council", "year": 2027, "amount": 24}],
    )
    books = Books(place_of(tables), Ledger((Started("a", 2027, 1),)), 0.5)
    assert broken_rules(books) == ["council is £1.00 over its budget of general_fund in 2027/28"]


def test_plan_of_a_group_starts_nothing_that_needs_others() -> None:
    assert told(KEPT, members="council") == ["a starts without nhs"]


def test_group_has_its_members_share_of_the_up_front_fund() -> None:
    """Half of 100: 50 outstanding at the end of 2028/29 is 45.45 drawn the year before."""
    loan = Ledger((Started("b", 2027, 1),), drawn={("council", 2027): 46})
    assert "the up-front fund lends more than it has in 2028/29" in told(loan, members="council")
    assert "the up-front fund lends more than it has in 2028/29" not in told(loan)


def test_benefit_payments_are_spent_by_nobody() -> None:
    tables = rows_of(
        "dwp",
        options=[{"id": "a", "lead": "dwp"}],
        option_costs=[{"option": "a", "payer": "dwp", "amount": 5, "budget_class": "dwp_ame"}],
        option_effects=[{"option": "a", "outcome": "o"}],
    )
    books = Books(place_of(tables), Ledger((Started("a", 2027, 1),)), 1.0)
    assert broken_rules(books) == ["dwp is £5.00 over its budget of dwp_ame in 2027/28"]


def test_plan_of_the_solver_reads_as_the_ledger_it_means() -> None:
    """`a` costs 100 in 2027/28, half of it ring-fenced, and saves 150 in 2028/29; `b` spends 60 of that in 2029/30."""
    tables = rows_of(
        "council",
        options=[{"id": "a", "lead": "council", "places_max": 1}, {"id": "b", "lead": "council", "first_start": 2029}],
        option_costs=[
            {"option": "a", "payer": "council", "basis": "per_place", "amount": 100},
            {"option": "b", "payer": "council", "amount": 60},
        ],
        option_effects=[{"option": "a", "outcome": "o", "lag": 1}, {"option": "b", "outcome": "p"}],
        unit_values=[
            {"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 150},
            {"outcome": "p", "kind": "fiscal", "partner": "council", "amount": 70},
        ],
        budgets=[
            {"partner": "council", "year": 2027, "amount": 50},
            {"partner": "council", "year": 2027, "amount": 50, "ring_fence": "o"},
        ],
    )
    model = model_of(tables)
    plan = best_plan(model, "cash")
    assert plan is not None
    ledger = ledger_of(model, plan)
    assert ledger.started == (Started("a", 2027, 1), Started("b", 2029, 1))
    assert [round(payment.amount, 6) for payment in ledger.fenced] == [50]
    assert {key: round(amount, 6) for key, amount in ledger.reused.items()} == {
        ("council", 2028): 0,
        ("council", 2029): 60,
    }
    assert verify_plan(model, plan) == []


def test_plan_that_was_tampered_with_is_caught() -> None:
    model = model_of(
        rows_of(
            "council",
            options=[{"id": "a", "lead": "council", "places_max": 4}],
            option_costs=[{"option": "a", "payer": "council", "basis": "per_place", "amount": 100}],
            option_effects=[{"option": "a", "outcome": "o"}],
            unit_values=[{"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 150}],
            budgets=[{"partner": "council", "year": 2027, "amount": 200}],
        )
    )
    plan = best_plan(model, "cash")
    assert plan is not None
    assert verify_plan(model, plan) == []
    more = replace(plan, places=plan.places + 0.001)
    assert verify_plan(model, more) == ["council is £0.10 over its budget of general_fund in 2027/28"]
