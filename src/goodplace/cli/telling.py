"""What the command line prints: what was asked for on standard output; progress, notes and errors on the other."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from goodplace.place.errors import InputError
    from goodplace.place.place import Place
    from goodplace.place.problems import Problem
    from goodplace.quick import Progress, QuickResult

A_SECOND = 1.0
# What keeps a line of a page together, and a name apart from the sentence around it, shows as boxes on some terminals.
AS_TYPED = str.maketrans(
    {
        "\N{NO-BREAK SPACE}": " ",
        "\N{WORD JOINER}": None,
        "\N{FIRST STRONG ISOLATE}": None,
        "\N{POP DIRECTIONAL ISOLATE}": None,
    }
)


def say(text: str) -> None:
    typer.echo(text, err=True)


def print_result(source: Path, result: "QuickResult") -> None:
    """The sentences and where the page is; on standard error, that there are notes."""
    said = [sentence.translate(AS_TYPED) for sentence in result.sentences]
    typer.echo("\n\n".join([*said, f"Page: {result.page}"]))
    if result.notes:
        say(f"{counted(result.notes)} on the input: goodplace check {source}")


# Problems in words


def in_words(error: "InputError") -> str:
    from goodplace.place.problems import ProblemsFound

    if not isinstance(error, ProblemsFound):
        return str(error)
    return "\n".join([*_listed(error.problems), f"Nothing was worked out: {counted(error.problems)}."])


def problems_as_text(source: Path, place: "Place | None", problems: "Sequence[Problem]") -> str:
    """Every problem under its sheet, then how much was read, and how many there are."""
    lines = list(_listed(problems))
    if place is not None:
        parts = {"partners": place.partners, "options": place.options, "costs": place.costs, "effects": place.effects}
        parts |= {"outcomes": place.outcomes, "budgets": place.budgets}
        lines.append(f"Read: {', '.join(f'{len(rows)} {what}' for what, rows in parts.items())}.")
    return "\n".join([*lines, f"{source.name or source}: {counted(problems)}."])


def _listed(problems: "Sequence[Problem]") -> Iterator[str]:
    """A heading a sheet, then its problems, each on a line, and an empty line."""
    for where, together in groupby(problems, key=lambda problem: (problem.file, problem.sheet)):
        yield typer.style(" › ".join(part for part in where if part), bold=True)
        for problem in together:
            kind = f"{problem.severity:<5}"
            text = str(replace(problem, file="", sheet=""))
            yield f"  {typer.style(kind, fg='red') if problem.severity == 'error' else kind}  {text} [{problem.code}]"
        yield ""


def counted(problems: "Sequence[Problem]") -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    notes = len(problems) - errors
    said = [
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "error"), (notes, "note")) if count
    ]
    return " and ".join(said) or "nothing to complain of"


def problems_as_json(source: Path, problems: "Sequence[Problem]") -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    found = {"file": source.name, "errors": errors, "notes": len(problems) - errors}
    return json.dumps(found | {"problems": [asdict(problem) for problem in problems]}, indent=1, ensure_ascii=False)


# Progress


@contextmanager
def progress_told() -> Iterator["Progress"]:
    """Tells how far a run is: a bar with the time left on a terminal, else at most a line a stage after a second."""
    if sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _Lines()


@contextmanager
def _bar() -> Iterator["Progress"]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    shown = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        stages: dict[str, TaskID] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in stages:
                for earlier in stages.values():
                    bar.remove_task(earlier)
                # What was done before the first news doesn't count as speed.
                stages.clear()
                stages[what] = bar.add_task(what, total=of if of > 1 else None, completed=done)
            bar.update(stages[what], completed=done)

        yield tell


class _Lines:
    """Progress where there is no terminal: the name of a stage, once, and only when the run takes over a second."""

    def __init__(self) -> None:
        self.began, self.told = time.monotonic(), set[str]()

    def __call__(self, what: str, done: int, of: int) -> None:
        if what not in self.told and time.monotonic() - self.began > A_SECOND:
            self.told.add(what)
            say(f"goodplace: {what} …")
