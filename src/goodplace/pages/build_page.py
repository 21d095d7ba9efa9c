"""From a report to the page: every number is a Figure by name, written out in words. No arithmetic on money here."""

from collections.abc import Callable, Mapping, Sequence

from goodplace.agree.report import Report
from goodplace.choose.outcome_values import price_base
from goodplace.pages.build_deal import flows, flows_note, remit_words, scenarios, splits, who_could_wait
from goodplace.pages.build_plan import lenses, net_by_year, net_by_year_with, options, people, stairs, weak_numbers
from goodplace.pages.sentence import sentences, year_label
from goodplace.pages.sentence_names import remit_figures, sentence_figures, sentence_rests_on
from goodplace.pages.showing import Shows
from goodplace.pages.view import Answer, DealPage, PartnerRow, Shown, VerdictKind
from goodplace.pages.words import name, pounds, pounds_in_words, share
from goodplace.place.figure import Figure
from goodplace.place.prices import format_year
from goodplace.place.result_table import ResultTable

VERDICTS: Mapping[str, tuple[VerdictKind, str]] = {
    "holds": ("holds", "Holds: no group of partners would do better by itself."),
    "needs_top_up": ("needs_top_up", "Holds only with outside money: the partners' own cannot lawfully get there."),
    "no_deal": ("no_deal", "No deal holds unaided."),
    "nothing_to_do": ("nothing_to_do", "Nothing to do: no option is worth starting."),
}


def build_page(
    report: Report,
    *,
    figures: Mapping[str, Figure],
    tables: Sequence[ResultTable],
    downloads: Sequence[tuple[str, str]],
) -> DealPage:
    """The page of a report. `figures` holds every figure by name; a name that is not there is shown as a dash."""
    shows = Shows(figures)
    settings = report.place.settings
    kind, words = VERDICTS[report.cash.verdict]
    return DealPage(
        title=settings.name,
        status="DRAFT · a proposal · agreed by nobody",
        note=settings.note or "",
        prices=_prices(report),
        sentences=sentences(report),
        verdict=kind,
        verdict_words=words,
        scenarios=scenarios(report, shows),
        partners=tuple(_partner_row(report, shows, i) for i in range(len(report.place.partners))),
        together=_together(shows),
        years=tuple(year_label(report, t) for t in range(settings.money_years)),
        net_by_year=net_by_year(report, shows),
        flows=flows(report, shows),
        flows_note=flows_note(report),
        could_wait=who_could_wait(report),
        remit_words=remit_words(report),
        people=people(report, shows),
        weakest=weak_numbers(report),
        staircase=stairs(report, shows),
        staircase_unit=f"£ of {_measure(report)}, present value, prices of {format_year(price_base(report.place))}",
        lenses=lenses(report, shows),
        options=options(report, shows),
        splits=splits(report, shows),
        assumptions=tuple(
            (a.id, a.statement, a.source or "source not stated", a.label.replace("_", " "))
            for a in report.place.assumptions
        ),
        defaults=tuple(
            (f"{d.table}: {d.column}" if d.column else d.table, d.holds) for d in report.place.defaulted if d.matters
        ),
        sources=_sources(report),
        tables=tuple(tables),
        downloads=tuple(downloads),
        method=_method(report),
        sentence_figures=sentence_figures(report, figures),
        sentence_rests_on=sentence_rests_on(report),
        remit_figures=remit_figures(report, figures),
        net_by_year_with=net_by_year_with(report, shows),
    )


def _prices(report: Report) -> str:
    settings = report.place.settings
    base = format_year(price_base(report.place))
    return (
        f"Cash view: each body's own budget and nothing else. Present values, in prices of {base}, discounted to "
        f"{format_year(settings.first_year)} by {settings.discount_rate}; cash by the GDP deflator {settings.deflator} "
        f"and {share(settings.inflation)} a year beyond it. Costs, savings and values over {settings.horizon} years; "
        f"budgets and payments over {settings.money_years}."
    )


def _measure(report: Report) -> str:
    lens = report.lenses["mandate"]
    return (
        "public value" if lens.is_public_value else "what the plan maximises (the residents' weights unless λ is set)"
    )


