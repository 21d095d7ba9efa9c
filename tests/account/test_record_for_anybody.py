"""What anybody may have of the record: of proposals that not all have signed only hashes, and it can be checked."""

from pathlib import Path

import pytest
from signing import proposal_of, propose, signed

from goodplace.account.record import export_record
from goodplace.account.verify import verify_source

TWO = proposal_of("council", "nhs")
OTHER = proposal_of("council", "nhs", pence=900_00)


def test_who_has_signed_is_told_to_nobody_outside_until_all_have(tmp_path: Path, database: str) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    pending = export_record(home)
    for private in (b"council", b"minute", b"Alex", TWO.id.encode()):
        assert private not in pending
    assert b"council" in export_record(home, whole=True)
    file = tmp_path / "record.jsonl"
    file.write_bytes(pending)
    found = verify_source(file)
    assert (found.ok, found.size, found.withheld) == (True, 2, 1)
    assert any("only the hash is published" in line for line in found.lines())
    signed(home, TWO, "nhs")
    assert b"council" in export_record(home)
    assert verify_source(home.source, against=file).ok


def test_a_signature_that_a_change_made_void_stays_between_the_partners(tmp_path: Path, database: str) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    signed(propose(tmp_path / "place", OTHER), OTHER, "nhs", "council")
    public = export_record(home)
    assert TWO.id.encode() not in public
    assert OTHER.id.encode() in public
    file = tmp_path / "record.jsonl"
    file.write_bytes(public)
    assert (verify_source(file).ok, verify_source(file).withheld) == (True, 2)


@pytest.mark.parametrize(
    ("keep", "kind"), [((0, 1), "TRUNCATED"), ((0, 2, 1), "REORDERED"), ((0, 2), "REMOVED"), ((0, 1, 2, 2), "INSERTED")]
)
def test_a_withheld_event_that_is_gone_moved_or_twice_is_named(
    tmp_path: Path, database: str, keep: tuple[int, ...], kind: str
) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    lines = export_record(home).splitlines(keepends=True)
    file = tmp_path / "record.jsonl"
    file.write_bytes(b"".join(lines[n] for n in keep))
    assert kind in {fault.kind for fault in verify_source(file).faults}
