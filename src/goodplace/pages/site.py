"""The site: every page of a run as HTML, for whoever looks. Served and published pages are made by the same functions.

Addresses are relative: `Frame.root` leads from a page to the home page ("" there, "../" one folder below it).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from goodplace.account.account import promise_figures
from goodplace.account.state import AccountState
from goodplace.formats.stored_figures import StoredFigure
from goodplace.pages.account_view import account_view
from goodplace.pages.aims_view import aims_view
from goodplace.pages.data_view import data_view
from goodplace.pages.deal_view import deal_template, deal_view
from goodplace.pages.explain_view import explain_view
from goodplace.pages.needs_view import needs_view
from goodplace.pages.partner_view import partner_view
from goodplace.pages.plan_view import plan_view
from goodplace.pages.position_view import position_view
from goodplace.pages.render import HERE, deal_style, environment
from goodplace.pages.run_data import RunData
from goodplace.place.figure import Figure, Visibility
from goodplace.sharing.visibility import Viewer, may_see

PAGE_KEYS = ("position", "needs", "aims", "plan", "deal", "partner", "account", "data")
STYLES = "static/goodplace.css"
TITLES: Mapping[str, str] = {
    "position": "Place and position",
    "needs": "Needs and cohorts",
    "aims": "Aims",
    "plan": "The plan",
    "deal": "The deal",
    "partner": "Partner’s own page",
    "account": "The account",
    "data": "Data",
}
BANNERS: Mapping[str, tuple[str, str]] = {
    "worked_example": ("Worked example", "agreed by nobody: the bodies named have not seen, made or signed any of it"),
    "made_up": ("Made up", "nobody lives here: people, bodies and figures are invented"),
}
_VISIBILITY: Mapping[str, Visibility] = {"plan": "partners", "partner": "partner"}
_VIEWS: Mapping[str, Callable[[RunData, AccountState, Viewer], dict[str, Any]]] = {
    "position": position_view,
    "needs": needs_view,
    "aims": aims_view,
    "plan": plan_view,
    "deal": deal_view,
    "account": account_view,
    "data": data_view,
}


@dataclass(frozen=True)
class Frame:
    """Around a page: the way to the home page ("", "../", "/"), whether it is written to files, who is signed in."""

    root: str
    published: bool
    signed_in_as: str = ""
    csrf_token: str = ""


class NotVisible(Exception):  # noqa: N818 - it is an answer, and no error of anybody's
    """The viewer may not see what was asked for. `visibility` and `named` say who may."""

    def __init__(self, visibility: Visibility, named: tuple[str, ...] = ()) -> None:
        super().__init__(f"for {', '.join(named) or visibility}")
        self.visibility = visibility
        self.named = named


class UnknownPageError(LookupError):
    """There is no such page, partner or figure in this run."""


def visibility_of(key: str) -> Visibility:
    """Who may open a page. The deal's is open to anybody, and shows what has been signed and nothing else to them."""
    return _VISIBILITY.get(key, "public")


def path_of(key: str, partner: str = "") -> str:
    """Where a page is, from the home page: a folder with a slash at its end, "" for the home page itself."""
    if key not in PAGE_KEYS:
        raise UnknownPageError(key)
    return {"position": "", "partner": f"partners/{partner}/"}.get(key, f"{key}/")


def explain_path(name: str) -> str:
    """Where the working of a figure is, from the home page."""
    return f"explain/{_slug(name)}/"


def name_of(slug: str) -> str:
    """The figure's name that a slug was made from; raises UnknownPageError for one that was made from none."""
    try:
        name = re.sub(r"(?:~[0-9a-f]{2})+", lambda m: bytes.fromhex(m[0].replace("~", "")).decode("utf-8"), slug)
    except UnicodeDecodeError as error:
        raise UnknownPageError(slug) from error
    if _slug(name) != slug:
        raise UnknownPageError(slug)
    return name


