"""The published site: what anybody may see and no more, no broken link, nothing from elsewhere, the same bytes."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from served_place import made_up_run, sign_by_all

from goodplace.account.verify import verify_source
from goodplace.formats.runs import Home
from goodplace.pages.run_data import RunData, load_run
from goodplace.place.errors import InputError, InternalError
from goodplace.sharing.visibility import ANYBODY, may_see
from goodplace.web import publish as publishing
from goodplace.web.answers import Answer
from goodplace.web.publish import Published, file_of, links_of, publish
from goodplace.web.routes import ROUTES, Route

FETCHED = {"link": "href", "img": "src", "script": "src", "iframe": "src", "source": "src", "object": "data"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, RunData]:
    home, run = made_up_run(tmp_path_factory.mktemp("published"))
    return home, load_run(run)


@pytest.fixture(scope="module")
def published(made: tuple[Home, RunData]) -> Published:
    home, _ = made
    return publish(home, home.folder.parent / "public")


class _Page(HTMLParser):
    """Links, names that can be linked to, and what a browser fetches by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for key, value in attrs:
            if key in ("href", "src") and value:
                self.links.append(value)
            if key == "id" and value:
                self.ids.add(value)
            if FETCHED.get(tag) == key and value:
                self.fetched.append(value)


def pages(folder: Path) -> dict[Path, _Page]:
    return {path: _Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}


def is_broken(page: Path, link: str, all_pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(link)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return True
    return bool(parts.fragment) and target in all_pages and unquote(parts.fragment) not in all_pages[target].ids


def test_every_link_leads_to_a_file_and_every_fragment_to_a_place_in_it(published: Published) -> None:
    folder = published.folder.resolve()
    all_pages = pages(folder)
    here = {(path, link) for path, page in all_pages.items() for link in page.links if not urlsplit(link).scheme}
    assert len(here) > 100
    broken = sorted((str(path.relative_to(folder)), link) for path, link in here if is_broken(path, link, all_pages))
    assert broken == []


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs(published: Published) -> None:
    for path, page in pages(published.folder).items():
        assert [link for link in page.fetched if urlsplit(link).scheme not in ("", "data")] == [], path
        assert page.tags & {"script", "form", "iframe"} == set(), path
    style = (published.folder / "static/goodplace.css").read_text(encoding="utf-8")
    assert "@import" not in style
    assert [url for url in re.findall(r"url\(([^)]*)\)", style) if not url.strip("'\"").startswith("data:")] == []


def test_the_eight_pages_less_those_of_partners_are_there_with_public_data(
    published: Published, made: tuple[Home, RunData]
) -> None:
    files, (_, data) = set(published.files), made
    wanted = {"index.html", "site.json", "static/goodplace.css", "data/figures.csv"}
    wanted |= {f"{page}/index.html" for page in ("needs", "aims", "deal", "account", "data")}
    assert wanted <= files
    public = {f"data/{table.key}.csv" for table in data.tables if table.visibility == "public"}
    tables = {name for name in files if name.endswith(".csv")} - {"data/figures.csv"}
    assert tables == public
    assert [name for name in files if name.startswith(("plan/", "partners/", "sign-"))] == []
    assert json.loads((published.folder / "site.json").read_text())["files"] == sorted(files)
    on_disk = {path.relative_to(published.folder).as_posix() for path in published.folder.rglob("*") if path.is_file()}
    assert on_disk == files


def test_every_published_figure_is_public_and_can_be_explained_where_it_stands(
    published: Published, made: tuple[Home, RunData]
) -> None:
    with (published.folder / "data/figures.csv").open(encoding="utf-8", newline="") as stream:
        names = [row["name"] for row in csv.DictReader(stream)]
    _, data = made
    assert names
    assert [name for name in names if data.figures[name].visibility != "public"] == []
    assert sum(name.startswith("explain/") for name in published.files) > 10


def test_nothing_in_it_holds_what_is_not_for_anybody(published: Published, made: tuple[Home, RunData]) -> None:
    _, data = made
    text = "\n".join((published.folder / name).read_text(encoding="utf-8") for name in published.files)
    numbers = set(re.findall(r"[\d.,]*\d", text))

    def printed(value: float | None) -> str:
        return "" if value is None else f"{abs(round(value)):,}"

    figures = data.figures.values()
    seen = {printed(f.value) for f in figures if may_see(ANYBODY, f.visibility, f.named)}
    hidden = {printed(f.value) for f in figures if not may_see(ANYBODY, f.visibility, f.named) and "£" in f.unit}
    secret = {value for value in hidden - seen if len(value) > 6}
    assert len(secret) > 20
    assert secret & numbers == set()


def test_the_same_run_and_record_are_the_same_bytes_and_replace_what_was_there(
    published: Published, made: tuple[Home, RunData], tmp_path: Path
) -> None:
    home, _ = made
    again = publish(home, tmp_path / "again")
    assert again.files == published.files
    for name in published.files:
        assert (again.folder / name).read_bytes() == (published.folder / name).read_bytes(), name
    assert publish(home, tmp_path / "again") == again


def test_a_folder_with_anything_else_in_it_is_left_as_it_is(made: tuple[Home, RunData], tmp_path: Path) -> None:
    home, _ = made
    (tmp_path / "out/.git").mkdir(parents=True)
    with pytest.raises(InputError) as found:
        publish(home, tmp_path / "out")
    assert found.value.code == "not-our-folder"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".git"]


