"""The page of a real report: every number is a figure that explain answers for, and the words say what the deal is."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from small_places import lawful_channels_stop_it, never_by_remit, nothing_signable, only_with_a_top_up

from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.explain import explain
from goodplace.formats import read_place, write_place
from goodplace.pages.build_page import build_page
from goodplace.pages.build_plan import net_by_year, net_by_year_with
from goodplace.pages.figures import named_figures
from goodplace.pages.render import render_page
from goodplace.pages.sentence import sentences
from goodplace.pages.sentence_names import remit_figures, sentence_figures
from goodplace.pages.showing import Shows
from goodplace.pages.view import DealPage

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def report_of(name: str, released: float | None = None) -> Report:
    return work_out(read_place(EXAMPLES / f"{name}.xlsx")[0], released=released)


def page_of(report: Report) -> DealPage:
    return build_page(report, figures=figures(report), tables=(), downloads=())


@pytest.mark.parametrize("name", ["school-emotional-learning", "family-safeguarding", "seven-partners"])
def test_every_figure_on_the_page_is_one_that_explain_answers_for(name: str) -> None:
    report = report_of(name)
    known = figures(report)
    page = replace(
        page_of(report),
        sentence_figures=sentence_figures(report, known),
        remit_figures=remit_figures(report, known),
        net_by_year_with=net_by_year_with(report, Shows(known)),
    )
    shown = named_figures(page)
    assert shown
    in_words = {name for names in (*page.sentence_figures, page.remit_figures) for name in names}
    assert in_words <= {figure.name for figure in shown}
    for figure in shown:
        value = known[figure.name].value
        expected = value if value is None else pytest.approx(value, rel=1e-6, abs=0.01)
        assert explain(known, figure.name).value == expected


def test_every_sentence_of_a_deal_names_its_figures() -> None:
    for name in ("school-emotional-learning", "seven-partners"):
        report = report_of(name)
        named = sentence_figures(report, figures(report))
        assert len(named) == len(sentences(report))
        assert all(named)
    assert named[1][-1] == "together.break_even_without_benefits"
    assert named[2] == (
        "together.payment_a_year", "together.least_transfer", "deal.price_of_disagreement", "deal.top_up",
    )  # fmt: skip


def test_where_the_deal_lacks_money_its_sentence_names_the_outside_money() -> None:
    report = report_of("school-emotional-learning", 0.0)
    assert sentence_figures(report, figures(report))[2] == ("together.top_up",)
    assert figures(report)["together.top_up"].value == pytest.approx(132_000)


def test_after_payments_the_school_has_more_in_each_year_and_all_together_the_same() -> None:
    report = report_of("school-emotional-learning")
    shows = Shows(figures(report))
    before, after = dict(net_by_year(report, shows)), dict(net_by_year_with(report, shows))
    assert list(before) == list(after)
    school = next(name for name in before if "school" in name.lower())
    gained = [(b.value or 0.0) - (a.value or 0.0) for a, b in zip(before[school], after[school], strict=True)]
    assert gained[0] == pytest.approx(5_679.55, abs=0.01)
    assert min(gained) > 5_000
    assert [shown.text for shown in before["All together"]] == [shown.text for shown in after["All together"]]


def test_where_no_money_passes_there_is_no_second_table_of_years() -> None:
    report = report_of("school-emotional-learning", 1.0)
    assert net_by_year_with(report, Shows(figures(report))) == ()


def test_the_school_reads_as_the_sketch_has_it() -> None:
    said = " ".join(sentences(report_of("school-emotional-learning")))
    for words in (
        "£132,000, all of it in 2009/10",
        "paid back in 2010/11",
        "break-even for all together is 4.72",
        "£5,680 a year",
    ):
        assert words in said
    page = page_of(report_of("school-emotional-learning"))
    school = next(row for row in page.partners if "school" in row.name.lower())
    assert school.signs == "only_with_transfer"
    assert (school.net_alone.text.replace("\u2060", ""), school.transfers.text) == ("−£48,890", "£48,890")
    assert "would each gain by not signing" in page.could_wait
    assert page.weakest[2].why.startswith("over ten years old")


def test_a_gain_in_benefit_payments_is_called_so_and_its_owner_pays_from_other_money() -> None:
    report = report_of("seven-partners")
    dwp = next(row for row in page_of(report).partners if row.name == "Work and pensions")
    assert "of it in benefits and taxes" in dwp.why
    assert "it would pay this from other money" in sentences(report)[2]


def test_with_nothing_released_the_page_names_the_outside_money() -> None:
    page = page_of(report_of("school-emotional-learning", 0.0))
    assert page.verdict == "no_deal"
    assert "£132,000 of outside money" in page.sentences[2]
    assert [row.signs for row in page.partners].count("no") == 1


def _small(make: object, tmp_path: Path) -> Report:
    tables = make()[0]  # type: ignore[operator]
    return work_out(read_place(write_place(tables, tmp_path / "place.xlsx"))[0])


def test_a_deal_that_holds_only_with_a_top_up_says_what_the_better_plan_needs(tmp_path: Path) -> None:
    assert "outside money" in " ".join(sentences(_small(only_with_a_top_up, tmp_path)))


def test_where_nothing_is_signable_the_page_says_no_deal(tmp_path: Path) -> None:
    assert page_of(_small(nothing_signable, tmp_path)).verdict == "no_deal"


def test_a_missing_channel_is_named_as_what_stops_the_deal(tmp_path: Path) -> None:
    report = _small(lawful_channels_stop_it, tmp_path)
    assert page_of(report).verdict == "needs_top_up"
    assert "no channel" in " ".join(sentences(report))


def test_the_remit_verdict_stands_beside_the_cash_one(tmp_path: Path) -> None:
    page = page_of(_small(never_by_remit, tmp_path))
    assert page.verdict == "holds"
    assert "all would sign" not in page.remit_words


def test_the_same_report_makes_the_same_page() -> None:
    report = report_of("seven-partners")
    assert render_page(page_of(report)) == render_page(page_of(report))
