"""The working of a plan under each lens: public value, and the residents' and national weights of swings."""

from goodplace.agree.workings_money import SPENDABLE, costs, gains, own_savings, saved_elsewhere, units, wider_value
from goodplace.agree.workings_rows import A_UNIT, Account, discounted_unit, unit_value
from goodplace.agree.workings_steps import less, over, times, total
from goodplace.place.figure import Working
from goodplace.place.prices import format_year
from goodplace.place.tables import Outcome


def lens_working(account: Account, name: str) -> Working:
    """What a lens (public, residents, national, mandate) gives a plan, £ PV."""
    if name == "mandate":
        return _mandate(account)
    return public(account) if name == "public" else weighted(account, name)


def public(account: Account) -> Working:
    """Green Book public value: all savings, whoever's and however cashable, and wider value, less costs."""
    span, pounds = account.present_value, account.pounds
    parts = [
        gains(account, span, own_savings(transfers=False), text="saved by partners, cash or not"),
        gains(account, span, saved_elsewhere, text="saved by bodies that are not partners"),
        gains(account, span, wider_value, text="economic and social value"),
    ]
    gained = total("gains, benefits and taxes left out", [part for part in parts if part.parts], unit=pounds)
    return less("public value: gains less costs", gained, costs(account, span), unit=pounds)


def public_by_release(account: Account) -> Working:
    """Public value with the partners' savings told apart into cash and capacity: the same sum at every share."""
    span, pounds = account.present_value, account.pounds
    own = own_savings(transfers=False)
    parts = [
        gains(account, span, own, text=SPENDABLE, part="released"),
        gains(account, span, own, text="capacity of partners freed and not cash", part="kept"),
        gains(account, span, saved_elsewhere, text="saved by bodies that are not partners"),
        gains(account, span, wider_value, text="economic and social value"),
    ]
    gained = total("gains, benefits and taxes left out", [part for part in parts if part.parts], unit=pounds)
    return less("public value: gains less costs", gained, costs(account, span), unit=pounds)


def weighted(account: Account, which: str) -> Working:
    """A lens whose weights attach to swings; public value where no valued outcome has a swing and a weight."""
    scale = _scale(account, which)
    if scale is None:
        return public(account)
    span, pounds = account.present_value, account.pounds
    swings = [
        times(f"{outcome.name}: weight × scale × share reached", [_weight(outcome, which), scale, reached], unit=pounds)
        for outcome in account.place.outcomes
        if _weight(outcome, which).value and (reached := share_reached(account, outcome)) is not None
    ]
    saved = gains(account, span, own_savings(transfers=False), text="saved by partners, cash or not")
    gained = total("outcomes reached, and savings", [*swings, saved], unit=pounds)
    return less(f"{which} lens: gains less costs", gained, costs(account, span), unit=pounds)


def _mandate(account: Account) -> Working:
    share = account.place.settings.national_share
    parts = [
        times(f"{name} lens, its share of the mandate", [Working("share", part, "share"), weighted(account, name)],
              unit=account.pounds)
        for name, part in (("residents", 1 - share), ("national", share))
        if part
    ]  # fmt: skip
    return total("what the plan maximises", parts, unit=account.pounds)


def _weight(outcome: Outcome, which: str) -> Working:
    weight = getattr(outcome, f"{which}_weight") or 0.0
    return Working(f"{which} weight of the swing", weight, "share", str(outcome.origin))


def swing(outcome: Outcome, account: Account, *, discounted: bool) -> Working | None:
    """Units from baseline to target over the horizon, the target reached step by step; None where there is no swing."""
    if outcome.baseline is None or outcome.target is None or outcome.baseline == outcome.target:
        return None
    horizon, unit = account.place.settings.horizon, outcome.unit
    factors = account.present_value.factors if discounted else dict.fromkeys(account.place.years(), 1.0)
    path = sum((t + 1) / horizon * factor for t, factor in enumerate(factors.values()))
    words = "discount factors times the share of the way" if discounted else "years times the share of the way"
    last = format_year(account.place.years()[-1])
    parts = [
        Working(f"from baseline {outcome.baseline:,.10g} to target {outcome.target:,.10g}",
                abs(outcome.target - outcome.baseline), unit, str(outcome.origin)),
        Working(f"{words}, 1/{horizon} more each year to {last}, added up", path, "factor"),
    ]  # fmt: skip
    return times("swing from baseline to target", parts, unit=discounted_unit(unit) if discounted else unit)


def share_reached(account: Account, outcome: Outcome) -> Working | None:
    """A_o: discounted units achieved over the discounted swing; None where there is no swing."""
    whole = swing(outcome, account, discounted=True)
    if whole is None:
        return None
    change = units(account, account.counted_discounted(outcome.unit), outcome.id)
    return over("share of the swing reached", change, whole, unit="share")


def _scale(account: Account, which: str) -> Working | None:
    """W: £ at which the outcomes that have a value weigh on average what the Green Book says."""
    valued = []
    for outcome in account.place.outcomes:
        whole, worth = swing(outcome, account, discounted=True), _worth(account, outcome)
        if whole and (worth.value or 0.0) > 0 and _weight(outcome, which).value:
            valued.append((outcome, whole, worth))
    if not valued:
        return None
    at_target = total(
        "economic and social value at target",
        [times(outcome.name, [worth, whole], unit=account.pounds) for outcome, whole, worth in valued],
        unit=account.pounds,
    )
    weights = total("their weights", [_weight(outcome, which) for outcome, _, _ in valued], unit="share")
    return over("scale: £ of value for the whole weight", at_target, weights, unit=account.pounds)


def _worth(account: Account, outcome: Outcome) -> Working:
    lines = [unit_value(account, line) for line in account.lines[outcome.id] if wider_value(line)]
    return total("economic and social value of a unit", lines, unit=A_UNIT)
