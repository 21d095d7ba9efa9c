"""Every command does what its help says, and says plainly what is wrong, with the exit code that is promised."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from making import rows_of
from running import GOODPLACE, SCHOOL, SEVEN, contents, small_place
from running import goodplace as command

import goodplace
from goodplace import cli
from goodplace.formats import write_place
from goodplace.place.errors import InputError, InternalError
from goodplace.quick import read_released, result_folder


def run(*arguments: str | Path) -> int:
    """A command in this process."""
    return cli.run([str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def broken_place(path: Path) -> Path:
    """A place with errors on two sheets."""
    tables = rows_of("council", options=[{"id": "home", "lead": "counsil"}],
                     option_costs=[{"option": "home", "payer": "council", "amount": -5}],
                     option_effects=[{"option": "home", "outcome": "visits"}])  # fmt: skip
    return write_place(tables, path)


# From nothing to a page


def test_a_first_workbook_is_valid_and_gives_a_page(here: Path) -> None:
    """The walk-through of the README, with the command as it is installed."""
    installed = Path(sys.executable).parent / "goodplace"
    for arguments in (["init", "my-place.xlsx"], ["check", "my-place.xlsx"], ["quick", "my-place.xlsx"]):
        done = subprocess.run([installed, *arguments], cwd=here, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("DRAFT, not agreed.")
    assert done.stdout.rstrip().endswith(f"Page: {Path('my-place-deal') / 'index.html'}")
    files = contents(here / "my-place-deal")
    assert files["index.html"].startswith(b"<!DOCTYPE html>")
    assert {"deal.json", "deal.xlsx", "datapackage.json", "partners.csv"} <= files.keys()
    assert sorted(json.loads(files["deal.json"])["files"]) == sorted(files)


def test_quick_prints_the_sentences_and_the_page_and_nothing_else(here: Path) -> None:
    done = command("quick", SCHOOL, "--out", "school", here=here)
    assert done.returncode == 0
    paragraphs = done.stdout.rstrip("\n").split("\n\n")
    assert "if 50 % of the claimed savings are really released" in paragraphs[0]
    assert paragraphs[-1] == f"Page: {Path('school') / 'index.html'}"
    assert "Traceback" not in done.stderr


def test_every_sentence_printed_stands_on_the_page(here: Path) -> None:
    done = command("quick", SCHOOL, "--out", "school", here=here)
    page = (here / "school/index.html").read_text(encoding="utf-8").translate(cli.AS_TYPED)
    for sentence in done.stdout.rstrip("\n").split("\n\n")[:-1]:
        assert sentence.replace("'", "&#39;") in page


def test_a_share_released_changes_the_result_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("quick", SCHOOL, "--out", "all", "--released", "100%") == 0
    assert "if 100 % of the claimed savings" in capsys.readouterr().out
    assert json.loads(Path("all/deal.json").read_text())["released"] == 1


@pytest.mark.parametrize(
    ("typed", "share"), [("50", 0.5), ("50%", 0.5), ("50 %", 0.5), ("0.5", 0.5), ("0", 0.0), ("100", 1.0), ("1%", 0.01)]
)
def test_a_share_released_is_read_as_people_type_it(typed: str, share: float) -> None:
    assert read_released(typed) == pytest.approx(share)


@pytest.mark.parametrize("typed", ["1", "-1", "101", "half", "", "nan", "inf", "50%%"])
def test_a_share_that_could_be_two_things_or_none_is_refused(typed: str) -> None:
    with pytest.raises(InputError) as found:
        read_released(typed)
    assert found.value.code == "released"


def test_a_result_stands_beside_its_source_whatever_the_source_is(here: Path) -> None:
    (here / "old.place").mkdir()
    assert result_folder(Path("a.b.xlsx")) == Path("a.b-deal")
    assert result_folder(Path("old.place")) == Path("old.place-deal")
    assert result_folder(Path(".")) == here.with_name(f"{here.name}-deal")


def test_a_folder_of_csvs_gives_the_deal_of_the_workbook(here: Path) -> None:
    for path in (small_place(here / "one.xlsx"), small_place(here / "two")):
        assert run("quick", path) == 0
    one, two = (json.loads((here / f"{name}-deal/deal.json").read_text()) for name in ("one", "two"))
    assert (one.pop("source"), two.pop("source")) == ("one.xlsx", "two")
    assert one == two


# What is wrong


def test_check_lists_every_problem_under_its_sheet_and_ends_with_1(here: Path) -> None:
    done = command("check", broken_place(here / "bad.xlsx"), here=here)
    assert done.returncode == 1
    headings = [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]
    assert headings[:2] == ["bad.xlsx › option_costs", "bad.xlsx › option_effects"]
    assert headings[-1] == "bad.xlsx: 2 errors and 2 notes."
    assert re.search(r"error  row 2 › lead: .*counsil.*Did you mean “council”\? \[dangling-partner\]", done.stdout)
    assert "[negative-money]" in done.stdout
    assert "\x1b[" not in done.stdout


def test_check_gives_the_same_problems_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", broken_place(here / "bad.xlsx"), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["file"], found["errors"], found["notes"]) == ("bad.xlsx", 2, 2)
    codes = [problem["code"] for problem in found["problems"] if problem["severity"] == "error"]
    assert sorted(codes) == ["dangling-partner", "negative-money"]


def test_check_of_a_sound_place_says_what_was_read_and_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", SEVEN) == 0
    said = capsys.readouterr().out
    assert "Read: 7 partners, 12 options" in said
    assert said.rstrip().endswith("seven-partners.xlsx: 3 notes.")


def test_quick_works_nothing_out_while_there_are_errors(here: Path) -> None:
    done = command("quick", broken_place(here / "bad.xlsx"), here=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert "[dangling-partner]" in done.stderr
    assert done.stderr.rstrip().endswith("Nothing was worked out: 2 errors and 2 notes.")
    assert not (here / "bad-deal").exists()


@pytest.mark.parametrize("name", ["check", "quick"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "file-not-found"),
        (b"", "file-empty"),
        (b"a,b\n1,2\n", "csv-named-xlsx"),
        (b"PK\x03\x04", "file-truncated"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(
    name: str, content: bytes | None, code: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (here / "odd.xlsx").write_bytes(content)
    assert run(name, "odd.xlsx") == {"check": 1, "quick": 2}[name]
    said = capsys.readouterr()
    assert f"[{code}]" in said.out + said.err
    assert "Traceback" not in said.out + said.err


def test_what_is_typed_wrong_ends_with_2(here: Path) -> None:
    for arguments in (["quick"], ["quick", "a.xlsx", "--no-such"], ["qick", "a.xlsx"], ["demo", "--partners", "many"]):
        done = command(*arguments, here=here)
        assert done.returncode == 2, arguments
        assert "Usage: goodplace" in done.stderr


def test_init_leaves_what_is_there_and_asks_for_the_right_ending(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mine.xlsx").write_text("mine")
    assert run("init", "mine.xlsx") == 2
    assert (here / "mine.xlsx").read_text() == "mine"
    assert run("init", "mine.ods") == 2
    assert "mine.ods doesn't end in .xlsx. Try mine.xlsx." in capsys.readouterr().err


def test_more_than_twelve_partners_are_refused_in_words(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--partners", "13", "--options", "2", "--out", "many") == 2
    assert "13 partners: groups are worked out exactly up to 12" in capsys.readouterr().err
    assert not (here / "many/made-up-place-deal").exists()


@pytest.mark.parametrize("way", ["foreign folder", "file", "below a file"])
def test_a_place_that_cannot_be_written_to_is_refused_before_any_work(
    way: str, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goodplace.quick.work_out", lambda *given, **named: pytest.fail("worked out all the same"))
    out = {"foreign folder": here / "out", "file": here / "file", "below a file": here / "file/out"}[way]
    (here / "file").write_text("mine")
    (here / "out").mkdir()
    (here / "out/mine.txt").write_text("mine")
    assert run("quick", SCHOOL, "--out", out) == 2
    said = capsys.readouterr().err
    assert str(out) in said
    assert "Traceback" not in said
    assert sorted(path.name for path in here.rglob("*")) == ["file", "mine.txt", "out"]


@pytest.mark.parametrize("error", [InternalError("we are wrong"), ZeroDivisionError("division")])
def test_our_own_errors_come_with_a_traceback_and_end_with_70(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise error

    monkeypatch.setattr("goodplace.quick.work_out", fail)
    assert run("quick", SCHOOL, "--out", "out") == 70
    said = capsys.readouterr()
    assert "Traceback" in said.err
    assert str(error) in said.err
    assert "This is an error of goodplace" in said.err
    assert said.out == ""


# Ask for a figure


def test_a_figure_is_explained_down_to_row_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain", "partner.school.net", SCHOOL) == 0
    said = capsys.readouterr().out
    assert "−£48,888" in said
    assert "school-emotional-learning.xlsx › option_costs › row 2" in said


def test_without_a_file_the_result_that_is_here_is_asked_about_at_its_own_share(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_place(here / "place.xlsx")
    assert run("quick", "place.xlsx", "--released", "25") == 0
    capsys.readouterr()
    assert run("explain", "together.released") == 0
    in_folder = capsys.readouterr().out
    assert "£800" in in_folder  # 25 % of 10 × £320
    os.chdir("place-deal")
    assert run("explain", "together.released") == 0
    assert capsys.readouterr().out == in_folder
    os.chdir(here)
    assert run("explain", "together.released", "place-deal", "--released", "50") == 0
    assert "£1,600" in capsys.readouterr().out


def test_a_source_that_changed_since_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("quick", small_place(here / "place.xlsx"))
    small_place(here / "place.xlsx", names=("Council", "Health"))
    capsys.readouterr()
    assert run("explain", "together.net") == 0
    assert "place.xlsx has changed since" in capsys.readouterr().err


def test_what_cannot_be_explained_says_what_to_give(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = small_place(here / "place.xlsx")

    def refused(*arguments: str | Path) -> str:
        assert run("explain", *arguments) == 2
        return capsys.readouterr().err

    assert "there is no result here" in refused("together.net")
    assert "Did you mean" in refused("togther.net", place)
    for name in ("one", "two"):
        run("quick", place, "--out", f"{name}-deal")
    capsys.readouterr()
    assert "there are 2 results here (one-deal, two-deal)" in refused("together.net")
    place.rename(here / "moved.xlsx")
    assert "was made from place.xlsx, which is neither beside it nor here" in refused("together.net", "one-deal")
    (here / "two-deal/deal.json").write_text("{}")
    assert "is not a result of goodplace" in refused("together.net", "two-deal")


def test_every_name_on_the_page_can_be_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("quick", SEVEN, "--out", "seven") == 0
    capsys.readouterr()
    assert run("explain", "--list", SEVEN) == 0
    names = {line.split("  ")[0] for line in capsys.readouterr().out.splitlines()}
    on_page = set(re.findall(r'data-figure="([^"]*)"', (here / "seven/index.html").read_text(encoding="utf-8")))
    assert len(on_page) > 100
    assert on_page - names == set()


# Games, a made-up place, and the rest


@pytest.mark.parametrize("given", ["file", "standard input"])
def test_a_game_is_solved_as_json(given: str, here: Path) -> None:
    game = '{"players": ["a", "b"], "v": {"a": 0, "b": 0, "a,b": 1}}'
    (here / "game.json").write_text(f"\ufeff{game}", encoding="utf-8")
    done = command("game", *(["game.json"] if given == "file" else ["-"]), here=here, given=game)
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["shapley"] == answer["nucleolus"] == {"a": 0.5, "b": 0.5}
    assert answer["core_empty"] is False


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "can't be read"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"{", "not the JSON of a game"),
        (b"[]", "must be a JSON object"),
        (b'{"players": ["a", "b"], "v": {"a": 0}}', "without a value: 'b', 'a,b'"),
        (b'{"players": ["a"], "v": {"a": NaN}}', "Write an ordinary number"),
    ],
)
def test_a_game_that_is_none_is_refused_in_words(
    content: bytes | None, words: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (here / "game.json").write_bytes(content)
    assert run("game", "game.json") == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_a_made_up_place_is_written_with_its_truth_apart_and_worked_out(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = ["--partners", "3", "--options", "3", "--years", "3", "--seed", "7"]
    made = []
    for folder in ("one", "two"):
        assert run("demo", "--out", folder, *sizes) == 0
        files = contents(here / folder / "made-up-place-deal")
        assert b"truth" not in files["deal.json"]
        made.append((files, (here / folder / "truth.json").read_bytes()))
    assert made[0] == made[1]
    assert "DRAFT, not agreed." in capsys.readouterr().out
    assert run("demo", "--out", "one", *sizes) == 0  # again, over what is there


def test_a_made_up_place_of_an_impossible_size_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--partners", "0") == 2
    assert "1 to 26 partners, not 0" in capsys.readouterr().err
    assert not Path("made-up-place").exists()


@pytest.mark.parametrize("out", ["file", "file/out"])
def test_a_made_up_place_that_cannot_be_written_is_said_plainly(
    out: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").write_text("mine")
    assert run("demo", "--partners", "1", "--options", "1", "--out", out) == 2
    assert f"{out} can't be written to" in capsys.readouterr().err
    assert (here / "file").read_text() == "mine"


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("version") == 0
    assert capsys.readouterr().out == f"goodplace {goodplace.__version__}\n"


def test_a_terminal_without_the_letters_of_a_name_stops_nothing(here: Path) -> None:
    place = small_place(here / "place.xlsx", names=("Ærø", "Ωmega 🦊"))
    done = subprocess.run(
        [*GOODPLACE, "quick", place], cwd=here, env=os.environ | {"PYTHONIOENCODING": "latin-1"}, capture_output=True
    )
    assert done.returncode == 0
    assert "Ærø" in done.stdout.decode("latin-1")
    assert "?mega" in done.stdout.decode("latin-1")


def test_a_reader_that_has_read_enough_is_no_error(here: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:
        done = subprocess.run(
            [*GOODPLACE, "explain", "--list", SCHOOL], cwd=here, stdout=closed, stderr=subprocess.PIPE, text=True
        )
    assert done.stderr == ""


def test_on_a_terminal_progress_is_a_bar_and_standard_output_stays_clean(here: Path) -> None:
    ours, theirs = pty.openpty()
    shown = b""
    with open(here / "said", "wb") as said:
        run = subprocess.Popen([*GOODPLACE, "quick", SEVEN, "--out", "seven"], cwd=here, stdout=said, stderr=theirs)
        os.close(theirs)
        while chunk := read_or_nothing(ours):  # as it comes: a terminal that nobody reads soon takes no more
            shown += chunk
        os.close(ours)
        assert run.wait(timeout=30) == 0
    assert b"released shares" in shown
    assert "━".encode() in shown
    assert b"\x1b" not in (here / "said").read_bytes()


def read_or_nothing(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed and everything has been read
        return b""


# As a library


def test_importing_goodplace_imports_nothing_else() -> None:
    program = "import sys, goodplace; print([m for m in sys.modules if m.startswith('goodplace.') or m == 'numpy'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    for name in goodplace.__all__:
        assert getattr(goodplace, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        goodplace.nothing  # noqa: B018


@pytest.mark.parametrize(
    "command",
    [
        ("serve", "PLACE"),
        ("publish", "PLACE", "out"),
        ("member", "list", "PLACE"),
        ("member", "remove", "PLACE", "me"),
        ("member", "add", "PLACE", "me", "--role", "analyst", "--password", "a long enough phrase"),
    ],
)
def test_a_misspelt_place_is_told_and_does_not_become_a_place(
    command: tuple[str, ...], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "empty").mkdir()
    for wrong, said in (("nowhere", "There is no file or folder nowhere"), ("empty", "empty isn't a place")):
        assert run(*(wrong if word == "PLACE" else word for word in command)) == 2
        assert said in capsys.readouterr().err
    assert not (here / "nowhere").exists()
    assert not any((here / "empty").iterdir())
