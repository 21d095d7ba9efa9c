"""A made-up place is the same for a seed, of the size asked for, readable, and keeps its truth to itself."""

import json
import math
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from goodplace.demo import MadeUpPlace, made_up_place, write_demo
from goodplace.formats.read_place import read_place
from goodplace.formats.write_place import write_place
from goodplace.place.errors import InputError

SIZES = [(3, 2, 3), (1, 1, 1), (5, 8, 5), (12, 60, 10), (26, 20, 4)]


@pytest.fixture(scope="module")
def large() -> MadeUpPlace:
    return made_up_place(partners=12, options=60, years=10, seed=7)


@pytest.mark.parametrize(("partners", "options", "years"), SIZES)
def test_it_has_the_size_asked_for_and_reads_without_an_error(
    tmp_path: Path, partners: int, options: int, years: int
) -> None:
    made_up = made_up_place(partners=partners, options=options, years=years, seed=1)
    place, problems = read_place(write_demo(tmp_path, made_up, write_tables=write_place))
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    assert (len(place.partners), len(place.options), place.settings.money_years) == (partners, options, years)
    assert place.settings.horizon >= years


def test_nothing_in_it_falls_beyond_the_horizon(tmp_path: Path, large: MadeUpPlace) -> None:
    _, problems = read_place(write_demo(tmp_path, large, write_tables=write_place))
    assert {problem.code for problem in problems} <= {"outcome-without-value"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_place(tmp_path: Path) -> None:
    files = {}
    for name, seed in (("one", 4), ("two", 4), ("three", 5)):
        write_demo(tmp_path / name, made_up_place(partners=5, options=8, years=5, seed=seed), write_tables=write_place)
        files[name] = {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}
    assert files["one"] == files["two"]
    assert all(files["one"][name] != files["three"][name] for name in files["one"])
    assert sorted(files["one"]) == ["made-up-place.xlsx", "truth.json"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"partners": 0}, "1 to 26 partners, not 0"),
        ({"partners": 27}, "1 to 26 partners, not 27"),
        ({"options": 0}, "1 to 384 options, not 0"),
        ({"years": 41}, "1 to 40 years, not 41"),
        ({"seed": -1}, "zero or more"),
    ],
)
def test_a_size_that_cannot_be_had_is_refused_plainly(wrong: dict[str, int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        made_up_place(**{"partners": 3, "options": 2, "years": 3, "seed": 1} | wrong)


def test_every_effect_and_every_saving_has_its_truth_which_is_not_in_the_tables(large: MadeUpPlace) -> None:
    truth = json.loads(json.dumps(large.truth))
    effects = [(row["option"], row["outcome"]) for row in large.tables["option_effects"]]
    assert [(row["option"], row["outcome"]) for row in truth["effects"]] == effects
    owners = {(row["partner"], row["outcome"]) for row in large.tables["unit_values"] if row["partner"]}
    assert {(row["partner"], row["outcome"]) for row in truth["cashable"]} == owners
    assert 0 < len(large.tables["cashable"]) < len(truth["cashable"])


def test_estimates_scatter_round_the_truth_and_some_options_really_change_nothing(large: MadeUpPlace) -> None:
    truth = json.loads(json.dumps(large.truth))["effects"]
    errors = []
    for seen, true in zip(large.tables["option_effects"], truth, strict=True):
        deadweight = 0.0 if seen["deadweight"] == "net" else float(str(seen["deadweight"]))
        net = float(str(seen["change_per_place"])) * (1 - deadweight)
        assert net > 0
        if true["net_change_per_place"] > 0:
            errors.append(math.log(net / true["net_change_per_place"]))
    assert 0 < len(truth) - len(errors) < len(truth) / 3
    assert abs(sum(errors) / len(errors)) < 0.1
    assert 0.25 < math.sqrt(sum(error**2 for error in errors) / len(errors)) < 0.45


def test_most_options_save_more_for_others_than_for_the_partner_that_pays(large: MadeUpPlace) -> None:
    saves: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for effect in large.tables["option_effects"]:
        for value in large.tables["unit_values"]:
            if value["outcome"] == effect["outcome"] and value["kind"] == "fiscal" and value["partner"]:
                worth = float(str(effect["change_per_place"])) * float(str(value["amount"])) * int(str(effect["lasts"]))
                saves[str(effect["option"])][str(value["partner"])] += worth
    payers = {str(cost["option"]): str(cost["payer"]) for cost in reversed(large.tables["option_costs"])}
    wrong = [option for option, by in saves.items() if by[payers[option]] < sum(by.values()) / 2]
    assert len(wrong) > len(saves) / 2


def test_it_has_what_makes_deals_hard(large: MadeUpPlace) -> None:
    signatories = Counter(len(str(row["signatories"] or "").split(",")) for row in large.tables["options"])
    assert len(signatories) > 1
    assert any(row["signatories"] is None for row in large.tables["options"])
    assert any(row["first_start"] != row["last_start"] for row in large.tables["options"])
    assert any(row["ring_fence"] for row in large.tables["budgets"])
    assert {row["kind"] for row in large.tables["unit_values"]} >= {"fiscal", "economic", "social"}
    for weight in ("national_weight", "residents_weight"):
        assert sum(float(str(row[weight])) for row in large.tables["outcomes"]) == pytest.approx(1)
