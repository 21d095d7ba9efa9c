"""What the service database says of a place: who has signed what, what is promised, and where the record stands."""

from dataclasses import dataclass

from goodplace.account.proposal import Promise


@dataclass(frozen=True)
class SignatureState:
    """A signature. by: the name, for partners and the analyst (empty where erased) · on: ISO date.

    event: the number of the event that it is in the record.
    """

    proposal: str
    partner: str
    partner_name: str
    post: str
    authority: str
    on: str
    by: str = ""
    why_void: str = ""
    event: int = 0


@dataclass(frozen=True)
class PromiseState:
    """A promise of a signed deal beside what came of it. delivered, verified: text as reported; empty until then.

    event: the number of the event by which it entered the record.
    """

    promise: Promise
    delivered: str = ""
    verified: str = ""
    event: int = 0


@dataclass(frozen=True)
class SignedDeal:
    """A deal that all its parties have signed. on: ISO date of the last signature · event: where in the record.

    superseded_by: the proposal whose signing took its place; empty for the deal in force.
    """

    proposal: str
    on: str
    event: int
    parties: tuple[tuple[str, str], ...]
    signatures: tuple[SignatureState, ...]
    promises: tuple[PromiseState, ...]
    superseded_by: str = ""


@dataclass(frozen=True)
class RecordedEvent:
    """An event of the record as it is shown: number, what happened, ISO date, hash (64 hex digits)."""

    sequence: int
    kind: str
    words: str
    on: str
    hash: str


@dataclass(frozen=True)
class AccountState:
    """signatures: of every proposal ever signed, oldest first, void ones with the reason · deals: oldest first."""

    signatures: tuple[SignatureState, ...] = ()
    deals: tuple[SignedDeal, ...] = ()
    events: tuple[RecordedEvent, ...] = ()

    def signed(self, proposal: str) -> tuple[SignatureState, ...]:
        """The signatures that count for a proposal."""
        return tuple(s for s in self.signatures if s.proposal == proposal and not s.why_void)

    @property
    def in_force(self) -> SignedDeal | None:
        """The deal that holds now: the last one signed."""
        return self.deals[-1] if self.deals else None
