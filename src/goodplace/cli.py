"""The command line: each command calls the library and prints. What is heavy is imported when a command needs it.

Standard output holds what was asked for; progress, notes and errors go to standard error.
"""

import io
import json
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from goodplace.place.errors import InputError
    from goodplace.place.place import Place
    from goodplace.place.problems import Problem
    from goodplace.quick import Progress, QuickResult

OK, PROBLEMS, BROKEN, STOPPED = 0, 1, 70, 130
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

app = typer.Typer(
    name="goodplace",
    help="Strike a deal that every partner in a place would rather sign than walk away from.",
    epilog="Exit codes: 0 all is well · 1 check found errors · 2 something given is wrong · 70 goodplace is wrong · "
    "130 stopped by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # half the time that help takes
    pretty_exceptions_enable=False,
)

Source = Annotated[Path, typer.Argument(metavar="FILE", help="A workbook (.xlsx), or a folder of CSVs.")]
Released = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE", help="Share of unknown savings taken as released: 50, 50% or 0.5.", show_default=False
    ),
]
Processes = Annotated[int, typer.Option(min=1, metavar="N", help="Processes that share the work.")]


@app.command()
def init(
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write; it must not exist.")],
) -> None:
    """Write a workbook to start from. It is small and valid, with a comment on every column."""
    from goodplace.formats import write_template
    from goodplace.place.errors import InputError

    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path} doesn't end in .xlsx. Try {path.name}.xlsx.", code="not-xlsx")
    typer.echo(f"Wrote {write_template(path)}. Fill it in, then: goodplace check {path}")


@app.command()
def check(
    source: Source,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """List every problem of a place at once. Each says where, what was expected, what is there, and what to do."""
    from goodplace.formats import read_place
    from goodplace.place.problems import ProblemsFound

    place: Place | None = None
    problems: Sequence[Problem] = ()
    try:
        place, problems = read_place(source)
    except ProblemsFound as found:
        problems = found.problems
    typer.echo(_problems_as_json(source, problems) if as_json else _problems_as_text(source, place, problems))
    if place is None:
        raise typer.Exit(PROBLEMS)


@app.command()
def quick(
    source: Source,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the result; beside FILE unless given.")
    ] = None,
    released: Released = None,
    processes: Processes = 2,
) -> None:
    """Work out the deal and write its page. Prints who pays, who gains, who would not sign, and where the page is."""
    from goodplace.quick import quick as run
    from goodplace.quick import read_released

    share = None if released is None else read_released(released)
    with _progress() as progress:
        result = run(source, out=out, released=share, processes=processes, progress=progress)
    _print_result(source, result)


@app.command()
def explain(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Name of a figure, as the page gives it.")] = None,
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The place, or a result of quick; unless given, the one result that is here."
        ),
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the name of every figure.")] = False,
    depth: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Levels of the working to show; all unless given.")
    ] = None,
    released: Released = None,
    processes: Processes = 2,
) -> None:
    """Show the working of a figure of the page. It is recomputed, down to the rows and their sources."""
    from goodplace.explain import explain as working_of
    from goodplace.explain import list_names, render
    from goodplace.formats.read_result import asked_about
    from goodplace.quick import figures_of, read_released

    if list_all and name is not None and source is None:
        source = Path(name)
    share = None if released is None else read_released(released)
    asked = asked_about(source, here=Path.cwd())
    with _progress() as progress:
        figures, remark = figures_of(asked, released=share, processes=processes, progress=progress)
    if remark:
        _say(remark)
    if list_all or name is None:
        typer.echo(list_names(figures))
    else:
        working = working_of(figures, name)
        typer.echo(render(figures[name.strip()], working, depth=depth), nl=False)


