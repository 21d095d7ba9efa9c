"""Persons are what can be reached over shared keys: the table expressions agree with a slow, obvious search."""

from collections.abc import Iterator
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodplace.know.people import components


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    opened = ibis.duckdb.connect()
    yield opened
    opened.disconnect()


def slow_components(records: int, held: list[tuple[int, str]]) -> list[int]:
    """The smallest record that each can be reached from, looking through all pairs until nothing changes."""
    person = list(range(records))
    changed = True
    while changed:
        changed = False
        for left, key in held:
            for right, other in held:
                if key == other and person[left] != person[right]:
                    person[left] = person[right] = min(person[left], person[right])
                    changed = True
    return person


HELD = st.lists(st.tuples(st.integers(0, 14), st.sampled_from("abcdefghijkl")), max_size=30)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HELD)
def test_components_are_those_of_a_slow_search(connection: Any, held: list[tuple[int, str]]) -> None:
    schema = pa.schema([("record_id", pa.int64()), ("key", pa.string())])
    rows = [{"record_id": record, "key": key} for record, key in held]
    records = connection.create_table("records", pa.table({"record_id": range(15)}), overwrite=True)
    keys = connection.create_table("held", pa.Table.from_pylist(rows, schema=schema), overwrite=True)
    found = components(records, keys).order_by("record_id").person.execute().tolist()
    assert found == slow_components(15, held)
