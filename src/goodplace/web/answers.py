"""What each address answers, served or published: made from one run, the record, and who looks. No Django in here."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from goodplace.account.state import AccountState
from goodplace.formats.result_cells import safe_for_spreadsheets, stable
from goodplace.pages import site
from goodplace.pages.run_data import RunData
from goodplace.pages.site import Frame, NotVisible, UnknownPageError
from goodplace.sharing.visibility import Viewer, may_see

HTML = "text/html; charset=utf-8"
CSV = "text/csv; charset=utf-8"
FIGURE_COLUMNS = ("name", "title", "value", "unit", "visibility", "marks")


@dataclass(frozen=True)
class Look:
    """Somebody looks at a place. record: makes the public export of the record, JSON lines."""

    data: RunData
    state: AccountState
    viewer: Viewer
    frame: Frame
    record: Callable[[], bytes]


@dataclass(frozen=True)
class Answer:
    content: bytes
    kind: str = HTML


def page(key: str, look: Look, *, partner: str = "") -> Answer:
    """One of the eight pages. Raises NotVisible, and UnknownPageError for a partner that isn't there."""
    return _html(site.render_page_of(key, look.data, look.state, look.viewer, look.frame, partner=partner))


def explain(look: Look, *, slug: str) -> Answer:
    """The working of a figure. What isn't there is answered like what may not be seen: names may tell something."""
    try:
        return _html(site.render_explain(site.name_of(slug), look.data, look.state, look.viewer, look.frame))
    except UnknownPageError:
        raise _unknown_to(look.viewer, slug) from None


def table(look: Look, *, key: str) -> Answer:
    """A table of results as CSV, with the same rule as `explain`."""
    found = next((table for table in look.data.tables if table.key == key), None)
    if found is None:
        raise _unknown_to(look.viewer, key)
    if not may_see(look.viewer, found.visibility):
        raise NotVisible(found.visibility)
    return Answer(found.csv, CSV)


def figures(look: Look) -> Answer:
    """Every figure that the viewer may see, by name, as CSV; what is not known is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIGURE_COLUMNS)
    for _, figure in sorted(site.figures_of(look.data, look.state).items()):
        if may_see(look.viewer, figure.visibility, figure.named):
            value = "" if figure.value is None else stable(figure.value)
            words = (figure.name, figure.title, value, figure.unit, figure.visibility, "; ".join(figure.marks))
            writer.writerow([safe_for_spreadsheets(w) if isinstance(w, str) else w for w in words])
    return Answer(text.getvalue().encode("utf-8"), CSV)


def record(look: Look) -> Answer:
    """The record of promises as anybody may check it. Raises UnknownPageError while nothing stands in it."""
    if not look.state.events:
        raise UnknownPageError("record")
    return Answer(look.record(), "application/jsonl; charset=utf-8")


def _unknown_to(viewer: Viewer, what: str) -> Exception:
    return UnknownPageError(what) if viewer.role == "analyst" else NotVisible("partner")


def _html(text: str) -> Answer:
    return Answer(text.encode("utf-8"))
