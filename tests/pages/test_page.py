"""The deal page as text: whole in one file, safe with any name, every figure named, the same each time."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sample_page import HOSTILE, YEARS, big_page, hostile_page, made_up_page, money, school_page

from goodplace.pages import render
from goodplace.pages.render import render_page
from goodplace.pages.view import DealPage
from goodplace.place.errors import InputError

SAMPLES = {"school": school_page, "big": big_page, "hostile": hostile_page}
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """Tags in order, what text each holds, and which are never closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(self.tags[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, _, held in self.open:
            held.append(data)

    def find(self, tag: str, **wanted: str) -> Iterator[str]:
        """The text of each `tag` whose attributes hold the words wanted."""
        for name, attributes, held in self.tags:
            words = {key: (attributes.get(key) or "").split() for key in wanted}
            if name == tag and all(value in words[key] for key, value in wanted.items()):
                yield " ".join("".join(held).split())


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_page_is_well_formed_with_one_heading_of_the_first_level(sample: str) -> None:
    outline = Outline(render_page(SAMPLES[sample]()))
    assert outline.open == []
    assert [tag for tag, _, _ in outline.tags].count("h1") == 1
    ids = [attributes["id"] for _, attributes, _ in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_is_fetched_and_nothing_runs(sample: str) -> None:
    outline = Outline(render_page(SAMPLES[sample]()))
    fetching = [(tag, a) for tag, a, _ in outline.tags if tag in ("script", "link", "img", "iframe") or "src" in a]
    assert fetching == []
    assert [a for _, a, _ in outline.tags if any(name.startswith("on") or name == "style" for name in a)] == []
    assert {a["href"] for tag, a, _ in outline.tags if tag == "a"} >= {"#main-content", "#figure-names"}
    assert [h for _, a, _ in outline.tags if (h := a.get("href")) and not re.match(r"#|\./", h)] == []


def test_the_policy_lets_only_our_style_through() -> None:
    html = render_page(school_page())
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    assert not re.search(r"url\(|@import|@font-face|GDS Transport", style.group(1))
    only = b64encode(sha256(style.group(1).encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{only}'; img-src data:" in html


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_name_of_a_figure_is_in_the_list_of_names(sample: str) -> None:
    page = SAMPLES[sample]()
    named = set(re.findall(r"figure='([^']+)'", repr(page)))  # slow and obvious: whatever the page holds
    named |= {name for names in (*page.sentence_figures, page.remit_figures) for name in names}
    assert len(named) > 100
    assert named == set(Outline(render_page(page)).find("code")) - {"goodplace explain NAME"}


def test_a_figure_carries_its_name_where_it_stands() -> None:
    shown = list(Outline(render_page(school_page())).find("span", **{"data-figure": "school.net_alone"}))
    assert shown == ["−£48,890"]


def test_under_a_sentence_and_the_words_on_remits_stand_the_names_of_their_figures() -> None:
    lines = list(Outline(render_page(school_page())).find("p", **{"class": "gp-names"}))
    ask = "To see the working of its figures: goodplace explain "
    assert lines == [
        f"{ask}all.puts_in_cash · all.payback_year · all.break_even",
        f"{ask}school.net",
        f"{ask}all.payment_a_year · all.least_transfer",
        f"{ask}remit.least_transfer",
    ]
    bare = replace(school_page(), sentence_figures=(), remit_figures=())
    assert "gp-names" not in render_page(bare).split("</style>")[1]


def test_cash_by_year_after_payments_stands_behind_the_answer_where_money_passes() -> None:
    html = render_page(school_page())
    assert html.index("Behind the answer") < html.index('id="net-with-1"')
    assert 'data-figure="school.net.2009/10.with"' in html
    assert 'id="net-with-1"' not in render_page(replace(school_page(), net_by_year_with=()))


def test_who_objects_to_a_rule_carries_the_name_of_its_figure() -> None:
    splits = [
        replace(split, objects_figure="" if split.stable else "split.x.objects_by") for split in school_page().splits
    ]
    outline = Outline(render_page(replace(school_page(), splits=tuple(splits))))
    assert list(outline.find("bdi", **{"data-figure": "split.x.objects_by"})) == ["school with justice"]


def test_a_minus_is_a_word_too() -> None:
    cells = list(Outline(render_page(school_page())).find("td", **{"data-label": "before"}))
    assert cells[:2] == ["−£48,890 short", "£802,885"]


def test_a_payment_is_a_word_and_not_a_sign() -> None:
    cells = list(Outline(render_page(school_page())).find("td", **{"data-label": "proposal"}))
    assert cells[0] == "£0 gets £48,890 walking away £0"
    assert cells[1].startswith("£773,045 pays £29,840")


def test_marks_stand_beside_their_figure_and_are_explained() -> None:
    page = replace(school_page(), lenses=(("Public value", money(5, "x", "stale", "homemade"), ""),))
    outline = Outline(render_page(page))
    assert "£5 stale, homemade" in list(outline.find("td", **{"data-label": "Value"}))
    assert "a price or a finding too old to lean on without care" in list(outline.find("dd"))
    assert "homemade" in list(outline.find("dt"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_as_it_is(name: str) -> None:
    outline = Outline(render_page(hostile_page()))
    assert " ".join(name.split()) in list(outline.find("bdi"))


def test_a_download_is_a_file_beside_the_page_whatever_its_name() -> None:
    links = [a["href"] for tag, a, _ in Outline(render_page(hostile_page())).tags if tag == "a" and "download" in a]
    assert links == ["./javascript%3Aalert%281%29", "./a%20%22b%22%20%C3%BC.csv"]


def test_the_headline_among_the_five_shares_is_marked_in_words() -> None:
    outline = Outline(render_page(school_page()))
    rows = list(outline.find("tr", **{"class": "gp-headline"}))
    assert len(rows) == 1
    assert rows[0].startswith("50 % this page")


def test_draft_is_said_once_at_the_top_however_the_status_begins() -> None:
    for status in ("DRAFT · worked example", "DRAFT, worked example", "worked example"):
        banner = next(
            Outline(render_page(replace(school_page(), status=status))).find(
                "p", **{"class": "govuk-phase-banner__content"}
            )
        )
        assert banner == "DRAFTworked example · not any body’s agreement"


def test_a_page_is_the_same_in_two_processes() -> None:
    code = "import sys; from sample_page import big_page; from goodplace.pages.render import render_page; "
    code += "sys.stdout.buffer.write(render_page(big_page()).encode())"
    here = str(Path(__file__).parent)
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": here},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == render_page(big_page()).encode()


def test_without_its_styles_a_page_says_what_makes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "HERE", tmp_path)
    with pytest.raises(InputError, match="make setup"):
        render_page(school_page())


# --- Small and large ---------------------------------------------------------------------------------------------


def _options_in(table: str, page: DealPage) -> list[str]:
    html = render_page(page)
    part = html[html.index(f'id="{table}"') :]
    rows = Outline(part[part.index("<tbody") : part.index("</table>")]).find("th", scope="row")
    return [row.removesuffix(" In the plan.") for row in rows]


def test_up_to_ten_options_are_all_shown() -> None:
    page = made_up_page(3, 10, flows=1)
    assert sorted(_options_in("options", page)) == sorted(o.name for o in page.options)
    assert 'id="options-rest"' not in render_page(page)


def test_of_sixty_options_the_ten_that_matter_most_come_first_and_none_is_lost() -> None:
    page = big_page()
    by_matter = sorted(page.options, key=lambda option: -option.matters)
    assert sorted(_options_in("options", page)) == sorted(o.name for o in by_matter[:10])
    assert sorted(_options_in("options-rest", page)) == sorted(o.name for o in by_matter[10:])


def test_one_option_and_two_partners_who_pay_each_other_nothing() -> None:
    outline = Outline(render_page(made_up_page(2, 1, flows=0)))
    assert "No money passes between partners." in list(outline.find("p"))
    assert "flow-title" not in [a.get("id") for _, a, _ in outline.tags]


def test_a_page_with_nothing_in_it_says_so() -> None:
    page = replace(
        made_up_page(2, 0, flows=0),
        people=(),
        weakest=(),
        splits=(),
        tables=(),
        downloads=(),
        assumptions=(),
        defaults=(),
        staircase=(),
    )
    text = " ".join(Outline(render_page(page)).find("main"))
    for words in (
        "No outcome changes in this plan.",
        "None stands out.",
        "There is nothing to share.",
        "No option is in play.",
        "No staircase was worked out.",
    ):
        assert words in text


def test_more_than_ten_years_are_another_table_below() -> None:
    page = school_page()
    years = (*YEARS, "2019/20", "2020/21")
    rows = tuple(
        (name, (*amounts, money(1_234, f"{name}.a"), money(5_678, f"{name}.b"))) for name, amounts in page.net_by_year
    )
    html = render_page(replace(page, years=years, net_by_year=rows, net_by_year_with=rows))
    second = html[html.index('id="net-2"') :]
    cells = list(Outline(second[second.index("<tbody") : second.index("</table>")]).find("td"))
    assert cells[:3] == ["£1,234", "£5,678", ""]


def test_a_long_table_shows_its_first_rows_sums_them_all_and_says_where_the_rest_is() -> None:
    html = render_page(big_page())
    part = html[html.index('id="table-costs"') :]
    rows = list(Outline(part[part.index("<tbody") : part.index("</table>")]).find("tr"))
    assert len(rows) == render.MOST_ROWS + 1
    total = sum(row[2] for row in big_page().tables[0].rows if isinstance(row[2], float))
    assert rows[-1].startswith(f"All rows−£{-total:,.0f}")
    assert "The first 200 of 450 rows. All of them are in the downloads." in html
