"""From a workbook to its deal: check it, work it out, explain a figure of it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodplace.cli.app import PROBLEMS, Processes, Released, Source, app
from goodplace.cli.place import print_run
from goodplace.cli.telling import print_result, problems_as_json, problems_as_text, progress_told, say

if TYPE_CHECKING:
    pass


@app.command()
def init(
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write; it must not exist.")],
) -> None:
    """Write a workbook to start from. It is small and valid, with a comment on every column."""
    from goodplace.formats import write_template
    from goodplace.place.errors import InputError

    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path} doesn't end in .xlsx. Try {path.stem}.xlsx.", code="not-xlsx")
    typer.echo(f"Wrote {write_template(path)}. Fill it in, then: goodplace check {path}")


@app.command()
def check(
    source: Source,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """List every problem of a place at once. Each says where, what was expected, what is there, and what to do."""
    from goodplace.steps.check import check_place

    place, problems = check_place(source)
    typer.echo(problems_as_json(source, problems) if as_json else problems_as_text(source, place, problems))
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
    with progress_told() as progress:
        result = run(source, out=out, released=share, processes=processes, progress=progress)
    print_result(source, result)


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
    from goodplace.formats.runs import Home
    from goodplace.quick import figures_of, read_released
    from goodplace.steps.explained import run_figures

    if list_all and name is not None and source is None:
        source = Path(name)
    share = None if released is None else read_released(released)
    known = run_figures(Home(source)) if source is not None and share is None else None
    if known is None:
        with progress_told() as progress:
            asked = asked_about(source, here=Path.cwd())
            known = figures_of(asked, released=share, processes=processes, progress=progress)
    figures, remark = known
    if remark:
        say(remark)
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

    answer = solve_game(parse_document(text_of(path)))
    typer.echo(json.dumps(answer, indent=1, ensure_ascii=False))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = Path("made-up-place"),
    partners: Annotated[int, typer.Option(help="How many partners.")] = 5,
    options: Annotated[int, typer.Option(help="How many options.")] = 8,
    years: Annotated[int, typer.Option(help="Years for which there is money.")] = 5,
    people: Annotated[int, typer.Option(metavar="N", help="How many people to make up, with records of them.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same place.")] = 1,
    processes: Processes = 2,
) -> None:
    """Make up a place, work out its deal, run its five steps and publish its pages. What is really so is kept apart."""
    from goodplace.demo import made_up_place, write_demo
    from goodplace.formats import write_place
    from goodplace.quick import quick as run

    made_up = made_up_place(partners=partners, options=options, years=years, seed=seed)
    workbook = write_demo(out, made_up, write_tables=write_place)
    with progress_told() as progress:
        result = run(workbook, processes=processes, progress=progress)
    print_result(workbook, result)
    typer.echo(f"What is really so: {workbook.parent / 'truth.json'}\n")
    _whole_place(out, partners, options, years, people, seed, processes)


def _whole_place(out: Path, partners: int, options: int, years: int, people: int, seed: int, processes: int) -> None:
    """The same place as a folder with every step alive, run and published."""
    from goodplace.demo.folder import write_demo_place
    from goodplace.formats.runs import Home
    from goodplace.formats.write_place import write_place_folder
    from goodplace.steps.run import run_place
    from goodplace.web.publish import publish

    with progress_told() as progress:
        progress("making up the place", 0, 1)
        made = write_demo_place(
            out, partners=partners, options=options, years=years, seed=seed, people=people,
            write_tables=write_place_folder,
        )  # fmt: skip
        outcome = run_place(made.place, processes=processes, progress=progress)
        progress("publishing", 0, 1)
        published = publish(Home(made.place), out / "public")
    print_run(made.place, outcome)
    typer.echo(f"What is really so of its people: {made.truth}" if people else "No people were made up: --people N.")
    typer.echo(f"Published {published.pages} pages. Open: {published.folder / 'index.html'}")


@app.command()
def version() -> None:
    """Say which goodplace this is."""
    from goodplace import __version__

    typer.echo(f"goodplace {__version__}")


def text_of(path: Path) -> str:
    """The text of a file, or of standard input for "-"."""
    from goodplace.place.errors import InputError

    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text in UTF-8.", code="cannot-read") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.", code="cannot-read") from error
