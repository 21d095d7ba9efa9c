"""Checks of what a place knows of itself: cohorts and needs, ranges, residents' answers, and its position."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise

from goodplace.place.draft import Draft
from goodplace.place.problems import Problem, found, nearest, row_list
from goodplace.place.settings import Settings
from goodplace.place.tables import BestWorst, Capacity, CohortRow, NeedRow, Option, PositionRow, StatementRow

_RANGES: Mapping[str, type[Capacity] | type[NeedRow] | type[CohortRow]] = {
    "capacity": Capacity,
    "needs": NeedRow,
    "cohorts": CohortRow,
}


def ranges_are_in_order(draft: Draft) -> Iterator[Problem]:
    for table, kind in _RANGES.items():
        for row in draft.rows_as(table, kind):
            given = [(name, getattr(row, name)) for name in ("low", "mid", "high") if getattr(row, name) is not None]
            for (lower, less), (upper, more) in pairwise(given):
                if less > more:
                    what = f"{lower} is more than {upper}"
                    column, got = "high" if lower == "mid" else "low", f"{less:g} and {more:g}"
                    fix = "Exchange them, or correct one."
                    yield found("range-reversed", what, at=row.origin, column=column, got=got, fix=fix)


def cohorts_ask_for_no_more_needs_than_they_name(draft: Draft) -> Iterator[Problem]:
    for cohort in draft.rows_as("cohorts", CohortRow):
        if cohort.at_least is not None and cohort.at_least > len(cohort.needs):
            what = f"at least {cohort.at_least} of {len(cohort.needs)} needs"
            fix = "Lower at_least, or name more needs; a blank at_least asks for all of them."
            yield found("at-least-above-needs", what, at=cohort.origin, column="at_least", fix=fix)


def options_and_cohorts_agree(draft: Draft) -> Iterator[Problem]:
    """An option's cohort may be the id of one in the table, which then gives its size unless the option does."""
    cohorts = {cohort.id: cohort for cohort in draft.rows_as("cohorts", CohortRow)}
    for option in draft.options:
        if option.cohort in cohorts:
            yield from _two_sizes(option, cohorts[option.cohort])
        elif option.cohort and option.cohort_size is None and draft.is_whole("cohorts"):
            yield from _perhaps_mistyped(option, option.cohort, sorted(cohorts))


def _two_sizes(option: Option, cohort: CohortRow) -> Iterator[Problem]:
    if option.cohort_size is not None and cohort.mid is not None:
        what = (
            f"{option.cohort_size:g} people here and {cohort.mid:g} in the cohort {cohort.id}: the option's own holds"
        )
        fix = "Clear cohort_size to take the cohort's."
        yield found("cohort-size-twice", what, at=option.origin, column="cohort_size", fix=fix)


def _perhaps_mistyped(option: Option, said: str, cohorts: list[str]) -> Iterator[Problem]:
    close = get_close_matches(said.lower(), [cohort.lower() for cohort in cohorts], n=1, cutoff=0.6)
    if close:
        what = f"“{said}” isn't in the cohorts table: it is taken for words, and its size isn't known"
        fix = nearest(close[0], cohorts)
        yield found("cohort-not-in-table", what, at=option.origin, column="cohort", got=said, fix=fix)


def answers_fit_what_was_shown(draft: Draft) -> Iterator[Problem]:
    for answer in draft.rows_as("best_worst", BestWorst):
        for column, chosen in (("best", answer.best), ("worst", answer.worst)):
            if chosen not in answer.shown:
                what, fix = f"“{chosen}” isn't among what was shown", nearest(chosen, answer.shown)
                shown = ", ".join(answer.shown)
                yield found(
                    f"{column}-not-shown", what, at=answer.origin, column=column, expected=shown, got=chosen, fix=fix
                )
        if answer.best == answer.worst:
            fix = "Correct one of them, or leave the answer out."
            what = "the same outcome matters most and least"
            yield found("best-is-worst", what, at=answer.origin, column="worst", got=answer.worst, fix=fix)


def weights_come_from_somewhere(draft: Draft) -> Iterator[Problem]:
    settings = draft.settings
    if settings is None or settings.weights_from == "outcomes":
        return
    at = draft.read_settings.origins["weights_from"]
    for what, fix in _nothing_to_weigh(draft, settings):
        yield found("weights-from-nothing", what, at=at, column="value", got=settings.weights_from, fix=fix)


def _nothing_to_weigh(draft: Draft, settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.weights_from == "best_worst":
        if not draft.has("best_worst"):
            yield "weights are to come from best-worst answers, and there are none", "Add the table best_worst."
        return
    if settings.conversation_from == "elsewhere":
        what = "weights are to come from a conversation that was held elsewhere, which never weighs anything"
        yield what, "Set conversation_from to here if it was held here, or weights_from to outcomes."
    if not draft.raw.has_conversation:
        what = "weights are to come from a conversation, and there is none"
        yield what, "Put its export into a folder named conversation beside the tables."
    if not draft.has("statements"):
        what = "weights are to come from a conversation, and nothing says which outcomes its statements speak of"
        yield what, "Add the table statements."


def statements_can_be_found(draft: Draft) -> Iterator[Problem]:
    if draft.rows_as("statements", StatementRow) and not draft.raw.has_conversation:
        what = "there are statements, and no conversation they are of"
        fix = "Put its export into a folder named conversation beside the tables."
        yield found("statements-without-conversation", what, at=draft.at_table("statements"), fix=fix)


def the_area_has_a_position(draft: Draft) -> Iterator[Problem]:
    if draft.settings is None or not draft.is_whole("position"):
        return
    code, codes = draft.settings.area_code, {row.area_code for row in draft.rows_as("position", PositionRow)}
    if code is not None and code not in codes:
        what = f"no row of the position table is of {code}: no position is shown"
        at, fix = draft.read_settings.origins["area_code"], "Add its rows."
        if codes:
            fix = f"{nearest(code, codes)} Or add its rows."
        yield found("area-without-position", what, at=at, column="value", got=code, fix=fix)
    if code is None and codes:
        what = "nothing says which rows are the place's own: no position is shown"
        fix = "Add the setting area_code, an ONS code such as E08000009."
        yield found("position-without-area", what, at=draft.at_table("position"), column="area_code", fix=fix)


def indicators_are_measured_one_way(draft: Draft) -> Iterator[Problem]:
    """One problem an indicator and column, however many of its rows differ from its first."""
    first: dict[str, PositionRow] = {}
    other: dict[tuple[str, str], tuple[PositionRow, list[int]]] = {}
    for row in draft.rows_as("position", PositionRow):
        before = first.setdefault(row.indicator, row)
        for column in ("unit", "better"):
            if getattr(row, column) != getattr(before, column):
                other.setdefault((row.indicator, column), (row, []))[1].append(row.origin.row)
    for (indicator, column), (row, rows) in other.items():
        before = first[indicator]
        said = getattr(before, column)
        what = f"{indicator} has two {'units' if column == 'unit' else 'directions'} ({row_list(rows)})"
        expected, fix = f"{said}, as in row {before.origin.row}", "Correct it, or give it another indicator id."
        got = getattr(row, column)
        yield found("indicator-two-ways", what, at=row.origin, column=column, expected=expected, got=got, fix=fix)


AREA_CHECKS = (
    ranges_are_in_order,
    cohorts_ask_for_no_more_needs_than_they_name,
    options_and_cohorts_agree,
    answers_fit_what_was_shown,
    weights_come_from_somewhere,
    statements_can_be_found,
    the_area_has_a_position,
    indicators_are_measured_one_way,
)
