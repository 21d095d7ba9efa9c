"""Games whose solutions are in print. Each is kept with its source, here or in the file beside."""

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goodplace.agree.games import Game, group_sums, members, read_game, savings_game
from goodplace.agree.kohlberg import kohlberg_balanced
from goodplace.agree.nucleolus import nucleolus, prenucleolus
from goodplace.agree.solutions import solve_game

FILE = Path(__file__).with_name("published_games.json")
PUBLISHED: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["games"]
GATHERED = Path(__file__).parents[2].parent / "shared" / "reference" / "games.json"
SHARES = ("shapley", "nucleolus", "prenucleolus")
FIGURES = ("least_core_epsilon", "core_empty", "cost_of_stability")

Group = frozenset[str]


def test_glove_market() -> None:
    """One left glove, two right: all to the left by the nucleolus, 2/3 by Shapley [K: Shapley 1959]."""
    game = by_rule("value", "L R1 R2", lambda group: float("L" in group and len(group) > 1))
    assert game["nucleolus"] == {"L": 1, "R1": 0, "R2": 0}
    assert game["shapley"] == pytest.approx({"L": 2 / 3, "R1": 1 / 6, "R2": 1 / 6})


@pytest.mark.parametrize(
    ("estate", "shares"), [(100, [100 / 3, 100 / 3, 100 / 3]), (200, [50, 75, 75]), (300, [50, 100, 150])]
)
def test_the_estates_of_the_talmud(estate: float, shares: list[float]) -> None:
    """Aumann and Maschler 1985, J. Econ. Theory 36, p. 195 [K]; 200 in the manual of the R package CoopGame too [R]."""
    game = by_rule("value", "100 200 300", bankruptcy(estate, {"100": 100, "200": 200, "300": 300}))
    assert list(game["nucleolus"].values()) == pytest.approx(shares)


def test_six_creditors() -> None:
    """Meinhardt, MatTuGames, README, section 2 [R]."""
    claims = {"c1": 40, "c2": 32, "c3": 11, "c4": 73.3, "c5": 54.95, "c6": 81.1}
    game = by_rule("value", " ".join(claims), bankruptcy(176, claims))
    assert list(game["nucleolus"].values()) == pytest.approx([20, 16, 5.5, 48.35, 30, 56.15])
    printed = [23.5175, 18.7483, 6.495, 44.3008, 33.3317, 49.6067]
    assert list(game["shapley"].values()) == pytest.approx(printed, abs=6e-5)


def test_the_nucleolus_is_not_the_prenucleolus() -> None:
    """Peleg and Sudhölter 2007, Example 5.5.12; prenucleolus in the manual of the R package CoopGame [R]."""
    worth: dict[Group, float] = {frozenset("12"): 10, frozenset("123"): 2}
    game = by_rule("value", "1 2 3", lambda group: worth.get(group, 0))
    assert game["prenucleolus"] == {"1": 3, "2": 3, "3": -4}
    assert game["nucleolus"] == {"1": 1, "2": 1, "3": 0}


def test_the_nucleolus_is_not_the_middle_of_the_core() -> None:
    """Maschler, Peleg and Shapley 1979 [K]: the core runs from (1/4, 3/4, 1/4, 3/4) to (1, 0, 1, 0)."""
    worth = {"12": 1, "13": 0.5, "23": 1, "14": 1, "34": 1, "123": 1, "124": 1, "134": 1, "234": 1, "1234": 2}
    game = by_rule("value", "1 2 3 4", lambda group: worth.get("".join(sorted(group)), 0))
    assert list(game["nucleolus"].values()) == [0.5] * 4


def test_the_tennessee_valley() -> None:
    """Dollars in thousands: Ransmeier 1942; shares in Straffin and Heaney 1981 [K]."""
    cost = {"f": 140_826, "n": 163_520, "fn": 301_607, "p": 250_096, "fp": 367_370, "np": 378_821, "fnp": 412_584}
    game = by_rule("cost", "f n p", lambda group: cost["".join(sorted(group))])
    assert game["nucleolus"] == {"f": 93_540, "n": 116_234, "p": 202_810}
    assert game["shapley"] == {"f": 100_756.5, "n": 117_829, "p": 193_998.5}


