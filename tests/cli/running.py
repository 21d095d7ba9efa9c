"""Running goodplace as people do, and a small place to run it on."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from making import rows_of

from goodplace.formats import write_place

EXAMPLES = Path(__file__).parents[2] / "examples"
SCHOOL = EXAMPLES / "school-emotional-learning.xlsx"
SEVEN = EXAMPLES / "seven-partners.xlsx"
GOODPLACE = [sys.executable, "-m", "goodplace"]
Row = Mapping[str, Any]


def goodplace(
    *arguments: str | Path, here: Path, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, in the folder `here`."""
    return subprocess.run(
        [*GOODPLACE, *map(str, arguments)],
        cwd=here,
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env=os.environ | environment,
        check=False,
    )


def small_place(path: Path, *, names: Sequence[str] = ("Council", "NHS"), **settings: object) -> Path:
    """Write a place of a council that pays and an NHS that gains: the deal needs a payment. Names are what is given."""
    council, nhs = names[0], names[-1]
    partners = [
        {"id": "council", "name": council, "sector": "public", "role": "council"},
        {"id": "nhs", "name": nhs, "sector": "public", "role": "nhs"},
    ]
    tables = rows_of(
        partners,
        settings={"name": names[0], "released": 0.5, **settings},
        options=[{"id": "home", "name": names[-1], "lead": "council", "places_max": 10, "cohort": names[0]}],
        option_costs=[
            {"option": "home", "payer": "council", "basis": "per_place", "amount": 100, "source": names[0]},
            {"option": "home", "payer": "council", "basis": "fixed", "amount": 50, "source": names[-1]},
        ],
        option_effects=[{"option": "home", "outcome": "visits", "source": names[0], "label": "assumed"}],
        outcomes=[{"id": "visits", "name": names[-1], "unit": names[0]}],
        unit_values=[
            {"outcome": "visits", "kind": "fiscal", "partner": "nhs", "amount": 300, "source": names[-1]},
            {"outcome": "visits", "kind": "fiscal", "partner": "council", "amount": 20, "source": names[0]},
            {"outcome": "visits", "kind": "social", "amount": 10},
        ],
        assumptions=[{"id": "A1", "statement": names[0], "label": "assumed"}],
    )
    return write_place(tables, path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
