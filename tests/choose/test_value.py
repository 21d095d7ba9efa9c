"""The benefit chain term by term, each by hand. Three years, prices of 2027/28, no inflation unless said."""

from typing import Any

import numpy as np
import pytest
from making import Tables, place_of, rows_of, values_of

from goodplace.choose.lenses import discounted_swing, mandate, public_lens, swings, weighted_lens
from goodplace.choose.outcome_values import outcome_values, partner_of_role
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.place.place import Place


def units(effect: dict[str, Any], *, length: int = 1, **settings: Any) -> list[float]:
    """Units of one effect row a place by year since start."""
    tables = rows_of(
        "council",
        settings=settings,
        options=[{"id": "a", "lead": "council", "length": length}],
        option_costs=[{"option": "a", "payer": "council", "amount": 1}],
        option_effects=[{"option": "a", "outcome": "o", **effect}],
    )
    return [float(amount) for amount in values_of(tables).units[0, 0]]


def costs(cost: dict[str, Any], *, length: int = 1, **settings: Any) -> list[float]:
    """£ of one fixed cost row by year since start."""
    tables = rows_of(
        "council",
        settings=settings,
        options=[{"id": "a", "lead": "council", "length": length}],
        option_costs=[{"option": "a", "payer": "council", "amount": 100, **cost}],
        option_effects=[{"option": "a", "outcome": "o"}],
    )
    values = values_of(tables)
    return [float(amount) for amount in values.cost_fixed[0, 0, values.main_class[0]]]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        pytest.param({"change_per_place": 0.4}, [0.4, 0, 0], id="net: nothing is taken off"),
        pytest.param({"change_per_place": 0.4, "deadweight": 0.25}, [0.3, 0, 0], id="multiply: 0.4 × (1 − 0.25)"),
        pytest.param(
            {"change_per_place": 0.4, "deadweight": 0.25, "deadweight_rule": "subtract"},
            [0.15, 0, 0],
            id="subtract: 0.4 − 0.25",
        ),
        pytest.param(
            {"change_per_place": 0.2, "deadweight": 0.25, "deadweight_rule": "subtract"},
            [-0.05, 0, 0],
            id="subtract may leave less than nothing",
        ),
        pytest.param(
            {"change_per_place": 0.5, "affected": 0.8, "engaged": 0.5, "retained": 0.9},
            [0.18, 0, 0],
            id="0.5 × 0.8 × 0.5 × 0.9",
        ),
        pytest.param({"incidents": 2, "multiplier": 5.24}, [10.48, 0, 0], id="2 incidents, 5.24 for each recorded"),
        pytest.param({"lag": 1}, [0, 1, 0], id="a year later"),
        pytest.param({"lag": 3}, [0, 0, 0], id="beyond the horizon"),
        pytest.param({"lasts": 2}, [1, 1, 0], id="two years"),
        pytest.param({"lasts": 5, "fade": 0.1}, [1, 0.9, 0.81], id="a tenth lost with each further year"),
        pytest.param({"lag": 1, "lasts": 2, "fade": 0.5}, [0, 1, 0.5], id="later, longer, fading"),
        pytest.param({"year": 2}, [0, 1, 0], id="work done in the second year"),
        pytest.param({"year": 4}, [0, 0, 0], id="work done beyond the horizon"),
        pytest.param({"change_per_place": -0.2, "lasts": 2}, [-0.2, -0.2, 0], id="harm"),
    ],
)
def test_each_term_of_an_effect(effect: dict[str, Any], expected: list[float]) -> None:
    assert units(effect) == pytest.approx(expected)


def test_effect_without_a_year_holds_in_each_year_the_option_runs() -> None:
    """Two cohorts, each helped for two years, the second year half as much: 1, 0.5 + 1, 0.5."""
    assert units({"year": None, "lasts": 2, "fade": 0.5}, length=2) == pytest.approx([1, 1.5, 0.5])


def test_rows_on_one_outcome_add_up() -> None:
    tables = rows_of(
        "council",
        options=[{"id": "a", "lead": "council"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 1}],
        option_effects=[
            {"option": "a", "outcome": "o", "change_per_place": 2},
            {"option": "a", "outcome": "o", "change_per_place": -0.5, "lasts": 3},
        ],
    )
    assert values_of(tables).units[0, 0].tolist() == [1.5, -0.5, -0.5]


