"""The whole step: counted from records, given by the place, or not known; and nothing small or personal gets out."""

import random
from pathlib import Path
from typing import Any

import ibis
import pytest
from making import place_of, rows_of

from goodplace.explain.tree import render
from goodplace.formats.result_cells import stable_json
from goodplace.formats.stored_figures import figures_bytes
from goodplace.know import Known, cohort_sizes, know
from goodplace.place.place import Place
from goodplace.sharing.visibility import ANYBODY, Viewer, may_see

MAPPING = "field,column,format,means_yes\nperson_id,Ref,,\nnhs_number,NHS,,\n"
NEEDS = ("debt", "drugs", "rough")
TELLTALE = "Zqxj"


def place(**settings: Any) -> Place:
    needs: list[dict[str, Any]] = [{"id": need, "name": need.title()} for need in NEEDS]
    needs[0] |= {"low": 3, "mid": 4, "high": 5, "source": "Survey"}
    needs.append({"id": "unseen", "name": "Unseen", "mid": 70, "source": "Survey"})
    cohorts: list[dict[str, Any]] = [
        {"id": "many", "name": "Two or more", "needs": ", ".join(NEEDS), "at_least": 2, "mid": 1},
        {"id": "given", "name": "Given", "needs": "debt, unseen", "low": 20, "mid": 30, "high": 40},
        {"id": "silent", "name": "Silent"},
    ]
    fact = {"id": "population", "theme": "People", "name": "Residents", "value": 1000, "unit": "people"}
    spent = {"body": "The Council", "service": "Children's care", "year": "2023/24", "amount": 51}
    told = {"date": "2024", "source": "A source", "licence": "OGL v3.0"}
    tables = rows_of(
        "council",
        options=[{"id": "a", "lead": "council"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 1}],
        option_effects=[{"option": "a", "outcome": "o"}],
        needs=needs,
        cohorts=cohorts,
        area_facts=[fact | told, fact | told | {"area_name": "North", "value": 10}],
        spending=[spent | told],
        settings=settings,
    )
    return place_of(tables)


def nhs_number(n: int) -> str:
    """The n-th number whose check digit holds, or the one after it where none does."""
    nine = f"{400000000 + n:09}"
    check = (11 - sum((10 - k) * int(digit) for k, digit in enumerate(nine)) % 11) % 11
    return nhs_number(n + 100_000) if check == 10 else f"{nine}{check}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two agencies, 300 people: debt known to one, drugs to the other, rough sleeping (7 people) to both."""
    records = tmp_path_factory.mktemp("place") / "records"
    draw = random.Random(1)
    for agency, column in (("council", "debt"), ("nhs", "drugs")):
        (records / agency).mkdir(parents=True)
        mapping = f"{MAPPING}need:{column},{column},,Y\nneed:rough,rough,,Y\ngiven_name,name,,\n"
        (records / agency / "mapping.csv").write_text(mapping, encoding="utf-8")
        rows = [f"Ref,NHS,name,{column},rough"]
        for n in range(300):
            has, rough = ("Y" if draw.random() < 0.3 else "N"), ("Y" if n < 7 else "N")
            rows.append(f"{agency}{n},{nhs_number(n)},{TELLTALE},{has},{rough}")
        (records / agency / "extract.csv").write_text("\n".join([*rows, "bad"]), encoding="utf-8")
    return records


@pytest.fixture(scope="module")
def known(folder: Path) -> Known:
    return know(place(), records=folder)


def test_people_are_counted_across_agencies(known: Known) -> None:
    result = known.result
    assert result.people is not None
    assert (result.people.text, result.people.how) == ("300", "records")
    assert {need.id: need.people.text for need in result.needs}["rough"] == "fewer than 10"
    assert next(need for need in result.needs if need.id == "rough").agencies == ("council", "nhs")
    assert [(one.read, one.kept, one.set_aside) for one in result.extracts] == [(301, 300, 1)] * 2


def test_records_win_over_what_the_place_gives_and_a_note_says_so(known: Known) -> None:
    debt, unseen = (next(n for n in known.result.needs if n.id == which) for which in ("debt", "unseen"))
    assert debt.people.how == "records"
    assert (unseen.people.how, unseen.people.mid, unseen.source) == ("given", 70, "Survey")
    assert "Counted from records, though the place gives a number too: Debt, Two or more." in known.result.notes
    assert any("no agency records one of the needs: Given." in note for note in known.result.notes)


@pytest.mark.parametrize("asked", [1, 2])
def test_no_place_can_ask_for_counts_too_small_to_be_kept_safe(asked: int, folder: Path) -> None:
    """Below 3 a suppressed count is known, or nearly: "fewer than 1" is nobody."""
    result = know(place(smallest_count=asked), records=folder).result
    counts = [need.people for need in result.needs] + [cohort.people for cohort in result.cohorts]
    small = {(one.text, one.low, one.high) for one in counts if one.suppressed and one.mid is not None}
    assert small <= {("fewer than 3", 0, 2)}
    assert any(note.startswith("Counts from records below 3 are not shown") for note in result.notes)


