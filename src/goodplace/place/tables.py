"""The tables of a place: every column with its type, unit, meaning, example, and what happens when it is blank.

A workbook has one sheet a table; a folder has one CSV a table. Rows are frozen pydantic models; the reader in
goodplace.formats fills `origin`. docs/reference/tables.md is printed from this file.
Money: pounds. Years are financial years (held as the year they start in). Shares run from 0 to 1.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from goodplace.place.cells import (
    CellError,
    Count,
    Grade,
    Id,
    Ids,
    Measure,
    Money,
    Name,
    Number,
    Ordinal,
    Quantity,
    Share,
    Year,
    read_name,
    read_share,
    read_word,
)
from goodplace.place.problems import Origin

Sector = Literal["public", "private", "voluntary", "community"]
Level = Literal["local", "national", "neighbour"]
Role = Literal[
    "council",
    "nhs",
    "police",
    "fire",
    "justice",
    "dwp",
    "hmrc",
    "school",
    "housing_association",
    "voluntary",
    "firm",
    "community",
    "central",
    "other",
]
BudgetClass = Literal[
    "general_fund",
    "housing_revenue_account",
    "schools_grant",
    "public_health",
    "nhs",
    "police",
    "fire",
    "dwp_del",
    "dwp_ame",
    "central",
    "capital",
    "charity_unrestricted",
    "charity_restricted",
    "trading",
]
Category = Literal[
    "crime",
    "education_and_skills",
    "employment_and_economy",
    "fire",
    "health",
    "housing",
    "social_services",
    "other",
]
ValueKind = Literal["fiscal", "transfer", "economic", "social"]
Label = Literal["read", "secondary", "computed", "recalled", "assumed", "not_stated"]
Word = BeforeValidator(read_word)


def _read_deadweight(value: Any) -> float | None:
    """ "net" means the effect is already net of what would have happened; otherwise the share to take off."""
    if isinstance(value, str) and value.strip().lower() == "net":
        return None
    try:
        return read_share(value)
    except CellError as error:
        if error.code == "spreadsheet-error":
            raise
        raise CellError(
            "not-net-or-share",
            "the word net, or the share that would have happened anyway (0 to 1)",
            "Write net for trial evidence; otherwise a share such as 20%.",
        ) from error


Deadweight = Annotated[float | None, BeforeValidator(_read_deadweight)]
FreeText = Annotated[str, BeforeValidator(read_name)]


def column(
    meaning: str,
    *,
    example: object,
    unit: str = "",
    blank: str = "",
    default: Any = ...,
) -> Any:
    """A column: `blank` says what happens when it is left empty; no default means it must be filled."""
    return Field(
        default,
        description=meaning,
        examples=[example],
        json_schema_extra={"unit": unit, "blank": blank},
    )


class Row(BaseModel):
    """One row of a table and where it came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Origin = Field(default=Origin("", "", 0), exclude=True, repr=False)


class Setting(Row):
    """One key and value of the `place` table."""

    key: Name = column("Which setting: see the list of settings.", example="first_year")
    value: Name = column("Its value.", example="2027/28")


class Partner(Row):
    """A body that could sign: council, NHS, police, a charity, a firm, a residents' group."""

    id: Id = column("Short key of the partner.", example="council")
    name: Name = column("Its name in full, or its role in a worked example.", example="The council")
    sector: Annotated[Sector, Word] = column("public, private, voluntary or community.", example="public")
    level: Annotated[Level, Word] = column(
        "local, national, or neighbour (a neighbouring place).",
        example="local",
        default="local",
        blank="local",
    )
    role: Annotated[Role, Word] = column(
        "What kind of body it is; decides the default unit-cost share, channels, remit and budget class.",
        example="council",
        default="other",
        blank="other: no default channel, remit or share of a unit cost reaches it",
    )
    org_id: Name | None = column(
        "Organisation identifier (org-id.guide).",
        example="GB-LAE-TRF",
        default=None,
        blank="none",
    )
    own_capacity_value: Share = column(
        "What a pound of its own freed but not cashable capacity is worth to it (ν), in the remit view.",
        example=0,
        unit="share",
        default=0.0,
        blank="0",
    )


