"""Deal pages for the tests: the sketch's example (a), made-up ones of any size, and one of hostile names.

The figures of (a) are those of the sketch (1,000 children, H = T = 10, half released, cash, present values); the
others are arithmetic on positions, so that they are the same everywhere. None is a real place.
"""

from dataclasses import replace
from itertools import product

from goodplace.pages.view import (
    Answer,
    DealPage,
    Flow,
    OptionRow,
    PartnerRow,
    PeopleRow,
    ScenarioRow,
    Shown,
    SplitRow,
    Step,
    VerdictKind,
    WeakNumber,
)
from goodplace.place.result_table import ResultColumn, ResultTable

YEARS = tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(2009, 2019))


def money(value: float | None, figure: str = "", *marks: str) -> Shown:
    if value is None:
        return Shown("not known", figure, None, ("unknown", *marks))
    sign = "−" if value < 0 else ""
    return Shown(f"{sign}£{abs(value):,.0f}", figure, value, marks)


def percent(value: float, figure: str = "", *marks: str) -> Shown:
    return Shown(f"{value:g} %", figure, value / 100, marks)


def _school_partner(
    name: str, puts_in: float, claimed: float, transfer: float, *, signs: Answer, why: str
) -> PartnerRow:
    net = claimed / 2 - puts_in
    return PartnerRow(
        name,
        money(puts_in, f"{name}.puts_in"),
        money(claimed, f"{name}.claimed", "modelled"),
        money(claimed / 2, f"{name}.released", "unknown"),
        money(net, f"{name}.net_alone"),
        money(-puts_in, f"{name}.net_none"),
        money(claimed - puts_in, f"{name}.net_all"),
        money(transfer, f"{name}.transfers"),
        money(net + transfer, f"{name}.net_with_proposal"),
        money(0, f"{name}.walk_away"),
        signs,
        why,
        percent(79.4, f"{name}.break_even") if puts_in else Shown("none needed"),
    )


SCHOOL_PARTNERS = (
    _school_partner(
        "school", 132_000, 166_220, 48_890, signs="only_with_transfer", why="Pays for everything, keeps 6 %."
    ),
    _school_partner("justice", 0, 1_605_770, -29_840, signs="yes", why="Gains after its transfer."),
    _school_partner("health", 0, 1_005_220, -18_680, signs="yes", why="Gains after its transfer."),
    _school_partner("council", 0, 20_130, -370, signs="yes", why="Gains a little after its transfer."),
)


def _school_scenario(share: int, *, net: float, transfer: float, verdict: VerdictKind, words: str) -> ScenarioRow:
    short = f"The school is {money(transfer).text} short." if transfer else "Nobody is short."
    return ScenarioRow(
        f"{share} %",
        share == 50,
        f"If {share} % of the claimed savings is released, partners together are left with {money(net).text}. {short}",
        verdict,
        words,
        money(net, f"scenario.{share}.net"),
        money(transfer, f"scenario.{share}.least_transfer") if transfer else Shown("none"),
        Shown("none"),
        "school" if transfer else "",
        "If the rest carried on without them, justice, health and the council would each still gain.",
    )


SCHOOL_SCENARIOS = (
    _school_scenario(0, net=-132_000, transfer=0, verdict="nothing_to_do", words="The plan pays nobody back."),
    _school_scenario(25, net=567_340, transfer=90_450, verdict="holds", words="Holds with the transfer."),
    _school_scenario(50, net=1_266_670, transfer=48_890, verdict="holds", words="Holds with the transfer."),
    _school_scenario(75, net=1_966_010, transfer=7_340, verdict="holds", words="Holds with the transfer."),
    _school_scenario(100, net=2_665_340, transfer=0, verdict="holds", words="Holds as it is."),
)


def _school_years() -> tuple[tuple[str, tuple[Shown, ...]], ...]:
    first = {"school": -119_000.0, "justice": 7_000.0, "health": 19_500.0, "council": 2_000.0}
    later = {"school": 7_870.0, "justice": 88_430.0, "health": 53_670.0, "council": 900.0}
    rows = [(n, [first[n]] + [later[n] + 100 * t for t in range(1, 10)]) for n in first]
    rows.append(("all", [sum(row[t] for _, row in rows) for t in range(10)]))
    return tuple((n, tuple(money(v, f"{n}.net.{YEARS[t]}") for t, v in enumerate(row))) for n, row in rows)


def _school_flow(payer: str, total: float, yearly: float) -> Flow:
    by_year = tuple(money(yearly, f"flow.{payer}.school.{year}") for year in YEARS)
    return Flow(payer, "school", "memorandum of understanding", money(total, f"flow.{payer}.school"), by_year)


