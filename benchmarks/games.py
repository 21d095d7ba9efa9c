"""Shapley value and nucleolus from a table: goodplace against coopgame-py, in the same run on the same games.

    .venv/bin/python benchmarks/games.py

Each figure is the median CPU time of nine calls, after one that isn't counted, in a process and thread of its own.
Answers are compared before times are printed. Needs the dependency group ``bench``.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

PEER = "coopgame-py"
KINDS = {"A": "random values", "B": "random whole numbers 1 to n, many ties", "C": "bankruptcy"}
CASES = [("shapley", "A", n) for n in (12, 15, 18, 20)] + [
    ("nucleolus", k, n) for n in (8, 10, 12, 15, 18, 20) for k in KINDS
]

Floats = NDArray[np.float64]


def table(kind: str, n: int) -> Floats:
    """The values of every group by bit mask (2**n,)."""
    rng = np.random.default_rng([n, ord(kind)])
    if kind == "C":
        claims = rng.integers(1, 600, n)
        outside = np.arange(1 << n)[:, None] >> np.arange(n) & 1 ^ 1
        left: Floats = np.maximum(0.0, 0.6 * claims.sum() - outside @ claims)
        return left
    values = rng.random(1 << n) * 10 if kind == "A" else rng.integers(1, n + 1, 1 << n).astype(float)
    values[0] = 0.0
    values[-1] = values[1 << np.arange(n)].sum() + n  # so that there is something to share
    return values


def ours(rule: str, values: Floats) -> Callable[[], Any]:
    from goodplace.agree.games import Game
    from goodplace.agree.nucleolus import nucleolus
    from goodplace.agree.shapley import shapley

    game = Game(tuple(f"p{k:02}" for k in range(len(values).bit_length() - 1)), values)
    return lambda: (shapley if rule == "shapley" else nucleolus)(game)


def theirs(rule: str, values: Floats) -> Callable[[], Any]:
    import coopgame

    game = coopgame.Game(values[1:].tolist())
    if rule == "shapley":
        return lambda: coopgame.shapley(game)
    return lambda: coopgame.nucleolus(game)["allocation"]


def measure(who: str, rule: str, kind: str, n: int) -> dict[str, Any]:
    """Shares, median CPU milliseconds and peak memory of this process (MB), from a warm start."""
    call = (ours if who == "goodplace" else theirs)(rule, table(kind, n))
    shares, times = call(), []
    for _ in range(9):
        start = time.process_time()
        call()
        times.append(1e3 * (time.process_time() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"shares": list(map(float, shares)), "ms": statistics.median(times), "peak": peak}


def rows() -> Iterator[str]:
    yield f"| rule | game | n | goodplace, ms | {PEER}, ms | ratio | peak, MB | {PEER}, MB | answers differ by |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|"
    for rule, kind, n in CASES:
        mine, peer = (in_own_process(who, rule, kind, n) for who in ("goodplace", PEER))
        scale = max(map(abs, mine["shares"]))
        apart = max(abs(a - b) for a, b in zip(mine["shares"], peer["shares"], strict=True)) / scale
        if apart > 1e-9:
            raise SystemExit(f"answers differ: {rule}, game {kind}, {n} players, by {apart:.1e} of the largest share")
        yield (
            f"| {rule} | {kind} | {n} | {mine['ms']:.2f} | {peer['ms']:.2f} | {peer['ms'] / mine['ms']:.1f} "
            f"| {mine['peak']:.0f} | {peer['peak']:.0f} | {apart:.0e} |"
        )


def in_own_process(*case: str | int) -> dict[str, Any]:
    command = [sys.executable, __file__, *map(str, case)]
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, env=one_thread)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def main() -> None:
    if len(sys.argv) > 1:
        who, rule, kind, n = sys.argv[1:]
        print(json.dumps(measure(who, rule, kind, int(n))))
        return
    print(f"goodplace with highspy {version('highspy')} and numpy {version('numpy')}; {PEER} {version(PEER)}.")
    print("Games: " + "; ".join(f"{kind} = {name}" for kind, name in KINDS.items()) + ".\n")
    for row in rows():
        print(row, flush=True)


if __name__ == "__main__":
    main()
