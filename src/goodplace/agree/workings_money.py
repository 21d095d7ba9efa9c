"""The working of a plan's money: sums by option, outcome and row, down to the sheet and the unit value."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from goodplace.agree.workings_rows import (
    Account,
    Part,
    Span,
    cost_line,
    costs_of,
    effect_line,
    effects_of,
    option_title,
)
from goodplace.agree.workings_steps import cut, less, over, times, total
from goodplace.choose.outcome_values import OutcomeValue
from goodplace.choose.payoffs import View
from goodplace.choose.verify import Key, Ledger, Started
from goodplace.place.defaults import default_remits
from goodplace.place.figure import Working
from goodplace.place.prices import format_year

COUNTED, SPENDABLE = "released, benefits and taxes counted", "cash released that can be spent"
Which = Callable[[OutcomeValue], bool]


def own_savings(partner: str | None = None, *, transfers: bool = True) -> Which:
    """The value lines that are a partner's own money (any partner's unless one is named)."""
    kinds = ("fiscal", "transfer") if transfers else ("fiscal",)
    return lambda line: line.kind in kinds and line.partner is not None and partner in (None, line.partner)


def saved_elsewhere(line: OutcomeValue) -> bool:
    """Savings of bodies that are not partners; their benefits and taxes are left out."""
    return line.kind == "fiscal" and line.partner is None


def wider_value(line: OutcomeValue) -> bool:
    """Economic and social value: nobody's budget."""
    return line.kind in ("economic", "social") and line.partner is None


def only(account: Account, option: str) -> Account:
    """The same with one option alone, and nothing borrowed."""
    mine = tuple(start for start in account.ledger.started if start.option == option)
    return replace(account, ledger=Ledger(mine))


def costs(account: Account, span: Span, *, payer: str | None = None) -> Working:
    """What is put in, by option and cost row: one partner's or everybody's."""
    parts = [
        total(option_title(account, start), lines, unit=span.unit)
        for start in account.ledger.started
        if (lines := list(_cost_lines(account, start, span, payer)))
    ]
    return total("costs", parts, unit=span.unit)


def _cost_lines(account: Account, start: Started, span: Span, payer: str | None) -> Iterator[Working]:
    for cost in costs_of(account, start):
        if cost.amount and payer in (None, cost.payer):
            line = cost_line(account, start, cost, span)
            if line:
                yield line


def gains(
    account: Account,
    span: Span,
    which: Which,
    *,
    text: str,
    part: Part = "claimed",
    outcome: str | None = None,
    weight: Callable[[OutcomeValue], Working | None] = lambda line: None,
) -> Working:
    """What some value lines bring, by option, outcome and row; `weight` is a further factor of a line."""
    by_option = []
    for start in account.ledger.started:
        by_outcome: dict[str, list[Working]] = {}
        for effect in effects_of(account, start):
            for line in account.lines[effect.outcome]:
                if which(line) and outcome in (None, effect.outcome):
                    row = effect_line(account, start, effect, span, line=line, part=part, weight=weight(line))
                    by_outcome.setdefault(effect.outcome, []).extend([row] if row else [])
        parts = [total(account.outcomes[name].name, rows, unit=span.unit) for name, rows in by_outcome.items() if rows]
        if parts:
            by_option.append(total(option_title(account, start), parts, unit=span.unit))
    return total(text, by_option, unit=span.unit)


def units(account: Account, span: Span, outcome: str) -> Working:
    """How much an outcome changes, by option and row."""
    by_option = []
    for start in account.ledger.started:
        rows = [effect_line(account, start, e, span) for e in effects_of(account, start) if e.outcome == outcome]
        found = [row for row in rows if row]
        if found:
            by_option.append(total(option_title(account, start), found, unit=span.unit))
    return total("change under the plan", by_option, unit=span.unit)


def released(account: Account, span: Span, partner: str | None = None, *, transfers: bool = True) -> Working:
    """What is released: with benefits and taxes, or only the cash that can be spent."""
    which = own_savings(partner, transfers=transfers)
    return gains(account, span, which, text=COUNTED if transfers else SPENDABLE, part="released")


def benefits(account: Account, span: Span, partner: str | None = None) -> Working:
    """The part of what is released that is benefit payments and taxes."""

    def which(line: OutcomeValue) -> bool:
        return line.kind == "transfer" and line.partner is not None and partner in (None, line.partner)

    return gains(account, span, which, text="benefits and taxes in what is released", part="released")


def claimed(account: Account, span: Span, partner: str | None = None) -> Working:
    """Savings claimed, benefits and taxes included."""
    return gains(account, span, own_savings(partner), text="savings claimed")


def financing(account: Account, partner: str | None = None) -> Working:
    """PV of what is drawn from the up-front fund less what is repaid."""
    drawn, repaid = (
        total(text, _flows(account, flows, partner), unit=account.pounds)
        for text, flows in (
            ("drawn from the up-front fund", account.ledger.drawn),
            ("repaid with interest", account.ledger.repaid),
        )
    )
    return less("up-front fund", drawn, repaid, unit=account.pounds)


