"""Print docs/reference/tables, problems, errors and results.md from the code; with --check, say which are behind.

An error code that a message uses and ERROR_CODES doesn't explain, or the other way round, is refused too.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pydantic.fields import FieldInfo

from docs_results import results_page
from goodplace.place.columns import blank_of, columns_of, example_of, kind_of, unit_of, words_of
from goodplace.place.errors import ERROR_CODES
from goodplace.place.problem_codes import NOTES, PROBLEM_GROUPS
from goodplace.place.settings import Settings
from goodplace.place.tables import REQUIRED_TABLES, TABLES, UNIQUE_BY

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs/reference"
PRINTED = "<!-- Printed by scripts/docs_reference.py: change the code and print again. -->"
KINDS = """| kind | what may be typed |
|---|---|
| text | Any script, up to 500 characters. |
| id | Up to 60 letters, digits, spaces or `& . _ : / + -`. Case matters. |
| ids | Several ids, separated by commas or semicolons. |
| number, money | `1234.5`, `1,234.50`, `£1,234`, `(5)` for minus five. Up to 15 digits are kept. |
| share | `0.5` or `50%`. |
| rate a year | `0.02` or `2%`; between −50 % and 50 %. |
| financial year | `2027/28`, `2027-28` or `2027`. Type it as text: spreadsheets take `2011/12` for a date. |
| whole number, grade | `3`. |
| one of its words | Capitals and spaces don't matter: `Per place` is `per_place`. |"""
READING = """A place is a folder of CSVs with a file a table (`partners.csv` or `partners.csv.gz`; UTF-8, or
Windows-1252, which is said), a folder with one workbook (`place.xlsx`) that has a sheet a table, or such a
workbook alone. Subfolders are never read as tables. The first row that isn't empty holds the headings;
columns may stand in any order, and one that may be blank may be left out. Empty rows don't matter. Sheets
and CSVs whose names begin with *notes* or *readme* are left alone; any other name that isn't a table is
refused. `class` is read as `budget_class`, `from` and `to` as `from_partner` and `to_partner`. What is
wrong is listed all at once: [Problems](problems.md). How to go about it:
[Prepare a workbook](../how-to/prepare-a-workbook.md) and
[Build a place folder](../how-to/build-a-place-folder.md)."""
PROBLEMS = """`goodplace check` lists everything that is wrong at once, each with its place, what was expected, what
is there and what to do. An error must be put right before anything is worked out; a note is worth
knowing. Codes are stable, wording is not."""
ERRORS = """When something given to goodplace is wrong, it says so without a traceback and ends with the exit code
2. When goodplace itself is wrong, it ends with 70 and a traceback, so that it can be reported. Problems
inside a place have [codes of their own](problems.md). Codes are stable, wording is not."""


def tables_page() -> str:
    """Every table with every column, as Markdown."""
    settings = [
        "## place",
        "Required. Two columns, `key` and `value`: one row a setting.",
        _columns_table(Settings.model_fields, "setting"),
    ]
    parts = ["# Tables", PRINTED, READING, "## What may be typed", KINDS, *settings]
    for table in TABLES:
        if table != "place":
            parts += [f"## {table}", _about(table), _columns_table(columns_of(table), "column")]
    return "\n\n".join(parts) + "\n"


def _about(table: str) -> str:
    need = "Required." if table in REQUIRED_TABLES else "Optional."
    unique = UNIQUE_BY.get(table)
    apart = f" No two rows may have the same {' and '.join(f'`{column}`' for column in unique)}." if unique else ""
    return f"{' '.join((TABLES[table].__doc__ or '').split())} {need}{apart}"


def _columns_table(columns: dict[str, FieldInfo], what: str) -> str:
    header = (what, "kind", "unit", "meaning", "example", "if blank")
    return _markdown(header, [_column(name, info) for name, info in columns.items()])


def _column(name: str, info: FieldInfo) -> tuple[str, ...]:
    meaning, example = info.description or "", f"`{example_of(info)}`"
    return (f"`{name}`", _kind(info), unit_of(info), meaning, example, _if_blank(info))


def _kind(info: FieldInfo) -> str:
    words = words_of(info)
    return f"one of {', '.join(f'`{word}`' for word in words)}" if words else kind_of(info)


def _if_blank(info: FieldInfo) -> str:
    return "**must be filled in**" if info.is_required() else blank_of(info)


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def problems_page() -> str:
    """Every code of a problem with its meaning, as Markdown."""
    parts = ["# Problems", PRINTED, PROBLEMS]
    for group, codes in PROBLEM_GROUPS.items():
        kind = "Notes: none of them stands in the way of a run." if set(codes) <= NOTES else "Errors."
        rows = [(f"`{code}`", meaning) for code, meaning in codes.items()]
        parts += [f"## {group}", kind, _markdown(("code", "meaning"), rows)]
    return "\n\n".join(parts) + "\n"


def errors_page() -> str:
    """Every error of the commands with its meaning, as Markdown."""
    rows = [(f"`{code}`", meaning) for code, meaning in ERROR_CODES.items()]
    return "\n\n".join(["# Errors", PRINTED, ERRORS, _markdown(("code", "meaning"), rows)]) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "tables.md": tables_page,
    "problems.md": problems_page,
    "errors.md": errors_page,
    "results.md": partial(results_page, PRINTED, markdown=_markdown),
}


def codes_in_use(source: str) -> Iterator[str]:
    """The codes of the InputErrors that a piece of code raises."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("InputError", "__init__"):
            for keyword in node.keywords:
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def unexplained_codes(sources: Iterable[str]) -> list[str]:
    """Codes that are used and not explained, or explained and not used."""
    used = {code for source in sources for code in codes_in_use(source)} | {"input"}
    return sorted(used ^ ERROR_CODES.keys())


def behind(folder: Path = REFERENCE) -> list[str]:
    """The pages that aren't what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != page()
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the pages, or with --check only say what is out of step; returns the exit code."""
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py"))]
    complaints = [
        f"the error code {code} is in use or in ERROR_CODES, and not in both" for code in unexplained_codes(sources)
    ]
    if "--check" in arguments:
        complaints += [f"docs/reference/{name} has fallen behind: run scripts/docs_reference.py" for name in behind()]
    else:
        for name, page in PAGES.items():
            (REFERENCE / name).write_text(page(), encoding="utf-8")
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
