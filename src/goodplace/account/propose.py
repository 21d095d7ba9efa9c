"""From a run to a proposal: what would be promised, by whom, for each year, and why nobody can be asked where so.

Money is rounded to whole pence, half to even, promise by promise; numbers of people and units to three places.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from typing import Any

import numpy as np

from goodplace.account.proposal import Party, Promise, Proposal
from goodplace.account.written import CASH, id_of, promised_value
from goodplace.agree.deal import Outcome as Verdict
from goodplace.agree.report import Report
from goodplace.agree.workings_groups import account_of
from goodplace.agree.workings_money import costs, released, units
from goodplace.agree.workings_payments import cash_working
from goodplace.agree.workings_rows import Account, Span
from goodplace.choose.best import yearly_cash
from goodplace.choose.outcome_values import price_base
from goodplace.choose.verify import ledger_of
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure, Visibility, Working
from goodplace.place.place import Place
from goodplace.place.prices import format_year
from goodplace.place.result_table import ResultColumn, ResultTable

STATUS = "a proposal, agreed by nobody"
WORKED_EXAMPLE = "a worked example: nobody can sign it"
_NO_DEAL: dict[Verdict, str] = {
    "nothing_to_do": "no plan is better than doing nothing, so there is nothing to promise",
    "no_deal": "no plan would be signed by all without outside money, and nobody has offered any",
    "needs_top_up": "it needs outside money, and nobody has offered any",
}
# Floating-point noise is far below this, and a billionth of a pound changes no penny that evidence bears.
_NOISE_DIGITS = 7
# What is unknown is shown as unknown, with the share at which the deal breaks even: it isn't assumed away by signing.
_SHOWN = ("cashable", "unit_values")
# Published series, the same for every place.
_PUBLISHED = {("place", key) for key in ("price_base", "discount_rate", "deflator", "inflation")}


def make_proposal(report: Report) -> Proposal:
    """The proposal of a run: equal places give equal proposals. Raises InputError for ids that can't be told apart.

    Parties are those whose signature the deal needs: lead, signatories and payers of each option that starts, and
    whoever pays or is paid. Where nobody can be asked, `why_not` says why; promises of a deal that would hold but for
    what the place is (a worked example, one that rests on defaults) are kept, so that they can be looked at.
    """
    why_not, would_hold = _why_not(report), report.cash.verdict == "holds"
    settings = report.place.settings
    parties = _parties(report) if would_hold else set[str]()
    content = Proposal(
        id="",
        place=report.place.settings.name,
        status=STATUS,
        parties=() if why_not else tuple(Party(p.id, p.name) for p in report.place.partners if p.id in parties),
        promises=_told_apart(_promises(report, parties)) if would_hold else (),
        holds=not why_not,
        why_not=why_not,
        first_year=report.place.settings.first_year,
        released=report.released_share,
        price_base=price_base(report.place),
        fund_most_pence=pence(settings.upfront_fund),
        fund_interest="" if settings.upfront_interest is None else repr(float(settings.upfront_interest)),
    )
    return replace(content, id=id_of(content))


def pence(pounds: float) -> int:
    """Whole pence, half to even."""
    return int(_rounded(pounds, "0.01") * 100)


def _rounded(number: float, step: str) -> Decimal:
    tidy = Decimal(repr(round(float(number), _NOISE_DIGITS)))
    return tidy.quantize(Decimal(step), rounding=ROUND_HALF_EVEN) + 0


def _units(number: float) -> str:
    text = f"{_rounded(number, '0.001'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _why_not(report: Report) -> str:
    """Why nobody can be asked to sign; empty where they can."""
    kind, reasons = report.place.settings.kind, []
    if kind == "worked_example":
        reasons.append(WORKED_EXAMPLE)
    if report.cash.verdict != "holds":
        reasons.append(_NO_DEAL[report.cash.verdict])
    defaults = _defaults(report.place) if kind == "place" else ""
    if defaults:
        reasons.append(f"it rests on defaults: {defaults}; fill these in")
    return "; ".join(reasons)


def _defaults(place: Place) -> str:
    """No deal is made between real bodies that rests on what they would have to say themselves, and haven't."""
    theirs = [
        d for d in place.defaulted if d.matters and d.table not in _SHOWN and (d.table, d.column) not in _PUBLISHED
    ]
    said = [(f"{d.table}.{d.column}" if d.column else d.table, d.holds) for d in theirs]
    return ", ".join(f"{where} ({holds})" for where, holds in said)


