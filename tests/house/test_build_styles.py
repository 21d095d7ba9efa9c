"""The styles of the pages hold nothing of the government's, and nothing that a browser would fetch."""

import re

import pytest

from build_styles import SOURCE, NotAsExpectedError, build

SHEET = (
    '@charset "UTF-8";:root{--govuk-frontend-version:"9.8.7"}'
    "/*! Copyright of the typeface */@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
    ".govuk-label{font-family:GDS Transport,arial,sans-serif}"
    ".govuk-footer__crown{margin:0}"
    "@supports (mask-position:initial){@media print{.govuk-footer__copyright-logo:before{mask:url(/crest.svg)}}}"
    ".govuk-body{margin:0}/*# sourceMappingURL=sheet.css.map */"
)


def rules(css: str) -> str:
    return css.partition("*/\n")[2].strip()


def test_typeface_crest_and_crown_go_and_the_rest_stays() -> None:
    assert rules(build(SHEET, permission="")) == (
        ':root{--govuk-frontend-version:"9.8.7"}'
        ".govuk-label{font-family:system-ui,arial,sans-serif}"
        ".govuk-body{margin:0}"
    )


def test_the_licence_stands_at_the_top() -> None:
    css = build(SHEET, permission="Permission is granted.\n")
    assert css.startswith("/*!\nGOV.UK Frontend 9.8.7, changed")
    assert "Permission is granted." in css.partition("*/")[0]


@pytest.mark.parametrize(
    ("gone", "complaint"),
    [
        ("--govuk-frontend-version", "no version"),
        ("@font-face", "no @font-face"),
        ("GDS Transport,", "no font GDS Transport"),
        ('@charset "UTF-8";', "no @charset"),
    ],
)
def test_a_sheet_that_is_not_as_expected_is_refused(gone: str, complaint: str) -> None:
    with pytest.raises(NotAsExpectedError, match=complaint):
        build(SHEET.replace(gone, ""), permission="")


def test_a_sheet_without_the_rules_of_the_crown_is_refused() -> None:
    renamed = re.sub(r"govuk-footer__\w+", "other", SHEET)
    with pytest.raises(NotAsExpectedError, match="no rules for govuk-footer__copyright-logo"):
        build(renamed, permission="")


@pytest.mark.parametrize("extra", [".a{background:url(x.png)}", ".b{font:GDS Transport}", ".my-crown{margin:0}"])
def test_what_would_be_fetched_or_is_not_ours_is_never_left_in(extra: str) -> None:
    with pytest.raises(NotAsExpectedError, match="would be left"):
        build(SHEET + extra, permission="")


@pytest.mark.skipif(not SOURCE.exists(), reason="GOV.UK Frontend is not installed: `make setup`")
def test_the_real_sheet_keeps_every_part_that_pages_use() -> None:
    css = build(SOURCE.read_text(encoding="utf-8"), permission="")
    assert all(
        f".govuk-{part}" in css for part in ("table", "heading-xl", "details", "tag", "warning-text", "summary-list")
    )
    assert css.count("{") == css.count("}")
