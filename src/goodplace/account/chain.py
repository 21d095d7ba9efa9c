"""The record as a chain of hashes, apart from any database: how an event is written, exported, and read again.

hash = SHA-256(32 bytes of the previous hash ‖ the body's bytes); before the first event the previous hash is 32 zero
bytes. A body is RFC 8785 JSON of sequence (from 1), kind, at (UTC) and data.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from goodplace.place.errors import InputError

GENESIS = "0" * 64
SCHEMA = "goodplace-record-1"
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredEvent:
    """An event as it is stored, which may be damaged. sequence: None where it isn't a number."""

    sequence: int | None
    body: bytes
    previous: str
    hash: str


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
        lines.append({**fields, "body": event.body.decode("utf-8", "replace")})
    return b"".join(rfc8785.dumps(line) + b"\n" for line in lines)


def read_export(content: bytes) -> tuple[list[StoredEvent], StoredHead]:
    """An exported record, however damaged its events. Raises InputError where the first line isn't that of a record."""
    first, *lines = content.removesuffix(b"\n").split(b"\n")
    found = _line(first, ("schema", "place", "size", "hash"))
    if found.get("schema") != SCHEMA or type(found["size"]) is not int:
        raise InputError("This isn't a record exported by goodplace, or its first line is damaged.", code="record")
    return [_event(line) for line in lines], StoredHead(str(found["place"]), found["size"], str(found["hash"]))


def _event(line: bytes) -> StoredEvent:
    found = _line(line, ("sequence", "previous", "hash", "body"))
    if not found:
        return StoredEvent(None, line, "", "")
    number = found["sequence"] if type(found["sequence"]) is int else None
    return StoredEvent(number, str(found["body"]).encode(), str(found["previous"]), str(found["hash"]))


def _line(line: bytes, keys: Sequence[str]) -> dict[str, Any]:
    """A line with just these keys, written as we write; else nothing."""
    try:
        content = json.loads(line)
        whole = isinstance(content, dict) and set(content) == set(keys) and rfc8785.dumps(content) == line
    except (ValueError, RecursionError):
        return {}
    return content if whole else {}
