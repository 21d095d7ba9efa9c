"""Build the example workbooks from the tables in examples/*.md, or say which are out of step (--check).

Each .md is one place: a heading `## table` and its rows as a Markdown table, with prose between for people. The
workbook holds exactly those rows, so an example can be read, argued with and compared without a spreadsheet.
"""

import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from goodplace.formats.write_place import write_place

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
Cell = str | float | int
Tables = dict[str, list[dict[str, Cell]]]

# The same place with other cells: name → (example it is made from, changes). A change names a table, the first cell of
# the rows that change, and their new cells.
Change = tuple[str, str, dict[str, Cell]]
VARIANTS: Mapping[str, tuple[str, tuple[Change, ...]]] = {
    "school-emotional-learning-four-signatories": (
        "school-emotional-learning",
        (("options", "sel", {"signatories": "council, justice, nhs"}),),
    ),
    "family-safeguarding-lasting": (
        "family-safeguarding",
        (
            ("place", "name", {"value": "Family Safeguarding: 940 families, if the first year's savings last five"}),
            ("place", "money_years", {"value": 5}),
            ("place", "horizon", {"value": 5}),
            ("place", "discount_rate", {"value": "green-book-2026"}),
            ("option_effects", "fs", {"lasts": 5, "label": "assumed"}),
        ),
    ),
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def tables_of(text: str) -> Tables:
    """The tables of one example. Empty cells are left out of their rows; numbers become numbers."""
    tables: Tables = {}
    columns: list[str] = []
    for line in text.splitlines():
        if line.startswith("## "):
            rows, columns = tables.setdefault(line[3:].strip(), []), []
        elif line.startswith("|") and not columns:
            columns = _cells(line)
        elif line.startswith("|") and not line.startswith("|-"):
            rows.append({c: _value(cell) for c, cell in zip(columns, _cells(line), strict=True) if cell})
    return tables


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _value(text: str) -> Cell:
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def examples() -> dict[str, Tables]:
    """Every example by the name of its workbook."""
    found = {path.stem: tables_of(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*.md"))}
    return found | {name: _variant(found[base], changes) for name, (base, changes) in VARIANTS.items()}


def _variant(tables: Tables, changes: Sequence[Change]) -> Tables:
    changed = dict(tables)
    for table, first_cell, cells in changes:
        changed[table] = [row | cells if next(iter(row.values())) == first_cell else row for row in changed[table]]
    return changed


def out_of_step(folder: Path = EXAMPLES) -> list[str]:
    """Names of workbooks in `folder` that aren't what the tables say, or that have no tables."""
    wanted = examples()
    with tempfile.TemporaryDirectory() as fresh:
        wrong = [name for name in wanted if _bytes(folder, name) != _built(wanted[name], Path(fresh) / f"{name}.xlsx")]
    return sorted(wrong + [path.stem for path in folder.glob("*.xlsx") if path.stem not in wanted])


def _bytes(folder: Path, name: str) -> bytes:
    path = folder / f"{name}.xlsx"
    return path.read_bytes() if path.exists() else b""


def _built(tables: Tables, path: Path) -> bytes:
    return write_place(tables, path).read_bytes()


def main(arguments: Sequence[str]) -> int:
    """Build them all, or only check."""
    if "--check" in arguments:
        wrong = out_of_step()
        for name in wrong:
            print(f"examples/{name}.xlsx is not what the tables say: run scripts/build_examples.py")
        return 1 if wrong else 0
    for name, tables in examples().items():
        write_place(tables, EXAMPLES / f"{name}.xlsx")
        print(f"examples/{name}.xlsx")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
