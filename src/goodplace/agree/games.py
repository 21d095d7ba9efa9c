"""Cooperative games: who can get what alone, in pairs, in every group."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from goodplace.place.errors import InputError

Floats = NDArray[np.float64]
Masks = NDArray[np.int64]

MOST_PLAYERS = 20
LARGEST = 1e100  # far beyond it, sums of values overflow


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """A game with transferable value.

    ``v`` (2**n,) holds what each group can get; a group is a bit mask, bit k for ``players[k]``; ``v[0]`` is 0.

    Raises:
        InputError: no players, more than 20, names that are not distinct words without commas, or a table that is not
            2**n finite numbers starting with 0.
    """

    players: tuple[str, ...]
    v: Floats

    def __post_init__(self) -> None:
        _check_players(self.players)
        if self.v.shape != (1 << len(self.players),):
            raise InputError(
                f"{len(self.players)} players have {1 << len(self.players)} groups, the empty one included; "
                f"the table has {self.v.size}. Give one value for every group.",
                code="table-size",
            )
        if self.v[0] != 0 or not (np.abs(self.v) <= LARGEST).all():
            raise InputError("Every value must be a number, and that of the empty group 0.", code="value")

    @classmethod
    def from_function(cls, players: Sequence[str], *, value: Callable[[frozenset[str]], float]) -> Self:
        """The game whose groups get what ``value`` says of their set of names; the empty group gets 0."""
        names = tuple(players)
        _check_players(names)
        worths = [value(frozenset(members(mask, players=names))) for mask in range(1, 1 << len(names))]
        return cls(names, np.array([0.0, *worths]))

    @classmethod
    def from_table(cls, players: Sequence[str], *, values: Mapping[str, float]) -> Self:
        """The game whose groups are named by their players joined by commas, as in the JSON form.

        Raises:
            InputError: a group missing, named twice, unknown or without a number; the message says which.
        """
        names = tuple(players)
        _check_players(names)
        v = np.full(1 << len(names), np.nan)
        v[0] = 0.0
        place = {name: 1 << k for k, name in enumerate(names)}
        for key, value in values.items():
            mask = _mask(key, place=place)
            if not np.isnan(v[mask]) and mask:
                raise InputError(f"The group {key!r} is there twice. Keep one.", code="duplicate-group")
            v[mask] = _number(value, key=key)
        _check_complete(v, players=names)
        return cls(names, v)

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def whole(self) -> float:
        """What all players get together."""
        return float(self.v[-1])

    @property
    def alone(self) -> Floats:
        """What each player gets alone (n,)."""
        singles: Floats = self.v[1 << np.arange(self.n)]
        return singles

    @property
    def scale(self) -> float:
        """The largest value there is (1 when all are 0): what is small is small beside it."""
        return float(np.abs(self.v).max()) or 1.0


def members(mask: int, *, players: Sequence[str]) -> tuple[str, ...]:
    """The names in a group, in the order of the players."""
    return tuple(name for k, name in enumerate(players) if mask >> k & 1)


def group_sums(shares: Floats) -> Floats:
    """The sum of the shares (n,) of every group (2**n,), by bit mask."""
    sums = np.zeros(1 << len(shares))
    for k, share in enumerate(shares):
        np.add(sums[: 1 << k], share, out=sums[1 << k : 2 << k])
    return sums


def savings_game(costs: Game) -> Game:
    """What each group saves by sharing its costs: the costs of its members alone, less the group's."""
    return Game(costs.players, group_sums(costs.alone) - costs.v)


def parse_document(text: str) -> dict[str, Any]:
    """The JSON text of a game as a dictionary.

    Raises:
        InputError: not JSON, not an object, or a name in it twice (JSON readers silently keep the last).
    """
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputError(f"This is not the JSON of a game: {error}.", code="json") from error
    return _object(document, what="A game")


def read_game(document: Mapping[str, Any]) -> tuple[Game, bool]:
    """The game of a document, and whether its values are costs.

    Keys read: ``players`` (list of names), ``v`` (group to number) and, when wanted, ``kind`` ("value" or "cost").
    Others are left alone, so that a game may carry its name and source.
    """
    document = _object(document, what="A game")
    kind = document.get("kind", "value")
    if kind not in ("value", "cost"):
        raise InputError(f'"kind" is {kind!r}; write "value", "cost" or leave it out.', code="kind")
    players = document.get("players")
    if not isinstance(players, list):
        raise InputError('A game needs "players", a list of names, such as ["a", "b"].', code="players")
    _check_players(tuple(players))
    table = _object(document.get("v"), what='"v", the value of every group,')
    return Game.from_table(players, values=table), kind == "cost"


def _object(value: Any, *, what: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{what} must be a JSON object: names in braces, each with what it stands for.", code="json")
    return dict(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"{twice!r} is there twice. Keep one.", code="duplicate-group")
    return found


def _check_players(players: tuple[Any, ...]) -> None:
    if not players:
        raise InputError("A game needs at least one player.", code="players")
    if len(players) > MOST_PLAYERS:
        raise InputError(
            f"{len(players)} players have {2 ** len(players):,} groups; {MOST_PLAYERS} players are the most. "
            "Join players who always act together.",
            code="too-many-players",
        )
    for name in players:
        if not isinstance(name, str) or not name or "," in name:
            raise InputError(
                f"{name!r} cannot name a player: use text that is not empty and has no comma.", code="player-name"
            )
        if players.count(name) > 1:
            raise InputError(
                f"The player {name!r} is there twice. Give each a name of its own.", code="duplicate-player"
            )


def _mask(key: str, *, place: Mapping[str, int]) -> int:
    mask = 0
    for name in key.split(",") if key else []:
        if name not in place:
            raise InputError(
                f"{name!r} in the group {key!r} is not a player. Add it to the players, or correct the name.",
                code="unknown-player",
            )
        if mask & place[name]:
            raise InputError(f"{name!r} is in the group {key!r} twice. Name it once.", code="group")
        mask |= place[name]
    return mask


def _number(value: Any, *, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise InputError(f"The value of {key!r} is {value!r}. Write an ordinary number.", code="value")
    if not key and value != 0:
        raise InputError(f"The empty group gets {value!r}. Make it 0 or leave it out.", code="value")
    return float(value)


def _check_complete(v: Floats, *, players: tuple[str, ...]) -> None:
    missing = np.flatnonzero(np.isnan(v))
    if missing.size:
        named = [",".join(sorted(members(int(mask), players=players))) for mask in missing[:3]]
        more = f" and {missing.size - 3} more" if missing.size > 3 else ""
        raise InputError(
            f"{len(players)} players have {(1 << len(players)) - 1} groups; without a value: "
            f"{', '.join(map(repr, named))}{more}. Add them (0 where a group can get nothing).",
            code="missing-group",
        )
