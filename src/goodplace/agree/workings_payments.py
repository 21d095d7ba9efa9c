"""The working of payments between partners: cash by year to present value, and the groups they keep in."""

from dataclasses import replace

from goodplace.agree.deal import Deal
from goodplace.agree.proposal import Payment, Proposal
from goodplace.agree.workings_groups import account_of, binding_groups, group_title, group_value, tight_groups
from goodplace.agree.workings_money import SPENDABLE, in_present_value, net, net_cash
from goodplace.agree.workings_rows import Account
from goodplace.agree.workings_steps import largest, less, over, remark, times, total
from goodplace.choose.value import Floats
from goodplace.place.figure import Working
from goodplace.place.prices import format_year

ALIKE = 1e-6  # real payments this near to each other (as a share) are one level payment


def payment_working(deal: Deal, payment: Payment) -> Working:
    """One payment as present value."""
    account = account_of(deal, deal.chosen)
    payer, receiver = (account.place.partners[i].name for i in (payment.payer, payment.receiver))
    return _present_value(account, f"{payer} pays {receiver} ({payment.power})", payment.cash)


def proposed_payment(deal: Deal, payment: Payment) -> Working:
    """One payment of the opening proposal, with where to find why."""
    line = payment_working(deal, payment)
    why = remark("part of the least that must pass between partners: see together.least_transfer for what makes it so")
    return replace(line, parts=(*line.parts, why))


def top_up_partner_working(deal: Deal, proposal: Proposal, i: int) -> Working:
    """Outside money of one partner, paid level in real terms over the money years."""
    account = account_of(deal, deal.chosen)
    text = f"outside money for {account.place.partners[i].name}"
    cash = [level_cash(account, float(proposal.top_up[i]), t) for t in range(account.place.settings.money_years)]
    return _present_value(account, text, cash)


def level_cash(account: Account, worth: float, year: int) -> float:
    """£ cash in year t of a sum (PV) that is paid level in real terms over the money years."""
    settings, first = account.place.settings, account.place.settings.first_year
    weights = [account.present_value.factors[first + t] for t in range(settings.money_years)]
    return worth / sum(weights) * account.index.uprate(1.0, account.base, first + year)


def _present_value(account: Account, text: str, cash: Floats | list[float]) -> Working:
    """Cash by money year as present value: in one line where it is level in real terms."""
    first, years = account.place.settings.first_year, range(len(cash))
    real = [float(cash[t]) * account.index.uprate(1.0, first + t, account.base) for t in years]
    if max(real) - min(real) > ALIKE * max(real):
        by_year = [in_present_value(account, "paid", float(cash[t]), first + t) for t in years if abs(cash[t]) > 1e-9]
        return total(text, by_year, unit=account.pounds)
    factors = sum(account.present_value.factors[first + t] for t in years)
    span = f"{format_year(first)} to {format_year(first + len(cash) - 1)}" if len(cash) > 1 else format_year(first)
    parts = [
        Working("a year, level in real terms", sum(real) / len(real), f"£, prices of {format_year(account.base)}"),
        Working(f"discount factors, {span}, added up", factors, "factor"),
    ]
    return times(text, parts, unit=account.pounds)


def cash_working(deal: Deal, text: str, cash: float, year: int) -> Working:
    """The cash of one year of a payment: its real amount in the prices of that year."""
    account = account_of(deal, deal.chosen)
    when, rise = format_year(year), account.index.uprate(1.0, account.base, year)
    parts = [
        Working(f"in prices of {format_year(account.base)}", cash / rise, "£"),
        Working(f"prices of {when} against {format_year(account.base)}", rise, "factor"),
    ]
    return times(f"{text}, {when}", parts, unit="£, cash")


def paid(deal: Deal, proposal: Proposal, i: int) -> Working:
    """What a partner receives less what it pays."""
    pounds = account_of(deal, None).pounds
    received = [payment_working(deal, p) for p in proposal.payments if p.receiver == i]
    if proposal.top_up[i]:
        received.append(top_up_partner_working(deal, proposal, i))
    out = [payment_working(deal, p) for p in proposal.payments if p.payer == i]
    gets, pays = total("received", received, unit=pounds), total("paid out", out, unit=pounds)
    return less("received less paid out", gets, pays, unit=pounds)


def with_proposal(deal: Deal, proposal: Proposal, i: int) -> Working:
    """What a partner ends with: its own net, and payments."""
    account = account_of(deal, deal.chosen)
    own = net(account, account.place.partners[i].id)
    return total(
        f"{account.place.partners[i].name}, after payments", [own, paid(deal, proposal, i)], unit=account.pounds
    )


