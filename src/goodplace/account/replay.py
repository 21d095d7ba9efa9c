"""What the events of a record add up to: which signatures count, which deals are made, what is promised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from goodplace.account.chain import StoredEvent, read_body
from goodplace.account.proposal import Promise
from goodplace.account.state import AccountState, PromiseState, RecordedEvent, SignatureState, SignedDeal
from goodplace.account.written import in_words

_PROMISE = TypeAdapter(Promise)


def short(proposal: str) -> str:
    """Enough of an id to tell proposals apart on a page."""
    return proposal[:12]


def changed(signed: str, now: str) -> str:
    """Why a signature is void."""
    return f"the proposal changed: signed {short(signed)}, now {short(now)}"


@dataclass
class Book:
    """Signatures by the number of their event, deals by proposal, and the events as they are shown."""

    names: Mapping[int, str] = field(default_factory=dict)
    signatures: dict[int, SignatureState] = field(default_factory=dict)
    deals: list[SignedDeal] = field(default_factory=list)
    events: list[RecordedEvent] = field(default_factory=list)

    @property
    def pending(self) -> dict[int, SignatureState]:
        """Signatures that count and are not yet part of a deal."""
        agreed = {signature.event for deal in self.deals for signature in deal.signatures}
        return {n: sign for n, sign in self.signatures.items() if n not in agreed and not sign.why_void}

    def standing(self, proposal: str) -> dict[int, SignatureState]:
        """Signatures of a proposal that count: for it, or for the deal in force that it became."""
        return {n: sign for n, sign in self.signatures.items() if sign.proposal == proposal and not sign.why_void}

    def state(self, current: str | None) -> AccountState:
        """The state beside the proposal of the current run (its id): pending signatures of another are void."""
        found = dict(self.signatures)
        for n, sign in self.pending.items() if current else ():
            if sign.proposal != current:
                found[n] = replace(sign, why_void=changed(sign.proposal, current or ""))
        return AccountState(tuple(found.values()), tuple(self.deals), tuple(self.events))


def replay(events: Iterable[StoredEvent], names: Mapping[int, str] | None = None) -> Book:
    """Go through a record from its beginning; names: who signed, by the number of the signature's event.

    Events that say nothing we know are passed over: whether the record is whole is for `verify_record` to say.
    """
    book = Book(names or {})
    for event in events:
        body = read_body(event.body)
        if body:
            words = _apply(book, body)
            on = str(body["at"])[:10]
            book.events.append(RecordedEvent(body["sequence"], body["kind"], words, on, event.hash))
    return book


def _apply(book: Book, body: dict[str, Any]) -> str:
    """Take an event into the book; return it in words."""
    known = {"opened": _opened, "signed": _signed, "signatures_void": _void, "deal_signed": _deal}
    known |= {"promised": _promised, "name_erased": _erased}
    try:
        return known[body["kind"]](book, body, body["data"])
    except (KeyError, TypeError, ValueError, IndexError):
        return "an event that this version of goodplace doesn't know"


def _opened(book: Book, body: dict[str, Any], data: dict[str, Any]) -> str:
    return f"The record of {data['place']} begins"


def _signed(book: Book, body: dict[str, Any], data: dict[str, Any]) -> str:
    number = body["sequence"]
    book.signatures[number] = SignatureState(
        proposal=data["proposal"],
        partner=data["partner"],
        partner_name=data["partner_name"],
        post=data["post"],
        authority=data["authority"],
        on=body["at"][:10],
        by=book.names.get(number, ""),
        event=number,
    )
    return f"{data['partner_name']} signed proposal {short(data['proposal'])} ({data['post']}; {data['authority']})"


def _void(book: Book, body: dict[str, Any], data: dict[str, Any]) -> str:
    told = []
    for one in data["signatures"]:
        sign = book.signatures[one["event"]]
        book.signatures[sign.event] = replace(sign, why_void=changed(sign.proposal, data["now"]))
        told.append(f"{sign.partner_name} ({sign.post})")
    return f"The proposal changed to {short(data['now'])}: void are the signatures of {', '.join(told)}"


def _deal(book: Book, body: dict[str, Any], data: dict[str, Any]) -> str:
    signatures = tuple(book.signatures[number] for number in data["signatures"])
    parties = tuple((party["id"], party["name"]) for party in data["parties"])
    if book.deals:
        _supersede(book, data["proposal"])
    deal = SignedDeal(data["proposal"], body["at"][:10], body["sequence"], parties, signatures, ())
    book.deals.append(deal)
    return f"All {len(parties)} parties have signed: proposal {short(deal.proposal)} is now their deal"


def _supersede(book: Book, proposal: str) -> None:
    """The deal in force makes way: it stays to be seen, and its signatures count no more."""
    book.deals[-1] = replace(book.deals[-1], superseded_by=proposal)
    for sign in book.deals[-1].signatures:
        why = f"a later deal took its place: {short(proposal)}"
        book.signatures[sign.event] = replace(sign, why_void=why)


def _promised(book: Book, body: dict[str, Any], data: dict[str, Any]) -> str:
    deal = book.deals[-1]
    if deal.proposal != data["proposal"]:
        raise ValueError("a promise of a deal that isn't the last")
    promise = _PROMISE.validate_python(data["promise"])
    made = PromiseState(promise, event=body["sequence"])
    book.deals[-1] = replace(deal, promises=(*deal.promises, made))
    return f"Promised: {promise.text}, {in_words(promise)}"


def _erased(book: Book, body: dict[str, Any], data: dict[str, Any]) -> str:
    return f"The name beside event {data['signature']} was erased; the signature stands"
