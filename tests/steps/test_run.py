"""A run redoes what changed and nothing else, is stored whole, and is the same bytes for the same place."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_places import lawful_channels_stop_it

from goodplace.formats.runs import Home, StoredRun, current_run, store_run
from goodplace.formats.write_place import write_place_folder
from goodplace.place.errors import InputError
from goodplace.steps.explained import run_figures
from goodplace.steps.inputs import STEPS
from goodplace.steps.run import RunOutcome, run_place, status


@pytest.fixture
def place(tmp_path: Path) -> Path:
    tables, _ = lawful_channels_stop_it()
    write_place_folder(tables, tmp_path / "place")
    return tmp_path / "place"


def set_cell(place: Path, table: str, column: str, value: str, *, row: int = 0) -> None:
    with (place / f"{table}.csv").open(newline="", encoding="utf-8") as stream:
        header, *rows = list(csv.reader(stream))
    rows[row][header.index(column)] = value
    with (place / f"{table}.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])


def add_setting(place: Path, key: str, value: str) -> None:
    with (place / "place.csv").open("a", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerow([key, value])


def redone(outcome: RunOutcome) -> list[str]:
    return [done.step for done in outcome.steps if done.redone]


def files(run: StoredRun) -> dict[str, bytes]:
    return {path.relative_to(run.folder).as_posix(): path.read_bytes() for path in run.folder.rglob("*.*")}


def test_nothing_is_redone_while_nothing_changed(place: Path) -> None:
    first, second = run_place(place), run_place(place)
    assert redone(first) == list(STEPS)
    assert redone(second) == []
    assert first.run.id == second.run.id


def test_the_same_place_elsewhere_is_the_same_bytes(place: Path, tmp_path: Path) -> None:
    first = run_place(place)
    other = tmp_path / "elsewhere" / "place"
    write_place_folder(lawful_channels_stop_it()[0], other)
    assert files(run_place(other, processes=1).run) == files(first.run)


@pytest.mark.parametrize(
    ("table", "column", "value", "steps", "words"),
    [
        ("option_costs", "amount", "7", ["choose", "agree", "account"], "the option costs table"),
        ("partners", "name", "Somebody else", ["choose", "agree", "account"], "the partners table"),
    ],
)
def test_only_the_steps_that_read_what_changed_are_redone_and_say_why(
    place: Path, table: str, column: str, value: str, steps: list[str], words: str
) -> None:
    run_place(place)
    set_cell(place, table, column, value)
    before = {state.step: state for state in status(place)}
    outcome = run_place(place)
    assert redone(outcome) == steps
    (first,) = [done for done in outcome.steps if done.step == steps[0]]
    assert words in first.why
    assert [step for step in STEPS if before[step].state == "stale"] == steps
    assert {state.state for state in status(place)} == {"fresh"}


def test_a_setting_is_only_the_concern_of_the_steps_that_read_it(place: Path) -> None:
    run_place(place)
    add_setting(place, "verified_due_months", "12")
    assert redone(run_place(place)) == ["account"]
    add_setting(place, "smallest_count", "5")
    assert redone(run_place(place)) == ["know", "aim"]


def test_another_released_share_is_another_deal(place: Path) -> None:
    run_place(place)
    outcome = run_place(place, released=0.25)
    assert redone(outcome) == ["choose", "agree", "account"]
    assert "the share released" in outcome.steps[2].why
    assert {state.state for state in status(place)} == {"fresh"}
    assert {state.state for state in status(place, released=0.75)} == {"fresh", "stale"}


def test_one_step_can_be_done_and_what_comes_after_is_kept_and_called_stale(place: Path) -> None:
    run_place(place)
    set_cell(place, "option_costs", "amount", "7")
    outcome = run_place(place, upto="choose")
    assert redone(outcome) == ["choose"]
    assert outcome.run.has("agree/page.json")
    assert {state.step: state.state for state in status(place)} == {
        "know": "fresh", "aim": "fresh", "choose": "fresh", "agree": "stale", "account": "stale",
    }  # fmt: skip


def test_what_changes_in_a_folder_that_is_a_link_makes_a_step_stale(place: Path, tmp_path: Path) -> None:
    agency = tmp_path / "elsewhere"
    agency.mkdir()
    (place / "records").mkdir()
    (place / "records" / "council").symlink_to(agency, target_is_directory=True)
    run_place(place, upto="know", processes=1)
    (agency / "extract.csv").write_text("id\n", encoding="utf-8")
    assert (status(place)[0].state, status(place)[0].why) == ("stale", ("the records",))


def test_before_the_first_run_every_step_was_never_run(place: Path) -> None:
    assert {state.state for state in status(place)} == {"never run"}
    assert run_figures(Home(place)) is None


def test_a_run_that_fails_leaves_the_run_before_current(place: Path) -> None:
    first = run_place(place)
    set_cell(place, "options", "lead", "nobody")
    with pytest.raises(InputError):
        run_place(place)
    assert current_run(Home(place)) == first.run


def test_every_figure_of_a_run_explains_itself_and_comes_to_what_it_says(place: Path) -> None:
    run_place(place)
    found = run_figures(Home(place))
    assert found is not None
    known, remark = found
    assert remark == ""
    assert any(name.startswith("partner.") for name in known)
    for name, figure in known.items():
        working = figure.working()
        assert working.value == pytest.approx(figure.value), name
    set_cell(place, "option_costs", "amount", "7")
    assert "goodplace run" in (run_figures(Home(place)) or ({}, ""))[1]


def numbered(home: Home, n: int, *, minutes_ago: float = 10) -> StoredRun:
    run = store_run(home, {"run.json": b'{"n": %d}' % n, "know/know.json": b"{}"})
    os.utime(run.folder, (time.time() - 60 * minutes_ago,) * 2)
    return run


def test_old_runs_go_and_the_newest_few_stay(tmp_path: Path) -> None:
    home = Home(tmp_path / "place.xlsx")
    runs = [numbered(home, n, minutes_ago=20 - n) for n in range(9)]
    assert [n for n, run in enumerate(runs) if run.folder.exists()] == [4, 5, 6, 7, 8]
    assert current_run(home) == runs[-1]


def test_a_run_that_was_current_a_moment_ago_stays_for_whoever_reads_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "place.xlsx")
    runs = [numbered(home, n, minutes_ago=0) for n in range(9)]
    assert all(run.folder.exists() for run in runs)
    again = [numbered(home, n, minutes_ago=20 - n) for n in range(9, 15)]
    store_run(home, {"run.json": b'{"n": 0}', "know/know.json": b"{}"})
    numbered(home, 99)
    assert runs[0].folder.exists()
    assert not again[0].folder.exists()


@pytest.mark.parametrize("lost", ["run.json", "know/know.json"])
def test_what_is_left_of_a_damaged_run_is_not_taken_for_the_run(tmp_path: Path, lost: str) -> None:
    home = Home(tmp_path / "place.xlsx")
    first = numbered(home, 1)
    numbered(home, 2)
    (first.folder / lost).unlink()
    assert numbered(home, 1) == first
    assert current_run(home) == first
    assert (first.folder / lost).is_file()


READER = """
import sys
from pathlib import Path
from goodplace.formats.runs import Home, current_run
home = Home(Path(sys.argv[1]))
while True:
    run = current_run(home)
    listed = [name for step in run.manifest["steps"].values() for name in step["files"]]
    missing = [name for name in listed if not run.read(name)]
    print(run.id, flush=True)
