"""The optional tables of a place: fields in key order, and hashes that say what has changed and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.place.assemble import tables_hash
from goodplace.place.place import Place
from goodplace.place.tables import TABLES

PUBLISHED = {"date": "2024", "source": "A source", "licence": "OGL v3.0"}
LATER: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "funds": [{"id": "bcf", "name": "Better Care", "partner": "nhs", "year": "2027/28", "amount": 9}],
    "capacity": [{"owner": "council", "resource": "Hours", "year": "2027/28", "mid": 10}],
    "contracts": [{"id": "C1", "buyer": "council", "supplier": "A firm", "title": "Home care"}],
    "agreements": [{"id": "A1", "kind": "building", "title": "A room", "options": "home", "in_place": "no"}],
    "needs": [{"id": "drugs", "name": "Drugs"}, {"id": "crime", "name": "Crime"}],
    "cohorts": [{"id": "both", "name": "Both", "needs": "crime, drugs", "at_least": 2, "low": 1, "mid": 2, "high": 3}],
    "statements": [{"statement": "12", "outcome": "HE4.0"}],
    "best_worst": [{"respondent": "r1", "shown": "HE4.0, HO6.0, CR7.0", "best": "HE4.0", "worst": "CR7.0"}],
    "area_facts": [{"id": "pop", "theme": "People", "name": "Residents", "value": 9, "unit": "people", **PUBLISHED}],
    "spending": [{"body": "Council", "service": "Parks", "year": "2023/24", "amount": 5, **PUBLISHED}],
    "position": [
        {
            "indicator": "ready",
            "name": "Ready for school",
            "theme": "Children",
            "area_code": "E08000009",
            "area_name": "Here",
            "period": period,
            "value": 70,
            "unit": "%",
            "better": "higher",
            **PUBLISHED,
        }
        for period in ("2023", "2022")
    ],
}


def read(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Place:
    return read_place(write_place(tables, folder))[0]


def test_every_table_is_a_field_in_key_order_and_found_by_its_name(tmp_path: Path) -> None:
    place = read(tmp_path / "place", {**STARTER_TABLES, **LATER})
    for table, rows in LATER.items():
        assert len(getattr(place, table)) == len(rows)
        assert place.rows_of(table) == getattr(place, table)
    assert [need.id for need in place.needs] == ["crime", "drugs"]
    assert [row.period for row in place.position] == ["2022", "2023"]
    assert place.rows_of("option_costs") == place.costs
    assert place.rows_of("channels") == ()
    assert {row.key: row.value for row in place.rows_of("place")}["first_year"] == "2027"  # type: ignore[attr-defined]
    with pytest.raises(KeyError):
        place.rows_of("partner_index")


def test_a_place_without_the_later_tables_keeps_the_hash_it_had(tmp_path: Path) -> None:
    before = read(tmp_path / "plain", STARTER_TABLES).content_hash
    assert read(tmp_path / "empty", {**STARTER_TABLES, **dict.fromkeys(LATER, ())}).content_hash == before
    assert before == "aa1f2b8d81f4ed9c39c1cf67fdf22a90d4eca3d39d52e880248f7f065639822d"


@pytest.mark.parametrize("table", LATER)
def test_rows_of_a_later_table_change_the_hash_of_the_place(table: str, tmp_path: Path) -> None:
    before = read(tmp_path / "plain", STARTER_TABLES).content_hash
    needs = {"needs": LATER["needs"]} if table == "cohorts" else {}
    assert read(tmp_path / "more", {**STARTER_TABLES, **needs, table: LATER[table]}).content_hash != before


def test_a_later_setting_changes_the_hash_only_when_it_says_something_else(tmp_path: Path) -> None:
    before = read(tmp_path / "plain", STARTER_TABLES).content_hash
    hashes = [
        read(
            tmp_path / value,
            {**STARTER_TABLES, "place": [*STARTER_TABLES["place"], {"key": "kind", "value": value}]},
        ).content_hash
        for value in ("place", "made_up")
    ]
    assert (hashes[0] == before, hashes[1] == before) == (True, False)


@given(st.lists(st.sampled_from(sorted(TABLES)), unique=True, min_size=1))
def test_a_hash_of_tables_changes_with_those_tables_and_no_others(tmp_path_factory: Any, tables: list[str]) -> None:
    folder = tmp_path_factory.mktemp("place")
    place = read(folder / "a", {**STARTER_TABLES, **LATER})
    changed = read(folder / "b", {**STARTER_TABLES, **LATER, "funds": [{**LATER["funds"][0], "amount": 10}]})
    assert tables_hash(place, tables) == tables_hash(place, tables[::-1])
    assert (tables_hash(place, tables) != tables_hash(changed, tables)) == ("funds" in tables)


def test_the_hash_of_place_is_that_of_its_settings_and_where_a_row_stood_does_not_count(tmp_path: Path) -> None:
    settings = [*STARTER_TABLES["place"], {"key": "smallest_count", "value": 5}]
    place, other = read(tmp_path / "a", STARTER_TABLES), read(tmp_path / "b", {**STARTER_TABLES, "place": settings})
    turned = read(tmp_path / "c", {name: rows[::-1] for name, rows in STARTER_TABLES.items()})
    assert tables_hash(place, ["place"]) != tables_hash(other, ["place"])
    assert tables_hash(place, ["partners", "options"]) == tables_hash(other, ["options", "partners"])
    assert tables_hash(place, list(TABLES)) == tables_hash(turned, list(TABLES))
