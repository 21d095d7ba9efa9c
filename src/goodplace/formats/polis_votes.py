"""The votes of a Polis export, from votes.csv (a row a vote) or participants-votes.csv (a row a person).

People are told apart and counted, and nothing else of them is kept: voter ids, xids, groups and times are dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from goodplace.formats.polis_files import ExportFile, open_file, whole_rows
from goodplace.formats.polis_statements import statement_id
from goodplace.place.problems import Problem

_VALUES = {f"{sign}{size}{tail}": int(f"{sign}{size}") for sign in ("", "-") for size in "01" for tail in ("", ".0")}
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Votes:
    """The last vote of each person on each statement, by person and then statement.

    person, statement: positions (V,); statement is that in the list of statements. value: 1 agree, −1 disagree, 0 pass.
    """

    person: NDArray[np.int32]
    statement: NDArray[np.int32]
    value: NDArray[np.int8]
    people: int
    statements: int

    def counts(self) -> Ints:
        """How many agreed, disagreed and passed (S, 3)."""
        return np.stack([_by_statement(self, value) for value in (1, -1, 0)], axis=1)


@dataclass(frozen=True)
class Cast:
    """Every vote cast, in the order it was cast, with the signs of the file. See Votes."""

    person: Ints
    statement: Ints
    value: Ints
    statements: int

    def counts(self) -> tuple[Ints, Ints]:
        """Votes of +1 and of −1 on each statement (S,), repeats counted."""
        plus, minus = (np.bincount(self.statement[self.value == v], minlength=self.statements) for v in (1, -1))
        return plus.astype(np.int64), minus.astype(np.int64)

    def last(self, agree: int) -> Votes:
        """The last vote of each person on each statement; `agree` is the sign that means agree."""
        key = self.person * max(1, self.statements) + self.statement
        _, from_end = np.unique(key[::-1], return_index=True)
        kept = len(key) - 1 - from_end
        names, person = np.unique(self.person[kept], return_inverse=True)
        value = (agree * self.value[kept]).astype(np.int8)
        statement = self.statement[kept].astype(np.int32)
        return Votes(person.astype(np.int32), statement, value, len(names), self.statements)


def _by_statement(votes: Votes, value: int) -> Ints:
    return np.bincount(votes.statement[votes.value == value], minlength=votes.statements).astype(np.int64)


def read_votes(path: Path, statements: Mapping[str, int]) -> tuple[Cast, ExportFile, tuple[Problem, ...]]:
    """A row a vote. statements: id → position. Without timestamps the order of the rows is that of the votes."""
    file, notes = open_file(path, needed=("comment-id", "voter-id", "vote"))
    found: list[tuple[int, int, str, int]] = []
    at, who, what = (file.columns[name] for name in ("comment-id", "voter-id", "vote"))
    for row, cells in whole_rows(file):
        statement = statements.get(cells[at])
        if statement is None:
            statement = statements.get(statement_id(cells[at].strip()) or "")
        value, voter = _VALUES.get(cells[what].strip()), cells[who].strip()
        time = _time(file.cell(cells, "timestamp"))
        if statement is None:
            file.set_aside(row, "comment-id", "comments.csv has no statement of that number that could be read")
        elif value is None:
            file.set_aside(row, "vote", "it is neither 1, 0 nor -1")
        elif time is None:
            file.set_aside(row, "timestamp", "it is not a whole number")
        elif not voter:
            file.set_aside(row, "voter-id", "it is blank, so it can't be told whether the same person voted again")
        else:
            found.append((time, statement, voter, value))
    # Sorting keeps the order of the file where two votes were cast at the same time.
    found.sort(key=lambda vote: vote[0])
    return _cast(found, len(statements)), file, (*notes, *file.problems)


def _cast(found: Sequence[tuple[int, int, str, int]], statements: int) -> Cast:
    person = {voter: n for n, voter in enumerate(sorted({vote[2] for vote in found}))}
    columns = np.array([(person[voter], at, value) for _, at, voter, value in found], dtype=np.int64).reshape(-1, 3)
    return Cast(columns[:, 0], columns[:, 1], columns[:, 2], statements)


def _time(text: str | None) -> int | None:
    """Milliseconds; 0 where the file has no such column, None where the cell can't be read."""
    if text is None:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_matrix(path: Path, statements: Mapping[str, int]) -> tuple[Cast, ExportFile, tuple[Problem, ...]]:
    """A row a person, a column a statement, blank where they didn't vote. A row that is wrong goes as a whole."""
    file, notes = open_file(path, needed=("participant",))
    numbers = ((n, statement_id(heading.strip())) for n, heading in enumerate(file.header))
    numbered = {n: number for n, number in numbers if number is not None}
    at = {n: statements[number] for n, number in numbered.items() if number in statements}
    unknown = [n for n in numbered if n not in at]
    people: set[str] = set()
    votes: list[tuple[int, int, str, int]] = []
    for row, cells in whole_rows(file):
        who = file.cell(cells, "participant") or ""
        own = [(n, _VALUES.get(cells[n].strip())) for n in at if cells[n].strip()]
        wrong = next((n for n, value in own if value is None), None)
        if not who or who in people:
            file.set_aside(row, "participant", "it is blank or that of a row above")
        elif wrong is not None:
            file.set_aside(row, file.header[wrong], "it is neither blank, 1, 0 nor -1")
        elif any(cells[n].strip() for n in unknown):
            file.set_aside(row, "", "it has a vote on a statement that comments.csv doesn't have")
        else:
            people.add(who)
            votes += [(0, at[n], who, value) for n, value in own if value is not None]
    return _cast(votes, len(statements)), file, (*notes, *file.problems)