def _partner_row(report: Report, shows: Shows, i: int) -> PartnerRow:
    partner = report.place.partners[i]
    answer, why = signs(report, i)
    return _row(shows, f"partner.{partner.id}", partner.name, answer=answer, why=why)


def _together(shows: Shows) -> PartnerRow:
    return _row(shows, "together", "All together", answer="yes", why="")


def _row(shows: Shows, stem: str, title: str, *, answer: Answer, why: str) -> PartnerRow:
    def get(end: str, write: Callable[[float], str] = pounds) -> Shown:
        return shows(f"{stem}.{end}", write)

    return PartnerRow(
        name=title,
        puts_in=get("puts_in"),
        claimed=get("claimed"),
        released=get("released"),
        net_alone=get("net"),
        net_none_released=get("net_none"),
        net_all_released=get("net_all"),
        transfers=get("paid"),
        net_with_proposal=get("net_with_proposal"),
        walk_away=get("walk_away"),
        signs=answer,
        why=why,
        break_even=get("break_even", share),
        benefits=get("benefits"),
        financing=get("financing"),
    )


def signs(report: Report, i: int) -> tuple[Answer, str]:
    """Whether a partner would sign, and why or why not."""
    deal = report.cash
    if deal.proposal is None:
        return "yes", "nothing is asked of it"
    gets = float(deal.proposal.split[i] - deal.own[i])
    short = i in deal.short_alone()
    if short:
        gap = f"short by {pounds_in_words(-float(deal.own[i]))}" if deal.own[i] < 0 else "would have more by itself"
        if deal.verdict != "holds":
            return "no", f"{gap} unaided"
        more = deal.proposal.split[i] > max(0.0, float(deal.own[i])) + deal.model.tolerance
        return "only_with_transfer", f"{gap} without it" + ("; what is more keeps a group it is in" if more else "")
    objecting = sorted((o for o in deal.unaided if o.group >> i & 1), key=lambda o: o.each_gains is None)
    if gets > deal.model.tolerance and objecting:
        if deal.unaided_verdict == "undecided":
            return "undecided", "a group it is in could do better, but by no lawful payments found"
        return "only_with_transfer", f"without it, would do better with {_others(report, objecting[0].group, i)}"
    if deal.own[i] > deal.model.tolerance:
        benefits = float(report.position.benefits[i])
        unspendable = f", {pounds_in_words(benefits)} of it in benefits and taxes" if benefits > 0.5 else ""
        return "yes", f"gains {pounds_in_words(float(deal.own[i]))}{unspendable}"
    return "yes", "neither gains nor loses"


def _others(report: Report, group: int, i: int) -> str:
    names = [name(p.name) for k, p in enumerate(report.place.partners) if group >> k & 1 and k != i]
    return " and ".join(names) if names else "nobody"


def _sources(report: Report) -> tuple[tuple[str, str], ...]:
    """Where the figures of the input come from: each source once, with what it is a source of."""
    found: dict[str, set[str]] = {}
    for line in report.values.lines:
        found.setdefault(line.source, set()).add("unit values")
    for rows, what in ((report.place.costs, "costs"), (report.place.effects, "effects")):
        for row in rows:
            found.setdefault(row.source or "source not stated", set()).add(what)
    return tuple((", ".join(sorted(what)), source) for source, what in sorted(found.items()))


def _method(report: Report) -> tuple[str, ...]:
    best = report.cash.best
    return (
        "Every verdict is worked out afresh at its own released share. A known share is used as it is.",
        "A group of partners walks away only if its own best plan, with its own money, gives it more than it is "
        "offered.",
        f"Plans are proven best to within {pounds_in_words(max(1.0, best.bound - best.objective))}; a difference "
        f"below {pounds_in_words(report.model.tolerance)} does not count. Each plan and proposal was checked again by "
        "code that knows the rules and not the solver.",
        "Optimism bias: "
        + (
            "not corrected for; figures are as given."
            if report.place.settings.optimism_bias == "none"
            else "costs raised and effects lowered by confidence grade (percentages recalled, not verified)."
        ),
    )
