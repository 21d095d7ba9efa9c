"""The deal page in a real browser: no barrier, no sideways scroll, nothing asked for, DRAFT on every printed sheet."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sample_page import big_page, hostile_page, made_up_page, school_page

from goodplace.pages.render import render_page

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FLAGS += " --disable-component-update --disable-sync"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAMPLES = {"school": school_page, "big": big_page, "hostile": hostile_page}
OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs {CHROMIUM}: `make test` installs it")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {name: make() for name, make in SAMPLES.items()} | {"seven": made_up_page(7, 12, flows=6)}
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(render_page(page), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_barrier(tab: Page, files: dict[str, Path], sample: str, width: int) -> None:
    _open(tab, files[sample], width=width)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    tab.evaluate(OPEN_ALL)
    # Thousands of rows would take minutes. They are made by the template that makes the few of the small page.
    where = {"exclude": [] if sample == "school" else [".gp-tables"]}
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found: Any = tab.evaluate("([where, options]) => axe.run(where, options)", [where, options])
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("width", [320, 700, 1280])
def test_the_page_never_scrolls_sideways(tab: Page, files: dict[str, Path], sample: str, width: int) -> None:
    _open(tab, files[sample], width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.evaluate(OPEN_ALL)
    assert tab.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_page_asks_for_nothing_runs_nothing_and_complains_of_nothing(
    tab: Page, files: dict[str, Path], sample: str
) -> None:
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    _open(tab, files[sample], width=1280)
    assert asked == [files[sample].as_uri()]
    assert said == []
    assert tab.evaluate("document.scripts.length") == 0
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"  # the style got through


def test_a_link_to_the_names_opens_their_table(tab: Page, files: dict[str, Path]) -> None:
    _open(tab, files["school"], width=1280)
    assert not tab.locator("#figure-names").is_visible()
    tab.click("a[href='#figure-names']")
    assert tab.locator("#figure-names").is_visible()


def test_a_stacked_row_still_reads_as_a_row_of_a_table(tab: Page, files: dict[str, Path]) -> None:
    _open(tab, files["school"], width=320)
    table = tab.get_by_role("table", name="Each partner: what it puts in")
    assert table.count() == 1
    assert table.get_by_role("row").count() == 6
    assert table.get_by_role("columnheader").count() == 8
    assert table.get_by_role("row").nth(1).get_by_role("rowheader").inner_text() == "school"


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (poppler-utils): `make test` installs it")
@pytest.mark.parametrize("sample", ["school", "seven"])
def test_what_comes_before_the_tables_prints_on_two_sides(tab: Page, files: dict[str, Path], sample: str) -> None:
    sheets = _printed(tab, files[sample])
    assert [n for n, sheet in enumerate(sheets, start=1) if "Behind the answer" in sheet] == [3]
    assert "The staircase" in sheets[1]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (poppler-utils): `make test` installs it")
@pytest.mark.parametrize("sample", ["school", "seven", "big", "hostile"])
@pytest.mark.parametrize("margins", [True, False])
def test_no_printed_sheet_lacks_draft(tab: Page, files: dict[str, Path], sample: str, margins: bool) -> None:
    """Without margins a browser prints no header and no footer: the strip at the edge is left."""
    for sheet in _printed(tab, files[sample], margins=margins):
        assert "DRAFT" in sheet
        assert "agreement" in sheet


def _open(tab: Page, file: Path, *, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(file.as_uri())


def _printed(tab: Page, file: Path, *, margins: bool = True) -> list[str]:
    """The text of each sheet of A4."""
    _open(tab, file, width=1280)
    pdf = file.with_suffix(".pdf")
    if margins:
        tab.pdf(path=pdf, prefer_css_page_size=True)
    else:
        tab.evaluate(
            "document.styleSheets[0].insertRule('@page { margin: 0 }', document.styleSheets[0].cssRules.length)"
        )
        tab.pdf(path=pdf, format="A4")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]
