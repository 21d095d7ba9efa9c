"""What the page says of odd places: one partner, benefits, a fund, many who are short."""

from typing import Any

import pytest
from making import place_of, rows_of

from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.explain import explain
from goodplace.pages.build_page import build_page
from goodplace.pages.sentence import sentences
from goodplace.pages.view import DealPage


def report_of(partners: Any, *, pays: str, amount: float, values: list[dict[str, Any]], **more: Any) -> Report:
    """One option, `x`, with one payer and one unit of one outcome."""
    settings = {"released": 0.5, **more.pop("settings", {})}
    option = {"id": "x", "lead": pays, **more.pop("option", {})}
    effect = {"option": "x", "outcome": "o", **more.pop("effect", {})}
    cost = {"option": "x", "payer": pays, "amount": amount, **more.pop("cost", {})}
    rows = rows_of(
        partners,
        settings=settings,
        options=[option],
        option_effects=[effect],
        option_costs=[cost],
        unit_values=[{"outcome": "o", **value} for value in values],
        **more,
    )
    return work_out(place_of(rows))


def page_of(report: Report) -> DealPage:
    return build_page(report, figures=figures(report), tables=(), downloads=())


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ").replace("\u2060", "")


def test_one_partner_that_is_short_would_not_sign_and_has_nobody_to_wait_for() -> None:
    values = [{"kind": "fiscal", "partner": "council", "amount": 90}, {"kind": "social", "amount": 50}]
    page = page_of(report_of("council", pays="council", amount=100, values=values))
    assert (page.partners[0].signs, plain(page.partners[0].why)) == ("no", "short by £55 unaided")
    assert plain(page.sentences[-1]).endswith("Without it council would not sign.")
    assert page.could_wait == "One partner: there is nobody to wait for."


def test_nobody_is_said_to_wait_where_the_plan_is_only_short_of_money() -> None:
    page = page_of(report_of("council nhs", pays="council", amount=1000, values=[{"kind": "social", "amount": 9000}]))
    assert page.could_wait.startswith("Nobody:")
    assert all(row.rest_carry_on_words.startswith("Nor would it") for row in page.scenarios)
    assert "claimed saving" not in page.sentences[0]


def test_benefits_are_named_where_they_are_counted() -> None:
    """Released 5,000, all of it benefits: without them the council's 1,000 never comes back."""
    values = [{"kind": "transfer", "partner": "dwp", "amount": 10_000}, {"kind": "social", "amount": 2_000}]
    report = report_of("council dwp", pays="council", amount=1000, values=values)
    said = plain(" ".join(sentences(report)))
    assert "£5,000 of this is benefit payments and taxes" in said
    assert "without them together they would be short whatever is released" in said
    page = page_of(report)
    assert [row.benefits.value for row in (*page.partners, page.together)] == [0, 5000, 5000]
    assert explain(figures(report), "partner.dwp.benefits").value == 5000


def test_without_benefits_nothing_is_said_of_them() -> None:
    values = [{"kind": "fiscal", "partner": "nhs", "amount": 10_000}]
    assert "benefit" not in " ".join(sentences(report_of("council nhs", pays="council", amount=1000, values=values)))


def test_what_the_fund_costs_stands_beside_the_net_it_is_in() -> None:
    """1,000 borrowed at 10 % in the first year; what the second releases repays it in the third: 1,210."""
    budgets = [{"partner": "council", "year": year, "amount": 0} for year in ("2027/28", "2028/29", "2029/30")]
    row = page_of(
        report_of(
            "council nhs",
            pays="council",
            amount=1000,
            values=[{"kind": "fiscal", "partner": "council", "amount": 5000}],
            effect={"lag": 1},
            budgets=budgets,
            settings={"upfront_fund": 2000, "upfront_interest": 0.1},
        )
    ).partners[0]
    shown = [figure.value for figure in (row.released, row.puts_in, row.financing, row.net_alone)]
    assert shown == pytest.approx([2500, 1000, -210, 1290])


def test_costs_after_the_money_years_are_in_the_sentence_and_in_its_figure() -> None:
    """1,000 a year for five years, of which two are money years."""
    report = report_of(
        "council nhs",
        pays="council",
        amount=1000,
        cost={"year": None},
        values=[{"kind": "fiscal", "partner": "nhs", "amount": 5000}],
        option={"signatories": "nhs", "length": 5},
        effect={"year": None},
        settings={"money_years": 2, "horizon": 5},
    )
    assert "Partners put in £5,000 by 2031/32" in sentences(report)[0]
    assert figures(report)["together.puts_in_cash"].value == 5000
    assert explain(figures(report), "together.puts_in_cash").value == 5000


def test_everybody_who_is_short_is_named_however_many_groups_object() -> None:
    """Twelve partners in a ring, each short by 1,000 when nothing is released: thousands of groups object."""
    ids = [f"p{k}" for k in range(10, 22)]
    after = dict(zip(ids, [*ids[1:], ids[0]], strict=True))
    rows = rows_of(
        [{"id": i, "name": i, "sector": "public", "role": "council"} for i in ids],
        settings={"released": 0.5},
        options=[{"id": f"x{i}", "lead": i, "signatories": after[i]} for i in ids],
        option_effects=[{"option": f"x{i}", "outcome": f"o{i}"} for i in ids],
        unit_values=[{"outcome": f"o{i}", "kind": "fiscal", "partner": after[i], "amount": 3000} for i in ids],
        option_costs=[{"option": f"x{i}", "payer": i, "amount": 1000} for i in ids],
    )
    none_released = page_of(work_out(place_of(rows))).scenarios[0]
    assert plain(none_released.objectors) == ", ".join(ids[:-1]) + " and " + ids[-1]


def test_by_remit_a_missing_channel_is_named_as_the_reason() -> None:
    report = report_of(
        "council nhs police",
        pays="council",
        amount=1000,
        values=[{"kind": "fiscal", "partner": "police", "amount": 10_000}],
        option={"signatories": "police"},
        channels=[{"from_partner": "nhs", "to_partner": "council", "power": "section 75"}],
    )
    assert report.remit.verdict == "needs_top_up"
    assert "cannot lawfully reach" in page_of(report).remit_words


def test_where_every_share_is_decided_no_break_even_is_spoken_of() -> None:
    """Of 9,000 claimed 30 % is decided: the council's 1,000 comes back, and nothing hangs on an undecided share."""
    values = [{"kind": "fiscal", "partner": "nhs", "amount": 9000}]
    decided = [{"partner": "nhs", "outcome": "o", "share": 0.3}]
    said = sentences(report_of("council nhs", pays="council", amount=1000, values=values, cashable=decided))[0]
    assert said.endswith("Together they are paid back in 2027/28 with the shares of savings that are decided.")


def test_a_deal_that_does_harm_is_said_to_be_worse_than_doing_nothing() -> None:
    """The council gains 1,900 by what costs residents 9,000: public value 4,000 − 100 − 9,000 = −5,100."""
    harm = {"kind": "social", "amount": 9000}
    rows = rows_of(
        "council nhs",
        settings={"released": 0.5},
        options=[{"id": "x", "lead": "council"}],
        option_effects=[{"option": "x", "outcome": "o"}, {"option": "x", "outcome": "h", "change_per_place": -1}],
        unit_values=[
            {"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 4000},
            {"outcome": "h", **harm},
        ],
        option_costs=[{"option": "x", "payer": "council", "amount": 100}],
    )
    assert plain(sentences(work_out(place_of(rows)))[2]).endswith(
        "By public value doing nothing would be better, by £5,100."
    )
