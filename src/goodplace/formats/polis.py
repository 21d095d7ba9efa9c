"""The door for conversations held on Polis: the folder of an export, as real ones are.

comments.csv, and votes.csv or else participants-votes.csv, each with or without .gz; summary.csv if it is there. The
totals in comments.csv count each time somebody voted; of votes on one statement the last of each person counts here.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goodplace.formats.polis_files import (
    AGAIN,
    COMMENTS,
    MATRIX,
    SUMMARY,
    VOTES,
    ExportFile,
    FileCount,
    find_file,
    key_values,
)
from goodplace.formats.polis_statements import ReadStatement, plain_text, read_statements, statement_id
from goodplace.formats.polis_votes import Cast, Votes, read_matrix, read_votes
from goodplace.place.place import Place
from goodplace.place.problems import Origin, Problem, ProblemsFound, found, nearest

# A sign is told by the totals where they miss by it at most half of what they miss by the other.
_CLEARLY = 0.5
_LINK = re.compile(r"https?://[^\s\"'<>]+")


@dataclass(frozen=True)
class ReadConversation:
    """An export as it was read. local: it was held in the place.

    statements by number; `votes.statement` are positions in them. votes_file: which file the votes are from.
    changed: votes that the same person replaced later. differs: where the export's own numbers disagree, in words.
    counts: of the rows of each file, read = kept + set aside. problems: notes; an error stops the reading.
    """

    topic: str
    url: str
    local: bool
    statements: tuple[ReadStatement, ...]
    votes: Votes
    changed: int
    folder: str
    comments_file: str
    votes_file: str
    differs: tuple[str, ...]
    counts: tuple[FileCount, ...]
    problems: tuple[Problem, ...]

    def position(self) -> dict[str, int]:
        """Id of a statement → its position."""
        return {statement.id: n for n, statement in enumerate(self.statements)}


@dataclass(frozen=True)
class _Sign:
    """Which sign means agree, and in words what was found where that isn't the usual +1, checked."""

    agree: int
    says: str = ""


def read_conversation(folder: Path, *, local: bool) -> ReadConversation:
    """Read the folder of an export. Raises ProblemsFound when a needed file is missing or can't be read."""
    paths = _files(folder)
    statements, comments, notes = read_statements(paths[COMMENTS])
    at = {statement.id: n for n, statement in enumerate(statements)}
    read = read_votes if VOTES in paths else read_matrix
    cast, voted, more = read(paths[VOTES if VOTES in paths else MATRIX], at)
    summary, missing = _summary(folder, paths)
    sign = _sign(statements, cast)
    votes = cast.last(sign.agree)
    differs = [text for text in (sign.says, _totals_differ(statements, cast, sign.agree, voted)) if text]
    differs += _summary_differs(summary, statements, votes)
    said = tuple(found("conversation-differs", text.rstrip("."), at=_at(folder)) for text in differs)
    url = plain_text(summary.get("url", ""))
    return ReadConversation(
        topic=plain_text(summary.get("topic", "")),
        url=url if _LINK.fullmatch(url) else "",
        local=local,
        statements=statements,
        votes=votes,
        changed=len(cast.value) - len(votes.value),
        folder=folder.name,
        comments_file=comments.at.sheet,
        votes_file=voted.at.sheet,
        differs=tuple(differs),
        counts=(comments.count, voted.count),
        problems=(*notes, *more, *missing, *said),
    )


def check_conversation(folder: Path, place: Place) -> tuple[Problem, ...]:
    """Every problem of an export and of the rows of `statements` that name its statements."""
    try:
        read = read_conversation(folder, local=place.settings.conversation_from == "here")
    except ProblemsFound as stopped:
        return stopped.problems
    return (*read.problems, *mapping_problems(read, place))


def mapping_problems(read: ReadConversation, place: Place) -> tuple[Problem, ...]:
    """Rows of `statements` that name a statement the export doesn't have (error) or that was moderated out (note)."""
    there = {statement.id: statement for statement in read.statements}
    problems: list[Problem] = []
    for row in place.statements:
        statement = there.get(statement_id(row.statement) or "")
        if statement is None:
            fix = f"Ids are those of the column comment-id in {read.comments_file}. {_nearest(row.statement, there)}"
            what = "the conversation has no statement of that id"
            problems.append(
                found("unknown-statement", what, at=row.origin, column="statement", got=row.statement, fix=fix)
            )
        elif statement.moderated < 0:
            what = f"statement {statement.id} was moderated out, so it speaks for no outcome"
            fix = "Leave the row out, or map another statement."
            problems.append(found("statement-moderated-out", what, at=row.origin, column="statement", fix=fix))
    return tuple(problems)


def _nearest(wanted: str, there: dict[str, ReadStatement]) -> str:
    """The three nearest numbers; for what isn't a number, what any other table says."""
    if not wanted.isdigit() or not there:
        return nearest(wanted, there)
    ids = sorted(map(int, there), key=lambda number: (abs(number - int(wanted)), number))[:3]
    return f"The nearest are {', '.join(map(str, sorted(ids)))}."