"""
RUNNER = """
import sys
from pathlib import Path
from goodplace.steps.run import run_place
for share in range(1, 1000):
    run_place(Path(sys.argv[1]), released=(share % 7) / 10, processes=1)
    print(share, flush=True)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def start(started: list[subprocess.Popen[str]], program: str, place: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(place)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    started.append(process)
    return process


def test_a_reader_never_meets_half_a_run(place: Path, started: list[subprocess.Popen[str]]) -> None:
    run_place(place)
    reader, runner = start(started, READER, place), start(started, RUNNER, place)
    time.sleep(6)
    assert reader.poll() is None, (reader.stderr or sys.stderr).read()
    assert runner.poll() is None, (runner.stderr or sys.stderr).read()
    reader.terminate()
    seen = set((reader.stdout or sys.stdin).read().split())
    assert len(seen) > 1


def test_a_run_that_is_killed_leaves_a_whole_run_current(place: Path, started: list[subprocess.Popen[str]]) -> None:
    run_place(place)
    moments = random.Random(5)
    for _ in range(4):
        runner = start(started, RUNNER, place)
        (runner.stdout or sys.stdin).readline()
        time.sleep(moments.random())
        os.kill(runner.pid, signal.SIGKILL)
        runner.communicate()
        run = current_run(Home(place))
        assert run is not None
        assert all(run.read(name) for step in run.manifest["steps"].values() for name in step["files"])
