"""Run, serve and sign at the same time, by three processes, for a minute: nothing is lost and nothing half-read."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodplace.cli import run
from goodplace.formats.runs import Home, current_run

LASTING = 60.0
RUNNING = """
import sys, itertools
from pathlib import Path
from goodplace.steps.run import run_place
for n in itertools.count():
    run_place(Path(sys.argv[1]), released=(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)[n % 7], processes=1)
    print(n, flush=True)
"""
SIGNING = """
import itertools, sys
from pathlib import Path
from goodplace.account.sign import read_proposal, sign
from goodplace.place.errors import InputError
for n in itertools.count():
    home, proposal = read_proposal(Path(sys.argv[1]))
    if not proposal.parties:
        continue
    party = proposal.parties[n % len(proposal.parties)]
    try:
        sign(home, proposal, partner=party.id, by=f"Signatory {n}", post="Chief executive", authority=f"Minute {n}")
        print("signed", flush=True)
    except InputError as error:
        print(error.code, flush=True)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def begin(started: list[subprocess.Popen[str]], log: Path, *command: str) -> subprocess.Popen[str]:
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, *command], stdout=out, stderr=subprocess.STDOUT, text=True)
    started.append(process)
    return process


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def fetched(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def until_served(port: int) -> None:
    for _ in range(100):
        try:
            fetched(port, "")
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("nothing is served")


def test_run_serve_and_sign_at_the_same_time(tmp_path: Path, started: list[subprocess.Popen[str]]) -> None:
    place, logs = tmp_path / "demo" / "place", [tmp_path / name for name in ("run.log", "sign.log", "serve.log")]
    assert run(["demo", "--out", str(tmp_path / "demo"), "--seed", "1"]) == 0
    port = free_port()
    begin(started, logs[0], "-c", RUNNING, str(place))
    begin(started, logs[1], "-c", SIGNING, str(place))
    begin(started, logs[2], "-m", "goodplace", "serve", str(place), "--port", str(port))
    until_served(port)
    end, pages = time.monotonic() + LASTING, 0
    while time.monotonic() < end:
        for path in ("", "needs/", "aims/", "account/", "data/"):
            status, html = fetched(port, path)
            assert status == 200, (path, status, logs[2].read_text()[-2000:])
            assert html.rstrip().endswith("</html>")
            pages += 1
    still = [process.poll() for process in started]
    for process in started:
        process.terminate()
        process.wait()
    assert still == [None] * 3, [log.read_text()[-2000:] for log in logs]
    signed = logs[1].read_text().split().count("signed")
    assert min(signed, pages, len(logs[0].read_text().split())) > 5
    current = current_run(Home(place))
    assert current is not None
    assert all(current.read(name) for step in current.manifest["steps"].values() for name in step["files"])
    assert run(["verify", str(place)]) == 0
    assert recorded_signatures(place) == signed or recorded_signatures(place) == signed + 1


def recorded_signatures(place: Path) -> int:
    """Signatures in the record itself, by a reading of the database that is not goodplace's."""
    import sqlite3

    (database,) = (place / "service").glob("*.sqlite3")
    connection = sqlite3.connect(database)
    try:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where name like '%event%'")]
        (table,) = [name for name in tables if re.fullmatch(r"service_event", name)]
        bodies = [json.loads(body) for (body,) in connection.execute(f"select body from {table}")]
    finally:
        connection.close()
    return sum(body["kind"] == "signed" for body in bodies)
