"""The dated, attributed tables that come with goodplace; docs/reference/data.md says what each is and where from."""

import csv
import io
from functools import cache
from importlib import resources

# How a figure is known, as the `label` columns write it, and in the words of the input tables.
LABELS = {
    "R": "read",
    "R2": "secondary",
    "C": "computed",
    "K-h": "recalled",
    "K-m": "recalled",
    "K-l": "recalled",
    "A": "assumed",
}


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Every row of a shipped table, as text by column; `name` without ".csv". Read once, on first use."""
    text = resources.files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))
