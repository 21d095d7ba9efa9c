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
    """Processes started meanwhile never hear Ctrl-C, so that only the run itself answers it; it does so afterwards.

    Blocking the signal is for them, who inherit that. It is not enough for the run: another of its threads may be given
    the signal, and Python then raises in the main one, half-way through starting a process.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    resource_tracker.ensure_running()  # starting it would let interrupts through again
    answer = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, answer)
    if heard:
        raise KeyboardInterrupt


def _begin(prepare: Callable[..., None], given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    prepare(*given)


def _end_with_the_run() -> None:
    """A killed run can't end its processes, so each waits for that by itself."""
    run = parent_process()
    if run is not None:
        run.join()
        os._exit(1)
