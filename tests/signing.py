"""A place with a run, a proposal and nothing else: what signing needs."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from goodplace.account.proposal import Party, Promise, Proposal
from goodplace.account.sign import Signed, sign
from goodplace.account.written import id_of
from goodplace.formats.runs import MANIFEST, Home, store_run

NOON = datetime(2027, 4, 1, 12, tzinfo=UTC)
NAMES = {"council": "Elmet Council", "nhs": "NHS Elmet", "police": "Elmet Police"}


def proposal_of(
    *partners: str, place: str = "Elmet", pence: int = 1_000_00, why_not: str = "", names: dict[str, str] | None = None
) -> Proposal:
    """A proposal in which the first partner pays the second, and something changes for people."""
    first, second = partners[0], partners[1]
    pays = Promise(
        f"pays.{first}.{second}.2027-28", "pays", 2027, "2028-06-30", "2028-12-31", first, second, "s.75", pence,
        text=f"{first} pays {second} 2027/28",
    )  # fmt: skip
    change = Promise(
        "outcome.care.2027-28", "outcome", 2027, "2028-06-30", "2028-12-31",
        outcome="care", units="-12.5", unit="child-years", text="Children in care 2027/28",
    )  # fmt: skip
    called = names or NAMES
    parties = tuple(Party(partner, called.get(partner, partner)) for partner in partners)
    made = Proposal(
        "", place, "a proposal", () if why_not else parties, (pays, change), not why_not, why_not, 2027, 0.5
    )
    return replace(made, id=id_of(made))


def propose(folder: Path, proposal: Proposal) -> Home:
    """Make this the proposal of the place's current run."""
    folder.mkdir(exist_ok=True)
    home = Home(folder)
    store_run(home, {MANIFEST: b"{}", "account/proposal.json": TypeAdapter(Proposal).dump_json(proposal)})
    return home


def signed(home: Home, proposal: Proposal, *partners: str) -> list[Signed]:
    """Let partners sign, one after the other."""
    return [
        sign(home, proposal, partner=p, by=f"Alex of {p}", post="Leader", authority="minute 12", now=NOON)
        for p in partners
    ]