def _split(rule: str, shares: tuple[float, ...], *, stable: bool = True, objects: str = "") -> SplitRow:
    return SplitRow(rule, tuple(money(v, f"split.{rule}.{i}") for i, v in enumerate(shares)), stable, objects)


SCHOOL_PEOPLE = (
    PeopleRow(
        "Children with fewer conduct problems at 11",
        "children",
        Shown("1,000", "people.conduct"),
        Shown("not set", "people.conduct.swing", None, ("unknown",)),
        Shown("–"),
        Shown("no £ value"),
    ),
)
SCHOOL_WEAKEST = (
    WeakNumber(
        "Share of justice’s savings really released",
        "nobody has said; taken as 50 %.",
        "Below 4.7 % of all claimed savings there is no deal.",
        "cashable.justice",
    ),
    WeakNumber("Prices of 2009/10", "over ten years old.", "All sums move together; the verdict doesn’t.", "prices"),
    WeakNumber(
        "The effect over ten years",
        "modelled, not observed.",
        "At a sixteenth of it the whole deal stops paying.",
        "effect.conduct",
    ),
)
SCHOOL_STAIRS = (
    Step("Each alone", money(0, "stairs.alone"), money(0, "stairs.alone.gain")),
    Step("All would sign", money(2_665_340, "stairs.signable"), money(2_665_340, "stairs.signable.gain")),
    Step(
        "All together",
        money(2_665_340, "stairs.together"),
        money(0, "stairs.together.gain"),
        "The price of disagreement is nothing here.",
    ),
)
NO_WEIGHTS = "No weights given: public value stands in."
SCHOOL_LENSES = (
    ("Public value (Green Book)", money(2_665_340, "lens.public"), "The same whatever share is released."),
    ("Residents’ lens", money(2_665_340, "lens.residents", "defaulted"), NO_WEIGHTS),
    ("National lens", money(2_665_340, "lens.national", "defaulted"), NO_WEIGHTS),
)
SCHOOL_OPTIONS = (
    OptionRow(
        "School emotional learning",
        "school",
        "2009/10",
        Shown("1,000", "option.sel.places"),
        money(132_000, "option.sel.cost"),
        money(1_266_670, "option.sel.net"),
        money(2_665_340, "option.sel.value", "modelled"),
        "In the plan.",
        1.0,
    ),
)
SCHOOL_SPLITS = (
    _split("Opening proposal", (0, 773_050, 483_930, 9_700)),
    _split("Nucleolus", (633_335, 316_670, 251_305, 65_360)),
    _split("Shapley", (633_335, 401_445, 251_305, 5_035)),
    _split("Equal gain", (316_668, 316_668, 316_667, 316_667), stable=False, objects="school with justice"),
)
SCHOOL_ASSUMPTIONS = (
    ("Share of claimed savings released", "50 %", "Unknown for every body. Verdicts are at five shares.", "assumed"),
    ("Savings between the published points", "evenly spread", "The study has totals at 1, 5, 10 years.", "inferred"),
)