def _parties(report: Report) -> set[str]:
    place, starts = report.place, report.model.payoffs.starts
    started = {starts.option[n] for n in np.flatnonzero(report.plan.started)}
    needed = {partner for j in started for partner in place.required_partners(place.options[j])}
    payments = report.cash.proposal.payments if report.cash.proposal else ()
    return needed | {place.partners[i].id for payment in payments for i in (payment.payer, payment.receiver)}


def _promises(report: Report, parties: set[str]) -> Iterator[Promise]:
    spent, freed = yearly_cash(report.model, report.plan)
    for i, partner in enumerate(report.place.partners):
        if partner.id in parties:
            for year, amount in zip(report.place.years(), spent[i], strict=True):
                text = f"{partner.name} puts in {format_year(year)}"
                yield from _money(report, "puts_in", year, amount, partner=partner.id, text=text)
    yield from _fund(report)
    yield from _payments(report)
    for i, partner in enumerate(report.place.partners):
        if partner.id in parties:
            for year, amount in zip(report.place.years(), freed[i], strict=True):
                text = f"{partner.name} has released {format_year(year)}"
                yield from _money(report, "gains", year, amount, partner=partner.id, text=text)
    yield from _outcomes(report)


def _fund(report: Report) -> Iterator[Promise]:
    """What partners draw from the up-front fund, and pay back with interest."""
    ledger, names = ledger_of(report.model, report.plan), {p.id: p.name for p in report.place.partners}
    for kind, words, moved in (
        ("draws", "draws from the up-front fund", ledger.drawn),
        ("repays", "pays back to the up-front fund", ledger.repaid),
    ):
        for (partner, year), amount in sorted(moved.items()):
            text = f"{names[partner]} {words} {format_year(year)}"
            yield from _money(report, kind, year, amount, partner=partner, text=text)


def _payments(report: Report) -> Iterator[Promise]:
    partners, first = report.place.partners, report.place.settings.first_year
    for payment in report.cash.proposal.payments if report.cash.proposal else ():
        payer, receiver = partners[payment.payer], partners[payment.receiver]
        for t, amount in enumerate(payment.cash):
            text = f"{payer.name} pays {receiver.name} {format_year(first + t)}"
            who = {"partner": payer.id, "to": receiver.id, "power": payment.power}
            yield from _money(report, "pays", first + t, float(amount), text=text, **who)


def _money(report: Report, kind: Any, year: int, amount: float, *, text: str, **who: str) -> Iterator[Promise]:
    whole = pence(amount)
    if whole:
        id_ = ".".join([kind, who["partner"], *([who["to"]] if "to" in who else []), _when(year)])
        promise = Promise(id_, kind, year, *_dues(report.place, year), pence=whole, text=text)
        yield replace(promise, partner=who["partner"], to=who.get("to", ""), power=who.get("power", ""))


def _outcomes(report: Report) -> Iterator[Promise]:
    changes = np.einsum("not,n->ot", report.model.payoffs.units, report.plan.places)
    for outcome, by_year in zip(report.place.outcomes, changes, strict=True):
        for year, amount in zip(report.place.years(), by_year, strict=True):
            change = _units(amount)
            if change != "0":
                promise = Promise(f"outcome.{outcome.id}.{_when(year)}", "outcome", year, *_dues(report.place, year))
                text = f"{outcome.name} {format_year(year)}"
                yield replace(promise, outcome=outcome.id, units=change, unit=outcome.unit, text=text)


def _when(year: int) -> str:
    return format_year(year).replace("/", "-")


def _dues(place: Place, year: int) -> tuple[str, str]:
    """When it is to be delivered and verified: at a month's end, so many months after the year ends on 31 March."""
    settings = place.settings
    delivered, verified = settings.delivered_due_months, settings.verified_due_months
    return _month_end(year + 1, 3 + delivered), _month_end(year + 1, 3 + verified)