class Option(Row):
    """A service redesign that could start here."""

    id: Id = column("Short key of the option.", example="sel")
    name: Name = column("What it is.", example="School emotional learning")
    lead: Id = column("Partner that leads it.", example="school")
    signatories: Ids = column(
        "Partners who must sign besides the lead, separated by commas.",
        example="nhs",
        default=(),
        blank="the lead only",
    )
    cohort: Name | None = column(
        "The people it is for.",
        example="Children aged 10",
        default=None,
        blank="shown as not stated",
    )
    cohort_size: Quantity | None = column(
        "How many such people there are.",
        example=1200,
        unit="people or families",
        default=None,
        blank="unknown: full need cannot be shown",
    )
    places_min: Quantity = column(
        "Fewest places, if it starts at all.",
        example=0,
        unit="places",
        default=0.0,
        blank="0",
    )
    places_max: Quantity = column("Most places.", example=1000, unit="places")
    first_start: Year | None = column(
        "Earliest financial year it can start.",
        example="2027/28",
        default=None,
        blank="the place's first year",
    )
    last_start: Year | None = column(
        "Latest financial year it can start.",
        example="2029/30",
        default=None,
        blank="the same as first_start",
    )
    length: Ordinal = column(
        "Years it runs: a cost or effect without a year holds in each of them.",
        example=1,
        unit="years",
        default=1,
        blank="1",
    )
    source: FreeText | None = column("Where this comes from.", example="W18", default=None, blank="not stated")


class Evidenced(Row):
    """A row that carries its evidence."""

    grade: Grade | None = column(
        "Confidence grade, 1 (best) to 6 (uncorroborated judgement).",
        example=3,
        default=None,
        blank="not graded",
    )
    source: FreeText | None = column(
        "Where the figure comes from.",
        example="Unit Cost Database v1.4, E&S4.0",
        default=None,
        blank="not stated, and marked",
    )
    label: Annotated[Label, Word] = column(
        "read (in the source), secondary (in another's report of it), computed, recalled, or assumed.",
        example="read",
        default="not_stated",
        blank="not stated, and marked",
    )


class OptionCost(Evidenced):
    """What an option costs one payer."""

    option: Id = column("Option.", example="sel")
    payer: Id = column("Partner that pays.", example="school")
    year: Ordinal | None = column(
        "Year since it started: 1 is the year it starts.",
        example=1,
        unit="years",
        default=None,
        blank="every year of the option's length",
    )
    basis: Annotated[Literal["per_place", "fixed"], Word] = column(
        "per_place, or fixed however many places.", example="per_place"
    )
    amount: Money = column("Pounds in real terms, in the prices of price_year.", example=132, unit="£")
    price_year: Year | None = column(
        "Price year of the amount.",
        example="2009/10",
        default=None,
        blank="the place's price base",
    )
    budget_class: Annotated[BudgetClass, Word] | None = column(
        "Budget class that pays.",
        example="schools_grant",
        default=None,
        blank="the usual class of the payer's role",
    )


