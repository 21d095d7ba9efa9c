"""The served and published pages in a real browser: no barrier, no sideways scroll, no script, keys are enough."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served_place import PASSWORD, VIEWERS, Served, add_members, made_up_run, serving, sign_by_all

from goodplace.pages.site import PAGE_KEYS, explain_path, path_of
from goodplace.sharing.visibility import may_see
from goodplace.web.publish import publish

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FLAGS += " --disable-component-update --disable-sync"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
FOCUSED = """() => {
    const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
    const shown = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
    return [e.tagName, e.getAttribute('href') || e.id || e.innerText, shown, r.width > 1 && r.height > 1];
}"""
STOPS = "a[href], button, input:not([type=hidden]), summary, [tabindex='0']"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs {CHROMIUM}: `make test` installs it")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, run = made_up_run(tmp_path_factory.mktemp("browsed"))
    add_members(home)
    sign_by_all(home)
    publish(home, home.folder.parent / "public")
    with serving(home, run) as place:
        yield place


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Browser]:
    """Started after the place, since Django won't work where a loop of events runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Without script, as somebody may browse; tests that look with script of their own say so."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def address(served: Served, path: str) -> str:
    return f"http://127.0.0.1:{served.port}/{path}"


def paths_of(served: Served, who: str) -> list[str]:
    """Every kind of page that somebody can come to: the eight, two workings, and those that say no."""
    viewer, figures = VIEWERS[who], served.figures.values()
    own = viewer.partner or "council"
    kinds = {f.visibility: explain_path(f.name) for f in figures if may_see(viewer, f.visibility, f.named)}
    signing_in = ["sign-in/"] if who == "anybody" else []
    return [*(path_of(key, own) for key in PAGE_KEYS), *kinds.values(), *signing_in, "nowhere/"]


def signed_in(browser: Browser, served: Served, who: str) -> BrowserContext:
    context = browser.new_context()
    cookies = served.visitor(who).cookies
    context.add_cookies([{"name": k, "value": v, "url": address(served, "")} for k, v in cookies.items()])
    return context


@pytest.mark.parametrize("who", [who for who in VIEWERS if who != "nhs"])
def test_axe_finds_no_barrier_and_nothing_scrolls_sideways(who: str, browser: Browser, served: Served) -> None:
    context = signed_in(browser, served, who)
    tab = context.new_page()
    found: dict[str, Any] = {}
    for path in paths_of(served, who):
        tab.goto(address(served, path))
        # Scripts are barred by the site's own policy; the check is put in from outside the page.
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        for width in (1280, 320):
            tab.set_viewport_size({"width": width, "height": 800})
            sideways = ["scrolls sideways"] if tab.evaluate(SIDEWAYS) else []
            tab.evaluate(OPEN_ALL)
            sideways += ["scrolls sideways when opened"] if tab.evaluate(SIDEWAYS) else []
            found[f"{path} at {width}"] = sideways + barriers(tab)
            tab.evaluate(OPEN_ALL.replace("true", "false"))
    context.close()
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def barriers(tab: Page) -> list[str]:
    found: Any = tab.evaluate("o => axe.run(document, o)", {"runOnly": RULES, "resultTypes": ["violations"]})
    assert len(found["passes"]) > 8
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


def test_a_broken_page_would_be_found(browser: Browser) -> None:
    tab = browser.new_page()
    tab.set_content("<html><body><img src='x.png'><h1></h1><p>one</p><p>two</p></body></html>")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = tab.evaluate("o => axe.run(document, o)", {"runOnly": RULES})
    tab.close()
    assert {"image-alt", "html-has-lang"} <= {violation["id"] for violation in found["violations"]}


def test_signing_in_reading_and_signing_out_need_keys_alone_and_no_script(
    context: BrowserContext, served: Served
) -> None:
    tab = context.new_page()
    tab.goto(address(served, "plan/"))
    assert tab.url.endswith("/sign-in/?next=%2Fplan%2F")
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.locator("#username:focus").count():
            break
    tab.keyboard.type("council")
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(address(served, "plan/"))
    assert tab.get_by_text("Signed in as").is_visible()
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.locator("button:focus").count():
            break
    tab.keyboard.press("Enter")
    tab.wait_for_url(address(served, ""))
    tab.goto(address(served, "plan/"))
    assert "/sign-in/" in tab.url


def test_a_wrong_password_is_said_where_a_screen_reader_hears_it(context: BrowserContext, served: Served) -> None:
    tab = context.new_page()
    tab.goto(address(served, "sign-in/"))
    tab.fill("#username", "council")
    tab.fill("#password", "wrong")
    tab.keyboard.press("Enter")
    alert = tab.get_by_role("alert")
    alert.wait_for()
    assert "User name or password is wrong" in alert.inner_text()
    assert tab.input_value("#password") == ""


@pytest.mark.parametrize("path", ["", "needs/", "aims/", "plan/", "deal/", "account/", "data/", "partners/council/"])
def test_the_tab_key_reaches_everything_in_order_and_shows_where_it_is(
    path: str, browser: Browser, served: Served
) -> None:
    context = signed_in(browser, served, "council")
    tab = context.new_page()
    tab.goto(address(served, path))
    wanted = int(tab.evaluate(f'document.querySelectorAll("{STOPS}").length'))
    hidden = int(tab.evaluate(f'[...document.querySelectorAll("{STOPS}")].filter(e => !e.checkVisibility()).length'))
    reached: list[Any] = []
    for _ in range(min(wanted - hidden, 150)):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate(FOCUSED))
    context.close()
    assert reached[0][:2] == ["A", "#main-content"]
    assert [stop for stop in reached if not (stop[2] and stop[3])] == []
    assert all(tag != "BODY" for tag, *_ in reached)


def test_the_skip_link_leads_past_the_pages_list(context: BrowserContext, served: Served) -> None:
    tab = context.new_page()
    tab.goto(address(served, "needs/"))
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.url.endswith("/needs/#main-content")


def test_a_served_page_fetches_its_styles_and_nothing_else(browser: Browser, served: Served) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(address(served, "needs/"))
    assert set(asked) - {address(served, "favicon.ico")} == {
        address(served, "needs/"), address(served, "static/goodplace.css"),
    }  # fmt: skip
    assert said == []
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    tab.close()


def test_published_pages_open_from_a_folder_with_their_styles_and_ask_nobody(browser: Browser, served: Served) -> None:
    folder = served.home.folder.parent / "public"
    context = browser.new_context()
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((folder / "index.html").as_uri())
    for words in tab.locator("nav[aria-label='Pages'] a").all_inner_texts():
        tab.get_by_role("link", name=words, exact=True).first.click()
        assert tab.locator("h1").count() == 1
        assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
        assert tab.evaluate("document.scripts.length") == 0
    context.close()
    assert [url for url in asked if not url.startswith(folder.as_uri())] == []
    assert said == []
