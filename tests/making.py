"""Places for tests, from rows written in the test and then read and checked as those of a workbook are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import PlanModel
from goodplace.choose.value import Values, value_place
from goodplace.place.assemble import assemble
from goodplace.place.place import Place
from goodplace.place.raw import RawPlace, RawTable

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
PLAIN: Mapping[str, Any] = {
    "name": "Test",
    "first_year": "2027/28",
    "money_years": 3,
    "horizon": 3,
    "discount_rate": "none",
    "inflation": 0,
    "released": 1,
}


def place_of(tables: Tables) -> Place:
    """The checked place of some rows; raises ProblemsFound where a rule of the tables is broken."""
    return assemble(RawPlace("test", {name: _raw(name, rows) for name, rows in tables.items() if rows}))[0]


def _raw(name: str, rows: Sequence[Row]) -> RawTable:
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = tuple((n, tuple(row.get(column) for column in header)) for n, row in enumerate(rows, start=2))
    return RawTable("test.xlsx", name, 1, header, cells)


def rows_of(partners: str | Iterable[Row], *, settings: Row | None = None, **tables: Sequence[Row]) -> dict[str, Any]:
    """Tables of a place: no discounting, no inflation, three years and all savings released unless settings say so.

    `partners` may be ids that are also roles ("council nhs"). An option without places has one, all or nothing; a cost
    without a basis is fixed and in year 1; an effect without a change is 1 a place in year 1, net; outcomes that are
    not given are added.
    """
    if isinstance(partners, str):
        partners = [{"id": name, "name": name, "sector": "public", "role": name} for name in partners.split()]
    filled = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    filled["place"] = [{"key": key, "value": value} for key, value in {**PLAIN, **(settings or {})}.items()]
    filled["partners"] = [dict(row) for row in partners]
    filled["options"] = [_option(row) for row in tables.get("options", [])]
    filled["option_costs"] = [{"basis": "fixed", "year": 1, **row} for row in tables.get("option_costs", [])]
    effect = {"change_per_place": 1, "deadweight": "net", "year": 1}
    filled["option_effects"] = [{**effect, **row} for row in tables.get("option_effects", [])]
    _add_outcomes(filled)
    return filled


def _option(row: Row) -> dict[str, Any]:
    most = row.get("places_max", 1)
    return {"name": row["id"], "places_max": most, "places_min": most if "places_max" not in row else 0, **row}


def _add_outcomes(tables: dict[str, Any]) -> None:
    given = {row["id"] for row in tables.get("outcomes", [])}
    used = [row["outcome"] for name in ("option_effects", "unit_values") for row in tables.get(name, [])]
    new = [{"id": name, "name": name} for name in dict.fromkeys(used) if name not in given]
    tables["outcomes"] = [*tables.get("outcomes", []), *new]


def values_of(tables: Tables) -> Values:
    """The arrays of a place of rows."""
    return value_place(place_of(tables))


def model_of(tables: Tables, released: float = 1.0, *, lifted: Sequence[str] = ()) -> PlanModel:
    """The model of a place of rows at one released share, without the rules named in `lifted`."""
    values = values_of(tables)
    return PlanModel(Payoffs(values, possible_starts(values), released), lifted=lifted)