def test_a_top_up_for_majorities() -> None:
    """k of n must agree: n / k - 1 makes it stable (Bachrach and others 2009, abstract [R])."""
    for n, k in ((3, 2), (5, 3), (7, 6)):
        game = by_rule(
            "value", " ".join("abcdefg"[:n]), RULES["by_size"]({"values": [0] * (k - 1) + [1] * (n - k + 1)})
        )
        assert game["cost_of_stability"] == pytest.approx(n / k - 1)


def by_rule(kind: str, players: str, worth: Callable[[Group], float]) -> dict[str, Any]:
    names = players.split()
    table = Game.from_function(names, value=worth)
    v = {",".join(members(mask, players=names)): table.v[mask] for mask in range(1, len(table.v))}
    return solve_game({"players": names, "kind": kind, "v": v})


def bankruptcy(estate: float, claims: Mapping[str, float]) -> Callable[[Group], float]:
    return lambda group: max(0.0, estate - sum(claim for name, claim in claims.items() if name not in group))


@pytest.mark.skipif(not GATHERED.exists(), reason="the file the games were first gathered in is not beside this clone")
def test_games_kept_here_are_those_that_were_gathered() -> None:
    gathered = json.loads(GATHERED.read_text("utf-8"))["games"]
    left_out = {"n", "note", "verified"}
    assert [{key: entry[key] for key in entry if key not in left_out} for entry in gathered] == PUBLISHED


@pytest.mark.parametrize("entry", PUBLISHED, ids=[entry["id"] for entry in PUBLISHED])
class TestPublished:
    def test_every_solution_is_as_computed_exactly(self, entry: dict[str, Any]) -> None:
        answer = solve_game(document(entry))
        for name in (*SHARES, *FIGURES):
            assert answer[name] == approx(entry["computed"][name], within=1e-6), name

    def test_every_confirmed_solution_is_as_printed(self, entry: dict[str, Any]) -> None:
        answer = solve_game(document(entry))
        compared = [name for name in entry["published"] if name in answer and entry["published"][name]["confirmed"]]
        for name in compared:
            printed = entry["published"][name]
            assert answer[name] == approx(printed["value"], within=printed.get("printed_to", 1e-6)), name
        if not compared:
            assert entry["id"] == "young_3", "a game with nothing to compare"  # prints the per-capita nucleolus only

    def test_points_said_to_be_in_the_core_are(self, entry: dict[str, Any]) -> None:
        game, costs = read_game(document(entry))
        for name in ("core_point", "core_point_other_end"):
            if name in entry["published"]:
                point = entry["published"][name]["value"]
                sums = group_sums(np.array([number(point[player]) for player in game.players]))
                assert sums[-1] == pytest.approx(game.whole)
                assert (sums <= game.v + 1e-9).all() if costs else (sums >= game.v - 1e-9).all()

    def test_kohlberg_agrees_with_both_nucleoli_and_not_with_their_neighbours(self, entry: dict[str, Any]) -> None:
        game, costs = read_game(document(entry))
        if game.n > 15:
            pytest.skip("a program with a row for each of 262,143 groups takes seconds")
        game = savings_game(game) if costs else game
        best, free = nucleolus(game), prenucleolus(game)
        assert best is not None
        assert kohlberg_balanced(game, best)
        assert kohlberg_balanced(game, free, imputations=False)
        shift = np.zeros(game.n)
        shift[:2] = 1e-3 * game.scale, -1e-3 * game.scale
        assert not kohlberg_balanced(game, best + shift)
        assert not kohlberg_balanced(game, free + shift, imputations=False)


def approx(value: Any, *, within: float) -> Any:
    if isinstance(value, Mapping):
        return pytest.approx({name: number(share) for name, share in value.items()}, rel=0, abs=within)
    return value if isinstance(value, bool) else pytest.approx(number(value), rel=0, abs=within)


