"""The nucleolus and its kin: splits no group can complain of more than it must."""

import numpy as np

from goodplace.agree.games import Floats, Game, Masks, group_sums
from goodplace.agree.lexicographic import LinearSystem, Split, least_total, lexicographic_split
from goodplace.place.errors import InternalError

NOISE = 1e-12  # of the largest value: sums of decimals are off by less
SLIGHT = 1e-9  # of the largest gain: an objection smaller than this is none


def nucleolus(game: Game) -> Floats | None:
    """The nucleolus (n,) (Schmeidler 1969): among splits of v(N) that give each player at least what it gets alone.

    None when there is no such split; `no_imputation` says why.
    """
    if no_imputation(game):
        return None
    return _split(game, total=max(game.whole, game.alone.sum()), lower=0.0).p


def prenucleolus(game: Game) -> Floats:
    """The prenucleolus (n,): as the nucleolus, among all splits of v(N)."""
    return prenucleolus_split(game).p


def prenucleolus_split(game: Game) -> Split:
    """The prenucleolus and its levels; least core epsilon is minus its least surplus."""
    return _split(game, total=game.whole, lower=-np.inf)


def no_imputation(game: Game) -> str | None:
    """Why no split gives each player what it gets alone; None when one does."""
    alone = float(game.alone.sum())
    if alone <= game.whole + NOISE * game.scale:
        return None
    return f"the players get {alone:.12g} alone, more than the {game.whole:.12g} they get together"


def least_core_epsilon(game: Game) -> float:
    """The smallest epsilon with x(N) = v(N) and x(S) >= v(S) - epsilon for every group but N and the empty one.

    Negative when the core has an interior; minus infinity for one player, whom nobody can leave.
    """
    return -prenucleolus_split(game).least_surplus


def core_empty(game: Game, *, epsilon: float | None = None) -> bool:
    """Whether every split of v(N) leaves some group with less than it can get, by more than rounding.

    ``epsilon`` is the least core's, when it is known.
    """
    return (least_core_epsilon(game) if epsilon is None else epsilon) > _slight(game)


def cost_of_stability(game: Game) -> float:
    """The least top-up of v(N), from 0 up, with which a split gives every group its value (Bachrach et al. 2009)."""
    if game.n == 1:
        return 0.0
    total, _ = least_total(_groups(game), values=game.v[1:-1], base=game.alone)
    top_up = total - game.whole
    return top_up if top_up > _slight(game) else 0.0


def _groups(game: Game) -> Masks:
    """Every group but the empty one and N."""
    return np.arange(1, len(game.v) - 1)


def _split(game: Game, *, total: float, lower: float) -> Split:
    """Counted from what each gets alone: small gains on large values keep their digits."""
    system = LinearSystem.of_shares(game.alone, total=total, lower=lower)
    scale = max(_largest_gain(game), SLIGHT * game.scale)
    found = lexicographic_split(_groups(game), values=game.v[1:-1], system=system, scale=scale)
    if found is None:
        raise InternalError("a game with a split has none")
    return found


def _largest_gain(game: Game) -> float:
    """The most that acting together adds to, or takes from, what the members of a group get alone."""
    return float(np.abs(game.v - group_sums(game.alone)).max())


def _slight(game: Game) -> float:
    return max(SLIGHT * _largest_gain(game), NOISE * game.scale)