def test_publishing_makes_no_database(made: tuple[Home, RunData], published: Published) -> None:
    home, _ = made
    assert published.pages > 10
    assert not home.service.exists()


def test_a_signed_deal_is_published_with_a_record_that_can_be_checked(tmp_path: Path) -> None:
    home, _ = made_up_run(tmp_path)
    before = publish(home, tmp_path / "before")
    sign_by_all(home)
    after = publish(home, tmp_path / "after")
    assert "data/record.jsonl" not in before.files
    assert verify_source(after.folder / "data/record.jsonl").ok
    assert {name.split("/")[1].split(".")[0] for name in set(after.files) - set(before.files)} == {"record", "promise"}
    everything = "".join((after.folder / name).read_text(encoding="utf-8") for name in after.files)
    assert "Chief executive" in everything
    assert "A. N. Other" not in everything
    all_pages = pages(after.folder.resolve())
    links = {(path, link) for path, page in all_pages.items() for link in page.links if not urlsplit(link).scheme}
    assert [(str(path), link) for path, link in links if is_broken(path, link, all_pages)] == []


def test_a_place_without_a_run_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        publish(Home(tmp_path), tmp_path / "out")
    assert found.value.code == "no-run"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("link", ["../plan/index.html", "../nowhere/index.html", "../sign-in/index.html"])
def test_a_public_page_that_leads_where_nobody_may_go_is_an_error_of_ours(
    link: str, made: tuple[Home, RunData], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _ = made
    needs = Route("needs", "needs/", "public", lambda look: Answer(f'<a href="{link}">x</a>'.encode()))
    monkeypatch.setattr(publishing, "ROUTES", [needs if route.name == "needs" else route for route in ROUTES])
    with pytest.raises(InternalError, match=r"needs/index\.html leads to"):
        publish(home, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_links_are_read_from_where_their_page_is() -> None:
    text = '<a href="../needs/index.html#a">1</a><a href="?x=1">2</a><img src="p.png"><a href="#top">3</a>'
    text += '<a href="https://elsewhere.example/">4</a><a href="../">5</a><a href="../explain/a~20b/index.html">6</a>'
    assert links_of("deal/index.html", text) == {
        "needs/index.html", "deal/p.png", "index.html", "explain/a~20b/index.html",
    }  # fmt: skip
    assert [file_of(path) for path in ("", "needs/", "data/x.csv")] == ["index.html", "needs/index.html", "data/x.csv"]
