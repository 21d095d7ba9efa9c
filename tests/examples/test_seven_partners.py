"""Seven partners, twelve options: what docs/explanation/examples.md works out by hand, and the story it tells."""

from functools import cache

import numpy as np
import pytest

from build_examples import EXAMPLES
from goodplace.agree.deal import Deal, strike
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import Plan, PlanModel
from goodplace.choose.value import value_place
from goodplace.formats.read_place import read_place
from goodplace.place.place import Place


@cache
def the_place() -> Place:
    place, _ = read_place(EXAMPLES / "seven-partners.xlsx")
    return place


def payoffs(released: float) -> Payoffs:
    values = value_place(the_place())
    return Payoffs(values, possible_starts(values), released)


@cache
def deal(released: float) -> Deal:
    return strike(PlanModel(payoffs(released)), "cash", every_group=False)


def per_place(option: str, released: float) -> dict[str, float]:
    """£ PV a place by partner, started in the first year; partners it doesn't touch left out."""
    at = payoffs(released)
    n = list(zip(at.starts.option, at.starts.year, strict=True)).index((the_place().option_index[option], 0))
    worth = at.partner_value("cash")[0][n]
    return {partner: round(float(worth[i]), 2) for partner, i in the_place().partner_index.items() if worth[i]}


def started(plan: Plan) -> set[str]:
    starts = possible_starts(value_place(the_place()))
    return {the_place().options[starts.option[n]].id for n in np.flatnonzero(plan.places > 1e-6)}


def short(deal: Deal) -> set[str]:
    return {partner for partner, i in the_place().partner_index.items() if deal.own[i] < -1}


def test_job_support_saves_work_and_pensions_what_the_nhs_pays_for() -> None:
    assert per_place("work_placement", 0.5) == {"dwp": 6_262.25, "nhs": -1_127.41}


def test_drug_treatment_breaks_even_for_its_partners_at_74_percent() -> None:
    everything = per_place("drug_treatment", 1.0)
    assert everything == {"council": -7_447.98, "justice": 4_187.40, "nhs": 5_874.99}
    assert round(7_447.98 / (4_187.40 + 5_874.99), 4) == 0.7402


def test_at_half_three_partners_are_short_and_only_work_and_pensions_pays() -> None:
    half = deal(0.5)
    assert started(half.chosen) == {"abuse_advisers", "group_conference", "work_placement"}
    assert short(half) == {"nhs", "police", "voluntary"}
    assert half.proposal is not None
    payers = {the_place().partners[payment.payer].id for payment in half.proposal.payments if payment.pv > 1}
    assert payers == {"dwp"}
    assert half.proposal.needs == pytest.approx(0, abs=1)


def test_what_residents_want_most_would_need_more_than_three_million_from_outside() -> None:
    assert deal(0.5).headline.top_up == pytest.approx(3_296_000, abs=1_000)
    assert started(deal(0.5).best) > {"housing_first", "drug_treatment", "coordinated_help"}


def test_drug_treatment_joins_what_all_would_sign_between_half_and_three_quarters() -> None:
    assert "drug_treatment" not in started(deal(0.5).chosen)
    assert "drug_treatment" in started(deal(0.75).chosen)


@pytest.mark.parametrize("released", [0.0, 0.5, 1.0])
def test_options_with_no_effect_found_are_never_in_a_plan(released: float) -> None:
    null = {"keyworker_2012", "multisystemic", "nurse_partnership"}
    assert (started(deal(released).best) | started(deal(released).chosen)) & null == set()
