"""What a column or setting holds, in words: for comments in workbooks and for the reference docs."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from goodplace.place.tables import TABLES, Evidenced, Published

_KINDS = {
    "read_name": "text",
    "read_id": "id",
    "read_ids": "ids, separated by commas",
    "read_number": "number",
    "read_measure": "number",
    "read_money": "money, zero or more",
    "read_quantity": "number, zero or more",
    "read_share": "share, 0 to 1",
    "read_rate": "rate a year",
    "read_year": "financial year",
    "read_count": "whole number, zero or more",
    "read_ordinal": "whole number, one or more",
    "read_grade": "grade, 1 to 6",
    "read_word": "one of its words",
    "_read_deadweight": "net, or a share",
}


def columns_of(table: str) -> dict[str, FieldInfo]:
    """The columns of a table in the order of its sheet: what a row says, and then the evidence for it."""
    model = TABLES[table]
    last = [name for base in (Evidenced, Published) if issubclass(model, base) for name in base.model_fields]
    names = [name for name in model.model_fields if name not in ("origin", *last)]
    return {name: model.model_fields[name] for name in (*names, *last) if name != "origin"}


def kind_of(info: FieldInfo) -> str:
    """What kind of value a column holds, such as "financial year"."""
    for part in (*info.metadata, *_parts(info.annotation)):
        if isinstance(part, BeforeValidator):
            return _KINDS[getattr(part.func, "__name__", "")]
    raise KeyError(f"no reader in {info!r}")


def words_of(info: FieldInfo) -> list[str]:
    """The words that a column takes, if it takes only some."""
    literals = [part for part in _parts(info.annotation) if get_origin(part) is Literal]
    return [str(word) for literal in literals for word in get_args(literal)]


def unit_of(info: FieldInfo) -> str:
    """The unit of a column's values; empty where there is none."""
    return _extra(info, "unit")


def blank_of(info: FieldInfo) -> str:
    """What holds when the column is left blank; empty where it must be filled in."""
    return _extra(info, "blank")


def example_of(info: FieldInfo) -> str:
    """A value as people would type it."""
    return str(info.examples[0]) if info.examples else ""


def in_words(info: FieldInfo) -> str:
    """Everything about a column, in a few lines."""
    lines = [
        info.description or "",
        f"Unit: {unit_of(info)}" if unit_of(info) else "",
        f"For example: {example_of(info)}",
        "Must be filled in." if info.is_required() else f"If blank: {blank_of(info)}",
    ]
    return "\n".join(line for line in lines if line)


def _extra(info: FieldInfo, key: str) -> str:
    return str(info.json_schema_extra.get(key, "")) if isinstance(info.json_schema_extra, dict) else ""


def _parts(kind: Any) -> Iterator[Any]:
    """A type and everything it is made of."""
    yield kind
    if get_origin(kind) in (Annotated, Union, UnionType):
        for part in get_args(kind):
            yield from _parts(part)
