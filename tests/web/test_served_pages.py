"""Every address as every role, over HTTP: what is declared is what is seen, and nothing else gets out."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from served_place import PARTNERS, VIEWERS, Served, Visitor, add_members, made_up_run, serving, sign_by_all

from goodplace.formats.result_cells import stable
from goodplace.formats.runs import Home
from goodplace.formats.stored_figures import StoredFigure
from goodplace.pages.site import NotVisible, explain_path
from goodplace.place.errors import InternalError
from goodplace.place.figure import Figure
from goodplace.sharing.visibility import Viewer, may_see
from goodplace.web.routes import ROUTES, Route, refuse_undeclared
from goodplace.web.settings import FAILURES

Looked = StoredFigure | Figure
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

POLICY = {
    "default-src 'none'", "style-src 'self'", "img-src 'self' data:", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, run = made_up_run(tmp_path_factory.mktemp("served"))
    add_members(home)
    sign_by_all(home)
    with serving(home, run) as place:
        yield place


@pytest.fixture(scope="module")
def visitors(served: Served) -> dict[str, Visitor]:
    return {name: served.visitor(name) for name in VIEWERS}


def addresses(route: Route, served: Served) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Addresses of a route → visibility, and who is named. What is per item has one for each figure or table."""
    data = served.data
    if route.name == "explain":
        return {f"/{explain_path(f.name)}": (f.visibility, f.named) for f in served.figures.values()}
    if route.name == "table":
        return {f"/data/{table.key}.csv": (table.visibility, ()) for table in data.tables}
    if route.name == "partner":
        return {f"/partners/{partner}/": ("partner", (partner,)) for partner in data.partner_names}
    return {f"/{route.path}": ("public" if route.seen_by == "per item" else route.seen_by, ())}


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.form], ids=lambda route: route.name)
@pytest.mark.parametrize("who", VIEWERS)
def test_every_address_opens_for_whom_it_is_declared_and_for_nobody_else(
    who: str, route: Route, served: Served, visitors: dict[str, Visitor]
) -> None:
    wanted = addresses(route, served)
    assert wanted
    # Hundreds of workings are of few kinds: all that differ in who may see them, and some of each kind.
    some = list(wanted) if len(wanted) < 60 else _some_of_each(wanted)
    got = {path: visitors[who].get(path).status for path in some}
    refused = 302 if who == "anybody" else 403
    assert got == {path: 200 if may_see(VIEWERS[who], *wanted[path]) else refused for path in some}  # type: ignore[arg-type]


