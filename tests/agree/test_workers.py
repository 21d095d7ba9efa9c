"""Work shared out comes back in order, and no process outlives its run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from goodplace.agree.workers import share_out

HERE = Path(__file__).parent
_given: list[int] = []


def remember(number: int) -> None:
    _given[:] = [number]


def add_what_was_given(part: int) -> int:
    return part + _given[0]


def sleep_long(part: int) -> int:
    time.sleep(60)
    return part


def wait_until(holds: Callable[[], bool], *, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in listed.read_text().split()] if listed.exists() else []


def is_running(process: int) -> bool:
    """Whether a process is there and not a zombie."""
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start_sleepers() -> tuple[subprocess.Popen[str], list[int]]:
    """A run that shares out work that never ends, in a process group of its own, and the processes it started."""
    program = (
        "import test_workers as t; list(t.share_out(t.sleep_long, [1, 2], processes=2, prepare=t.remember, given=(1,)))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program], cwd=HERE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert wait_until(lambda: len(children_of(run.pid)) >= 3)  # two, and the one that Python tracks resources with
    return run, children_of(run.pid)


def test_answers_come_in_the_order_of_the_parts_and_every_process_is_prepared_once() -> None:
    answers = share_out(add_what_was_given, list(range(7)), processes=2, prepare=remember, given=(100,))
    assert list(answers) == list(range(100, 107))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="it looks for processes in /proc")
@pytest.mark.parametrize("after", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "killed"])
def test_no_process_outlives_a_run_that_is_stopped(sent: signal.Signals, after: float) -> None:
    run, started = start_sleepers()
    time.sleep(after)
    if sent == signal.SIGINT:
        os.killpg(run.pid, sent)  # a terminal sends Ctrl-C to all of them
    else:
        run.send_signal(sent)
    _, said = run.communicate(timeout=20)
    assert wait_until(lambda: not any(is_running(process) for process in started))
    if sent == signal.SIGINT:  # the run itself says so, and none of its processes
        assert (said.count("Traceback"), said.count("KeyboardInterrupt")) == (1, 1)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="it looks for processes in /proc")
def test_no_process_is_left_when_the_rest_of_the_answers_is_not_wanted() -> None:
    before = set(children_of(os.getpid()))
    answers = share_out(add_what_was_given, list(range(50)), processes=2, prepare=remember, given=(0,))
    assert next(iter(answers)) == 0
    started = set(children_of(os.getpid())) - before
    answers.close()
    tracker = 1  # Python's own, which stays until the end
    assert wait_until(lambda: sum(is_running(process) for process in started) <= tracker)
