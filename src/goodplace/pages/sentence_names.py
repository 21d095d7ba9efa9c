"""The names of the figures that sentences speak of, for who wants to see their working."""

from collections.abc import Collection, Iterable

from goodplace.agree.report import Report
from goodplace.pages.sentence import moving_partners


def sentence_figures(report: Report, figures: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """By sentence, in the order of `sentences`: money in and back, each partner, what would make all sign."""
    if report.cash.chosen.empty:
        return ((),)
    ends = ("puts_in_cash", "most_in_a_year", "payback_year", "break_even")
    money = (f"together.{end}" for end in ends)
    return tuple(_known(names, figures) for names in (money, _of_partners(report), _of_signing(report)))


def sentence_rests_on(report: Report) -> tuple[tuple[str, ...], ...]:
    """By sentence, what it gives away beside its figures: who would not sign is what walking away is worth to it."""
    if report.cash.chosen.empty:
        return ((),)
    return (), (), tuple(f"partner.{partner.id}.walk_away" for partner in report.place.partners)


def remit_figures(report: Report, figures: Collection[str]) -> tuple[str, ...]:
    """Of the words on the view in which each partner counts its remit."""
    return _known(("remit.least_transfer" if report.remit.verdict == "holds" else "remit.top_up",), figures)


def _known(names: Iterable[str], figures: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in figures)


def _of_partners(report: Report) -> list[str]:
    """The partners that the sentence names: the largest nets, in key order."""
    names = [f"partner.{report.place.partners[i].id}.net" for i in moving_partners(report)[1]]
    if abs(float(report.position.benefits.sum())) < 0.5:
        return names
    return [*names, "together.benefits", "together.break_even_without_benefits"]


def _of_signing(report: Report) -> list[str]:
    deal = report.cash
    if deal.verdict != "holds":
        return ["together.top_up"]
    paid = ["together.payment_a_year", "together.most_paid_in_a_year", "together.least_transfer"]
    best = ["deal.price_of_disagreement", "deal.top_up"]
    has_payments = deal.proposal is not None and deal.proposal.payments
    return [*(paid if has_payments else ()), *(best if deal.headline.top_up > deal.model.tolerance else ())]
