"""The hand-worked figures of the small places agree with a slow enumeration of every plan and group."""

import pytest
from slow_deal import SlowDeal
from small_places import (
    Deal,
    Tables,
    lawful_channels_stop_it,
    never_by_remit,
    nothing_signable,
    only_with_a_top_up,
)

REMIT_TABLES, BY_CASH, BY_REMIT = never_by_remit()
PLACES = [
    pytest.param(*only_with_a_top_up(), False, id="only with a top-up"),
    pytest.param(*nothing_signable(), False, id="nothing is signable"),
    pytest.param(REMIT_TABLES, BY_CASH, False, id="signed in cash"),
    pytest.param(REMIT_TABLES, BY_REMIT, True, id="never by remit"),
    pytest.param(*lawful_channels_stop_it(), False, id="channels stop it"),
]


def public_value(slow: SlowDeal, plan: frozenset[str]) -> float:
    """All savings, released or not, and all social value, less costs."""
    everyone = SlowDeal(slow.tables, 1.0)
    wider = sum(
        everyone.units(effect) * float(str(value["amount"]))
        for effect in slow.tables["option_effects"]
        for value in slow.tables["unit_values"]
        if effect["option"] in plan and value["outcome"] == effect["outcome"] and value["kind"] == "social"
    )
    return everyone.total(plan, everyone.partners) + wider


@pytest.mark.parametrize(("tables", "deal", "by_remit"), PLACES)
def test_hand_worked_deals_agree_with_a_slow_enumeration(tables: Tables, deal: Deal, by_remit: bool) -> None:
    slow = SlowDeal(tables, 1.0, by_remit)
    assert {tuple(sorted(group)): slow.alone(group) for group in slow.groups()} == deal.alone
    assert slow.needed(slow.alone) == pytest.approx(deal.needed)
    plans = slow.plans(slow.partners)
    assert max(plans, key=lambda plan: public_value(slow, plan)) == deal.best
    assert slow.total(deal.best, slow.partners) == pytest.approx(deal.total)
    assert max(0.0, deal.needed - deal.total) == pytest.approx(deal.top_up)
    signable = [plan for plan in plans if slow.total(plan, slow.partners) >= deal.needed - 1e-6]
    assert max(signable, key=lambda plan: public_value(slow, plan), default=None) == deal.signable


@pytest.mark.parametrize("released", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_police_who_gain_cash_never_sign_by_remit_at_any_released_share(released: float) -> None:
    in_cash = SlowDeal(REMIT_TABLES, released).worth["outreach"]["police"]
    by_remit = SlowDeal(REMIT_TABLES, released, by_remit=True)
    assert in_cash == pytest.approx(10_000 * released)
    assert by_remit.worth["outreach"]["police"] == pytest.approx(10_000 * released - 20_000)
    assert by_remit.total({"outreach"}, by_remit.partners) == pytest.approx(35_000 * released - 40_000)


def test_break_even_in_cash_is_where_the_docstring_puts_it() -> None:
    whole, council = SlowDeal(REMIT_TABLES, 20 / 35), SlowDeal(REMIT_TABLES, 0.8)
    assert whole.total({"outreach"}, whole.partners) == pytest.approx(0, abs=1e-6)
    assert council.worth["outreach"]["council"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("most", "short"), [(None, 10_000), (4_000, 2_000), (5_000, 0)])
def test_council_is_short_by_what_two_years_of_the_channel_cannot_carry(most: float | None, short: float) -> None:
    tables, _ = lawful_channels_stop_it(most)
    back = [row for row in tables["channels"] if row["to_partner"] == "council"]
    carried = 2 * sum(float(str(row["most_per_year"])) for row in back)
    assert max(0.0, -SlowDeal(tables, 1.0).worth["beds"]["council"] - carried) == short
