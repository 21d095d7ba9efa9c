"""School emotional learning, by hand: the figures of docs/explanation/examples.md, by slow enumeration.

£ a child, present values at 3.5 %, ten years. m is the share of claimed savings released.
"""

import pytest
from slow_deal import SlowDeal

from build_examples import examples

ALONE = examples()["school-emotional-learning"]
ALL_FOUR = examples()["school-emotional-learning-four-signatories"]
COST, SCHOOL, JUSTICE, NHS, COUNCIL = 132, 166.2244029, 1_605.7677641, 1_005.2159188, 20.1336428
TOTAL = SCHOOL + JUSTICE + NHS + COUNCIL

# Where the rest would just carry on without: nobody; the council; the NHS; both; justice; all three.
WHOLE = COST / TOTAL
WITHOUT_COUNCIL = COST / (TOTAL - COUNCIL)
WITHOUT_NHS = COST / (TOTAL - NHS)
WITHOUT_BOTH = COST / (TOTAL - NHS - COUNCIL)
WITHOUT_JUSTICE = COST / (TOTAL - JUSTICE)
SCHOOL_ALONE = COST / SCHOOL


def top_up(tables: object, m: float, *, carry_on: bool) -> float:
    """K a child for 1,000 children."""
    slow = SlowDeal(tables, m)  # type: ignore[arg-type]
    value = slow.alone_while_the_rest_carry_on if carry_on else slow.alone
    return max(0.0, slow.needed(value) - slow.total({"sel"}, slow.partners)) / 1_000


def test_break_evens_are_79_41_and_4_72_percent() -> None:
    ends = [WHOLE, WITHOUT_COUNCIL, WITHOUT_NHS, WITHOUT_BOTH, WITHOUT_JUSTICE, SCHOOL_ALONE]
    assert [round(100 * end, 2) for end in ends] == [4.72, 4.75, 7.37, 7.45, 11.08, 79.41]


def test_slit_and_pairs_are_where_the_docs_put_them() -> None:
    pairs = [COST / (TOTAL - JUSTICE - COUNCIL), COST / (TOTAL - JUSTICE - NHS)]
    assert [round(100 * end, 2) for end in pairs] == [11.27, 70.83]
    most_in_the_slit = COST - WITHOUT_NHS * (SCHOOL + JUSTICE)
    assert most_in_the_slit == pytest.approx(1.48, abs=0.005)


def test_at_half_the_school_is_48_89_a_child_short() -> None:
    assert SlowDeal(ALONE, 0.5).worth["sel"]["school"] / 1_000 == pytest.approx(-48.89, abs=0.005)


@pytest.mark.parametrize("m", [0.0473, 0.0476, 0.06, 0.0740, 0.0800, 0.12, 0.5, 0.79, 0.80, 1.0])
def test_if_leavers_lose_the_benefit_it_holds_from_the_break_even_of_the_whole_up(m: float) -> None:
    assert top_up(ALONE, m, carry_on=False) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("m", [0.0, 0.02, 0.0471])
def test_below_that_it_needs_what_is_missing(m: float) -> None:
    missing = COST - m * TOTAL
    assert top_up(ALONE, m, carry_on=False) == pytest.approx(missing, abs=1e-6)
    assert top_up(ALONE, m, carry_on=True) == pytest.approx(missing, abs=1e-6)


@pytest.mark.parametrize("m", [0.1109, 0.1128, 0.2, 0.5, 0.7082, 0.7084, 0.7940])
def test_if_leavers_keep_it_the_deal_fails_in_the_band_by_exactly_the_gap_of_the_school(m: float) -> None:
    assert WITHOUT_JUSTICE < m < SCHOOL_ALONE
    assert top_up(ALONE, m, carry_on=True) == pytest.approx(COST - m * SCHOOL, abs=1e-6)


@pytest.mark.parametrize("m", [0.0473, 0.0476, 0.06, 0.0736, 0.0745, 0.09, 0.1107, 0.7942, 0.9, 1.0])
def test_outside_the_band_it_holds_even_if_leavers_keep_it(m: float) -> None:
    assert top_up(ALONE, m, carry_on=True) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("m", [0.0738, 0.0740, 0.0744])
def test_between_7_37_and_7_45_percent_nhs_and_council_would_each_but_not_both_ride_free(m: float) -> None:
    assert WITHOUT_NHS < m < WITHOUT_BOTH
    assert top_up(ALONE, m, carry_on=True) == pytest.approx(COST - m * (SCHOOL + JUSTICE), abs=1e-6)


@pytest.mark.parametrize("m", [0.02, 0.0473, 0.0740, 0.09, 0.12, 0.5, 0.79, 0.80, 1.0])
def test_with_four_signatories_both_beliefs_are_the_same(m: float) -> None:
    missing = max(0.0, COST - m * TOTAL)
    assert top_up(ALL_FOUR, m, carry_on=False) == pytest.approx(missing, abs=1e-6)
    assert top_up(ALL_FOUR, m, carry_on=True) == pytest.approx(missing, abs=1e-6)
