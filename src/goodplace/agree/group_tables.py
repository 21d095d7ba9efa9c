"""Result tables of what partners and groups could do: scenarios, walking away, ways to share, the staircase."""

from collections.abc import Iterator, Sequence

import numpy as np

from goodplace.agree.coalitions import members
from goodplace.agree.deal import Deal
from goodplace.agree.report import Report
from goodplace.agree.result_rows import PARTNER, group_words, made, money, present_value, text, yes_no
from goodplace.agree.stability import BELIEFS
from goodplace.place.result_table import ResultCell, ResultColumn, ResultTable

MOST_WITH_ALL_GROUPS = 8  # partners: 254 groups are a table, thousands are not read
MOST_OBJECTORS = 5


def scenarios_table(report: Report) -> ResultTable:
    """One row a released share: the deal worked out anew, plan and all."""
    unit = present_value(report.values)
    columns = (
        ResultColumn("released", "Released", "share", "share of unknown savings", "Share taken as released."),
        text("headline", "Headline", "Whether the rest of the tables are worked out at this share."),
        text("verdict", "Verdict", "holds, needs_top_up, no_deal (none holds unaided), or nothing_to_do."),
        ResultColumn("options", "Options", "count", "options", "How many options the plan starts."),
        money("net", "Net together", unit, "What all partners have from the plan before payments."),
        money("payments", "Payments", unit, "Least money between partners, with which nobody would walk."),
        money("top_up", "Outside money", unit, "Least money from outside that is needed besides."),
        text("unaided", "Without payments", "If nobody paid anybody: proved_stable, walks, or undecided."),
        text("objectors", "Who objects", f"Groups that do without payments, worst first, at most {MOST_OBJECTORS}."),
        money("least_start_condition", "Least total, all stops", unit, "Least all need, if what needs them stops."),
        money("top_up_start_condition", "Best plan short, all stops", unit, "What the best plan is then short of it."),
        money("least_rest_carry_on", "Least total, rest go on", unit, "Least all need, if the others carry on."),
        money("top_up_rest_carry_on", "Best plan short, rest go on", unit, "What the best plan is then short of it."),
        text("could_wait", "Who could wait", "Partners that would gain by staying away if the others carried on."),
    )  # fmt: skip
    note = "Blank under the second belief: too many groups are hemmed in by budgets to work out what each could do."
    rows = [_scenario(report, deal) for deal in report.scenarios]
    blank = any(len(deal.standings) < len(BELIEFS) for deal in report.scenarios)
    return made("scenarios", "More or less released", columns, rows, note=note if blank else "")


def _scenario(report: Report, deal: Deal) -> list[ResultCell]:
    proposal, place = deal.proposal, report.place
    objecting = [group_words(place, objection.group) for objection in deal.unaided[:MOST_OBJECTORS]]
    standings = [deal.standings.get(belief) for belief in BELIEFS]
    beliefs: list[float | None] = []
    for standing in standings:
        beliefs += [standing.least.total, standing.top_up] if standing else [None, None]
    return [
        deal.released_share,
        yes_no(deal.released_share == report.released_share),
        deal.verdict,
        int(deal.chosen.started.sum()),
        float(deal.own.sum()),
        proposal.gross if proposal else 0.0,
        proposal.needs if proposal else 0.0,
        deal.unaided_verdict,
        "; ".join(objecting),
        *beliefs,
        None if standings[1] is None else ", ".join(place.partners[i].id for i in deal.free_riders()),
    ]


def walk_away_table(report: Report) -> ResultTable:
    """One row for each partner, and each group that binds or objects."""
    masks = {1 << i for i in range(len(report.place.partners))} | _telling_groups(report)
    note = "A group binds when any less for all together would leave it with less than it could have by itself."
    return _groups(report, "walk_away", "If they walk away", sorted(masks, key=_small_first), note=note)


def groups_table(report: Report) -> ResultTable:
    """Every group of partners but all of them; with many partners only those that bind or object."""
    if len(report.place.partners) <= MOST_WITH_ALL_GROUPS:
        masks, note = [int(mask) for mask in report.cash.values["start_condition"].groups], ""
    else:
        masks = sorted(_telling_groups(report))
        note = f"More than {MOST_WITH_ALL_GROUPS} partners: only groups that bind or object (the worst) are listed."
    return _groups(report, "groups", "What groups could do", sorted(masks, key=_small_first), note=note)


def _small_first(mask: int) -> tuple[int, int]:
    return mask.bit_count(), mask


