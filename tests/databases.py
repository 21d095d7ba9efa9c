"""Real databases for tests: SQLite in a folder of the test, and PostgreSQL in a cluster of the run's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodplace.service.database import VARIABLE

ENGINES = ("sqlite", "postgresql")
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs: Debian keeps them out of the way of the shell."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """The folder of the socket of a PostgreSQL of our own, user goodplace; gone after the run."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="gp-pg."))
    # PostgreSQL refuses to run as root, and a socket's path must be short.
    root = os.geteuid() == 0
    as_user = ["runuser", "-u", "postgres", "--"] if root else []
    if root:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    try:
        run("initdb", "-A", "trust", "-U", "goodplace", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-c listen_addresses='' -k {folder} {_QUICK}", "start")
        yield folder
    finally:
        subprocess.run(
            [*as_user, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"],
            check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


def new_postgresql_database(socket: Path, name: str) -> str:
    """Make an empty database, and return its address."""
    import psycopg

    with psycopg.connect(f"host={socket} user=goodplace dbname=postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://goodplace@/{name}?host={socket}"


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty database that the environment names: its address, empty for SQLite in the place's folder."""
    address = ""
    if request.param == "postgresql":
        socket = request.getfixturevalue("postgresql")
        address = new_postgresql_database(socket, f"test_{os.getpid()}_{abs(hash(tmp_path))}")
    monkeypatch.setenv(VARIABLE, address)
    yield address
    close_connections()


def close_connections() -> None:
    """Close what this thread has open, so that nothing is left open when it ends."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()
