"""A result appears whole or not at all, and nothing that goodplace did not write is ever lost."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from goodplace.formats import atomic
from goodplace.formats.atomic import MARKER, SCHEMA, SITE, refuse_what_cannot_be_replaced, replace_folder
from goodplace.place.errors import InputError


def result(text: str, *, size: int = 5) -> dict[str, bytes]:
    names = [f"table{n}.csv" for n in range(size)]
    marker = json.dumps({"schema": SCHEMA, "files": [MARKER, *names], "text": text}).encode()
    return {MARKER: marker} | dict.fromkeys(names, text.encode())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def refused(folder: Path, files: Mapping[str, bytes]) -> InputError:
    with pytest.raises(InputError) as found:
        replace_folder(folder, files)
    assert str(folder) in str(found.value)
    return found.value


@pytest.fixture(params=["at once", "in steps"])
def out(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write to, on a system that can exchange two folders at once and on one that can't."""
    if request.param == "in steps":
        monkeypatch.setattr(atomic, "_exchange_at_once", lambda part, target: False)
    return tmp_path / "place" / "out"


def test_a_result_is_written_and_the_one_of_before_replaced_whole(out: Path) -> None:
    replace_folder(out, result("first", size=7))
    replace_folder(out, result("second"))
    assert contents(out) == result("second")
    assert beside(out) == ["out"]


def test_an_empty_folder_and_what_systems_leave_in_folders_are_no_hindrance(out: Path) -> None:
    out.mkdir(parents=True)
    for litter in (".DS_Store", "Thumbs.db", "~$deal.xlsx"):
        (out / litter).write_text("")
    replace_folder(out, result("first"))
    assert contents(out) == result("first")


@pytest.mark.parametrize(
    "marker", [None, b"{}", b"not JSON", b"[]", b'{"schema": "another-1", "files": ["letter.txt"]}']
)
def test_a_folder_with_other_files_is_left_as_it_is(marker: bytes | None, out: Path) -> None:
    out.mkdir(parents=True)
    (out / "letter.txt").write_text("Dear all")
    if marker is not None:
        (out / MARKER).write_bytes(marker)
    before = contents(out)
    error = refused(out, result("first"))
    assert error.code == "not-our-folder"
    assert "letter.txt" in str(error)
    assert contents(out) == before
    assert beside(out) == ["out"]


def test_a_file_put_into_a_result_of_ours_is_not_lost(out: Path) -> None:
    replace_folder(out, result("first"))
    (out / "my notes.docx").write_text("mine")
    assert "my notes.docx" in str(refused(out, result("second")))
    assert (out / "my notes.docx").read_text() == "mine"


def site(text: str, *, pages: tuple[str, ...]) -> dict[str, bytes]:
    names = [SITE.name, "index.html", *(f"{page}/index.html" for page in pages)]
    marker = json.dumps({"schema": SITE.schema, "files": names}).encode()
    return {SITE.name: marker} | dict.fromkeys(names[1:], text.encode())


def nested(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_of_folders_in_folders_is_replaced_whole_too(out: Path) -> None:
    replace_folder(out, site("first", pages=("needs", "explain/a", "explain/b")), marker=SITE)
    replace_folder(out, site("second", pages=("needs", "explain/b")), marker=SITE)
    assert nested(out) == site("second", pages=("needs", "explain/b"))
    assert sorted(path.name for path in out.rglob("*") if path.is_dir()) == ["b", "explain", "needs"]
    assert beside(out) == ["out"]


@pytest.mark.parametrize("stranger", ["explain/a/notes.txt", "explain/letters/", "mine/", ".git/", "needs/.git/"])
def test_what_somebody_put_into_a_site_is_not_lost_however_deep(stranger: str, out: Path) -> None:
    replace_folder(out, site("first", pages=("needs", "explain/a")), marker=SITE)
    path = out / stranger
    (path / "kept.txt" if stranger.endswith("/") else path).parent.mkdir(parents=True, exist_ok=True)
    (path / "kept.txt" if stranger.endswith("/") else path).write_text("mine")
    before = nested(out)
    with pytest.raises(InputError) as found:
        replace_folder(out, site("second", pages=("needs",)), marker=SITE)
    assert found.value.code == "not-our-folder"
    assert stranger.rstrip("/") in str(found.value)
    assert nested(out) == before


def test_a_result_is_not_replaced_by_a_site_nor_a_site_by_a_result(out: Path) -> None:
    replace_folder(out, result("first"))
    with pytest.raises(InputError):
        replace_folder(out, site("second", pages=()), marker=SITE)
    assert contents(out) == result("first")


@pytest.mark.parametrize("where", ["out", "out/deeper"])
def test_a_file_in_the_way_gets_a_plain_message(where: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert refused(tmp_path / where, result("x")).code in ("file-in-the-way", "cannot-write")
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, "disk-full", "The disk is full"),
        (errno.EDQUOT, "disk-full", "The disk is full"),
        (errno.EACCES, "cannot-write", "You may not write"),
        (errno.EROFS, "cannot-write", "You may not write"),
        (errno.EIO, "cannot-write", "can't be written"),
    ],
)
@pytest.mark.parametrize("step", ["mkdir", "write_bytes", "rename"])
def test_what_the_system_refuses_is_said_plainly_and_changes_nothing(
    number: int, code: str, words: str, step: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_folder(out, result("first"))
    exchange = atomic._exchange_at_once

    def refuse(*_: object, **options: object) -> None:
        if not options.get("exist_ok"):
            raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, refuse)
        if step == "rename" and exchange.__name__ != "<lambda>":
            patch.setattr(atomic, "_exchange_at_once", refuse)
        error = refused(out, result("second"))
    assert (error.code, words in str(error)) == (code, True)
    assert contents(out) == result("first")
    assert beside(out) == ["out"]


