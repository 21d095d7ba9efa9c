"""Made-up people and what five agencies say of them: recognisably made up, the same for a seed, the truth apart."""

import csv
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from goodplace.demo import DEFAULT_MARGINS, MadeUpPeople, made_up_people, margins_of, write_people
from goodplace.demo.agencies import AGENCIES
from goodplace.demo.naming import postcodes
from goodplace.demo.needs_of import NEEDS
from goodplace.formats.read_place import read_place
from goodplace.formats.write_place import write_place
from goodplace.place.errors import InputError

NUMBER = 4_000
POSTCODE = re.compile(r"ZZ[1-9]\d? [1-9][A-Z]{2}")


@pytest.fixture(scope="module")
def people() -> MadeUpPeople:
    return made_up_people(number=NUMBER, seed=5)


@pytest.fixture(scope="module")
def written(people: MadeUpPeople, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    write_people(folder / "place", people, truth=folder / "truth")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".parquet":
        return [{key: str(value) for key, value in row.items()} for row in pq.read_table(path).to_pylist()]
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def has_check_digit(number: str) -> bool:
    """The rule as published: ten digits, the first nine weighted 10 to 2, eleven less the remainder of eleven."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(number[9])


def test_nobody_can_be_taken_for_real(people: MadeUpPeople) -> None:
    numbers, homes = people.truths.nhs_number.tolist(), people.truths.homes
    assert len(set(numbers)) == NUMBER
    assert all(re.fullmatch(r"999\d{7}", number) and has_check_digit(number) for number in numbers)
    assert all(POSTCODE.fullmatch(postcode) for postcode in homes.postcode.tolist())
    assert len(set(homes.uprn.tolist())) == len(homes.uprn)
    assert all(re.fullmatch(r"999\d{9}", uprn) for uprn in homes.uprn.tolist())


def test_every_area_has_a_postcode_of_its_own_that_is_no_real_one() -> None:
    made = postcodes(np.arange(98 * 9 * 400))
    assert len(np.unique(made)) == len(made)
    assert not any(postcode.startswith("ZZ99") for postcode in made[:98].tolist())
    assert POSTCODE.fullmatch(str(made[-1]))


def test_everybody_is_as_old_as_the_household_says_on_the_day_it_says(people: MadeUpPeople) -> None:
    for born, age in zip(people.truths.birth_date.tolist(), people.truths.households.age.tolist(), strict=True):
        year, after = int(born[:4]), born[5:] > "06-30"
        assert 2025 - year - after == age


def test_equal_seeds_give_equal_bytes_and_other_seeds_other_people(written: Path, tmp_path: Path) -> None:
    for name, seed in (("same", 5), ("other", 6)):
        again = made_up_people(number=NUMBER, seed=seed)
        write_people(tmp_path / name / "place", again, truth=tmp_path / name / "truth")
    one = all_bytes(written)
    assert one == all_bytes(tmp_path / "same")
    other = all_bytes(tmp_path / "other")
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] == other[name] and not name.endswith("mapping.csv")] == []


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.id)
def test_an_agency_has_its_own_columns_formats_and_numbers(written: Path, agency: Any) -> None:
    folder = written / "place/records" / agency.id
    assert sorted(path.name for path in folder.iterdir()) == sorted([agency.file, "mapping.csv"])
    mapping, records = rows(folder / "mapping.csv"), rows(folder / agency.file)
    assert list(mapping[0]) == ["field", "column", "format", "means_yes"]
    assert {row["column"] for row in mapping} <= set(records[0])
    column = {row["field"]: row["column"] for row in mapping}
    ids = [record[column["person_id"]] for record in records]
    assert len(set(ids)) == len(ids)
    for row in mapping:
        if row["field"].startswith("need:"):
            values = {record[row["column"]] for record in records}
            assert row["means_yes"] in values
            assert len(values) == 2
    style = next(row["format"] for row in mapping if row["field"] == "birth_date")
    pattern = style.replace(".", r"\.").replace("%Y", r"\d{4}").replace("%m", r"\d\d").replace("%d", r"\d\d")
    assert all(re.fullmatch(f"({pattern})?", record[column["birth_date"]]) for record in records)


def test_columns_and_formats_differ_between_agencies() -> None:
    assert len({agency.date_format for agency in AGENCIES}) == len(AGENCIES)
    assert len({agency.columns["family_name"] for agency in AGENCIES}) >= 4
    assert len({agency.yes for agency in AGENCIES}) == len(AGENCIES)


def test_every_record_is_of_one_true_person_and_an_agency_says_no_need_that_isnt_true(written: Path) -> None:
    links = {(row["agency"], row["record"]): row["person"] for row in rows(written / "truth/links.csv")}
    needs = {(row["person"], row["need"]) for row in rows(written / "truth/needs.csv")}
    seen = 0
    for agency in AGENCIES:
        for record in rows(written / "place/records" / agency.id / agency.file):
            person = links[agency.id, record[agency.columns["person_id"]]]
            said = {need for need, (column, _) in agency.needs.items() if record[column] == agency.yes}
            assert all((person, need) in needs for need in said)
            seen += 1
    assert seen == len(links)


def test_records_err_as_real_ones_do(written: Path, people: MadeUpPeople) -> None:
    true = {row["person"]: row for row in rows(written / "truth/people.csv")}
    links = {(row["agency"], row["record"]): row["person"] for row in rows(written / "truth/links.csv")}
    wrong: Counter[str] = Counter()
    for agency in AGENCIES:
        for record in rows(written / "place/records" / agency.id / agency.file):
            person = true[links[agency.id, record[agency.columns["person_id"]]]]
            for field in ("given_name", "family_name", "postcode"):
                cell = record[agency.columns[field]]
                wrong[f"{field} {'missing' if not cell else 'other'}"] += cell.upper() != person[field].upper()
    number = sum(len(extract.person) for extract in people.extracts)
    assert 0.01 < wrong["given_name other"] / number < 0.08
    assert 0.005 < wrong["family_name other"] / number < 0.05
    assert 0.02 < wrong["postcode other"] / number < 0.10
    assert 0.005 < wrong["postcode missing"] / number < 0.06


def test_some_people_have_two_records_in_an_agency_and_some_have_none(people: MadeUpPeople) -> None:
    for extract in people.extracts:
        once = np.unique(extract.person)
        assert len(once) < len(extract.person) < 1.1 * len(once)
    assert int(str(people.summary["agencies_a_person"]["0"])) > 0  # type: ignore[index]


def test_neither_order_nor_numbers_of_records_say_who_somebody_is(people: MadeUpPeople) -> None:
    for extract in people.extracts:
        numbers = [int(re.sub(r"\D", "", record)) for record in extract.record_ids.tolist()]
        assert abs(np.corrcoef(numbers, extract.person)[0, 1]) < 0.2
        assert abs(np.corrcoef(np.arange(len(numbers)), extract.person)[0, 1]) < 0.2


def test_mappings_name_only_needs_that_the_place_lists(people: MadeUpPeople, tmp_path: Path) -> None:
    write_people(tmp_path / "place", people, truth=tmp_path / "truth", needs=["offending", "homelessness"])
    fields = {row["field"] for path in tmp_path.rglob("mapping.csv") for row in rows(path)}
    assert {field for field in fields if field.startswith("need:")} == {"need:offending", "need:homelessness"}


def test_the_truth_sums_itself_up(written: Path, people: MadeUpPeople) -> None:
    summary = json.loads((written / "truth/summary.json").read_text())
    needs = Counter(row["need"] for row in rows(written / "truth/needs.csv"))
    assert summary["needs"] == {need: needs[need] for need in NEEDS}
    assert sum(summary["of_five"].values()) == summary["people"] == NUMBER
    assert sum(summary["of_three"][how_many] for how_many in ("none", "one", "two", "all")) == NUMBER


def test_made_up_records_replace_made_up_records_and_nothing_else(people: MadeUpPeople, tmp_path: Path) -> None:
    place, truth = tmp_path / "place", tmp_path / "truth"
    write_people(place, people, truth=truth)
    write_people(place, people, truth=truth)
    extract = place / "records/council/extract.csv"
    for path, content in ((extract, b"a,b\r\n"), (place / "records/charity/extract.csv", b"real")):
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        whole = all_bytes(tmp_path)
        with pytest.raises(InputError, match="left as it is") as refused:
            write_people(place, people, truth=truth)
        assert refused.value.code == "not-our-folder"
        assert all_bytes(tmp_path) == whole
        path.unlink() if before is None else path.write_bytes(before)
    write_people(place, people, truth=truth)


def test_real_records_without_our_mark_stay(people: MadeUpPeople, tmp_path: Path) -> None:
    (tmp_path / "place/records/nhs").mkdir(parents=True)
    (tmp_path / "place/records/nhs/extract.csv").write_bytes(b"real")
    with pytest.raises(InputError, match="was not made up by goodplace"):
        write_people(tmp_path / "place", people, truth=tmp_path / "truth")
    assert not (tmp_path / "truth").exists()


@pytest.mark.parametrize("inside", ["place", "place/truth", "place/records/../truth"])
def test_the_truth_is_never_written_into_the_place(people: MadeUpPeople, tmp_path: Path, inside: str) -> None:
    with pytest.raises(InputError, match="inside the place") as refused:
        write_people(tmp_path / "place", people, truth=tmp_path / inside)
    assert refused.value.code == "truth-in-place"
    assert not (tmp_path / "place").exists()


def test_somebody_elses_people_file_is_not_overwritten_by_the_truth(people: MadeUpPeople, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/people.csv").write_text("mine")
    with pytest.raises(InputError, match=r"people\.csv"):
        write_people(tmp_path / "place", people, truth=tmp_path / "mine")
    assert (tmp_path / "mine/people.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("wrong", "message"), [({"number": 0}, "not 0"), ({"number": 900_001}, "900,001"), ({"seed": -1}, "zero or more")]
)
def test_a_number_that_cannot_be_had_is_refused_plainly(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        made_up_people(**{"number": 10, "seed": 1} | wrong)
    assert refused.value.code == "demo_size"


@pytest.mark.parametrize("number", [1, 2, 7])
def test_even_a_few_people_can_be_made_up_and_written(number: int, tmp_path: Path) -> None:
    write_people(tmp_path / "place", made_up_people(number=number, seed=1), truth=tmp_path / "truth")
    assert len(rows(tmp_path / "truth/people.csv")) == number


def place_with(facts: list[dict[str, object]], folder: Path) -> Any:
    published: dict[str, object] = {"theme": "Population", "unit": "people", "date": "2024", "source": "Made up"}
    tables: dict[str, list[dict[str, object]]] = {
        "place": [
            {"key": "name", "value": "Testford"},
            {"key": "first_year", "value": "2027/28"},
            {"key": "money_years", "value": 1},
            {"key": "horizon", "value": 1},
        ],
        "partners": [{"id": "a", "name": "A", "sector": "public"}],
        "options": [{"id": "o", "name": "O", "lead": "a", "places_max": 1}],
        "option_costs": [{"option": "o", "payer": "a", "basis": "fixed", "amount": 1}],
        "option_effects": [{"option": "o", "outcome": "x", "change_per_place": 1, "deadweight": "net"}],
        "outcomes": [{"id": "x", "name": "X"}],
        "area_facts": [published | {"licence": "CC0", "name": str(fact["id"])} | fact for fact in facts],
    }
    write_place(tables, folder)
    return read_place(folder)[0]


def test_margins_of_a_place_are_its_own_facts(tmp_path: Path) -> None:
    facts: list[dict[str, object]] = [
        {"id": "population.f.0-17", "value": 100},
        {"id": "population.f.18+", "value": 300},
        {"id": "population.m.0-17", "value": 200},
        {"id": "population.m.18+", "value": 400},
        {"id": "population.m.18-19", "value": 9_000, "area_name": "Elsewhere"},
        *({"id": f"household_size.{size}", "value": 10} for size in ("1", "2", "3", "4", "5+")),
    ]
    margins = margins_of(place_with(facts, tmp_path / "place"))
    assert {(band.sex, band.youngest): band.share for band in margins.ages} == {
        ("F", 0): 0.1,
        ("F", 18): 0.3,
        ("M", 0): 0.2,
        ("M", 18): 0.4,
    }
    assert margins.household_sizes == (0.2,) * 5
    assert (margins.notes, margins.source) == ((), "Facts of Testford")
    households = made_up_people(number=1_000, seed=1, margins=margins).truths.households
    assert int((~households.female & (households.age < 18)).sum()) == 200


def test_what_a_place_does_not_say_is_made_up_and_said_so(tmp_path: Path) -> None:
    margins = margins_of(place_with([{"id": "population", "value": 9}], tmp_path / "place"))
    assert (margins.ages, margins.household_sizes) == (DEFAULT_MARGINS.ages, DEFAULT_MARGINS.household_sizes)
    assert len(margins.notes) == 2
    assert margins.source == "Made up"
