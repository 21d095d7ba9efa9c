"""Make the styles of goodplace's pages from GOV.UK Frontend, as npm brought it.

goodplace's pages are no pages of the government: what says so is taken out (the crest, the crown, the typeface GDS
Transport, which nobody else may use), and so is everything a browser would fetch. What comes out can be put into a page
that opens from a folder with nothing beside it. It isn't kept in the repository: docs/decisions/0002.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css"
TARGET = ROOT / "src/goodplace/pages/static/govuk-frontend.css"

NOTICE = """/*!
GOV.UK Frontend {version}, changed: without its typeface, crest and crown. This page is not a page of the UK government.

The MIT License (MIT)
Copyright (C) 2017 Crown Copyright (Government Digital Service)

{permission}*/
"""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
RULE = re.compile(r"(?P<selectors>[^{}]*)\{[^{}]*\}")
EMPTY_GROUP = re.compile(r"@(?:media|supports)[^{}]*\{\}")
VERSION = re.compile(r'--govuk-frontend-version:"([\d.]+)"')
OF_THE_CROWN = ("govuk-footer__copyright-logo", "govuk-footer__crown", "govuk-header__logotype", "govuk-logo-dot")
LEFT_OVER = re.compile(r"url\((?!-prefix)|@import|@font-face|GDS Transport|cr(?:est|own)|<", re.IGNORECASE)


class NotAsExpectedError(Exception):
    """The stylesheet isn't the one this script was written for."""


def build(css: str, *, permission: str) -> str:
    """Return the stylesheet without typeface, crest, crown and anything fetched, under its licence.

    Raises NotAsExpectedError if something that ought to be in it isn't, or something that must not stay would stay.
    """
    version = VERSION.search(css)
    if not version:
        raise NotAsExpectedError("no version of GOV.UK Frontend in it")
    css = _remove(css, what="@charset", pattern=re.compile(r'@charset "UTF-8";'))
    css = _remove(css, what="comments", pattern=COMMENT)
    css = _remove(css, what="@font-face", pattern=FONT_FACE)
    css = _without_crown(css)
    css = _remove(css, what="font GDS Transport", pattern=re.compile("GDS Transport,"), by="system-ui,")
    if left := LEFT_OVER.search(css):
        around = css[max(0, left.start() - 60) : left.end() + 60]
        raise NotAsExpectedError(f"{left.group()!r} would be left in it: …{around}…")
    return NOTICE.format(version=version.group(1), permission=permission) + css.strip() + "\n"


def _remove(css: str, *, what: str, pattern: re.Pattern[str], by: str = "") -> str:
    css, count = pattern.subn(by, css)
    if not count:
        raise NotAsExpectedError(f"no {what} in it")
    return css


def _without_crown(css: str) -> str:
    """Drop the rules that are all about the crest or the crown, and groups of rules that are empty then."""
    css, before = RULE.sub(_keep_or_drop, css), css
    if css == before:
        raise NotAsExpectedError(f"no rules for {', '.join(OF_THE_CROWN)} in it")
    while (emptied := EMPTY_GROUP.sub("", css)) != css:
        css = emptied
    return css


def _keep_or_drop(rule: re.Match[str]) -> str:
    of_the_crown = [any(name in s for name in OF_THE_CROWN) for s in rule["selectors"].split(",")]
    return "" if all(of_the_crown) else rule.group()


def main() -> None:
    if not SOURCE.exists():
        sys.exit(f"{SOURCE.relative_to(ROOT)} isn't there. `make setup` brings it (or `npm ci`).")
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    permission = licence[licence.index("Permission is hereby granted") :]
    try:
        css = build(SOURCE.read_text(encoding="utf-8"), permission=permission)
    except NotAsExpectedError as error:
        sys.exit(f"{SOURCE.relative_to(ROOT)} isn't as expected: {error}. See scripts/build_styles.py.")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(css, encoding="utf-8")


if __name__ == "__main__":
    main()
