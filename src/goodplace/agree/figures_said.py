"""Figures that only sentences speak of: a payment a year, break-even without benefits, the remit view, objections."""

from functools import partial

import numpy as np

from goodplace.agree.figures_desk import CASH, Desk, Figures
from goodplace.agree.figures_marks import join, without_unknown
from goodplace.agree.figures_money import channel_marks
from goodplace.agree.proposal import Proposal
from goodplace.agree.workings_money import SPENDABLE, break_even
from goodplace.agree.workings_payments import (
    all_outside_money,
    all_payments,
    level_cash,
    most_paid_in_a_year,
    net_cash_with,
    objection,
    payment_a_year,
)
from goodplace.choose.best import break_even as least_share
from goodplace.choose.value import Floats
from goodplace.place.prices import format_year


def said_figures(desk: Desk) -> Figures:
    """What the sentences of a page say beside what its tables show."""
    yield from _payment_a_year(desk)
    yield from _without_benefits(desk)
    yield from _remit(desk)
    yield from _objections(desk)


def _payment_a_year(desk: Desk) -> Figures:
    """The level payment in real terms; the largest year's cash where payments can't be level."""
    deal, proposal = desk.report.cash, desk.report.cash.proposal
    years = desk.report.place.settings.money_years
    if proposal is None or not proposal.payments or years == 1:
        return
    marks = join([desk.money_marks, channel_marks(desk)])
    if proposal.level:
        level = sum(p.pv for p in proposal.payments) / float(desk.report.values.discount[:years].sum())
        title, work = (
            "What passes between partners a year, level in real terms",
            partial(payment_a_year, deal, proposal),
        )
        unit = f"£ a year, prices of {format_year(desk.account.base)}"
        yield desk.figure("together.payment_a_year", title, level, work, unit=unit, marks=marks)
        return
    most = float(np.sum([payment.cash for payment in proposal.payments], axis=0).max())
    title, work = "Most that passes between partners in a year", partial(most_paid_in_a_year, deal, proposal)
    yield desk.figure("together.most_paid_in_a_year", title, most, work, unit=CASH, marks=marks)


def _without_benefits(desk: Desk) -> Figures:
    """Break-even of all together where benefit payments and taxes, which pay for nothing, are left out."""
    position = desk.report.position
    if abs(position.benefits).sum() < 0.005:
        return
    none, everything = position.net_none - position.benefits_none, position.net_all - position.benefits_all
    share = least_share(float(none.sum()), float(everything.sum()))
    marks = without_unknown(desk.marks(lambda row: row.partner is not None and row.kind != "transfer"))
    title = "All together: released share at which it breaks even without benefits and taxes"
    working = partial(break_even, desk.account, transfers=False)
    yield desk.figure("together.break_even_without_benefits", title, share, working, unit="share", marks=marks)


def _remit(desk: Desk) -> Figures:
    """What the deal needs where each partner counts its remit beside its cash."""
    deal, proposal = desk.report.remit, desk.report.remit.proposal
    if proposal is None:
        return
    marks = join([desk.all_marks, channel_marks(desk)])
    paid, outside = partial(all_payments, deal, proposal), partial(all_outside_money, deal, proposal)
    title = "Least that must pass between partners, counting remits"
    yield desk.figure("remit.least_transfer", title, proposal.gross, paid, marks=marks)
    title = "Outside money needed, counting remits"
    yield desk.figure("remit.top_up", title, proposal.needs, outside, marks=marks)


def _objections(desk: Desk) -> Figures:
    """What the group that objects most to a rule could have beyond its share."""
    for rule in desk.report.splits:
        if not rule.stable:
            working = partial(objection, desk.report.cash, rule.shares, rule.objector, rule=rule.name)
            title = f"What the group that objects most would gain by leaving, by the rule: {rule.name}"
            yield desk.figure(f"split.{rule.key}.objects_by", title, rule.objects_by, working, marks=desk.money_marks)


def after_payments_figures(desk: Desk) -> Figures:
    """Cash of each money year once payments and outside money have passed: partner by partner, and all together."""
    proposal = desk.report.cash.proposal
    if proposal is None or not (proposal.payments or proposal.needs > 0):
        return
    table = desk.net_by_year[:, : desk.report.place.settings.money_years] + moved_by_year(desk, proposal)
    marks = join([desk.money_marks, channel_marks(desk)])
    for i in (*range(len(desk.partners)), None):
        who = "All together" if i is None else desk.partners[i].name
        stem = "together" if i is None else f"partner.{desk.partners[i].id}"
        by_year = table.sum(axis=0) if i is None else table[i]
        for t, cash in enumerate(by_year):
            title = f"{who}: {SPENDABLE}, less costs, in {desk.years[t]}, after payments"
            working = partial(net_cash_with, desk.report.cash, proposal, t, i)
            name = f"{stem}.net_cash_with.{desk.years[t]}"
            yield desk.figure(name, title, cash, working, unit=CASH, marks=marks)


def moved_by_year(desk: Desk, proposal: Proposal) -> Floats:
    """Received less paid, and outside money, by partner and money year (P, T), £ cash."""
    years = desk.report.place.settings.money_years
    moved = np.array([[level_cash(desk.account, float(worth), t) for t in range(years)] for worth in proposal.top_up])
    for payment in proposal.payments:
        moved[payment.receiver] += payment.cash
        moved[payment.payer] -= payment.cash
    return moved