def test_a_disk_that_fills_half_way_leaves_the_result_of_before(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_folder(out, result("first"))
    write = Path.write_bytes

    def write_three(path: Path, content: bytes) -> int:
        if path.name == "table3.csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_three)
    assert refused(out, result("second")).code == "disk-full"
    assert contents(out) == result("first")
    assert beside(out) == ["out"]


def test_a_run_that_is_interrupted_leaves_the_result_of_before(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_folder(out, result("first"))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_folder(out, result("second"))
    assert contents(out) == result("first")
    assert beside(out) == ["out"]


def test_a_swap_that_fails_in_its_second_step_brings_the_result_of_before_back(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_folder(out, result("first"))
    monkeypatch.setattr(atomic, "_exchange_at_once", lambda part, target: False)
    rename, calls = Path.rename, []

    def fail_the_second(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_the_second)
    assert refused(out, result("second")).code == "cannot-write"
    assert contents(out) == result("first")
    assert beside(out) == ["out"]


RUN = """
import json, sys
from pathlib import Path
from goodplace.formats.atomic import MARKER, SCHEMA, SITE, refuse_what_cannot_be_replaced, replace_folder
text, out, times = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
names = [f"table{n}.csv" for n in range(60)]
marker = json.dumps({"schema": SCHEMA, "files": [MARKER, *names], "text": text}).encode()
print("started", flush=True)
for _ in range(times):
    replace_folder(out, {MARKER: marker} | dict.fromkeys(names, text.encode() * 2000))
"""


def start(text: str, out: Path, *, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, text, str(out), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(run: subprocess.Popen[str]) -> int:
    run.communicate()
    return run.returncode


def is_whole(out: Path) -> bool:
    """Every file there, and all of one run."""
    text = json.loads((out / MARKER).read_bytes())["text"]
    files = {name: content for name, content in contents(out).items() if name != MARKER}
    return len(files) == 60 and set(files.values()) == {text.encode() * 2000}


def test_a_run_that_is_killed_half_way_leaves_a_whole_result_and_running_again_works(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert ended(start("first", out, times=1)) == 0
    for delay in (0.005, 0.02):
        run = start("second", out, times=10_000)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(delay)
        run.send_signal(signal.SIGKILL)
        assert ended(run) == -signal.SIGKILL
        assert is_whole(out)
    assert ended(start("third", out, times=1)) == 0
    assert contents(out)["table0.csv"].startswith(b"third")


def test_runs_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    out = tmp_path / "out"
    runs = [start(text, out, times=12) for text in ("one", "two", "six")]
    assert [ended(run) for run in runs] == [0, 0, 0]
    assert is_whole(out)
    assert beside(out) == ["out"]


def test_two_runs_at_once_on_a_system_that_swaps_in_steps(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: another run puts its folder there between our two steps."""
    replace_folder(out, result("first"))
    monkeypatch.setattr(atomic, "_exchange_at_once", lambda part, target: False)
    rename, others = Path.rename, iter(["other"])

    def rename_with_company(path: Path, target: Path) -> Path:
        if path.name.endswith(".part") and not out.exists() and (text := next(others, "")):
            replace_folder(out, result(text))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", rename_with_company)
    replace_folder(out, result("second"))
    assert contents(out) == result("second")
    assert beside(out) == ["out"]


def test_leftovers_of_runs_killed_long_ago_are_swept_and_fresh_ones_left(tmp_path: Path) -> None:
    long_ago, just_now, other = (tmp_path / f".{name}.part" for name in ("out[1].aaa", "out[1].bbb", "else.ccc"))
    for folder in (long_ago, just_now, other):
        folder.mkdir()
    for folder in (long_ago, other):
        os.utime(folder, (0, 0))
    replace_folder(tmp_path / "out[1]", result("first"))
    assert beside(long_ago) == [".else.ccc.part", ".out[1].bbb.part", "out[1]"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    replace_folder(tmp_path / "link", result("first"))
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == result("first")


def test_what_would_be_refused_after_the_work_is_refused_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    for folder, code in (("file", "file-in-the-way"), ("file/out", "cannot-write"), ("mine", "not-our-folder")):
        with pytest.raises(InputError) as found:
            refuse_what_cannot_be_replaced(tmp_path / folder)
        assert found.value.code == code
    refuse_what_cannot_be_replaced(tmp_path / "new/folder")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="may not write"):
        refuse_what_cannot_be_replaced(tmp_path / "new/folder")
    assert not (tmp_path / "new").exists()
