"""The reference docs are what the code says, and every error code is explained."""

from pathlib import Path

import pytest

import docs_reference
from docs_reference import PAGES, behind, codes_in_use, main, tables_page, unexplained_codes
from goodplace.place.errors import ERROR_CODES
from goodplace.place.tables import TABLES


def test_the_pages_are_in_step_with_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_a_page_that_has_fallen_behind_or_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs_reference, "REFERENCE", tmp_path)
    assert main([]) == 0
    assert behind(tmp_path) == []
    (tmp_path / "tables.md").write_text("old")
    (tmp_path / "errors.md").unlink()
    assert behind(tmp_path) == ["tables.md", "errors.md"]
    assert set(PAGES) == {"tables.md", "problems.md", "errors.md", "results.md"}


def test_every_column_is_described_in_full() -> None:
    lines = [line.split(" | ") for line in tables_page().splitlines() if line.startswith("| `")]
    columns = sum(len(model.model_fields) - 1 for model in TABLES.values())
    assert len(lines) > columns
    for name, kind, _, meaning, example, blank in lines:
        assert name.startswith("| `")
        assert all(text.strip(" |`") for text in (kind, meaning, example, blank)), name


def test_an_error_code_that_nobody_explains_or_uses_is_named() -> None:
    source = (
        'raise InputError("x", code="new-code")\nraise errors.InputError("y", code="busy")\nother(code="not-ours")\n'
    )
    assert list(codes_in_use(source)) == ["new-code", "busy"]
    assert unexplained_codes([source]) == sorted({"new-code", *ERROR_CODES} - {"busy", "input"})
