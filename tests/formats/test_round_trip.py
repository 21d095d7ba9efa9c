"""The same rows make the same place: from a workbook or CSVs, in any order, with any names."""

import contextlib
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodplace.formats import read_place, write_place
from goodplace.formats.starter import STARTER_TABLES
from goodplace.place.cells import read_name
from goodplace.place.problems import ProblemsFound
from goodplace.place.tables import TABLES

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
HOSTILE = [
    "=cmd()",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    'Smith, "Jones" & Sons; Ltd',
    "🏘️ Good place 👩‍👩‍👧",
    "مجلس المدينة",
    "x" * 500,
    "'=1",
    "_x0041_",
    "#hash",
    "1e5",
    "2027-04-01",
    "TRUE",
    "007",
    "http://example.org/?a=1&b=2",
    "%s {name} \\n \\",
]


def starter() -> dict[str, list[dict[str, Any]]]:
    return {table: [dict(row) for row in rows] for table, rows in STARTER_TABLES.items()}


def names() -> st.SearchStrategy[str]:
    """Names that `check` takes, already as it keeps them."""
    letters = st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
    return st.text(letters, min_size=1, max_size=40).map(lambda text: read_name(f"{text}."))


@st.composite
def places(draw: st.DrawFn) -> Tables:
    """The starting place with other names, amounts and rows."""
    tables = starter()
    money, share = st.floats(0, 1e9), st.floats(0, 1)
    for row in (*tables["partners"], *tables["options"]):
        row["name"] = draw(names())
    for row in tables["option_costs"]:
        row["amount"] = draw(money)
    for row in tables["option_effects"]:
        row.update(change_per_place=draw(st.floats(-1e6, 1e6)), engaged=draw(share), source=draw(names()))
    partners = st.sampled_from(["council", "nhs", "police"])
    years = st.integers(2027, 2031)
    tables["budgets"] = draw(
        st.lists(
            st.fixed_dictionaries({"partner": partners, "year": years, "amount": money}),
            unique_by=lambda row: (row["partner"], row["year"]),
        )
    )
    return tables


def hashes_of(tables: Tables, *forms: str) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        return {read_place(write_place(tables, Path(folder) / form))[0].content_hash for form in forms}


@given(places())
@settings(max_examples=40)
def test_a_workbook_and_a_folder_of_csvs_make_the_same_place(tables: Tables) -> None:
    assert len(hashes_of(tables, "place.xlsx", "place")) == 1


@given(places(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_shuffled_rows_make_the_same_place(tables: Tables, chance: random.Random) -> None:
    shuffled = {table: chance.sample(list(rows), len(rows)) for table, rows in tables.items()}
    assert hashes_of(tables, "place") == hashes_of(shuffled, "place")


CELLS = [
    "",
    "#REF!",
    -1,
    0,
    1e300,
    "x" * 600,
    "=1",
    True,
    "2027/28",
    2027.5,
    "nhs",
    "council,nhs",
    "HE4.0",
    "£5",
    "50%",
]


@given(st.data())
@settings(max_examples=80)
def test_no_cell_is_more_than_a_problem(data: st.DataObject) -> None:
    tables = starter()
    for table, model in TABLES.items():
        columns = [name for name in model.model_fields if name != "origin"]
        rows = st.lists(st.dictionaries(st.sampled_from(columns), st.sampled_from(CELLS)), max_size=2)
        for row in data.draw(rows):
            present = tables.setdefault(table, [])
            present.append((present[0] if present else {}) | row)
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(ProblemsFound):
        read_place(write_place(tables, Path(folder) / "place"))


def test_another_figure_makes_another_place() -> None:
    changed = starter()
    changed["option_costs"][0]["amount"] += 0.01
    assert hashes_of(STARTER_TABLES, "place") != hashes_of(changed, "place")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["place.xlsx", "place"])
def test_hostile_names_come_back_as_they_were_typed(name: str, form: str, tmp_path: Path) -> None:
    tables = starter()
    tables["partners"][0]["name"] = tables["options"][0]["name"] = tables["place"][0]["value"] = name
    place, _ = read_place(write_place(tables, tmp_path / form))
    assert [place.partners[0].name, place.options[0].name, place.settings.name] == [name] * 3
