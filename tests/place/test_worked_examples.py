"""The worked examples W1 to W19 that concern prices and unit values, to the penny, from the shipped tables."""

import pytest

from goodplace.place.prices import capital_bounds, capital_optimism_bias, deflator, discount_factors
from goodplace.place.unit_values import Money, unit_cost, value_lines

BUDGET_2015 = deflator("budget-2015-03")


def fiscal(code: str) -> Money:
    """The published fiscal value of a code, in its own price year."""
    money = unit_cost(code).fiscal
    assert money is not None
    return money


def parts(code: str) -> dict[str, float]:
    """The published parts of a headline as published, by code of the part."""
    lines = value_lines(code, price_base=2013, index=BUDGET_2015)
    return {line.code: line.original.amount for line in lines if line.part == "part"}


def test_w01_discount_factors_at_the_standard_rate() -> None:
    factors = discount_factors("green-book-2026", 32)
    assert [round(f, 4) for f in factors[:6]] == [1.0, 0.9662, 0.9335, 0.9019, 0.8714, 0.8420]
    assert [round(factors[t], 4) for t in (10, 30, 31)] == [0.7089, 0.3563, 0.3459]
    assert factors[31] == pytest.approx(factors[30] / 1.03, rel=1e-14)


def test_w02_discounting_bends_where_the_rate_falls() -> None:
    factors = discount_factors("green-book-2026", 77)
    assert factors[75] == pytest.approx(1 / (1.035**30 * 1.03**45), rel=1e-13)
    assert factors[76] == pytest.approx(factors[75] / 1.025, rel=1e-14)


def test_w03_net_present_value_of_thirty_a_year() -> None:
    assert round(float(discount_factors("green-book-2026", 6) @ [-100, 30, 30, 30, 30, 30]), 4) == 35.4516


def test_w04_green_book_2003_options_a_and_b() -> None:
    factors = discount_factors("green-book-2026", 5)
    assert round(float(factors @ [-10, 2.5, 2.5, 2.5, 2.5]), 2) == -0.82
    assert round(float(factors @ [-5, 1.5, 1.5, 1.5, 1.5]), 2) == 0.51


def internal_rate(flows: list[float]) -> float:
    """The rate at which the flows are worth nothing today, by bisection: they change sign once."""
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        worth = sum(flow / (1 + middle) ** t for t, flow in enumerate(flows))
        low, high = (middle, high) if worth > 0 else (low, middle)
    return low


def test_w05_aos_investment_with_the_first_year_discounted() -> None:
    factors = discount_factors("review-2026-recommended", 21)[1:]  # 3 %, and year 1 discounted as spreadsheets do
    benefit, cost = 500 * factors.sum(), 3000 * factors[0]
    assert (round(benefit, 2), round(cost, 2)) == (7438.74, 2912.62)
    assert (round(benefit / cost, 2), round(benefit - cost)) == (2.55, 4526)
    assert round(100 * internal_rate([-2500.0] + [500.0] * 19), 2) == 19.30


def test_w06_capital_optimism_bias_once_mitigated() -> None:
    upper, lower = capital_bounds("non-standard buildings")
    left = capital_optimism_bias(upper, mitigated=0.92, lower=lower)
    assert (upper, lower) == (0.51, 0.04)
    assert round(left, 4) == 0.0408
    assert round(100 * (1 + round(left, 2))) == 104
    assert round(100 * (1 + round(left, 2))) + 7 == 111


def test_w07_uprating_500_from_2002_03() -> None:
    cost = fiscal("CR1.0")
    assert cost == (500, 2002)
    assert round(BUDGET_2015.uprate(cost.amount, cost.year, 2015), 7) == 673.2312183


def test_w08_uprating_38_43_from_2013_14() -> None:
    cost = fiscal("CR9.0")
    assert cost == (38.43, 2013)
    assert round(BUDGET_2015.uprate(cost.amount, cost.year, 2015), 8) == 39.63047634


def test_w09_uprating_609_from_2010_11() -> None:
    cost = fiscal("CR8.0")
    assert cost == (609, 2010)
    assert round(BUDGET_2015.uprate(cost.amount, cost.year, 2015), 7) == 663.3739707


def test_w10_domestic_violence_parts_make_the_headline() -> None:
    assert sorted(parts("CR2.0").values()) == [110, 193, 415, 581, 1171]
    assert sum(parts("CR2.0").values()) == fiscal("CR2.0").amount == 2470


def test_w11_complex_eviction_parts_make_6679_88() -> None:
    assert round(sum(parts("HO1.0").values()), 2) == 6679.88
    assert fiscal("HO1.0").amount == 6680
    assert parts("HO1.0")["HO1.0.6"] == 2 * fiscal("HO1.0.6").amount == 2 * 162.44


def test_w12_homelessness_application_parts_make_2501_30() -> None:
    assert round(sum(parts("HO3.0").values()), 2) == 2501.30
    assert fiscal("HO3.0").amount == 2501
    assert parts("HO3.0")["HO3.0.3"] == 4 * 334.95


def test_w13_drug_misuse_parts_are_uprated_before_they_are_added() -> None:
    lines = value_lines("HE2.0", price_base=2013, index=BUDGET_2015)
    uprated = [line.amount for line in lines if line.kind == "fiscal" and line.part == "part"]
    assert round(sum(uprated), 1) == 3613.7
    assert fiscal("HE2.0") == (3614, 2013)


@pytest.mark.parametrize(
    ("code", "fiscal_case", "public_value"),
    [("E&E1.0", 9800, 14610), ("E&E2.0", 8632, 13700), ("E&E3.0", 7570, 9267)],
)
def test_w14_benefit_payments_count_in_the_fiscal_case_and_not_in_public_value(
    code: str, fiscal_case: float, public_value: float
) -> None:
    lines = value_lines(code, price_base=2012)
    assert sum(line.amount for line in lines if line.kind in ("fiscal", "transfer")) == pytest.approx(fiscal_case)
    assert sum(line.amount for line in lines if line.kind != "transfer") == pytest.approx(public_value)


def test_w15_truancy_without_alternative_education_and_without_social_services() -> None:
    of_truancy = parts("E&S1.0")
    del of_truancy["E&S1.0.1"]
    assert f"{sum(of_truancy.values()):.0f}" == "803"
    assert sum(round(amount + 1e-9) for amount in of_truancy.values()) == 804
    del of_truancy["E&S1.0.4"]
    assert sum(of_truancy.values()) == 475.5
    assert f"{sum(of_truancy.values()) + 1e-9:.0f}" == "476"


def test_w16_very_high_cost_care_by_the_workbooks_formula() -> None:
    annual = 510_536 / 87 * 52 + 1_310
    assert round(annual, 2) == 306_457.95
    assert fiscal("SS1.4.2") == (round(annual), 2010)


def test_w17_parenting_programme_mostly_in_groups() -> None:
    group, alone = fiscal("SS15.0").amount, fiscal("SS15.1").amount
    assert round(0.8 * group + 0.2 * alone, 1) == 1177.2


def test_w19_alcohol_dependency_social_value() -> None:
    assert unit_cost("HE1.0").social == (round(0.0233 * 60_000, 2), 2009) == (1398, 2009)
