"""What each step reads, as hashes by name: a step whose inputs are the same isn't redone, and else it is said why."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import goodplace
from goodplace.formats.place_folder import PlaceFolder
from goodplace.place.assemble import tables_hash
from goodplace.place.place import Place

Step = Literal["know", "aim", "choose", "agree", "account"]
STEPS: tuple[Step, ...] = get_args(Step)

_OWN_SETTINGS: Mapping[Step, tuple[str, ...]] = {
    "know": ("area_code", "smallest_count", "first_year"),
    "aim": ("weights_from", "conversation_from", "smallest_count"),
    "account": ("kind", "delivered_due_months", "verified_due_months"),
}
_DEAL = (
    "partners",
    "options",
    "option_costs",
    "option_effects",
    "outcomes",
    "unit_values",
    "budgets",
    "cashable",
    "remits",
)
_TABLES: Mapping[Step, tuple[str, ...]] = {
    "know": ("needs", "cohorts", "area_facts", "spending", "position"),
    "aim": ("outcomes", "statements", "best_worst"),
    "choose": _DEAL,
    "agree": (*_DEAL, "channels", "assumptions"),
    "account": (),
}
# Words for what changed, where the name of a table doesn't say it by itself.
WORDS = {
    "settings": "the settings",
    "records": "the records",
    "conversation": "the conversation",
    "cohort_sizes": "sizes of cohorts",
    "weights": "the residents' weights",
    "released": "the share released",
    "goodplace": "goodplace itself",
    "deal": "the deal",
}


def inputs_of(step: Step, place: Place, folder: PlaceFolder, *, more: Mapping[str, str]) -> dict[str, str]:
    """Hash by name of all that a step reads. `more`: what comes from earlier steps and from the command line."""
    found = {table: tables_hash(place, [table]) for table in _TABLES[step] if place.rows_of(table)}
    found["settings"] = _settings(step, place)
    found["goodplace"] = _code()
    if step == "know" and folder.records is not None:
        found["records"] = folder_hash(folder.records)
    if step == "aim" and folder.conversation is not None:
        found["conversation"] = folder_hash(folder.conversation)
    return dict(sorted({**found, **more}.items()))


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What differs, in words."""
    names = sorted({name for name in {*before, *now} if before.get(name) != now.get(name)})
    return tuple(WORDS.get(name, f"the {name.replace('_', ' ')} table") for name in names)


def text_hash(content: object) -> str:
    """SHA-256 of something that can be JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()


def folder_hash(folder: Path) -> str:
    """SHA-256 over the files in a folder and those right below it: names and contents, in name order.

    No reader looks deeper. Folders that are links are followed, as readers do.
    """
    found = sorted(path for path in (*folder.glob("*"), *folder.glob("*/*")) if _is_input(path))
    return _hash_of((path.relative_to(folder).as_posix(), path) for path in found)


def _is_input(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _hash_of(files: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        with path.open("rb") as stream:
            digest.update(f"{name}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def _settings(step: Step, place: Place) -> str:
    """Each step reads some settings; choose and agree read all but those that others have to themselves."""
    settings = place.settings.model_dump()
    own = _OWN_SETTINGS.get(step)
    if own is None:
        others = {name for names in _OWN_SETTINGS.values() for name in names} - {"first_year"}
        own = tuple(name for name in settings if name not in others - ({"kind"} if step == "agree" else set()))
    return text_hash({name: settings[name] for name in own})


@cache
def _code() -> str:
    """The program itself: another goodplace may work something out differently."""
    home = Path(goodplace.__file__).parent
    kinds = (".py", ".csv", ".html", ".css")
    return _hash_of(
        (path.relative_to(home).as_posix(), path)
        for path in sorted(home.rglob("*"))
        if path.suffix in kinds and _is_input(path)
    )
