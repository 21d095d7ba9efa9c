"""Serve a place: Django behind waitress, on this machine unless told otherwise. Runs may go on meanwhile."""

import errno
import socket
from collections.abc import Callable, Sequence
from typing import Any

from goodplace.formats.runs import Home, current_run
from goodplace.place.errors import InputError
from goodplace.web.settings import web_settings

THREADS = 8
LARGEST_REQUEST = 100_000  # bytes: the only form there is holds a name and a password
MOST_PORT = 65_535
Say = Callable[[str], None]


def serve(
    home: Home,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    https: bool = False,
    names: Sequence[str] = (),
    say: Say | None = None,
) -> None:
    """Serve until Ctrl-C. names: host names under which browsers reach it, beside the address listened on.

    https: a proxy on this machine speaks HTTPS to browsers; cookies then go no other way, and its word for the
    visitor's address and scheme is taken. Raises InputError for a port or address that can't be had.
    """
    listening = _listen(host, port)
    try:
        application = application_of(home, host=host, names=names, https=https)
        _tell(say or print, home, listening, host)
        _run(application, listening, https=https)
    finally:
        listening.close()


def application_of(home: Home, *, host: str, names: Sequence[str] = (), https: bool = False) -> Any:
    """The site of a place as WSGI; its database is made, or brought up to date."""
    import logging.config

    from goodplace.service.configure import configure, migrate

    settings = web_settings(home, host=host, names=names, https=https)
    configure(home.service, web=settings)
    migrate()
    logging.config.dictConfig(dict(settings["LOGGING"]))  # type: ignore[call-overload]
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # built now, so that a wrong route stops the start and not a visitor
    return WSGIHandler()


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= MOST_PORT:
        raise InputError(f"There is no port {port}: ports go from 1 to {MOST_PORT}.", code="port")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} of {host} is in use by another program. Choose another: --port {port + 1}"
        else:
            message = f"{host}, port {port} can't be listened on: {error.strerror or error}."
        raise InputError(message, code="port") from error


def _tell(say: Say, home: Home, listening: socket.socket, host: str) -> None:
    shown = f"[{host}]" if ":" in host else host
    say(f"{home.source.name} is at http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
    if current_run(home) is None:
        say(f"There is no run of it yet. In another window: goodplace run {home.source}")


def _run(application: Any, listening: socket.socket, *, https: bool) -> None:
    from waitress.server import create_server

    behind = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }
    server = create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        max_request_body_size=LARGEST_REQUEST,
        ident="goodplace",
        clear_untrusted_proxy_headers=True,
        **(behind if https else {}),
    )
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
