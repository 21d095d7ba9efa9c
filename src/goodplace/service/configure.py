"""Set Django up for a place, and bring its database up to date. Nothing is created before `migrate` asks for it."""

import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goodplace.place.errors import InputError, InternalError
from goodplace.service.database import SQLITE_FILE, address_given, database_settings, in_plain_words

SECRET_VARIABLE = "GOODPLACE_SECRET_KEY"
SECRET_FILE = "secret-key"
_MIGRATING = 0x676F6F64706C6163  # a number of our own for PostgreSQL's advisory locks
_APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "axes",
    "goodplace.service",
)
_BACKENDS = ("axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend")


@dataclass
class _Configured:
    """What this process is set up for."""

    folder: Path | None = None
    database: dict[str, Any] = field(default_factory=dict)
    web: Mapping[str, object] | None = None


_now = _Configured()
_lock = threading.RLock()


def configure(folder: Path, *, database: str | None = None, web: Mapping[str, object] | None = None) -> None:
    """Set Django up for the place whose `Home.service` is `folder`; asked again for the same, nothing happens.

    database: postgresql://…; None asks the environment (GOODPLACE_DATABASE), and SQLite in `folder` is the rest.
    web: further settings, for a process that serves pages; they can be given once. Asked for another place, what the
    calling thread does from then on goes there (a process that serves pages asks for one place only). Raises InputError
    for an address that can't be read, InternalError when Django was set up by others or with other settings for pages.
    """
    with _lock:
        wanted = database_settings(folder, address_given(database))
        _set_up(folder, wanted)
        if _now.database != wanted:
            _go_to(wanted)
        _leave_others()
        if web is not None and web != _now.web:
            _serve(folder, web)
        _now.folder = folder


def database_exists(folder: Path, *, database: str | None = None) -> bool:
    """Whether the place has a database that `migrate` has made; asking creates nothing."""
    if not address_given(database) and not (folder / SQLITE_FILE).is_file():
        return False
    configure(folder, database=database)
    from django.db import connection

    with in_plain_words(_now.database):
        return "service_event" in connection.introspection.table_names()


def migrate() -> None:
    """Bring the database up to date, making it if need be. Of processes that start at once, one does it."""
    from django.core.management import call_command

    if _now.folder is None:
        raise InternalError("configure comes before migrate")
    _make_folder(_now.folder)
    with in_plain_words(_now.database):
        if _behind():
            with _alone():
                call_command("migrate", verbosity=0, interactive=False)


def current_database() -> Mapping[str, Any]:
    """Django's settings of the database in use; it holds a password and is not for showing."""
    return _now.database


def _set_up(folder: Path, wanted: dict[str, Any]) -> None:
    """Django's own set-up, once in the life of a process."""
    import django
    from django.conf import settings

    if settings.configured:
        if _now.folder is None:
            raise InternalError("Django was set up by something else in this process")
        return
    settings.configure(
        DATABASES={"default": deepcopy(wanted)},  # Django fills in what is left out
        INSTALLED_APPS=list(_APPS),
        AUTHENTICATION_BACKENDS=list(_BACKENDS),
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    _now.folder, _now.database = folder, wanted


def _go_to(wanted: dict[str, Any]) -> None:
    """Let what connects from now on go to another database."""
    from django.conf import settings
    from django.db import connections

    _refuse_in_a_transaction()
    settings.DATABASES = {"default": deepcopy(wanted)}
    connections.settings = connections.configure_settings(settings.DATABASES)
    _now.database = wanted


def _refuse_in_a_transaction() -> None:
    """What is half written must not be left behind."""
    from django.db import connections

    if any(connection.in_atomic_block for connection in connections.all(initialized_only=True)):
        raise InternalError("the database was to be changed in the middle of a transaction")


def _leave_others() -> None:
    """Close this thread's connection if it is to a database that the process was set up for before."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        if connection.settings_dict is not connections.settings[connection.alias]:
            _refuse_in_a_transaction()
            connection.close()
            del connections[connection.alias]


def _serve(folder: Path, web: Mapping[str, object]) -> None:
    from django.conf import settings

    if _now.web is not None:
        raise InternalError("this process serves pages with other settings already")
    for name, value in {"SECRET_KEY": _secret(folder), **web}.items():
        setattr(settings, name, value)
    _now.web = dict(web)


def _secret(folder: Path) -> str:
    """The key that signs sessions: the environment's, or one made once and kept where only its owner reads it."""
    given = os.environ.get(SECRET_VARIABLE)
    if given:
        return given
    path = _make_folder(folder) / SECRET_FILE
    if not path.exists():
        part = path.with_name(f".{secrets.token_hex(6)}.part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48), encoding="ascii")
        # Linked, not renamed: of processes that start at once, the first one's key stays.
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return path.read_text(encoding="ascii")


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror or error}.", code="cannot-write") from error
    return folder


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """While this lasts, no other process migrates the same database."""
    from django.db import connection, transaction

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
        return
    # Tables are remade only with foreign keys off, and SQLite turns them off only outside a transaction.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()
