"""Where a place keeps what it works out: `runs/<id>/`, written whole, and a pointer that is renamed into place.

A reader takes the pointer once and then reads one run, which is never changed; a run under way is under another name.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from goodplace.place.errors import InputError

MANIFEST = "run.json"
POINTER = "current"
SCHEMA = "goodplace-run-1"
KEPT = 5
_A_MINUTE = 60
_AN_HOUR = 60 * 60


@dataclass(frozen=True)
class Home:
    """A place on disk. `source`: what was given, a folder or a workbook · `folder`: where runs and voices are kept."""

    source: Path

    @property
    def folder(self) -> Path:
        """The place's folder itself; for a workbook `<its name>-place` beside it."""
        source = self.source.resolve()
        return source if source.is_dir() else source.with_name(f"{source.stem}-place")

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def service(self) -> Path:
        """Where the service database is when it is SQLite: voices and promises, never derived."""
        return self.folder / "service"


@dataclass(frozen=True)
class StoredRun:
    """One run, complete. Its folder is never changed again."""

    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """steps: each step's key and files · place: name, kind, note, partners · inputs: hash of each input."""
        content: dict[str, Any] = json.loads(self.read(MANIFEST))
        return content

    def read(self, name: str) -> bytes:
        """A file of the run, such as "know/know.json"."""
        return (self.folder / name).read_bytes()

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()


def current_run(home: Home) -> StoredRun | None:
    """The run that the pointer names; None before the first."""
    try:
        named = (home.runs / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    run = StoredRun(home.runs / named)
    return run if run.has(MANIFEST) else None


def store_run(home: Home, files: Mapping[str, bytes]) -> StoredRun:
    """Write a run (name such as "know/know.json" → content, the manifest among them), then point to it.

    Its id is made of its content, so equal files are the same run. One that is there and whole is left as it is; what
    is left of one that somebody or something damaged is replaced.
    """
    run = StoredRun(home.runs / run_id(files))
    try:
        home.runs.mkdir(parents=True, exist_ok=True)
        _sweep(home.runs)
        if not _is_whole(run.folder):
            _remove(run.folder)
            _write_whole(run.folder, files)
        os.utime(run.folder)  # in use as of now, however long ago it was written
        _point_to(home.runs, run.id)
        _drop_old(home.runs, run.id)
    except OSError as error:
        raise InputError(f"{home.runs} can't be written: {error.strerror or error}.", code="cannot-write") from error
    return run


def run_id(files: Mapping[str, bytes]) -> str:
    """The first 16 hex digits of a SHA-256 over names and contents in name order."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    """Whether a run is there with every file as its id says."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return run_id(files) == folder.name


def _remove(folder: Path) -> None:
    """Take a run away: under another name first, so that nobody meets half of it."""
    going = folder.with_name(f".{secrets.token_hex(6)}.part")
    with suppress(FileNotFoundError):
        folder.rename(going)
        shutil.rmtree(going, ignore_errors=True)


def _write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    part = folder.parent / f".{secrets.token_hex(6)}.part"
    try:
        for name, content in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if not folder.exists():
            with suppress(FileExistsError):
                part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _point_to(runs: Path, name: str) -> None:
    """Rename the pointer into place: a reader sees the old one or the new one, and nothing between."""
    part = runs / f".{secrets.token_hex(6)}.part"
    try:
        part.write_text(f"{name}\n", encoding="ascii")
        os.replace(part, runs / POINTER)
    finally:
        part.unlink(missing_ok=True)


def _sweep(runs: Path) -> None:
    """Remove what runs that were killed left half-written."""
    for left in runs.glob(".*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _AN_HOUR:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _drop_old(runs: Path, current: str) -> None:
    """Keep the newest few runs, and any that was current a minute ago: whoever still reads it finds all of it."""
    others = [path for path in runs.iterdir() if path.is_dir() and path.name[0] != "." and path.name != current]
    with suppress(OSError):
        for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
            if time.time() - old.stat().st_mtime > _A_MINUTE:
                _remove(old)
