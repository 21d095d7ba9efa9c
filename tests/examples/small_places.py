"""Four small places whose deals are worked by hand, as rows for `write_place`.

All: discounting "none", no inflation, every option all or nothing (one place, fixed costs), every claimed saving
released (m = 100 %) unless the text says otherwise. u is worth to a partner, v(S) what group S gets by itself, B the
least total that leaves no group better off alone, K the top-up. £ of the first year.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Row = dict[str, object]
Tables = dict[str, list[Row]]
Alone = dict[tuple[str, ...], float]

PARTNERS: Mapping[str, Row] = {
    "council": {"id": "council", "name": "The council", "sector": "public", "role": "council"},
    "nhs": {"id": "nhs", "name": "The NHS", "sector": "public", "role": "nhs"},
    "police": {"id": "police", "name": "The police", "sector": "public", "role": "police"},
}


@dataclass(frozen=True)
class Deal:
    """What hand calculation says of a place in one view, at one released share and with free transfers.

    alone: v(S) by group · needed: B · best: the residents' best plan · total: its Σu · top_up: K ·
    signable: the best plan that all would sign unaided, or None where none is, not even doing nothing.
    """

    alone: Alone
    needed: float
    best: frozenset[str]
    total: float
    top_up: float
    signable: frozenset[str] | None


def only_with_a_top_up() -> tuple[Tables, Deal]:
    """The residents' best plan loses cash, so no transfer between partners can make it hold; £10,000 would.

    Option `visits` (council leads, NHS signs): the council pays 60,000, the NHS saves 50,000, residents gain 100,000 of
    social value. Option `repairs` (council alone): costs it 10,000 and saves it 14,000.
    Cash: u(visits) = (council −60,000, NHS +50,000), together −10,000; u(repairs) = (+4,000, 0).
    v(council) = 4,000 (repairs), v(NHS) = 0, so B = 4,000.
    Public value: visits 100,000 + 50,000 − 60,000 = 90,000; repairs 4,000. Residents' best is both: Σu = −6,000, and
    K = 4,000 − (−6,000) = 10,000. Unaided, repairs alone holds (4,000 ≥ 4,000). Price of disagreement: 94,000 − 4,000.
    With K the least transfer is all the NHS has: 50,000 to the council, which with 10,000 leaves it its 4,000.
    """
    tables = _place("Only with a top-up", ["council", "nhs"])
    _option(tables, "visits", "council", "nhs", costs={"council": 60_000}, saves={"nhs": 50_000}, social=100_000)
    _option(tables, "repairs", "council", costs={"council": 10_000}, saves={"council": 14_000})
    alone: Alone = {("council",): 4_000.0, ("nhs",): 0.0}
    both = frozenset({"visits", "repairs"})
    return tables, Deal(alone, 4_000, both, -6_000, 10_000, frozenset({"repairs"}))


def nothing_signable() -> tuple[Tables, Deal]:
    """Any two partners do better together than all three could share: no plan holds, not even doing nothing.

    Three options, one a pair. In each both pay 6,000 in the first year and both save 12,000 in the second, so a pair
    gains 12,000. Everybody has 6,000 to spend in the first year and nothing later: 18,000 together, an option costs
    12,000, so only one of the three can start. All or nothing matters: halves of all three would give 6,000 each.
    v(one) = 0, v(two) = 12,000. The three rows p₁ + p₂ ≥ 12,000 add up to 2·p(I) ≥ 36,000, so B = 18,000.
    `council_nhs` brings 5,000 of social value besides and is the residents' best: Σu = 12,000, K = 6,000, and then
    each gets 6,000: the police for staying away from the other two. Doing nothing: 0 < 18,000.
    """
    tables = _place("Nothing is signable", ["council", "nhs", "police"], years=3)
    for first, second, social in (("council", "nhs", 5_000), ("council", "police", 0), ("nhs", "police", 0)):
        pays, saves = {first: 6_000, second: 6_000}, {first: 12_000, second: 12_000}
        _option(tables, f"{first}_{second}", first, second, costs=pays, saves=saves, social=social, lag=1)
    tables["budgets"] = [
        {"partner": partner, "year": year, "amount": 6_000 if year == 2027 else 0}
        for partner in PARTNERS
        for year in (2027, 2028, 2029)
    ]
    alone: Alone = {(partner,): 0.0 for partner in PARTNERS}
    alone |= {pair: 12_000.0 for pair in (("council", "nhs"), ("council", "police"), ("nhs", "police"))}
    return tables, Deal(alone, 18_000, frozenset({"council_nhs"}), 12_000, 6_000, None)


def never_by_remit() -> tuple[Tables, Deal, Deal]:
    """The police gain cash and would never sign by their remit, whatever share of the savings is released.

    Option `outreach` (council leads, police sign): the council pays 20,000 and saves 25,000; the police pay nothing and
    save 10,000. Residents gain 200,000 of social value in an outcome in nobody's remit; an outcome half in the remit of
    the police gets worse by 40,000. Nothing can be done without both: v = 0, B = 0. Public value 175,000.
    Cash: u = (5,000, 10,000), Σu = 15,000 ≥ 0: all sign, and nobody pays anybody.
    Remit: police 10,000 − ½·40,000 = −10,000; Σu = 5,000 − 10,000 = −5,000 < 0: K = 5,000; unaided, only
    doing nothing holds.
    At a released share m: Σu by remit = 35,000·m − 40,000, below 0 for every m; the police alone 10,000·m − 20,000.
    In cash 35,000·m − 20,000: whole break-even 57.14 %, the council's 80 %.
    Returned: tables, the deal in the cash view, the deal in the remit view.
    """
    tables = _place("Never by remit", ["council", "police"])
    saves = {"council": 25_000, "police": 10_000}
    _option(tables, "outreach", "council", "police", costs={"council": 20_000}, saves=saves, social=200_000)
    tables["option_effects"].append(_effect("outreach", "harm", -1))
    tables["outcomes"].append({"id": "harm", "name": "Calls answered quickly", "category": "crime"})
    tables["unit_values"].append({"outcome": "harm", "kind": "social", "amount": 40_000})
    tables["remits"] = [{"partner": "police", "outcome": "harm", "share": 0.5}]
    alone: Alone = {("council",): 0.0, ("police",): 0.0}
    plan = frozenset({"outreach"})
    cash = Deal(alone, 0, plan, 15_000, 0, plan)
    return tables, cash, Deal(alone, 0, plan, -5_000, 5_000, frozenset())


def lawful_channels_stop_it(most_per_year: float | None = None) -> tuple[Tables, Deal]:
    """There is enough for all, but no lawful way to bring it to the partner that pays.

    Option `beds` (council leads, NHS signs): the council pays 10,000, the NHS saves 30,000, both in the first of two
    years. Σu = 20,000 ≥ B = 0: with free transfers all sign once 10,000 reaches the council. Public value 20,000.
    The only channel leads from the council to the NHS: the council stays at −10,000 < v(council) = 0 and walks, by
    doing nothing. Least top-up through lawful channels: 10,000, paid to the council; the NHS keeps its 30,000.
    With `most_per_year` there is also a channel from the NHS to the council, for at most so much in each of the two
    years: 4,000 leaves the council 2,000 short (top-up 2,000); 5,000 or more and all sign.
    """
    tables = _place("Lawful channels stop it", ["council", "nhs"], years=2)
    _option(tables, "beds", "council", "nhs", costs={"council": 10_000}, saves={"nhs": 30_000})
    tables["channels"] = [{"from_partner": "council", "to_partner": "nhs", "power": "section 75"}]
    if most_per_year is not None:
        back: Row = {"from_partner": "nhs", "to_partner": "council", "power": "section 75"}
        tables["channels"].append(back | {"most_per_year": most_per_year})
    alone: Alone = {("council",): 0.0, ("nhs",): 0.0}
    plan = frozenset({"beds"})
    return tables, Deal(alone, 0, plan, 20_000, 0, plan)


def _place(name: str, partners: list[str], *, years: int = 1) -> Tables:
    settings = {
        "name": name,
        "first_year": "2027/28",
        "money_years": years,
        "horizon": years,
        "discount_rate": "none",
        "inflation": 0,
        "released": "100%",
    }
    return {
        "place": [{"key": key, "value": value} for key, value in settings.items()],
        "partners": [dict(PARTNERS[partner]) for partner in partners],
        "options": [],
        "option_costs": [],
        "option_effects": [],
        "outcomes": [],
        "unit_values": [],
    }


def _option(
    tables: Tables,
    key: str,
    lead: str,
    signatory: str = "",
    *,
    costs: Mapping[str, float],
    saves: Mapping[str, float],
    social: float = 0,
    lag: int = 0,
) -> None:
    """One option of one place: fixed costs in its first year, savings `lag` years later, social value at once."""
    option: Row = {"id": key, "name": key, "lead": lead, "places_min": 1, "places_max": 1}
    tables["options"].append(option | ({"signatories": signatory} if signatory else {}))
    tables["option_costs"] += [
        {"option": key, "payer": payer, "year": 1, "basis": "fixed", "amount": amount}
        for payer, amount in costs.items()
    ]
    for partner, amount in saves.items():
        _valued(tables, key, f"{key} {partner}", "fiscal", partner, amount, lag=lag)
    if social:
        _valued(tables, key, f"{key} people", "social", None, social, lag=0)


def _valued(
    tables: Tables, option: str, outcome: str, kind: str, partner: str | None, amount: float, *, lag: int
) -> None:
    """An outcome that changes by one unit, worth `amount`."""
    tables["option_effects"].append(_effect(option, outcome, 1, lag=lag))
    tables["outcomes"].append({"id": outcome, "name": outcome})
    tables["unit_values"].append({"outcome": outcome, "kind": kind, "partner": partner, "amount": amount})


def _effect(option: str, outcome: str, change: float, *, lag: int = 0) -> Row:
    return {
        "option": option,
        "outcome": outcome,
        "year": 1,
        "change_per_place": change,
        "deadweight": "net",
        "lag": lag,
    }
