"""A stored run read for the pages: what was written comes back, and what is missing is told apart."""

import json
from pathlib import Path

from pydantic import TypeAdapter
from sample_run import aims, deal_page, known, proposal, run_data

from goodplace.account.proposal import Proposal
from goodplace.aim.result import AimResult
from goodplace.formats.runs import Home, store_run
from goodplace.formats.stored_figures import figures_bytes
from goodplace.know.result import KnowResult
from goodplace.pages.run_data import load_run, page_bytes
from goodplace.place.figure import Figure, Working

MANIFEST = json.dumps(
    {"place": {"name": "Testplace", "kind": "place", "partners": [{"id": "a", "name": "A"}]}}
).encode()
CSV = b'id,text\r\n1,"two\r\nlines, and ""quotes"""\r\n2,one line\r\n'
DESCRIBED = {
    "key": "t", "title": "T", "note": "N", "visibility": "public", "step": "know",
    "columns": [{"key": "id", "title": "Key", "kind": "text", "unit": "", "meaning": "m"}],
}  # fmt: skip


def one_figure(name: str) -> bytes:
    return figures_bytes([Figure(name, "T", 1.0, "£", lambda: Working("w", 1.0))])


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    files = {
        "run.json": MANIFEST,
        "know/know.json": TypeAdapter(KnowResult).dump_json(known()),
        "aim/aim.json": TypeAdapter(AimResult).dump_json(aims()),
        "agree/page.json": page_bytes(deal_page()),
        "account/proposal.json": TypeAdapter(Proposal).dump_json(proposal()),
        "know/figures.json.gz": one_figure("a"),
        "agree/figures.json.gz": one_figure("b"),
        "tables.json": json.dumps([DESCRIBED]).encode(),
        "tables/t.csv": CSV,
        "place.json": json.dumps({"funds": [{"id": "f"}]}).encode(),
    }
    run = store_run(Home(tmp_path), files)
    data = load_run(run)
    assert (data.know, data.aim, data.deal, data.proposal) == (known(), aims(), deal_page(), proposal())
    assert list(data.figures) == ["a", "b"]
    assert data.parts["funds"] == ({"id": "f"},)
    assert data.partner_names == {"a": "A"}
    assert data.run_id == run.id


def test_rows_of_a_table_are_counted_and_not_its_lines(tmp_path: Path) -> None:
    files = {"run.json": MANIFEST, "tables.json": json.dumps([DESCRIBED]).encode(), "tables/t.csv": CSV}
    (table,) = load_run(store_run(Home(tmp_path), files)).tables
    assert (table.rows, table.csv, table.columns[0].meaning) == (2, CSV, "m")


def test_a_step_that_was_not_run_has_no_result(tmp_path: Path) -> None:
    data = load_run(store_run(Home(tmp_path), {"run.json": MANIFEST}))
    assert (data.know, data.aim, data.deal, data.proposal, data.tables) == (None, None, None, None, ())


def test_equal_pages_are_equal_bytes() -> None:
    assert page_bytes(deal_page()) == page_bytes(run_data().deal)  # type: ignore[arg-type]
