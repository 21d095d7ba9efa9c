"""The site's pages for every viewer: whole and well-formed, and holding nothing the viewer may not see."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_page import HOSTILE
from sample_run import (
    OBJECTORS,
    PARTNERS,
    PROPOSAL,
    SECRET_WORDS,
    SECRETS,
    VIEWERS,
    aims,
    empty_run,
    figure,
    large_run,
    people,
    proposal,
    run_data,
    secret,
    signed,
    signing_under_way,
)
from test_page import Outline

from goodplace.account.state import AccountState
from goodplace.know.result import KnowResult, Need
from goodplace.pages.run_data import RunData
from goodplace.pages.site import (
    PAGE_KEYS,
    Frame,
    NotVisible,
    UnknownPageError,
    explain_path,
    figures_of,
    name_of,
    path_of,
    render_explain,
    render_page_of,
    render_problem,
    render_sign_in,
    styles,
    visibility_of,
)
from goodplace.sharing.visibility import Viewer, may_see

SERVED, NOTHING = Frame("../", False, "ann", "token"), AccountState()
STATES = {"nothing": NOTHING, "under way": signing_under_way(), "signed": signed()}
LARGE = large_run((*HOSTILE, "مجلس المدينة"))


def page(key: str, viewer: Viewer, *, data: RunData | None = None, state: AccountState = NOTHING,
         frame: Frame = SERVED, partner: str = "") -> str:  # fmt: skip
    return render_page_of(key, data or run_data(), state, viewer, frame, partner=partner)


def seen_pages(data: RunData, state: AccountState, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """Every page that the viewer may open, as text."""
    for key in PAGE_KEYS:
        for partner in data.partner_names if key == "partner" else ("",):
            if may_see(viewer, visibility_of(key), (partner,) if partner else ()):
                yield f"{key} {partner}", page(key, viewer, data=data, state=state, partner=partner)


# --- Well-formed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [run_data(), empty_run(), LARGE], ids=["whole", "empty", "large"])
@pytest.mark.parametrize("who", ["anybody", "analyst"])
def test_every_page_is_well_formed_with_one_first_heading_and_no_id_twice(data: RunData, who: str) -> None:
    for key, html in seen_pages(data, signed(), VIEWERS[who]):
        outline = Outline(html)
        assert outline.open == [], key
        assert [tag for tag, _, _ in outline.tags].count("h1") == 1, key
        ids = [a["id"] for _, a, _ in outline.tags if "id" in a]
        assert len(ids) == len(set(ids)), key
        assert [tag for tag, a, _ in outline.tags if tag == "script" or any(n.startswith("on") for n in a)] == []
        assert [a for _, a, _ in outline.tags if "style" in a] == []
        for tag, a, _ in outline.tags:
            assert tag != "a" or not re.match("[a-z]+:", str(a["href"])), key


def test_every_table_has_a_caption_and_heads_with_scope() -> None:
    for key, html in seen_pages(run_data(), signed(), VIEWERS["analyst"]):
        outline = Outline(html)
        tags = [tag for tag, _, _ in outline.tags]
        assert tags.count("table") == tags.count("caption"), key
        assert [a for tag, a, _ in outline.tags if tag == "th" and "scope" not in a] == [], key


def test_the_same_run_makes_the_same_pages() -> None:
    first, second = (dict(seen_pages(run_data(), signed(), VIEWERS["analyst"])) for _ in range(2))
    assert first == second


def test_what_the_place_is_stands_on_every_page() -> None:
    for kind, words in (("worked_example", "agreed by nobody"), ("made_up", "nobody lives here"), ("place", None)):
        data = run_data()
        data = replace(data, place={**data.place, "kind": kind})
        pages = [html for _, html in seen_pages(data, NOTHING, VIEWERS["analyst"])]
        pages.append(render_explain("need.home", data, NOTHING, Viewer(), SERVED))
        for html in pages:
            assert ("gp-banner" in html.split("</header>")[0]) == (words is not None)
            assert words is None or words in html


# --- Addresses ---------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_the_name_of_a_figure_comes_back_from_its_address(name: str) -> None:
    slug = explain_path(name).removeprefix("explain/").removesuffix("/")
    assert re.fullmatch(r"[A-Za-z0-9._~-]*", slug)
    assert name_of(slug) == name


@pytest.mark.parametrize("slug", ["a b", "~zz", "~ff", "~61", "a/b", "~2"])
def test_an_address_that_no_name_makes_is_none(slug: str) -> None:
    with pytest.raises(UnknownPageError):
        name_of(slug)


def test_pages_stand_where_routes_expect_them() -> None:
    paths = [path_of(key, "school") for key in PAGE_KEYS]
    assert paths == ["", "needs/", "aims/", "plan/", "deal/", "partners/school/", "account/", "data/"]


def test_published_links_name_files_and_served_ones_folders() -> None:
    served, published = (page("needs", Viewer(), frame=Frame("../", p)) for p in (False, True))
    assert 'href="../aims/"' in served
    assert 'href="../aims/index.html"' in published
    assert 'href="../explain/need.home/index.html"' in published
    assert "sign-in/" in served
    assert "sign-in/" not in published


def test_menus_hold_only_what_the_viewer_can_open() -> None:
    for viewer in VIEWERS.values():
        nav = page("position", viewer, frame=Frame("", False)).split("<nav")[1].split("</nav>")[0]
        for key in PAGE_KEYS:
            own = viewer.partner or ("school" if viewer.role == "analyst" else "")
            path = path_of(key, own) or "./"
            assert (f'href="{path}"' in nav) == may_see(viewer, visibility_of(key), (own,) if key == "partner" else ())


# --- Who may see what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "key"), list(product(VIEWERS, PAGE_KEYS)))
def test_a_page_that_is_not_the_viewers_is_refused(who: str, key: str) -> None:
    viewer, partner = VIEWERS[who], "health" if key == "partner" else ""
    allowed = {
        "plan": ("school", "health", "analyst"),
        "partner": ("health", "analyst"),
    }.get(key, tuple(VIEWERS))
    if who in allowed:
        assert page(key, viewer, partner=partner)
    else:
        with pytest.raises(NotVisible):
            page(key, viewer, partner=partner)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("who", VIEWERS)
def test_no_page_holds_a_position_that_is_not_the_viewers_own(who: str, state: AccountState) -> None:
    viewer = VIEWERS[who]
    for key, html in seen_pages(run_data(), state, viewer):
        others = [partner for partner in PARTNERS if partner != viewer.partner]
        if viewer.role != "analyst":
            assert OBJECTORS not in html, key
            assert not [partner for partner in others if secret(partner) in html], key
            assert not [partner for partner in others if f"{partner} {SECRET_WORDS}" in html], key
            assert not [p for p in others if re.search(rf"{p}\.(walk_away|net_alone|break_even)", html)], key
            assert "The school would never" not in html, key


def test_a_partner_reads_its_own_position_and_the_analyst_everybodys() -> None:
    assert secret("health") in page("deal", VIEWERS["health"])
    assert secret("health") in page("partner", VIEWERS["health"], partner="health")
    whole = page("deal", VIEWERS["analyst"])
    assert all(secret(partner) in whole for partner in SECRETS)
    assert OBJECTORS in whole


def test_the_analyst_is_shown_a_partners_page_as_that_partner_sees_it() -> None:
    html = page("partner", VIEWERS["analyst"], partner="health")
    assert secret("health") in html
    assert secret("school") not in html


@pytest.mark.parametrize("who", ["anybody", "committee"])
@pytest.mark.parametrize("state", ["nothing", "under way"])
def test_of_a_deal_that_is_not_signed_nothing_is_told_outside(who: str, state: str) -> None:
    data, viewer = run_data(), VIEWERS[who]
    assert "proposals are not published" in page("deal", viewer, state=STATES[state])
    for key, html in seen_pages(data, STATES[state], viewer):
        for words in ("£132,000", "Director of school", "Name of school", PROPOSAL[:12], "has released", "minute 2"):
            assert words not in html, key


def test_a_signed_deal_is_anybodys_to_read_without_the_names_of_people() -> None:
    html = page("deal", Viewer(), state=signed())
    assert "£132,000.50" in html
    assert "Director of justice" in html
    assert "minute 3" in html
    assert "Name of" not in html
    assert "Name of justice" in page("account", VIEWERS["school"], state=signed())


def test_counts_of_needs_together_and_what_was_read_are_inside() -> None:
    for who, inside in (("anybody", False), ("committee", True), ("school", True)):
        html = page("needs", VIEWERS[who])
        assert ("777" in html) == inside
        assert "dates in two orders" not in html  # rows of extracts are exact counts
        assert "fewer than 10" in html
        assert "linked by exact keys" in html


def test_a_table_is_offered_to_those_who_may_have_it() -> None:
    offered = {
        who: re.findall(r'href="\.\./data/t_(\w+)\.csv"', page("data", viewer)) for who, viewer in VIEWERS.items()
    }
    assert offered == {
        "anybody": ["public"],
        "committee": ["public", "committee"],
        "school": ["public", "committee", "partners"],
        "health": ["public", "committee", "partners"],
        "analyst": ["public", "committee", "partners", "partner"],
    }


@pytest.mark.parametrize("who", VIEWERS)
def test_every_link_to_a_working_leads_to_one_that_the_viewer_may_read(who: str) -> None:
    data, viewer = run_data(), VIEWERS[who]
    for _, html in seen_pages(data, signed(), viewer):
        for slug in re.findall(r'href="\.\./explain/([^/"]+)/"', html):
            assert render_explain(name_of(slug), data, signed(), viewer, SERVED)
        for name in re.findall(r'data-figure="([^"]+)"', html):
            assert explain_path(name) in html or viewer.role == "analyst"


# --- The working of a figure -------------------------------------------------------------------------------------

GROUP = {
    "text": "what they have together", "value": 5.0, "how": "sum",
    "parts": [
        {"text": "school without the rest", "value": 2.0, "private_to": ["school"]},
        {"text": "the group without the rest", "value": 3.0, "private_to": ["school", "health"], "source": "a row"},
    ],
}  # fmt: skip


def working_of(working: dict[str, Any], viewer: Viewer) -> str:
    data = run_data()
    data = replace(data, figures={"x": figure("x", working=working)})
    return render_explain("x", data, NOTHING, viewer, SERVED)


def test_a_working_that_rests_on_a_position_is_read_by_those_named_on_all_its_lines() -> None:
    for who in VIEWERS:
        html = working_of(GROUP, VIEWERS[who])
        reads = who in ("school", "analyst")
        assert ("the group without the rest" in html) == reads
        assert ("The working is withheld" in html) == (not reads)
        assert "Title of x" in html
    # Whose it rests on isn’t said: groups that bind have no more than if they walked away.
    withheld = re.search(r"The working is withheld.*?</p>", working_of(GROUP, Viewer()))
    assert withheld
    assert not [partner for partner in PARTNERS if partner in withheld[0]]


def test_a_working_shows_signs_values_and_sources() -> None:
    html = working_of(GROUP, VIEWERS["analyst"])
    assert "from a row" in html
    assert '<span class="gp-sign">+</span> <strong class="gp-tree__value">£3</strong>' in html


def test_a_very_large_working_is_cut_and_says_how_to_have_it_all() -> None:
    leaf = {"text": "leaf", "value": 1.0}
    wide = {"text": "wide", "value": 1.0, "how": "sum", "parts": [{**leaf, "parts": [leaf] * 30}] * 100}
    html = working_of(wide, VIEWERS["analyst"])
    assert "goodplace explain x PLACE" in html
    assert 550 < len(re.findall("<li>", html)) <= 700
    shown = len(re.findall("leaf", html))
    hidden = sum(int(n) for n in re.findall(r"… (\d+) more", html))
    assert shown + hidden == 3_100
    assert "goodplace explain x PLACE" not in working_of(GROUP, VIEWERS["analyst"])


def test_a_figure_that_is_not_the_viewers_or_not_there_is_refused() -> None:
    with pytest.raises(NotVisible):
        render_explain("health.walk_away", run_data(), NOTHING, VIEWERS["school"], SERVED)
    assert render_explain("health.walk_away", run_data(), NOTHING, VIEWERS["health"], SERVED)
    with pytest.raises(UnknownPageError):
        render_explain("none", run_data(), NOTHING, VIEWERS["analyst"], SERVED)


def test_what_all_have_signed_is_no_longer_called_a_draft() -> None:
    for key in ("plan", "deal"):
        before = " ".join(Outline(page(key, VIEWERS["analyst"], state=signing_under_way())).find("main"))
        after = " ".join(Outline(page(key, VIEWERS["analyst"], state=signed())).find("main"))
        assert "DRAFT" in before
        assert "DRAFT" not in after
        assert re.search(r"Agreed: signed by all on \d+ \w+ \d{4}", after)


def test_a_promise_in_force_is_a_figure_that_anybody_may_have_explained() -> None:
    name = "promise.puts_in.school.2027"
    assert name in figures_of(run_data(), signed())
    assert f'href="../{explain_path(name)}"' in page("account", Viewer(), state=signed())
    assert "minute 2" in render_explain(name, run_data(), signed(), Viewer(), SERVED)
    assert name not in figures_of(run_data(), NOTHING)


# --- Each page ---------------------------------------------------------------------------------------------------


def test_position_comes_first_with_counts_and_every_source() -> None:
    text = " ".join(Outline(page("position", Viewer())).find("main"))
    assert "Of 3 indicators beside similar places: 1 better, 1 similar, 1 worse." in text
    assert "Over the latest 5 periods at most, 3 are improving." in text
    assert "latest figure with its own of up to 4 periods before" in text
    assert text.count("A survey") == 4  # one of the three also among those that are worse
    assert "£500,000 more" in text


def test_an_indicator_has_pictures_and_the_same_in_figures() -> None:
    html = page("position", Viewer())
    assert "Indicator 0: here 12 %; 6 similar places from 10 % to 15 %." in html.replace("\u00a0", " ")
    for n in range(2, 8):
        assert f"Place {n}" in html


def test_weights_stand_side_by_side_and_what_nobody_said_is_said() -> None:
    html = page("aims", Viewer())
    assert "60\u00a0%" in html
    assert "40\u00a0%" in html
    assert "50\u00a0%" not in html.split('id="statements"')[0].split('id="weights"')[1].split("50\u00a0% to")[0]
    assert "nobody has said" in html
    assert "40 people answered" in html


def test_a_conversation_from_elsewhere_says_so() -> None:
    assert "Held elsewhere" in page("aims", Viewer())
    assert "Held elsewhere" not in page("aims", Viewer(), data=run_data(aim=aims(local=True)))


def test_statements_go_by_agreement_and_what_was_left_out_stands_apart() -> None:
    html = page("aims", Viewer())
    at = [html.index(words) for words in ("Buses should", "Nobody voted here", "Left out by whoever", "A rude one")]
    assert at == sorted(at)


def test_the_plan_lists_what_it_does_not_count_yet() -> None:
    html = page("plan", VIEWERS["school"])
    part = html.split("Not yet counted in the plan")[1]
    assert "A fund" in part
    assert "£5,000" in part


def test_the_account_has_three_columns_and_says_when_the_last_two_are_due() -> None:
    outline = Outline(page("account", Viewer(), state=signed()))
    heads = list(outline.find("th", scope="col"))
    assert all(words in heads for words in ("Promised", "Delivered", "Verified"))
    cells = list(outline.find("td"))
    assert "due 30 June 2028" in cells
    assert "due 31 December 2028" in cells
    assert "£132,000.50" in cells


def test_promises_are_added_up_to_the_penny() -> None:
    rows = list(Outline(page("account", Viewer(), state=signed())).find("tr", **{"class": "gp-total"}))
    assert "All together£132,000.50" in rows


def test_who_signed_and_who_has_not_and_how_is_told_to_partners() -> None:
    html = page("partner", VIEWERS["health"], state=signing_under_way(), partner="health")
    assert "goodplace sign PLACE --partner health --by NAME" in html
    assert html.count("not yet") == 2
    assert "the proposal changed" in html
    refused = page("deal", VIEWERS["school"], data=run_data(proposal=proposal(holds=False)))
    assert "nobody can sign it" in refused
    assert "goodplace sign" not in refused


@pytest.mark.parametrize("key", ["position", "needs", "aims", "plan", "deal", "partner"])
def test_a_step_that_was_not_run_says_which_command_does(key: str) -> None:
    html = page(key, VIEWERS["analyst"], data=empty_run(), partner="school" if key == "partner" else "")
    assert re.search("goodplace (know|aim|agree) PLACE", html)


def test_without_records_position_or_conversation_pages_say_so() -> None:
    data = run_data(know=KnowResult(), aim=replace(aims(), conversation=None, weights=()))
    assert "No position is given" in page("position", Viewer(), data=data)
    assert "No needs are counted" in page("needs", Viewer(), data=data)
    assert "No conversation has been imported" in page("aims", Viewer(), data=data)
    assert "Nothing has been recorded yet" in page("account", Viewer(), data=data)


def test_large_pages_fold_and_lose_nothing() -> None:
    position, plan = page("position", Viewer(), data=LARGE), page("plan", VIEWERS["analyst"], data=LARGE)
    assert all(f"Indicator {n}<" in position for n in range(60))
    assert re.search(r"Health: \d+ ", position)
    rows = [set(Outline(plan.split(f'id="{i}"')[1].split("</table>")[0]).find("th", scope="row"))
            for i in ("left-out", "left-out-more")]  # fmt: skip
    assert len(rows[0] | rows[1]) == len({" ".join(option.name.split()) for option in LARGE.deal.options})  # type: ignore[union-attr]


# --- Beside the run ----------------------------------------------------------------------------------------------


def test_signing_in_keeps_what_was_typed_and_escapes_it() -> None:
    html = render_sign_in(Frame("../", False, csrf_token="t0k"), error="Wrong", username='<b>"ann', next="/deal/?a=1&b")
    outline = Outline(html)
    assert outline.open == []
    fields = {a["name"]: a.get("value") for tag, a, _ in outline.tags if tag == "input"}
    assert fields == {"csrfmiddlewaretoken": "t0k", "next": "/deal/?a=1&b", "username": '<b>"ann', "password": None}
    assert next(outline.find("h1")) == "Sign in"


def test_a_problem_says_what_is_wrong() -> None:
    outline = Outline(render_problem(Frame("/", False), status=404, title="Page not found", words="It is <not> there."))
    assert outline.open == []
    assert "It is <not> there." in list(outline.find("p"))


def test_the_stylesheet_fetches_nothing() -> None:
    assert not re.search(rb"url\(|@import|@font-face|GDS Transport", styles())


def test_an_assumption_that_a_source_of_a_count_names_is_told_beside_it() -> None:
    told = {"assumptions": [{"id": "A1", "statement": "As in England"}, {"id": "A2", "statement": "Of no concern"}]}
    known = KnowResult(needs=(Need("debt", "Debt", people(40.0, text="40"), "By share of residents (A1)"),))
    html = page("needs", Viewer(), data=run_data(know=known, parts=told))
    assert "As in England" in html
    assert "Of no concern" not in html
