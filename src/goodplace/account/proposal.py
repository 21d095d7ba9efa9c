"""A proposal as data: what would be promised if all signed. A run makes one; only signing makes promises.

Money is whole pence, numbers of people are text with a full stop, so that the same proposal is the same bytes.
"""

from dataclasses import dataclass
from typing import Literal

PromiseKind = Literal["puts_in", "draws", "repays", "pays", "gains", "outcome"]
SCHEMA = "goodplace-proposal-1"


@dataclass(frozen=True)
class Promise:
    """One promise for one financial year.

    puts_in: `partner` spends `pence` on the plan (cash) · draws, repays: `partner` draws `pence` from the fund,
    or pays so much back with interest (cash) · pays: `partner` pays `pence` to `to` by `power` (cash) ·
    gains: `partner` is to have `pence` released (cash) · outcome: `outcome` is better by `units`, a decimal as text
    (below zero is worse).
    delivered_due, verified_due: ISO dates by which what was delivered is reported, and checked by somebody else.
    """

    id: str
    kind: PromiseKind
    year: int
    delivered_due: str
    verified_due: str
    partner: str = ""
    to: str = ""
    power: str = ""
    pence: int = 0
    outcome: str = ""
    units: str = ""
    unit: str = ""
    text: str = ""


@dataclass(frozen=True)
class Party:
    """A partner that must sign for the deal to hold."""

    id: str
    name: str


@dataclass(frozen=True)
class Proposal:
    """What is put to the partners. `id` is the SHA-256 (64 hex digits) of the rest as RFC 8785 JSON.

    holds: False where nobody can be asked to sign (no deal, nothing to do, worked example between named bodies);
    then `why_not` says why and there are no parties to sign.
    """

    id: str
    place: str
    status: str
    parties: tuple[Party, ...]
    promises: tuple[Promise, ...]
    holds: bool
    why_not: str = ""
    first_year: int = 0
    released: float = 0.0
    price_base: int = 0
    fund_most_pence: int = 0
    """Most that may be outstanding from the up-front fund; 0 where there is none."""
    fund_interest: str = ""
    """Interest a year on the fund, a decimal as text ("0.056"); empty: the discount rate with inflation."""
    schema: str = SCHEMA