def school_page() -> DealPage:
    """Example (a) as the sketch has it."""
    return DealPage(
        title="School emotional learning · 1,000 children",
        status="DRAFT · worked example · agreed by nobody",
        note="From one published study, partners named by role. No school, court or hospital has seen this page.",
        prices="Money of 2009/10. Present values at 3.5 %, rounded to £10, unless it says otherwise. "
        "Cash view: each body’s own budget, nothing else.",
        sentences=(
            "Partners put in £132,000, all of it in the first year. Together they are paid back in the second year if "
            "half of the claimed savings are really released. Break-even for all together: 4.7 %.",
            "The school pays everything and is £48,890 short. It would not sign.",
            "£48,890 from those who gain (£5,680 a year for ten years) would make it sign.",
        ),
        verdict="holds",
        verdict_words="With these transfers nobody does better by walking away.",
        scenarios=SCHOOL_SCENARIOS,
        partners=SCHOOL_PARTNERS,
        together=replace(
            _school_partner("all", 132_000, 2_797_340, 0, signs="yes", why="Together they gain."),
            break_even=percent(4.72, "all.break_even"),
        ),
        years=YEARS,
        net_by_year=_school_years(),
        flows=(
            _school_flow("justice", 29_840, 3_467),
            _school_flow("health", 18_680, 2_170),
            _school_flow("council", 370, 43),
        ),
        flows_note="The least that makes the school sign, level over ten years.",
        could_wait="Justice, health and the council would each still gain if they didn’t sign and the rest went on. "
        "The deal holds only because it starts when all have signed.",
        remit_words="By remit the school would sign unaided: what the children gain counts for it.",
        people=SCHOOL_PEOPLE,
        weakest=SCHOOL_WEAKEST,
        staircase=SCHOOL_STAIRS,
        staircase_unit="£ of public value, present value, prices of 2009/10",
        lenses=SCHOOL_LENSES,
        options=SCHOOL_OPTIONS,
        splits=SCHOOL_SPLITS,
        assumptions=SCHOOL_ASSUMPTIONS,
        defaults=(("Budgets", "no limit on any class of money"), ("Channels", "any partner may pay any other")),
        sources=(("School programme", "Knapp, McDaid and Parsonage, 2011, chapter on school programmes. [R]"),),
        tables=(_cost_table(3), replace(_cost_table(0), key="none", title="Budgets")),
        downloads=(("deal.xlsx", "every table as a workbook"), ("deal.json", "the whole result for programs")),
        method=("Every verdict is re-optimised at its own share.", "Plans are found by mixed-integer programming."),
        sentence_figures=(
            ("all.puts_in_cash", "all.payback_year", "all.break_even"),
            ("school.net",),
            ("all.payment_a_year", "all.least_transfer"),
        ),
        remit_figures=("remit.least_transfer",),
        net_by_year_with=tuple(
            (name, tuple(replace(shown, figure=f"{shown.figure}.with") for shown in row))
            for name, row in _school_years()
        ),
    )


def _cost_table(rows: int) -> ResultTable:
    columns = (
        ResultColumn("option", "Option"),
        ResultColumn("year", "Year", "year"),
        ResultColumn("amount", "Cost", "money", "£, cash", "What the payer spends that year."),
        ResultColumn("share", "Share", "share"),
        ResultColumn("places", "Places", "count"),
        ResultColumn("rate", "Rate", "number"),
    )
    cells = tuple((f"option {i % 7}", YEARS[i % 10], -132.5 * i, i / 1000, i, 1.25 * i) for i in range(rows))
    return ResultTable(
        "costs", "Costs by option and year", columns, cells, totals=("amount", "places"), note="Cash terms."
    )


# --- Made up, any size -------------------------------------------------------------------------------------------

ROLES = (
    "County council",
    "District council",
    "Integrated care board",
    "Police",
    "Probation",
    "Housing association",
    "Department for Work and Pensions",
    "Youth charity",
    "Fire and rescue",
    "Residents’ association",
    "Further education college",
    "Neighbouring borough",
)
LONG = "A name of five hundred characters, which nobody would give a body but a spreadsheet will hold " * 6
HOSTILE = (
    "<script>alert('no')</script>",
    "Smith, Jones & “Partners”, 'quoted'",
    "=cmd|' /C calc'!A0",
    "مجلس المدينة (شمال)",
    "🏡 Homes 👩‍👩‍👧 together 🎉",
    LONG[:500],
    "Unbroken" * 62 + "1234",
)


def made_up_page(
    partners: int, options: int, *, flows: int, rows: int = 40, names: tuple[str, ...] = ROLES
) -> DealPage:
    """A place of `partners` and `options` on ten years, with `flows` payments, named from `names`."""
    who = tuple(names[i % len(names)] for i in range(partners))
    table = _cost_table(rows)
    return replace(
        school_page(),
        title=f"{names[0]} and partners · {options} options",
        sentences=(
            "Partners put in £4.2m by 2012/13, at most £1.9m in any year. It pays back in 2014/15 if half of the "
            "claimed savings are really released; break-even is 38 %.",
            f"{who[0]} is £482,000 short; {who[-1]} gains £1.3m.",
            f"Without £61,000 a year from those who gain, {who[0]} would not sign.",
        ),
        scenarios=tuple(replace(s, objectors="; ".join(who[: 2 if s.is_headline else 0])) for s in SCHOOL_SCENARIOS),
        partners=tuple(_made_up_partner(name, i) for i, name in enumerate(who)),
        net_by_year=tuple((name, _made_up_years(i)) for i, name in enumerate((*who, "All together"))),
        sentence_figures=(
            ("all.puts_in_cash", "all.most_in_a_year", "all.payback_year", "all.break_even"),
            (*(f"p{i}.net_alone" for i in range(min(partners, 6))), "all.benefits", "all.break_even_without_benefits"),
            ("all.payment_a_year", "all.least_transfer", "price_of_disagreement", "deal.top_up"),
        ),
        flows=_made_up_flows(who, flows),
        people=tuple(_made_up_people(i) for i in range(min(options, 6))),
        staircase=_made_up_stairs(),
        options=tuple(_made_up_option(names, who, i) for i in range(options)),
        splits=tuple(
            _split(
                rule, tuple((7_310.0 * (i + 3) * k) % 400_000 for i in range(partners)), stable=k != 3, objects=who[0]
            )
            for k, rule in enumerate(("Opening proposal", "Nucleolus", "Shapley", "Equal gain"), start=1)
        ),
        tables=(table, replace(table, key="second", title="The same again")),
    )