@app.command()
def game(
    path: Annotated[Path, typer.Argument(metavar="FILE.json", help="A game: players, and what each group can get.")],
) -> None:
    """Solve any cooperative game. Shapley value, nucleolus, prenucleolus, core and least core, as JSON."""
    from goodplace.agree.games import parse_document
    from goodplace.agree.solutions import solve_game

    answer = solve_game(parse_document(_text_of(path)))
    typer.echo(json.dumps(answer, indent=1, ensure_ascii=False))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = Path("made-up-place"),
    partners: Annotated[int, typer.Option(help="How many partners.")] = 5,
    options: Annotated[int, typer.Option(help="How many options.")] = 8,
    years: Annotated[int, typer.Option(help="Years for which there is money.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed makes the same place.")] = 1,
    processes: Processes = 2,
) -> None:
    """Make up a place and work out its deal. What is really so there is written to a file of its own."""
    from goodplace.demo import made_up_place, write_demo
    from goodplace.formats import write_place
    from goodplace.quick import quick as run

    made_up = made_up_place(partners=partners, options=options, years=years, seed=seed)
    workbook = write_demo(out, made_up, write_tables=write_place)
    with _progress() as progress:
        result = run(workbook, processes=processes, progress=progress)
    _print_result(workbook, result)
    typer.echo(f"What is really so: {workbook.parent / 'truth.json'}")


@app.command()
def version() -> None:
    """Say which goodplace this is."""
    from goodplace import __version__

    typer.echo(f"goodplace {__version__}")


def main() -> None:
    """Run the command that was typed, and end with its exit code."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command; the exit code. Whatever goes wrong is said in plain words, our own errors with a traceback."""
    from goodplace.place.errors import InputError

    _let_no_letter_stop_us()
    try:
        app(list(arguments), prog_name="goodplace")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else OK
        if code == STOPPED:
            _say("Stopped. Nothing half-written is left.")
        return code
    except InputError as error:
        _say(_in_words(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("Stopped. Nothing half-written is left.")
        return STOPPED
    except Exception:
        _say(traceback.format_exc())
        _say("This is an error of goodplace, not of what you gave it. Please report it with the lines above.")
        return BROKEN
    return OK


def _let_no_letter_stop_us() -> None:
    """A terminal that lacks a letter of somebody's name shows a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _text_of(path: Path) -> str:
    """The text of a file, or of standard input for "-"."""
    from goodplace.place.errors import InputError

    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text in UTF-8.", code="cannot-read") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.", code="cannot-read") from error


def _print_result(source: Path, result: "QuickResult") -> None:
    """The sentences and where the page is; on standard error, that there are notes."""
    said = [sentence.translate(AS_TYPED) for sentence in result.sentences]
    typer.echo("\n\n".join([*said, f"Page: {result.page}"]))
    if result.notes:
        _say(f"{_counted(result.notes)} on the input: goodplace check {source}")


# Problems in words


def _in_words(error: "InputError") -> str:
    from goodplace.place.problems import ProblemsFound

    if not isinstance(error, ProblemsFound):
        return str(error)
    return "\n".join([*_listed(error.problems), f"Nothing was worked out: {_counted(error.problems)}."])


def _problems_as_text(source: Path, place: "Place | None", problems: "Sequence[Problem]") -> str:
    """Every problem under its sheet, then how much was read, and how many there are."""
    lines = list(_listed(problems))
    if place is not None:
        parts = {"partners": place.partners, "options": place.options, "costs": place.costs, "effects": place.effects}
        parts |= {"outcomes": place.outcomes, "budgets": place.budgets}
        lines.append(f"Read: {', '.join(f'{len(rows)} {what}' for what, rows in parts.items())}.")
    return "\n".join([*lines, f"{source.name or source}: {_counted(problems)}."])


def _listed(problems: "Sequence[Problem]") -> Iterator[str]:
    """A heading a sheet, then its problems, each on a line, and an empty line."""
    for where, together in groupby(problems, key=lambda problem: (problem.file, problem.sheet)):
        yield typer.style(" › ".join(part for part in where if part), bold=True)
        for problem in together:
            kind = f"{problem.severity:<5}"
            text = str(replace(problem, file="", sheet=""))
            yield f"  {typer.style(kind, fg='red') if problem.severity == 'error' else kind}  {text} [{problem.code}]"
        yield ""


def _counted(problems: "Sequence[Problem]") -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    notes = len(problems) - errors
    said = [
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "error"), (notes, "note")) if count
    ]
    return " and ".join(said) or "nothing to complain of"


def _problems_as_json(source: Path, problems: "Sequence[Problem]") -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    found = {"file": source.name, "errors": errors, "notes": len(problems) - errors}
    return json.dumps(found | {"problems": [asdict(problem) for problem in problems]}, indent=1, ensure_ascii=False)


# Progress


@contextmanager
def _progress() -> Iterator["Progress"]:
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
            _say(f"goodplace: {what} …")


if __name__ == "__main__":
    main()
