"""Every solution of one game, as JSON: what ``goodplace game`` prints."""

from collections.abc import Mapping
from math import floor, isfinite, log10
from typing import Any

from goodplace.agree.games import Floats, Game, read_game, savings_game
from goodplace.agree.nucleolus import (
    core_empty,
    cost_of_stability,
    no_imputation,
    nucleolus,
    prenucleolus_split,
)
from goodplace.agree.shapley import shapley

DIGITS = 12  # of the largest value: what is beyond is the computer's rounding, and differs between computers


def solve_game(document: Mapping[str, Any]) -> dict[str, Any]:
    """The solutions of a game in JSON form.

    Shares are name to number; a solution that does not exist is null, and ``<name>_reason`` says why. Of a cost game
    (``"kind": "cost"``) shares are what each pays, found in the game of savings s(S) = sum of c(i) over S - c(S); core,
    least core and cost of stability are those of the savings game.

    Raises:
        InputError: the document is not a game; see `read_game`.
    """
    given, costs = read_game(document)
    game = savings_game(given) if costs else given
    places = DIGITS - 1 - floor(log10(given.scale))

    def shares(found: Floats | None) -> dict[str, float] | None:
        if found is None:
            return None
        paid = given.alone - found if costs else found
        return {name: _round(share, places=places) for name, share in zip(game.players, paid, strict=True)}

    split = prenucleolus_split(game)
    epsilon = -split.least_surplus
    answer: dict[str, Any] = {
        "players": list(game.players),
        "kind": "cost" if costs else "value",
        "shapley": shares(shapley(game)),
        "nucleolus": shares(nucleolus(game)),
        "prenucleolus": shares(split.p),
        "core_empty": core_empty(game, epsilon=epsilon),
        "least_core_epsilon": _round(epsilon, places=places) if isfinite(epsilon) else None,
        "cost_of_stability": _round(cost_of_stability(game), places=places),
    }
    if answer["nucleolus"] is None:
        answer["nucleolus_reason"] = _costlier(given) if costs else no_imputation(game)
    if answer["least_core_epsilon"] is None:
        answer["least_core_epsilon_reason"] = "one player has no group to leave"
    return answer


def _costlier(costs: Game) -> str:
    return f"the players pay {costs.whole:.12g} together, more than the {costs.alone.sum():.12g} they pay alone"


def _round(value: float, *, places: int) -> float:
    return round(float(value), places) + 0.0  # no minus zero
