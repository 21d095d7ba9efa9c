"""What is wrong with a record, told apart: altered, removed, inserted, reordered, cut short, or written anew.

The chain is walked from the head back to the first event, since each hash names the one event that comes before. What
no hash names is taken for the event of that number, if one claims to be it; what is left over was put in.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from goodplace.account.chain import GENESIS, StoredEvent, StoredHead, chained, read_body
from goodplace.place.errors import InputError

FaultKind = Literal["ALTERED", "REMOVED", "INSERTED", "REORDERED", "TRUNCATED", "HEAD", "REWRITTEN", "PROPOSAL", "NAME"]


@dataclass(frozen=True)
class Fault:
    """sequence: the number of the event; for INSERTED its place in the order, for HEAD how many the head says."""

    kind: FaultKind
    sequence: int
    words: str


@dataclass(frozen=True)
class Verification:
    """size, head: how many events the record says it has, and the hash of the last (64 hex digits)."""

    ok: bool
    size: int
    head: str
    faults: tuple[Fault, ...]
    withheld: int = 0
    """How many events an export holds only the hash of."""

    def lines(self) -> list[str]:
        """For people, a line each."""
        if self.ok:
            kept = f"Of {self.withheld} of them only the hash is published, and no more could be checked."
            return [f"The record is whole: {self.size} events, none altered, removed, inserted or reordered.",
                    *([kept] if self.withheld else []), f"Its head is {self.head}"]  # fmt: skip
        return [f"The record is NOT as it was written: {len(self.faults)} faults.",
                *(f"{fault.kind} {fault.sequence}: {fault.words}" for fault in self.faults)]  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Row:
    """A stored event and its place in the order, from 1. number: what its body says, None where that isn't an event."""

    position: int
    event: StoredEvent
    number: int | None
    computed: str

    @property
    def column(self) -> int:
        """The number beside the body; where it can't be read, the place in the order."""
        return self.position if self.event.sequence is None else self.event.sequence

    @property
    def sound(self) -> bool:
        return self.number is not None and self.computed == self.event.hash

    @property
    def claim(self) -> int:
        """Which event it is as far as it says: by its body if that is sound."""
        return self.column if self.number is None or not self.sound else self.number


def verify_record(
    events: Sequence[StoredEvent],
    head: StoredHead,
    *,
    against: tuple[Sequence[StoredEvent], StoredHead] | None = None,
) -> Verification:
    """Check a record: events in the order of their numbers (database) or of their lines (export).

    against: an earlier export, with which the record must begin; InputError where that is broken itself or another
    place's. Only so does a record show that was written anew from some event on.
    """
    walk = _Walk([_row(position, event) for position, event in enumerate(events, start=1)], head)
    walk.go()
    faults = [*walk.faults, *walk.left_over(), *walk.misnumbered(), *walk.out_of_order(), *walk.place()]
    if against is not None:
        faults += _beside(walk, faults, *against)
    ordered = sorted(set(faults), key=lambda fault: (fault.sequence, fault.kind))
    return Verification(not ordered, head.size, head.hash, tuple(ordered), sum(event.withheld for event in events))


def _row(position: int, event: StoredEvent) -> _Row:
    if event.withheld:
        return _Row(position, event, event.sequence, event.hash)
    return _Row(position, event, read_body(event.body).get("sequence"), chained(event.previous, event.body))