class OptionEffect(Evidenced):
    """What an option changes for the people on it, in the outcome's own unit."""

    option: Id = column("Option.", example="sel")
    outcome: Id = column("Outcome: an id of the outcomes table, or a unit-cost code.", example="E&S2.0")
    year: Ordinal | None = column(
        "Year since it started in which the work is done: 1 is the year it starts.",
        example=1,
        unit="years",
        default=None,
        blank="every year of the option's length",
    )
    change_per_place: Number = column(
        "How much better for each place: incidents avoided, or people helped. Negative is worse.",
        example=0.25,
        unit="outcome units per place",
    )
    deadweight: Deadweight = column(
        "The word net (the figure is already net of what would have happened anyway), or the share that would have.",
        example="net",
    )
    deadweight_rule: Annotated[Literal["multiply", "subtract"], Word] = column(
        "How a deadweight share is taken off: multiply (change × (1 − share)) or subtract (change − share).",
        example="multiply",
        default="multiply",
        blank="multiply",
    )
    affected: Share = column(
        "Share of places whose people have the problem.",
        example=1,
        unit="share",
        default=1.0,
        blank="all",
    )
    engaged: Share = column(
        "Share of those who take part.",
        example=0.8,
        unit="share",
        default=1.0,
        blank="all",
    )
    retained: Share = column("Share of those who stay.", example=0.9, unit="share", default=1.0, blank="all")
    incidents: Quantity = column(
        "Incidents per person and year.",
        example=2,
        unit="incidents",
        default=1.0,
        blank="1",
    )
    multiplier: Quantity = column(
        "Actual incidents for each recorded one (crime only).",
        example=5.24,
        default=1.0,
        blank="1",
    )
    lag: Count = column(
        "Years between the work and the change.",
        example=0,
        unit="years",
        default=0,
        blank="0",
    )
    lasts: Ordinal = column("Years the change lasts.", example=1, unit="years", default=1, blank="1")
    fade: Share = column(
        "Share of the change lost with each further year.",
        example=0.1,
        unit="share",
        default=0.0,
        blank="0",
    )


class Outcome(Row):
    """What changes for people here, and what it weighs."""

    id: Id = column("Short key of the outcome.", example="children_in_care")
    name: Name = column("What it is.", example="Children in care")
    unit: Name = column("Its unit.", example="child-years", default="units", blank="units")
    category: Annotated[Category, Word] = column(
        "Kind of outcome; decides the default remit.",
        example="social_services",
        default="other",
        blank="other",
    )
    unit_cost: Id | None = column(
        "Code in the unit cost database whose value it takes.",
        example="SS1.0",
        default=None,
        blank="its own id, if that is such a code; else the unit_values table",
    )
    baseline: Number | None = column(
        "Where it stands now, in its unit a year.",
        example=400,
        default=None,
        blank="no swing: left out of the lenses, marked",
    )
    target: Number | None = column(
        "Where it should stand by the horizon.",
        example=320,
        default=None,
        blank="no swing: left out of the lenses, marked",
    )
    national_weight: Share | None = column(
        "National weight of the swing from baseline to target; all add up to 1.",
        example=0.3,
        default=None,
        blank="0, marked",
    )
    residents_weight: Share | None = column(
        "Residents' weight of the swing from baseline to target; all add up to 1.",
        example=0.5,
        default=None,
        blank="0, marked",
    )
    source: FreeText | None = column(
        "Where this comes from.",
        example="Survey 2026",
        default=None,
        blank="not stated",
    )


class UnitValue(Evidenced):
    """What one unit of an outcome is worth, and to whom. Rows here replace the database for that outcome."""

    outcome: Id = column("Outcome.", example="children_in_care")
    kind: Annotated[ValueKind, Word] = column(
        "fiscal (public money saved), transfer (benefit or tax: fiscal, never public value), economic, or social.",
        example="fiscal",
    )
    partner: Id | None = column(
        "Whose money it is, for fiscal and transfer.",
        example="council",
        default=None,
        blank="bodies that are not partners",
    )
    amount: Money = column(
        "Pounds per unit, in the prices of price_year.",
        example=51080,
        unit="£ per unit",
    )
    price_year: Year | None = column(
        "Price year of the amount.",
        example="2013/14",
        default=None,
        blank="the place's price base",
    )