def _flows(account: Account, flows: Mapping[Key, float], partner: str | None) -> Iterator[Working]:
    for (body, year), amount in sorted(flows.items()):
        if amount and partner in (None, body):
            yield in_present_value(account, account.partners[body].name, amount, year)


def in_present_value(account: Account, text: str, cash: float, year: int) -> Working:
    """Cash of a year as present value."""
    base, when = format_year(account.base), format_year(year)
    real = Working(f"prices of {base} against {when}", account.index.uprate(1.0, year, account.base), "factor")
    discount = Working(f"discount factor, {when}", account.present_value.factors[year], "factor")
    return times(f"{text}, {when}", [Working(f"cash of {when}", cash, "£, cash"), real, discount], unit=account.pounds)


def net(account: Account, partner: str | None = None, *, transfers: bool = True) -> Working:
    """What is released less costs, with what the up-front fund moves: PV before payments between partners."""
    income = [released(account, account.present_value, partner, transfers=transfers)]
    moved = {**account.ledger.drawn, **account.ledger.repaid}
    if any(amount and partner in (None, body) for (body, _), amount in moved.items()):
        income.append(financing(account, partner))
    first = income[0] if len(income) == 1 else total("money in", income, unit=account.pounds)
    return less(
        "net before payments: money in less costs",
        first,
        costs(account, account.present_value, payer=partner),
        unit=account.pounds,
    )


def break_even(account: Account, partner: str | None = None, *, transfers: bool = True) -> Working:
    """The smallest released share at which the net is not negative, the plan left as it is."""
    ways = (replace(account, released_share=share) for share in (0.0, 1.0))
    none, everything = (net(way, partner, transfers=transfers) for way in ways)
    low, high = none.value or 0.0, everything.value or 0.0
    text = "share of what is unknown that must be released"
    ends = (replace(none, text="net with none of it released"), replace(everything, text="net with all of it released"))
    if low >= -0.005 or high < -0.005:
        ends = (cut(ends[0], depth=2), cut(ends[1], depth=2))
    if low >= -0.005:
        return Working("never short, even with nothing of what is unknown released", 0.0, "share", parts=ends[:1])
    if high < -0.005:
        return Working("short even with all of what is unknown released", None, "share", parts=ends[1:])
    zero = Working("nothing", 0.0, account.pounds)
    gap = less("short with none of it released", zero, ends[0], unit=account.pounds)
    gain = less("gained from none to all", ends[1], cut(ends[0], depth=0), unit=account.pounds)
    return over(text, gap, gain, unit="share")


def net_cash(account: Account, year: int, partner: str | None = None) -> Working:
    """Cash released less costs in one year; benefits and taxes left out."""
    span = account.cash(year)
    first = released(account, span, partner, transfers=False)
    return less(f"{SPENDABLE}, less costs", first, costs(account, span, payer=partner), unit=span.unit)


def interest(account: Account, partner: str, view: View) -> Working:
    """u_i: what a plan is worth to a partner, in the cash view or counting its remit."""
    name = account.partners[partner].name
    cash = net(account, partner)
    if view == "cash":
        return replace(cash, text=f"{name}, {cash.text}")
    capacity = account.partners[partner].own_capacity_value
    parts = [cash]
    if capacity:
        which = own_savings(partner, transfers=False)
        kept = gains(account, account.present_value, which, text="savings not released", part="kept")
        worth = Working("worth to it of a pound of capacity of its own that is freed and not cash", capacity, "share")
        parts.append(times("own capacity freed", [kept, worth], unit=account.pounds))
    parts.append(_remit(account, partner))
    return total(f"{name}, counting its remit", parts, unit=account.pounds)


def _remit(account: Account, partner: str) -> Working:
    shares = remit_shares(account, partner)

    def in_remit(line: OutcomeValue) -> bool:
        return wider_value(line) and shares[line.outcome].value != 0

    return gains(
        account, account.present_value, in_remit, text="economic and social value in its remit",
        weight=lambda line: shares[line.outcome],
    )  # fmt: skip


def remit_shares(account: Account, partner: str) -> dict[str, Working]:
    """What share of an outcome's wider value counts as a partner's own, and who says so."""
    place = account.place
    if place.remits is not None:
        said = {row.outcome: row for row in place.remits if row.partner == partner}
        return {
            o.id: Working("share in its remit", said[o.id].share if o.id in said else 0.0, "share",
                          str(said[o.id].origin) if o.id in said else "")
            for o in place.outcomes
        }  # fmt: skip
    usual = default_remits({p.id: p.role for p in place.partners}, {o.category for o in place.outcomes})
    return {
        o.id: Working("share in its remit", usual.get((partner, o.category), 0.0), "share", "assumed from its role")
        for o in place.outcomes
    }


def everybody(account: Account, view: View) -> Working:
    """Σ u_i: all partners together."""
    parts: Iterable[Working] = (interest(account, partner.id, view) for partner in account.place.partners)
    return total("all partners together", parts, unit=account.pounds)
