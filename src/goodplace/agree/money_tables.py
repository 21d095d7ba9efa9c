"""Result tables of money by partner, year, payment and budget class: the cash view at the headline share."""

from collections.abc import Iterator

import numpy as np

from goodplace.agree.report import Report
from goodplace.agree.result_rows import CASH, PARTNER, YEAR, made, money, present_value, text
from goodplace.agree.splits import if_it_walks
from goodplace.agree.transfers import cash_worth, level_profile
from goodplace.choose.best import yearly_cash
from goodplace.choose.value import NEVER_SPENDABLE, Floats
from goodplace.choose.verify import Books, ledger_of
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable

OUTSIDE = "outside money"


def partners_table(report: Report) -> ResultTable:
    """One row a partner: what it puts in and gets, before and after payments, and if it walks away."""
    unit = present_value(report.values)
    columns = (
        PARTNER,
        text("name", "Name", "Its name in full."),
        money("puts_in", "Puts in", unit, "What the plan costs it."),
        money("claimed", "Claimed savings", unit, "Savings claimed for it, benefits and taxes included."),
        money("released", "Released", unit, "Of these, released at the headline share; benefits and taxes counted."),
        money("financing", "Up-front fund", unit, "Drawn from the up-front fund less repaid with interest."),
        money("net_before", "Net before payments", unit, "Released less put in, up-front fund included."),
        money("net_none", "Net, none released", unit, "The same if none of the unknown savings is released."),
        money("net_all", "Net, all released", unit, "The same if all of the unknown savings are released."),
        money("payments", "Payments", unit, "Received from other partners less paid to them."),
        money("top_up", "Outside money", unit, "Received from outside the partners."),
        money("net_after", "Net with the proposal", unit, "What it ends with."),
        money("walks_and_it_stops", "If it walks, all stops", unit, "What it has alone if what needs it stops."),
        money("walks_rest_carry_on", "If it walks, rest go on", unit, "What it has if the others carry on without it."),
        money("gain", "Gain over walking away", unit, "Net with the proposal less what it has alone."),
        ResultColumn("break_even", "Break-even", "share", "share of unknown savings",
                     "Smallest share at which its net before payments is not negative; blank where none is enough."),
    )  # fmt: skip
    totals = tuple(column.key for column in columns if column.kind == "money" and "walks" not in column.key)
    return made("partners", "Partners", columns, _partner_rows(report), totals=totals)


def _partner_rows(report: Report) -> Iterator[list[ResultCell]]:
    position, proposal = report.position, report.cash.proposal
    received, top_up = payments_by_partner(report)
    after = report.cash.own if proposal is None else proposal.split
    for i, (partner, break_even) in enumerate(zip(report.place.partners, position.break_even(), strict=True)):
        stops, go_on = if_it_walks(report.cash, i)
        own = (position.puts_in, position.claimed, position.released, position.financing, position.net)
        money = [*own, position.net_none, position.net_all, received, top_up, after]
        figures = [float(amount[i]) for amount in money]
        yield [partner.id, partner.name, *figures, stops, go_on, float(after[i]) - stops, break_even]


def payments_by_partner(report: Report) -> tuple[Floats, Floats]:
    """Received less paid between partners (P,), and outside money received (P,), £ PV."""
    received, proposal = np.zeros(len(report.place.partners)), report.cash.proposal
    if proposal is None:
        return received, received
    for payment in proposal.payments:
        received[payment.payer] -= payment.pv
        received[payment.receiver] += payment.pv
    return received, proposal.top_up


def years_table(report: Report) -> ResultTable:
    """One row a partner and year of the horizon, in cash."""
    columns = (
        PARTNER,
        YEAR,
        money("costs", "Costs", CASH, "What the plan costs it."),
        money("released", "Released", CASH, "Savings released that can be spent; negative where spending rises."),
        money("benefits_and_taxes", "Benefits and taxes", CASH, "The same in benefits and taxes; never spendable."),
        money("financing", "Up-front fund", CASH, "Drawn less repaid."),
        money("payments", "Payments", CASH, "Received from other partners less paid to them."),
        money("top_up", "Outside money", CASH, "Received from outside the partners."),
        money("spendable_net", "Net, spendable", CASH, "All of these but benefits and taxes, costs taken off."),
        money("net", "Net", CASH, "The same with benefits and taxes counted."),
        ResultColumn("pv_factor", "Worth of £1", "number", "£, present value, for £1 cash",
                     "What £1 of cash in this year is worth: real, discounted to the first year."),
        money("net_pv", "Net, present value", present_value(report.values), "Net × worth of £1."),
    )  # fmt: skip
    totals = tuple(column.key for column in columns if column.kind == "money")
    return made("years", "Money by year", columns, _year_rows(report), totals=totals)


def _year_rows(report: Report) -> Iterator[list[ResultCell]]:
    first, lines = report.place.settings.first_year, cash_lines(report)
    worth = report.values.discount / report.values.cash_factor
    net = -lines[0] + sum(lines[1:])
    for i, partner in enumerate(report.place.partners):
        for t in range(len(worth)):
            figures = [float(line[i, t]) for line in lines]
            total, spendable = float(net[i, t]), float(net[i, t] - lines[2][i, t])
            yield [partner.id, first + t, *figures, spendable, total, float(worth[t]), total * float(worth[t])]