class Budget(Row):
    """Money one partner can spend on the options, in one year and class."""

    partner: Id = column("Partner.", example="council")
    year: Year = column("Financial year.", example="2027/28")
    budget_class: Annotated[BudgetClass, Word] | None = column(
        "Budget class.",
        example="general_fund",
        default=None,
        blank="the usual class of the partner's role",
    )
    amount: Money = column("Pounds in cash terms.", example=250000, unit="£, cash")
    ring_fence: Ids = column(
        "Options or outcomes this money may only be spent on, separated by commas.",
        example="sel",
        default=(),
        blank="none",
    )


class Cashable(Row):
    """How much of a claimed saving is really released as cash. Without a row it is unknown."""

    partner: Id = column("Partner.", example="nhs")
    outcome: Id | None = column("Outcome.", example="HE4.0", default=None, blank="every outcome")
    share: Share = column("Share of the claimed saving that is released.", example=0.3, unit="share")
    from_year: Year | None = column(
        "First financial year in which it holds; before it nothing is released.",
        example="2028/29",
        default=None,
        blank="from the start",
    )
    source: FreeText | None = column(
        "Decision or source.",
        example="ICB minute 12",
        default=None,
        blank="not stated, and marked",
    )


class Channel(Row):
    """A lawful way for one partner to pay another. With this table present, no other way exists."""

    from_partner: Id = column("Who pays.", example="nhs")
    to_partner: Id = column("Who receives.", example="council")
    power: Name = column("The power or instrument.", example="section 75")
    most_per_year: Money | None = column(
        "Most that may pass in a year, in cash terms.",
        example=100000,
        unit="£, cash",
        default=None,
        blank="no limit",
    )


class Remit(Row):
    """What a pound of economic or social value is worth to a partner by its remit (μ)."""

    partner: Id = column("Partner.", example="nhs")
    outcome: Id = column("Outcome.", example="HE4.0")
    share: Share = column(
        "Share of its value that counts as the partner's own; over all partners at most 1.",
        example=0.5,
        unit="share",
    )


class Assumption(Row):
    """Something that is not published and had to be assumed or recalled. Shown on the page."""

    id: Id = column("Short key; rows point to it in their source.", example="A1")
    statement: Name = column("What is assumed.", example="Half of referred families take part")
    label: Annotated[Label, Word] = column("read, secondary, computed, recalled or assumed.", example="assumed")
    source: FreeText | None = column(
        "Where it comes from.",
        example="no published figure",
        default=None,
        blank="not stated",
    )


# What is optional: what a place knows of itself, and what may stand in the way. The steps say which of it they use.


class Published(Row):
    """A row taken from a publication, or put in its place: where from, of when, and under which licence."""

    date: Name = column("Date of the figure or of its publication, as the source gives it.", example="mid-2024")
    source: Name = column("Where it comes from.", example="ONS mid-year estimates 2024")
    licence: Name = column("Licence it may be used under.", example="OGL v3.0")


class Fund(Evidenced):
    """A pot of money one partner holds: what it may be spent on, and what happens to what is left at the year's end."""

    id: Id = column("Short key of the fund.", example="better_care")
    name: Name = column("Its name.", example="Better Care Fund")
    partner: Id = column("Partner that holds it.", example="nhs")
    year: Year = column("Financial year.", example="2027/28")
    amount: Money = column("Pounds in cash terms.", example=250000, unit="£, cash")
    purpose: Name | None = column(
        "What it may be spent on, in words.", example="Discharge from hospital", default=None, blank="not restricted"
    )
    carry_over: Annotated[Literal["none", "capped", "free"], Word] = column(
        "none (what is left lapses), capped, or free.", example="none", default="none", blank="none: it lapses"
    )


class Capacity(Evidenced):
    """What somebody has to give in a year that is not money: skilled hours, rooms, volunteers."""

    owner: Id = column("Partner that has it.", example="voluntary")
    resource: Name = column("What it is.", example="Key worker hours")
    year: Year = column("Financial year.", example="2027/28")
    unit: Name = column("Its unit.", example="hours", default="units", blank="units")
    low: Quantity | None = column("Least there may be.", example=800, default=None, blank="not known")
    mid: Quantity = column("Most likely.", example=1000)
    high: Quantity | None = column("Most there may be.", example=1200, default=None, blank="not known")