def test_where_nothing_is_known_it_says_so() -> None:
    result = know(place(), records=None).result
    sizes = {cohort.id: cohort.people.text for cohort in result.cohorts}
    assert sizes == {"given": "30", "many": "1", "silent": "not known"}
    assert set(cohort_sizes(result)) == {"given", "many"}
    assert (result.people, result.overlaps, result.linkage) == (None, (), ())


def test_no_combination_of_few_people_is_listed(known: Known) -> None:
    assert known.result.overlaps
    assert all((one.people.mid or 0) >= 10 and "rough" not in one.needs for one in known.result.overlaps)


def test_no_small_count_and_no_cell_is_in_anything_that_gets_out(known: Known) -> None:
    counts = [known.result.people, *(need.people for need in known.result.needs)]
    counts += [cohort.people for cohort in known.result.cohorts] + [one.people for one in known.result.overlaps]
    for people in (one for one in counts if one is not None and one.how == "records"):
        assert (people.low, people.mid, people.high) == (0, 5, 9) or (people.mid or 0) % 5 == 0
    told = repr((known.result, known.tables, known.set_aside, [figure.working() for figure in known.figures]))
    assert TELLTALE not in told
    assert nhs_number(3) not in told
    for figure in known.figures:
        if figure.name.startswith(("need.rough", "overlap.", "people")):
            assert all(line.value in (None, 0, 5, 9) or line.value % 5 == 0 for line in figure.working().walk())


def test_every_figure_has_a_name_of_its_own_and_a_working_that_comes_to_it(known: Known) -> None:
    assert len({figure.name for figure in known.figures}) == len(known.figures)
    for figure in known.figures:
        assert "report this" not in render(figure, figure.working())
    names = {figure.name for figure in known.figures}
    assert {"people", "need.debt", "cohort.many", "fact.population", "fact.population.north"} <= names
    assert {"spending.the_council.childrens_care.2023", "extract.nhs.extract.csv.kept"} <= names


def test_the_public_sees_counts_and_no_overlaps_extracts_or_rows_set_aside(known: Known) -> None:
    seen = {figure.name for figure in known.figures if may_see(ANYBODY, figure.visibility, figure.named)}
    assert "need.debt" in seen
    assert not any(name.startswith(("overlap.", "extract.")) for name in seen)
    keys = {role: {table.key for table in known.tables if may_see(Viewer(role), table.visibility)}
            for role in ("anybody", "committee", "analyst")}  # fmt: skip
    assert keys["anybody"] == {"know_facts", "know_spending", "know_needs", "know_cohorts"}
    assert keys["committee"] - keys["anybody"] == {"know_overlaps"}
    assert keys["analyst"] - keys["committee"] == {"know_extracts", "know_set_aside"}


def test_exact_counts_of_rows_are_seen_by_whoever_holds_the_extracts_alone(known: Known) -> None:
    rows = [figure for figure in known.figures if figure.name.startswith("extract.")]
    assert rows
    seers = (Viewer(), Viewer("committee"), Viewer("partner", "nhs"), Viewer("partner", "council"))
    assert not any(may_see(viewer, figure.visibility, figure.named) for figure in rows for viewer in seers)
    assert all(may_see(Viewer("analyst"), figure.visibility, figure.named) for figure in rows)


def test_equal_inputs_give_equal_bytes(folder: Path, known: Known) -> None:
    again = know(place(), records=folder)
    assert again.result == known.result
    assert again.tables == known.tables
    assert figures_bytes(again.figures) == figures_bytes(known.figures)
    assert stable_json({"notes": list(again.result.notes)}) == stable_json({"notes": list(known.result.notes)})


class EachApart:
    """A linker that takes every record for a person."""

    def link(self, records: ibis.Table) -> ibis.Table:
        return records.select("record_id", person=records.record_id)


def test_another_linker_takes_the_place_of_exact_keys(folder: Path) -> None:
    result = know(place(), records=folder, linker=EachApart()).result
    assert result.people is not None
    assert (result.people.low, result.people.mid, result.people.high) == (600, 600, 600)
    assert result.linkage == ("Records were linked by a method of the place's own.",)


def test_records_of_which_nothing_can_be_used_leave_what_the_place_gives(tmp_path: Path) -> None:
    (tmp_path / "council").mkdir()
    (tmp_path / "council" / "extract.csv").write_bytes(b"")
    found = know(place(), records=tmp_path)
    assert found.result.people is None
    assert [one.code for one in found.set_aside] == ["mapping-missing", "mapping-missing"]
