import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.agree.games import Game, group_sums, parse_document, read_game, savings_game
from goodplace.agree.solutions import solve_game
from goodplace.place.errors import InputError

PAIR: dict[str, Any] = {"players": ["a", "b"], "v": {"a": 0, "b": 0, "a,b": 1}}


def test_the_smallest_game_there_is_to_share_is_shared_equally() -> None:
    answer = solve_game(PAIR)
    assert answer["players"] == ["a", "b"]
    for rule in ("shapley", "nucleolus", "prenucleolus"):
        assert answer[rule] == {"a": 0.5, "b": 0.5}
    assert answer["core_empty"] is False
    assert answer["least_core_epsilon"] == -0.5
    assert answer["cost_of_stability"] == 0


def test_values_are_found_by_bit_mask() -> None:
    game = Game.from_table(
        ["x", "y", "z"], values=dict(zip(["x", "y", "x,y", "z", "x,z", "y,z", "x,y,z"], range(1, 8), strict=True))
    )
    assert game.v.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert game.alone.tolist() == [1, 2, 4]
    assert game.whole == 7


def test_names_in_a_key_may_come_in_any_order_and_players_too() -> None:
    answer = solve_game({"players": ["b", "a"], "v": {"b": 2, "b,a": 5, "a": 1}})
    assert answer["shapley"] == {"a": 2, "b": 3}


def test_sums_of_shares_are_those_of_adding_them_up() -> None:
    assert group_sums(np.array([1.0, 10.0, 100.0])).tolist() == [0, 1, 10, 11, 100, 101, 110, 111]


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"v": {"a": 0, "b": 0}}, "missing-group", "'a,b'"),
        ({"v": {"a": 0, "b": 0, "a,c": 1}}, "unknown-player", "'c' in the group 'a,c'"),
        ({"v": {"a": 0, "b": 0, "a, b": 1}}, "unknown-player", "' b'"),
        ({"v": {"a": 0, "b": 0, "a,b": 1, "b,a": 1}}, "duplicate-group", "'b,a'"),
        ({"v": {"a": 0, "b": 0, "a,a": 1}}, "group", "twice"),
        ({"v": {"a": 0, "b": 0, "a,b": "1"}}, "value", "'1'"),
        ({"v": {"a": 0, "b": 0, "a,b": None}}, "value", "None"),
        ({"v": {"a": 0, "b": 0, "a,b": True}}, "value", "True"),
        ({"v": {"a": 0, "b": 0, "a,b": float("nan")}}, "value", "nan"),
        ({"v": {"a": 0, "b": 0, "a,b": float("-inf")}}, "value", "inf"),
        ({"v": {"a": 0, "b": 0, "a,b": 10**400}}, "value", "ordinary number"),
        ({"v": {"": 1, "a": 0, "b": 0, "a,b": 1}}, "value", "empty group"),
        ({"v": [0, 0, 1]}, "json", '"v"'),
        ({"v": None}, "json", '"v"'),
        ({"players": []}, "players", "at least one"),
        ({"players": "ab"}, "players", "list"),
        ({"players": ["a", "a"]}, "duplicate-player", "'a'"),
        ({"players": ["a", "b,c"]}, "player-name", "'b,c'"),
        ({"players": ["a", ""]}, "player-name", "''"),
        ({"players": ["a", 7]}, "player-name", "7"),
        ({"players": ["a", ["b"]]}, "player-name", "['b']"),
        ({"players": [f"p{k}" for k in range(21)]}, "too-many-players", "20 players are the most"),
        ({"kind": "costs"}, "kind", "'costs'"),
    ],
)
def test_what_is_wrong_with_a_game_is_said_by_name(change: dict[str, Any], code: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        solve_game(PAIR | change)
    assert refused.value.code == code
    assert says in str(refused.value)


def test_many_missing_groups_are_counted_and_the_first_named() -> None:
    with pytest.raises(InputError, match=r"'a', 'b', 'a,b' and 4 more"):
        solve_game({"players": ["a", "b", "c"], "v": {}})


def test_a_missing_key_is_an_error_with_an_example() -> None:
    with pytest.raises(InputError, match='"players"'):
        solve_game({"v": {}})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not the JSON of a game"),
        ("[1]", "object"),
        ('{"players": ["a"], "v": {"a": 1, "a": 2}}', "'a' is there twice"),
        ('{"players": ["a"], "v": {"a": ' + "9" * 5_000 + "}}", "not the JSON of a game"),
        ("[" * 100_000, "not the JSON of a game"),
    ],
)
def test_text_that_is_not_a_game_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse_document(text)


def test_text_becomes_the_same_game_as_its_document() -> None:
    assert parse_document(json.dumps(PAIR)) == PAIR


def test_other_keys_are_left_alone_so_that_a_game_can_carry_its_source() -> None:
    assert solve_game(PAIR | {"source": "a book", "n": 2}) == solve_game(PAIR)


@pytest.mark.parametrize("table", [[0.0, 1.0, 2.0], [1.0, 0.0], [0.0, np.nan], [0.0, np.inf]])
def test_a_table_of_the_wrong_size_or_without_numbers_is_refused(table: list[float]) -> None:
    with pytest.raises(InputError):
        Game(("a",), np.array(table))


