"""A place's database: where it is, what is made and when, and that the record in it can only grow."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from databases import close_connections

from goodplace.place.errors import InputError, InternalError
from goodplace.service.configure import configure, database_exists, migrate
from goodplace.service.database import VARIABLE, database_settings


def in_a_new_process(program: str, *arguments: object, **environment: str) -> str:
    """Django is set up once in a process, so what is about setting it up needs one of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *map(str, arguments)],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_is_made_before_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    folder = tmp_path / "service"
    assert not database_exists(folder)
    configure(folder)
    assert not folder.exists()
    migrate()
    assert database_exists(folder)
    assert [path.name for path in folder.iterdir() if path.suffix == ".sqlite3"] == ["goodplace.sqlite3"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    close_connections()


def test_what_a_thread_does_goes_to_the_place_it_asked_for_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    from goodplace.service.configure import current_database

    for name in ("one", "two"):
        configure(tmp_path / name)
        migrate()
        from goodplace.service.models import Head

        assert Head.objects.get().place == ""
        Head.objects.update(place=name)
    configure(tmp_path / "one")
    assert Head.objects.get().place == "one"
    assert current_database()["NAME"] == str(tmp_path / "one" / "goodplace.sqlite3")
    close_connections()


def test_the_database_is_not_changed_in_the_middle_of_a_transaction(tmp_path: Path, database: str) -> None:
    from django.db import transaction

    configure(tmp_path / "one")
    migrate()
    with transaction.atomic(), pytest.raises(InternalError, match="middle of a transaction"):
        configure(tmp_path / "two", database="")
    configure(tmp_path / "one")


def test_the_address_of_a_postgresql_is_read() -> None:
    read = database_settings(Path("x"), "postgresql://sam:a%40b%2Fc@db.example:5433/place%20one?sslmode=require")
    assert read == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "place one",
        "USER": "sam",
        "PASSWORD": "a@b/c",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert database_settings(Path("x"), "postgresql://sam@/place?host=/run/sock")["HOST"] == "/run/sock"


@pytest.mark.parametrize(
    "address",
    [
        "mysql://sam:hunter2@host/name",
        "postgresql://sam:hunter2@host",
        "postgresql://sam:hunter2@host:port/name",
        "postgresql://sam:hunter2@[host/name",
        "postgresql://sam:hunter2@host/name?password=hunter2",
        "postgresql://sam:hunter2@host/name?connect_timeout=soon",
        "hunter2",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError, match="can't be read") as raised:
        configure(tmp_path, database=address)
    assert raised.value.code == "database"
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_postgresql_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    address = f"postgresql://sam:hunter2@/name?host={tmp_path}"
    with pytest.raises(InputError, match="can't be used") as raised:
        database_exists(tmp_path, database=address)
    assert "hunter2" not in str(raised.value)
    close_connections()


def test_what_is_not_a_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "goodplace.sqlite3").write_bytes(b"not a database " * 100)
    with pytest.raises(InputError, match="not a database"):
        database_exists(tmp_path)
    close_connections()


def test_an_event_can_neither_be_changed_nor_removed(tmp_path: Path, database: str) -> None:
    from django.db import DatabaseError, connection

    configure(tmp_path / "service")
    migrate()
    from goodplace.service.models import Event

    Event.objects.create(sequence=1, body="{}", previous="0" * 64, hash="1" * 64)
    wanted = [
        "UPDATE service_event SET body = '[]'",
        "UPDATE service_event SET sequence = 2",
        "DELETE FROM service_event WHERE sequence = 1",
    ]
    if database:
        wanted.append("TRUNCATE service_event CASCADE")
    for statement in wanted:
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.get().body == "{}"


def test_a_member_has_a_partner_just_when_its_role_is_partner(tmp_path: Path, database: str) -> None:
    from django.db import IntegrityError

    configure(tmp_path / "service")
    migrate()
    from django.contrib.auth.models import User

    from goodplace.service.models import Member

    for name, role, partner in (("a", "partner", ""), ("b", "analyst", "council")):
        with pytest.raises(IntegrityError):
            Member.objects.create(user=User.objects.create_user(name), role=role, partner=partner)


def test_the_migrations_make_what_the_models_say(tmp_path: Path, database: str) -> None:
    from django.core.management import call_command

    configure(tmp_path / "service")
    migrate()
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


AT_ONCE = """
import os, sys
from pathlib import Path
from goodplace.service.configure import configure, migrate
import django.db, axes, psycopg
children = []
for _ in range(4):
    child = os.fork()
    if not child:
        try:
            configure(Path(sys.argv[1]))
            migrate()
            from goodplace.service.models import Head
            os._exit(0 if Head.objects.count() == 1 else 3)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(4)
    children.append(child)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


def test_four_processes_that_start_at_once_make_one_database(tmp_path: Path, database: str) -> None:
    in_a_new_process(AT_ONCE, tmp_path / "service", **{VARIABLE: database})


SECRET = """
import sys, warnings
from pathlib import Path
from goodplace.place.errors import InternalError
from goodplace.service.configure import configure
folder = Path(sys.argv[1])
configure(folder)
configure(folder, web={"ALLOWED_HOSTS": ["here"]})
configure(folder, web={"ALLOWED_HOSTS": ["here"]})
configure(folder)
from django.conf import settings
assert settings.ALLOWED_HOSTS == ["here"]
try:
    configure(folder, web={"ALLOWED_HOSTS": ["elsewhere"]})
except InternalError:
    print(settings.SECRET_KEY)
"""


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "service"
    first = in_a_new_process(SECRET, folder, **{VARIABLE: ""})
    assert len(first.strip()) >= 64
    assert in_a_new_process(SECRET, folder, **{VARIABLE: ""}) == first
    key = folder / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [key]
    given = in_a_new_process(SECRET, folder, **{VARIABLE: "", "GOODPLACE_SECRET_KEY": "given"})
    assert given == "given\n"


def test_what_was_set_up_by_others_is_left_alone(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from django.conf import settings
from goodplace.place.errors import InternalError
from goodplace.service.configure import configure, migrate
try:
    migrate()
except InternalError as error:
    print(error)
settings.configure()
try:
    configure(Path(sys.argv[1]))
except InternalError as error:
    print(error)
"""
    assert in_a_new_process(program, tmp_path).splitlines() == [
        "configure comes before migrate",
        "Django was set up by something else in this process",
    ]
