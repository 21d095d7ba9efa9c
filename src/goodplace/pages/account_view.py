"""The account: promised, delivered, verified. The last two stay empty, with their due dates, until somebody reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goodplace.account.proposal import Promise
from goodplace.account.state import AccountState, PromiseState, SignedDeal
from goodplace.pages.run_data import RunData
from goodplace.pages.signing_view import SignatureRow, day, signed_by
from goodplace.pages.view import Shown
from goodplace.pages.words import amount, name
from goodplace.place.prices import format_year
from goodplace.sharing.visibility import Viewer, may_see

KINDS = {
    "puts_in": "What each partner puts in",
    "draws": "What is drawn from the up-front fund",
    "repays": "What is paid back to the up-front fund, with interest",
    "pays": "Who pays whom",
    "gains": "What is to be released to each partner",
    "outcome": "What is to change for people",
}
SHORT_PROPOSAL = 12  # hex digits that name a proposal on a page; the whole stands in the record
MOST_ROWS = 30
MOST_EVENTS = 20
# Events whose words are anybody's to read. A signature's are when the deal that it is of has been signed by all.
PUBLIC_EVENTS = ("opened", "deal_signed", "promised")


@dataclass(frozen=True)
class PromiseLine:
    """A promise written out, beside what came of it."""

    year: str
    who: str
    what: str
    promised: Shown
    delivered: str
    delivered_due: str
    verified: str
    verified_due: str


@dataclass(frozen=True)
class PromiseGroup:
    """Promises of one kind: the first years' and the rest, and sums by partner or outcome over all years."""

    key: str
    title: str
    first: tuple[PromiseLine, ...]
    more: tuple[PromiseLine, ...]
    totals: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DealAccount:
    """One signed deal. superseded_by: short id of the later deal that took its place; empty for the one in force."""

    short: str
    superseded_by: str
    proposal: str
    on: str
    event: int
    parties: tuple[str, ...]
    signatures: tuple[SignatureRow, ...]
    groups: tuple[PromiseGroup, ...]


@dataclass(frozen=True)
class EventRow:
    """An event of the record; words are empty where they are not for the viewer."""

    sequence: int
    kind: str
    words: str
    on: str
    hash: str


def account_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Public: signed deals, and the record's events by number and hash, so that anybody can check it."""
    inside = may_see(viewer, "partners")
    agreed = {signature.event for deal in state.deals for signature in deal.signatures}
    events = [
        EventRow(
            e.sequence,
            e.kind,
            e.words if inside or e.kind in PUBLIC_EVENTS or e.sequence in agreed else "",
            day(e.on),
            e.hash,
        )
        for e in state.events
    ]
    return {
        **deals_view(data, state, viewer),
        "events": events[-MOST_EVENTS:],
        "earlier_events": events[:-MOST_EVENTS],
        "proposal": data.proposal if inside else None,
        "signed_so_far": len(state.signed(data.proposal.id)) if inside and data.proposal else 0,
    }


def deals_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Signed deals, the one in force first."""
    return {"deals": [_deal(deal, data.partner_names, viewer) for deal in reversed(state.deals)]}


def _deal(deal: SignedDeal, partners: Mapping[str, str], viewer: Viewer) -> DealAccount:
    names = {**partners, **dict(deal.parties)}
    figures = "" if deal.superseded_by else "promise."  # there are figures of the deal in force alone
    return DealAccount(
        deal.proposal[:SHORT_PROPOSAL],
        deal.superseded_by[:SHORT_PROPOSAL],
        deal.proposal,
        day(deal.on),
        deal.event,
        tuple(title for _, title in deal.parties),
        tuple(signed_by(deal, viewer)),
        tuple(
            _group(kind, title, [s for s in deal.promises if s.promise.kind == kind], names, figures)
            for kind, title in KINDS.items()
            if any(s.promise.kind == kind for s in deal.promises)
        ),
    )


def _group(
    key: str, title: str, states: Sequence[PromiseState], names: Mapping[str, str], figures: str
) -> PromiseGroup:
    ordered = sorted(states, key=lambda s: (s.promise.year, s.promise.partner, s.promise.outcome, s.promise.id))
    lines = tuple(
        promise_line(s.promise, names, figures=figures, delivered=s.delivered, verified=s.verified) for s in ordered
    )
    totals = _totals([state.promise for state in ordered], names) if key != "outcome" else ()
    return PromiseGroup(key, title, lines[:MOST_ROWS], lines[MOST_ROWS:], totals)


def _totals(promises: Sequence[Promise], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Whole pence by partner over all years, and of all: a sum of what is promised, and exact."""
    sums: dict[str, int] = {}
    for promise in promises:
        sums[promise.partner] = sums.get(promise.partner, 0) + promise.pence
    rows = [(names.get(partner, partner), pence_text(pence)) for partner, pence in sums.items()]
    return (*rows, ("All together", pence_text(sum(sums.values()))))


def promise_line(
    promise: Promise, names: Mapping[str, str], *, figures: str, delivered: str = "", verified: str = ""
) -> PromiseLine:
    """A promise in words. figures: what the names of its kind of figures begin with; "" where there are none."""
    is_outcome = promise.kind == "outcome"
    text = f"{_units(promise.units)} {promise.unit}".strip() if is_outcome else pence_text(promise.pence)
    return PromiseLine(
        format_year(promise.year),
        promise.text.removesuffix(format_year(promise.year)).strip() or promise.outcome if is_outcome
        else names.get(promise.partner, promise.partner),
        _what(promise, names),
        Shown(text, f"{figures}{promise.id}" if figures else ""),
        delivered,
        day(promise.delivered_due),
        verified,
        day(promise.verified_due),
    )  # fmt: skip


def _what(promise: Promise, names: Mapping[str, str]) -> str:
    if promise.kind == "puts_in":
        return "spends on the plan"
    if promise.kind in ("draws", "repays"):
        return "draws from the up-front fund" if promise.kind == "draws" else "pays back to the up-front fund"
    if promise.kind == "gains":
        return "has released to it"
    if promise.kind == "outcome":
        return "is better by"
    to = name(names.get(promise.to, promise.to))
    return f"pays {to} by {promise.power}" if promise.power else f"pays {to}"


def _units(text: str) -> str:
    try:
        return amount(float(text))
    except ValueError:
        return text


def pence_text(pence: int) -> str:
    """Whole pence as pounds and pence, to the penny: a promise is exact."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}.{rest:02d}"
