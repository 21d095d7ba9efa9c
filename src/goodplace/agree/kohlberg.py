"""Is this split the nucleolus? Kohlberg's test, which needs no solution to compare with.

A split x is the prenucleolus when, at every level of excess, the groups at or above it are balanced: no change of
shares y with y(N) = 0 leaves each of them no worse off and some better off (Kohlberg 1971, Sobolev 1975). For the
nucleolus players who get just what they get alone may not lose by the change either.
"""

import numpy as np

from goodplace.agree.games import Floats, Game, group_sums
from goodplace.place.solver import Rows, solve_lp


def kohlberg_balanced(game: Game, x: Floats, *, tolerance: float = 1e-7, imputations: bool = True) -> bool:
    """Whether x (n,) is the nucleolus (of imputations) or, without that limit, the prenucleolus.

    Amounts of money nearer to each other than ``tolerance`` times the largest value are one. Meant for up to about 15
    players: the last program has a row for each group.
    """
    near = tolerance * game.scale
    if abs(x.sum() - game.whole) > near or (imputations and (x < game.alone - near).any()):
        return False
    players = np.arange(game.n)
    excess = (game.v - group_sums(x))[1:-1]
    everyone = np.arange(1, len(game.v) - 1)[:, None] >> players & 1
    order = np.argsort(-excess, kind="stable")
    ends = np.flatnonzero(np.diff(-excess[order]) > near) + 1
    held = np.eye(game.n)[imputations & (x <= game.alone + near)]
    changes = _null(np.ones((1, game.n)))
    for level in np.split(order, ends):
        rows = everyone[level] @ changes
        rows = rows[np.abs(rows).max(axis=1, initial=0.0) > 1e-9]  # the rest cannot change any more
        if not _balanced(rows, held @ changes):
            return False
        changes = changes @ _null(rows)
        if not changes.shape[1]:
            break
    return True


def _balanced(rows: Floats, held: Floats) -> bool:
    """Whether no c makes every row of ``rows`` c and ``held`` c at least 0, and one of ``rows`` c more."""
    if not len(rows):
        return True
    limits = np.unique(np.vstack([rows, held]).round(12), axis=0)
    free = np.full(rows.shape[1], 1.0)
    best = solve_lp(
        rows.sum(axis=0),
        rows=Rows.dense(limits),
        row_lower=np.zeros(len(limits)),
        row_upper=np.full(len(limits), np.inf),
        col_lower=-free,
        col_upper=free,
        maximise=True,
        tolerance=1e-9,
    )
    return best.objective < 1e-4  # it is 0 or, the changes reaching up to 1, far more


def _null(rows: Floats) -> Floats:
    """A basis of what every row sends to 0 (columns, dimensions)."""
    _, size, across = np.linalg.svd(np.linalg.qr(rows, mode="r"))
    return across[int((size > 1e-9).sum()) :].T