class Contract(Row):
    """A contract in force, and its terms that may stand in the way of an option."""

    id: Id = column("Short key or reference.", example="C-101")
    buyer: Id = column("Partner that buys.", example="council")
    supplier: Name = column("Who supplies.", example="A care provider")
    title: Name = column("What is bought.", example="Home care, north")
    start: Year | None = column("Financial year it starts in.", example="2025/26", default=None, blank="not known")
    end: Year | None = column("Financial year it ends in.", example="2028/29", default=None, blank="not known")
    amount: Money | None = column(
        "Pounds a year, cash.", example=900000, unit="£ a year, cash", default=None, blank="not known"
    )
    restrictive_terms: FreeText | None = column(
        "Terms that may stand in the way: exclusivity, minimum volume, notice, data.",
        example="Minimum volume 400 hours a week",
        default=None,
        blank="none known",
    )
    source: FreeText | None = column("Where this comes from.", example="Register", default=None, blank="not stated")


class Agreement(Row):
    """Something partners need in place before an option can start: data sharing, a delegated power, a building."""

    id: Id = column("Short key.", example="dsa-1")
    kind: Annotated[Literal["data_sharing", "delegated_power", "building", "other"], Word] = column(
        "data_sharing, delegated_power, building or other.", example="data_sharing"
    )
    title: Name = column("What it is.", example="Sharing of housing and health records")
    parties: Ids = column("Partners it binds, separated by commas.", example="council, nhs", default=(), blank="none")
    options: Ids = column("Options that need it, separated by commas.", example="sel", default=(), blank="none")
    in_place: Annotated[Literal["yes", "no"], Word] = column("yes or no.", example="no")
    source: FreeText | None = column("Where this comes from.", example="Minute 4", default=None, blank="not stated")


class NeedRow(Evidenced):
    """A need people have, and how many have it where there are no records to count."""

    id: Id = column("Short key of the need.", example="homelessness")
    name: Name = column("What it is.", example="Homelessness")
    low: Quantity | None = column("Fewest people.", example=300, unit="people", default=None, blank="not known")
    mid: Quantity | None = column(
        "Most likely number of people.",
        example=400,
        unit="people",
        default=None,
        blank="counted from records; else not known",
    )
    high: Quantity | None = column("Most people.", example=520, unit="people", default=None, blank="not known")


class CohortRow(Evidenced):
    """A group of people that options are for, by the needs they have."""

    id: Id = column("Short key; an option names it in its cohort column.", example="multiple_needs")
    name: Name = column("Who they are.", example="People with three or more needs")
    needs: Ids = column(
        "Needs that count, separated by commas.",
        example="homelessness, substance_use",
        default=(),
        blank="none: it can't be counted from records",
    )
    at_least: Ordinal | None = column(
        "How many of these needs a person has at least.", example=2, default=None, blank="all of them"
    )
    low: Quantity | None = column("Fewest people.", example=80, unit="people", default=None, blank="not known")
    mid: Quantity | None = column(
        "Most likely number of people.",
        example=120,
        unit="people",
        default=None,
        blank="counted from records; else not known",
    )
    high: Quantity | None = column("Most people.", example=150, unit="people", default=None, blank="not known")


class StatementRow(Row):
    """Which outcome a statement of the conversation speaks of: agreement with it then counts for that outcome."""

    statement: Name = column("Id of the statement in the conversation's export.", example="12")
    outcome: Id = column("Outcome it speaks of.", example="children_in_care")
    counts: Annotated[Literal["agree", "disagree"], Word] = column(
        "agree where agreeing asks for the outcome, disagree where disagreeing does.",
        example="agree",
        default="agree",
        blank="agree",
    )