def _some_of_each(wanted: dict[str, tuple[str, tuple[str, ...]]], most: int = 12) -> list[str]:
    by_kind: dict[object, list[str]] = {}
    for path, kind in sorted(wanted.items()):
        by_kind.setdefault(kind, []).append(path)
    return [path for paths in by_kind.values() for path in paths[:: max(1, len(paths) // most)]]


@pytest.mark.parametrize("wrong", ["", "everybody", None])
def test_a_route_that_does_not_say_who_may_see_it_stops_the_build(wrong: str | None) -> None:
    refuse_undeclared(ROUTES)
    with pytest.raises(InternalError, match="needs"):
        refuse_undeclared([replace(r, seen_by=wrong) if r.name == "needs" else r for r in ROUTES])  # type: ignore[arg-type]


def test_a_route_is_as_strict_as_it_declares_whatever_its_answer_would_show() -> None:
    def shows_all(*_: object, **__: object) -> None:
        pytest.fail("shown to somebody who may not see it")

    for seen_by in ("committee", "partners", "partner"):
        route = Route("x", "x/", seen_by, shows_all)  # type: ignore[arg-type]
        with pytest.raises(NotVisible):
            route.for_viewer(_look_of(VIEWERS["anybody"]), partner="nhs")
    with pytest.raises(NotVisible):
        Route("x", "x/", "partner", shows_all).for_viewer(_look_of(VIEWERS["council"]), partner="nhs")  # type: ignore[arg-type]


def _look_of(viewer: Viewer):  # type: ignore[no-untyped-def]
    from goodplace.account.state import AccountState
    from goodplace.pages.run_data import RunData
    from goodplace.pages.site import Frame
    from goodplace.web.answers import Look

    return Look(RunData("", {}), AccountState(), viewer, Frame("", False), record=bytes)


def forbidden_values(figures: list[Looked], viewer: Viewer) -> set[str]:
    """Values to the full that only figures have which the viewer may not see; round ones could be anything's."""

    def exact(figure: Looked) -> str:
        return "" if figure.value is None else str(stable(abs(figure.value)))

    seen = {exact(f) for f in figures if may_see(viewer, f.visibility, f.named)}
    hidden = {exact(f) for f in figures if not may_see(viewer, f.visibility, f.named)}
    return {value for value in hidden - seen if len(value) > 6}


def forbidden_pounds(figures: list[Looked], viewer: Viewer) -> set[str]:
    """The same as a page would print them, to the pound."""

    def printed(figure: Looked) -> str:
        return "" if figure.value is None or "£" not in figure.unit else f"{abs(round(figure.value)):,}"

    seen = {printed(f) for f in figures if may_see(viewer, f.visibility, f.named)}
    hidden = {printed(f) for f in figures if not may_see(viewer, f.visibility, f.named)}
    return {value for value in hidden - seen if len(value) > 6}


@pytest.mark.parametrize("who", VIEWERS)
def test_no_page_and_no_file_holds_what_its_reader_may_not_see(
    who: str, served: Served, visitors: dict[str, Visitor]
) -> None:
    viewer, figures = VIEWERS[who], list(served.figures.values())
    seen = visitors[who].all_pages()
    assert {path: reply.status for path, reply in seen.items() if reply.status not in (200, 302)} == {}
    text = "\n".join(reply.text for reply in seen.values())
    hidden = [f.name for f in figures if not may_see(viewer, f.visibility, f.named)]
    assert [name for name in hidden if f"/{explain_path(name)}" in seen] == []
    numbers = set(re.findall(r"[\d.,]*\d", text))
    assert forbidden_values(figures, viewer) & numbers == set()
    assert forbidden_pounds(figures, viewer) & numbers == set()
    assert who == "analyst" or len(forbidden_pounds(figures, viewer)) > 1
    for table in served.data.tables:
        if not may_see(viewer, table.visibility):
            assert f"/data/{table.key}.csv" not in seen


@pytest.mark.parametrize("who", PARTNERS)
def test_a_partner_sees_its_own_walk_away_value_and_that_of_no_other(who: str, visitors: dict[str, Visitor]) -> None:
    other = next(partner for partner in PARTNERS if partner != who)
    assert visitors[who].get(f"/partners/{who}/").status == 200
    refused = visitors[who].get(f"/partners/{other}/")
    assert refused.status == 403
    assert "the partner it is about" in refused.text


@pytest.mark.parametrize("who", VIEWERS)
def test_the_list_of_figures_holds_those_the_reader_may_see(
    who: str, served: Served, visitors: dict[str, Visitor]
) -> None:
    rows = list(csv.DictReader(io.StringIO(visitors[who].get("/data/figures.csv").text)))
    wanted = [f for _, f in sorted(served.figures.items()) if may_see(VIEWERS[who], f.visibility, f.named)]
    assert [row["name"] for row in rows] == [f.name for f in wanted]
    assert [row["value"] for row in rows] == ["" if f.value is None else str(stable(f.value)) for f in wanted]


def test_somebody_unknown_can_not_tell_a_hidden_figure_from_none(served: Served) -> None:
    hidden = next(f.name for f in served.figures.values() if f.visibility == "partner")
    there, nowhere = (served.visitor().get(f"/{explain_path(name)}") for name in (hidden, f"{hidden}.x"))
    assert (there.status, nowhere.status) == (302, 302)
    partner = served.visitor("council")
    assert [partner.get(f"/{explain_path(name)}").status for name in (hidden + ".x", "x")] == [403, 403]
    assert partner.get("/partners/nowhere/").status == 403
    analyst = served.visitor("analyst")
    assert [analyst.get(p).status for p in (f"/{explain_path('x')}", "/data/x.csv", "/partners/x/")] == [404] * 3


@pytest.mark.parametrize("path", ["/", "/needs/", "/nowhere", "/sign-in/", "/plan/", "/static/goodplace.css", "/needs"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_every_answer_carries_the_headers_that_protect(path: str, method: str, served: Served) -> None:
    reply = served.visitor().ask(method, path)
    assert {name: reply.headers.get(name, "")[: len(value)] for name, value in HEADERS.items()} == HEADERS
    policy = reply.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY


def test_pages_can_be_read_and_nothing_sent_to_them(served: Served) -> None:
    visitor = served.visitor("council")
    token = visitor.token("/")
    refused = visitor.ask("POST", "/needs/", {"csrfmiddlewaretoken": token})
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert visitor.ask("GET", "/sign-out/").status == 405
    head, get = (visitor.ask(method, "/needs/") for method in ("HEAD", "GET"))
    assert (head.status, head.body, head.headers["Content-Type"]) == (200, b"", get.headers["Content-Type"])


def test_what_is_wrong_is_said_in_plain_words(served: Served) -> None:
    visitor = served.visitor()
    missing, strange = visitor.get("/nowhere/at/all"), visitor.ask("GET", "/", Host="elsewhere.example")
    assert (missing.status, strange.status) == (404, 400)
    assert "There is no page at this address" in missing.text
    assert 'href="../../static/goodplace.css"' in missing.text
    assert "Traceback" not in missing.text + strange.text
    assert visitor.get("/favicon.ico").status == 200
    assert visitor.get("/needs").headers["Location"] == "/needs/"


def test_a_form_without_its_token_is_refused(served: Served) -> None:
    visitor = served.visitor()
    form = {"username": "council", "password": "x"}
    assert visitor.ask("POST", "/sign-in/", form).status == 403
    visitor.token()
    assert visitor.ask("POST", "/sign-in/", form | {"csrfmiddlewaretoken": "x" * 64}).status == 403
    assert "sessionid" not in visitor.cookies
    assert served.visitor("council").ask("POST", "/sign-out/").status == 403


def test_somebody_sent_to_sign_in_comes_back_to_where_they_were_going(served: Served) -> None:
    visitor = served.visitor()
    sent = visitor.get("/partners/nhs/").headers["Location"]
    assert sent == "/sign-in/?next=%2Fpartners%2Fnhs%2F"
    assert 'name="next" value="/partners/nhs/"' in visitor.get(sent).text
    assert visitor.sign_in("nhs", then="/partners/nhs/").headers["Location"] == "/partners/nhs/"


@pytest.mark.parametrize(
    "to",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "///x.example",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(to: str, served: Served) -> None:
    visitor = served.visitor()
    assert "elsewhere" not in visitor.get(f"/sign-in/?next={to}").text
    visitor.cookies |= {"sessionid": ""}
    assert visitor.sign_in("committee", then=to).headers["Location"] == "/"
    assert visitor.get(f"/sign-in/?next={to}").headers["Location"] == "/"


def test_a_session_is_for_this_browser_alone_and_ends_at_sign_out(served: Served) -> None:
    visitor = served.visitor()
    before = visitor.token()
    reply = visitor.sign_in("council")
    cookie = next(c for c in reply.headers.get_all("Set-Cookie") or [] if c.startswith("sessionid"))
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    page = visitor.get("/plan/")
    assert (page.status, page.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Signed in as" in page.text
    stolen = Visitor(served.port, {"sessionid": visitor.cookies["sessionid"]})
    assert stolen.get("/plan/").status == 200
    assert visitor.ask("POST", "/sign-out/", {"csrfmiddlewaretoken": visitor.token("/plan/")}).status == 302
    assert (visitor.get("/plan/").status, stolen.get("/plan/").status) == (302, 302)
    assert visitor.token() != before


def test_a_page_for_anybody_gives_nobody_a_cookie(served: Served) -> None:
    visitor = served.visitor()
    assert "csrfmiddlewaretoken" not in visitor.get("/").text
    assert visitor.cookies == {}


def test_guessing_a_password_is_stopped_and_tells_nothing(served: Served) -> None:
    visitor, replies = served.visitor(), []
    for name in ("police-officer", "nobody-of-that-name"):
        replies.append([visitor.sign_in(name, f"guess {n}") for n in range(FAILURES + 1)])
    for tried in replies:
        assert [reply.status for reply in tried] == [400] * (FAILURES - 1) + [429] * 2
        assert "Too many failed attempts" in tried[-1].text
    wrong, unknown = visitor.sign_in("nhs", "wrong"), visitor.sign_in("no such name", "wrong")
    assert _without_token(wrong.text) == _without_token(unknown.text)
    assert visitor.sign_in("nhs").status == 302


def _without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


@pytest.mark.parametrize("name", ["", "x" * 400, "a\0b", "<script>", "' or 1=1 --"])
def test_a_strange_user_name_is_a_wrong_one(name: str, served: Served) -> None:
    reply = served.visitor().sign_in(name, "wrong")
    assert reply.status == 400
    assert "User name or password is wrong" in reply.text
    assert "<script>" not in reply.text


def test_before_the_first_run_the_site_says_what_to_do(tmp_path: Path) -> None:
    place = tmp_path / "nothing-yet"
    place.mkdir()
    with serving(Home(place), None) as served:
        reply = served.visitor().get("/")
        assert reply.status == 503
        assert "goodplace run nothing-yet" in reply.text
        assert served.visitor().get("/static/goodplace.css").status == 200
