"""The record on disk: killed in the middle of signing, flipped in the file itself, and still told truly."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from databases import close_connections
from signing import proposal_of, propose, signed

from goodplace.account.account import account_state
from goodplace.account.chain import read_body
from goodplace.account.record import export_record, read_record
from goodplace.account.sign import sign
from goodplace.account.verify import verify_source
from goodplace.formats.runs import Home
from goodplace.place.errors import InputError
from goodplace.service.database import VARIABLE

PARTNERS = [f"partner{n:02}" for n in range(12)]
BIG = proposal_of(*PARTNERS)
TWO = proposal_of("council", "nhs")


def sign_and_be_killed(folder: Path, *, times: int) -> int:
    """Let a process of its own sign again and again, each time killed a moment later; returns how often it was."""
    luck, killed = random.Random(5), 0
    for turn in range(times):
        child = os.fork()
        if not child:
            _sign_one(folder, PARTNERS[turn % len(PARTNERS)])
        # From before it has connected until after it is done.
        time.sleep(luck.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        _is_whole(folder)
    return killed


def _sign_one(folder: Path, partner: str) -> None:
    try:
        # A partner that was killed after it had signed is refused the second time.
        with suppress(InputError):
            sign(Home(folder), BIG, partner=partner, by=f"Alex of {partner}", post="Leader", authority="minute 12")
    finally:
        os._exit(0)


def _is_whole(folder: Path) -> None:
    """The record verifies, each signature has its name and its proposal, and a deal has all its promises or isn't."""
    home = Home(folder)
    if read_record(home.service) is not None:
        found = verify_source(folder)
        assert found.ok, found.lines()
        state = account_state(home, BIG)
        assert all(s.by == f"Alex of {s.partner}" for s in state.signatures)
        assert len({s.partner for s in state.signatures}) == len(state.signatures)
        assert all(len(deal.promises) == len(BIG.promises) for deal in state.deals)
    # A child must not share what its parent has open.
    close_connections()


def test_killed_at_any_moment_a_signature_is_wholly_there_or_not_at_all(tmp_path: Path, database: str) -> None:
    folder = tmp_path / "place"
    propose(folder, BIG)
    environment = {**os.environ, VARIABLE: database, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, __file__, str(folder)], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5
    # Whoever was stopped signs now.
    state = account_state(Home(folder), BIG)
    missing = [partner for partner in PARTNERS if partner not in {s.partner for s in state.signed(BIG.id)}]
    signed(Home(folder), BIG, *missing)
    deal = account_state(Home(folder), BIG).in_force
    assert deal is not None
    assert len(deal.signatures) == len(PARTNERS)
    assert verify_source(folder).ok


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database file of a signed deal, nothing left in its log."""
    monkeypatch.setenv(VARIABLE, "")
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council", "nhs")
    close_connections()
    file = home.service / "goodplace.sqlite3"
    assert [path.name for path in home.service.iterdir()] == [file.name]
    return file


def found_in(file: Path) -> list[tuple[str, int]]:
    faults = verify_source(file.parent.parent).faults
    close_connections()
    return [(fault.kind, fault.sequence) for fault in faults]


def tampered(file: Path, *statements: str) -> list[tuple[str, int]]:
    """What is found after somebody with the file has done away with the triggers and written."""
    with sqlite3.connect(file) as connection:
        for what in ("update", "delete"):
            connection.execute(f"DROP TRIGGER service_event_no_{what}")
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return found_in(file)


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        (["UPDATE service_event SET body = replace(body, 'nute 12', 'nute 13') WHERE sequence = 3"], ("ALTERED", 3)),
        (["UPDATE service_event SET body = CAST(x'ff00' AS TEXT) WHERE sequence = 4"], ("ALTERED", 4)),
        (["UPDATE service_event SET hash = CAST(x'ff' AS TEXT) WHERE sequence = 2"], ("ALTERED", 2)),
        (["UPDATE service_event SET previous = upper(previous) WHERE sequence = 5"], ("ALTERED", 5)),
        (["UPDATE service_event SET sequence = 99 WHERE sequence = 4"], ("ALTERED", 4)),
        (["DELETE FROM service_event WHERE sequence = 4"], ("REMOVED", 4)),
        (["DELETE FROM service_event WHERE sequence > 4"], ("TRUNCATED", 5)),
        (["INSERT INTO service_event SELECT 7, body, previous, hash FROM service_event WHERE sequence = 3"],
         ("INSERTED", 7)),
        (["UPDATE service_head SET hash = CAST(x'ff' AS TEXT)"], ("HEAD", 6)),
        (["UPDATE service_head SET place = 'Rheged'"], ("HEAD", 6)),
        (["DELETE FROM service_head"], ("HEAD", 0)),
    ],
)  # fmt: skip
def test_rows_changed_in_the_file_are_named(closed: Path, statements: list[str], wanted: tuple[str, int]) -> None:
    assert wanted in tampered(closed, *statements)


def test_two_rows_that_changed_places_in_the_file_are_named(closed: Path) -> None:
    moves = [f"UPDATE service_event SET sequence = {to} WHERE sequence = {of}" for of, to in ((3, -1), (5, 3), (-1, 5))]
    assert [f for f in tampered(closed, *moves) if f[0] == "REORDERED"] == [("REORDERED", 3), ("REORDERED", 5)]


def test_a_byte_flipped_in_the_file_within_any_event_names_it(closed: Path) -> None:
    whole, luck = closed.read_bytes(), random.Random(3)
    record = read_record(closed.parent)
    close_connections()
    assert record is not None
    for event in record[0]:
        for column in (event.body, event.hash.encode(), event.previous.encode()):
            # A hash stands in its own event, in the next, and in the head if it is the last: any of them is a fault.
            places = [i for i in range(len(whole)) if whole.startswith(column, i)]
            at = luck.choice(places) + luck.randrange(len(column))
            closed.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << luck.randrange(8)]) + whole[at + 1 :])
            faults = found_in(closed)
            assert faults, read_body(event.body)
            if column == event.body:
                assert ("ALTERED", event.sequence) in faults


def test_a_byte_flipped_in_an_exported_record_is_named(tmp_path: Path, database: str) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council", "nhs")
    lines = export_record(home).splitlines(keepends=True)
    file = tmp_path / "record.jsonl"
    file.write_bytes(b"".join(lines))
    assert verify_source(file).ok
    file.write_bytes(b"".join([*lines[:3], lines[3].replace(b"minute 12", b"minute 13"), *lines[4:]]))
    assert [(f.kind, f.sequence) for f in verify_source(file).faults] == [("ALTERED", 3)]


if __name__ == "__main__":
    # Imported before the forks, so that a child is quick to come to what it is killed at.
    import django.db  # noqa: F401

    from goodplace.service.configure import configure, migrate

    configure(Home(Path(sys.argv[1])).service)
    migrate()
    close_connections()
    print(sign_and_be_killed(Path(sys.argv[1]), times=24))
