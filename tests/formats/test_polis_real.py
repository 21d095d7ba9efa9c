"""Seven real exports, with the numbers that the list of the data states for them. Source: compdemocracy/openData."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from polis_export import REAL

from goodplace.formats.polis import read_conversation

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real conversations are not here")
# People, statements, those that passed moderation, last votes, rows of votes.csv (None: not in the copy).
STATED = {
    "bg2050-volunteers": (126, 371, 316, 14_283, 14_341),
    "bowling-green-2018": (2_031, 896, 607, 225_524, None),
    "brexit-consensus-2017": (204, 50, 50, 5_303, 5_312),
    "london-youth-policing-2022": (26, 39, 36, 638, 640),
    "nz-affordable-housing-2017": (381, 165, 119, 14_995, 15_076),
    "seattle-15-per-hour-2014": (339, 54, 30, 2_872, 2_995),
    "vtaiwan-uberx-2015": (1_921, 197, 99, 49_443, 49_997),
}


@pytest.mark.parametrize("name", STATED)
def test_people_statements_and_votes_are_as_many_as_stated(name: str) -> None:
    people, statements, passed, votes, rows = STATED[name]
    read = read_conversation(REAL / name, local=False)
    assert (read.votes.people, len(read.statements), len(read.votes.value)) == (people, statements, votes)
    assert sum(one.moderated == 1 for one in read.statements) == passed
    assert all(count.set_aside == 0 for count in read.counts)
    assert read.changed == (0 if rows is None else rows - votes)
    assert read.topic
    assert read.url.startswith("https://pol.is/")


@pytest.mark.parametrize("name", STATED)
def test_one_agrees_in_every_real_export(name: str) -> None:
    assert not any("−1" in text for text in read_conversation(REAL / name, local=False).differs)


@pytest.mark.parametrize("name", [name for name, stated in STATED.items() if stated[4] is not None])
def test_votes_and_matrix_say_the_same(name: str, tmp_path: Path) -> None:
    for path in (REAL / name).iterdir():
        if not path.name.startswith("votes"):
            (tmp_path / path.name).symlink_to(path)
    rows, matrix = read_conversation(REAL / name, local=False), read_conversation(tmp_path, local=False)
    assert matrix.votes_file.startswith("participants-votes")
    assert matrix.votes.counts().tolist() == rows.votes.counts().tolist()
    assert matrix.votes.people == rows.votes.people


def test_what_differs_in_the_real_exports_is_said() -> None:
    said = {name: read_conversation(REAL / name, local=False).differs for name in STATED}
    assert {name for name, texts in said.items() if texts} == {"bowling-green-2018", "london-youth-policing-2022"}
    assert "110,032 that agree" in said["bowling-green-2018"][0]
    assert said["london-youth-policing-2022"] == (
        "summary.csv counts 36 statements; the other files hold 39 (moderated out: 3).",
    )


def test_the_largest_is_read_in_seconds_without_an_engine() -> None:
    program = (
        "import sys, pathlib; from goodplace.formats.polis import read_conversation;"
        f"read_conversation(pathlib.Path({str(REAL / 'bowling-green-2018')!r}), local=False);"
        "print(*(m for m in ('pandas', 'duckdb', 'ibis', 'scipy') if m in sys.modules))"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
    # 0.5 s and the imports on an idle core; the bound only tells a loop over people from one over cells.
    assert time.perf_counter() - started < 20