def _at(folder: Path) -> Origin:
    return Origin(folder.name, "", 0)


def _files(folder: Path) -> dict[str, Path]:
    """The files of the export by their usual names. Every one that is missing is said at once."""
    if not folder.is_dir():
        raise ProblemsFound([found("file-not-found", "there is no folder of that name", at=_at(folder), fix=AGAIN)])
    paths = {name: path for name in (COMMENTS, VOTES, MATRIX, SUMMARY) if (path := find_file(folder, name))}
    missing = [] if COMMENTS in paths else [COMMENTS]
    missing += [] if VOTES in paths or MATRIX in paths else [f"{VOTES} or {MATRIX}"]
    there = sorted(path.name for path in folder.iterdir())
    listed = f"{', '.join(there[:8])}{' …' if len(there) > 8 else ''}" if there else "nothing"
    needs = f"{COMMENTS}, and {VOTES} or {MATRIX}, each as it is or with .gz"
    problems = [
        found(
            "conversation-file-missing", f"{name} is not there", at=_at(folder), expected=needs, got=listed, fix=AGAIN
        )
        for name in missing
    ]
    if problems:
        raise ProblemsFound(problems)
    return paths


def _summary(folder: Path, paths: dict[str, Path]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Keys and values of summary.csv. It only names the conversation, so that one can be read without it."""
    try:
        if SUMMARY in paths:
            return key_values(paths[SUMMARY]), ()
        what = f"there is no {SUMMARY}, so the topic isn't known"
    except ProblemsFound as stopped:
        what = f"{SUMMARY} is left out, so the topic isn't known: {stopped.problems[0].what}"
    return {}, (found("conversation-without-summary", what, at=_at(folder), fix=AGAIN),)


def _sign(statements: tuple[ReadStatement, ...], cast: Cast) -> _Sign:
    """Which sign means agree: the one by which votes come to the totals in comments.csv. +1 where those don't tell."""
    known = [n for n, one in enumerate(statements) if one.agrees is not None and one.disagrees is not None]
    totals = np.array([(statements[n].agrees, statements[n].disagrees) for n in known], dtype=np.int64).reshape(-1, 2)
    plus, minus = (counts[known] for counts in cast.counts())
    usual, opposite = (
        int(abs(totals[:, 0] - agree).sum() + abs(totals[:, 1] - disagree).sum())
        for agree, disagree in ((plus, minus), (minus, plus))
    )
    if opposite <= _CLEARLY * usual and usual:
        return _Sign(-1, f"In its votes −1 means agree: only so do they come to the totals in {COMMENTS}.")
    if usual <= _CLEARLY * opposite and opposite:
        return _Sign(1)
    return _Sign(1, f"The totals in {COMMENTS} don't tell whether 1 or −1 means agree: 1 is taken to.")


def _totals_differ(statements: tuple[ReadStatement, ...], cast: Cast, agree: int, voted: ExportFile) -> str:
    """How far the totals in comments.csv are from all votes cast; nothing where they are the same."""
    agreed, disagreed = cast.counts()[::agree]
    pairs = [
        (one.agrees, one.disagrees, int(agreed[n]), int(disagreed[n]))
        for n, one in enumerate(statements)
        if one.agrees is not None and one.disagrees is not None
    ]
    differing = [pair for pair in pairs if pair[:2] != pair[2:]]
    if not differing:
        return ""
    said, counted = ([sum(pair[at] for pair in pairs) for at in two] for two in ((0, 1), (2, 3)))
    once = " The totals count each time somebody voted; that file has the last vote only." if _is_matrix(voted) else ""
    return (
        f"{COMMENTS} counts {said[0]:,} that agree and {said[1]:,} that disagree; {voted.at.sheet} holds"
        f" {counted[0]:,} and {counted[1]:,}, which differ on {len(differing):,} of {len(statements):,} statements."
        f" The votes are used.{once}"
    )


def _is_matrix(voted: ExportFile) -> bool:
    return voted.at.sheet.lower().startswith(MATRIX)


def _summary_differs(summary: dict[str, str], statements: tuple[ReadStatement, ...], votes: Votes) -> list[str]:
    """Where summary.csv counts other numbers of people and statements than there are."""
    found_here = {"voters": ("people who voted", votes.people), "comments": ("statements", len(statements))}
    out = sum(statement.moderated < 0 for statement in statements)
    remark = f" (moderated out: {out:,})" if out else ""
    differs: list[str] = []
    for key, (words, count) in found_here.items():
        said = summary.get(key, "").strip()
        if said.isdigit() and int(said) != count:
            tail = remark if key == "comments" else ""
            differs.append(f"{SUMMARY} counts {int(said):,} {words}; the other files hold {count:,}{tail}.")
    return differs