@pytest.mark.parametrize(
    ("grade", "up", "down"),
    [(1, 1, 1), (2, 1.05, 0.95), (3, 1.1, 0.9), (4, 1.15, 0.85), (5, 1.25, 0.75), (6, 1.4, 0.6)],
)
def test_optimism_bias_raises_costs_and_lowers_effects_by_grade(grade: int, up: float, down: float) -> None:
    assert costs({"grade": grade}, optimism_bias="by_grade") == pytest.approx([100 * up, 0, 0])
    assert units({"grade": grade}, optimism_bias="by_grade") == pytest.approx([down, 0, 0])
    assert costs({"grade": grade}) == [100, 0, 0]
    assert units({"grade": grade}) == [1, 0, 0]


def test_optimism_bias_leaves_what_is_not_graded_alone() -> None:
    assert costs({}, optimism_bias="by_grade") == [100, 0, 0]
    assert units({}, optimism_bias="by_grade") == [1, 0, 0]


def test_cost_without_a_year_is_paid_in_each_year_the_option_runs() -> None:
    assert costs({"year": None}, length=2) == [100, 100, 0]
    assert costs({"year": 2}, length=3) == [0, 100, 0]


def test_cost_is_carried_from_its_price_year_to_the_price_base() -> None:
    """The price index ends before 2025/26; from there inflation is 10 % a year: two years to 2027/28 are 1.21."""
    assert costs({"price_year": 2025}, inflation=0.1) == pytest.approx([121, 0, 0])
    assert costs({"price_year": 2025}, inflation=0.1, price_base=2026) == pytest.approx([110, 0, 0])
    assert costs({"price_year": 2027}, inflation=0.1) == [100, 0, 0]


def test_cash_of_a_year_is_the_real_amount_with_inflation_since_the_price_base() -> None:
    tables = rows_of("council", settings={"inflation": 0.1, "price_base": 2026}, **ONE)
    assert values_of(tables).cash_factor.tolist() == pytest.approx([1.1, 1.21, 1.331])


def test_green_book_discounts_each_year_by_3_5_percent_and_the_first_not_at_all() -> None:
    tables = rows_of("council", settings={"discount_rate": "green-book-2026"}, **ONE)
    assert values_of(tables).discount.tolist() == pytest.approx([1, 1 / 1.035, 1 / 1.035**2])


ONE: Any = {
    "options": [{"id": "a", "lead": "council"}],
    "option_costs": [{"option": "a", "payer": "council", "amount": 1}],
    "option_effects": [{"option": "a", "outcome": "o"}],
}


def four_kinds(**more: Any) -> dict[str, Any]:
    """One place of `a` helps in each of three years; a unit saves the council 10, the DWP 4 of benefits and others 3,
    and is worth 5 to the economy and 20 to people. It costs 7 in the first year."""
    worth = [("fiscal", "council", 10), ("transfer", "dwp", 4), ("fiscal", None, 3), ("economic", None, 5)]
    worth.append(("social", None, 20))
    return rows_of(
        "council dwp",
        settings={"discount_rate": "green-book-2026"},
        options=[{"id": "a", "lead": "council", "places_max": 2}],
        option_costs=[{"option": "a", "payer": "council", "amount": 7}],
        option_effects=[{"option": "a", "outcome": "o", "lasts": 3}],
        unit_values=[{"outcome": "o", "kind": kind, "partner": who, "amount": much} for kind, who, much in worth],
        **more,
    )


def payoffs_of(tables: Tables, released: float = 0.5) -> Payoffs:
    values = values_of(tables)
    return Payoffs(values, possible_starts(values), released)


YEARS = 1 + 1 / 1.035 + 1 / 1.035**2


def test_public_value_holds_every_saving_and_gain_once_and_no_benefits_or_taxes() -> None:
    """(10 + 3 + 5 + 20) a year for three years, less 7."""
    for released in (0, 0.5, 1):
        per_place, fixed = payoffs_of(four_kinds(), released).public_value
        assert (per_place[0], fixed[0]) == pytest.approx((38 * YEARS, -7))