def cash_lines(report: Report) -> tuple[Floats, ...]:
    """Costs, released, benefits and taxes, up-front fund, payments, outside money: each £ cash (P, H)."""
    payoffs, values = report.model.payoffs, report.values
    costs, released = yearly_cash(report.model, report.plan)
    transfers = np.einsum("npt,n->pt", payoffs.released_transfer, report.plan.places) * values.cash_factor
    financing, payments, top_up = (np.zeros_like(costs) for _ in range(3))
    ledger, first = ledger_of(report.model, report.plan), report.place.settings.first_year
    for sign, moved in ((1, ledger.drawn), (-1, ledger.repaid)):
        for (partner, year), amount in moved.items():
            financing[report.place.partner_index[partner], year - first] += sign * amount
    years = report.place.settings.money_years
    if report.cash.proposal:
        for payment in report.cash.proposal.payments:
            payments[payment.payer, :years] -= payment.cash
            payments[payment.receiver, :years] += payment.cash
        top_up[:, :years] = np.outer(report.cash.proposal.top_up, level_profile(values))
    return costs, released, transfers, financing, payments, top_up


def payments_table(report: Report) -> ResultTable:
    """One row a payment of the opening proposal and money year."""
    columns = (
        text("payer", "Payer", f"Partner that pays, or {OUTSIDE}."),
        text("receiver", "Receiver", "Partner that receives."),
        text("power", "Power", "The lawful power or instrument."),
        YEAR,
        money("cash", "Cash", CASH, "What is paid in this year."),
        money("pv", "Present value", present_value(report.values), "The same, real and discounted."),
    )
    note = "" if report.cash.proposal else "There is nothing to agree on, so nobody pays anybody."
    return made("payments", "Who pays whom", columns, _payment_rows(report), totals=("cash", "pv"), note=note)


def _payment_rows(report: Report) -> Iterator[list[ResultCell]]:
    proposal, partners, worth = report.cash.proposal, report.place.partners, cash_worth(report.values)
    if proposal is None:
        return
    streams = [(partners[p.payer].id, partners[p.receiver].id, p.power, p.cash) for p in proposal.payments]
    for partner, amount in zip(partners, proposal.top_up, strict=True):
        if amount > 0:
            streams.append((OUTSIDE, partner.id, "top-up", amount * level_profile(report.values)))
    for payer, receiver, power, cash in streams:
        for t, (amount, factor) in enumerate(zip(cash, worth, strict=True)):
            yield [payer, receiver, power, report.place.settings.first_year + t, float(amount), float(amount * factor)]


def money_by_class_table(report: Report) -> ResultTable:
    """One row a partner, budget class and money year in which there is a budget or spending."""
    columns = (
        PARTNER,
        text("budget_class", "Budget class", "The class that pays."),
        YEAR,
        money("budget", "Budget", CASH, "Budget without a ring-fence; blank for a partner whose money is not limited."),
        money("ring_fenced", "Ring-fenced budget", CASH, "Budget that may only be spent on what it names."),
        money("spent", "Spent", CASH, "What the plan costs."),
        money("from_ring_fence", "From ring-fence", CASH, "What of this the ring-fenced budget pays."),
        money("rises", "Own spending rises", CASH, "By how much outcomes that get worse raise its spending."),
        money("reused", "Reused", CASH, "Cash released in earlier years that is spent."),
        money("drawn", "Drawn", CASH, "Drawn from the up-front fund."),
        money("repaid", "Repaid", CASH, "Repaid to it with interest."),
    )
    return made("money_by_class", "Money by class", columns, _class_rows(report))


def _class_rows(report: Report) -> Iterator[list[ResultCell]]:
    books = Books(report.place, ledger_of(report.model, report.plan), report.released_share)
    budgets = {(budget.partner, books.class_of(budget), budget.year) for budget in report.place.budgets}
    usual = {(partner, books.usual_class[partner], year) for partner, year in books.rises}
    for partner, name, year in sorted(budgets | books.spent.keys() | usual):
        if year in books.money_years:
            yield [partner, name, year, *_class_figures(books, partner, name, year)]


def _class_figures(books: Books, partner: str, name: str, year: int) -> list[float | None]:
    key, main = (partner, year), float(name == books.usual_class[partner])
    here = [b for b in books.place.budgets if (b.partner, b.year, books.class_of(b)) == (partner, year, name)]
    fenced = [f.amount for f in books.ledger.fenced if f.budget in here]
    limited = partner in books.limited or name == NEVER_SPENDABLE
    return [
        books.free(partner, name, year) if limited else None,
        sum(budget.amount for budget in here if budget.ring_fence),
        books.spent.get((partner, name, year), 0.0),
        min(sum(fenced), books.spent.get((partner, name, year), 0.0)),
        main * books.rises.get(key, 0.0),
        main * books.ledger.reused.get(key, 0.0),
        main * books.ledger.drawn.get(key, 0.0),
        main * books.ledger.repaid.get(key, 0.0),
    ]
