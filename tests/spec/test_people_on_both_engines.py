"""Tiny tables of people in, expected persons and counts out: on DuckDB, and on a real local Spark."""

import datetime as dt
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import ibis
import pyarrow as pa
import pytest

from goodplace.formats.records_fields import need_column
from goodplace.know.count_people import tally
from goodplace.know.people import ExactKeys, components

SPARK = "spark"
SPARK_SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData",
}
FIELDS = ("agency", "person_id", "nhs_number", "given_name", "family_name", "birth_date", "sex", "postcode", "uprn")
KINDS = {"record_id": pa.int64(), "birth_date": pa.date32()}
BORN, OTHER = dt.date(1980, 2, 3), dt.date(1981, 1, 1)
ANN = ("Ann", "Lee", BORN, "F", "M33 1AA")
Row = tuple[Any, ...]


@pytest.fixture(scope="session")
def spark_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("spark")
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    from pyspark.sql import SparkSession

    places = {"spark.sql.warehouse.dir": str(folder / "warehouse"), "spark.local.dir": str(folder / "local")}
    builder = SparkSession.builder.master("local[2]").appName("goodplace tests")
    for name, value in {**SPARK_SETTINGS, **places}.items():
        builder = builder.config(name, value)
    logging.getLogger("SQLQueryContextLogger").setLevel("CRITICAL")
    session = builder.getOrCreate()
    yield session
    session.stop()


# In one group, so that where workers are dealt groups one of them starts Spark.
@pytest.fixture(params=["duckdb", pytest.param(SPARK, marks=pytest.mark.xdist_group(SPARK))])
def engine(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A connection of Ibis to each engine in turn."""
    if request.param == SPARK:
        yield ibis.pyspark.connect(request.getfixturevalue("spark_session"))
        return
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


def people_of(engine: Any, rows: Sequence[Row], *, needs: Sequence[str] = (), has: Sequence[str] = ()) -> Any:
    """A person table of rows of FIELDS as far as they are given, numbered from 1. has: needs of each row, by letter."""
    columns = {name: KINDS.get(name, pa.string()) for name in ("record_id", *FIELDS, "household_id")}
    columns |= {need_column(need): pa.bool_() for need in needs}
    filled = []
    for n, row in enumerate(rows, start=1):
        flags = {need_column(need): bool(has) and need in has[n - 1] for need in needs}
        cells = dict(zip(FIELDS, (*row, *[None] * len(FIELDS)), strict=False))
        filled.append({"record_id": n, "household_id": None, **cells, **flags})
    return engine.create_table("people", pa.Table.from_pylist(filled, schema=pa.schema(columns)), overwrite=True)


def persons(people: Any, *, loose: bool = False) -> list[int]:
    """The person of each record, in the order of the records."""
    linked = ExactKeys(loose=loose).link(people).order_by("record_id").execute()
    return [int(person) for person in linked["person"]]


def test_records_that_a_chain_of_strict_keys_joins_are_of_one_person(engine: Any) -> None:
    rows: list[Row] = [
        ("council", "7", None, *ANN),
        ("nhs", "1", "4010232137", "ANN", " lee", BORN, "Female", "m331aa"),
        ("police", "x", "4010232137", "Anne"),
        ("police", "7", None, "Bob", "Lee", BORN, "M", "M33 1AA"),
        ("council", "7", None, "Ann", "Smith"),
        ("dwp", "8", None, "Zoë", "O'Hara", OTHER, None, "M1 1AA"),
        ("housing", "9", None, "ZOE", "O’HARA", OTHER, None, "m1 1aa"),
        ("dwp", "9", None, None, None, OTHER, None, None),
    ]
    assert persons(people_of(engine, rows)) == [1, 1, 1, 4, 1, 6, 6, 8]


def test_loose_keys_join_what_strict_ones_leave_apart(engine: Any) -> None:
    rows: list[Row] = [
        ("a", "1", None, *ANN),
        ("b", "2", None, "Ann", "Lee", BORN, None, "SK1 1AA"),  # moved
        ("c", "3", None, "Anne", "Leigh", BORN, "f", "M1 1AA"),  # moved, and spelt otherwise
        ("d", "4", None, "Ann", "Lee", OTHER, "F", "M33 1AA"),  # a date gone wrong
        ("e", "5", None, "Nancy", "Smith", BORN, "F", "M33 1AA"),  # a nickname, and married
        ("f", "6", None, "Ann", "Lee", OTHER, "F", "SK9 9ZZ"),  # somebody else: joined through the wrong date
        ("g", "7", None, "Bob", "Lee", BORN, "M", "M33 1AA"),
    ]
    people = people_of(engine, rows)
    assert persons(people) == [1, 2, 3, 4, 5, 6, 7]
    assert persons(people, loose=True) == [1, 1, 1, 1, 1, 1, 7]


def test_a_missing_field_joins_nobody(engine: Any) -> None:
    rows: list[Row] = [("a", "1"), ("b", "2"), ("c", "3", "", "", "", BORN, "", ""), ("d", "4", None, "1", "2", BORN)]
    people = people_of(engine, rows)
    assert persons(people, loose=True) == [1, 2, 3, 4]


def test_a_long_chain_of_keys_in_any_order_is_one_person(engine: Any) -> None:
    order = [7, 2, 11, 5, 1, 9, 3, 12, 8, 4, 10, 6]
    records = engine.create_table("records", pa.table({"record_id": range(1, 13)}), overwrite=True)
    pairs = [(order[i + side], f"k{i}") for i in range(11) for side in (0, 1)]
    held = engine.create_table(
        "held", pa.table({"record_id": [r for r, _ in pairs], "key": [k for _, k in pairs]}), overwrite=True
    )
    assert components(records, held).person.execute().tolist() == [1] * 12


def test_a_need_in_any_record_is_the_persons_and_a_home_is_where_most_records_say(engine: Any) -> None:
    here, there = ("F", "M33 1AA", "100"), ("F", "M33 1AA", "200")
    rows: list[Row] = [
        ("a", "1", "4010232137", "Ann", "Lee", BORN, *here),
        ("b", "2", "4010232137", "Ann", "Lee", BORN, *there),
        ("c", "3", "4010232137", "Ann", "Lee", BORN, *here),
        ("a", "2", None, "Bob", "Lee", OTHER, *here),
        ("a", "3", None, "Cy", "Ray", BORN, *there),
        ("a", "4", None, "Di", "Ray"),
    ]
    people = people_of(engine, rows, needs=("x", "y"), has=("x", "y", "", "x", "", ""))
    counted = tally(people, ExactKeys().link(people), ("x", "y"))
    assert counted.cells == {(): 2, ("x",): 1, ("y",): 0, ("x", "y"): 1}
    assert (counted.people, counted.households) == (4, 2)
    assert tally(people, ExactKeys().link(people), ()).cells == {(): 4}


def test_without_a_uprn_households_are_counted_where_one_agency_numbers_them(engine: Any) -> None:
    people = people_of(engine, [("a", "1"), ("a", "2"), ("a", "3"), ("b", "4")])
    numbered = people.mutate(household_id=(people.agency == "a").ifelse(people.person_id.replace("3", "1"), None))
    assert tally(numbered, ExactKeys().link(people), ()).households == 2
    assert tally(people, ExactKeys().link(people), ()).households is None
    both = people.mutate(household_id=people.person_id)
    assert tally(both, ExactKeys().link(people), ()).households is None
