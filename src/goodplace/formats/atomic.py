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
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from goodplace.place.errors import InputError

MARKER = "deal.json"
SCHEMA = "goodplace-deal-1"
_MOST_TRIES = 50
_A_DAY = 24 * 60 * 60
_AT_WORKING_DIRECTORY = -100
_EXCHANGE = 2
# What operating systems and office programs leave in folders without being asked.
_LITTER = ("thumbs.db", "desktop.ini")


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` hold exactly `files` (name → content), in one step.

    `files` must include the marker, whose JSON has this schema and lists the files. Raises InputError when the folder
    holds something else, or can't be written; then nothing has changed.
    """
    target = Path(os.path.realpath(folder))
    try:
        _refuse_what_is_not_ours(target, folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        part = target.parent / f".{target.name}.{secrets.token_hex(6)}.part"
        try:
            part.mkdir()
            for name, content in files.items():
                (part / name).write_bytes(content)
            _put_in_place(part, target, folder)
        finally:
            # What is left under the other name: nothing, the folder of before, or the half of a run that failed.
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise _in_plain_words(error, folder) from error


def refuse_what_cannot_be_replaced(folder: Path) -> None:
    """Raise at once, before any work, what `replace_folder` would raise for this folder: as far as can be told."""
    target = Path(os.path.realpath(folder))
    try:
        _refuse_what_is_not_ours(target, folder)
        nearest = next(path for path in target.parents if path.exists())
        if not nearest.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(nearest))
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(nearest))
    except OSError as error:
        raise _in_plain_words(error, folder) from error


def _put_in_place(part: Path, target: Path, folder: Path) -> None:
    for _ in range(_MOST_TRIES):
        _refuse_what_is_not_ours(target, folder)
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


def _refuse_what_is_not_ours(target: Path, folder: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError(f"{folder} is a file. Choose the name of a folder.", code="file-in-the-way")
    strangers = sorted(
        {entry.name for entry in target.iterdir() if not _is_litter(entry.name)} - _written_by_us(target)
    )
    if strangers:
        shown = ", ".join(strangers[:3]) + (" …" if len(strangers) > 3 else "")
        message = f"{folder} holds what goodplace did not write ({shown}) and is left as it is. Choose another folder."
        raise InputError(message, code="not-our-folder")


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def _written_by_us(target: Path) -> set[str]:
    """The files that the marker in a folder lists; none when there is no marker of ours."""
    try:
        marker = json.loads((target / MARKER).read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(marker, dict) or marker.get("schema") != SCHEMA:
        return set()
    return {str(name) for name in marker.get("files", ())}


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
