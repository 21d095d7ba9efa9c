"""Figures of money: what each partner and all together put in, are credited with, get released, and end with."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from goodplace.agree.figures_desk import CASH, Desk, Figures
from goodplace.agree.figures_marks import DEFAULTED, Behind, Marks, join, without_unknown
from goodplace.agree.report import Report
from goodplace.agree.stability import Belief
from goodplace.agree.workings_groups import account_of, group_value, group_worth
from goodplace.agree.workings_lenses import public_by_release
from goodplace.agree.workings_money import (
    COUNTED,
    SPENDABLE,
    benefits,
    break_even,
    claimed,
    costs,
    financing,
    interest,
    net,
    net_cash,
    released,
)
from goodplace.agree.workings_payments import all_outside_money, all_payments, paid, with_proposal
from goodplace.agree.workings_steps import total
from goodplace.agree.workings_years import costs_in_cash, most_in_a_year, payback, payback_year
from goodplace.choose.plan import lens_value
from goodplace.choose.value import Floats
from goodplace.place.figure import Figure, Working

Work = Callable[[], Working]
WALKING: tuple[tuple[str, Belief, str], ...] = (
    ("walk_away", "start_condition", "if it walks away and what needs it stops"),
    ("walk_away_rest_carry_on", "rest_carry_on", "if it walks away and the rest carry on"),
)


def together_figures(desk: Desk) -> Figures:
    """All partners as one."""
    yield from _Money(desk, None).figures()
    yield from _in_cash(desk)
    yield _payback(desk)
    yield from _public_value(desk)
    yield from _proposal_together(desk)
    singles = [group_worth(desk.report.cash, "start_condition", 1 << i) for i in range(len(desk.partners))]
    working = partial(_all_walk, desk)
    yield desk.figure(
        "together.walk_away", "If each walks away, added up", sum(singles), working, marks=desk.money_marks
    )


def partner_figures(desk: Desk) -> Figures:
    """Partner by partner."""
    for i in range(len(desk.partners)):
        yield from _Money(desk, i).figures()
        yield from _proposal_for(desk, i)
        yield from _walking_away(desk, i)


class _Money:
    """What the plan means in money for one partner, or for all together (`i` is None)."""

    def __init__(self, desk: Desk, i: int | None) -> None:
        self.desk, self.i = desk, i
        self.partner = None if i is None else desk.partners[i].id
        self.stem = "together" if i is None else f"partner.{self.partner}"
        self.who = "All together" if i is None else desk.partners[i].name
        self.cost_marks = desk.marks(lambda row: row.kind == "cost" and self._mine(row))
        self.saving_marks = desk.marks(lambda row: row.kind in ("fiscal", "transfer") and self._mine(row))

        self.benefit_marks = desk.marks(lambda row: row.kind == "transfer" and self._mine(row))

    def _mine(self, row: Behind) -> bool:
        return row.partner is not None and self.partner in (None, row.partner)

    def figures(self) -> Iterator[Figure]:
        yield from self._sums()
        yield self._break_even()
        yield from self._by_year()

    def _figure(
        self, end: str, words: str, value: float | None, working: Work, marks: Marks, unit: str | None = None
    ) -> Figure:
        name, title = f"{self.stem}.{end}", f"{self.who}: {words}"
        return self.desk.figure(name, title, value, working, unit=unit, marks=marks)

    def _value(self, by_partner: Floats) -> float:
        return float(by_partner.sum() if self.i is None else by_partner[self.i])

    @property
    def _both(self) -> Marks:
        return join([self.cost_marks, self.saving_marks])

    def _sums(self) -> Iterator[Figure]:
        position, account, partner = self.desk.report.position, self.desk.account, self.partner
        pv, known = account.present_value, without_unknown(self._both)
        none, everything = (replace(account, released_share=share) for share in (0.0, 1.0))
        rows: tuple[tuple[str, str, Floats, Work, Marks], ...] = (
            ("puts_in", "puts in", position.puts_in, partial(costs, account, pv, payer=partner), self.cost_marks),
            (
                "claimed",
                "savings claimed",
                position.claimed,
                partial(claimed, account, pv, partner),
                without_unknown(self.saving_marks),
            ),
            (
                "released",
                COUNTED,
                position.released,
                partial(released, account, pv, partner),
                self.saving_marks,
            ),
            (
                "benefits",
                "benefits and taxes in what is released, never spendable",
                position.benefits,
                partial(benefits, account, pv, partner),
                self.benefit_marks,
            ),
            ("financing", "up-front fund, in less out", position.financing, partial(financing, account, partner), ()),
            ("net", "net before payments", position.net, partial(net, account, partner), self._both),
            (
                "net_none",
                "net before payments if nothing unknown is released",
                position.net_none,
                partial(net, none, partner),
                known,
            ),
            (
                "net_all",
                "net before payments if all that is unknown is released",
                position.net_all,
                partial(net, everything, partner),
                known,
            ),
        )
        for end, words, by_partner, working, marks in rows:
            yield self._figure(end, words, self._value(by_partner), working, marks)

    def _break_even(self) -> Figure:
        position = self.desk.report.position
        even = position.break_even_together() if self.i is None else position.break_even()[self.i]
        working = partial(break_even, self.desk.account, self.partner)
        words = "released share at which it breaks even"
        return self._figure("break_even", words, even, working, without_unknown(self._both), "share")

    def _by_year(self) -> Iterator[Figure]:
        table, place = self.desk.net_by_year, self.desk.report.place
        for t, (year, written) in enumerate(zip(place.years(), self.desk.years, strict=True)):
            working = partial(net_cash, self.desk.account, year, self.partner)
            words, value = f"{SPENDABLE}, less costs, in {written}", self._value(table[:, t])
            yield self._figure(f"net_cash.{written}", words, value, working, self._both, CASH)


def _in_cash(desk: Desk) -> Figures:
    spent = desk.spent_by_year
    marks = desk.marks(lambda row: row.kind == "cost")
    for name, title, value, working in (
        ("puts_in_cash", "puts in, in the cash of each year", spent.sum(), costs_in_cash),
        ("most_in_a_year", "costs of the dearest year", spent.max(initial=0.0), most_in_a_year),
    ):
        work = partial(working, desk.account)
        yield desk.figure(f"together.{name}", f"All together: {title}", value, work, unit=CASH, marks=marks)


def paid_back_from(report: Report) -> int | None:
    """The financial year from which all partners together are paid back for good, benefits and taxes counted."""
    payoffs, plan, values = report.model.payoffs, report.plan, report.values
    gained = np.einsum("npt,n->t", payoffs.released + payoffs.released_transfer, plan.places) * values.discount
    spent = np.einsum("npct,n->t", payoffs.cost_place, plan.places)
    spent = (spent + np.einsum("npct,n->t", payoffs.cost_fixed, plan.started.astype(float))) * values.discount
    first = report.place.settings.first_year
    return payback_year(first, np.cumsum(gained - spent).tolist(), np.cumsum(spent).tolist())


def _payback(desk: Desk) -> Figure:
    year = paid_back_from(desk.report)
    title = "All together: year from which what is released has covered what was put in"
    working = partial(payback, desk.account)
    return desk.figure("together.payback_year", title, year, working, unit="financial year", marks=_money_marks(desk))


def _money_marks(desk: Desk) -> Marks:
    return desk.marks(lambda row: row.partner is not None)


def _public_value(desk: Desk) -> Figures:
    """Public value with nothing and with all of what is unknown released: the same, and shown to be."""
    marks = without_unknown(desk.marks(lambda row: row.kind != "transfer"))
    value = lens_value(desk.report.lenses["public"], desk.report.plan)
    for end, words, share in (("none", "nothing", 0.0), ("all", "all", 1.0)):
        title = f"Public value if {words} of what is unknown is released"
        working = partial(public_by_release, replace(desk.account, released_share=share))
        yield desk.figure(f"together.public_value_{end}", title, value, working, marks=marks)


def _proposal_together(desk: Desk) -> Figures:
    deal, proposal = desk.report.cash, desk.report.cash.proposal
    if proposal is None:
        return
    marks = join([desk.money_marks, channel_marks(desk)])
    money, outside = partial(all_payments, deal, proposal), partial(all_outside_money, deal, proposal)
    after = partial(_all_after, desk)
    title = "Least that must pass between partners"
    yield desk.figure("together.least_transfer", title, proposal.gross, money, marks=marks)
    yield desk.figure("together.top_up", "Outside money needed", proposal.needs, outside, marks=marks)
    yield desk.figure("together.paid", "All together: received less paid", proposal.needs, outside, marks=marks)
    title = "All together: net with the proposal"
    yield desk.figure("together.net_with_proposal", title, proposal.split.sum(), after, marks=_money_marks(desk))


def _all_after(desk: Desk) -> Working:
    deal, proposal = desk.report.cash, desk.report.cash.proposal
    parts = [with_proposal(deal, proposal, i) for i in range(len(desk.partners))] if proposal else []
    return total("all together, after payments", parts, unit=desk.pounds)


def _all_walk(desk: Desk) -> Working:
    lines = [group_value(desk.report.cash, "start_condition", 1 << i) for i in range(len(desk.partners))]
    return total("what each has if it walks away, added up", lines, unit=desk.pounds)


def channel_marks(desk: Desk) -> Marks:
    """Payments rest on the default channels unless the place has its own."""
    return (DEFAULTED,) if desk.report.place.channels is None else ()


def _proposal_for(desk: Desk, i: int) -> Figures:
    deal, proposal, partner = desk.report.cash, desk.report.cash.proposal, desk.partners[i]
    if proposal is None:
        return
    marks = join([desk.money_marks, channel_marks(desk)])
    for end, words, value, work in (
        ("paid", "received less paid by the proposal", proposal.split[i] - deal.own[i], paid),
        ("net_with_proposal", "net with the proposal", proposal.split[i], with_proposal),
    ):
        working = partial(work, deal, proposal, i)
        yield desk.figure(f"partner.{partner.id}.{end}", f"{partner.name}: {words}", value, working, marks=marks)


def _walking_away(desk: Desk, i: int) -> Figures:
    """What a partner has by itself, in the cash view under both beliefs, and in the remit view."""
    cash, remit, partner = desk.report.cash, desk.report.remit, desk.partners[i]
    stem, marks = f"partner.{partner.id}", desk.money_marks
    for end, belief, words in WALKING:
        value, working = group_worth(cash, belief, 1 << i), partial(group_value, cash, belief, 1 << i)
        yield desk.figure(f"{stem}.{end}", f"{partner.name}: {words}", value, working, marks=marks)
    marks = join([desk.all_marks, (DEFAULTED,) if desk.report.place.remits is None else ()])
    title = f"{partner.name}: worth of the plan of the remit view, counting its remit"
    working = partial(interest, account_of(remit, remit.chosen), partner.id, "remit")
    yield desk.figure(f"{stem}.remit", title, remit.own[i], working, marks=marks)
    title = f"{partner.name}: if it walks away, counting its remit"
    value, working = (
        group_worth(remit, "start_condition", 1 << i),
        partial(group_value, remit, "start_condition", 1 << i),
    )
    yield desk.figure(f"{stem}.remit_walk_away", title, value, working, marks=marks)
