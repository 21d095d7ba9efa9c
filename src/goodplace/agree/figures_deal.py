"""Figures of the deal: who pays whom, the least that keeps everyone in, other ways to share, other released shares."""

from dataclasses import replace
from functools import partial

from goodplace.agree.deal import Deal
from goodplace.agree.figures_desk import CASH, Desk, Figures
from goodplace.agree.figures_marks import Marks, join, without_unknown
from goodplace.agree.figures_money import channel_marks
from goodplace.agree.proposal import Payment, Proposal
from goodplace.agree.stability import BELIEFS
from goodplace.agree.workings_groups import (
    account_of,
    gain_over_walking_away,
    group_worth,
    least_total_working,
    top_up_working,
)
from goodplace.agree.workings_money import everybody
from goodplace.agree.workings_payments import (
    all_outside_money,
    all_payments,
    cash_working,
    level_cash,
    proposed_payment,
    top_up_partner_working,
)
from goodplace.agree.workings_stairs import price_of_disagreement
from goodplace.choose.lenses import mandate
from goodplace.choose.plan import lens_value
from goodplace.place.figure import Working


def payment_figures(desk: Desk) -> Figures:
    """Every payment of the opening proposal and all outside money, as present value and in the cash of each year."""
    proposal = desk.report.cash.proposal
    if proposal is None:
        return
    marks = join([desk.money_marks, channel_marks(desk)])
    for payment in proposal.payments:
        yield from _payment(desk, payment, marks)
    for i, partner in enumerate(desk.partners):
        if proposal.top_up[i] > 0:
            yield from _top_up(desk, proposal, i, f"Outside money for {partner.name}", marks)


def _payment(desk: Desk, payment: Payment, marks: Marks) -> Figures:
    payer, receiver = desk.partners[payment.payer], desk.partners[payment.receiver]
    stem, title = f"pay.{payer.id}.{receiver.id}", f"{payer.name} pays {receiver.name}"
    working = partial(proposed_payment, desk.report.cash, payment)
    yield desk.figure(stem, title, payment.pv, working, marks=marks)
    for t, cash in enumerate(payment.cash):
        year = desk.report.place.settings.first_year + t
        by_year = partial(cash_working, desk.report.cash, title, float(cash), year)
        name = f"{stem}.{desk.years[t]}"
        yield desk.figure(name, f"{title} in {desk.years[t]}", cash, by_year, unit=CASH, marks=marks)


def _top_up(desk: Desk, proposal: Proposal, i: int, title: str, marks: Marks) -> Figures:
    stem = f"top_up.{desk.partners[i].id}"
    working = partial(top_up_partner_working, desk.report.cash, proposal, i)
    yield desk.figure(stem, title, proposal.top_up[i], working, marks=marks)
    for t in range(desk.report.place.settings.money_years):
        cash, year = level_cash(desk.account, float(proposal.top_up[i]), t), desk.report.place.settings.first_year + t
        by_year = partial(cash_working, desk.report.cash, title, cash, year)
        name = f"{stem}.{desk.years[t]}"
        yield desk.figure(name, f"{title} in {desk.years[t]}", cash, by_year, unit=CASH, marks=marks)


def deal_figures(desk: Desk) -> Figures:
    """What keeps everyone in, under both beliefs, and what disagreement costs."""
    deal, marks = desk.report.cash, desk.money_marks
    for belief in BELIEFS:
        end = "" if belief == "start_condition" else ".rest_carry_on"
        words = "" if belief == "start_condition" else ", if the rest carry on when some leave"
        standing = deal.standings[belief]
        title, working = f"Least that keeps every group in{words}", partial(least_total_working, deal, belief)
        yield desk.figure(f"deal.least_total{end}", title, standing.least.total, working, marks=marks)
        title = f"Outside money the mandate's best plan needs, payments being free{words}"
        top_up = partial(top_up_working, deal, belief)
        yield desk.figure(f"deal.top_up{end}", title, standing.top_up, top_up, marks=marks)
    lens, signable = mandate(deal.model.payoffs), deal.headline.signable
    price = lens_value(lens, deal.best) - (0.0 if signable is None else lens_value(lens, signable))
    working = partial(price_of_disagreement, deal)
    marks = without_unknown(desk.all_marks)
    yield desk.figure("deal.price_of_disagreement", "Price of disagreement", price, working, marks=marks)


def split_figures(desk: Desk) -> Figures:
    """Each rule for sharing: what each partner gains over walking away."""
    deal = desk.report.cash
    for rule in desk.report.splits:
        for i, (partner, share) in enumerate(zip(desk.partners, rule.shares, strict=False)):
            gain = float(share) - group_worth(deal, "start_condition", 1 << i)
            working = partial(gain_over_walking_away, deal, float(share), i, rule=rule.name)
            title = f"{partner.name}: gain over walking away by the rule: {rule.name}"
            yield desk.figure(f"split.{rule.key}.{partner.id}", title, gain, working, marks=desk.money_marks)


def percent_key(share: float) -> str:
    """A released share as it stands in names: 0.5 → "50"."""
    return f"{share * 100:.10g}"


def scenario_figures(desk: Desk) -> Figures:
    """The deal worked out afresh at each released share."""
    for deal in desk.report.scenarios:
        yield from _scenario(desk, deal)


def _net_of_all(desk: Desk, deal: Deal) -> Working:
    """Net by partner, each its own to see but at the headline share: how far it could go with less released."""
    net = everybody(account_of(deal, deal.chosen), deal.view)
    if deal.released_share == desk.report.cash.released_share or len(desk.partners) == 1:
        return net
    owners = zip(net.parts, desk.partners, strict=True)
    return replace(net, parts=tuple(replace(line, private_to=(partner.id,)) for line, partner in owners))


def _scenario(desk: Desk, deal: Deal) -> Figures:
    percent = percent_key(deal.released_share)
    stem, words = f"scenario.{percent}", f"If {percent} % of what is unknown is released"
    working = partial(_net_of_all, desk, deal)
    yield desk.figure(f"{stem}.net", f"{words}: net of all partners", deal.own.sum(), working, marks=desk.money_marks)
    marks, title = join([desk.money_marks, channel_marks(desk)]), f"{words}: outside money needed"
    if deal.proposal is None:
        working = partial(top_up_working, deal, "start_condition")
        yield desk.figure(f"{stem}.top_up", title, deal.headline.top_up, working, marks=marks)
        return
    payments, outside = (partial(work, deal, deal.proposal) for work in (all_payments, all_outside_money))
    title_paid = f"{words}: least that must pass between partners"
    yield desk.figure(f"{stem}.least_transfer", title_paid, deal.proposal.gross, payments, marks=marks)
    yield desk.figure(f"{stem}.top_up", title, deal.proposal.needs, outside, marks=marks)
