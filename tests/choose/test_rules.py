"""Each rule of the plan in a place where it binds and in one where it doesn't; every figure worked by hand.

No discounting and no inflation unless said, three years, all savings released: worth = what is saved − what is spent.
A rule binds when leaving it out (`lifted`) makes the plan worth more.
"""

from typing import Any

import pytest
from making import model_of, rows_of

from goodplace.choose.best import best_plan
from goodplace.choose.plan import Plan, PlanModel
from goodplace.choose.rules import RULES
from goodplace.choose.verify import verify_plan

Rows = list[dict[str, Any]]
PER_PLACE = {"basis": "per_place"}


def solved(tables: dict[str, Any], *, lifted: str = "") -> tuple[PlanModel, Plan]:
    assert not lifted or lifted in {rule.__name__ for rule in RULES}
    model = model_of(tables, lifted=[lifted] if lifted else [])
    plan = best_plan(model, "cash")
    assert plan is not None
    assert lifted or verify_plan(model, plan) == []
    return model, plan


def worth(tables: dict[str, Any], *, lifted: str = "") -> float:
    return solved(tables, lifted=lifted)[1].objective


def place(
    options: Rows,
    costs: Rows,
    saves: dict[str, float],
    budgets: Rows | None = None,
    lag: int = 0,
    **settings: Any,
) -> dict[str, Any]:
    """Options led by the council; `saves`: £ a place to the council by option, `lag` years after the start."""
    return rows_of(
        "council",
        settings=settings,
        options=[{"lead": "council", **row} for row in options],
        option_costs=[{"payer": "council", **row} for row in costs],
        option_effects=[{"option": option, "outcome": f"{option} saved", "lag": lag} for option in saves],
        unit_values=[
            {"outcome": f"{option} saved", "kind": "fiscal", "partner": "council", "amount": amount}
            for option, amount in saves.items()
        ],
        budgets=[{"partner": "council", **row} for row in budgets or []],
    )


def test_option_with_two_possible_years_starts_in_one_of_them() -> None:
    option = {"id": "a", "last_start": 2028, "first_start": 2027}
    tables = place([option], [{"option": "a", "amount": 6}], {"a": 10})
    assert worth(tables) == pytest.approx(4)
    assert worth(tables, lifted="start_once") == pytest.approx(8)


def test_two_options_start_once_each() -> None:
    tables = place([{"id": "a"}, {"id": "b"}], [{"option": "a", "amount": 6}], {"a": 10, "b": 7})
    assert worth(tables) == worth(tables, lifted="start_once") == pytest.approx(4 + 7)


def test_places_exist_only_where_an_option_starts() -> None:
    """Two places save 5 each once a fixed cost is paid: 10 − 8 = 2, and nothing starts for a fixed cost of 12."""
    option = {"id": "a", "places_max": 2}
    assert worth(place([option], [{"option": "a", "amount": 8}], {"a": 5})) == pytest.approx(2)
    assert worth(place([option], [{"option": "a", "amount": 12}], {"a": 5})) == pytest.approx(0)


def test_fewest_places_stand_in_the_way_where_money_reaches_for_less() -> None:
    """A place costs 10 and saves 15. 40 pays for four places: nothing starts where the fewest is five."""
    costs, budget = [{"option": "a", "amount": 10, **PER_PLACE}], [{"year": 2027, "amount": 40}]
    five = place([{"id": "a", "places_min": 5, "places_max": 9}], costs, {"a": 15}, budget)
    assert worth(five) == pytest.approx(0)
    four = place([{"id": "a", "places_min": 4, "places_max": 9}], costs, {"a": 15}, budget)
    assert worth(four) == pytest.approx(4 * 5)


def test_fixed_cost_is_paid_in_full_or_not_at_all() -> None:
    """8 to start, and 4 there: half a start would be worth 1."""
    option, costs = {"id": "a", "places_max": 2}, [{"option": "a", "amount": 8}]
    assert worth(place([option], costs, {"a": 5}, [{"year": 2027, "amount": 4}])) == pytest.approx(0)
    assert worth(place([option], costs, {"a": 5}, [{"year": 2027, "amount": 8}])) == pytest.approx(2)


def test_option_has_all_its_places_where_nothing_stands_in_the_way() -> None:
    tables = place([{"id": "a", "places_max": 2}], [{"option": "a", "amount": 3, **PER_PLACE}], {"a": 5})
    assert solved(tables)[1].places.tolist() == [2]


def test_option_that_only_loses_does_not_start_whatever_its_fewest_places() -> None:
    option = {"id": "a", "places_min": 3, "places_max": 9}
    _, plan = solved(place([option], [{"option": "a", "amount": 2, **PER_PLACE}], {"a": 1}))
    assert plan.empty
    assert plan.places.tolist() == [0]