def _made_up_partner(name: str, i: int) -> PartnerRow:
    puts_in, claimed = 611_000.0 - 49_000 * i, 240_000.0 + 181_000 * i
    answers: tuple[Answer, ...] = ("only_with_transfer", "yes", "yes", "no", "undecided")
    row = _school_partner(
        f"p{i}",
        puts_in,
        claimed,
        482_000 - 90_000 * i,
        signs=answers[i % 5],
        why="Pays for most of it; the savings fall to others.",
    )
    return replace(row, name=name, claimed=money(claimed, f"p{i}.claimed", "assumed", "stale"))


def _made_up_years(i: int) -> tuple[Shown, ...]:
    values = [(-1) ** (t < 3) * 1_000.0 * ((37 * i + 53 * t) % 411) for t in range(10)]
    return tuple(money(v, f"p{i}.net.{YEARS[t]}") for t, v in enumerate(values))


def _made_up_flows(who: tuple[str, ...], count: int) -> tuple[Flow, ...]:
    pairs = [(a, b) for a, b in product(range(len(who)), repeat=2) if a != b]
    chosen = [pairs[(k * 29) % len(pairs)] for k in range(count)]
    powers = ("section 75", "grant", "contract", "memorandum of understanding")
    return tuple(
        Flow(
            who[a],
            who[b],
            powers[k % 4],
            money(400_000 / (k + 1) ** 1.2, f"flow.{k}"),
            tuple(money(40_000 / (k + 1) ** 1.2, f"flow.{k}.{year}") for year in YEARS),
        )
        for k, (a, b) in enumerate(chosen)
    )


def _made_up_people(i: int) -> PeopleRow:
    return PeopleRow(
        f"Outcome {i + 1}: fewer people in crisis",
        "people a year",
        Shown(f"{17 * (i + 2)}", f"people.{i}"),
        Shown(f"{60 * (i + 2)}", f"people.{i}.swing"),
        percent(28.3, f"people.{i}.reached"),
        money(51_000 * i if i else None, f"people.{i}.worth"),
    )


def _made_up_stairs() -> tuple[Step, ...]:
    titles = (
        "Each alone",
        "All would sign",
        "All together",
        "Ring-fence on public health lifted",
        "Data-sharing agreement in place at once",
        "One contract clause void",
        "Full need met",
    )
    values = (-210_000.0, 1_900_000.0, 2_450_000.0, 2_700_000.0, 2_640_000.0, 2_900_000.0, None)
    steps, before = [], 0.0
    for k, (title, value) in enumerate(zip(titles, values, strict=True)):
        gain = money(None if value is None else value - before, f"stairs.{k}.gain")
        steps.append(Step(title, money(value, f"stairs.{k}"), gain))
        before = value or before
    return tuple(steps)


def _made_up_option(names: tuple[str, ...], who: tuple[str, ...], i: int) -> OptionRow:
    name = f"{names[i % len(names)]}: option {i + 1}" if names is not ROLES else f"Family help, variant {i + 1}"
    return OptionRow(
        name,
        who[i % len(who)],
        YEARS[i % 4] if i % 3 else "not in the plan",
        Shown(f"{20 + i}", f"option.{i}.places"),
        money(9_000.0 * (i + 1), f"option.{i}.cost"),
        money(4_000.0 * (i - 9), f"option.{i}.net"),
        money(31_000.0 * (i + 1), f"option.{i}.value", "assumed"),
        "",
        float((i * 17) % 61),
    )


def big_page() -> DealPage:
    """Twelve partners, sixty options, sixty payments."""
    return made_up_page(12, 60, flows=60, rows=450)


def hostile_page() -> DealPage:
    """Names a spreadsheet can hold and a page must survive."""
    page = made_up_page(7, 14, flows=20, names=HOSTILE)
    return replace(page, downloads=(("javascript:alert(1)", "not a download"), ('a "b" ü.csv', "odd name")))
