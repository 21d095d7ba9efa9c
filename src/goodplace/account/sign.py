"""Signing: one transaction writes a signature and, when it is the last one needed, the deal and its promises."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from goodplace.account.account import account_state, names_of
from goodplace.account.proposal import Proposal
from goodplace.account.record import Writer, read_record, writing
from goodplace.account.replay import Book, replay, short
from goodplace.account.state import SignatureState
from goodplace.account.written import canonical, id_of
from goodplace.formats.runs import Home, current_run
from goodplace.place.cells import ID_LENGTH, NAME_LENGTH
from goodplace.place.errors import InputError

FILE = "account/proposal.json"
_PROPOSAL = TypeAdapter(Proposal)


@dataclass(frozen=True)
class Signed:
    """What a signature did. event: its number · deal: that of the deal it completed, or None · waiting_for, void: names
    of the partners that haven't signed yet, and of those whose earlier signatures this one made void."""

    proposal: str
    partner: str
    event: int
    deal: int | None
    waiting_for: tuple[str, ...]
    void: tuple[str, ...]

    def lines(self) -> list[str]:
        """For people, a line each."""
        said = [f"{self.partner} has signed proposal {short(self.proposal)}: event {self.event} of the record."]
        if self.void:
            said.append(f"The proposal had changed; void are the earlier signatures of {', '.join(self.void)}.")
        if self.deal is not None:
            return [*said, f"All have signed: the deal is event {self.deal}, and its promises follow it."]
        return [*said, f"Still to sign: {', '.join(self.waiting_for)}."]


def read_proposal(path: Path) -> tuple[Home, Proposal]:
    """A place (its current run's proposal) or the account/proposal.json of one of its runs. Raises InputError."""
    if path.suffix == ".json" and path.is_file():
        folder = path.resolve().parent
        if folder.name != "account" or folder.parent.parent.name != "runs":
            message = f"{path} isn't in a place's runs, so it can't be said whose it is. Give the place."
            raise InputError(message, code="proposal")
        return Home(folder.parents[2]), _read(path.read_bytes(), str(path))
    if not path.exists():
        raise InputError(f"{path} isn't there.", code="cannot-read")
    if path.is_file() and path.suffix.lower() != ".xlsx":
        raise InputError(f"{path} is neither a place nor the account/proposal.json of a run.", code="proposal")
    home = Home(path)
    current = current_proposal(home)
    if current is None:
        raise InputError(f"{path} has no proposal yet: goodplace run {path} makes one.", code="no-proposal")
    return home, current


def current_proposal(home: Home) -> Proposal | None:
    """The proposal of the current run; None before the first."""
    run = current_run(home)
    return _read(run.read(FILE), FILE) if run and run.has(FILE) else None


def _read(content: bytes, name: str) -> Proposal:
    try:
        return _PROPOSAL.validate_json(content)
    except ValidationError:
        raise InputError(f"{name} isn't a proposal of goodplace.", code="proposal") from None


def sign(
    home: Home, proposal: Proposal, *, partner: str, by: str, post: str, authority: str, now: datetime | None = None
) -> Signed:
    """Sign for a partner. post and authority (a minute, a scheme) become public; the name doesn't.

    Raises InputError, and nothing is written, where anything stands against it: the codes are empty-signature,
    proposal-altered, proposal-changed, cannot-be-signed, not-a-party, signed-already, another-place.
    """
    by, post, authority = (_given(what, said) for what, said in (("by", by), ("post", post), ("authority", authority)))
    _refuse_what_cannot_be_signed(home, proposal, partner)
    with writing(home, place=proposal.place, now=now) as record:
        # Once more under the lock: a run may have ended between.
        _refuse_another_proposal(home, proposal)
        events, _ = read_record(home.service) or ([], None)
        book = replay(events)
        _refuse_twice(book, proposal, partner)
        void = _void_others(record, book, proposal)
        name = next(party.name for party in proposal.parties if party.id == partner)
        public = {"partner": partner, "partner_name": name, "post": post, "authority": authority}
        event = _write(record, proposal, public, by)
        signed_by = {sign.partner: number for number, sign in book.standing(proposal.id).items()} | {partner: event}
        waiting = tuple(party.name for party in proposal.parties if party.id not in signed_by)
        deal = None if waiting else _strike(record, proposal, sorted(signed_by.values()))
        return Signed(proposal.id, name, event, deal, waiting, tuple(sign.partner_name for sign in void))