def test_budget_of_a_year_limits_places_in_cash_terms() -> None:
    """Ten places of 100 at real prices cost 1,100 cash in the second year; 660 is there: six places, each worth 50."""
    option = {"id": "a", "places_max": 10, "first_start": 2028}
    costs = [{"option": "a", "amount": 100, **PER_PLACE}]
    budget = [{"year": 2028, "amount": 660}]
    tables = place([option], costs, {"a": 150}, budget, inflation=0.1)
    _, plan = solved(tables)
    assert plan.places.tolist() == pytest.approx([6])
    assert plan.objective == pytest.approx(300)
    assert worth(tables, lifted="budgets_hold") == pytest.approx(500)


def test_budget_large_enough_limits_nothing() -> None:
    costs, budget = [{"option": "a", "amount": 100, **PER_PLACE}], [{"year": 2027, "amount": 1_000}]
    tables = place([{"id": "a", "places_max": 10}], costs, {"a": 150}, budget)
    assert worth(tables) == worth(tables, lifted="budgets_hold") == pytest.approx(500)


def test_money_of_one_class_pays_no_cost_of_another() -> None:
    """The building costs 50 of capital; only general money is there. With 50 of capital it starts."""
    costs = [{"option": "a", "amount": 50, "budget_class": "capital"}]
    general = {"year": 2027, "amount": 100}
    assert worth(place([{"id": "a"}], costs, {"a": 80}, [general])) == pytest.approx(0)
    capital = {"year": 2027, "amount": 50, "budget_class": "capital"}
    assert worth(place([{"id": "a"}], costs, {"a": 80}, [general, capital])) == pytest.approx(30)


def test_money_of_one_year_pays_no_cost_of_another() -> None:
    costs = [{"option": "a", "amount": 50, "year": 2}]
    assert worth(place([{"id": "a"}], costs, {"a": 80}, [{"year": 2027, "amount": 50}], lag=1)) == pytest.approx(0)
    assert worth(place([{"id": "a"}], costs, {"a": 80}, [{"year": 2028, "amount": 50}], lag=1)) == pytest.approx(30)


def test_costs_after_the_money_years_meet_no_budget() -> None:
    costs = [{"option": "a", "amount": 50, "year": 4}]
    tables = place([{"id": "a"}], costs, {"a": 80}, [{"year": 2027, "amount": 0}], horizon=4)
    assert worth(tables) == pytest.approx(30)


@pytest.mark.parametrize(
    "budgets",
    [
        pytest.param([], id="partner without a budget"),
        pytest.param([{"budget_class": "dwp_ame"}], id="budget of benefits"),
        pytest.param([{"budget_class": "dwp_ame", "ring_fence": "a"}], id="ring-fenced budget of benefits"),
    ],
)
def test_benefit_payments_are_never_spent(budgets: list[dict[str, Any]]) -> None:
    costs = [{"option": "a", "amount": 50, "budget_class": "dwp_ame"}]
    rows = [{"year": 2027, "amount": 100, **row} for row in budgets]
    assert worth(place([{"id": "a"}], costs, {"a": 80}, rows)) == pytest.approx(0)


def test_rise_in_own_spending_meets_the_budget() -> None:
    """`b` saves 30 with one hand and raises spending by 20 with the other; 5 is there, so a quarter of it starts."""
    tables = place([{"id": "b", "places_max": 1}], [{"option": "b", "amount": 0}], {"b": 30})
    tables["option_effects"].append(
        {"option": "b", "outcome": "worse", "change_per_place": -1, "deadweight": "net", "year": 1}
    )
    tables["outcomes"].append({"id": "worse", "name": "worse"})
    tables["unit_values"].append({"outcome": "worse", "kind": "fiscal", "partner": "council", "amount": 20})
    tables["budgets"] = [{"partner": "council", "year": 2027, "amount": 5}]
    assert worth(tables) == pytest.approx(0.25 * 10)
    tables["budgets"] = [{"partner": "council", "year": 2027, "amount": 20}]
    assert worth(tables) == pytest.approx(10)


def test_ring_fenced_money_pays_for_what_it_names_and_no_more_than_it_holds() -> None:
    """60 for `a`, whose place costs 100 and saves 150: 0.6 of a place. `b` is not named and has nothing."""
    options = [{"id": "a", "places_max": 1}, {"id": "b", "places_max": 1}]
    costs = [{"option": "a", "amount": 100, **PER_PLACE}, {"option": "b", "amount": 10, **PER_PLACE}]
    tables = place(options, costs, {"a": 150, "b": 50}, [{"year": 2027, "amount": 60, "ring_fence": "a"}])
    assert worth(tables) == pytest.approx(0.6 * 50)
    assert worth(tables, lifted="fences_hold") == pytest.approx(50)


