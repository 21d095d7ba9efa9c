"""The record as a chain of hashes, apart from any database: how an event is written, exported, and read again.

hash = SHA-256(32 bytes of the previous hash ‖ the body's bytes); before the first event the previous hash is 32 zero
bytes. A body is RFC 8785 JSON of sequence (from 1), kind, at (UTC) and data.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import rfc8785

from goodplace.place.errors import InputError

GENESIS = "0" * 64
SCHEMA = "goodplace-record-1"
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredEvent:
    """An event as it is stored, which may be damaged. sequence: None where it isn't a number.

    withheld: an export holds its hash and not its body, which says what isn't published.
    """

    sequence: int | None
    body: bytes
    previous: str
    hash: str
    withheld: bool = False


@dataclass(frozen=True)
class StoredHead:
    """Whose record it is, how many events there are, and the hash of the last."""

    place: str
    size: int
    hash: str


def body_of(sequence: int, kind: str, at: str, data: Any) -> bytes:
    """The bytes of an event, before they are hashed."""
    return rfc8785.dumps({"sequence": sequence, "kind": kind, "at": at, "data": data})


def chained(previous: str, body: bytes) -> str:
    """The hash of a body that comes after `previous` (64 hex digits); empty where that isn't a hash."""
    return sha256(bytes.fromhex(previous) + body).hexdigest() if _HASH.fullmatch(previous) else ""


def read_body(body: bytes) -> dict[str, Any]:
    """What an event says; empty where it isn't RFC 8785 JSON of an event."""
    try:
        content = json.loads(body)
        whole = isinstance(content, dict) and rfc8785.dumps(content) == body
    except (ValueError, RecursionError):
        return {}
    wanted = {"sequence": int, "kind": str, "at": str, "data": dict}
    right = whole and set(content) == set(wanted) and all(type(content[key]) is kind for key, kind in wanted.items())
    return content if right else {}


def export_bytes(events: Iterable[StoredEvent], head: StoredHead) -> bytes:
    """The record as JSON lines: its head, then an event a line, its body as the very text that was hashed."""
    lines: list[dict[str, Any]] = [{"schema": SCHEMA, "place": head.place, "size": head.size, "hash": head.hash}]
    for event in events:
        fields = {"sequence": event.sequence, "previous": event.previous, "hash": event.hash}
        said = {"withheld": True} if event.withheld else {"body": event.body.decode("utf-8", "replace")}
        lines.append({**fields, **said})
    return b"".join(rfc8785.dumps(line) + b"\n" for line in lines)


def without_unsettled(events: Sequence[StoredEvent]) -> list[StoredEvent]:
    """The record as anybody may have it: of proposals that not all have signed only the hashes.

    Who has signed, and who hasn't yet, is a negotiating position until the deal is made. A hash gives nothing away:
    each such event holds a salted or another hash that can't be guessed.
    """
    bodies = [read_body(event.body) for event in events]
    made = {body["data"].get("proposal") for body in bodies if body and body["kind"] == "deal_signed"}
    open_to_all = {
        body["sequence"]
        for body in bodies
        if body and (body["kind"] == "opened" or body["data"].get("proposal") in made)
    }
    erased = {
        body["sequence"] for body in bodies
        if body and body["kind"] == "name_erased" and body["data"].get("signature") in open_to_all
    }  # fmt: skip
    return [
        event if not body or body["sequence"] in open_to_all | erased else replace(event, body=b"", withheld=True)
        for event, body in zip(events, bodies, strict=True)
    ]


def read_export(content: bytes) -> tuple[list[StoredEvent], StoredHead]:
    """An exported record, however damaged its events. Raises InputError where the first line isn't that of a record."""
    first, *lines = content.removesuffix(b"\n").split(b"\n")
    found = _line(first, ("schema", "place", "size", "hash"))
    if found.get("schema") != SCHEMA or type(found["size"]) is not int:
        raise InputError("This isn't a record exported by goodplace, or its first line is damaged.", code="record")
    return [_event(line) for line in lines], StoredHead(str(found["place"]), found["size"], str(found["hash"]))


def _event(line: bytes) -> StoredEvent:
    withheld = _line(line, ("sequence", "previous", "hash", "withheld"))
    found = withheld or _line(line, ("sequence", "previous", "hash", "body"))
    if not found or withheld.get("withheld", True) is not True:
        return StoredEvent(None, line, "", "")
    number = found["sequence"] if type(found["sequence"]) is int else None
    body = str(found.get("body", "")).encode()
    return StoredEvent(number, body, str(found["previous"]), str(found["hash"]), bool(withheld))


def _line(line: bytes, keys: Sequence[str]) -> dict[str, Any]:
    """A line with just these keys, written as we write; else nothing."""
    try:
        content = json.loads(line)
        whole = isinstance(content, dict) and set(content) == set(keys) and rfc8785.dumps(content) == line
    except (ValueError, RecursionError):
        return {}
    return content if whole else {}
