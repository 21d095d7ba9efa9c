"""Who may sign what, what a signature does, and what stands in the record afterwards: on SQLite and PostgreSQL."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from databases import close_connections
from signing import NOON, proposal_of, propose, signed

from goodplace.account.account import account_lines, account_state, promise_figures
from goodplace.account.record import export_record
from goodplace.account.sign import current_proposal, erase_name, read_proposal, sign
from goodplace.account.verify import _is_itself, verify_source
from goodplace.account.written import canonical, id_of, id_of_written
from goodplace.formats.runs import Home, current_run
from goodplace.place.errors import InputError

TWO = proposal_of("council", "nhs")
CHANGED = proposal_of("council", "nhs", pence=2_000_00)


def kinds(home: Home) -> list[str]:
    return [event.kind for event in account_state(home, None).events]


def refused(home: Home, proposal: object = TWO, *, partner: str = "council", **given: str) -> str:
    """The code and message of a signature that isn't accepted; and nothing was written."""
    before = account_state(home, None)
    what = {"by": "Alex", "post": "Leader", "authority": "minute 12", **given}
    with pytest.raises(InputError) as raised:
        sign(home, proposal, partner=partner, now=NOON, **what)  # type: ignore[arg-type]
    assert account_state(home, None) == before
    return f"{raised.value.code}: {raised.value}"


