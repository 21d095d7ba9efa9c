"""A run for the tests: the sketch's example (a) as a place of four partners, each with a position of its own.

What is private is a sum found nowhere else (£911,001 and up), so that a page can be searched for it.
"""

from dataclasses import replace
from typing import Any

from sample_page import made_up_page, money, percent, school_page

from goodplace.account.proposal import Party, Promise, Proposal
from goodplace.account.state import AccountState, PromiseState, RecordedEvent, SignatureState, SignedDeal
from goodplace.aim.result import AimResult, Conversation, Statement, Weight
from goodplace.formats.stored_figures import StoredFigure
from goodplace.know.result import (
    Cohort,
    ExtractSummary,
    Fact,
    KnowResult,
    Measured,
    Need,
    Overlap,
    People,
    Position,
    Spending,
)
from goodplace.pages.figures import named_figures
from goodplace.pages.run_data import RunData, StoredTable
from goodplace.pages.view import DealPage, PartnerRow, WeakNumber
from goodplace.place.figure import Visibility
from goodplace.place.result_table import ResultColumn
from goodplace.sharing.visibility import Viewer

PARTNERS = ("school", "justice", "health", "council")
SECRETS = {partner: 911_001 + 1_010 * n for n, partner in enumerate(PARTNERS)}
SECRET_WORDS = "would never sign unaided"
OBJECTORS = "justice and health object"
VIEWERS = {
    "anybody": Viewer(),
    "committee": Viewer("committee"),
    "school": Viewer("partner", "school"),
    "health": Viewer("partner", "health"),
    "analyst": Viewer("analyst"),
}
PROPOSAL = "ab" * 32


def secret(partner: str) -> str:
    return f"£{SECRETS[partner]:,}"


def deal_page() -> DealPage:
    """The school's page; walk-away values, whys and objections are secrets."""
    page = school_page()
    return replace(
        page,
        partners=tuple(_private(row) for row in page.partners),
        sentences=("Partners put in £132,000.", f"The school {SECRET_WORDS}."),
        sentence_figures=(("all.puts_in_cash",), ("all.least_transfer",)),
        sentence_rests_on=((), tuple(f"{partner}.walk_away" for partner in PARTNERS)),
        scenarios=tuple(replace(row, objectors=OBJECTORS, rest_carry_on_words=OBJECTORS) for row in page.scenarios),
        could_wait=OBJECTORS,
        remit_words=OBJECTORS,
        flows_note=OBJECTORS,
        weakest=(
            WeakNumber("Prices of 2009/10", "over ten years old", "all sums", "scenario.50.net"),
            WeakNumber("The council’s share", "nobody has decided it", SECRET_WORDS, "council.break_even"),
        ),
        tables=(),
        downloads=(),
    )


def _private(row: PartnerRow) -> PartnerRow:
    return replace(
        row,
        walk_away=money(SECRETS[row.name], f"{row.name}.walk_away"),
        why=f"{row.name} {SECRET_WORDS}",
        break_even=percent(12.3, f"{row.name}.break_even"),
    )


def figure(
    name: str, *, visibility: Visibility = "public", named: tuple[str, ...] = (), working: dict[str, Any] | None = None
) -> StoredFigure:
    line = working or {"text": f"working of {name}", "value": 12.5, "source": "a table, row 2"}
    return StoredFigure(name, f"Title of {name}", 12.5, "£", visibility, (), named, line)


OWN = (".walk_away", ".net_alone", ".net_none", ".net_all", ".break_even")


def figures_of_deal(page: DealPage) -> dict[str, StoredFigure]:
    """A figure for each name on a page: positions are their partners', splits the analyst's, the rest shared."""
    known = {}
    for name in sorted({found.name for found in named_figures(page)}):
        partner, _, end = name.partition(".")
        if partner in PARTNERS and f".{end}" in OWN:
            known[name] = figure(name, visibility="partner", named=(partner,))
        else:
            known[name] = figure(name, visibility="partner" if partner == "split" else "partners")
    return known


