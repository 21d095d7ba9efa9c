"""The published totals of the three real cases come back out of the workbooks.

Sources: School emotional learning: Unit Cost Database v1.4, SS16.0 and E&S4.0 (read). Family Drug and Alcohol Court:
justiceinnovation.org, basw.co.uk, communitycare.co.uk on the study of 2014/15 (read). Family Safeguarding:
innovationcsc.co.uk (read).
"""

from collections import defaultdict

import pytest
from slow_deal import SlowDeal

from build_examples import EXAMPLES, Tables, examples
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.value import value_place
from goodplace.formats.read_place import read_place

ALL = examples()
SCHOOL = ALL["school-emotional-learning"]
COURT = ALL["family-drug-alcohol-court"]
SAFEGUARDING = ALL["family-safeguarding"]


def saved_by_year(tables: Tables) -> dict[str, dict[int, float]]:
    """£ by outcome and year since start (1 is the first), all places taken, undiscounted."""
    places = {row["id"]: float(row["places_max"]) for row in tables["options"]}
    saved: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in tables["option_effects"]:
        first = int(row["year"]) + int(row["lag"])
        for year in range(first, first + int(row["lasts"])):
            saved[str(row["outcome"])][year] += float(row["change_per_place"]) * places[row["option"]]
    return saved


def cumulative(by_year: dict[int, float], year: int) -> float:
    return sum(amount for at, amount in by_year.items() if at <= year)


@pytest.mark.parametrize(
    ("outcome", "published"),
    [
        ("justice_costs", (14, 1_139, 1_849)),
        ("nhs_costs", (39, 751, 1_148)),
        ("education_costs", (26, 135, 186)),
        ("council_costs", (4, 13, 23)),
    ],
)
def test_school_savings_pass_through_the_published_points(outcome: str, published: tuple[int, int, int]) -> None:
    by_year = saved_by_year(SCHOOL)[outcome]
    assert tuple(round(cumulative(by_year, year) / 1_000, 6) for year in (1, 5, 10)) == published


def test_school_totals_are_83_2038_and_3206_public_and_6958_economic_a_child() -> None:
    saved = saved_by_year(SCHOOL)
    public = [by_year for outcome, by_year in saved.items() if outcome != "wider_gains"]
    totals = [sum(cumulative(by_year, year) for by_year in public) for year in (1, 5, 10)]
    assert [round(total / 1_000, 6) for total in totals] == [83, 2_038, 3_206]
    assert cumulative(saved["wider_gains"], 10) / 1_000 == pytest.approx(6_958, abs=0.005)


def test_justice_and_health_have_93_percent_of_what_the_school_saves() -> None:
    saved = {outcome: sum(by_year.values()) for outcome, by_year in saved_by_year(SCHOOL).items()}
    assert (saved["justice_costs"] + saved["nhs_costs"]) / 3_206_000 == pytest.approx(0.93, abs=0.006)


def test_school_present_values_are_those_of_the_hand_calculation() -> None:
    everyone = SlowDeal(SCHOOL, 1.0).worth["sel"]
    per_child = {partner: worth / 1_000 + (132 if partner == "school" else 0) for partner, worth in everyone.items()}
    assert {partner: round(worth, 2) for partner, worth in per_child.items()} == {
        "school": 166.22,
        "justice": 1_605.77,
        "nhs": 1_005.22,
        "council": 20.13,
    }


def test_court_saves_1_29m_for_0_56m_with_2_30_for_each_pound() -> None:
    saved = sum(sum(by_year.values()) for by_year in saved_by_year(COURT).values())
    cost = float(COURT["option_costs"][0]["amount"])
    assert (round(saved, 2), cost) == (1_290_000.00, 560_000)
    assert round(saved / cost, 2) == 2.30
    assert round((saved - cost) / 1e6, 2) == 0.73
    assert (saved - cost) / 46 == pytest.approx(15_850, abs=46)  # published figures are rounded to £10,000 in all


def test_court_saves_more_than_it_cost_within_two_years_and_not_within_one() -> None:
    saved = saved_by_year(COURT)
    by = {year: sum(cumulative(by_year, year) for by_year in saved.values()) for year in (1, 2, 5)}
    assert by[1] < 560_000 < by[2]
    assert set(saved["care_costs"]) == {1, 2, 3, 4, 5}


def test_court_keeps_the_proportions_of_its_published_parts() -> None:
    saved = {outcome: sum(by_year.values()) for outcome, by_year in saved_by_year(COURT).items()}
    scale = 1.29 / 1.31652
    assert saved["care_costs"] / 46 == pytest.approx(17_220 * scale)
    assert saved["legal_costs"] / 46 == pytest.approx(6_400 * scale)
    assert (saved["health_costs"] + saved["crime_costs"]) / 46 == pytest.approx(5_000 * scale)


def test_safeguarding_saves_its_published_sums_in_the_published_shares() -> None:
    saved = {outcome: round(sum(by_year.values()), 2) for outcome, by_year in saved_by_year(SAFEGUARDING).items()}
    assert saved == {"care_costs": 2_600_000, "police_costs": 107_000, "nhs_costs": 200_000}
    shares = {outcome: round(100 * amount / sum(saved.values()), 1) for outcome, amount in saved.items()}
    assert shares == {"care_costs": 89.4, "police_costs": 3.7, "nhs_costs": 6.9}


def test_one_year_of_safeguarding_leaves_1_893m_of_the_award_uncovered_even_if_all_is_released() -> None:
    slow = SlowDeal(SAFEGUARDING, 1.0)
    assert slow.total({"fs"}, slow.partners) == pytest.approx(-1_893_000, abs=0.01)


def test_five_years_of_safeguarding_would_pay_for_it_from_35_percent_up() -> None:
    lasting = SlowDeal(ALL["family-safeguarding-lasting"], 1.0)
    saved = lasting.total({"fs"}, lasting.partners) + 4_800_000
    assert saved == pytest.approx(2_907_000 * sum(1.035**-t for t in range(5)))
    assert round(4_800_000 / saved, 3) == 0.353


@pytest.mark.parametrize("released", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", sorted(set(ALL) - {"seven-partners"}))
def test_engine_gives_every_partner_what_the_slow_sum_gives(name: str, released: float) -> None:
    place, _ = read_place(EXAMPLES / f"{name}.xlsx")
    values = value_place(place)
    per_place, fixed = Payoffs(values, possible_starts(values), released).partner_value("cash")
    (option,) = place.options
    worth = dict(zip(place.partner_index, per_place[0] * option.places_max + fixed[0], strict=True))
    assert worth == pytest.approx(SlowDeal(ALL[name], released).worth[option.id], abs=0.005)