def test_when_all_have_signed_the_deal_and_then_its_promises_enter_the_record(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    first, last = signed(home, TWO, "council", "nhs")
    assert (first.waiting_for, first.deal) == (("NHS Elmet",), None)
    assert (last.waiting_for, last.deal) == ((), 4)
    assert kinds(home) == ["opened", "signed", "signed", "deal_signed", "promised", "promised"]
    state = account_state(home, TWO)
    deal = state.in_force
    assert deal is not None
    assert (deal.proposal, deal.on, deal.event) == (TWO.id, "2027-04-01", 4)
    assert tuple(made.promise for made in deal.promises) == TWO.promises
    assert [(s.partner, s.by, s.post, s.authority) for s in state.signed(TWO.id)] == [
        ("council", "Alex of council", "Leader", "minute 12"),
        ("nhs", "Alex of nhs", "Leader", "minute 12"),
    ]
    assert verify_source(home.source).ok


def test_a_promise_is_explained_by_who_signed_it_and_by_its_event(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council", "nhs")
    state = account_state(home, TWO)
    figures = {figure.name: figure for figure in promise_figures(state)}
    assert list(figures) == ["promise.pays.council.nhs.2027-28", "promise.outcome.care.2027-28"]
    pays = figures["promise.pays.council.nhs.2027-28"]
    assert (pays.value, pays.unit, pays.visibility) == (1000.0, "£, cash", "public")
    working = pays.working()
    assert working.value == pays.value
    assert working.source == f"event 5 of the record, hash {state.events[4].hash}"
    assert [line.source for line in working.parts] == ["event 2", "event 3"]
    # Public, so no names.
    assert "Alex" not in repr(working)
    run = current_run(home)
    assert run is not None
    assert any("due 2028-06-30 · due 2028-12-31" in line for line in account_lines(home, run))


def test_who_is_not_a_party_is_told_the_parties(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    assert refused(home, partner="police").startswith("not-a-party: 'police' is not a party")
    assert refused(home, partner="police").endswith("Parties: council, nhs.")


def test_nobody_signs_twice(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    assert refused(home) == ("signed-already: Elmet Council has signed this proposal already, on 2027-04-01 (event 2).")
    signed(home, TWO, "nhs")
    assert refused(home, partner="nhs").startswith("signed-already")


def test_a_changed_proposal_voids_signatures_by_name(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    propose(tmp_path / "place", CHANGED)
    (void,) = account_state(home, CHANGED).signatures
    assert void.why_void == f"the proposal changed: signed {TWO.id[:12]}, now {CHANGED.id[:12]}"
    told = refused(home, partner="nhs")
    assert told.startswith("proposal-changed: ")
    assert f"now {CHANGED.id[:12]}. Void are the signatures of Elmet Council." in told
    (done,) = signed(home, CHANGED, "nhs")
    assert done.void == ("Elmet Council",)
    assert done.waiting_for == ("Elmet Council",)
    assert kinds(home)[2:] == ["signatures_void", "signed"]
    words = account_state(home, CHANGED).events[2].words
    assert "Elmet Council (Leader)" in words
    # What was recorded as void stays so when the first proposal comes back, and can be signed again.
    propose(tmp_path / "place", TWO)
    assert account_state(home, TWO).signed(TWO.id) == ()
    assert signed(home, TWO, "council")[0].void == ("NHS Elmet",)


def test_a_deal_stays_in_force_until_a_variation_is_signed_by_all(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council", "nhs")
    propose(tmp_path / "place", CHANGED)
    assert signed(home, CHANGED, "council")[0].void == ()
    state = account_state(home, CHANGED)
    assert state.in_force is not None
    assert state.in_force.proposal == TWO.id
    assert len(state.signed(TWO.id)) == 2
    signed(home, CHANGED, "nhs")
    earlier, now = account_state(home, CHANGED).deals
    assert (earlier.superseded_by, now.superseded_by) == (CHANGED.id, "")
    assert now.promises[0].promise.pence == 2_000_00
    # Going back is a variation like any other.
    propose(tmp_path / "place", TWO)
    assert account_state(home, TWO).signed(TWO.id) == ()
    signed(home, TWO, "nhs", "council")
    assert [deal.proposal for deal in account_state(home, TWO).deals] == [TWO.id, CHANGED.id, TWO.id]
    assert verify_source(home.source).ok


def test_what_cannot_be_signed_says_why(database: str, tmp_path: Path) -> None:
    example = proposal_of("council", "nhs", why_not="a worked example: nobody can sign it")
    home = propose(tmp_path / "place", example)
    assert refused(home, example) == ("cannot-be-signed: Nobody can sign this: a worked example: nobody can sign it.")


def test_an_altered_proposal_and_empty_words_are_refused(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    by_hand = replace(TWO, promises=(replace(TWO.promises[0], pence=1), *TWO.promises[1:]))
    assert refused(home, by_hand).startswith("proposal-altered: ")
    for what in ("by", "post", "authority"):
        assert refused(home, **{what: " \t"}).startswith(f"empty-signature: --{what} ")
        assert refused(home, **{what: "x" * 501}) == f"empty-signature: --{what} is longer than 500 characters."
    assert refused(home, by="A\x1b[2Jlex").startswith("empty-signature: --by")
    assert not (home.service / "goodplace.sqlite3").exists()


def test_the_database_of_another_place_is_refused(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    moved = proposal_of("council", "nhs", place="Rheged")
    propose(tmp_path / "place", moved)
    with pytest.raises(InputError, match="holds the record of “Elmet”") as raised:
        signed(home, moved, "nhs")
    assert raised.value.code == "another-place"
    with pytest.raises(InputError, match="“Rheged”"):
        account_state(home, moved)


def test_nothing_is_added_to_a_record_whose_end_was_tampered_with(tmp_path: Path, database: str) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council")
    from goodplace.service.models import Head

    Head.objects.update(size=1)
    assert refused(home, partner="nhs").startswith("record: ")


def test_the_record_and_its_export_hold_no_names_and_erasing_one_leaves_it_whole(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council", "nhs")
    published = export_record(home)
    assert b"Alex" not in published
    erase_name(home, event=2, now=NOON)
    state = account_state(home, TWO)
    assert [s.by for s in state.signatures] == ["", "Alex of nhs"]
    assert len(state.signed(TWO.id)) == 2
    earlier = tmp_path / "record.jsonl"
    earlier.write_bytes(published)
    assert verify_source(home.source, against=earlier).ok
    assert kinds(home)[-1] == "name_erased"
    if not database:
        on_disk = b"".join(path.read_bytes() for path in home.service.iterdir())
        assert b"Alex of council" not in on_disk
        assert b"Alex of nhs" in on_disk
    with pytest.raises(InputError, match="not a signature"):
        erase_name(home, event=1)


def test_a_name_or_a_proposal_altered_beside_the_record_is_named(database: str, tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    signed(home, TWO, "council", "nhs")
    from goodplace.service.models import Signatory, TabledProposal

    Signatory.objects.filter(name="Alex of nhs").update(name="Sam of nhs")
    assert [(f.kind, f.sequence) for f in verify_source(home.source).faults] == [("NAME", 3)]
    # Erased without an event that says so.
    Signatory.objects.filter(name="Sam of nhs").update(name="", salt=b"")
    assert [(f.kind, f.sequence) for f in verify_source(home.source).faults] == [("NAME", 3)]
    TabledProposal.objects.update(body=json.dumps({"id": TWO.id}))
    kinds_found = {(f.kind, f.sequence) for f in verify_source(home.source).faults}
    assert {("PROPOSAL", 2), ("PROPOSAL", 3)} < kinds_found


def test_eight_who_sign_at_once_are_all_in_the_record(database: str, tmp_path: Path) -> None:
    partners = [f"partner{n}" for n in range(8)]
    proposal = proposal_of(*partners)
    home = propose(tmp_path / "place", proposal)
    start, went_wrong = Barrier(len(partners)), list[BaseException]()

    def one(partner: str) -> None:
        try:
            start.wait()
            signed(home, proposal, partner)
        except BaseException as error:
            went_wrong.append(error)
        finally:
            close_connections()

    threads = [Thread(target=one, args=(partner,)) for partner in partners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert went_wrong == []
    state = account_state(home, proposal)
    assert sorted(s.partner for s in state.signed(proposal.id)) == partners
    assert len(state.deals) == 1
    assert len(state.events) == 1 + 8 + 1 + 2
    assert verify_source(home.source).ok


def test_without_a_database_the_account_is_empty_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOODPLACE_DATABASE", raising=False)
    home = propose(tmp_path / "place", TWO)
    assert account_state(home, TWO).events == ()
    assert not home.service.exists()
    with pytest.raises(InputError, match="nobody has signed") as raised:
        verify_source(home.source)
    assert raised.value.code == "no-record"
    with pytest.raises(InputError, match="nobody has signed"):
        export_record(home)


def test_a_proposal_is_found_by_its_place_or_its_file(tmp_path: Path) -> None:
    home = propose(tmp_path / "place", TWO)
    run = current_run(home)
    assert run is not None
    assert read_proposal(tmp_path / "place") == (home, TWO)
    found, read = read_proposal(run.folder / "account" / "proposal.json")
    assert (found.folder, read) == (home.folder, TWO)
    assert id_of(read) == read.id


def test_what_is_not_a_proposal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "empty").mkdir()
    broken = tmp_path / "place" / "runs" / "1" / "account" / "proposal.json"
    broken.parent.mkdir(parents=True)
    broken.write_text('{"id": 1}')
    wanted = {"other.json": "proposal", "empty": "no-proposal", "absent": "cannot-read", str(broken): "proposal"}
    for name, code in wanted.items():
        with pytest.raises(InputError) as raised:
            read_proposal(tmp_path / name)
        assert raised.value.code == code
    assert current_proposal(Home(tmp_path / "empty")) is None


def test_a_proposal_of_another_version_is_checked_by_what_was_written() -> None:
    """Proposals may come to say more than they do now: what was signed before is still itself."""
    written = {**asdict(TWO), "said_later": "more"}
    id_ = id_of_written(written)
    body = canonical(written | {"id": id_}).decode()
    assert _is_itself(id_, body)
    assert not _is_itself(id_, body.replace("more", "less"))
    assert not _is_itself(id_, "[" * 100_000)
    assert not _is_itself(id_, f"{body} ")
