"""The current run, read once and kept while it is looked at: runs are never changed, so what is kept is never stale."""

from functools import lru_cache
from threading import Lock

from goodplace.formats.runs import Home, StoredRun, current_run
from goodplace.pages.run_data import RunData, load_run

_KEPT = 3
_TRIES = 3
_reading = Lock()


def current_data(home: Home) -> RunData | None:
    """The run that the pointer names at this moment, whole; None before the first.

    A run that was dropped between pointer and reading has a newer one after it, so it is tried again.
    """
    for left in reversed(range(_TRIES)):
        run = current_run(home)
        if run is None:
            return None
        try:
            with _reading:
                return _read(run)
        except FileNotFoundError:
            if not left:
                raise
    return None


@lru_cache(maxsize=_KEPT)
def _read(run: StoredRun) -> RunData:
    return load_run(run)
