"""Work shared out over processes that end when the run ends, however it ends: done, Ctrl-C, an error, or killed."""

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process, resource_tracker
from typing import Any, TypeVar

P = TypeVar("P")
R = TypeVar("R")


def share_out(
    work: Callable[[P], R],
    parts: Sequence[P],
    *,
    processes: int,
    prepare: Callable[..., None],
    given: tuple[Any, ...],
) -> Generator[R, None, None]:
    """work(part) for every part, in their order. Each process calls prepare(*given) once, before its first part."""
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(prepare, given)
    )
    try:
        with _interrupts_held_back():
            results = pool.map(work, parts)
        yield from results
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl-C waits until processes have been started whole, and they never hear it: only the run itself answers it.

    They have the mask of the thread that starts them. It doesn't keep the signal from the run, whose other threads have
    none: so the run's handler waits too.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it later would take the mask off again
    pressed: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if pressed:
        signal.raise_signal(signal.SIGINT)


def _begin(prepare: Callable[..., None], given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    prepare(*given)


def _end_with_the_run() -> None:
    """A killed run can't end its processes, so each waits for that by itself."""
    run = parent_process()
    if run is not None:
        run.join()
        os._exit(1)
