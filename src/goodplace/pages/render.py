"""The deal page: one HTML file that opens from a folder, with no script and nothing fetched."""

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from goodplace.pages import cells, charts
from goodplace.pages.figures import marks_used, named_figures
from goodplace.pages.view import DealPage
from goodplace.place.errors import InputError

T = TypeVar("T")

HERE = Path(__file__).parent
MOST_ROWS = 200
MOST_OPTIONS = 10
MOST_YEARS = 10  # in one table; more years are another table below

VERDICTS = {
    "holds": ("It holds", "green"),
    "needs_top_up": ("It needs more money", "yellow"),
    "no_deal": ("No deal", "red"),
    "undecided": ("Not decided", "grey"),
    "nothing_to_do": ("Nothing to do", "grey"),
    "private": ("Private", "grey"),
}
ANSWERS = {
    "yes": ("Yes", "green"),
    "only_with_transfer": ("Only with the transfer", "yellow"),
    "no": ("No", "red"),
    "undecided": ("Not decided", "grey"),
    "private": ("Private", "grey"),
}
MARKS = {
    "assumed": "a choice made for this run, with no source",
    "defaulted": "left blank in the workbook; goodplace's own default stands in for it",
    "not stated": "the input doesn't say where it comes from",
    "recalled": "from memory of a publication, not read there for this run",
    "stale": "a price or a finding too old to lean on without care",
    "unknown": "nobody has said; worked out at the share of savings named at the top",
    "modelled": "worked out by the study's authors, not observed",
    "inferred": "worked out from other published figures",
}


def render_page(page: DealPage) -> str:
    """The whole page as HTML. Equal pages give equal text, to the byte.

    Raises InputError when the page's styles have not been made yet (`make setup` makes them).
    """
    style = deal_style()
    return (
        environment()
        .get_template("page.html")
        .render(
            page=page,
            style=Markup(style),  # our own two files: nothing of the user's is in it
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            named_figures=named_figures(page),
            marks=[(mark, MARKS.get(mark, "")) for mark in marks_used(page)],
            flow_picture=charts.flow_picture(page.flows),
            stair_picture=charts.stair_picture(page.staircase),
            **split("options", page.options, most=MOST_OPTIONS, size=lambda option: option.matters),
            **split("flows", page.flows, most=charts.MOST_FLOWS, size=lambda flow: abs(flow.total.value or 0.0)),
        )
    )


def deal_style() -> str:
    """The styles of the deal page, which is one file."""
    made = HERE / "static/govuk-frontend.css"
    if not made.is_file():
        raise InputError(
            f"The page's styles are missing: there is no {made.name} beside goodplace's pages. "
            "Run `make setup` in goodplace's folder, which makes it.",
            code="styles-missing",
        )
    text = made.read_text(encoding="utf-8") + (HERE / "static/page.css").read_text(encoding="utf-8")
    if "</" in text:
        raise InputError(f"{made.name} isn't a stylesheet. Run `make setup` again.", code="styles-missing")
    return text


def split(what: str, rows: tuple[T, ...], *, most: int, size: Callable[[T], float]) -> dict[str, list[T]]:
    """The `most` largest rows, which are shown at once, and the others, in the page's order."""
    largest = set(sorted(range(len(rows)), key=lambda at: -size(rows[at]))[:most])
    return {
        f"largest_{what}": [row for at, row in enumerate(rows) if at in largest],
        f"other_{what}": [row for at, row in enumerate(rows) if at not in largest],
    }


@cache
def environment() -> Environment:
    """The templates, with what they all use. `explain_href` is a function on the site: figures are links there."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(units=charts.units, cell_text=cells.cell_text, numeric=lambda title: (title, True))
    environment.filters.update(
        plain=lambda title: (title, False), capitalize_first=lambda text: text[:1].upper() + text[1:]
    )
    environment.globals.update(
        VERDICTS=VERDICTS,
        ANSWERS=ANSWERS,
        MOST_ROWS=MOST_ROWS,
        MOST_YEARS=MOST_YEARS,
        NUMERIC_KINDS=cells.NUMERIC_KINDS,
        year_picture=charts.year_picture,
        total_cells=cells.total_cells,
        picture=charts,
        explain_href=None,
        weakest_withheld=0,
    )
    return environment
