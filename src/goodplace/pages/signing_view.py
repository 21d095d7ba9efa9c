"""Where signing stands: who has signed a proposal, who hasn't, and what was signed and is void since."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from goodplace.account.proposal import Proposal
from goodplace.account.state import AccountState, SignatureState, SignedDeal
from goodplace.pages.run_data import RunData
from goodplace.sharing.visibility import Viewer, may_see


@dataclass(frozen=True)
class SignatureRow:
    """A partner beside its signature; `on` is empty where it hasn't signed. by: only for partners and the analyst."""

    partner: str
    name: str
    on: str = ""
    post: str = ""
    authority: str = ""
    by: str = ""
    why_void: str = ""


def signing_view(data: RunData, state: AccountState, viewer: Viewer) -> dict[str, Any]:
    """Signatures on the proposal of this run, void ones of earlier ones, and whether it is a signed deal by now."""
    proposal = data.proposal
    return {
        "proposal": proposal,
        "parties": _parties(proposal, state, viewer) if proposal else [],
        "void": [signature_row(s, viewer) for s in state.signatures if s.why_void],
        "is_signed": any(proposal and deal.proposal == proposal.id for deal in state.deals),
    }


def _parties(proposal: Proposal, state: AccountState, viewer: Viewer) -> list[SignatureRow]:
    signed = {s.partner: s for s in state.signed(proposal.id)}
    return [
        signature_row(signed[party.id], viewer) if party.id in signed else SignatureRow(party.id, party.name)
        for party in proposal.parties
    ]


def signature_row(signature: SignatureState, viewer: Viewer) -> SignatureRow:
    """A signature: post and authority for anybody, the name of who signed for partners and the analyst."""
    return SignatureRow(
        signature.partner,
        signature.partner_name,
        day(signature.on),
        signature.post,
        signature.authority,
        signature.by if may_see(viewer, "partners") else "",
        signature.why_void,
    )


def signed_by(deal: SignedDeal, viewer: Viewer) -> list[SignatureRow]:
    """The signatures of a signed deal."""
    return [signature_row(signature, viewer) for signature in deal.signatures]


def day(iso: str) -> str:
    """2026-07-01 → "1 July 2026"; what is no date stays as it is."""
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
