"""The finance director's sentences: what is put in, when it comes back, who is short, and what would make all sign."""

import numpy as np

from goodplace.agree.figures_money import paid_back_from
from goodplace.agree.report import Report
from goodplace.choose.best import break_even, yearly_cash
from goodplace.choose.outcome_values import price_base
from goodplace.pages.words import listed, mid_sentence, name, pounds_in_words, share, signed_pounds
from goodplace.place.prices import format_year

DRAFT = "DRAFT, not agreed."
NAMED_AT_MOST = 6


def sentences(report: Report) -> tuple[str, ...]:
    """In the order a finance director reads: money in and back; each partner; what would make all sign."""
    if report.cash.chosen.empty:
        return (f"{DRAFT} {_nothing(report)}",)
    return (
        f"{DRAFT} Cash prices. {_put_in(report)} {_paid_back(report)}",
        _each_partner(report),
        _what_makes_all_sign(report),
    )


def partner_names(report: Report) -> list[str]:
    """Names in key order, kept apart from the sentence's direction of writing."""
    return [name(mid_sentence(partner.name)) for partner in report.place.partners]


def year_label(report: Report, year: int) -> str:
    """Year t of the place as "2027/28"."""
    return format_year(report.place.settings.first_year + year)


def if_released(report: Report) -> str:
    """The condition that stands in the sentence itself."""
    if not _undecided(report):
        return "with the shares of savings that are decided" if report.position.claimed.any() else "with no savings"
    decided = abs(report.position.released).sum() > 0.005 and not np.isnan(report.values.cashable).all()
    which = "claimed savings not yet decided" if decided else "claimed savings"
    return f"if {share(report.released_share)} of the {which} are really released"


def _undecided(report: Report) -> bool:
    """Whether anything in the plan depends on the released share."""
    return bool(abs(report.position.net_all - report.position.net_none).sum() > 0.005)


def _nothing(report: Report) -> str:
    return (
        "Nothing here is worth starting by what the plan is asked to maximise, "
        f"at a released share of {share(report.released_share)}: no option is in the plan."
    )


def _put_in(report: Report) -> str:
    costs, _ = yearly_cash(report.model, report.plan)
    by_year = costs.sum(axis=0)
    total, spending = float(by_year.sum()), np.flatnonzero(by_year > 0.005)
    if not len(spending):
        return "The plan costs the partners nothing."
    put_in = f"Partners put in {pounds_in_words(total)}"
    if len(spending) == 1:
        return f"{put_in}, all of it in {year_label(report, int(spending[0]))}."
    return (
        f"{put_in} by {year_label(report, int(spending[-1]))}, at most {pounds_in_words(float(by_year.max()))} "
        f"in any year ({year_label(report, int(by_year.argmax()))})."
    )


def _paid_back(report: Report) -> str:
    condition, year = if_released(report), paid_back_from(report)
    even = report.position.break_even_together()
    if report.position.puts_in.sum() <= 0:
        return ""
    counted = abs(float(report.position.benefits.sum())) >= 0.5
    together = "Together, counting benefits and taxes that can't be spent," if counted else "Together"
    if year is None:
        last = year_label(report, report.place.settings.horizon - 1)
        back = f"{together} they are not paid back in cash by {last} {condition}"
    else:
        back = f"{together} they are paid back in {format_year(year)} {condition}"
    if not _undecided(report):
        return f"{back}."
    if even is None:
        return f"{back}; even with all of those released this plan leaves them short."
    if even == 0:
        return f"{back}; together they are not short even if none of those are released."
    return f"{back}; break-even for all together is {share(even)}."


def moving_partners(report: Report) -> tuple[list[int], list[int]]:
    """Partners that pay or gain, and those of them that the sentence names: the largest nets, in key order."""
    net = report.position.net
    moving = [i for i in range(len(net)) if abs(net[i]) >= 0.5]
    return moving, sorted(sorted(moving, key=lambda i: (-abs(net[i]), i))[:NAMED_AT_MOST])


def _each_partner(report: Report) -> str:
    """Partners that pay or gain, in key order; the largest few where there are many."""
    names, net = partner_names(report), report.position.net
    moving, kept = moving_partners(report)
    parts = [f"{names[i]} {signed_pounds(float(net[i]))}" for i in kept]
    rest = len(moving) - len(kept)
    more = f", and {rest} more in the table" if rest else ""
    if not parts:
        return "Before payments between them no partner gains or loses cash."
    return f"Net, before payments between them (present value): {', '.join(parts)}{more}.{_benefits(report)}"