def test_a_game_is_made_from_a_rule_over_names() -> None:
    game = Game.from_function(["l", "r", "s"], value=lambda group: min(len(group & {"l"}), len(group & {"r", "s"})))
    assert game.v.tolist() == [0, 0, 0, 1, 0, 1, 0, 1]


def test_costs_are_solved_as_savings_and_handed_back_as_costs() -> None:
    """Worked by hand: alone 6 and 8, together 10: they save 4 and share that equally."""
    answer = solve_game({"players": ["a", "b"], "kind": "cost", "v": {"a": 6, "b": 8, "a,b": 10}})
    for rule in ("shapley", "nucleolus", "prenucleolus"):
        assert answer[rule] == {"a": 4, "b": 6}
    assert answer["least_core_epsilon"] == -2
    game, costs = read_game({"players": ["a"], "kind": "cost", "v": {"a": 3}})
    assert costs
    assert savings_game(game).v.tolist() == [0, 0]


def test_where_no_split_beats_acting_alone_the_nucleolus_is_null_with_the_reason() -> None:
    value = solve_game({"players": ["a", "b"], "v": {"a": 3, "b": 2, "a,b": 4}})
    assert value["nucleolus"] is None
    assert value["nucleolus_reason"] == "the players get 5 alone, more than the 4 they get together"
    assert value["prenucleolus"] == {"a": 2.5, "b": 1.5}
    assert value["core_empty"] is True
    assert value["cost_of_stability"] == 1
    cost = solve_game({"players": ["a", "b"], "kind": "cost", "v": {"a": 1, "b": 1, "a,b": 3}})
    assert cost["nucleolus_reason"] == "the players pay 3 together, more than the 2 they pay alone"


def test_a_lone_player_gets_what_there_is() -> None:
    answer = solve_game({"players": ["a"], "v": {"a": -3}})
    assert answer["shapley"] == answer["nucleolus"] == answer["prenucleolus"] == {"a": -3}
    assert answer["core_empty"] is False
    assert answer["least_core_epsilon"] is None
    assert "one player" in answer["least_core_epsilon_reason"]


def test_rounding_of_decimals_is_not_taken_for_a_reason_to_leave() -> None:
    """0.1 + 0.2 is more than 0.3 in binary."""
    answer = solve_game({"players": ["a", "b"], "v": {"a": 0.1, "b": 0.2, "a,b": 0.3}})
    assert answer["nucleolus"] == answer["prenucleolus"] == {"a": 0.1, "b": 0.2}
    assert answer["core_empty"] is False
    assert answer["cost_of_stability"] == 0
    assert "nucleolus_reason" not in answer


def test_pounds_count_beside_billions() -> None:
    """Alone 1, 2 and 3 bn; the pairs add £1, £2 and £3, all three £9: the same gains without the billions decide."""
    bn, small = 1e9, {"a": 0.0, "b": 0.0, "c": 0.0, "a,b": 1.0, "a,c": 2.0, "b,c": 3.0, "a,b,c": 9.0}
    alone = {"a": bn, "b": 2 * bn, "c": 3 * bn}
    large = {key: value + sum(alone[name] for name in key.split(",")) for key, value in small.items()}
    answer = solve_game({"players": ["a", "b", "c"], "v": large})
    alike = solve_game({"players": ["a", "b", "c"], "v": small})
    for rule in ("shapley", "nucleolus"):
        apart = {name: share - alone[name] for name, share in answer[rule].items()}
        assert apart == pytest.approx(alike[rule], abs=0.01)
    assert answer["least_core_epsilon"] == pytest.approx(alike["least_core_epsilon"], abs=0.01)
    assert answer["core_empty"] is False


GAMES = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.integers(-20, 20), min_size=2**n - 1, max_size=2**n - 1).map(
        lambda values: Game(tuple("abcd"[:n]), np.array([0.0, *values]))
    )
)


def document_of(game: Game, *, order: list[int], names: str) -> dict[str, Any]:
    """The same game with its players listed in another order, under other names."""
    table = {
        ",".join(names[k] for k in order if mask >> k & 1): game.v[mask] / 8 for mask in reversed(range(1, 1 << game.n))
    }
    return {"players": [names[k] for k in order], "v": table}


@given(game=GAMES, data=st.data())
def test_other_names_and_another_order_change_no_value(game: Game, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(game.n)))
    names, others = "abcd", "🏠zé="
    plain = solve_game(document_of(game, order=list(range(game.n)), names=names))
    moved = solve_game(document_of(game, order=list(order), names=others))
    for rule in ("shapley", "nucleolus", "prenucleolus"):
        if plain[rule] is None:
            assert moved[rule] is None
        else:
            assert moved[rule] == {others[names.index(name)]: share for name, share in plain[rule].items()}
    for figure in ("core_empty", "least_core_epsilon", "cost_of_stability"):
        assert moved[figure] == plain[figure]


def test_the_same_game_gives_the_same_bytes() -> None:
    values = np.random.default_rng(4).normal(size=1 << 9)
    values[0] = 0
    game = Game(tuple("abcdefghi"), values)
    document = document_of(game, order=list(range(9)), names="abcdefghi")
    assert json.dumps(solve_game(document)) == json.dumps(solve_game(document))


def test_the_example_in_the_docs_is_what_comes_out() -> None:
    page = Path(__file__).parents[2] / "docs/reference/game.md"
    given, answer = re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert solve_game(parse_document(given)) == json.loads(answer)
