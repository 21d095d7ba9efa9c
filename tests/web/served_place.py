"""A made-up place with a run and members, served by a process of its own on this machine, and somebody to visit it."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from goodplace.account.account import account_state
from goodplace.account.sign import current_proposal, sign
from goodplace.demo import write_demo_place
from goodplace.formats.runs import Home, StoredRun
from goodplace.formats.stored_figures import StoredFigure
from goodplace.formats.write_place import write_place_folder
from goodplace.pages.run_data import RunData, load_run
from goodplace.pages.site import figures_of
from goodplace.place.figure import Figure
from goodplace.sharing.visibility import ANYBODY, Viewer
from goodplace.steps.run import run_place
from goodplace.web.accounts import add_member

PASSWORD = "grey heron at the weir"
PARTNERS = ("council", "nhs")
VIEWERS = {
    "anybody": ANYBODY,
    "committee": Viewer("committee"),
    **{partner: Viewer("partner", partner) for partner in PARTNERS},
    "analyst": Viewer("analyst"),
}
START = "import sys; from pathlib import Path; from goodplace.formats.runs import Home; "
START += "from goodplace.web.serve import serve; "
START += "serve(Home(Path(sys.argv[1])), port=0, https=bool(sys.argv[2]), names=sys.argv[3:], "
START += "say=lambda words: print(words, flush=True))"


def made_up_run(folder: Path) -> tuple[Home, StoredRun]:
    """A small made-up place with one run of all five steps."""
    made = write_demo_place(folder, partners=3, options=4, years=4, seed=2, people=0, write_tables=write_place_folder)
    outcome = run_place(made.place, processes=1)
    return outcome.home, outcome.run


def add_members(home: Home) -> None:
    """One member of each role, called as in VIEWERS."""
    for name, viewer in VIEWERS.items():
        if viewer.role != "anybody":
            add_member(home, username=name, role=viewer.role, partner=viewer.partner, password=PASSWORD)


def sign_by_all(home: Home) -> None:
    """The deal of the current run, signed by every partner it names: its promises are in the record."""
    proposal = current_proposal(home)
    assert proposal is not None
    assert proposal.holds, proposal.why_not
    for party in proposal.parties:
        sign(home, proposal, partner=party.id, by="A. N. Other", post="Chief executive", authority="Minute 7")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Visitor:
    """A browser without pictures: keeps cookies, follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        body = None if form is None else urlencode(form)
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, sent | self.headers | headers)
        answer = connection.getresponse()
        reply = Reply(answer.status, answer.headers, answer.read())
        connection.close()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return reply

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def token(self, path: str = "/sign-in/") -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)
        assert found, f"no form at {path}"
        return found[1]

    def sign_in(self, username: str, password: str = PASSWORD, *, then: str = "") -> Reply:
        form = {"csrfmiddlewaretoken": self.token(), "username": username, "password": password, "next": then}
        return self.ask("POST", "/sign-in/", form)

    def all_pages(self) -> dict[str, Reply]:
        """Every address that the home page leads to, over however many links, with what it answers."""
        found: dict[str, Reply] = {}
        waiting = ["/"]
        while waiting:
            path = waiting.pop()
            found[path] = reply = self.get(path)
            if reply.headers.get_content_type() == "text/html":
                links = {urlsplit(urljoin(path, link)).path for link in hrefs(reply.text)}
                waiting += [link for link in sorted(links) if link not in found and link not in waiting]
        return found


def hrefs(html: str) -> list[str]:
    """Links of a page to this site."""
    links = re.findall(r'<(?:a|link)\b[^>]*\bhref="([^"]+)"', html)
    return [link for link in links if not urlsplit(link).scheme and not link.startswith("#")]


@dataclass(frozen=True)
class Served:
    """figures: what the pages speak of, figures of the run and promises of the deal in force."""

    home: Home
    data: RunData
    figures: Mapping[str, StoredFigure | Figure]
    port: int

    def visitor(self, name: str = "anybody") -> Visitor:
        visitor = Visitor(self.port)
        if name != "anybody":
            assert visitor.sign_in(name).status == 302
        return visitor


@contextmanager
def serving(home: Home, run: StoredRun | None, *, https_name: str = "") -> Iterator[Served]:
    """A server of its own, until the end. https_name: the host name under which a proxy has it behind HTTPS."""
    data = load_run(run) if run else RunData("", {})
    figures = figures_of(data, account_state(home, data.proposal))
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", START, str(home.source), https_name, *filter(None, [https_name])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r":(\d+)/", said)
            assert found, f"the server didn't start: {said}"
            port = int(found[1])
            _until_it_answers(port)
            yield Served(home, data, figures, port)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _until_it_answers(port: int) -> None:
    for _ in range(100):
        try:
            Visitor(port).get("/robots.txt")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nothing answers")
