"""The school's example, from its workbook to the deal, against the hand calculation below.

£ a child, present values at 3.5 %, ten years (1,000 children; each figure of the program divided by 1,000). What each
saves: school 166.2244, justice 1,605.7678, NHS 1,005.2159, council 20.1336, all 2,797.3417. The school pays 132 and is
the only signatory; m of every saving is released.

*If the start condition holds*, a group without the school has 0, and one with it what it saves less 132, or 0. All
together have 2,797.34 m − 132, so the deal holds from 132 ÷ 2,797.34 = 4.72 % up; below, that is what is missing.

*If the rest carry on*, a partner that leaves keeps m times its saving as long as the others still gain by going on:
from 132 ÷ (2,797.34 − its saving) up. That is 4.75 % for the council, 7.366 % for the NHS (132 ÷ 1,792.1259), 7.449 %
for both of them together (132 ÷ 1,771.9922) and 11.08 % for justice (132 ÷ 1,191.5740).

- Above 11.08 % each of the three rides free by itself and wants m times its saving; the school wants 0. They have
  2,797.34 m − 132: short by 132 − 166.22 m, the school's gap, until it breaks even at 132 ÷ 166.22 = 79.41 %.
- From 7.449 % to 11.08 % the NHS and the council want theirs, and justice, without which nobody goes on, pays with
  the school: 1,771.99 m ≥ 132. It holds.
- From 7.366 % to 7.449 % the NHS and the council want theirs too, each by itself, and now 1,771.99 m < 132: short by
  132 − 1,771.99 m, 1.48 at most. (Both together would stop the rest; it is the claim of each alone that binds.)
- Below 7.366 % only the council rides free: the others have 2,777.21 m − 132, enough from 4.75 % up, and below that
  nobody rides free.

With all four as signatories nothing runs when anybody leaves, and the two beliefs give the same.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from goodplace.agree.deal import Deal, strike
from goodplace.agree.verify import verify_proposal
from goodplace.choose.best import cash_position
from goodplace.choose.lenses import public_lens
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import PlanModel, lens_value
from goodplace.choose.value import Values, value_place
from goodplace.choose.verify import verify_plan
from goodplace.formats.read_place import read_place

EXAMPLES = Path(__file__).parents[2] / "examples"
COST = 132.0
COUNCIL, JUSTICE, NHS, SCHOOL = 20.1336428, 1_605.7677641, 1_005.2159188, 166.2244029  # in key order of the partners
TOTAL = COUNCIL + JUSTICE + NHS + SCHOOL
WHOLE, NHS_RIDES, NHS_AND_COUNCIL, JUSTICE_RIDES, SCHOOL_ALONE = (
    COST / saving for saving in (TOTAL, TOTAL - NHS, SCHOOL + JUSTICE, TOTAL - JUSTICE, SCHOOL)
)


@cache
def values(name: str) -> Values:
    return value_place(read_place(EXAMPLES / f"{name}.xlsx")[0])


@cache
def deal(m: float, name: str = "school-emotional-learning") -> Deal:
    place = values(name)
    return strike(PlanModel(Payoffs(place, possible_starts(place), m)), "cash", every_group=True)


def top_up(m: float, *, carry_on: bool, name: str = "school-emotional-learning") -> float:
    belief = "rest_carry_on" if carry_on else "start_condition"
    return deal(m, name).standings[belief].top_up / 1_000  # type: ignore[index]


def test_partners_save_what_the_hand_calculation_says() -> None:
    claimed = cash_position(deal(0.5).model, deal(0.5).best).claimed / 1_000
    assert claimed == pytest.approx([COUNCIL, JUSTICE, NHS, SCHOOL], abs=1e-6)


def test_school_breaks_even_at_79_41_and_all_together_at_4_72_percent() -> None:
    position = cash_position(deal(0.5).model, deal(0.5).best)
    *others, school = position.break_even()
    together = position.break_even_together()
    assert others == [0.0, 0.0, 0.0]
    assert (school, together) == pytest.approx((SCHOOL_ALONE, WHOLE))
    assert [f"{share:.2%}" for share in (school or 0, together or 0)] == ["79.41%", "4.72%"]


def test_at_half_the_school_is_48_89_a_child_short_and_that_is_the_least_payment() -> None:
    at_half = deal(0.5)
    assert f"{at_half.own[3] / 1_000:.2f}" == "-48.89"
    assert at_half.verdict == "holds"
    assert at_half.proposal is not None
    assert at_half.proposal.needs == 0
    assert f"{at_half.proposal.gross / 1_000:.2f}" == "48.89"
    assert at_half.proposal.split[3] == pytest.approx(0, abs=0.01)
    assert verify_plan(at_half.model, at_half.chosen) == verify_proposal(at_half) == []


def test_least_payment_is_about_5_680_a_year_in_real_terms() -> None:
    """48,887.80 ÷ (1 + 1.035⁻¹ + … + 1.035⁻⁹) = 5,679.58; in the cash of each year after it more."""
    at_half = deal(0.5)
    assert at_half.proposal is not None
    cash = np.sum([payment.cash for payment in at_half.proposal.payments], axis=0)
    real = cash / at_half.model.payoffs.values.cash_factor
    assert real == pytest.approx([5_679.58] * 10, abs=0.05)


@pytest.mark.parametrize("m", [0.0473, 0.0476, 0.06, 0.0740, 0.08, 0.12, 0.5, 0.79, 0.80, 1.0])
def test_under_the_start_condition_it_holds_from_the_break_even_of_the_whole_up(m: float) -> None:
    assert m > WHOLE
    assert deal(m).verdict == "holds"
    assert top_up(m, carry_on=False) == 0
    assert verify_proposal(deal(m)) == []


@pytest.mark.parametrize("m", [0.0, 0.02, 0.0471, 0.04718])
def test_below_it_what_is_missing_is_named(m: float) -> None:
    assert m < WHOLE
    assert deal(m).verdict == "no_deal"
    for carry_on in (False, True):
        assert top_up(m, carry_on=carry_on) == pytest.approx(COST - m * TOTAL, abs=1e-4)


@pytest.mark.parametrize("m", [0.1109, 0.1128, 0.2, 0.5, 0.7082, 0.7084, 0.7940])
def test_if_the_rest_carry_on_it_fails_in_the_band_by_exactly_the_gap_of_the_school(m: float) -> None:
    assert JUSTICE_RIDES < m < SCHOOL_ALONE
    assert deal(m).standings["rest_carry_on"].signable is None
    assert top_up(m, carry_on=True) == pytest.approx(COST - m * SCHOOL, abs=1e-4)
    if m < 0.79:  # nearer to the end they ride for less than counts
        assert deal(m).free_riders() == [0, 1, 2]


@pytest.mark.parametrize("m", [0.07367, 0.0740, 0.07448])
def test_if_the_rest_carry_on_it_fails_in_the_slit_where_school_and_justice_are_not_enough(m: float) -> None:
    assert NHS_RIDES < m < NHS_AND_COUNCIL
    assert deal(m).standings["rest_carry_on"].signable is None
    assert top_up(m, carry_on=True) == pytest.approx(COST - m * (SCHOOL + JUSTICE), abs=1e-4)
    assert {0, 2} <= set(deal(m).free_riders())


@pytest.mark.parametrize("m", [0.0473, 0.0476, 0.06, 0.07365, 0.07450, 0.09, 0.1107, 0.7942, 0.9, 1.0])
def test_outside_both_it_holds_even_if_the_rest_carry_on(m: float) -> None:
    assert deal(m).standings["rest_carry_on"].signable is not None
    assert top_up(m, carry_on=True) == pytest.approx(0, abs=1e-4)


def test_ends_of_the_bands_are_those_of_the_hand_calculation() -> None:
    ends = (WHOLE, NHS_RIDES, NHS_AND_COUNCIL, JUSTICE_RIDES, SCHOOL_ALONE)
    assert [f"{end:.3%}" for end in ends] == ["4.719%", "7.366%", "7.449%", "11.078%", "79.411%"]


@pytest.mark.parametrize("m", [0.0, 0.0471, 0.0473, 0.0740, 0.09, 0.12, 0.5, 0.79, 0.80, 1.0])
def test_with_four_signatories_both_beliefs_are_the_same(m: float) -> None:
    four = deal(m, "school-emotional-learning-four-signatories")
    groups = four.values["start_condition"].groups
    by_belief = [four.values[belief].exact(groups) for belief in ("start_condition", "rest_carry_on")]
    assert by_belief[0].tolist() == by_belief[1].tolist() == [0] * len(groups)
    for carry_on in (False, True):
        missing = max(0.0, COST - m * TOTAL)
        found = top_up(m, carry_on=carry_on, name="school-emotional-learning-four-signatories")
        assert found == pytest.approx(missing, abs=1e-4)
    assert four.free_riders() == []


def test_public_value_is_8_736_43_a_child_for_every_released_share() -> None:
    """2,797.34 saved + 6,071.09 of economic gains − 132."""
    worth = {m: lens_value(public_lens(deal(m).model.payoffs), deal(m).best) / 1_000 for m in (0.0, 0.5, 0.8, 1.0)}
    assert {f"{amount:.2f}" for amount in worth.values()} == {"8736.43"}
    assert len({round(amount, 9) for amount in worth.values()}) == 1
