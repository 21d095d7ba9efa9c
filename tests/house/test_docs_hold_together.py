"""Links in the docs lead somewhere, decisions are listed, and the glossary can be searched by eye."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the names by which the headings of a page can be linked to."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def is_broken(page: Path, target: str, anchor: str) -> bool:
    to = (page.parent / target) if target else page
    return not to.exists() or bool(anchor and to.suffix == ".md" and anchor not in anchors(to))


def test_every_link_in_the_docs_leads_somewhere() -> None:
    links = [(page, m[1], m[2] or "") for page in PAGES for m in LINK.finditer(page.read_text(encoding="utf-8"))]
    assert len(links) > 10
    assert [f"{page.relative_to(ROOT)}: {to}#{at}" for page, to, at in links if is_broken(page, to, at)] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(p.name for p in folder.glob("[0-9]*.md"))


def test_the_glossary_is_in_order_and_defines_each_word_once() -> None:
    words = [
        word.lower() for word in re.findall(r"^### (.+)$", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)
    ]
    assert words == sorted(set(words))
    assert len(words) > 50