def _given(what: str, said: str) -> str:
    tidy = " ".join(said.split())
    if not tidy or not tidy.isprintable():
        raise InputError(f"--{what} is empty, or holds signs that can't be printed.", code="empty-signature")
    if len(tidy) > NAME_LENGTH:
        raise InputError(f"--{what} is longer than {NAME_LENGTH} characters.", code="empty-signature")
    return tidy


def _refuse_what_cannot_be_signed(home: Home, proposal: Proposal, partner: str) -> None:
    if proposal.id != id_of(proposal):
        message = "The proposal isn't what its id says: it was altered after the run. goodplace run makes it anew."
        raise InputError(message, code="proposal-altered")
    _refuse_another_proposal(home, proposal)
    if not proposal.holds:
        raise InputError(f"Nobody can sign this: {proposal.why_not}.", code="cannot-be-signed")
    if partner not in [party.id for party in proposal.parties]:
        parties = ", ".join(party.id for party in proposal.parties)
        said = f"{partner!r}" if len(partner) <= ID_LENGTH else "That"
        raise InputError(f"{said} is not a party to this proposal. Parties: {parties}.", code="not-a-party")


def _refuse_another_proposal(home: Home, proposal: Proposal) -> None:
    current = current_proposal(home)
    if current is None:
        raise InputError(f"{home.source} has no run, so no proposal holds: goodplace run first.", code="no-proposal")
    if current.id == proposal.id:
        return
    state = account_state(home, current)
    void = [sign.partner_name for sign in state.signatures if sign.proposal == proposal.id and sign.why_void]
    told = f" Void are the signatures of {', '.join(void)}." if void else ""
    message = f"The proposal changed: this is {short(proposal.id)}, and the place's is now {short(current.id)}.{told}"
    raise InputError(f"{message} Sign that one: goodplace sign {home.source}", code="proposal-changed")


def _refuse_twice(book: Book, proposal: Proposal, partner: str) -> None:
    for number, sign in book.standing(proposal.id).items():
        if sign.partner == partner:
            message = f"{sign.partner_name} has signed this proposal already, on {sign.on} (event {number})."
            raise InputError(message, code="signed-already")


def _void_others(record: Writer, book: Book, proposal: Proposal) -> Sequence[SignatureState]:
    """Signatures of an earlier version are void; those of a deal in force stay until another is signed by all."""
    void = [sign for sign in book.pending.values() if sign.proposal != proposal.id]
    if void:
        named = [
            {
                "event": s.event,
                "proposal": s.proposal,
                "partner": s.partner,
                "partner_name": s.partner_name,
                "post": s.post,
            }
            for s in void
        ]
        record.append("signatures_void", {"now": proposal.id, "signatures": named})
    return void


def _write(record: Writer, proposal: Proposal, public: dict[str, str], by: str) -> int:
    """The event and what stands beside it: of the person, the record holds only SHA-256(salt ‖ name)."""
    from goodplace.service.models import Signatory, Signature, TabledProposal

    salt = secrets.token_bytes(32)
    body = canonical(asdict(proposal)).decode()
    tabled, _ = TabledProposal.objects.get_or_create(id=proposal.id, defaults={"body": body})
    commitment = sha256(salt + by.encode()).hexdigest()
    event = record.append("signed", {"proposal": proposal.id, "signatory": commitment, **public})
    signatory = Signatory.objects.create(name=by, salt=salt)
    Signature.objects.create(event_id=event, proposal=tabled, signatory=signatory)
    return event


def _strike(record: Writer, proposal: Proposal, signatures: list[int]) -> int:
    """All have signed: the deal enters the record, and then its promises, each an event."""
    parties = [asdict(party) for party in proposal.parties]
    deal = record.append("deal_signed", {"proposal": proposal.id, "parties": parties, "signatures": signatures})
    for promise in proposal.promises:
        record.append("promised", {"proposal": proposal.id, "promise": asdict(promise)})
    return deal


def erase_name(home: Home, *, event: int, now: datetime | None = None) -> None:
    """Erase who made a signature (its event's number), name and salt: the signature stands, and so does the record."""
    found = read_record(home.service)
    if found is None or event not in names_of(home.service):
        raise InputError(f"Event {event} is not a signature in the record of {home.folder}.", code="no-record")
    from django.db import connection

    from goodplace.service.models import Signature

    with writing(home, place=found[1].place, now=now) as record:
        signatory = Signature.objects.select_related("signatory").get(event_id=event).signatory
        signatory.name, signatory.salt = "", b""
        signatory.save()
        record.append("name_erased", {"signature": event})
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What was written before lies in the log beside the file until that is emptied.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
