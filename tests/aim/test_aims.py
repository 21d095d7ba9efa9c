"""The aim step: weights from where they are said to come from, with their workings, and what is not known said."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from making import place_of, rows_of
from polis_export import REAL, export
from pydantic import TypeAdapter

from goodplace.aim import Aimed, aim, with_weights
from goodplace.aim.result import AimResult
from goodplace.explain.tree import render
from goodplace.place.errors import InputError
from goodplace.place.figure import Working
from goodplace.place.place import Place
from goodplace.place.problems import ProblemsFound

OUTCOMES = [
    {"id": "parks", "name": "Parks", "residents_weight": 0.7, "national_weight": 0.4, "source": "Survey 2026"},
    {"id": "safety", "name": "Safety", "residents_weight": 0.3, "national_weight": 0.6},
    {"id": "work", "name": "Work"},
]
STATEMENTS = [{"statement": 0, "outcome": "parks"}, {"statement": 1, "outcome": "safety", "counts": "disagree"}]
ANSWERS = [
    {"respondent": f"r{n}", "shown": "parks, safety", "best": best, "worst": "safety" if best == "parks" else "parks"}
    for n, best in enumerate(["parks"] * 8 + ["safety"] * 4)
]


def place_with(weights_from: str = "outcomes", *, held: str = "here", smallest: int = 1, **tables: Any) -> Place:
    settings = {"weights_from": weights_from, "conversation_from": held, "smallest_count": smallest}
    rows = rows_of(
        "council",
        settings=settings,
        **{"outcomes": OUTCOMES, **tables},
        options=[{"id": "o", "lead": "council"}],
        option_costs=[{"option": "o", "payer": "council", "amount": 1}],
        option_effects=[{"option": "o", "outcome": "parks"}],
    )
    # The setting is put in afterwards: a check refuses a place whose weights come from what isn't there.
    rows["place"] = [row for row in rows["place"] if row["key"] != "weights_from"]
    place = place_of(rows)
    return replace(place, settings=place.settings.model_copy(update={"weights_from": weights_from}))


def weights(aimed: Aimed) -> dict[str, float | None]:
    return {weight.outcome: weight.residents for weight in aimed.result.weights}


def adds_up(line: Working) -> bool:
    """Whether every line comes from its parts."""
    parts = [part.value for part in line.parts if part.value is not None]
    right = True
    if line.how == "sum":
        right = line.value == pytest.approx(sum(parts))
    elif line.how == "quotient":
        right = line.value == pytest.approx(parts[0] / parts[1])
    return right and all(adds_up(part) for part in line.parts)


def test_weights_of_the_table_are_as_given_and_unknown_is_said() -> None:
    place = place_with()
    aimed = aim(place, conversation=None)
    assert weights(aimed) == {"parks": 0.7, "safety": 0.3, "work": None}
    assert [weight.national for weight in aimed.result.weights] == [0.4, 0.6, None]
    assert aimed.result.remarks[0] == (
        "The residents' weights were given in the outcomes table: no answers of residents were counted for them."
    )
    assert "count as 0 in the residents' lens: Work." in aimed.result.remarks[1]
    assert with_weights(place, aimed.result) is place


def test_weights_of_answers_take_the_place_of_those_in_the_table() -> None:
    place = place_with("best_worst", best_worst=ANSWERS)
    aimed = aim(place, conversation=None)
    parks, safety, work = aimed.result.weights
    assert aimed.result.respondents == 12
    assert (parks.residents or 0) + (safety.residents or 0) == pytest.approx(1, abs=1e-8)
    assert 0.6 < (parks.residents or 0) < 0.7
    assert (parks.low or 1) < (parks.residents or 0) < (parks.high or 0)
    assert (work.residents, work.low, work.high) == (None, None, None)
    seen = with_weights(place, aimed.result)
    assert [outcome.residents_weight for outcome in seen.outcomes] == [parks.residents, safety.residents, None]
    assert [outcome.national_weight for outcome in seen.outcomes] == [0.4, 0.6, None]
    assert seen.outcomes[0].source == "Survey 2026; residents’ weight: best-worst answers of 12 people"
    assert seen.content_hash != place.content_hash
    (left,) = [record for record in seen.defaulted if record.column == "residents_weight"]
    assert (left.rows, left.matters) == (1, True)


def test_weights_of_a_conversation_follow_the_written_rule(tmp_path: Path) -> None:
    place = place_with("conversation", statements=STATEMENTS)
    aimed = aim(place, conversation=export(tmp_path))
    found = weights(aimed)
    assert found == {"parks": pytest.approx(5 / 7, abs=1e-8), "safety": pytest.approx(2 / 7, abs=1e-8), "work": None}
    assert aimed.result.respondents == 0
    figure = next(figure for figure in aimed.figures if figure.name == "weight.parks.residents")
    assert figure.marks == ("assumed",)
    seen = with_weights(place, aimed.result)
    assert seen.outcomes[1].source == "residents’ weight: the conversation of 4 people"


def test_a_conversation_held_elsewhere_is_shown_and_never_weighs(tmp_path: Path) -> None:
    folder = export(tmp_path)
    shown = aim(place_with(held="elsewhere", statements=STATEMENTS), conversation=folder)
    assert weights(shown)["parks"] == 0.7
    assert shown.result.conversation is not None
    assert shown.result.conversation.statements[0].outcome == "parks"
    assert "held elsewhere" in shown.result.remarks[-1]
    with pytest.raises(InputError) as refused:
        aim(place_with("conversation", held="elsewhere", statements=STATEMENTS), conversation=folder)
    assert refused.value.code == "conversation-elsewhere"


@pytest.mark.parametrize(
    ("weights_from", "with_folder", "code"),
    [
        ("conversation", False, "no-conversation"),
        ("conversation", True, "no-answers"),
        ("best_worst", False, "no-answers"),
    ],
)
def test_weights_from_what_isnt_there_are_refused(
    tmp_path: Path, weights_from: str, with_folder: bool, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        aim(place_with(weights_from), conversation=export(tmp_path) if with_folder else None)
    assert refused.value.code == code


def test_a_mapped_statement_that_isnt_there_is_refused(tmp_path: Path) -> None:
    place = place_with(statements=[{"statement": 9, "outcome": "parks"}])
    with pytest.raises(ProblemsFound, match="no statement of that id"):
        aim(place, conversation=export(tmp_path))


@pytest.mark.parametrize("weights_from", ["outcomes", "best_worst", "conversation"])
def test_every_figure_is_worked_out_down_to_file_and_row(tmp_path: Path, weights_from: str) -> None:
    place = place_with(weights_from, statements=STATEMENTS, best_worst=ANSWERS)
    aimed = aim(place, conversation=export(tmp_path / "conversation"))
    assert {figure.name for figure in aimed.figures} == {
        *(f"weight.{name}.{which}" for name in ("parks", "safety", "work") for which in ("residents", "national")),
        *("statement.0.share", "statement.1.share"),
    }
    for figure in aimed.figures:
        worked = figure.working()
        assert worked.value == (None if figure.value is None else pytest.approx(figure.value, abs=1e-8)), figure.name
        assert adds_up(worked), figure.name
        assert figure.visibility == "public"
        assert "report this" not in render(figure, worked)
    lines = "\n".join(str(line.source) for figure in aimed.figures for line in figure.working().walk())
    assert "conversation › comments.csv › row 2" in lines
    assert "conversation › votes.csv › last votes on 0" in lines
    assert {"outcomes": "outcomes › row 2", "best_worst": "rows 2 to 13", "conversation": "statements › row 2"}[
        weights_from
    ] in lines


def test_the_working_of_an_answered_weight_shows_that_wins_are_as_expected() -> None:
    aimed = aim(place_with("best_worst", best_worst=ANSWERS), conversation=None)
    texts = [line.text for line in aimed.figures[0].working().walk()]
    assert "compared 12 times, preferred 8 times; with half a win in the tie 8.5" in texts
    assert "at these strengths it would be preferred 8.5000 times, the tie included" in texts


def test_answers_of_few_people_are_for_partners_only() -> None:
    aimed = aim(place_with("best_worst", best_worst=ANSWERS, smallest=13), conversation=None)
    seen = {figure.name: figure.visibility for figure in aimed.figures}
    assert seen["weight.parks.residents"] == seen["weight.work.residents"] == "partners"
    assert seen["weight.parks.national"] == "public"
    assert aimed.tables[0].visibility == "partners"
    assert any("Fewer than 13 people answered" in text for text in aimed.result.remarks)


def test_few_votes_are_in_no_figure_table_or_result(tmp_path: Path) -> None:
    aimed = aim(place_with(statements=STATEMENTS, smallest=5), conversation=export(tmp_path))
    assert [figure.value for figure in aimed.figures if figure.name.startswith("statement.")] == [None, None]
    statements = aimed.tables[1]
    assert [row[2:] for row in statements.rows] == [
        (None, None, None, None, None, None, "parks", "too few votes"),
        (None, None, None, None, None, None, "safety", "too few votes"),
    ]
    assert aimed.result.conversation is not None
    assert {(one.agreed, one.disagreed, one.passed) for one in aimed.result.conversation.statements} == {(0, 0, 0)}
    for figure in aimed.figures:
        assert not any(line.unit == "votes" for line in figure.working().walk())


def test_what_was_moderated_out_is_in_no_table_and_no_figure(tmp_path: Path) -> None:
    aimed = aim(place_with(), conversation=export(tmp_path))
    assert [row[0] for row in aimed.tables[1].rows] == ["0", "1"]
    assert "Left out, since moderated out: 1." in aimed.tables[1].note
    assert not any(figure.name.startswith("statement.2.") for figure in aimed.figures)


def test_tables_are_public_and_say_what_figures_say(tmp_path: Path) -> None:
    aimed = aim(place_with("conversation", statements=STATEMENTS), conversation=export(tmp_path))
    assert [(table.key, table.visibility) for table in aimed.tables] == [
        ("aims_weights", "public"),
        ("aims_statements", "public"),
    ]
    values = {figure.name: figure.value for figure in aimed.figures}
    for row in aimed.tables[0].rows:
        assert (row[2], row[5]) == (values[f"weight.{row[0]}.residents"], values[f"weight.{row[0]}.national"])
    assert all(len(row) == len(table.columns) for table in aimed.tables for row in table.rows)


def test_a_result_is_the_same_twice_and_comes_back_from_json(tmp_path: Path) -> None:
    place, folder = place_with("best_worst", statements=STATEMENTS, best_worst=ANSWERS), export(tmp_path)
    adapter = TypeAdapter(AimResult)
    first, second = (adapter.dump_json(aim(place, conversation=folder).result) for _ in range(2))
    assert first == second
    assert adapter.validate_json(first) == aim(place, conversation=folder).result
    assert json.loads(first)["conversation"]["topic"] == "A test"


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    aim(place_with(), conversation=None, progress=lambda *step: told.append(step))
    assert told == [("conversation", 0, 2), ("weights", 1, 2)]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real conversations are not here")
@pytest.mark.parametrize("name", sorted(path.name for path in REAL.iterdir()) if REAL.is_dir() else [])
def test_real_conversations_are_shown_and_could_weigh(name: str) -> None:
    """None of them is from here: a place of that name would take its weights so."""
    folder = REAL / name
    shown = aim(place_with(held="elsewhere"), conversation=folder).result.conversation
    assert shown is not None
    passed = [one for one in shown.statements if not one.moderated and one.share is not None]
    assert all((one.low or 0) <= (one.share or 0) <= (one.high or 1) for one in passed)
    assert not any(one.withheld for one in shown.statements)
    most = sorted(passed, key=lambda one: -(one.agreed + one.disagreed + one.passed))[:2]
    mapped = [{"statement": one.id, "outcome": to} for one, to in zip(most, ("parks", "safety"), strict=True)]
    found = aim(place_with("conversation", statements=mapped, smallest=10), conversation=folder).result.weights
    for one, weight in zip(most, found, strict=False):
        support = (one.agreed + 1) / (one.agreed + one.disagreed + one.passed + 2)
        others = sum((o.agreed + 1) / (o.agreed + o.disagreed + o.passed + 2) for o in most)
        assert weight.residents == pytest.approx(support / others, abs=1e-8)
