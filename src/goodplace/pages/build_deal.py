"""The deal's part of the page: released shares, who pays whom, who could wait, other splits."""

import numpy as np

from goodplace.agree.deal import Deal
from goodplace.agree.figures_deal import percent_key
from goodplace.agree.report import Report
from goodplace.pages.sentence import partner_names, year_label
from goodplace.pages.showing import Shows
from goodplace.pages.view import Flow, ScenarioRow, Shown, SplitRow
from goodplace.pages.words import listed, pounds_in_words, share


def scenarios(report: Report, shows: Shows) -> tuple[ScenarioRow, ...]:
    """The verdict at each released share."""
    return tuple(_scenario(report, deal, shows) for deal in report.scenarios)


def _scenario(report: Report, deal: Deal, shows: Shows) -> ScenarioRow:
    stem = f"scenario.{percent_key(deal.released_share)}"
    return ScenarioRow(
        released=share(deal.released_share),
        is_headline=deal.released_share == report.released_share,
        sentence=_scenario_sentence(report, deal),
        verdict=deal.verdict,
        verdict_words=_verdict_words(deal),
        net_together=shows.pounds(f"{stem}.net"),
        least_transfer=shows.pounds(f"{stem}.least_transfer"),
        top_up=shows.pounds(f"{stem}.top_up"),
        objectors=_objectors(report, deal),
        rest_carry_on_words=_second_belief(deal),
    )


def _verdict_words(deal: Deal) -> str:
    """What holds the plan, and how much of it there is: the plan is another one at another share."""
    if deal.chosen.empty:
        return "Nothing worth starting"
    payments = deal.proposal.payments if deal.proposal else ()
    words = {
        "holds": "with payments between partners" if payments else "as it is",
        "needs_top_up": "only with outside money: no lawful way to pay",
        "no_deal": "only with outside money",
    }[deal.verdict]
    options = deal.model.payoffs.values.place.options
    started = len({deal.model.payoffs.starts.option[n] for n in np.flatnonzero(deal.chosen.started)})
    return f"{started} of {len(options)} options, {words}" if len(options) > 1 else words


def _scenario_sentence(report: Report, deal: Deal) -> str:
    starts = [
        report.place.options[deal.model.payoffs.starts.option[n]].name for n in np.flatnonzero(deal.chosen.started)
    ]
    if not starts:
        return "No option is in the plan."
    names = (
        f"{len(starts)} options are" if len(starts) > 3 else f"{listed(starts)} {'is' if len(starts) == 1 else 'are'}"
    )
    together = float(deal.own.sum())
    gain = f"gain {pounds_in_words(together)}" if together >= 0 else f"are short by {pounds_in_words(-together)}"
    return f"{names} in the plan; together the partners {gain} (present value)."


def _objectors(report: Report, deal: Deal) -> str:
    """Who would do better alone if nobody paid anybody."""
    names = partner_names(report)
    if deal.chosen.empty:
        return ""
    if short := deal.short_alone():
        return listed([names[i] for i in short])
    sure = [o for o in deal.unaided if o.each_gains is not None]
    return listed([n for i, n in enumerate(names) if sure[0].group >> i & 1]) if sure else ""


def _second_belief(deal: Deal) -> str:
    standing = deal.standings.get("rest_carry_on")
    if deal.chosen.empty:
        return ""
    if standing is None:
        return "If those left behind carried on: worked out only at the share in the headline."
    worth, tolerance = float(deal.own.sum()), deal.model.tolerance
    fails = deal.headline.least.total > worth + tolerance
    more = standing.least.total - worth
    if more > tolerance:
        would = "Nor would it" if fails else "Would not"
        return f"{would} hold if those left behind carried on: {pounds_in_words(more)} short."
    also = "" if fails else " also"
    return f"Worth enough for all to stay{also} if those left behind carried on."


def flows(report: Report, shows: Shows) -> tuple[Flow, ...]:
    """Every payment of the opening proposal, and outside money if it needs any."""
    proposal = report.cash.proposal
    if proposal is None:
        return ()
    partners = report.place.partners
    years = [year_label(report, t) for t in range(report.place.settings.money_years)]
    rows = []
    for payment in proposal.payments:
        payer, receiver = partners[payment.payer], partners[payment.receiver]
        stem = f"pay.{payer.id}.{receiver.id}"
        by_year = tuple(shows.pounds(f"{stem}.{year}") for year in years)
        rows.append(Flow(payer.name, receiver.name, payment.power, shows.pounds(stem), by_year))
    for i in np.flatnonzero(proposal.top_up > 0):
        stem = f"top_up.{partners[i].id}"
        by_year = tuple(shows.pounds(f"{stem}.{year}") for year in years)
        rows.append(Flow("Outside money", partners[i].name, "not found yet", shows.pounds(stem), by_year))
    return tuple(rows)


