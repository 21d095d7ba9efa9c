"""The plan's part of the page: money by year, people, options, lenses, stairs, the weakest numbers."""

from goodplace.agree.report import Report
from goodplace.agree.staircase import barely
from goodplace.agree.weakest import Weakness, weakest
from goodplace.pages.sentence import year_label
from goodplace.pages.showing import Shows
from goodplace.pages.view import OptionRow, PeopleRow, Shown, Step, WeakNumber
from goodplace.pages.words import amount, name, pounds_in_words, share
from goodplace.place.prices import format_year

WHY = {
    "stale": "over ten years old",
    "recalled": "recalled, not read in its source",
    "assumed": "assumed",
    "not stated": "its source is not stated",
    "not_stated": "its source is not stated",
    "secondary": "read in another's report of it",
}


YearRows = tuple[tuple[str, tuple[Shown, ...]], ...]


def net_by_year(report: Report, shows: Shows) -> YearRows:
    """Released cash less costs by partner and money year, before payments."""
    return _by_year(report, shows, "net_cash")


def net_by_year_with(report: Report, shows: Shows) -> YearRows:
    """The same after payments and outside money; nothing where no money passes."""
    proposal = report.cash.proposal
    if proposal is None or not (proposal.payments or proposal.needs > 0):
        return ()
    return _by_year(report, shows, "net_cash_with")


def _by_year(report: Report, shows: Shows, end: str) -> YearRows:
    years = [year_label(report, t) for t in range(report.place.settings.money_years)]
    rows = [(p.name, f"partner.{p.id}") for p in report.place.partners] + [("All together", "together")]
    return tuple((title, tuple(shows.pounds(f"{stem}.{end}.{year}") for year in years)) for title, stem in rows)


def people(report: Report, shows: Shows) -> tuple[PeopleRow, ...]:
    """Outcomes the plan changes, or that have a target."""
    rows = []
    for outcome in report.place.outcomes:
        change = shows(f"outcome.{outcome.id}.change", amount)
        if not change.value and outcome.target is None:
            continue
        rows.append(
            PeopleRow(
                outcome.name,
                outcome.unit,
                change,
                shows(f"outcome.{outcome.id}.swing", amount),
                shows(f"outcome.{outcome.id}.reached", share),
                shows.pounds(f"outcome.{outcome.id}.worth"),
            )
        )
    return tuple(rows)


def options(report: Report, shows: Shows) -> tuple[OptionRow, ...]:
    """Every option, in the plan or not."""
    starts, plan, best = report.model.payoffs.starts, report.plan, report.cash.best
    names = {partner.id: partner.name for partner in report.place.partners}
    rows = []
    for j, option in enumerate(report.place.options):
        mine = [n for n, k in enumerate(starts.option) if k == j]
        started = [n for n in mine if plan.started[n]]
        wanted = any(best.started[n] for n in mine)
        note = "in the plan" if started else "not in what all would sign" if wanted else "not in the plan"
        value = shows.pounds(f"option.{option.id}.public_value")
        rows.append(
            OptionRow(
                option.name,
                names[option.lead],
                year_label(report, starts.year[started[0]]) if started else "–",
                shows(f"option.{option.id}.places", amount),
                shows.pounds(f"option.{option.id}.cost"),
                shows.pounds(f"option.{option.id}.net_cash"),
                value,
                note,
                abs(value.value or 0.0),
            )
        )
    return tuple(rows)


def lenses(report: Report, shows: Shows) -> tuple[tuple[str, Shown, str], ...]:
    """The three lenses, always."""
    rows = (("public", "Public value (Green Book)"), ("residents", "Residents' lens"), ("national", "National lens"))
    return tuple((title, shows.pounds(f"lens.{key}"), _lens_note(report, key)) for key, title in rows)


def _lens_note(report: Report, key: str) -> str:
    if key == "public":
        return "the same whatever share is released"
    if report.lenses[key].is_public_value:
        return "no weights with a scale are given: public value stands in"
    return "weights of the swing from baseline to target"


def stairs(report: Report, shows: Shows) -> tuple[Step, ...]:
    """The staircase, each step with what it adds."""
    steps = []
    for k, stair in enumerate(report.stairs):
        unclear = k >= 3 and barely(stair, report.stairs[k - 1])
        note = "; ".join(part for part in (stair.note, "not distinguishable from 0" if unclear else "") if part)
        steps.append(
            Step(stair.title, shows.pounds(f"stair.{stair.key}"), shows.pounds(f"stair.{stair.key}.gain"), note)
        )
    return tuple(steps)


def weak_numbers(report: Report) -> tuple[WeakNumber, ...]:
    """The three weakest numbers in words."""
    return tuple(_weak_number(report, weakness) for weakness in weakest(report))


def _weak_number(report: Report, weakness: Weakness) -> WeakNumber:
    stake = f"{pounds_in_words(weakness.at_stake)} (present value) rests on it"
    place, of = report.place, weakness.of
    if weakness.kind == "released":
        partner = place.partners[place.partner_index[of]]
        what = f"Share of {name(partner.name)}'s claimed savings really released"
        why = f"nobody has decided it; {share(report.released_share)} is taken"
        return WeakNumber(what, why, stake, f"partner.{of}.break_even")
    if weakness.kind == "prices":
        return WeakNumber(f"Prices of {format_year(weakness.price_year or 0)}", WHY["stale"], stake, "lens.public")
    if weakness.kind == "value":
        outcome = place.outcomes[place.outcome_index[of]]
        what, figure = f"What a unit of “{name(outcome.name)}” is worth", f"outcome.{of}.worth"
    else:
        option = place.options[place.option_index[of]]
        what = f"{'Effects' if weakness.kind == 'effect' else 'Costs'} of {name(option.name)}"
        figure = f"option.{of}.{'public_value' if weakness.kind == 'effect' else 'cost'}"
    return WeakNumber(what, WHY.get(weakness.why, f"confidence {weakness.why} of 6"), stake, figure)
