"""Django's map of the addresses, built from `routes.ROUTES`; it can't be built with a route that doesn't declare."""

from collections.abc import Mapping

from django.urls import path

from goodplace.web import forms
from goodplace.web.handling import Handler, handler_of
from goodplace.web.routes import ROUTES, Route, refuse_undeclared

_FORMS: Mapping[str | None, Handler] = {"sign_in": forms.sign_in, "sign_out": forms.sign_out}


def _handler(route: Route) -> Handler:
    return _FORMS[route.form] if route.form else handler_of(route)


refuse_undeclared(ROUTES)
urlpatterns = [path(route.path, _handler(route), name=route.name) for route in ROUTES]
handler400 = "goodplace.web.handling.bad_request"
handler403 = "goodplace.web.handling.forbidden"
handler404 = "goodplace.web.handling.not_found"
handler500 = "goodplace.web.handling.our_error"
