"""A real conversation held elsewhere, shown beside a worked example so that its import can be seen."""

import csv
import io

from place_builder.areas import Area
from place_builder.published import Published, Row

_EXPORT = "05_conversations/london-youth-policing-2022"
# Which place comes with which: a small export under CC BY 4.0. It is not that place's own conversation.
_BESIDE = {"E08000009": _EXPORT}
# Statements in which the 26 people who took part say who they are (ethnicity, sex, age, language, an encounter with
# the police). With their votes they would describe single persons: they are not carried over.
ABOUT_THEMSELVES = (
    "My ethnicity",
    "English is my first",
    "My gender",
    "I identify",
    "I am between",
    "Are you between",
    "I had at least",
)


def export(area: Area, data: Published) -> dict[str, bytes]:
    """The export's files by name: summary, statements, votes; nothing where no conversation comes with the area."""
    folder = _BESIDE.get(area.code)
    if folder is None:
        return {}
    statements = data.rows(f"{folder}/comments.csv")
    kept = [row for row in statements if not row["comment-body"].strip().startswith(ABOUT_THEMSELVES)]
    ids = {row["comment-id"] for row in kept}
    votes = [row for row in data.rows(f"{folder}/votes.csv") if row["comment-id"] in ids]
    # The counts in the summary are of all statements: they would no longer hold.
    wanted = ("topic,", "url,")
    lines = (data.folder / folder / "summary.csv").read_text(encoding="utf-8").splitlines()
    summary = "".join(f"{line}\n" for line in lines if line.startswith(wanted)).encode("utf-8")
    return {"summary.csv": summary, "comments.csv": _csv(kept), "votes.csv": _csv(votes)}


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