class _Walk:
    """The walk from the head back. found: the event of each number · free: what no number has taken."""

    def __init__(self, rows: list[_Row], head: StoredHead) -> None:
        self.rows, self.head = rows, head
        self.free, self.found = dict.fromkeys(rows), dict[int, _Row]()
        self.faults: list[Fault] = []
        self.computed, self.kept = defaultdict[str, list[_Row]](list), defaultdict[str, list[_Row]](list)
        self.claiming = defaultdict[int, list[_Row]](list)
        for row in rows:
            self.computed[row.computed].append(row)
            self.kept[row.event.hash].append(row)
            for number in {row.claim, row.column}:
                self.claiming[number].append(row)

    def go(self) -> None:
        number, link = self._start()
        while number > 0:
            row = self._pick(number, link)
            if row is None:
                number, link = self._gap(number), ""
                continue
            del self.free[row]
            self.found[number] = row
            self._judge(number, row, link)
            link = self._next(row, link)
            number -= 1

    def _start(self) -> tuple[int, str]:
        """The last event's number, and its hash where the head can be trusted for it."""
        head, most = self.head, max(self.head.size, len(self.rows))
        ends = [row.number for row in self.computed.get(head.hash, ()) if row.number is not None]
        if ends:
            if head.size not in ends:
                self._head(f"the head says {head.size} events, and the one it names is number {ends[0]}")
            return ends[0], head.hash
        if head.size == 0 and head.hash == GENESIS:
            return 0, ""
        if head.hash in self.kept:
            return min(head.size, most), head.hash
        top = max((row.claim for row in self.rows if row.claim <= most), default=0)
        if top < head.size:
            words = f"the head says {head.size} events: {_events(top + 1, head.size)} missing at the end"
            self.faults.append(Fault("TRUNCATED", top + 1, words))
        elif any(row.sound and row.number == top for row in self.rows):
            self._head("the head doesn't name the last event: one or the other was altered")
        return top, ""

    def _head(self, words: str) -> None:
        self.faults.append(Fault("HEAD", self.head.size, words))

    def _next(self, row: _Row, link: str) -> str:
        """The hash of the event before: what this one says, if it is the one meant or else names one that is there."""
        previous = row.event.previous
        meant = row.computed == link if link else row.sound
        there = previous in self.computed or previous in self.kept
        return previous if meant or there else ""

    def _pick(self, number: int, link: str) -> _Row | None:
        """The event of a number: the one its hash names, else one whose hash was kept, else one that claims to be."""
        after = self.found.get(number + 1)
        before = after.position if after else len(self.rows) + 1
        named, kept = (found.get(link, []) if link else [] for found in (self.computed, self.kept))
        for candidates in (named, kept, self.claiming.get(number, [])):
            some = [row for row in candidates if row in self.free]
            if some:
                return max(
                    some,
                    key=lambda row: (row.claim == number, row.column == number, row.position < before, row.position),
                )
        return None

    def _gap(self, number: int) -> int:
        """Nothing claims to be this event: it and those before it, down to the next that is there, were removed."""
        lower = max((row.claim for row in self.free if 0 < row.claim < number), default=0)
        self.faults.append(Fault("REMOVED", lower + 1, f"{_events(lower + 1, number)} not there"))
        return lower

    def _judge(self, number: int, row: _Row, link: str) -> None:
        begins = number > 1 or row.event.previous == GENESIS
        if row.sound and link in ("", row.computed) and row.number == number and begins:
            return
        kind = read_body(row.event.body).get("kind", "its text can't be read")
        self.faults.append(Fault("ALTERED", number, f"event {number} ({kind}) isn't what was written"))

    def left_over(self) -> list[Fault]:
        """What the chain doesn't name and no event's place needs."""
        words = "what stands in place {} doesn't belong to the record"
        return [Fault("INSERTED", row.position, words.format(row.position)) for row in self.free]

    def misnumbered(self) -> list[Fault]:
        """Events whose number beside the body is neither their own nor their place in the order."""
        words = "event {} bears the number {}"
        return [
            Fault("ALTERED", number, words.format(number, row.event.sequence))
            for number, row in self.found.items()
            if _is_stray(number, row)
        ]

    def out_of_order(self) -> list[Fault]:
        """Events that are whole and stand where another belongs."""
        kept = {number: row for number, row in self.found.items() if not _is_stray(number, row)}
        stand = sorted(kept, key=lambda number: kept[number].position)
        return [
            Fault("REORDERED", number, f"event {number} stands where event {belongs} belongs")
            for number, belongs in zip(stand, sorted(kept), strict=True)
            if number != belongs
        ]

    def place(self) -> list[Fault]:
        """The head's place is that of the first event."""
        first = self.found.get(1)
        said = read_body(first.event.body).get("data", {}).get("place") if first and first.sound else None
        if said in (None, self.head.place):
            return []
        return [Fault("HEAD", self.head.size, "the head names another place than the first event")]


def _is_stray(number: int, row: _Row) -> bool:
    return row.column not in (number, row.position)


def _beside(walk: _Walk, faults: Iterable[Fault], events: Sequence[StoredEvent], head: StoredHead) -> list[Fault]:
    """What a record shows beside an earlier export of it."""
    if not verify_record(events, head).ok or (head.size and head.place != walk.head.place):
        raise InputError("The earlier export isn't whole itself, or is of another place.", code="record")
    named = {fault.sequence for fault in faults}
    gone = any(fault.kind in ("TRUNCATED", "REMOVED") for fault in faults)
    for number, event in enumerate(events, start=1):
        row = walk.found.get(number)
        if row is None and not gone:
            words = f"the earlier export has {head.size} events: {_events(number, head.size)} missing at the end"
            return [Fault("TRUNCATED", number, words)]
        if row is not None and row.computed != event.hash and number not in named:
            return [Fault("REWRITTEN", number, f"from event {number} on the record isn't the one that was published")]
    return []


def _events(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"