def test_ring_fenced_money_that_is_enough_limits_nothing() -> None:
    costs = [{"option": "a", "amount": 100, **PER_PLACE}]
    tables = place(
        [{"id": "a", "places_max": 1}], costs, {"a": 150}, [{"year": 2027, "amount": 100, "ring_fence": "a"}]
    )
    assert worth(tables) == worth(tables, lifted="fences_hold") == pytest.approx(50)


def test_ring_fence_may_name_an_outcome() -> None:
    """Money for the outcome `b saved` pays for `b`, which changes it, and not for `a`."""
    options = [{"id": "a", "places_max": 1}, {"id": "b", "places_max": 1}]
    costs = [{"option": "a", "amount": 10, **PER_PLACE}, {"option": "b", "amount": 10, **PER_PLACE}]
    tables = place(options, costs, {"a": 99, "b": 50}, [{"year": 2027, "amount": 20, "ring_fence": "b saved"}])
    assert worth(tables) == pytest.approx(40)


def test_two_ring_fences_on_one_option_add_up_and_do_not_pay_twice() -> None:
    """50 for `a`, 30 for `a` or `b`: a place of `a` costs 100, so 0.8 of it (40); without the second fence 0.5 (25)."""
    options = [{"id": "a", "places_max": 1}, {"id": "b", "places_max": 1}]
    costs = [{"option": "a", "amount": 100, **PER_PLACE}, {"option": "b", "amount": 100, **PER_PLACE}]
    fences = [{"year": 2027, "amount": 50, "ring_fence": "a"}, {"year": 2027, "amount": 30, "ring_fence": "a, b"}]
    assert worth(place(options, costs, {"a": 150, "b": 120}, fences)) == pytest.approx(0.8 * 50)
    assert worth(place(options, costs, {"a": 150, "b": 120}, fences[:1])) == pytest.approx(0.5 * 50)
    assert worth(place(options, costs, {"a": 150, "b": 220}, fences)) == pytest.approx(0.5 * 50 + 0.3 * 120)


def test_what_a_ring_fence_has_left_over_pays_for_nothing_else() -> None:
    """`a` costs 40 of the 100 meant for it. If the rest could be booked to `a`, it would pay for `b`, worth 30."""
    costs = [{"option": "a", "amount": 40}, {"option": "b", "amount": 60}]
    tables = place(
        [{"id": "a"}, {"id": "b"}], costs, {"a": 50, "b": 90}, [{"year": 2027, "amount": 100, "ring_fence": "a"}]
    )
    assert worth(tables) == pytest.approx(10)
    assert worth(tables, lifted="fences_pay_costs_only") == pytest.approx(40)


def test_ring_fence_without_anything_left_over_follows_costs_by_itself() -> None:
    costs = [{"option": "a", "amount": 40}]
    tables = place([{"id": "a"}], costs, {"a": 50}, [{"year": 2027, "amount": 40, "ring_fence": "a"}])
    assert worth(tables) == worth(tables, lifted="fences_pay_costs_only") == pytest.approx(10)


def reusing(**settings: Any) -> dict[str, Any]:
    """`a` costs 10 and saves 40 at once; `b` may start a year later, costs 100 a place and saves 160."""
    options: Rows = [{"id": "a"}, {"id": "b", "places_max": 1, "first_start": 2028}]
    costs = [{"option": "a", "amount": 10}, {"option": "b", "amount": 100, **PER_PLACE}]
    return place(options, costs, {"a": 40, "b": 160}, [{"year": 2027, "amount": 10}], **settings)


def test_cash_released_in_one_year_is_spent_in_the_next() -> None:
    """40 released in the first year pay for 0.4 places of `b`: 30 + 0.4 × 60."""
    assert worth(reusing()) == pytest.approx(30 + 24)
    assert worth(reusing(), lifted="reuse_only_what_was_released") == pytest.approx(30 + 60)


def test_half_of_it_is_spent_where_half_may_be_reused() -> None:
    assert worth(reusing(reuse_of_savings=0.5)) == pytest.approx(30 + 12)


def test_cash_is_not_spent_in_the_year_that_releases_it() -> None:
    options: Rows = [{"id": "a"}, {"id": "b", "places_max": 1}]
    costs = [{"option": "a", "amount": 10}, {"option": "b", "amount": 100, **PER_PLACE}]
    tables = place(options, costs, {"a": 40, "b": 160}, [{"year": 2027, "amount": 10}])
    assert worth(tables) == pytest.approx(30)


