"""The commands hang from here, with what several of them are given."""

from pathlib import Path
from typing import Annotated

import typer

OK, PROBLEMS, BROKEN, STOPPED = 0, 1, 70, 130

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
