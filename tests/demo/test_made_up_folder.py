"""The made-up place as a folder has every step alive, the deal of the workbook, and keeps its truth beside."""

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from goodplace.demo import DemoPlace, made_up_place, margins_of, write_demo_place
from goodplace.demo.area_words import COHORT_OF, STATEMENTS
from goodplace.demo.folder import made_up_folder
from goodplace.demo.needs_of import NEEDS
from goodplace.demo.words import CHANGES, PEOPLE
from goodplace.formats.read_place import read_place
from goodplace.formats.write_place import write_place_folder
from goodplace.place.errors import InputError
from goodplace.place.place import Place
from goodplace.place.tables import TABLES

SIZE: dict[str, Any] = {"partners": 7, "options": 10, "years": 5, "seed": 1}
PEOPLE_NUMBER = 2_000
WITHOUT = {"channels", "remits"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoPlace:
    folder = tmp_path_factory.mktemp("demo")
    return write_demo_place(folder, **SIZE, people=PEOPLE_NUMBER, write_tables=write_place_folder)


@pytest.fixture(scope="module")
def place(demo: DemoPlace) -> Place:
    return read_place(demo.place)[0]


def conversation(demo: DemoPlace, name: str) -> list[dict[str, str]]:
    with (demo.place / "conversation" / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(("partners", "options", "people"), [(1, 1, 0), (5, 8, 0), (26, 20, 300)])
def test_places_of_every_size_read_without_an_error(tmp_path: Path, partners: int, options: int, people: int) -> None:
    size = {"partners": partners, "options": options, "years": 3, "seed": 4, "people": people}
    demo = write_demo_place(tmp_path, **size, write_tables=write_place_folder)
    _, problems = read_place(demo.place)
    assert {problem.code for problem in problems} <= {"outcome-without-value", "many-partners"}
    assert (demo.place / "records").exists() == (people > 0)


def test_every_table_has_rows_but_those_whose_defaults_hold(place: Place) -> None:
    assert {table for table in TABLES if not place.rows_of(table)} == WITHOUT


def test_the_deal_is_that_of_the_workbook(demo: DemoPlace) -> None:
    """But for how many places there are where there aren't as many people, and who is counted in a cohort."""
    workbook = made_up_place(**SIZE)
    folder = made_up_folder(**SIZE, people=PEOPLE_NUMBER)
    same = set(workbook.tables) - {"place", "options", "assumptions"}
    assert {table: folder.tables[table] for table in same} == {table: workbook.tables[table] for table in same}
    assert json.loads((demo.truth / "deal.json").read_text()) == json.loads(json.dumps(workbook.truth))
    for ours, theirs in zip(folder.tables["options"], workbook.tables["options"], strict=True):
        changed = {key for key in ours if ours[key] != theirs[key]}
        assert changed <= {"cohort", "cohort_size", "places_min", "places_max"}
        assert "cohort" in changed or not changed


def test_it_says_that_it_is_made_up_wherever_it_can(place: Place) -> None:
    assert place.settings.kind == "made_up"
    for table in ("area_facts", "spending", "position"):
        assert {(row.source, row.licence) for row in place.rows_of(table)} == {("Made up", "CC0")}  # type: ignore[attr-defined]
    for table in ("funds", "capacity", "contracts", "agreements", "needs", "cohorts"):
        assert {row.source for row in place.rows_of(table)} == {"Made up"}  # type: ignore[attr-defined]


def test_options_name_cohorts_and_cohorts_name_needs(place: Place) -> None:
    cohorts = {cohort.id: cohort for cohort in place.cohorts}
    assert [need.id for need in place.needs] == sorted(NEEDS)
    assert {need for cohort in place.cohorts for need in cohort.needs} == set(NEEDS)
    assert set(COHORT_OF) <= set(PEOPLE)
    assert set(COHORT_OF.values()) <= set(cohorts)
    words = {people.capitalize() for people in PEOPLE if people not in COHORT_OF}
    assert {option.cohort for option in place.options} <= set(cohorts) | words
    assert any(option.cohort in cohorts for option in place.options)


def test_numbers_of_people_are_given_just_where_there_are_no_records_to_count(place: Place, tmp_path: Path) -> None:
    assert {row.mid for row in place.needs} | {row.mid for row in place.cohorts} == {None}
    without = write_demo_place(tmp_path, **SIZE, people=0, write_tables=write_place_folder)
    there = read_place(without.place)[0]
    given = [(row.low, row.mid, row.high) for row in there.needs] + [(c.low, c.mid, c.high) for c in there.cohorts]
    assert all(low and mid and high and low < mid < high for low, mid, high in given)


def test_no_option_has_more_places_than_there_are_people_in_its_cohort() -> None:
    """Where numbers are given: a place without records."""
    for seed in range(4):
        tables = made_up_folder(**SIZE | {"seed": seed, "options": 40}, people=0).tables
        mid = {str(cohort["id"]): int(str(cohort["mid"])) for cohort in tables["cohorts"]}
        for option in tables["options"]:
            if option["cohort"] in mid:
                assert int(str(option["places_max"])) <= mid[str(option["cohort"])]


def test_the_area_stands_beside_eight_others_for_six_years(place: Place) -> None:
    assert place.settings.area_code in {row.area_code for row in place.position}
    by_indicator: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in place.position:
        by_indicator[row.indicator].add((row.area_code, row.period))
    assert len(by_indicator) == 12
    assert {len(there) for there in by_indicator.values()} == {9 * 6}
    own = {row.area_name for row in place.position if row.area_code == place.settings.area_code}
    assert own == {place.settings.name.removesuffix(", a made-up place")}


def test_its_facts_give_the_margins_its_people_were_drawn_to(place: Place) -> None:
    margins = margins_of(place)
    assert margins.notes == ()
    assert sum(band.share for band in margins.ages) == pytest.approx(1)
    there = sum(fact.value for fact in place.area_facts if fact.id.startswith("population."))
    assert there == pytest.approx(PEOPLE_NUMBER, abs=len(margins.ages))


def test_answers_choose_what_was_shown_and_lean_to_what_weighs_most(place: Place) -> None:
    shown: Counter[str] = Counter()
    score: Counter[str] = Counter()
    for row in place.best_worst:
        assert row.best != row.worst
        assert {row.best, row.worst} <= set(row.shown)
        shown.update(row.shown)
        score.update({row.best: 1})
        score.subtract({row.worst: 1})
    assert len({row.respondent for row in place.best_worst}) == 60
    assert set(shown) == {outcome.id for outcome in place.outcomes}
    weights = {outcome.id: outcome.residents_weight or 0.0 for outcome in place.outcomes}
    order = sorted(weights, key=lambda id: weights[id])
    assert score[order[-1]] / shown[order[-1]] > 0.2 > -0.2 > score[order[0]] / shown[order[0]]


def test_the_conversation_adds_up(demo: DemoPlace, place: Place) -> None:
    comments, votes = conversation(demo, "comments.csv"), conversation(demo, "votes.csv")
    cast = Counter((vote["comment-id"], vote["vote"]) for vote in votes)
    for comment in comments:
        counts = (cast[comment["comment-id"], "1"], cast[comment["comment-id"], "-1"])
        assert (int(comment["agrees"]), int(comment["disagrees"])) == counts
    participants = conversation(demo, "participants-votes.csv")
    assert len(participants) == len({vote["voter-id"] for vote in votes})
    assert sum(int(row["n-votes"]) for row in participants) == len(votes)
    one = next(vote for vote in votes if vote["vote"] == "-1")
    assert participants[int(one["voter-id"])][one["comment-id"]] == "-1"
    assert {comment["moderated"] for comment in comments} == {"1", "-1"}
    spoken = {row.statement for row in place.statements}
    assert spoken < {comment["comment-id"] for comment in comments}
    assert {row.outcome for row in place.statements} == {outcome.id for outcome in place.outcomes}


def test_every_change_there_can_be_has_something_said_of_it() -> None:
    assert set(STATEMENTS) == {change.id for change in CHANGES}
    said = [text for both in STATEMENTS.values() for text in both]
    assert len(set(said)) == len(said)


def test_the_truth_lies_beside_the_place_and_nothing_of_it_in_it(demo: DemoPlace) -> None:
    assert (demo.place.name, demo.truth.name) == ("place", "truth")
    assert demo.place.parent == demo.truth.parent
    names = {"people.csv", "links.csv", "needs.csv", "summary.json", "deal.json"}
    assert {path.name for path in demo.truth.iterdir()} == names
    assert {path.name for path in demo.place.rglob("*")} & (names - {"needs.csv"}) == set()
    assert (demo.place / "needs.csv").read_text(encoding="utf-8").startswith("id,name,")


def test_the_same_seed_gives_the_same_bytes(demo: DemoPlace, tmp_path: Path) -> None:
    again = write_demo_place(tmp_path, **SIZE, people=PEOPLE_NUMBER, write_tables=write_place_folder)
    for one, other in ((demo.place, again.place), (demo.truth, again.truth)):
        names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
        assert names == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
        assert [name for name in names if (one / name).read_bytes() != (other / name).read_bytes()] == []


def test_a_place_made_again_keeps_runs_and_loses_records_only_if_they_were_made_up(tmp_path: Path) -> None:
    write_demo_place(tmp_path, **SIZE, people=50, write_tables=write_place_folder)
    (tmp_path / "place/runs").mkdir()
    (tmp_path / "place/runs/kept").write_text("a run")
    write_demo_place(tmp_path, **SIZE, people=0, write_tables=write_place_folder)
    assert (tmp_path / "place/runs/kept").read_text() == "a run"
    assert not (tmp_path / "place/records").exists()
    (tmp_path / "place/records/nhs").mkdir(parents=True)
    (tmp_path / "place/records/nhs/extract.csv").write_text("real")
    with pytest.raises(InputError, match="left as it is"):
        write_demo_place(tmp_path, **SIZE, people=0, write_tables=write_place_folder)
    assert (tmp_path / "place/records/nhs/extract.csv").read_text() == "real"


def test_a_real_place_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    (tmp_path / "place/place.csv").write_text("key,value\nname,Riverbend\n")
    with pytest.raises(InputError, match="wasn't made up") as refused:
        write_demo_place(tmp_path, **SIZE, people=0, write_tables=write_place_folder)
    assert refused.value.code == "not-our-folder"
    assert [path.name for path in (tmp_path / "place").iterdir()] == ["place.csv"]
