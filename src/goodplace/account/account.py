"""Where a place's account stands: who has signed, what is promised, and the promises as figures to be explained."""

from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from goodplace.account.proposal import Proposal
from goodplace.account.record import read_record
from goodplace.account.replay import replay, short
from goodplace.account.state import AccountState, PromiseState, SignedDeal
from goodplace.account.written import in_words, promised_value
from goodplace.formats.runs import Home, StoredRun
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure, Working
from goodplace.service.configure import current_database
from goodplace.service.database import in_plain_words


def account_state(home: Home, current: Proposal | None) -> AccountState:
    """What the database says beside the current run's proposal; empty, and nothing is made, where there is none.

    Raises InputError where the database can't be used or is another place's.
    """
    record = read_record(home.service)
    if record is None:
        return AccountState()
    events, head = record
    if current and head.place not in ("", current.place):
        message = f"The database holds the record of “{head.place}”, and this is “{current.place}”."
        raise InputError(message, code="another-place")
    return replay(events, names_of(home.service)).state(current.id if current else None)


def names_of(service: Path) -> dict[int, str]:
    """Who signed, by the number of the signature's event; empty where erased. For a database that is there."""
    from goodplace.service.models import Signature

    with in_plain_words(current_database()):
        return dict(Signature.objects.values_list("event_id", "signatory__name"))


def promise_figures(state: AccountState) -> tuple[Figure, ...]:
    """Each promise of the deal in force, as a public figure promise.<id>, explained by who signed it and where."""
    deal = state.in_force
    return tuple(_figure(state, deal, made) for made in deal.promises) if deal else ()


def _figure(state: AccountState, deal: SignedDeal, made: PromiseState) -> Figure:
    value, unit = promised_value(made.promise)
    working = partial(_signed_by, state, deal, made)
    return Figure(f"promise.{made.promise.id}", f"Promised: {made.promise.text}", value, unit, working, "public")


def _signed_by(state: AccountState, deal: SignedDeal, made: PromiseState) -> Working:
    value, unit = promised_value(made.promise)
    hashes = {event.sequence: event.hash for event in state.events}
    signatures = [
        Working(f"signed for {s.partner_name} by its {s.post} on {s.on} under {s.authority}", source=f"event {s.event}")
        for s in deal.signatures
    ]
    where = f"event {made.event} of the record, hash {hashes.get(made.event, 'not there')}"
    return Working(f"promised in the deal of {deal.on} ({short(deal.proposal)})", value, unit, where, tuple(signatures))


def account_lines(home: Home, run: StoredRun) -> list[str]:
    """The account of a place in lines for people: the proposal of a run, its signatures, the deal and the record."""
    proposal: Proposal = TypeAdapter(Proposal).validate_json(run.read("account/proposal.json"))
    state = account_state(home, proposal)
    return [*_proposal_lines(proposal, state), *_deal_lines(state), *_record_lines(state)]


def _proposal_lines(proposal: Proposal, state: AccountState) -> list[str]:
    title = f"Proposal {short(proposal.id)}: {len(proposal.promises)} promises."
    if not proposal.holds:
        return [title, f"Nobody can sign it: {proposal.why_not}."]
    signed = {sign.partner: sign for sign in state.signed(proposal.id)}
    lines = [title]
    for party in proposal.parties:
        sign = signed.get(party.id)
        lines.append(
            f"  {party.id}: {f'signed on {sign.on} ({sign.post}; {sign.authority})' if sign else 'not signed'}"
        )
    void = [sign for sign in state.signatures if sign.why_void.startswith("the proposal changed")]
    return [*lines, *(f"  void: {sign.partner_name}, {sign.why_void}" for sign in void)]


def _deal_lines(state: AccountState) -> list[str]:
    deal = state.in_force
    if deal is None:
        return ["No deal has been signed."]
    lines = [f"Deal of {deal.on} ({short(deal.proposal)}): promised · delivered · verified"]
    for made in deal.promises:
        delivered = made.delivered or f"due {made.promise.delivered_due}"
        verified = made.verified or f"due {made.promise.verified_due}"
        lines.append(f"  {made.promise.text}: {in_words(made.promise)} · {delivered} · {verified}")
    return lines


def _record_lines(state: AccountState) -> list[str]:
    if not state.events:
        return ["The record is empty."]
    last = state.events[-1]
    return [f"The record has {len(state.events)} events; its head is {last.hash}."]