def _month_end(year: int, month: int) -> str:
    """The last day of a month, which may be beyond the year's twelfth."""
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()


def _told_apart(promises: Iterator[Promise]) -> tuple[Promise, ...]:
    made = tuple(promises)
    twice = [name for name, count in Counter(promise.id for promise in made).items() if count > 1]
    if twice:
        raise InputError(f"Two promises would both be called {twice[0]}. Give a partner an id without full stops.")
    return made


def proposal_tables(proposal: Proposal) -> tuple[ResultTable, ...]:
    """The promises, one a row: for partners, as long as nobody has signed them."""
    return (promises_table(proposal),)


def promises_table(proposal: Proposal) -> ResultTable:
    """One row a promise, in the proposal's order."""
    text = {
        "id": ("Promise", "Key of the promise."),
        "kind": ("Kind", "puts_in, pays, gains or outcome."),
        "partner": ("Partner", "Key of the partner that promises it."),
        "to": ("To", "Key of the partner that is paid."),
        "power": ("Power", "The power under which it is paid."),
        "outcome": ("Outcome", "Key of the outcome that changes."),
    }
    columns = (
        *(ResultColumn(key, title, meaning=meaning) for key, (title, meaning) in text.items()),
        ResultColumn("year", "Year", "year", "financial year", "The financial year it is for."),
        ResultColumn("amount", "Amount", "money", CASH, "Money, to the penny."),
        ResultColumn(
            "units",
            "Change",
            "number",
            "units of the outcome",
            "How much better the outcome is in that year; negative is worse.",
        ),
        ResultColumn("unit", "Unit", meaning="What the outcome is counted in."),
        ResultColumn("delivered_due", "Delivered by", meaning="What was delivered is reported by this date."),
        ResultColumn("verified_due", "Verified by", meaning="Somebody else has checked it by this date."),
    )
    rows = tuple(
        (
            p.id, p.kind, p.partner, p.to, p.power, p.outcome, p.year, None if p.kind == "outcome" else p.pence / 100,
            float(p.units) if p.kind == "outcome" else None, p.unit, p.delivered_due, p.verified_due,
        )
        for p in proposal.promises
    )  # fmt: skip
    return ResultTable("promises", "Promises proposed", columns, rows, visibility="partners")


def proposal_figures(proposal: Proposal, report: Report) -> Iterator[Figure]:
    """A figure for each promise of the proposal that `report` makes, named proposed.<id>: for all partners."""
    account = account_of(report.cash, report.plan)
    visibility: Visibility = "partners"
    for promise in proposal.promises:
        value, unit = promised_value(promise)
        working = partial(_worked, report, account, promise)
        yield Figure(f"proposed.{promise.id}", f"Proposed: {promise.text}", value, unit, working, visibility)


def _worked(report: Report, account: Account, promise: Promise) -> Working:
    """The number of a promise, from the rows behind it."""
    value, unit = promised_value(promise)
    what = "three places" if promise.kind == "outcome" else "the penny, half to even"
    return Working(f"rounded to {what}", value, unit, parts=(_behind(report, account, promise),))


def _behind(report: Report, account: Account, promise: Promise) -> Working:
    if promise.kind == "puts_in":
        return costs(account, account.cash(promise.year), payer=promise.partner)
    if promise.kind == "gains":
        return released(account, account.cash(promise.year), promise.partner, transfers=False)
    if promise.kind == "outcome":
        return units(account, Span({promise.year: 1.0}, "number of years", promise.unit), promise.outcome)
    if promise.kind in ("draws", "repays"):
        moved = account.ledger.drawn if promise.kind == "draws" else account.ledger.repaid
        return Working(promise.text, moved[promise.partner, promise.year], CASH, "the plan, solved: up-front fund")
    place = report.place
    pair = (place.partner_index[promise.partner], place.partner_index[promise.to])
    assert report.cash.proposal is not None
    cash = sum(
        float(payment.cash[promise.year - place.settings.first_year])
        for payment in report.cash.proposal.payments
        if (payment.payer, payment.receiver) == pair
    )
    return cash_working(report.cash, promise.text.rpartition(" ")[0], cash, promise.year)
