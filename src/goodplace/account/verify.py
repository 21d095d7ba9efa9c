"""Check a place's record, or an exported one: the chain, the proposals that were signed, and the names beside it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from goodplace.account.chain import StoredEvent, StoredHead, read_body, read_export
from goodplace.account.record import read_record
from goodplace.account.verify_record import Fault, Verification, verify_record
from goodplace.account.written import canonical, id_of_written
from goodplace.formats.runs import Home
from goodplace.place.errors import InputError


def verify_source(path: Path, *, against: Path | None = None) -> Verification:
    """Check the record of a place (folder or workbook) or an export. against: an earlier export it must begin with.

    Raises InputError where there is no record, or a file can't be read as one.
    """
    earlier = None if against is None else _exported(against)
    if path.is_file() and path.suffix != ".xlsx":
        events, head = _exported(path)
        return verify_record(events, head, against=earlier)
    home = Home(path)
    record = read_record(home.service) if path.exists() else None
    if record is None:
        raise InputError(f"There is no record in {path}: nobody has signed anything there.", code="no-record")
    found = verify_record(*record, against=earlier)
    faults = (*found.faults, *_beside(record[0]))
    return replace(found, ok=not faults, faults=faults)


def _exported(path: Path) -> tuple[list[StoredEvent], StoredHead]:
    try:
        return read_export(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}.", code="cannot-read") from error


def _beside(events: list[StoredEvent]) -> Iterator[Fault]:
    """What stands beside the record for those who may see it, against what the record holds of it."""
    from goodplace.service.models import Signature, TabledProposal

    bodies = {event.sequence: read_body(event.body) for event in events}
    tabled = {row.id: _is_itself(row.id, row.body) for row in TabledProposal.objects.all()}
    erased = {body["data"].get("signature") for body in bodies.values() if body and body["kind"] == "name_erased"}
    people = {row.event_id: row.signatory for row in Signature.objects.select_related("signatory")}
    for number, body in bodies.items():
        if number is None or not body or body["kind"] != "signed":
            continue
        if not tabled.get(body["data"].get("proposal"), False):
            yield Fault("PROPOSAL", number, "the proposal that was signed isn't kept as it was")
        person = people.get(number)
        name, salt = (person.name, bytes(person.salt)) if person else ("", b"")
        same = sha256(salt + name.encode()).hexdigest() == body["data"].get("signatory")
        if not same and not (number in erased and not name and not salt):
            yield Fault("NAME", number, "the name beside this signature isn't the one that was given")


def _is_itself(id_: str, body: str) -> bool:
    """Whether a proposal is still what its id was made of, whatever proposals of this version are made of."""
    try:
        content = json.loads(body)
        return isinstance(content, dict) and canonical(content) == body.encode() and id_of_written(content) == id_
    except (ValueError, RecursionError):
        return False
