"""Starting to serve: where, under which names, behind a proxy, on PostgreSQL; and what is said when it can't be."""

import shutil
import socket
from pathlib import Path

import pytest
from databases import new_postgresql_database
from served_place import VIEWERS, Visitor, add_members, made_up_run, serving

from goodplace.formats.runs import Home, StoredRun, current_run
from goodplace.place.errors import InputError
from goodplace.service.database import VARIABLE
from goodplace.web.serve import LARGEST_REQUEST, serve
from goodplace.web.settings import FAILURES, web_settings

NAME = "riverbend.example"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, StoredRun]:
    return made_up_run(tmp_path_factory.mktemp("started"))


def copied(made: tuple[Home, StoredRun], to: Path) -> tuple[Home, StoredRun]:
    home, _ = made
    shutil.copytree(home.folder, to / "place", ignore=shutil.ignore_patterns("service"))
    run = current_run(Home(to / "place"))
    assert run is not None
    return Home(to / "place"), run


def test_a_port_in_use_is_told_with_another_to_take(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} .* in use.*--port {port + 1}") as found:
            serve(Home(tmp_path), port=port)
    assert found.value.code == "port"
    assert not (tmp_path / "service").exists()


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 8000), ("no such host", 8000), ("127.0.0.1", 70_000)])
def test_an_address_that_is_not_here_is_told(host: str, port: int, tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        serve(Home(tmp_path), host=host, port=port)
    assert found.value.code == "port"


def test_names_by_which_it_is_reached_are_those_given_and_its_own(tmp_path: Path) -> None:
    allowed = web_settings(Home(tmp_path), host="127.0.0.1", names=[NAME])["ALLOWED_HOSTS"]
    assert allowed == ["127.0.0.1", "[::1]", "localhost", NAME]
    everywhere = web_settings(Home(tmp_path), host="0.0.0.0")["ALLOWED_HOSTS"]
    assert isinstance(everywhere, list)
    assert socket.gethostname() in everywhere
    assert not {"*", "0.0.0.0"} & set(everywhere)


def test_what_is_larger_than_any_form_is_refused_unread(made: tuple[Home, StoredRun], tmp_path: Path) -> None:
    home, run = copied(made, tmp_path)
    with serving(home, run) as served:
        assert Visitor(served.port).ask("POST", "/sign-in/", {"username": "x" * 2 * LARGEST_REQUEST}).status == 413
        assert Visitor(served.port).get("/").status == 200


def test_behind_https_cookies_go_no_other_way_and_guesses_are_counted_by_visitor(
    made: tuple[Home, StoredRun], tmp_path: Path
) -> None:
    home, run = copied(made, tmp_path)
    add_members(home)

    def visitor(address: str) -> Visitor:
        return Visitor(served.port, headers={
            "Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": address,
            "Referer": f"https://{NAME}/sign-in/",
        })  # fmt: skip

    with serving(home, run, https_name=NAME) as served:
        reply = visitor("192.0.2.7").sign_in("council")
        assert reply.status == 302
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            assert "Secure" in cookie.split("; ")
        guesses = [visitor("192.0.2.8").sign_in("nhs", "wrong").status for _ in range(FAILURES)]
        assert guesses == [400] * (FAILURES - 1) + [429]
        assert visitor("192.0.2.8").sign_in("nhs").status == 429
        assert visitor("192.0.2.9").sign_in("nhs").status == 302


def test_on_postgresql_the_same_people_sign_in_to_the_same_pages(
    made: tuple[Home, StoredRun], tmp_path: Path, postgresql: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, run = copied(made, tmp_path)
    monkeypatch.setenv(VARIABLE, new_postgresql_database(postgresql, "served_place"))
    add_members(home)
    with serving(home, run) as served:
        for who in VIEWERS:
            visitor = served.visitor(who)
            pages = {path: visitor.get(path).status for path in ("/", "/account/", "/plan/", "/partners/nhs/")}
            refused = 302 if who == "anybody" else 403
            plan = 200 if who in ("council", "nhs", "analyst") else refused
            own = 200 if who in ("nhs", "analyst") else refused
            assert pages == {"/": 200, "/account/": 200, "/plan/": plan, "/partners/nhs/": own}, who
    assert not list(home.folder.glob("service/*.sqlite3"))
