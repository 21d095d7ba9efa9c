"""Small Polis exports for tests, written as Polis writes them."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

Vote = tuple[int, str, int, object]  # timestamp, voter, statement, vote
REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "05_conversations"
# Four people: all agree with 0, they are split on 1, 2 was moderated out.
VOTES: tuple[Vote, ...] = (
    *((10, who, 0, 1) for who in "abcd"),
    *((20, who, 1, vote) for who, vote in zip("abcd", (1, 1, -1, 0), strict=True)),
    (30, "a", 2, -1),
)


def statement(number: object, agrees: object = 0, disagrees: object = 0, **more: object) -> dict[str, object]:
    """A row of comments.csv."""
    row: dict[str, object] = {"timestamp": 1, "datetime": "Tue Feb 13 2018", "comment-id": number, "author-id": 77}
    row |= {"agrees": agrees, "disagrees": disagrees, "moderated": 1, "comment-body": f"Statement {number}"}
    return {**row, **{key.replace("_", "-"): value for key, value in more.items()}}


STATEMENTS = (statement(0, 4, 0), statement(1, 2, 1), statement(2, 0, 1, moderated=-1))


def export(
    folder: Path,
    *,
    statements: Sequence[Mapping[str, object]] = STATEMENTS,
    votes: Sequence[Vote] | None = VOTES,
    matrix: Sequence[Sequence[object]] | None = None,
    summary: str | None = "topic,A test\nurl,https://example.org/x\nvoters,4\ncomments,3\n",
) -> Path:
    """Write an export. matrix: rows of participants-votes.csv with their headings first."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(key for row in statements for key in row))
    write(folder / "comments.csv", [columns, *([row.get(key, "") for key in columns] for row in statements)])
    if votes is not None:
        rows = [(time, "Tue Feb 13 2018", number, who, vote) for time, who, number, vote in votes]
        write(folder / "votes.csv", [("timestamp", "datetime", "comment-id", "voter-id", "vote"), *rows])
    if matrix is not None:
        write(folder / "participants-votes.csv", matrix)
    if summary is not None:
        (folder / "summary.csv").write_text(summary, encoding="utf-8")
    return folder


def write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def squeeze(path: Path) -> None:
    """Replace a file by its gzip."""
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