def _telling_groups(report: Report) -> set[int]:
    """Groups that bind under either belief, or object when nobody pays anybody (the worst of very many)."""
    deal = report.cash
    binding = {mask for standing in deal.standings.values() for mask in standing.least.binding}
    objecting = {objection.group for objection in deal.unaided}
    if len(report.place.partners) <= MOST_WITH_ALL_GROUPS:
        objecting.update(objectors(deal))
    return binding | objecting


def objectors(deal: Deal) -> list[int]:
    """Every group that would object if nobody paid anybody, in order of its mask; the deal must know every group."""
    masks = deal.values["start_condition"].groups
    excess = deal.values["start_condition"].exact(masks) - members(masks, len(deal.own)) @ deal.own
    return [int(mask) for mask in masks[excess > deal.model.tolerance]]


def _groups(report: Report, key: str, title: str, masks: Sequence[int], *, note: str) -> ResultTable:
    unit = present_value(report.values)
    columns = (
        text("group", "Group", "Keys of its partners."),
        ResultColumn("size", "Partners", "count", "partners", "How many they are."),
        money("stops", "If all stops", unit, "v⁰: most the group can have by itself, when what needs it stops."),
        money(
            "rest_carry_on", "If the rest go on", unit, "v¹: the same, with what the others bring it by carrying on."
        ),
        money("proposal", "The proposal", unit, "What the proposal gives its members together."),
        money("gain", "Gain", unit, "The proposal less what it has if all stops."),
        text("binds_stops", "Binds if all stops", "Whether the group decides how much all together need."),
        text("binds_rest_carry_on", "Binds if the rest go on", "The same, under that belief."),
        text("objects", "Objects unaided", "Whether it would object if nobody paid anybody."),
    )
    return made(key, title, columns, _group_rows(report, masks), note=note)


def _group_rows(report: Report, masks: Sequence[int]) -> Iterator[list[ResultCell]]:
    deal = report.cash
    split = deal.own if deal.proposal is None else deal.proposal.split
    stops, go_on = (deal.values[belief].exact(np.array(masks, dtype=np.int64)) for belief in BELIEFS)
    binding = [set(deal.standings[belief].least.binding) for belief in BELIEFS]
    objecting = set(objectors(deal))
    for mask, alone, carried in zip(masks, stops, go_on, strict=True):
        gets = float(sum(split[i] for i in range(len(split)) if mask >> i & 1))
        yield [
            group_words(report.place, mask), mask.bit_count(), float(alone), float(carried), gets, gets - float(alone),
            *(yes_no(mask in groups) for groups in (*binding, objecting)),
        ]  # fmt: skip


def splits_table(report: Report) -> ResultTable:
    """One row a rule for sharing and partner."""
    unit = present_value(report.values)
    columns = (
        text("rule", "Rule", "Key of the rule."),
        text("name", "Name", "The rule in words."),
        PARTNER,
        money("share", "Ends with", unit, "What the partner ends with by this rule."),
        text("stable", "Stable", "Whether no group could have more by itself."),
        text("objects", "Who objects most", "The group that is left furthest below what it could have by itself."),
        money("by", "By", unit, "How much it is left below that."),
    )
    rows: list[list[ResultCell]] = [
        [rule.key, rule.name, partner.id, float(share), yes_no(rule.stable), group_words(report.place, rule.objector),
         rule.objects_by]
        for rule in report.splits
        for partner, share in zip(report.place.partners, rule.shares, strict=True)
    ]  # fmt: skip
    note = "" if report.splits else "There is nothing to share."
    return made("splits", "Ways to share", columns, rows, note=note)


def staircase_table(report: Report) -> ResultTable:
    """One row a step, in the mandate's lens."""
    unit = f"{present_value(report.values)}, as the mandate weighs it"
    columns = (
        text("step", "Step", "Key of the step."),
        text("title", "Title", "The step in words."),
        money("value", "Value", unit, "Value of the best plan found at this step."),
        money("proven_most", "Proven most", unit, "No plan at this step is worth more."),
        money("gain", "Gain", unit, "Value less that of the step before; of the first step, its value."),
        text("note", "Note", "What it rests on."),
    )
    before = [0.0, *(stair.value for stair in report.stairs)]
    rows: list[list[ResultCell]] = [
        [stair.key, stair.title, stair.value, stair.proven_most, stair.value - last, stair.note]
        for stair, last in zip(report.stairs, before, strict=False)
    ]
    return made("staircase", "Staircase", columns, rows)
