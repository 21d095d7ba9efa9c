"""How a proposal is written down: one way, so that its id is made of what it says."""

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import rfc8785

from goodplace.account.proposal import Promise, Proposal

CASH = "£, cash"


def canonical(content: Any) -> bytes:
    """RFC 8785 JSON: equal content is equal bytes."""
    return rfc8785.dumps(content)


def id_of(proposal: Proposal) -> str:
    """SHA-256 (64 hex digits) of the RFC 8785 JSON of all but the id."""
    return id_of_written(asdict(proposal))


def id_of_written(content: Mapping[str, Any]) -> str:
    """The id of a proposal by what was written of it, whichever version of goodplace wrote it."""
    return sha256(canonical({key: value for key, value in content.items() if key != "id"})).hexdigest()


def promised_value(promise: Promise) -> tuple[float, str]:
    """The number of a promise and its unit."""
    if promise.kind == "outcome":
        return float(promise.units), promise.unit
    return promise.pence / 100, CASH


def in_words(promise: Promise) -> str:
    """The amount of a promise."""
    if promise.kind == "outcome":
        way, size = ("worse", promise.units[1:]) if promise.units.startswith("-") else ("better", promise.units)
        return f"{way} by {size} {promise.unit}"
    return f"{'−' if promise.pence < 0 else ''}£{abs(promise.pence) / 100:,.2f}"