class BestWorst(Row):
    """One screen of a best-worst survey: what was shown, and what a resident chose as mattering most and least."""

    respondent: Name = column("Who answered, as a number or code that names nobody.", example="r1")
    shown: Ids = column("Outcomes on the screen, separated by commas.", example="a, b, c, d")
    best: Id = column("Outcome that matters most.", example="a")
    worst: Id = column("Outcome that matters least.", example="d")


class AreaFact(Published):
    """A published number about the area: population, deprivation, buildings, charities, prices."""

    id: Id = column("Short key.", example="population")
    theme: Name = column("What it is about.", example="Population")
    name: Name = column("What is counted or measured.", example="Residents")
    area_name: Name | None = column("Area it is of.", example="Trafford", default=None, blank="the place")
    value: Measure = column("The number.", example=235100)
    unit: Name = column("Its unit.", example="people")


class SpendingRow(Published):
    """What a body spent on a service in a financial year."""

    body: Name = column("Who spent it, by name.", example="Trafford Council")
    partner: Id | None = column("Partner it is, if it is one.", example="council", default=None, blank="none")
    service: Name = column("Service.", example="Children's social care")
    year: Year = column("Financial year.", example="2023/24")
    amount: Measure = column("Pounds, cash; negative for net income.", example=51000000, unit="£, cash")


class PositionRow(Published):
    """One area's value of an outcome indicator in one period."""

    indicator: Id = column("Short key of the indicator.", example="school_readiness")
    name: Name = column("What is measured.", example="Good level of development at age 5")
    theme: Name = column("What it is about.", example="Children")
    area_code: Name = column("ONS code of the area; the place's own is the setting area_code.", example="E08000009")
    area_name: Name = column("Name of the area.", example="Trafford")
    period: Name = column("Period, written so that sorting puts the oldest first.", example="2023")
    value: Measure = column("The value.", example=71.2)
    unit: Name = column("Its unit.", example="%")
    better: Annotated[Literal["higher", "lower", "neither"], Word] = column(
        "Which direction is better: higher, lower or neither.", example="higher"
    )


TABLES: Mapping[str, type[Row]] = {
    "place": Setting,
    "partners": Partner,
    "options": Option,
    "option_costs": OptionCost,
    "option_effects": OptionEffect,
    "outcomes": Outcome,
    "unit_values": UnitValue,
    "budgets": Budget,
    "cashable": Cashable,
    "channels": Channel,
    "remits": Remit,
    "assumptions": Assumption,
    "funds": Fund,
    "capacity": Capacity,
    "contracts": Contract,
    "agreements": Agreement,
    "needs": NeedRow,
    "cohorts": CohortRow,
    "statements": StatementRow,
    "best_worst": BestWorst,
    "area_facts": AreaFact,
    "spending": SpendingRow,
    "position": PositionRow,
}
REQUIRED_TABLES = ("place", "partners", "options", "option_costs", "option_effects")
# Columns that identify a row: two rows may not agree in all of them.
UNIQUE_BY: Mapping[str, tuple[str, ...]] = {
    "place": ("key",),
    "partners": ("id",),
    "options": ("id",),
    "outcomes": ("id",),
    "assumptions": ("id",),
    "budgets": ("partner", "year", "budget_class", "ring_fence"),
    "cashable": ("partner", "outcome"),
    "channels": ("from_partner", "to_partner", "power"),
    "remits": ("partner", "outcome"),
    "funds": ("id", "year"),
    "capacity": ("owner", "resource", "year"),
    "contracts": ("id",),
    "agreements": ("id",),
    "needs": ("id",),
    "cohorts": ("id",),
    "statements": ("statement",),
    "area_facts": ("id", "area_name"),
    "spending": ("body", "service", "year"),
    "position": ("indicator", "area_code", "period"),
}
