"""Voices and promises: signing, checking the record, who may sign in, and the pages served or published."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodplace.cli.app import PROBLEMS, app
from goodplace.cli.place import PlaceFolder
from goodplace.cli.telling import progress_told

if TYPE_CHECKING:
    from goodplace.formats.runs import Home

members = typer.Typer(help="Who may sign in to the served pages of a place.", no_args_is_help=True)
app.add_typer(members, name="member")


@app.command()
def sign(
    proposal: Annotated[
        Path, typer.Argument(metavar="PROPOSAL", help="A place (its current proposal), or a proposal.json of its runs.")
    ],
    partner: Annotated[str, typer.Option(metavar="ID", help="Partner that signs.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who signs for it.")],
    post: Annotated[str, typer.Option(metavar="POST", help="The post that person holds.")],
    authority: Annotated[str, typer.Option(metavar="MINUTE", help="What empowers that person: a minute, a scheme.")],
) -> None:
    """Sign a proposal for a partner. When all have signed, its promises enter the record."""
    from goodplace.account.sign import read_proposal
    from goodplace.account.sign import sign as sign_it

    home, read = read_proposal(proposal)
    signed = sign_it(home, read, partner=partner, by=by, post=post, authority=authority)
    typer.echo("\n".join(signed.lines()))


@app.command()
def verify(
    place: Annotated[Path, typer.Argument(metavar="PLACE", help="A place, or a record that was exported from one.")],
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An earlier export: the record must begin with it.")
    ] = None,
) -> None:
    """Check the record: every event, their order, and that none is missing. Names what is wrong."""
    from goodplace.account.verify import verify_source

    found = verify_source(place, against=against)
    typer.echo("\n".join(found.lines()))
    if not found.ok:
        raise typer.Exit(PROBLEMS)


@app.command()
def serve(
    place: PlaceFolder,
    port: Annotated[int, typer.Option(metavar="N", help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    https: Annotated[bool, typer.Option("--https", help="Behind HTTPS: cookies go no other way.")] = False,
    name: Annotated[
        list[str], typer.Option(metavar="HOST", help="A host name by which browsers reach it; may be repeated.")
    ] = [],  # noqa: B006 - Typer copies it
) -> None:
    """Serve the pages of a place, with sign-in for partners and committee. Ctrl-C ends it."""
    from goodplace.web.serve import serve as serve_it

    serve_it(_home(place), host=host, port=port, https=https, names=name, say=typer.echo)


@app.command()
def publish(
    place: PlaceFolder,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write the public pages to.")],
) -> None:
    """Write the public pages of a place as a folder of files that opens without a server."""
    from goodplace.web.publish import publish as publish_it

    with progress_told() as progress:
        done = publish_it(_home(place), out, progress=progress)
    typer.echo(f"Published {done.pages} pages. Open: {done.folder / 'index.html'}")


@members.command("add")
def add_member(
    place: PlaceFolder,
    username: Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")],
    role: Annotated[str, typer.Option(help="partner, committee or analyst.")],
    password: Annotated[
        str,
        typer.Option(
            prompt="Password (at least 12 characters, not one often guessed)",
            hide_input=True,
            confirmation_prompt=True,
            envvar="GOODPLACE_PASSWORD",
            help="Asked for, unless the variable is set; nobody else should see what is typed here.",
        ),
    ],
    partner: Annotated[str, typer.Option(metavar="ID", help="Which partner, for the role partner.")] = "",
) -> None:
    """Let somebody sign in."""
    from goodplace.web.accounts import add_member as add

    add(_home(place), username=username, role=role, partner=partner, password=password)
    typer.echo(f"{username} may sign in as {role}{f' of {partner}' if partner else ''}.")


@members.command("list")
def list_members(place: PlaceFolder) -> None:
    """List who may sign in."""
    from goodplace.web.accounts import list_members as listed

    for member in listed(_home(place)):
        typer.echo(f"{member.username}  {member.role}{f' of {member.partner}' if member.partner else ''}")


@members.command("remove")
def remove_member(
    place: PlaceFolder, username: Annotated[str, typer.Argument(metavar="NAME", help="The name signed in with.")]
) -> None:
    """Let somebody sign in no longer."""
    from goodplace.web.accounts import remove_member as remove

    remove(_home(place), username=username)
    typer.echo(f"{username} may no longer sign in.")


def _home(place: Path) -> "Home":
    """Where a place is kept. A misspelt name must not become a new place with accounts of its own."""
    from goodplace.formats.runs import Home
    from goodplace.place.errors import InputError

    if not place.exists():
        raise InputError(f"There is no file or folder {place}. Check the name.", code="no-place")
    if place.is_dir() and not any(next(place.glob(kept), None) for kept in ("*.csv", "place.xlsx", "runs")):
        raise InputError(f"{place} isn't a place: it has no tables and no runs. Check the folder.", code="no-place")
    return Home(place)
