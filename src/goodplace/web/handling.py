"""From a request to an answer: who looks at which run, what they may see, and every refusal in plain words."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse

from goodplace.account.account import account_state
from goodplace.account.members import role_of
from goodplace.account.record import export_record
from goodplace.formats.runs import Home
from goodplace.pages.run_data import RunData
from goodplace.pages.site import Frame, NotVisible, UnknownPageError, render_problem
from goodplace.sharing.visibility import Viewer, may_see
from goodplace.web.answers import HTML, Answer, Look
from goodplace.web.current import current_data
from goodplace.web.routes import Route

Handler = Callable[..., HttpResponse]
_READING = ("GET", "HEAD")
_SEEN_BY = {
    "public": "anybody",
    "committee": "the committee, the partners and the analyst",
    "partners": "the partners and the analyst",
    "partner": "the partner it is about and the analyst",
}


def handler_of(route: Route) -> Handler:
    """Django's view of a route that shows something."""

    def handle(request: HttpRequest, **found: str) -> HttpResponse:
        if request.method not in _READING:
            return not_allowed(request, _READING)
        if route.fixed is not None:
            return _answered(route.fixed())
        return _shown(request, route, found)

    return handle


def _shown(request: HttpRequest, route: Route, found: dict[str, str]) -> HttpResponse:
    home: Home = settings.GOODPLACE_HOME
    data = current_data(home)
    if data is None:
        words = f"Nothing has been worked out for this place yet. First: goodplace run {home.source.name}"
        return problem(request, 503, "There is no run yet", words)
    viewer = role_of(request.user)
    try:
        answer = route.for_viewer(_look(request, home, data, viewer), **found)
    except NotVisible as refused:
        return _refused(request, viewer, refused)
    except UnknownPageError:
        return not_found(request)
    return _private(_answered(answer), request)


def _look(request: HttpRequest, home: Home, data: RunData, viewer: Viewer) -> Look:
    whole = may_see(viewer, "partners")
    state, frame = account_state(home, data.proposal), frame_of(request)
    return Look(data, state, viewer, frame, record=lambda: export_record(home, whole=whole))


def frame_of(request: HttpRequest, *, form: bool = False) -> Frame:
    """The frame of the page at this address. A token goes only where a form is, and a page for anybody has none."""
    signed_in = request.user.get_username() if request.user.is_authenticated else ""
    token = get_token(request) if signed_in or form else ""
    return Frame("../" * (request.path_info.count("/") - 1), False, signed_in, token)


def problem(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    """A page that says what is wrong."""
    # What fails before its user is known, such as a bad host name, is shown as to anybody.
    frame = frame_of(request) if hasattr(request, "user") else Frame("/", False)
    page = render_problem(frame, status=status, title=title, words=words)
    return _private(HttpResponse(page, content_type=HTML, status=status), request)


def not_allowed(request: HttpRequest, allowed: tuple[str, ...]) -> HttpResponse:
    response = problem(request, 405, "That can't be done here", "This page can be read, and nothing can be sent to it.")
    response["Allow"] = ", ".join(allowed)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "There is no page at this address. It may have been there in an earlier run, or be mistyped."
    return problem(request, 404, "Page not found", words)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "What your browser sent can't be answered. If you typed the address, check the name before the first slash."
    return problem(request, 400, "That can't be answered", words)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 403, "You may not see this", "What was asked for is not for everybody.")


def our_error(request: HttpRequest) -> HttpResponse:
    words = "This is an error of goodplace and not yours. Whoever looks after this site finds it in the log."
    return problem(request, 500, "Something went wrong", words)


def _refused(request: HttpRequest, viewer: Viewer, refused: NotVisible) -> HttpResponse:
    """Somebody unknown is asked to sign in and comes back here then; somebody known is told who may see it."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': request.path})}")
    words = f"It is seen by {_SEEN_BY[refused.visibility]}."
    return problem(request, 403, "You may not see this", words)


def _answered(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.content, content_type=answer.kind)


def _private(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Nothing that somebody saw after signing in stays in a browser or on the way to it."""
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    response["Cache-Control"] = "private, no-store" if signed_in else "no-cache"
    return response
