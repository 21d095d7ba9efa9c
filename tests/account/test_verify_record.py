"""Whatever is done to a record is named for what it is, and a whole one is found whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.account.chain import (
    GENESIS,
    StoredEvent,
    StoredHead,
    body_of,
    chained,
    export_bytes,
    read_body,
    read_export,
)
from goodplace.account.verify_record import Verification, verify_record
from goodplace.place.errors import InputError

Record = tuple[list[StoredEvent], StoredHead]
SIZES = st.integers(2, 7)
AT = "2027-04-01T09:00:00Z"


def record_of(size: int, *, place: str = "Elmet", fork: int = 0) -> Record:
    """A whole record; from event `fork` on it says something else."""
    events, link = list[StoredEvent](), GENESIS
    for n in range(1, size + 1):
        data = {"place": place} if n == 1 else {"said": n, "again": bool(fork and n >= fork)}
        body = body_of(n, "opened" if n == 1 else "signed", AT, data)
        events.append(StoredEvent(n, body, link, chained(link, body)))
        link = events[-1].hash
    return events, StoredHead(place, size, link)


def found(verification: Verification) -> list[tuple[str, int]]:
    return [(fault.kind, fault.sequence) for fault in verification.faults]


def from_database(events: list[StoredEvent], head: StoredHead) -> list[tuple[str, int]]:
    """What is found in rows of a table, which have no order but their number."""
    rows = sorted(events, key=lambda event: event.sequence or 0)
    verification = verify_record(rows, head)
    assert verification.ok == is_whole(rows, head)
    return found(verification)


def from_export(content: bytes) -> list[tuple[str, int]]:
    events, head = read_export(content)
    verification = verify_record(events, head)
    assert verification.ok == is_whole(events, head)
    return found(verification)


def is_whole(events: list[StoredEvent], head: StoredHead) -> bool:
    """The plain rule, from the first event to the last: slow to say what is wrong, and quick to say whether."""
    link = GENESIS
    for n, event in enumerate(events, start=1):
        said = read_body(event.body)
        if not said or event.sequence != n or said["sequence"] != n or event.previous != link:
            return False
        if n == 1 and said["data"].get("place", head.place) != head.place:
            return False
        link = chained(link, event.body)
        if event.hash != link:
            return False
    return (head.size, head.hash) == (len(events), link)


def flipped(content: bytes, at: int, bits: int) -> bytes:
    at %= len(content)
    return content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :]


def flipped_text(content: str, at: int, bits: int) -> str:
    return flipped(content.encode(), at, bits).decode("utf-8", "replace")


@given(SIZES)
def test_a_whole_record_is_found_whole_and_so_is_its_export(size: int) -> None:
    events, head = record_of(size)
    assert from_database(events, head) == []
    assert read_export(export_bytes(events, head)) == (events, head)
    assert verify_record(events, head).lines()[0].startswith(f"The record is whole: {size} events")


def test_the_hash_of_an_event_is_what_sha256sum_says_of_32_zero_bytes_and_its_body() -> None:
    body = b'{"at":"2027-04-01T09:00:00Z","data":{"place":"Elmet"},"kind":"opened","sequence":1}'
    assert body_of(1, "opened", AT, {"place": "Elmet"}) == body
    assert chained(GENESIS, body) == "bb160dc961a9f1c0a897302673031d542abd58d35360a5171144a2a8b8adc236"


@given(SIZES, st.data(), st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_in_any_column_names_the_event(size: int, data: st.DataObject, at: int, bits: int) -> None:
    events, head = record_of(size)
    n = data.draw(st.integers(1, size))
    column = data.draw(st.sampled_from(["sequence", "body", "previous", "hash"]))
    event = events[n - 1]
    if column == "sequence":
        # The number is a key: the database takes no number that is there already.
        number = (event.sequence or 0) ^ (bits << 8 * (at % 3))
        if 1 <= number <= size:
            return
        events[n - 1] = replace(event, sequence=number)
    elif column == "body":
        events[n - 1] = replace(event, body=flipped(event.body, at, bits))
    elif column == "previous":
        events[n - 1] = replace(event, previous=flipped_text(event.previous, at, bits))
    else:
        events[n - 1] = replace(event, hash=flipped_text(event.hash, at, bits))
    assert from_database(events, head) == [("ALTERED", n)]


@given(SIZES, st.data(), st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_in_any_line_of_an_export_names_the_event(
    size: int, data: st.DataObject, at: int, bits: int
) -> None:
    first, *lines = export_bytes(*record_of(size)).splitlines()
    n = data.draw(st.integers(1, size))
    line = flipped(lines[n - 1], at, bits)
    if b"\n" in line:
        return
    lines[n - 1] = line
    assert from_export(b"\n".join([first, *lines]) + b"\n") == [("ALTERED", n)]


@given(SIZES, st.data())
def test_an_event_removed_is_named_and_one_at_the_end_is_missing_there(size: int, data: st.DataObject) -> None:
    events, head = record_of(size)
    n = data.draw(st.integers(1, size))
    kept = events[: n - 1] + events[n:]
    wanted = [("TRUNCATED", size)] if n == size else [("REMOVED", n)]
    assert from_database(kept, head) == wanted
    assert from_export(export_bytes(kept, head)) == wanted
    # Nor does it help to number the others anew.
    numbered = [replace(event, sequence=i) for i, event in enumerate(kept, start=1)]
    assert from_database(numbered, head) == wanted


@given(SIZES, st.data())
def test_several_events_cut_off_the_end_are_one_fault(size: int, data: st.DataObject) -> None:
    events, head = record_of(size)
    left = data.draw(st.integers(0, size - 1))
    assert from_database(events[:left], head) == [("TRUNCATED", left + 1)]
    words = verify_record(events[:left], head).faults[0].words
    assert words.startswith(f"the head says {size} events")


@given(SIZES, st.data())
def test_a_copy_put_in_is_named_by_its_place(size: int, data: st.DataObject) -> None:
    events, head = record_of(size)
    copied, place = data.draw(st.integers(1, size)), data.draw(st.integers(1, size + 1))
    lines = [*events[: place - 1], events[copied - 1], *events[place - 1 :]]
    # Beside what it is a copy of, either is the copy.
    either = {place, copied, copied + 1} if place in (copied, copied + 1) else {place}
    assert from_export(export_bytes(lines, head))[0] in [("INSERTED", n) for n in either]
    assert len(from_export(export_bytes(lines, head))) == 1
    table = [*events, replace(events[copied - 1], sequence=size + 1)]
    assert from_database(table, head) == [("INSERTED", size + 1)]


@given(SIZES, st.data())
def test_a_forged_event_whose_own_hash_is_right_is_named_by_its_place(size: int, data: st.DataObject) -> None:
    events, head = record_of(size)
    n = data.draw(st.integers(1, size + 1))
    link = events[n - 2].hash if n > 1 else GENESIS
    body = body_of(n, "signed", AT, {"said": "something else"})
    forged = StoredEvent(n, body, link, chained(link, body))
    lines = [*events[: n - 1], forged, *events[n - 1 :]]
    assert from_export(export_bytes(lines, head)) == [("INSERTED", n)]
    # In a table the later ones must be numbered anew.
    table = [*events[: n - 1], forged, *(replace(e, sequence=(e.sequence or 0) + 1) for e in events[n - 1 :])]
    assert from_database(table, head) == [("INSERTED", n)]


@given(SIZES, st.data())
def test_an_event_replaced_by_one_whose_own_hash_is_right_is_named(size: int, data: st.DataObject) -> None:
    events, head = record_of(size)
    n = data.draw(st.integers(1, size))
    body = body_of(n, "signed", AT, {"said": "something else"})
    events[n - 1] = StoredEvent(n, body, events[n - 1].previous, chained(events[n - 1].previous, body))
    # Of the last event and the head, which name each other, it can't be said which was altered.
    wanted = [("HEAD" if n == size else "ALTERED", n)]
    assert from_database(events, head) == wanted
    assert from_export(export_bytes(events, head)) == wanted


@given(SIZES, st.data())
def test_two_events_that_changed_places_are_both_named(size: int, data: st.DataObject) -> None:
    events, head = record_of(size)
    first, second = sorted(data.draw(st.lists(st.integers(1, size), min_size=2, max_size=2, unique=True)))
    swapped = list(events)
    swapped[first - 1], swapped[second - 1] = events[second - 1], events[first - 1]
    wanted = [("REORDERED", first), ("REORDERED", second)]
    assert from_export(export_bytes(swapped, head)) == wanted
    numbers_swapped = [replace(event, sequence=i) for i, event in enumerate(swapped, start=1)]
    assert from_database(numbers_swapped, head) == wanted


@given(SIZES, st.sampled_from(["place", "size", "hash"]), st.integers(0, 100), st.integers(1, 127))
def test_an_altered_head_is_named(size: int, column: str, at: int, bits: int) -> None:
    events, head = record_of(size)
    if column == "size":
        head = replace(head, size=size ^ bits)
    elif column == "hash":
        head = replace(head, hash=flipped_text(head.hash, at, bits))
    else:
        head = replace(head, place=flipped_text(head.place, at, bits))
    assert from_database(events, head) == [("HEAD", head.size)]


@given(SIZES, st.data())
def test_a_chain_written_anew_shows_only_beside_an_earlier_export(size: int, data: st.DataObject) -> None:
    fork, published = data.draw(st.integers(2, size)), record_of(data.draw(st.integers(1, size)))
    events, head = record_of(size, fork=fork)
    assert verify_record(events, head).ok
    wanted = [("REWRITTEN", fork)] if fork <= published[1].size else []
    assert found(verify_record(events, head, against=published)) == wanted


def test_a_record_cut_short_and_sealed_again_shows_only_beside_an_earlier_export() -> None:
    assert verify_record(*record_of(3)).ok
    assert found(verify_record(*record_of(3), against=record_of(5))) == [("TRUNCATED", 4)]


@pytest.mark.parametrize("earlier", [(record_of(3)[0][:2], record_of(3)[1]), record_of(3, place="Rheged")])
def test_an_earlier_export_that_is_broken_or_another_places_proves_nothing(earlier: Record) -> None:
    with pytest.raises(InputError, match="earlier export"):
        verify_record(*record_of(4), against=earlier)


def test_a_file_that_is_not_a_record_is_refused() -> None:
    for content in (b"", b"{}\n", b"\xff", b'{"hash":"","place":"x","schema":"goodplace-record-1","size":"1"}\n'):
        with pytest.raises(InputError, match="isn't a record") as raised:
            read_export(content)
        assert raised.value.code == "record"


@given(SIZES, st.data())
def test_whatever_else_is_done_is_never_found_whole(size: int, data: st.DataObject) -> None:
    """Many wrongs at once: they need not be told apart, but is_whole (inside) and the walk agree."""
    events, head = record_of(size)
    rows = data.draw(st.lists(st.sampled_from([*events, *record_of(size, fork=2)[0]]), max_size=size + 2))
    from_export(export_bytes(rows, head))
    from_database([replace(row, sequence=i) for i, row in enumerate(rows, start=1)], head)
