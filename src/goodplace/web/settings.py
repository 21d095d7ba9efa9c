"""Django's settings for serving: no page without headers, no session without care, nobody guesses passwords."""

import socket
from collections.abc import Mapping, Sequence
from datetime import timedelta

from goodplace.formats.runs import Home

_HERE = ("localhost", "127.0.0.1", "[::1]")
_ANY_ADDRESS = ("", "0.0.0.0", "::", "[::]")
FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
MOST_WATCHED = 100_000  # pairs of name and address; beyond that the oldest are let go
LONGEST_SESSION = timedelta(hours=8)

_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "axes.middleware.AxesMiddleware",
)
PASSWORDS = (
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
)
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def web_settings(home: Home, *, host: str, names: Sequence[str] = (), https: bool = False) -> Mapping[str, object]:
    """Settings for one place served at one address. names: further host names under which browsers reach it."""
    return {
        "GOODPLACE_HOME": home,
        "DEBUG": False,
        "ROOT_URLCONF": "goodplace.web.urls",
        "MIDDLEWARE": list(_MIDDLEWARE),
        "ALLOWED_HOSTS": sorted({*_HERE, *names, *_names_of(host)}),
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": POLICY},
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_REFERRER_POLICY": "same-origin",
        "AUTH_PASSWORD_VALIDATORS": list(PASSWORDS),
        "LOGGING": _LOGGING,
        **_sessions(https=https),
        **_RATE_LIMIT,
    }


def _names_of(host: str) -> tuple[str, ...]:
    """Names a browser may use for the address listened on; on every address, the machine's own."""
    if host in _ANY_ADDRESS:
        return (socket.gethostname(), socket.getfqdn())
    return (f"[{host}]" if ":" in host else host,)


def _sessions(*, https: bool) -> Mapping[str, object]:
    return {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_AGE": int(LONGEST_SESSION.total_seconds()),
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_FAILURE_VIEW": "goodplace.web.forms.refused_form",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
    }


# Failures are counted in memory: no name or address of anybody is written down, and one process serves a place.
_RATE_LIMIT: Mapping[str, object] = {
    "CACHES": {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": MOST_WATCHED},
        }
    },
    "AXES_HANDLER": "axes.handlers.cache.AxesCacheHandler",
    "AXES_FAILURE_LIMIT": FAILURES,
    "AXES_COOLOFF_TIME": LOCKED_FOR,
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_LOCKOUT_CALLABLE": "goodplace.web.forms.locked_out",
    "AXES_VERBOSE": False,
    "AXES_ENABLE_ADMIN": False,
    "AXES_DISABLE_ACCESS_LOG": True,
}
# Errors of ours are told on standard error; who asked for what, or failed to sign in, is told nowhere.
_LOGGING: Mapping[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "axes": {"handlers": ["nowhere"], "propagate": False},
        "waitress": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