def _benefits(report: Report) -> str:
    """Benefit payments saved and taxes gained are in the net and can pay for nothing: said where they are counted."""
    position = report.position
    counted = float(position.benefits.sum())
    if abs(counted) < 0.5:
        return ""
    without = break_even(float((position.net_none - position.benefits_none).sum()),
                         float((position.net_all - position.benefits_all).sum()))  # fmt: skip
    even = "together they would be short whatever is released" if without is None else (
        "together they would not be short whatever is released" if without == 0
        else f"break-even for all together would be {share(without)}")  # fmt: skip
    return (
        f" {pounds_in_words(counted)} of this is benefit payments and taxes, which can't be spent on anything else: "
        f"without them {even}."
    )


def _what_makes_all_sign(report: Report) -> str:
    deal = report.cash
    if deal.verdict == "holds":
        return f"{_who_pays_whom(report)}{_best_is_out_of_reach(report)}"
    needs = deal.proposal.needs if deal.proposal else 0.0
    who = _short_words(report)
    if deal.verdict == "no_deal":
        return (
            f"No deal holds unaided at this share: {pounds_in_words(needs)} of outside money (present value) would "
            f"make this plan hold (a smaller plan may need less). Without it {who}."
        )
    return (
        f"The plan is worth enough for all to sign, but the money cannot lawfully reach those who are short"
        f"{_missing_channels(report)}: {pounds_in_words(needs)} of outside money (present value) would make it hold. "
        f"Without it {who}."
    )


def _who_pays_whom(report: Report) -> str:
    deal, names = report.cash, partner_names(report)
    payments = deal.proposal.payments if deal.proposal else ()
    if not payments:
        return (
            "As it stands every partner, and every group of partners, does at least as well as alone: all would sign."
        )
    payers = sorted({payment.payer for payment in payments})
    receivers = sorted({payment.receiver for payment in payments})
    total = sum(payment.pv for payment in payments)
    short = [i for i in receivers if i in deal.short_alone()] or receivers
    who = listed([names[i] for i in short])
    return (
        f"Without {_a_year(report, total)} from {listed([names[i] for i in payers])} "
        f"(present value {pounds_in_words(total)}), "
        f"{who} would not sign; with it, all would.{_not_its_own(report)}"
    )


def _not_its_own(report: Report) -> str:
    """Payers whose gain from the plan is benefit payments or taxes, which they can't pay with."""
    deal, names = report.cash, partner_names(report)
    gain = report.position.benefits
    payers = [i for i in deal.pays_from_other_money() if gain[i] > deal.model.tolerance]
    if not payers:
        return ""
    who = listed([names[i] for i in payers])
    return f" What {who} would gain is benefit payments and taxes: it would pay this from other money."


def _a_year(report: Report, total: float) -> str:
    """A payment by year: level in real terms where the proposal is."""
    proposal, years = report.cash.proposal, report.place.settings.money_years
    if years == 1:
        return pounds_in_words(total)
    if proposal and proposal.level:
        level = total / float(report.values.discount[:years].sum())
        return (
            f"{pounds_in_words(level)} a year for {years} years, in prices of {format_year(price_base(report.place))},"
        )
    cash = np.sum([payment.cash for payment in proposal.payments], axis=0) if proposal else np.zeros(1)
    return f"at most {pounds_in_words(float(cash.max()))} a year"


def _short_words(report: Report) -> str:
    names = partner_names(report)
    short = report.cash.short_alone()
    if short:
        return f"{listed([names[i] for i in short])} would not sign"
    sure = [objection.group for objection in report.cash.unaided if objection.each_gains is not None]
    if sure:
        group = sure[0]
        return f"{listed([n for i, n in enumerate(names) if group >> i & 1])} would do better by themselves"
    return "some partners could do better by themselves"


def _missing_channels(report: Report) -> str:
    names, proposal = partner_names(report), report.cash.proposal
    pairs = proposal.unlawful if proposal else ()
    if not pairs:
        return " within the payers' budgets"
    words = listed([f"{names[a]} to {names[b]}" for a, b in pairs[:3]])
    return f" (no channel, or too narrow a one, from {words})"


def _best_is_out_of_reach(report: Report) -> str:
    """Where residents' best plan isn't what all would sign: by how much, and what would hold it."""
    deal = report.cash
    if deal.headline.top_up <= deal.model.tolerance:
        return ""
    lens = report.lenses["mandate"]
    price = float(
        lens.per_place @ (deal.best.places - deal.chosen.places)
        + lens.fixed @ (deal.best.started.astype(float) - deal.chosen.started)
    )
    measure = "public value" if lens.is_public_value else "the residents' weights"
    if deal.best.empty:
        return f" By {measure} doing nothing would be better, by {pounds_in_words(price)}."
    return (
        f" The plan that {'gives most public value' if lens.is_public_value else 'residents would choose'} is worth "
        f"{pounds_in_words(price)} more by {measure}; it needs at least {pounds_in_words(deal.headline.top_up)} of "
        "outside money to hold."
    )
