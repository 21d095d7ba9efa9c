"""The five steps on a place, each by itself or all in a row, and made-up people for a place."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodplace.cli.app import Processes, Released, app
from goodplace.cli.telling import counted, progress_told, say

if TYPE_CHECKING:
    from goodplace.steps.inputs import Step
    from goodplace.steps.run import RunOutcome

PlaceFolder = Annotated[Path, typer.Argument(metavar="PLACE", help="A folder that describes a place, or a workbook.")]


@app.command(name="run")
def run_all(place: PlaceFolder, released: Released = None, processes: Processes = 2) -> None:
    """Do all five steps on a place: know, aim, choose, agree, account. What hasn't changed isn't redone."""
    _run(place, "account", released, processes)


@app.command()
def know(place: PlaceFolder) -> None:
    """Step 1: where are we now? People, needs and cohorts, spending, and the position beside similar places."""
    _run(place, "know", None, 1)


@app.command()
def aim(place: PlaceFolder) -> None:
    """Step 2: to what end? Weights of outcomes, from residents' answers or from the tables."""
    _run(place, "aim", None, 1)


@app.command()
def choose(place: PlaceFolder, released: Released = None) -> None:
    """Step 3: what would work, what is it worth? The best plan by each way of counting value."""
    _run(place, "choose", released, 1)


@app.command()
def agree(place: PlaceFolder, released: Released = None, processes: Processes = 2) -> None:
    """Step 4: who pays, who gains, what would all sign?"""
    _run(place, "agree", released, processes)


@app.command()
def account(place: PlaceFolder, released: Released = None, processes: Processes = 2) -> None:
    """Step 5: the proposal as promises, who has signed it, and where the public record stands."""
    outcome = _run(place, "account", released, processes)
    from goodplace.account.account import account_lines

    typer.echo("\n".join(account_lines(outcome.home, outcome.run)))


@app.command()
def status(place: PlaceFolder, released: Released = None) -> None:
    """Say of each step whether it is up to date, and what changed where it isn't. Nothing is worked out."""
    from goodplace.quick import read_released
    from goodplace.steps.run import status as status_of

    share = None if released is None else read_released(released)
    for state in status_of(place, released=share):
        why = f": {'; '.join(state.why)}" if state.why else ""
        typer.echo(f"{state.step:<8} {state.state}{why}")


@app.command()
def people(
    place: PlaceFolder,
    number: Annotated[int, typer.Option(metavar="N", help="How many people to make up.")] = 50_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    truth: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for what is really so; beside PLACE unless given.")
    ] = None,
) -> None:
    """Make up people for a place, with five agencies' records of them. Nobody in them lives anywhere."""
    from goodplace.demo.margins import margins_of
    from goodplace.demo.people import made_up_people
    from goodplace.demo.write_people import write_people
    from goodplace.formats import read_place

    with progress_told() as progress:
        progress("reading", 0, 1)
        read, _ = read_place(place)
        made = made_up_people(number=number, seed=seed, margins=margins_of(read))
        progress("records", 0, 1)
        apart = place.resolve().with_name(f"{place.resolve().name}-truth") if truth is None else truth
        write_people(place, made, truth=apart, needs=[need.id for need in read.needs])
    for note in made.margins.notes:
        typer.echo(note)
    typer.echo(f"Wrote records of {number:,} made-up people to {place / 'records'}; what is really so: {apart}")


def _run(place: Path, upto: "Step", released: str | None, processes: int) -> "RunOutcome":
    from goodplace.quick import read_released
    from goodplace.steps.run import run_place

    share = None if released is None else read_released(released)
    with progress_told() as progress:
        outcome = run_place(place, upto=upto, released=share, processes=processes, progress=progress)
    print_run(place, outcome)
    if share is not None:
        say(f"This run, at {share:.0%} released, is now the current one, and its proposal the one to sign.")
    return outcome


def print_run(place: Path, outcome: "RunOutcome") -> None:
    """What became of each step, and where to go on."""
    for done in outcome.steps:
        what = f"done ({'; '.join(done.why)})" if done.redone else "unchanged, not redone"
        typer.echo(f"{done.step:<8} {what}")
    typer.echo(f"Run {outcome.run.id}. See it: goodplace serve {place}   Publish it: goodplace publish {place} OUT")
    if outcome.notes:
        say(f"{counted(outcome.notes)} on the input: goodplace check {place}")
