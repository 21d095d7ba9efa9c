"""The record in the database: written under a lock, one transaction at a time, and read as it lies there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goodplace.account.chain import StoredEvent, StoredHead, body_of, chained, export_bytes, without_unsettled
from goodplace.formats.runs import Home
from goodplace.place.errors import InputError
from goodplace.service.configure import configure, current_database, database_exists, migrate
from goodplace.service.database import in_plain_words


@dataclass
class Writer:
    """The record while its head is locked. at: UTC, for every event of this transaction."""

    head: Any
    at: str

    def append(self, kind: str, data: Any) -> int:
        """Add an event and return its number. data: what RFC 8785 JSON can hold."""
        from goodplace.service.models import Event

        sequence: int = self.head.size + 1
        body = body_of(sequence, kind, self.at, data)
        hash_ = chained(self.head.hash, body)
        Event.objects.create(sequence=sequence, body=body.decode(), previous=self.head.hash, hash=hash_)
        self.head.size, self.head.hash = sequence, hash_
        self.head.save()
        return sequence


@contextmanager
def writing(home: Home, *, place: str, now: datetime | None = None) -> Iterator[Writer]:
    """The record, locked until the block ends: then all that was written is there, or, after an error, nothing.

    Makes the database where there is none. Raises InputError when it is another place's, or its last event isn't the
    one the head names.
    """
    configure(home.service)
    migrate()
    from django.db import transaction

    from goodplace.service.models import Head

    at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    with in_plain_words(current_database()), transaction.atomic():
        writer = Writer(Head.objects.select_for_update().get(id=1), at)
        _refuse_another_place(writer.head.place, place)
        _refuse_a_broken_end(writer.head)
        if not writer.head.size:
            writer.head.place = place
            writer.append("opened", {"place": place})
        yield writer


def _refuse_another_place(recorded: str, place: str) -> None:
    if recorded not in ("", place):
        message = f"The database holds the record of “{recorded}”, and this is “{place}”: each place has its own."
        raise InputError(message, code="another-place")


def _refuse_a_broken_end(head: Any) -> None:
    """Nothing is built on a record that was tampered with at its end; `verify` looks at all of it."""
    from goodplace.service.models import Event

    last = Event.objects.order_by("-sequence").first()
    if (last.sequence, last.hash) != (head.size, head.hash) if last else head.size:
        message = "The end of the record isn't what was written, so nothing is added to it: goodplace verify says more."
        raise InputError(message, code="record")


def read_record(service: Path) -> tuple[list[StoredEvent], StoredHead] | None:
    """The record as it lies in the database, however damaged; None where there is no database yet."""
    if not database_exists(service):
        return None
    from django.db import connection

    # Read as bytes: a damaged text may not be text any more. In one statement: head and events are of one moment.
    as_bytes = "convert_to({}, 'UTF8')" if connection.vendor == "postgresql" else "CAST({} AS BLOB)"
    columns = ", ".join(as_bytes.format(name) for name in ("h.place", "h.hash", "e.body", "e.previous", "e.hash"))
    with in_plain_words(current_database()), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT h.size, e.sequence, {columns} FROM (SELECT 1 AS one) AS o "
            "LEFT JOIN service_head AS h ON h.id = o.one LEFT JOIN service_event AS e ON o.one = 1"
        )
        rows = cursor.fetchall()
    stored = sorted((row for row in rows if row[1] is not None), key=lambda row: int(row[1]))
    events = [StoredEvent(int(row[1]), bytes(row[4] or b""), _text(row[5]), _text(row[6])) for row in stored]
    size, _, place, hash_, *_ = rows[0]
    return events, StoredHead(_text(place), size if isinstance(size, int) else 0, _text(hash_))


def _text(content: Any) -> str:
    """Bytes as text; empty for what isn't there."""
    return bytes(content or b"").decode("utf-8", "replace")


def export_record(home: Home, *, whole: bool = False) -> bytes:
    """The record as JSON lines, without names. Raises InputError where nothing was ever signed.

    whole: with what is said of proposals that not all have signed, for partners; for anybody only their hashes.
    """
    record = read_record(home.service)
    if record is None:
        raise InputError(f"There is no record yet in {home.folder}: nobody has signed anything.", code="no-record")
    events, head = record
    return export_bytes(events if whole else without_unsettled(events), head)
