"""Which database: PostgreSQL by its address, else SQLite in the place's folder. No message ever shows a password."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from goodplace.place.errors import InputError

VARIABLE = "GOODPLACE_DATABASE"
SQLITE_FILE = "goodplace.sqlite3"
_FORM = "postgresql://user[:password]@host[:port]/name, or postgresql://user@/name?host=/folder/of/the/socket"
_PASSED_ON = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
# A signature that was answered for must outlive a power cut, so every commit waits for the disk (synchronous=FULL).
# A name that is erased must not stay in a part of the file that is no longer used (secure_delete).
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;",
}


def address_given(database: str | None) -> str:
    """The address asked for, or that of the environment; empty for SQLite in the place's folder."""
    return os.environ.get(VARIABLE, "") if database is None else database


def database_settings(folder: Path, address: str) -> dict[str, Any]:
    """Django's settings of one database. Raises InputError for an address that can't be read."""
    if not address:
        file = folder.resolve() / SQLITE_FILE
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": dict(_SQLITE_OPTIONS)}
    parts, port = _split(address)
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - {"host", *_PASSED_ON})
    no_time = not options.get("connect_timeout", "0").isdigit()
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/") or unknown or no_time:
        raise _unreadable()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def _split(address: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(address)
        return parts, parts.port
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> InputError:
    return InputError(f"The address of the database ({VARIABLE}) can't be read. Expected: {_FORM}.", code="database")


@contextmanager
def in_plain_words(settings: Mapping[str, Any]) -> Iterator[None]:
    """Turn what a database complains of into an InputError without address or password."""
    from django.db import DatabaseError, OperationalError

    try:
        yield
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):
            raise  # what the database refuses for good reasons is a mistake of ours
        said = str(error).strip().splitlines()
        words = said[0] if said else "it does not answer"
        password = str(settings.get("PASSWORD", ""))
        words = words.replace(password, "***") if password else words
        raise InputError(f"The database of the place can't be used: {words}.", code="database") from None
