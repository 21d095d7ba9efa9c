"""What a result says of where it came from: for explaining a figure of it without naming the workbook again."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goodplace.formats.atomic import MARKER, SCHEMA
from goodplace.place.errors import InputError

RESULT_ENDING = "-deal"


@dataclass(frozen=True)
class Asked:
    """The place to work out again. `released` and `input_hash` are those of the result it was found by, if it was."""

    source: Path
    released: float | None = None
    input_hash: str = ""


def asked_about(source: Path | None, *, here: Path) -> Asked:
    """The place itself, or the place that a result was made from: the result given, or else the only one `here`.

    A result holds only the name of its source, never where it was: it is looked for beside the result, in it, and
    `here`. Raises InputError when there is no result, or no such source.
    """
    if source is not None and not is_result(source):
        return Asked(source)
    result = result_here(here) if source is None else source
    deal = _deal(result)
    name = Path(str(deal.get("source", ""))).name
    nearby = (result.resolve().parent / name, result / name, here / name)
    found = next((path for path in nearby if name and path.exists()), None)
    if found is None:
        raise InputError(
            f"{result} was made from {name or 'something without a name'}, which is neither beside it nor here. "
            "Give the file: goodplace explain NAME FILE.",
            code="source-not-found",
        )
    return Asked(found, float(deal["released"]), str(deal.get("input_hash", "")))


def is_result(folder: Path) -> bool:
    """Whether a folder holds a result of goodplace."""
    return (folder / MARKER).is_file()


def result_here(folder: Path) -> Path:
    """The result in a folder: the folder itself, or the only `*-deal` in it. Raises InputError when there isn't one."""
    if is_result(folder):
        return folder
    found = sorted(path for path in folder.glob(f"*{RESULT_ENDING}") if is_result(path))
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.name for path in found[:5])
    seen = f"there are {len(found)} results here ({names})" if found else "there is no result here"
    raise InputError(f"No FILE was given and {seen}. Give the file: goodplace explain NAME FILE.", code="which-place")


def _deal(result: Path) -> dict[str, Any]:
    try:
        deal = json.loads((result / MARKER).read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"{result / MARKER} can't be read: {error}.", code="source-not-found") from error
    if not isinstance(deal, dict) or deal.get("schema") != SCHEMA or "released" not in deal:
        raise InputError(f"{result / MARKER} is not a result of goodplace.", code="source-not-found")
    return deal