def test_cash_is_spent_once() -> None:
    """The 40 of the first year are there once for the second and third together: 0.4 places at 50 a year, not 0.8."""
    tables = reusing()
    tables["option_costs"][1] |= {"amount": 50, "year": None}
    tables["options"][1]["length"] = 2
    tables["option_effects"][1]["lag"] = 1
    assert worth(tables) == pytest.approx(30 + 0.4 * 60)


def test_reuse_is_idle_where_the_budget_is_enough() -> None:
    tables = reusing()
    tables["budgets"].append({"partner": "council", "year": 2028, "amount": 100})
    assert worth(tables) == worth(tables, lifted="reuse_only_what_was_released") == pytest.approx(90)


def borrowing(fund: float = 150, interest: float = 0.1, lag: int = 1) -> dict[str, Any]:
    """A place costs 100 in the first year and saves 160 `lag` years later; nobody has money but the up-front fund."""
    costs = [{"option": "a", "amount": 100, **PER_PLACE}]
    settings: dict[str, Any] = {"upfront_fund": fund, "upfront_interest": interest}
    budget = [{"year": 2027, "amount": 0}]
    return place([{"id": "a", "places_max": 1}], costs, {"a": 160}, budget, lag=lag, **settings)


def test_up_front_fund_pays_first_and_is_repaid_with_interest() -> None:
    """Drawn 100 in 2027/28; released 160 in 2028/29, to be repaid in 2029/30: 100 × 1.1² = 121. 160 − 121 = 39."""
    model, plan = solved(borrowing())
    assert plan.places.tolist() == pytest.approx([1])
    assert plan.objective == pytest.approx(39)
    assert float(model.partner_values(plan, "cash")[0]) == pytest.approx(39)


def test_up_front_fund_that_cannot_be_repaid_lends_nothing() -> None:
    """The saving comes in the last year, too late to repay. A debt left standing would be worth 100 more."""
    late = borrowing(lag=2)
    assert worth(late) == pytest.approx(0)
    assert worth(late, lifted="fund_is_repaid") == pytest.approx(160)


def test_interest_higher_than_the_gain_leaves_the_fund_alone() -> None:
    """100 × 1.3² = 169 is more than the 160 saved."""
    assert worth(borrowing(interest=0.3)) == pytest.approx(0)


def test_up_front_fund_lends_no_more_than_it_has_and_interest_counts_towards_it() -> None:
    """55 may be outstanding: 50 drawn in the first year are 55 at the end of the second. Half a place."""
    tables = borrowing(fund=55)
    assert worth(tables) == pytest.approx(0.5 * 39)
    assert worth(tables, lifted="fund_has_a_limit") == pytest.approx(39)


def test_up_front_fund_large_enough_limits_nothing() -> None:
    tables = borrowing(fund=110)
    assert worth(tables) == worth(tables, lifted="fund_has_a_limit") == pytest.approx(39)


def test_group_has_its_members_share_of_the_up_front_fund() -> None:
    """110 may be outstanding, 55 for one partner of two: the council by itself borrows for half a place."""
    tables = borrowing(fund=110)
    tables["partners"].append({"id": "nhs", "name": "nhs", "sector": "public", "role": "nhs"})
    model = model_of(tables)
    alone = model.solve(model.partner_rows("cash")[0], members=0b01)
    assert alone is not None
    assert alone.objective == pytest.approx(0.5 * 39)
    assert verify_plan(model, alone, members=["council"]) == []
    assert worth(tables) == pytest.approx(39)


def test_nobody_borrows_but_to_pay_a_cost_of_that_year() -> None:
    """Money of 2029/30 is worth 1 ÷ 1.035² of that of 2027/28, and the fund asks for no interest: a gift to whoever
    borrows. `a` costs 10 and saves 40 at once. The rule keeps the loan to the 10; else it would be all the 30 of the
    fund, which the saving can repay."""
    settings: dict[str, Any] = {"upfront_fund": 30, "upfront_interest": 0, "discount_rate": "green-book-2026"}
    tables = place(
        [{"id": "a"}], [{"option": "a", "amount": 10}], {"a": 40}, [{"year": 2027, "amount": 10}], **settings
    )
    gift = 1 - 1.035**-2
    assert worth(tables) == pytest.approx(30 + 10 * gift)
    assert worth(tables, lifted="draw_only_for_costs") == pytest.approx(30 + 30 * gift)


def test_borrowing_for_costs_alone_needs_no_rule_where_interest_takes_the_gift_back() -> None:
    tables = borrowing()
    assert worth(tables) == worth(tables, lifted="draw_only_for_costs") == pytest.approx(39)
