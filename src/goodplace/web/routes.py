"""Every address of the site, each declared once with who may see it. A route that does not say so cannot be built."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

from goodplace.pages import site
from goodplace.pages.site import NotVisible
from goodplace.place.errors import InternalError
from goodplace.sharing.visibility import may_see
from goodplace.web import answers
from goodplace.web.answers import Answer, Look

SeenBy = Literal["public", "committee", "partners", "partner", "per item"]
Form = Literal["sign_in", "sign_out"]


@dataclass(frozen=True)
class Route:
    """An address. seen_by: "partner" is the one in the address, "per item" what the figure or table asked for says.

    Exactly one of: answer, made from a run for whoever looks · fixed, the same for everybody, needing no run · form,
    whose handler in `forms.py` answers instead, and which is never published.
    """

    name: str
    path: str
    seen_by: SeenBy
    answer: Callable[..., Answer] | None = None
    form: Form | None = None
    fixed: Callable[[], Answer] | None = None

    def for_viewer(self, look: Look, **found: str) -> Answer:
        """The answer for whoever looks. Raises NotVisible where the declaration, or the item, says so."""
        if self.answer is None:
            raise InternalError(f"{self.name} is answered without looking at a run")
        named = (found["partner"],) if self.seen_by == "partner" else ()
        if self.seen_by != "per item" and not may_see(look.viewer, self.seen_by, named):
            raise NotVisible(self.seen_by, named)
        return self.answer(look, **found)


def _page(key: str, path: str, seen_by: SeenBy) -> Route:
    return Route(key, path, seen_by, partial(answers.page, key))


def _stylesheet() -> Answer:
    return Answer(site.styles(), "text/css; charset=utf-8")


def _for_robots() -> Answer:
    return Answer(b"User-agent: *\nDisallow: /explain/\nDisallow: /sign-in/\n", "text/plain; charset=utf-8")


def _no_picture() -> Answer:
    """Browsers ask for it unbidden: an empty answer, so that it is no error on every first visit."""
    return Answer(b"", "image/x-icon")


ROUTES: Sequence[Route] = (
    _page("position", "", "public"),
    _page("needs", "needs/", "public"),
    _page("aims", "aims/", "public"),
    _page("plan", "plan/", "partners"),
    _page("deal", "deal/", "public"),
    _page("partner", "partners/<str:partner>/", "partner"),
    _page("account", "account/", "public"),
    _page("data", "data/", "public"),
    Route("explain", "explain/<str:slug>/", "per item", answers.explain),
    Route("figures", "data/figures.csv", "per item", answers.figures),
    Route("table", "data/<str:key>.csv", "per item", answers.table),
    Route("record", "data/record.jsonl", "public", answers.record),
    Route("styles", site.STYLES, "public", fixed=_stylesheet),
    Route("robots", "robots.txt", "public", fixed=_for_robots),
    Route("favicon", "favicon.ico", "public", fixed=_no_picture),
    Route("sign_in", "sign-in/", "public", form="sign_in"),
    Route("sign_out", "sign-out/", "public", form="sign_out"),
)


def refuse_undeclared(routes: Sequence[Route]) -> None:
    """Raise InternalError for a route that doesn't say who may see it, or says otherwise than its page does."""
    wrong = [route.name for route in routes if route.seen_by not in get_args(SeenBy)]
    wrong += [r.name for r in routes if r.name in site.PAGE_KEYS and r.seen_by != site.visibility_of(r.name)]
    wrong += [r.name for r in routes if sum(how is not None for how in (r.answer, r.form, r.fixed)) != 1]
    if wrong:
        raise InternalError(f"these routes don't declare who may see them: {', '.join(wrong)}")
