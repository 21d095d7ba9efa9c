"""The reference of commands is what the command line has: every command, argument and option, and nothing else."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from goodplace.cli import app, run
from goodplace.place.errors import GoodplaceError, InputError

PAGE = Path(__file__).parents[2] / "docs/reference/commands.md"
GROUP = typer.main.get_command(app)
COMMANDS = sorted(GROUP.commands)  # type: ignore[attr-defined]


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert sorted(set(sections()) - {"From Python"}) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_option_of_a_command_is_explained_and_no_other(name: str) -> None:
    parameters = GROUP.commands[name].params  # type: ignore[attr-defined]
    known = {p.opts[0] if p.param_type_name == "option" else p.metavar for p in parameters} - {"--help"}
    explained = {words.split()[0] for words in re.findall(r"^\| `([^`]+)` \|", sections()[name], re.MULTILINE)}
    assert explained == known


def test_the_exit_codes_are_those_of_the_errors() -> None:
    codes = set(map(int, re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)))
    assert codes == {0, 1, 130, InputError.exit_code, GoodplaceError.exit_code}


def test_what_the_guides_tell_to_type_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "riverbend.xlsx"]) == 0
    guide = (PAGE.parents[1] / "how-to/run-quick.md").read_text(encoding="utf-8")
    typed = [re.split(r" [>|]", line)[0] for line in re.findall(r"^goodplace (.+)$", guide, re.MULTILINE)]
    assert len(typed) == 4
    assert [line for line in typed if run(shlex.split(line)) != 0] == []
    (program,) = re.findall(r"^```python\n(.+?)^```", guide, re.MULTILINE | re.DOTALL)
    exec(program, {})
    assert {path.name for path in tmp_path.iterdir()} == {
        "riverbend.xlsx",
        "riverbend-deal",
        "riverbend-cautious",
        "out",
    }