def people(mid: float | None, low: float | None = None, high: float | None = None, text: str = "") -> People:
    return People(low, mid, high, text or (f"{mid:,.0f}" if mid is not None else "not known"), "records", mid is None)


def known(indicators: int = 3) -> KnowResult:
    return KnowResult(
        facts=(Fact("homes", "Buildings", "Homes", 99_000.0, "homes", "2024", "Census", "OGL v3.0"),),
        positions=tuple(position(n) for n in range(indicators)),
        spending=(
            Spending("The council", "council", "Social care", 2023, 5_000_000.0, "2024", "Outturn", "OGL v3.0"),
            Spending("The council", "council", "Social care", 2024, 5_500_000.0, "2025", "Outturn", "OGL v3.0"),
            Spending("The council", "council", "Parking", 2024, -400_000.0, "2025", "Outturn", "OGL v3.0"),
        ),
        needs=(
            Need("home", "Homelessness", people(120, 110, 140), "records", ("council", "police")),
            Need("rare", "A rare need", people(None, text="fewer than 10"), "records", ("council",)),
        ),
        cohorts=(Cohort("many", "Many needs", ("home", "rare"), 2, people(20, 20, 20), "records"),),
        overlaps=(Overlap(("home", "rare"), people(777, 777, 777)),),
        extracts=(
            ExtractSummary("council", "people.csv", 1_234, 1_200, 34, (("mixed-dates", "dates in two orders", 34),)),
        ),
        people=people(5_000, 4_900, 5_100),
        linkage=("People are linked by exact keys.",),
        notes=("One source is two years old.",),
    )


def position(n: int) -> Position:
    theme = ("Health", "Work")[n % 2]
    here = Measured("E1", "Here", "2024", 12.0 + n, here=True)
    others = tuple(Measured(f"E{k}", f"Place {k}", "2024", 8.0 + k + n) for k in range(2, 8))
    return Position(
        f"ind{n}", f"Indicator {n}", theme, "%", "higher", "2024", 12.0 + n, 13.0 + n, 3, 7,
        ("better", "similar", "worse", "not judged")[n % 4], (here, *others),
        (("2022", 10.0), ("2023", 11.0), ("2024", 12.0)),
        (9.0, None, 13.0), "improving", "A survey", "OGL v3.0", "2025",
    )  # fmt: skip


def aims(*, local: bool = False) -> AimResult:
    statements = (
        Statement("1", "Buses should run on Sundays", 90, 5, 5, 0.9, 0.83, 0.95, "home"),
        Statement("2", "Nobody voted here", 0, 0, 0, None, None, None),
        Statement("3", "A rude one", 1, 1, 0, 0.5, 0.1, 0.9, moderated=True),
    )
    talk = Conversation("What would make this a good place?", "", 100, 300, statements, local, ("totals differ by 2",))
    weights = (Weight("home", "A home", 0.6, 0.4, 0.5, 0.7), Weight("odd", "An odd one", None, None))
    return AimResult("best_worst", weights, 40, talk, ("Few answered.",))


def promise(kind: str, partner: str, year: int, *, pence: int = 0, to: str = "", units: str = "") -> Promise:
    ends = [part for part in (kind, partner, to, str(year)) if part]
    return Promise(
        ".".join(ends), kind, year, f"{year + 1}-06-30", f"{year + 1}-12-31", partner=partner, to=to, pence=pence,  # type: ignore[arg-type]
        power="a grant" if to else "", outcome="home" if units else "", units=units, unit="people" if units else "",
        text=f"Homes found {year}/{(year + 1) % 100:02d}" if units else "",
    )  # fmt: skip


PROMISES = (
    promise("puts_in", "school", 2027, pence=13_200_050),
    promise("pays", "justice", 2027, pence=346_700, to="school"),
    promise("gains", "health", 2028, pence=5_000_000),
    promise("outcome", "", 2028, units="12.5"),
)