def test_cash_value_is_the_released_share_of_savings_and_of_benefits_less_costs() -> None:
    per_place, fixed = payoffs_of(four_kinds(), 0.25).partner_value("cash")
    assert per_place[0].tolist() == pytest.approx([0.25 * 10 * YEARS, 0.25 * 4 * YEARS])
    assert fixed[0].tolist() == [-7, 0]


def test_remit_value_adds_capacity_freed_and_the_share_of_what_people_gain() -> None:
    """Council: ¼ × 10 cash, half of the ¾ × 10 it frees, and 0.6 of 25; the DWP: ¼ × 4 of benefits, nothing besides."""
    tables = four_kinds(remits=[{"partner": "council", "outcome": "o", "share": 0.6}])
    tables["partners"][0]["own_capacity_value"] = 0.5
    tables["partners"][1]["own_capacity_value"] = 1
    per_place, _ = payoffs_of(tables, 0.25).partner_value("remit")
    assert per_place[0].tolist() == pytest.approx([(2.5 + 3.75 + 15) * YEARS, 1 * YEARS])


def test_benefits_are_released_as_cash_and_never_spendable() -> None:
    payoffs = payoffs_of(four_kinds(), 1)
    assert payoffs.released[0].tolist() == [[10, 10, 10], [0, 0, 0]]
    assert payoffs.released_transfer[0].tolist() == [[0, 0, 0], [4, 4, 4]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [0.5, 0.5, 0.5]),
        ([{"outcome": "o", "share": 0.3}], [0.3, 0.3, 0.3]),
        ([{"share": 0.3}], [0.3, 0.3, 0.3]),
        ([{"share": 0.3}, {"outcome": "o", "share": 0.8}], [0.8, 0.8, 0.8]),
        ([{"outcome": "o", "share": 0.8, "from_year": 2028}], [0, 0.8, 0.8]),
        ([{"share": 0.3}, {"outcome": "o", "share": 0.8, "from_year": 2029}], [0, 0, 0.8]),
        ([{"share": 0.3, "from_year": 2031}], [0, 0, 0]),
        ([{"share": 0.3, "from_year": 2020}], [0.3, 0.3, 0.3]),
        ([{"outcome": "o", "share": 0}], [0, 0, 0]),
    ],
)
def test_known_share_stands_and_the_unknown_one_takes_the_released_share(
    rows: list[dict[str, Any]], expected: list[float]
) -> None:
    """A row for one outcome wins over a row for all; before its first year nothing is released."""
    tables = four_kinds(cashable=[{"partner": "council", **row} for row in rows])
    assert payoffs_of(tables, 0.5).released[0, 0].tolist() == pytest.approx([10 * share for share in expected])


def test_released_share_changes_nothing_where_every_share_is_known() -> None:
    tables = four_kinds(cashable=[{"partner": "council", "share": 0.3}, {"partner": "dwp", "share": 0.1}])
    none, all_ = payoffs_of(tables, 0), payoffs_of(tables, 1)
    assert none.partner_value("cash")[0].tolist() == all_.partner_value("cash")[0].tolist()
    assert none.partner_value("remit")[0].tolist() == all_.partner_value("remit")[0].tolist()


def test_rise_in_own_spending_is_cash_whatever_is_released() -> None:
    tables = four_kinds(cashable=[{"partner": "council", "share": 0.3}])
    tables["option_effects"][0]["change_per_place"] = -1
    for released in (0, 0.5, 1):
        assert payoffs_of(tables, released).released[0].tolist() == [[-10, -10, -10], [0, 0, 0]]
        assert payoffs_of(tables, released).released_transfer[0].tolist() == [[0, 0, 0], [-4, -4, -4]]


def test_later_start_moves_everything_later_and_drops_what_falls_beyond_the_horizon() -> None:
    tables = four_kinds()
    tables["options"][0] |= {"first_start": 2027, "last_start": 2029}
    payoffs = payoffs_of(tables, 1)
    assert payoffs.starts.year == (0, 1, 2)
    assert payoffs.released[:, 0].tolist() == [[10, 10, 10], [0, 10, 10], [0, 0, 10]]
    assert payoffs.cost[1][:, 0].tolist() == pytest.approx([7, 7 / 1.035, 7 / 1.035**2])


