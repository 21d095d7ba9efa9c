"""A folder appears whole or not at all: it is written beside its place under another name, and then exchanged.

What stops a run (a kill, a full disk, Ctrl-C) leaves the folder of before as it was. Of two runs at once, the one that
ends last stays. A folder that holds anything goodplace did not write is never replaced.
"""

import ctypes
import errno
import glob
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from goodplace.place.errors import InputError


@dataclass(frozen=True)
class Marker:
    """The file by which a folder of ours is known: JSON with this schema, which lists every file under "files"."""

    name: str
    schema: str


DEAL = Marker("deal.json", "goodplace-deal-1")
SITE = Marker("site.json", "goodplace-site-1")
MARKER, SCHEMA = DEAL.name, DEAL.schema
_MOST_TRIES = 50
_A_DAY = 24 * 60 * 60
_AT_WORKING_DIRECTORY = -100
_EXCHANGE = 2
# What operating systems and office programs leave in folders without being asked.
_LITTER = ("thumbs.db", "desktop.ini")


def replace_folder(folder: Path, files: Mapping[str, bytes], *, marker: Marker = DEAL) -> None:
    """Make `folder` hold exactly `files` (name, such as "index.html" or "data/years.csv" → content), in one step.

    `files` must include the marker, whose JSON has this schema and lists the files. Raises InputError when the folder
    holds something else, or can't be written; then nothing has changed.
    """
    target = Path(os.path.realpath(folder))
    try:
        _refuse_what_is_not_ours(target, folder, marker)
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        part = target.parent / f".{target.name}.{secrets.token_hex(6)}.part"
        try:
            part.mkdir()
            for name, content in files.items():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                (part / name).write_bytes(content)
            _put_in_place(part, target, folder, marker)
        finally:
            # What is left under the other name: nothing, the folder of before, or the half of a run that failed.
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise _in_plain_words(error, folder) from error


def refuse_what_cannot_be_replaced(folder: Path, *, marker: Marker = DEAL) -> None:
    """Raise at once, before any work, what `replace_folder` would raise for this folder: as far as can be told."""
    target = Path(os.path.realpath(folder))
    try:
        _refuse_what_is_not_ours(target, folder, marker)
        nearest = next(path for path in target.parents if path.exists())
        if not nearest.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(nearest))
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(nearest))
    except OSError as error:
        raise _in_plain_words(error, folder) from error


def _put_in_place(part: Path, target: Path, folder: Path, marker: Marker) -> None:
    for _ in range(_MOST_TRIES):
        _refuse_what_is_not_ours(target, folder, marker)
        try:
            if target.exists() and any(target.iterdir()):
                _exchange(part, target)
            else:
                part.rename(target)
            return
        except OSError as error:
            # Another run came between: it put its folder there, or took the one of before away. Then once more.
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                raise
    raise InputError(f"{folder} is being written by other runs. Try again when they have ended.", code="busy")


def _exchange(part: Path, target: Path) -> None:
    """Let two folders change places: at once where the system can (Linux), else in two steps."""
    if not _exchange_at_once(part, target):
        old = part.with_suffix(".old.part")
        target.rename(old)
        try:
            part.rename(target)
        except OSError:
            if not target.exists():
                old.rename(target)
            raise
        finally:
            shutil.rmtree(old, ignore_errors=True)


def _exchange_at_once(part: Path, target: Path) -> bool:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    here = _AT_WORKING_DIRECTORY
    if rename(here, os.fsencode(part), here, os.fsencode(target), _EXCHANGE) == 0:
        return True
    if ctypes.get_errno() == errno.ENOENT:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target))
    return False


def _refuse_what_is_not_ours(target: Path, folder: Path, marker: Marker) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError(f"{folder} is a file. Choose the name of a folder.", code="file-in-the-way")
    strangers = sorted(_strangers(target, _written_by_us(target, marker)))
    if strangers:
        shown = ", ".join(strangers[:3]) + (" …" if len(strangers) > 3 else "")
        message = f"{folder} holds what goodplace did not write ({shown}) and is left as it is. Choose another folder."
        raise InputError(message, code="not-our-folder")


def _strangers(target: Path, ours: set[str]) -> Iterator[str]:
    """What is in a folder and not among `ours`, whole folders included: a hidden one may be somebody's repository."""
    folders = {str(parent) for name in ours for parent in PurePosixPath(name).parents}
    for at, inner, files in os.walk(target):
        within = Path(at).relative_to(target)
        names = {entry: (within / entry).as_posix() for entry in (*inner, *files)}
        yield from (name for entry, name in names.items() if entry in inner and name not in folders)
        yield from (
            name for entry, name in names.items() if entry in files and name not in ours and not _is_litter(entry)
        )
        inner[:] = [entry for entry in inner if names[entry] in folders]


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def _written_by_us(target: Path, marker: Marker) -> set[str]:
    """The files that the marker in a folder lists; none when there is no marker of ours."""
    try:
        content = json.loads((target / marker.name).read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(content, dict) or content.get("schema") != marker.schema:
        return set()
    return {str(name) for name in content.get("files", ())}


def _sweep(target: Path) -> None:
    """Remove what runs that were killed more than a day ago left beside the folder."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _A_DAY:
                shutil.rmtree(left)


def _in_plain_words(error: OSError, folder: Path) -> InputError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return InputError(f"The disk is full: {folder} was not written.", code="disk-full")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return InputError(f"You may not write to {folder}. Choose another folder.", code="cannot-write")
    return InputError(f"{folder} can't be written: {error.strerror or error}.", code="cannot-write")