def _slug(name: str) -> str:
    """Letters of ASCII, digits, . - and _ as they are; of all else each byte as ~ and two hex digits."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda m: "".join(f"~{byte:02x}" for byte in m[0].encode("utf-8")), name)


def render_page_of(
    key: str, data: RunData, state: AccountState, viewer: Viewer, frame: Frame, *, partner: str = ""
) -> str:
    """A page as `viewer` may see it. `partner`: whose own page, for the key "partner".

    Raises NotVisible where the viewer may not open it, and UnknownPageError for a key or partner that doesn't exist.
    """
    if key not in PAGE_KEYS:
        raise UnknownPageError(key)
    named = (partner,) if key == "partner" else ()
    if not may_see(viewer, visibility_of(key), named):
        raise NotVisible(visibility_of(key), named)
    if key == "partner":
        if partner not in data.partner_names:
            raise UnknownPageError(partner)
        view = partner_view(data, state, viewer, partner=partner)
    else:
        view = _VIEWS[key](data, state, viewer)
    template = deal_template(data, viewer) if key == "deal" else key
    title = data.partner_names[partner] if key == "partner" else TITLES[key]
    return _render(template, data, state, viewer, frame, key=key, title=title, partner=partner, **view)


def render_explain(name: str, data: RunData, state: AccountState, viewer: Viewer, frame: Frame) -> str:
    """The working of a figure. Raises UnknownPageError where there is none, NotVisible where it isn't the viewer's."""
    figure = figures_of(data, state).get(name)
    if figure is None:
        raise UnknownPageError(name)
    if not may_see(viewer, figure.visibility, figure.named):
        raise NotVisible(figure.visibility, figure.named)
    view = explain_view(figure, data, viewer)
    return _render("explain", data, state, viewer, frame, key="explain", title=figure.title, **view)


def figures_of(data: RunData, state: AccountState) -> Mapping[str, StoredFigure | Figure]:
    """Every figure that pages speak of: those of the run, and the promises of the deal in force."""
    return {**data.figures, **{figure.name: figure for figure in promise_figures(state)}}


def render_sign_in(frame: Frame, *, error: str = "", username: str = "", next: str = "") -> str:
    """The page to sign in on. It posts to itself: username, password, next and the token."""
    return _plain("sign_in", frame, title="Sign in", error=error, username=username, next=next)


def render_problem(frame: Frame, *, status: int, title: str, words: str) -> str:
    """A page that says what is wrong. `status`: the code of HTTP, for the reader who reports it."""
    return _plain("problem", frame, title=title, status=status, words=words)


def styles() -> bytes:
    """The one stylesheet of the site, at `STYLES`. Raises InputError where it hasn't been made (`make setup`)."""
    return (deal_style() + (HERE / "static/site.css").read_text(encoding="utf-8")).encode("utf-8")


def _plain(template: str, frame: Frame, *, title: str, **view: Any) -> str:
    """A page that is about no run."""
    words = {"place_name": "", "banner": None, "nav": (), "key": template, "title": title}
    return environment().get_template(f"site/{template}.html").render(**words, **view, frame=frame, styles=STYLES)


def _render(
    template: str, data: RunData, state: AccountState, viewer: Viewer, frame: Frame, *, key: str, title: str,
    partner: str = "", **view: Any,
) -> str:  # fmt: skip
    known = figures_of(data, state)

    def explain_href(name: str) -> str:
        figure = known.get(name)
        seen = figure is not None and may_see(viewer, figure.visibility, figure.named)
        return _link(frame, explain_path(name)) if seen else ""

    words = {
        "place_name": data.place["name"],
        "place_note": data.place.get("note", ""),
        "banner": BANNERS.get(data.place.get("kind", "")),
        "nav": _nav(data, viewer, frame, key=key, partner=partner),
        "key": key,
        "title": title,
        "frame": frame,
        "viewer": viewer,
        "partner": partner,
        "styles": STYLES,
        "href": lambda key, partner="": _href(frame, key, partner),
        "explain_href": explain_href,
    }
    return environment().get_template(f"site/{template}.html").render(**words, **view)


def _href(frame: Frame, key: str, partner: str = "") -> str:
    return _link(frame, path_of(key, partner))


def _link(frame: Frame, folder: str) -> str:
    """The address of a page from another. Files opened from a folder have no server to find their index.html."""
    return frame.root + folder + ("index.html" if frame.published else "") or "./"


def _nav(data: RunData, viewer: Viewer, frame: Frame, *, key: str, partner: str) -> list[tuple[str, str, bool]]:
    """Title, address and whether it is this page, of each page the viewer may open; own pages are one entry."""
    own = viewer.partner if viewer.role == "partner" else next(iter(data.partner_names), "")
    links = []
    for other in PAGE_KEYS:
        named = (own,) if other == "partner" else ()
        if may_see(viewer, visibility_of(other), named) and (other != "partner" or own in data.partner_names):
            title = TITLES[other] if other != "partner" else "Our own page" if viewer != _ANALYST else "Partners"
            links.append((title, _href(frame, other, own), other == key))
    return links


_ANALYST = Viewer("analyst")
__all__ = [
    "PAGE_KEYS", "STYLES", "Frame", "NotVisible", "UnknownPageError", "explain_path", "figures_of", "name_of",
    "path_of", "render_explain", "render_page_of", "render_problem", "render_sign_in", "styles", "visibility_of",
]  # fmt: skip