def test_option_starts_within_its_window() -> None:
    tables = four_kinds()
    tables["options"][0] |= {"first_start": 2028, "last_start": 2029}
    assert payoffs_of(tables).starts.year == (1, 2)
    tables["options"][0] |= {"first_start": 2028, "last_start": None}
    assert payoffs_of(tables).starts.year == (1,)


def test_savings_count_to_the_horizon_and_not_only_in_the_money_years() -> None:
    tables = four_kinds()
    tables["place"] = [row | {"value": 1} if row["key"] == "money_years" else row for row in tables["place"]]
    assert payoffs_of(tables, 1).partner_value("cash")[0][0, 0] == pytest.approx(10 * YEARS)


def test_value_of_the_database_belongs_to_partners_or_to_bodies_that_are_not_partners() -> None:
    """Whoever sits at the table, an incident of domestic violence (CR2.0) is worth the same."""

    def worth(partners: str) -> tuple[float, float]:
        tables = rows_of(partners, **ONE | {"option_effects": [{"option": "a", "outcome": "CR2.0"}]})
        values = values_of(tables | {"outcomes": []})
        return float(values.fiscal.sum()), float(values.fiscal_elsewhere.sum())

    partly, elsewhere = worth("council")
    both, less_elsewhere = worth("council nhs")
    assert 0 < partly < both
    assert both + less_elsewhere == pytest.approx(partly + elsewhere)