def flows_note(report: Report) -> str:
    """What the payments rest on."""
    proposal = report.cash.proposal
    if proposal is None or not (proposal.payments or proposal.needs):
        return "No money needs to pass between partners."
    even = "level in real terms" if proposal.level else "as even as budgets and released cash allow"
    assumed = " Channels are assumed from the partners' roles." if report.place.channels is None else ""
    least = "The least that makes every group of partners stay"
    return f"{least}, {even}; cash by year.{_why_more(report)}{assumed}{_other_money(report)}"


def _why_more(report: Report) -> str:
    """Which group the payments beyond the partners' own shortfalls keep in."""
    deal, names = report.cash, partner_names(report)
    proposal = deal.proposal
    if proposal is None or proposal.gross <= -float(np.minimum(deal.own, 0.0).sum()) + deal.model.tolerance:
        return ""
    groups = [o for o in deal.unaided if o.group.bit_count() > 1]
    if not groups:
        return ""
    group = max(groups, key=lambda o: (o.group.bit_count(), o.excess, -o.group))
    who = listed([n for i, n in enumerate(names) if group.group >> i & 1])
    return f" It is more than what partners are short by, since {who} could do better by themselves otherwise."


def _other_money(report: Report) -> str:
    """Who pays more than the plan releases to it in cash it can spend."""
    names, limited = partner_names(report), set(report.model.columns.limited)
    paying = report.cash.pays_from_other_money()
    budgets = [names[i] for i in paying if i in limited]
    unlisted = [names[i] for i in paying if i not in limited]
    words = ""
    if budgets:
        words += f" {listed(budgets)} would pay more than the plan releases to it in cash it can spend: out of budget."
    if unlisted:
        words += f" {listed(unlisted)} would pay more than that, and no budget is given for it: the money is assumed."
    return words


def who_could_wait(report: Report) -> str:
    """Who would gain by not signing if the others went on without them."""
    deal, names = report.cash, partner_names(report)
    if deal.chosen.empty:
        return "Nothing starts, so nobody waits for anybody."
    riders = deal.free_riders()
    rests = "The deal rests on its start condition: nothing starts until all have signed."
    if riders:
        who = listed([names[i] for i in riders])
        each = "would each" if len(riders) > 1 else "would"
        return f"{who} {each} gain by not signing if the others then went on without them. {rests}"
    if len(names) == 1:
        return "One partner: there is nobody to wait for."
    split = deal.own if deal.proposal is None else deal.proposal.split
    groups, _ = deal.values["rest_carry_on"].violated(split, tolerance=deal.model.tolerance)
    if len(groups):
        who = listed([n for i, n in enumerate(names) if int(groups[0]) >> i & 1])
        return (
            f"No single partner gains by waiting, but {who} together would, if the others went on without them. {rests}"
        )
    return "Nobody: even if the others went on without them, no partner would do better by waiting."


def remit_words(report: Report) -> str:
    """The verdict when each partner also counts its remit and its own freed capacity."""
    deal, names = report.remit, partner_names(report)
    if deal.chosen.empty:
        return "Counting each partner's remit beside its cash, nothing is worth starting that all would sign."
    if deal.verdict == "holds":
        moved = deal.proposal.gross if deal.proposal else 0.0
        pay = f"with payments worth {pounds_in_words(moved)}" if moved >= 0.5 else "with no payments between them"
        return (
            f"Counting each partner's remit (what the outcomes are worth to it) beside its cash, all would sign {pay}."
        )
    needs = deal.proposal.needs if deal.proposal else 0.0
    losers = [names[i] for i in range(len(names)) if deal.own[i] < -deal.model.tolerance]
    who = f"; {listed(losers)} would lose by it" if losers else ""
    why = "the money cannot lawfully reach all who are short" if deal.verdict == "needs_top_up" else (
        "no deal holds unaided")  # fmt: skip
    return (
        f"Counting each partner's remit beside its cash, {why}"
        f"{who}. {pounds_in_words(needs)} of outside money would be needed."
    )


def splits(report: Report, shows: Shows) -> tuple[SplitRow, ...]:
    """Other ways to divide what the plan brings: each partner's gain over walking away."""
    if report.cash.verdict != "holds":  # there is nothing to share out
        return ()
    names = partner_names(report)
    rows = []
    for rule in report.splits:
        shown: tuple[Shown, ...] = tuple(shows.pounds(f"split.{rule.key}.{p.id}") for p in report.place.partners)
        objects = ""
        if not rule.stable:
            group = listed([n for i, n in enumerate(names) if rule.objector >> i & 1])
            objects = f"{group}, by {pounds_in_words(rule.objects_by)}"
        figure = "" if rule.stable else f"split.{rule.key}.objects_by"
        rows.append(SplitRow(rule.name, shown, rule.stable, objects, figure))
    return tuple(rows)
