"""Set-up does what is missing, once, and takes nothing away that a larger target brought."""

from pathlib import Path

import pytest

import set_up
from set_up import Stamp


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "some.lock"
    path.write_text("a==1")
    return path


@pytest.fixture
def stamp(tmp_path: Path, lock: Path) -> Stamp:
    return Stamp(tmp_path / "stamp", (lock,))


def made(stamp: Stamp, *, dev: bool) -> list[bool]:
    """Ask for it, and return what had to be made: nothing, the smaller [False] or the larger [True]."""
    calls: list[bool] = []
    stamp.remake(calls.append, dev=dev)
    return calls


def test_the_second_time_there_is_nothing_to_do(stamp: Stamp) -> None:
    assert made(stamp, dev=False) == [False]
    assert made(stamp, dev=False) == []


def test_the_larger_holds_the_smaller(stamp: Stamp) -> None:
    assert made(stamp, dev=True) == [True]
    assert made(stamp, dev=False) == []


def test_the_smaller_does_not_hold_the_larger(stamp: Stamp) -> None:
    made(stamp, dev=False)
    assert made(stamp, dev=True) == [True]


def test_a_new_lock_is_installed_and_the_larger_stays_the_larger(stamp: Stamp, lock: Path) -> None:
    made(stamp, dev=True)
    lock.write_text("a==2")
    assert made(stamp, dev=False) == [True]


def test_what_was_broken_off_is_done_again(stamp: Stamp, lock: Path) -> None:
    made(stamp, dev=False)
    lock.write_text("a==2")

    def fail(_dev: bool) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stamp.remake(fail, dev=False)
    lock.write_text("a==1")
    assert made(stamp, dev=False) == [False]


def test_who_may_not_install_is_told_the_exact_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: name if name in ("apt-get", "there") else None)
    with pytest.raises(SystemExit) as stopped:
        set_up.need_programs({"there": "one", "not-there": "two", "/no/such/font": "three"})
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends three two\n" in str(stopped.value)


def test_nothing_is_asked_for_when_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr(set_up, "run", lambda *_: pytest.fail("something was run"))
    set_up.need_programs({"there": "one"})