def test_value_given_in_the_place_replaces_the_database_and_is_carried_to_the_price_base() -> None:
    own = four_kinds()
    own["unit_values"] = [{"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 6, "price_year": 2025}]
    own["place"] = [row | {"value": 0.1} if row["key"] == "inflation" else row for row in own["place"]]
    place = place_of(own)
    (line,) = outcome_values(place, place.outcomes[0])
    assert (line.partner, line.original) == ("council", 6)
    assert line.amount == pytest.approx(6 * 1.21)


def test_role_is_one_partners_or_nobodys() -> None:
    def partner(name: str, level: str, role: str = "nhs") -> dict[str, str]:
        return {"id": name, "name": name, "sector": "public", "level": level, "role": role}

    def stands_for(*rows: dict[str, str]) -> str | None:
        place: Place = place_of(
            rows_of(
                rows,
                options=[{"id": "a", "lead": rows[0]["id"]}],
                option_costs=[{"option": "a", "payer": rows[0]["id"], "amount": 1}],
                option_effects=[{"option": "a", "outcome": "o"}],
            )
        )
        return partner_of_role(place.partners, "nhs")

    trust, board = partner("trust", "local"), partner("board", "national")
    assert stands_for(trust, board) == "trust"
    assert stands_for(board, partner("council", "local", "council")) == "board"
    assert stands_for(trust, partner("trust 2", "local")) is None
    assert stands_for(partner("council", "local", "council")) is None


# Lenses. Baseline 10, target 0 in three years along a line: 10/3, 20/3, 10 units; undiscounted 20.


def weighed(*outcomes: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """One place of `a` changes each outcome by one unit in the first year; a unit of `o` is worth 30, of `p` 5."""
    return rows_of(
        "council",
        settings=settings,
        options=[{"id": "a", "lead": "council"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 2}],
        option_effects=[{"option": "a", "outcome": row["id"]} for row in outcomes],
        outcomes=[{"name": row["id"], **row} for row in outcomes],
        unit_values=[
            {"outcome": row["id"], "kind": "social", "amount": {"o": 30, "p": 5}[row["id"]]}
            for row in outcomes
            if row["id"] in ("o", "p")
        ],
    )


def weights(share: float, baseline: float | None = 10, target: float | None = 0, national: float | None = None) -> Any:
    return {
        "baseline": baseline,
        "target": target,
        "residents_weight": share,
        "national_weight": share if national is None else national,
    }


def test_swing_runs_in_a_line_to_the_target_and_is_discounted() -> None:
    plain = values_of(weighed({"id": "o", **weights(1)}))
    assert discounted_swing(plain).tolist() == pytest.approx([20])
    discounted = values_of(weighed({"id": "o", **weights(1)}, discount_rate="green-book-2026"))
    assert discounted_swing(discounted)[0] == pytest.approx(10 / 3 * (1 + 2 / 1.035 + 3 / 1.035**2))


def test_weights_of_what_a_swing_is_worth_give_public_value() -> None:
    """Full swings are worth 30 × 20 = 600 and 5 × 20 = 100. Weights 6/7 and 1/7 say the same, so nothing changes."""
    payoffs = payoffs_of(weighed({"id": "o", **weights(6 / 7)}, {"id": "p", **weights(1 / 7)}))
    residents = weighted_lens(payoffs, which="residents")
    assert residents.per_place[0] == pytest.approx(public_lens(payoffs).per_place[0]) == pytest.approx(35)
    assert residents.fixed[0] == -2


def test_weights_attach_to_the_swing_and_the_scale_keeps_the_total() -> None:
    """Equal weights: 700 for both swings, 350 each, 350 ÷ 20 = 17.50 a unit."""
    payoffs = payoffs_of(weighed({"id": "o", **weights(0.5)}, {"id": "p", **weights(0.5)}))
    assert swings(payoffs.values, which="residents").scale == pytest.approx(700)
    assert weighted_lens(payoffs, which="residents").per_place[0] == pytest.approx(2 * 17.5)


def test_outcome_without_a_value_takes_that_of_its_swing() -> None:
    """`q` has no value in pounds and half the weight; `o` has the other half and 600: W is 1,200, `q` 600 ÷ 20."""
    payoffs = payoffs_of(weighed({"id": "o", **weights(0.5)}, {"id": "q", **weights(0.5)}))
    assert weighted_lens(payoffs, which="residents").per_place[0] == pytest.approx(30 + 30)
    assert public_lens(payoffs).per_place[0] == pytest.approx(30)


def test_outcome_without_a_swing_is_left_out_of_the_lens() -> None:
    payoffs = payoffs_of(weighed({"id": "o", **weights(1)}, {"id": "p", **weights(0, baseline=None)}))
    assert weighted_lens(payoffs, which="residents").per_place[0] == pytest.approx(30)
    assert public_lens(payoffs).per_place[0] == pytest.approx(35)


def test_lens_without_a_valued_outcome_is_public_value_and_says_so() -> None:
    lens = weighted_lens(payoffs_of(weighed({"id": "q", **weights(1)})), which="residents")
    assert lens.is_public_value
    assert (lens.per_place[0], lens.fixed[0]) == (0, -2)


def test_mandate_mixes_residents_and_national_weights() -> None:
    """Residents weigh only `o` (600 ÷ 20 = 30 a unit), the nation only `p` (5 a unit)."""
    outcomes = ({"id": "o", **weights(1, national=0)}, {"id": "p", **weights(0, national=1)})
    per_place = [mandate(payoffs_of(weighed(*outcomes, national_share=mix))).per_place[0] for mix in (0, 0.25, 1)]
    assert per_place == pytest.approx([30, 0.75 * 30 + 0.25 * 5, 5])


def test_worse_counts_against_in_every_lens() -> None:
    tables = weighed({"id": "o", **weights(1)})
    tables["option_effects"][0]["change_per_place"] = -1
    payoffs = payoffs_of(tables)
    assert weighted_lens(payoffs, which="residents").per_place[0] == pytest.approx(-30)
    assert public_lens(payoffs).per_place[0] == pytest.approx(-30)


def test_arrays_are_finite_and_known_shares_are_shares() -> None:
    values = values_of(four_kinds(cashable=[{"partner": "council", "share": 0.3}]))
    for name in ("units", "cost_place", "cost_fixed", "fiscal", "transfer", "economic", "social", "remit", "discount"):
        assert np.isfinite(getattr(values, name)).all()
    assert np.nanmin(values.cashable) >= 0
    assert np.nanmax(values.cashable) <= 1