def proposal(*, holds: bool = True) -> Proposal:
    parties = tuple(Party(partner, partner) for partner in PARTNERS[:3]) if holds else ()
    why_not = "" if holds else "a worked example: nobody can sign it"
    return Proposal(PROPOSAL, "Testplace", "a proposal", parties, PROMISES, holds, why_not)


def signature(partner: str, event: int, *, why_void: str = "") -> SignatureState:
    return SignatureState(
        PROPOSAL, partner, partner, f"Director of {partner}", f"minute {event}", "2027-07-01", f"Name of {partner}",
        why_void, event,
    )  # fmt: skip


def signing_under_way() -> AccountState:
    """One has signed, another's signature is void."""
    events = (
        RecordedEvent(1, "opened", "The record begins", "2027-06-30", "1" * 64),
        RecordedEvent(2, "signed", "school signed by its Director, minute 2", "2027-07-01", "2" * 64),
    )
    return AccountState((signature("school", 2), signature("justice", 3, why_void="the proposal changed")), (), events)


def signed() -> AccountState:
    """A deal in force."""
    signatures = tuple(signature(partner, n) for n, partner in enumerate(PARTNERS[:3], start=2))
    parties = tuple((partner, partner) for partner in PARTNERS[:3])
    promises = tuple(PromiseState(one, event=6 + n) for n, one in enumerate(PROMISES))
    events = tuple(RecordedEvent(n, "signed", f"event {n} told", "2027-07-01", f"{n % 10}" * 64) for n in range(1, 30))
    return AccountState(signatures, (SignedDeal(PROPOSAL, "2027-07-02", 5, parties, signatures, promises),), events)


def tables() -> tuple[StoredTable, ...]:
    columns = (
        ResultColumn("id", "Key", meaning="Key of the row."),
        ResultColumn("amount", "Amount", "money", "£, cash"),
    )
    seen: tuple[Visibility, ...] = ("public", "committee", "partners", "partner")
    return tuple(StoredTable(f"t_{v}", f"Table for {v}", "", v, columns, 1, b"id,amount\r\na,1\r\n") for v in seen)


def run_data(**changed: Any) -> RunData:
    """The run, whole; `changed` fields of it instead."""
    page = deal_page()
    shared = {name: figure(name) for name in ("position.ind0.value", "need.home", "weight.home.residents")}
    inside = {"overlap.home+rare": figure("overlap.home+rare", visibility="committee")}
    proposed = {f"proposed.{one.id}": figure(f"proposed.{one.id}", visibility="partners") for one in PROMISES}
    place = {
        "name": "Testplace", "kind": "made_up", "note": "A note of the place",
        "partners": [{"id": partner, "name": partner, "role": "council"} for partner in PARTNERS],
    }  # fmt: skip
    whole = RunData(
        "0123456789abcdef", place, known(), aims(), page, proposal(),
        figures_of_deal(page) | shared | inside | proposed,
        tables(), {"funds": ({"id": "f", "name": "A fund", "amount": 5000.0, "partners": ["school"], "note": None},)},
    )  # fmt: skip
    return replace(whole, **changed)


def empty_run() -> RunData:
    """No step has been run."""
    place = run_data().place
    return RunData("0" * 16, place)


def large_run(names: tuple[str, ...]) -> RunData:
    """200 options, 60 indicators, partners with names as given, 300 promises."""
    page = made_up_page(len(names), 200, flows=6, names=names)
    place = {
        "name": names[-1], "kind": "worked_example", "note": "",
        "partners": [{"id": f"p{n}", "name": name, "role": "council"} for n, name in enumerate(names)],
    }  # fmt: skip
    figures = {name: figure(name, visibility="partners") for name in {f.name for f in named_figures(page)}}
    many = tuple(promise("puts_in", f"p{n % len(names)}", 2027 + n // 40, pence=100 * n) for n in range(300))
    return RunData("f" * 16, place, known(60), aims(), page, replace(proposal(), promises=many), figures, tables())
