"""Which records are of one person: exact keys now, behind a seam that a probabilistic linker fits too.

Written as table expressions, so that it runs on any engine Ibis speaks to. A record is linked to another when they
share a key; a person is everything that can be reached over shared keys, and goes by its smallest record number, which
means nothing outside the run and never leaves it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import ibis
from ibis import _

from goodplace.place.errors import InternalError

_ACCENTED, _PLAIN = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝ", "AAAAAACEEEEIIIINOOOOOOUUUUY"
# Far more rounds than any chain of keys needs: chains shrink several times over in each.
_MOST_ROUNDS = 100


class Linker(Protocol):
    """Says which records are of one person."""

    def link(self, records: ibis.Table) -> ibis.Table:
        """One row for each row of `records`: `record_id` and `person`, equal for records of one person."""


@dataclass(frozen=True)
class ExactKeys:
    """Records that share a key are of one person.

    strict: the agency's own number · the NHS number · names, date of birth and postcode.
    loose, beside these: names and date of birth · date of birth, both initials and sex · names and postcode · date of
    birth, sex and postcode.
    """

    loose: bool = False

    def link(self, records: ibis.Table) -> ibis.Table:
        keys = LOOSE_KEYS if self.loose else STRICT_KEYS
        tidy = normalised(records)
        held = [tidy.select(_.record_id, key=key(tidy)).filter(_.key.notnull()) for key in keys]
        return components(records.select("record_id"), reduce(ibis.union, held))


def normalised(records: ibis.Table) -> ibis.Table:
    """Names as capital letters A to Z, postcodes as capitals and digits, sex as its first letter; blank is null."""
    return records.select(
        "record_id",
        "agency",
        "person_id",
        "nhs_number",
        given=_letters(records.given_name),
        family=_letters(records.family_name),
        born=records.birth_date.cast("string"),
        sex=_letters(records.sex).substr(0, 1),
        postcode=records.postcode.upper().re_replace("[^A-Z0-9]", "").nullif(""),
    )


def _letters(name: Any) -> Any:
    return name.upper().translate(_ACCENTED, _PLAIN).re_replace("[^A-Z]", "").nullif("")


def _joined(kind: str, *parts: Any) -> Any:
    """A key of several parts; null where any of them is."""
    return reduce(lambda left, right: left + "|" + right, parts, ibis.literal(kind))


def _own_number(t: ibis.Table) -> Any:
    return _joined("own", t.agency, t.person_id)


def _nhs_number(t: ibis.Table) -> Any:
    return _joined("nhs", t.nhs_number)


def _names_birth_postcode(t: ibis.Table) -> Any:
    return _joined("address", t.given, t.family, t.born, t.postcode)


def _names_birth(t: ibis.Table) -> Any:
    return _joined("names", t.given, t.family, t.born)


def _initials_birth_sex(t: ibis.Table) -> Any:
    return _joined("initials", t.born, t.given.substr(0, 1), t.family.substr(0, 1), t.sex)


def _names_postcode(t: ibis.Table) -> Any:
    return _joined("door", t.given, t.family, t.postcode)


def _birth_sex_postcode(t: ibis.Table) -> Any:
    return _joined("birth", t.born, t.sex, t.postcode)


Key = Callable[[ibis.Table], Any]
STRICT_KEYS: tuple[Key, ...] = (_own_number, _nhs_number, _names_birth_postcode)
LOOSE_KEYS: tuple[Key, ...] = (*STRICT_KEYS, _names_birth, _initials_birth_sex, _names_postcode, _birth_sex_postcode)


def components(records: ibis.Table, held: ibis.Table) -> ibis.Table:
    """Records that can be reached from each other over shared keys: `record_id`, `person` (the smallest among them).

    records: `record_id`, each once. held: `record_id` and `key`. Every record takes the smallest label among those it
    shares a key with, then the label of that label, until nothing changes.
    """
    shared = held.group_by("key").agg(holders=_.count()).filter(_.holders > 1).select("key")
    held = worked_out(held.distinct().semi_join(shared, "key"))
    labels = worked_out(records.select("record_id", person=_.record_id))
    for _turn in range(_MOST_ROUNDS):
        better = worked_out(_spread(labels, held))
        before = labels.select("record_id", before="person")
        moved = better.join(before, "record_id").filter(_.person != _.before).count().execute()
        labels = better
        if not moved:
            return labels
    raise InternalError(f"records were still being linked after {_MOST_ROUNDS} rounds")


def worked_out(table: ibis.Table) -> ibis.Table:
    """The rows of a table, kept in its engine, so that what is built on it doesn't work them out again.

    Spark keeps the whole plan behind what it caches, which doubles and doubles over rounds: there it is cut off.
    """
    engine = table.get_backend()
    if engine.name != "pyspark":
        return table.cache()
    name = ibis.util.gen_name("goodplace")
    engine.raw_sql(engine.compile(table)).localCheckpoint().createOrReplaceTempView(name)
    return engine.table(name)


def _spread(labels: ibis.Table, held: ibis.Table) -> ibis.Table:
    """One round: the smallest label over shared keys, and then the label that this label's own record has."""
    by_key = held.join(labels, "record_id").group_by("key").agg(least=_.person.min())
    over_keys = held.join(by_key, "key").select("record_id", person="least")
    # What a record hears, the record whose number is its label hears too: whole chains then take a new label at once.
    passed_on = over_keys.select("record_id", heard="person").join(labels, "record_id")
    passed_on = passed_on.select(record_id="person", person="heard")
    nearer = over_keys.union(passed_on, labels).group_by("record_id").agg(person=_.person.min())
    # A label is never above its record's number, so the label of a label is never above the label.
    root = labels.select(at="record_id", root="person")
    return nearer.join(root, [("person", "at")]).select("record_id", person="root")