def all_payments(deal: Deal, proposal: Proposal) -> Working:
    """PV of everything that passes between partners, and the groups that make it necessary."""
    parts = [payment_working(deal, payment) for payment in proposal.payments]
    return _because(deal, proposal, "all payments between partners", parts)


def all_outside_money(deal: Deal, proposal: Proposal) -> Working:
    """PV of all outside money, and the groups that make it necessary."""
    parts = [top_up_partner_working(deal, proposal, i) for i, amount in enumerate(proposal.top_up) if amount]
    return _because(deal, proposal, "outside money", parts)


def _because(deal: Deal, proposal: Proposal, text: str, parts: list[Working]) -> Working:
    solved = remark(
        "solved: the least outside money, then the least paid between partners by lawful channels, with which every "
        "group of partners has what it could have by itself"
    )
    binding = binding_groups(deal, "start_condition", proposal.split, tight_groups(deal, proposal.split))
    value = sum(part.value or 0.0 for part in parts)
    return Working(text, value, account_of(deal, None).pounds, parts=(*parts, solved, binding), how="sum")


def payment_a_year(deal: Deal, proposal: Proposal) -> Working:
    """Payments that are level in real terms, as one amount a year: their present value over the discount factors."""
    account = account_of(deal, deal.chosen)
    first, years = account.place.settings.first_year, account.place.settings.money_years
    paid_out = [payment_working(deal, payment) for payment in proposal.payments]
    span = f"{format_year(first)} to {format_year(first + years - 1)}"
    factors = sum(account.present_value.factors[first + t] for t in range(years))
    return over(
        "all payments between partners, a year",
        total("present value of all payments between partners", paid_out, unit=account.pounds),
        Working(f"discount factors, {span}, added up", factors, "factor"),
        unit=f"£ a year, prices of {format_year(account.base)}",
    )


def most_paid_in_a_year(deal: Deal, proposal: Proposal) -> Working:
    """The year in which most passes between partners."""
    settings, unit = account_of(deal, None).place.settings, "£, cash"
    by_year = []
    for t in range(settings.money_years):
        lines = [_cash_of(deal, payment, t) for payment in proposal.payments]
        by_year.append(total(f"{format_year(settings.first_year + t)}: all payments", lines, unit=unit))
    return largest("payments of the dearest year", by_year, unit=unit)


def _cash_of(deal: Deal, payment: Payment, t: int) -> Working:
    """The cash of one payment in money year t."""
    place = account_of(deal, None).place
    payer, receiver = (place.partners[i].name for i in (payment.payer, payment.receiver))
    return cash_working(deal, f"{payer} pays {receiver}", float(payment.cash[t]), place.settings.first_year + t)


def net_cash_with(deal: Deal, proposal: Proposal, t: int, i: int | None = None) -> Working:
    """Cash of money year t after payments and outside money: one partner's, or of all (whose payments cancel out)."""
    account = account_of(deal, deal.chosen)
    partners, year, unit = account.place.partners, account.place.settings.first_year + t, "£, cash"
    who = range(len(partners)) if i is None else (i,)
    received = [_cash_of(deal, payment, t) for payment in proposal.payments if payment.receiver == i]
    for k in who:
        if proposal.top_up[k]:
            outside = level_cash(account, float(proposal.top_up[k]), t)
            received.append(cash_working(deal, f"outside money for {partners[k].name}", outside, year))
    out = [_cash_of(deal, payment, t) for payment in proposal.payments if payment.payer == i]
    own = net_cash(account, year, None if i is None else partners[i].id)
    gets, pays = total("received", received, unit=unit), total("paid out", out, unit=unit)
    moved = less("received less paid out", gets, pays, unit=unit)
    return total(f"{SPENDABLE}, less costs, after payments", [own, moved], unit=unit)


def objection(deal: Deal, shares: Floats, mask: int, *, rule: str) -> Working:
    """What a group could have by itself less what a rule gives its members."""
    account = account_of(deal, None)
    given = [
        Working(partner.name, float(share), account.pounds)
        for i, (partner, share) in enumerate(zip(account.place.partners, shares, strict=True))
        if mask >> i & 1
    ]
    offered = total(f"its share by the rule: {rule}", given, unit=account.pounds)
    alone = group_value(deal, "start_condition", mask)
    return less(f"what {group_title(deal, mask)} would gain by leaving", alone, offered, unit=account.pounds)
