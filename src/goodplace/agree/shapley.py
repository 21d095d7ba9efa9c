"""The Shapley value: each player's average addition over every order of joining."""

from math import factorial

import numpy as np

from goodplace.agree.games import Floats, Game


def shapley(game: Game) -> Floats:
    """Exact shares (n,), from the whole table at once.

    With s players in S and g(s) = (s - 1)! (n - s - 1)! / (n - 1)!, collecting the terms of each v(S) in the sum over
    orders gives  share_i = v(N) / n + sum over S ≠ N of g(s) v(S) ([i in S] - s / n)  (Shapley 1953, rearranged).
    """
    n = game.n
    size = np.bitwise_count(np.arange(1 << n, dtype=np.uint32))
    weight = [factorial(s - 1) * factorial(n - s - 1) / factorial(n - 1) if 0 < s < n else 0.0 for s in range(n + 1)]
    weighted = np.array(weight)[size] * game.v
    by_size = np.bincount(size, weights=weighted, minlength=n + 1)
    spread = (game.whole - by_size @ np.arange(n + 1)) / n
    return spread + _sums_with_each(weighted)


def _sums_with_each(table: Floats) -> Floats:
    """For each player, the sum of a table (2**n,) over the groups that hold the player (n,)."""
    sums = np.zeros(len(table).bit_length() - 1)
    for k in range(len(sums) - 1, -1, -1):  # fold the highest player away each time
        low, high = table[: 1 << k], table[1 << k :]
        sums[k] = high.sum()
        table = low + high
    return sums
