"""Problems in the input are data: collected, counted and reported once, each with what to do about it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from goodplace.place.errors import InputError
from goodplace.place.problem_codes import NOTES, PROBLEM_CODES

Severity = Literal["error", "note"]
_SHOWN_LENGTH = 80


@dataclass(frozen=True, order=True)
class Origin:
    """Where a row came from: file name, sheet (table) and row number as a spreadsheet shows it."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.file} › {self.sheet} › row {self.row}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong (error) or worth knowing (note) about the input.

    `code` is stable. `file`, `sheet`, `row` and `column` say where, as far as it is known.
    """

    code: str
    what: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    expected: str = ""
    got: str = ""
    fix: str = ""
    severity: Severity = "error"

    @property
    def where(self) -> str:
        parts = [
            self.file,
            self.sheet,
            f"row {self.row}" if self.row else "",
            self.column,
        ]
        return " › ".join(part for part in parts if part)

    def __str__(self) -> str:
        detail = [
            f"expected {self.expected}" if self.expected else "",
            f"got {self.got}" if self.got else "",
        ]
        tail = "; ".join(part for part in detail if part)
        sentence = f"{self.where}: {self.what}" if self.where else self.what
        stop = "" if sentence.endswith("?") else "."
        return " ".join([sentence + (f" ({tail})." if tail else stop), self.fix]).strip()

    def sort_key(self) -> tuple[str, str, int, str, str, str]:
        return (self.file, self.sheet, self.row or 0, self.column, self.code, self.what)


class ProblemsFound(InputError):  # noqa: N818 - it holds problems, and most of them are no errors of ours
    """The input has errors. `problems` holds every one of them, notes included."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=Problem.sort_key))
        errors = [problem for problem in self.problems if problem.severity == "error"]
        super().__init__("\n".join(str(problem) for problem in errors), code="problems")


def found(
    code: str,
    what: str,
    *,
    at: Origin | None = None,
    column: str = "",
    expected: str = "",
    got: object = "",
    fix: str = "",
) -> Problem:
    """A problem with a code from PROBLEM_CODES, which makes it an error or a note. `what` has no full stop."""
    if code not in PROBLEM_CODES:
        raise KeyError(f"{code} is not in PROBLEM_CODES")
    place = at or Origin("", "", 0)
    return Problem(
        code=code,
        what=what,
        file=place.file,
        sheet=place.sheet,
        row=place.row or None,
        column=column,
        expected=expected,
        got=shown(got),
        fix=fix,
        severity="note" if code in NOTES else "error",
    )


def shown(value: object) -> str:
    """A cell's value as its author would know it again, cut short."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = f"{value:.15g}" if isinstance(value, float) else "".join(c if c.isprintable() else "�" for c in str(value))
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


def nearest(word: str, names: Iterable[str]) -> str:
    """What to do about a name that isn't known: the nearest one, or all there are."""
    known = sorted(set(names))
    by_lower_case = {name.lower(): name for name in known}
    begun = [name for name in by_lower_case if name.startswith(word.lower()) and len(word) > 1]
    close = sorted(begun, key=len) or get_close_matches(word.lower(), by_lower_case, n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{by_lower_case[close[0]]}”?"
    if not known:
        return "There is none yet."
    return f"Choose one of: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}."


def row_list(rows: Iterable[int]) -> str:
    """Row numbers in words: [2, 3, 4, 7] → "rows 2 to 4, 7"."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    listed = [f"{first} to {last}" if last > first else f"{first}" for first, last in runs[:6]]
    single = len(runs) == 1 and runs[0][0] == runs[0][1]
    return f"row{'' if single else 's'} {', '.join(listed)}{' …' if len(runs) > 6 else ''}"
