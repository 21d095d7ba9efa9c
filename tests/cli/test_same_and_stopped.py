"""The same place gives the same bytes, however often, at once, in what order, and after whatever stopped a run."""

import csv
import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from running import GOODPLACE, SEVEN, contents, goodplace, small_place

from goodplace import cli
from goodplace.demo import made_up_place
from goodplace.formats import write_place

STARTS_PROCESSES = """
from goodplace.agree import coalitions
coalitions.WORTH_SHARING_OUT = 1  # the place is hardly large enough to be shared out otherwise
from goodplace.cli import main
main()
"""


def wait_until(holds: Callable[[], bool], *, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# The same bytes


def test_two_runs_give_the_same_bytes_whatever_the_order_of_sets(tmp_path: Path) -> None:
    for folder, seed in (("one", "1"), ("two", "2")):
        assert goodplace("quick", SEVEN, "--out", folder, here=tmp_path, PYTHONHASHSEED=seed).returncode == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def shuffled_csvs(source: Path, target: Path, *, seed: int) -> Path:
    """The same folder of CSVs with the rows of every table in another order."""
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        head, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        text = io.StringIO(newline="")
        csv.writer(text).writerows([head, *random.Random(seed).sample(rows, len(rows))])
        (target / path.name).write_text(text.getvalue(), encoding="utf-8", newline="")
    return target


def folder_of_tables(workbook: Path, target: Path) -> Path:
    """A workbook as a folder of CSVs."""
    target.mkdir(parents=True)
    for sheet in openpyxl.load_workbook(workbook):
        if not sheet.title.startswith("notes"):
            text = io.StringIO(newline="")
            csv.writer(text).writerows(["" if cell is None else cell for cell in row] for row in sheet.values)
            (target / f"{sheet.title}.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return target


@pytest.mark.parametrize("which", ["seven partners", "made up", "own unit values"])
def test_rows_in_another_order_give_the_same_bytes(which: str, tmp_path: Path) -> None:
    one = tmp_path / "one/place"
    if which == "seven partners":
        folder_of_tables(SEVEN, one)
    elif which == "made up":
        write_place(made_up_place(partners=4, options=5, years=4, seed=5).tables, one)
    else:
        small_place(one)
    two = shuffled_csvs(one, tmp_path / "two/place", seed=8)
    for place in (one, two):
        assert cli.run(["quick", str(place)]) == 0
    first, second = (contents(place.with_name("place-deal")) for place in (one, two))
    assert [name for name in first if first[name] != second[name]] == []


def test_two_runs_at_once_into_one_folder_leave_a_whole_result(tmp_path: Path) -> None:
    small_place(tmp_path / "place.xlsx")
    command = [*GOODPLACE, "quick", "place.xlsx"]
    runs = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(3)
    ]
    for run in runs:
        _, said = run.communicate(timeout=60)
        assert run.returncode == 0, said
    assert cli.run(["quick", str(tmp_path / "place.xlsx"), "--out", str(tmp_path / "alone")]) == 0
    assert contents(tmp_path / "place-deal") == contents(tmp_path / "alone")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone", "place-deal", "place.xlsx"]


# Stopped half-way


@pytest.mark.parametrize("after", [0.4, 0.8, 1.1])
def test_a_killed_run_leaves_nothing_half_written_and_running_again_gives_the_same(
    after: float, tmp_path: Path
) -> None:
    small_place(tmp_path / "place.xlsx")
    assert cli.run(["quick", str(tmp_path / "place.xlsx"), "--out", str(tmp_path / "whole")]) == 0
    whole = contents(tmp_path / "whole")
    run = subprocess.Popen([*GOODPLACE, "quick", "place.xlsx"], cwd=tmp_path, stdout=subprocess.DEVNULL)
    time.sleep(after)
    run.kill()
    run.wait(timeout=10)
    if (tmp_path / "place-deal").exists():
        assert contents(tmp_path / "place-deal") == whole
    assert goodplace("quick", "place.xlsx", here=tmp_path).returncode == 0
    assert contents(tmp_path / "place-deal") == whole


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="it looks for processes in /proc")
def test_ctrl_c_gives_a_plain_message_and_leaves_no_result_and_no_process(tmp_path: Path) -> None:
    place = write_place(made_up_place(partners=9, options=12, years=5, seed=1).tables, tmp_path / "place.xlsx")
    run = subprocess.Popen(
        [sys.executable, "-c", STARTS_PROCESSES, "quick", place.name],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    listed = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    assert wait_until(lambda: len(listed.read_text().split()) >= 3)  # two, and the one Python tracks resources with
    started = [int(process) for process in listed.read_text().split()]
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to every process of the run
    out, said = run.communicate(timeout=30)
    assert (run.returncode, out) == (130, "")
    assert said.splitlines()[-1] == "Stopped. Nothing half-written is left."
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == [place]
    assert wait_until(lambda: not any(is_running(process) for process in started))


def test_ctrl_c_leaves_the_result_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(small_place(tmp_path / "place.xlsx"))
    assert cli.run(["quick", place]) == 0
    before = contents(tmp_path / "place-deal")

    def interrupt(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("goodplace.formats.atomic._put_in_place", interrupt)
    assert cli.run(["quick", place, "--released", "75"]) == 130
    assert contents(tmp_path / "place-deal") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place-deal", "place.xlsx"]
