"""Signing in and out: Django's accounts and sessions, a limit on guesses, and no way to elsewhere."""

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from goodplace.pages.site import render_sign_in
from goodplace.web.answers import HTML
from goodplace.web.handling import frame_of, not_allowed, problem

# The same words for a name that isn't there, a password that is wrong and an account that was closed.
WRONG = "User name or password is wrong"
LOCKED = "Too many failed attempts. Wait 15 minutes, then try again"


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it: a session under a new key, or the form again."""
    if request.method not in ("GET", "HEAD", "POST"):
        return not_allowed(request, ("GET", "HEAD", "POST"))
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(_local(request, request.GET.get("next", "")))
        return _form(request, asked=request.GET.get("next", ""))
    form = AuthenticationForm(request, data=request.POST)
    if not form.is_valid():
        return _form(request, asked=request.POST.get("next", ""), error=WRONG, status=400)
    login(request, form.get_user())
    return HttpResponseRedirect(_local(request, request.POST.get("next", "")))


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, here and in the database: its cookie opens nothing any more."""
    if request.method != "POST":
        return not_allowed(request, ("POST",))
    logout(request)
    return HttpResponseRedirect(reverse("position"))


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """What django-axes answers after too many failures of one name from one address."""
    return _form(request, asked=request.POST.get("next", ""), error=LOCKED, status=429)


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with one of another session: sent from elsewhere, or old."""
    words = (
        "What was sent didn't come from a page of this site, or the page was too old. Go back, load it again, retry."
    )
    return problem(request, 403, "That was not accepted", words)


def _form(request: HttpRequest, *, asked: str, error: str = "", status: int = 200) -> HttpResponse:
    """`asked`: where to go afterwards. What somebody typed as a name isn't given back: it may be a password."""
    page = render_sign_in(frame_of(request, form=True), error=error, next=_local(request, asked))
    response = HttpResponse(page, content_type=HTML, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _local(request: HttpRequest, asked: str) -> str:
    """Where to go next: an address of this site, else the home page."""
    here = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here else reverse("position")