def number(value: str | float) -> float:
    return float(Fraction(str(value)))


def document(entry: Mapping[str, Any]) -> dict[str, Any]:
    table = entry["v"] if entry.get("v") else table_by_rule(entry["id"])
    return {"players": entry["players"], "kind": entry["kind"], "v": table}


@cache
def table_by_rule(which: str) -> dict[str, float]:
    entry = next(entry for entry in PUBLISHED if entry["id"] == which)
    names, rule = entry["players"], entry["generator"]
    worth = RULES[rule["type"]](rule)
    groups = (members(mask, players=names) for mask in range(1, 1 << len(names)))
    return {",".join(group): worth(frozenset(group)) for group in groups}


def _market(rule: Mapping[str, Any]) -> Callable[[Group], float]:
    """Buyers who value a horse most deal with sellers who value it least, as long as both gain."""
    buyers = sorted(((number(value), name) for name, value in rule["buyers"].items()), reverse=True)
    sellers = sorted((number(value), name) for name, value in rule["sellers"].items())

    def worth(group: Group) -> float:
        pairs = zip(
            (value for value, name in buyers if name in group),
            (value for value, name in sellers if name in group),
            strict=False,
        )
        return sum(max(0.0, bid - ask) for bid, ask in pairs)

    return worth


def _cheapest_tree(rule: Mapping[str, Any]) -> Callable[[Group], float]:
    """Join the nearest node until all are joined (Prim)."""
    edges = {frozenset(key.split(",")): number(cost) for key, cost in rule["edges"].items()}

    def cost(group: Group) -> float:
        joined, total = {"0"}, 0.0
        while group - joined:
            near = {out: min(edges[frozenset({out, into})] for into in joined) for out in group - joined}
            nearest = min(near, key=lambda out: near[out])
            joined.add(nearest)
            total += near[nearest]
        return total

    return cost


RULES: Mapping[str, Callable[[Mapping[str, Any]], Callable[[Group], float]]] = {
    "weighted_majority": lambda r: lambda group: float(sum(r["weights"][name] for name in group) >= r["quota"]),
    "airport_cost": lambda r: lambda group: max(number(r["costs"][name]) for name in group),
    "bankruptcy": lambda r: bankruptcy(number(r["estate"]), {name: number(c) for name, c in r["claims"].items()}),
    "glove": lambda r: lambda group: float(min(len(group & set(r["left"])), len(group & set(r["right"])))),
    "by_size": lambda r: lambda group: number(r["values"][len(group) - 1]),
    "contains_one_of": lambda r: lambda group: float(any(set(needed) <= group for needed in r["sets"])),
    "unanimity_sum": lambda r: lambda group: sum(number(c) for names, c in r["terms"] if set(names) <= group),
    "veto_and_size": lambda r: lambda group: float(set(r["veto"]) <= group and len(group) >= r["size"]),
    "assignment_market": _market,
    "mcst_cost": _cheapest_tree,
}


@pytest.mark.parametrize(
    "entry",
    [entry for entry in PUBLISHED if entry.get("v") and entry.get("generator")],
    ids=[entry["id"] for entry in PUBLISHED if entry.get("v") and entry.get("generator")],
)
def test_rules_give_the_tables_that_are_printed(entry: dict[str, Any]) -> None:
    made = table_by_rule(entry["id"])
    given = {",".join(sorted(key.split(","))): value for key, value in entry["v"].items()}
    assert {",".join(sorted(key.split(","))): value for key, value in made.items()} == pytest.approx(given)


def test_the_rule_for_trees_finds_the_cheapest_by_hand() -> None:
    cost = _cheapest_tree({"edges": {"0,a": 3, "0,b": 6, "0,c": 8, "a,b": 2, "a,c": 7, "b,c": 4}})
    path = [cost(frozenset(group)) for group in ("a", "ab", "abc")]
    assert [after - before for before, after in pairwise(path)] == [2, 4]
