"""The site in a real browser, as files: no barrier, no sideways scroll, nothing asked for but its stylesheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sample_page import HOSTILE
from sample_run import VIEWERS, empty_run, large_run, run_data, signed, signing_under_way
from test_page_in_chromium import AXE, CHROMIUM, FLAGS, OPEN_ALL, RULES

from goodplace.account.state import AccountState
from goodplace.pages.run_data import RunData
from goodplace.pages.site import (
    PAGE_KEYS,
    STYLES,
    Frame,
    path_of,
    render_explain,
    render_page_of,
    render_problem,
    render_sign_in,
    styles,
    visibility_of,
)
from goodplace.sharing.visibility import Viewer, may_see

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs {CHROMIUM}: `make test` installs it")
SITES: dict[str, tuple[RunData, AccountState, Viewer]] = {
    "anybody": (run_data(), signed(), VIEWERS["anybody"]),
    "partner": (run_data(), signing_under_way(), VIEWERS["health"]),
    "analyst": (run_data(), signed(), VIEWERS["analyst"]),
    "empty": (empty_run(), AccountState(), VIEWERS["analyst"]),
    "large": (large_run((*HOSTILE, "مجلس المدينة")), signed(), VIEWERS["analyst"]),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: _written(tmp_path_factory.mktemp(name), *site) for name, site in SITES.items()}


def _written(folder: Path, data: RunData, state: AccountState, viewer: Viewer) -> Path:
    for key in PAGE_KEYS:
        own = viewer.partner or next(iter(data.partner_names)) if key == "partner" else ""
        if may_see(viewer, visibility_of(key), (own,) if own else ()):
            path = path_of(key, own)
            frame = Frame("../" * path.count("/"), True)
            _write(folder / path / "index.html", render_page_of(key, data, state, viewer, frame, partner=own))
    if "need.home" in data.figures:
        frame = Frame("../../", True)
        _write(folder / "explain/need.home/index.html", render_explain("need.home", data, state, viewer, frame))
    _write(folder / "sign-in/index.html", render_sign_in(Frame("../", False), error="Wrong", username="ann"))
    words = "There is none."
    _write(folder / "no/index.html", render_problem(Frame("../", True), status=404, title="No page", words=words))
    (folder / STYLES).parent.mkdir(parents=True)
    (folder / STYLES).write_bytes(styles())
    return folder


def _write(file: Path, html: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_barrier_and_no_page_scrolls_sideways(
    browser: Browser, folders: dict[str, Path], site: str, width: int
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    for file in sorted(folders[site].rglob("index.html")):
        tab.goto(file.as_uri())
        tab.evaluate(OPEN_ALL)
        assert tab.evaluate("document.documentElement.scrollWidth") == width, file
        if site != "large" or width == 320:  # what is large is made by the templates of the small
            assert _violations(tab, large=site == "large") == [], file
    tab.close()


def _violations(tab: Page, *, large: bool) -> list[Any]:
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    where = {"exclude": ["details"]} if large else {}
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found: Any = tab.evaluate("([where, options]) => axe.run(Object.keys(where).length ? where : document, options)",
                              [where, options])  # fmt: skip
    return [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]


def test_a_page_asks_for_its_stylesheet_and_nothing_else(browser: Browser, folders: dict[str, Path]) -> None:
    tab, asked, said = browser.new_page(), list[str](), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    file = folders["anybody"] / "needs/index.html"
    tab.goto(file.as_uri())
    assert asked == [file.as_uri(), (folders["anybody"] / STYLES).as_uri()]
    assert said == []
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    tab.close()


def test_the_keyboard_reaches_the_main_part_first_and_a_working_from_its_figure(
    browser: Browser, folders: dict[str, Path]
) -> None:
    tab = browser.new_page()
    tab.goto((folders["anybody"] / "needs/index.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to main content"
    tab.keyboard.press("Enter")
    for _ in range(12):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.dataset.figure") == "need.home":
            break
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/explain/need.home/index.html")
    assert tab.locator("h1").inner_text() == "Title of need.home"
    tab.close()
