"""The deal page as one viewer may see it: whitelisted field by field."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from sample_run import PARTNERS, VIEWERS, deal_page, figures_of_deal

from goodplace.pages import view
from goodplace.pages.view import DealPage, Shown
from goodplace.pages.withhold import RULES, withhold
from goodplace.sharing.visibility import Viewer, may_see

PAGE, FIGURES = deal_page(), figures_of_deal(deal_page())
NAMES = {partner: f"The {partner}" for partner in PARTNERS}
ROWS = [
    kind for kind in vars(view).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == view.__name__
    and kind.__name__ not in ("Shown", "WeakNumber")  # a figure by its own; a weak number is shown whole or not
]  # fmt: skip


def shown_in(thing: Any) -> Iterator[Shown]:
    if isinstance(thing, Shown):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from shown_in(part)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from shown_in(getattr(thing, field.name))


def seen_by(viewer: Viewer, page: DealPage = PAGE) -> DealPage:
    return withhold(page, figures=FIGURES, viewer=viewer, names=NAMES)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_every_field_of_the_page_says_who_sees_it(kind: type) -> None:
    assert set(RULES[kind]) == {field.name for field in fields(kind)}


def test_a_rule_speaks_of_fields_that_are_there() -> None:
    for kind, rules in RULES.items():
        names = {field.name for field in fields(kind)}
        for rule in rules.values():
            assert set(rule.beside) <= names


def test_a_field_without_a_rule_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = {name: rule for name, rule in RULES[DealPage].items() if name != "assumptions"}
    monkeypatch.setitem(RULES, DealPage, rules)
    assert seen_by(VIEWERS["school"]).assumptions == ()
    assert seen_by(VIEWERS["analyst"]).assumptions == PAGE.assumptions


@pytest.mark.parametrize("who", VIEWERS)
def test_a_figure_is_left_only_where_the_viewer_may_see_it(who: str) -> None:
    viewer = VIEWERS[who]
    for shown in shown_in(seen_by(viewer)):
        if shown.figure:
            known = FIGURES[shown.figure]
            assert may_see(viewer, known.visibility, known.named)
        else:
            assert shown.value is None or viewer.role == "analyst"
            assert shown.marks == ()


def test_the_analyst_sees_the_page_as_it_is() -> None:
    assert seen_by(VIEWERS["analyst"]) == PAGE


def test_below_the_partners_labels_are_all_that_is_left() -> None:
    page = seen_by(Viewer())
    assert [shown.figure for shown in shown_in(page) if shown.figure] == []
    assert (page.sentences, page.flows, page.weakest, page.verdict) == ((), (), (), "private")


def test_a_partners_own_row_is_whole_and_the_others_lack_their_positions() -> None:
    before = {row.name: row for row in PAGE.partners}
    for row in seen_by(VIEWERS["health"]).partners:
        if row.name == "health":
            assert row == before["health"]
        else:
            assert (row.signs, row.why, row.walk_away.value) == ("private", "", None)
            assert row.walk_away.text == f"private to \u2068the {row.name}\u2069"
            assert row.puts_in == before[row.name].puts_in


def test_a_sentence_goes_with_the_last_of_its_figures() -> None:
    page = seen_by(VIEWERS["school"])
    assert page.sentences == ("Partners put in £132,000.",)
    assert page.sentence_figures == (("all.puts_in_cash",),)
    hidden = {**FIGURES, "all.puts_in_cash": replace(FIGURES["all.puts_in_cash"], visibility="partner")}
    assert withhold(PAGE, figures=hidden, viewer=VIEWERS["school"]).sentences == ()


def test_a_sentence_that_does_not_say_what_it_rests_on_is_the_analysts() -> None:
    silent = replace(PAGE, sentence_rests_on=())
    assert seen_by(VIEWERS["school"], silent).sentences == ()
    assert seen_by(VIEWERS["analyst"], silent).sentences == PAGE.sentences


def test_a_number_that_names_no_figure_is_nobodys_to_see() -> None:
    odd = replace(PAGE, lenses=(("Public value", Shown("£5", "", 5.0), ""), ("Other", Shown("–"), "")))
    kept = [shown.text for _, shown, _ in seen_by(VIEWERS["school"], odd).lenses]
    assert kept == ["private", "–"]


def test_a_figure_the_run_does_not_have_is_the_analysts() -> None:
    page = withhold(PAGE, figures={}, viewer=VIEWERS["school"])
    assert [shown.figure for shown in shown_in(page) if shown.figure] == []
