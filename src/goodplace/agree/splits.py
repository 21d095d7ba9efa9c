"""The proposal beside other ways to divide what the plan brings: stable or not, and who objects most."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from goodplace.agree.deal import Deal
from goodplace.agree.games import Game
from goodplace.agree.nucleolus import no_imputation, nucleolus, prenucleolus
from goodplace.agree.shapley import shapley
from goodplace.agree.stability import outcome_of
from goodplace.choose.value import Floats


@dataclass(frozen=True)
class SplitRule:
    """One way to divide the plan (and any outside money): what each partner ends with (P,), £ PV.

    objector: the group that objects most (bit mask, 0 where none does) and by how much.
    """

    key: str
    name: str
    shares: Floats
    objector: int
    objects_by: float

    @property
    def stable(self) -> bool:
        """Whether every group has at least what it could have by itself."""
        return self.objector == 0


def deal_game(deal: Deal) -> Game:
    """The game that is divided: v(S) for every proper group, and for all the chosen plan with its outside money."""
    values = deal.values["start_condition"]
    everyone = values.coalitions.everyone
    table = np.zeros(everyone + 1)
    table[values.groups] = values.exact(values.groups)
    table[everyone] = float(deal.own.sum()) + (deal.proposal.needs if deal.proposal else 0.0)
    return Game(tuple(partner.id for partner in deal.model.payoffs.values.place.partners), table)


def split_rules(deal: Deal, *, puts_in: Floats) -> list[SplitRule]:
    """Opening proposal, nucleolus, Shapley value, equal gain, and in proportion to what each puts in (P,)."""
    if deal.proposal is None or deal.model.partners < 2:
        return []
    game = deal_game(deal)
    rules: list[tuple[str, str, Callable[[], Floats]]] = [
        ("proposal", "Opening proposal", lambda: deal.proposal.split if deal.proposal else deal.own),
        _nucleolus_rule(game),
        ("shapley", "Shapley value", lambda: shapley(game)),
        ("equal_gain", "Equal gain over walking away", lambda: _equal_gain(game)),
        ("in_proportion", "Gain in proportion to what each puts in", lambda: _in_proportion(game, puts_in)),
    ]
    return [_rule(deal, key, name, work_out()) for key, name, work_out in rules]


def _nucleolus_rule(game: Game) -> tuple[str, str, Callable[[], Floats]]:
    if no_imputation(game):
        return "nucleolus", "Prenucleolus (no split gives each what it has alone)", lambda: prenucleolus(game)
    return "nucleolus", "Nucleolus", lambda: _known(nucleolus(game))


def _known(found: Floats | None) -> Floats:
    return np.zeros(0) if found is None else found


def _equal_gain(game: Game) -> Floats:
    return np.asarray(game.alone + (game.whole - game.alone.sum()) / game.n)


def _in_proportion(game: Game, puts_in: Floats) -> Floats:
    """The gain over walking away, shared as the costs are; equally where nobody pays."""
    total = float(puts_in.sum())
    weight = puts_in / total if total > 0 else np.full(game.n, 1 / game.n)
    return np.asarray(game.alone + (game.whole - game.alone.sum()) * weight)


def _rule(deal: Deal, key: str, name: str, shares: Floats) -> SplitRule:
    masks, excess = deal.values["start_condition"].violated(shares, tolerance=deal.model.tolerance)
    if not len(masks):
        return SplitRule(key, name, shares, 0, 0.0)
    return SplitRule(key, name, shares, int(masks[0]), float(excess[0]))


def if_it_walks(deal: Deal, partner: int) -> tuple[float, float]:
    """What a partner has if it walks away, £ PV: if what needs it stops, and if the rest carry on."""
    mask = 1 << partner
    return tuple(float(outcome_of(values, mask)[partner]) for values in deal.values.values())  # type: ignore[return-value]
