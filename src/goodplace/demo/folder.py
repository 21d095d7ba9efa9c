"""A made-up place as a folder in which every step has something to work on, and the truth in a folder beside it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goodplace.demo.about_area import AreaTables
from goodplace.demo.about_people import cohort_rows, for_cohorts, need_rows
from goodplace.demo.area_words import AREA_CODE
from goodplace.demo.made_up import MadeUpPlace, Row, Tables, made_up_place
from goodplace.demo.margins import DEFAULT_MARGINS
from goodplace.demo.people import made_up_people
from goodplace.demo.voices import best_worst_rows, make_conversation
from goodplace.demo.write_people import RECORDS, refuse_misplaced_truth, refuse_real_records, write_people
from goodplace.place.errors import InputError

PLACE, TRUTH, DEAL_TRUTH = "place", "truth", "deal.json"
# How many live in a made-up place without records.
POPULATION = 50_000
_MADE_UP = b"kind,made_up"


@dataclass(frozen=True)
class DemoPlace:
    """place: the folder to check, run and serve · truth: what is really so, which belongs to nobody's place."""

    place: Path
    truth: Path


@dataclass(frozen=True)
class MadeUpFolder:
    """tables: rows of every table · conversation: the files of its export · made_up: the deal they stand on."""

    tables: Tables
    conversation: dict[str, bytes]
    made_up: MadeUpPlace


def made_up_folder(*, partners: int, options: int, years: int, seed: int, people: int) -> MadeUpFolder:
    """The place of `made_up_place` with the same deal, and the tables of the other steps.

    people: how many have records, whose needs are then counted and not given; 0 for a place without records.
    """
    made_up = made_up_place(partners=partners, options=options, years=years, seed=seed)
    # Not the generator of the deal, which so stays as it is for each seed.
    rng = np.random.default_rng([seed, 1])
    population = people or POPULATION
    conversation = make_conversation(made_up.tables["outcomes"], rng)
    tables = dict(made_up.tables) | {
        "place": _settings(made_up.tables["place"]),
        "options": for_cohorts(made_up.tables["options"], population),
        "assumptions": _assumptions(seed),
        "needs": need_rows(population, counted=people > 0),
        "cohorts": cohort_rows(population, counted=people > 0),
        "best_worst": best_worst_rows(made_up.tables["outcomes"], rng),
        "statements": conversation.statements,
    }
    tables |= AreaTables(made_up.tables, population, DEFAULT_MARGINS, rng).tables()
    return MadeUpFolder(tables, conversation.files, made_up)


def write_demo_place(
    folder: Path,
    *,
    partners: int,
    options: int,
    years: int,
    seed: int,
    people: int,
    write_tables: Callable[[Tables, Path], object],
) -> DemoPlace:
    """Write a made-up place to folder/place with `write_tables`, and the truth to folder/truth.

    people: how many made-up people have records in it, 0 for none. Files of a run or of the service in the place stay.
    Raises InputError where a size can't be had, or the place or its records weren't made up.
    """
    demo = DemoPlace(folder / PLACE, folder / TRUTH)
    _refuse_real_place(demo.place)
    refuse_real_records(demo.place)
    refuse_misplaced_truth(demo.place, demo.truth)
    made_up = made_up_folder(partners=partners, options=options, years=years, seed=seed, people=people)
    at_home = made_up_people(number=people, seed=seed) if people else None
    try:
        write_tables(made_up.tables, demo.place)
        _write(demo.place / "conversation", made_up.conversation)
        truth = json.dumps(made_up.made_up.truth, indent=1, ensure_ascii=False) + "\n"
        _write(demo.truth, {DEAL_TRUTH: truth.encode("utf-8")})
        if at_home is None and (demo.place / RECORDS).exists():
            shutil.rmtree(demo.place / RECORDS)
    except OSError as error:
        raise InputError(f"{folder} can't be written to: {error.strerror or error}.", code="cannot-write") from error
    if at_home is not None:
        write_people(demo.place, at_home, truth=demo.truth)
    return demo


def _refuse_real_place(folder: Path) -> None:
    """InputError where the folder holds anything, and doesn't say of itself that it is made up."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file. Choose another folder.", code="file-in-the-way")
    settings = folder / "place.csv"
    rows = settings.read_bytes().splitlines() if settings.is_file() else []
    if any(folder.iterdir()) and _MADE_UP not in rows:
        message = f"{folder} holds a place that wasn't made up, and is left as it is. Choose another folder."
        raise InputError(message, code="not-our-folder")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _settings(rows: list[Row]) -> list[Row]:
    more: Row = {"kind": "made_up", "area_code": AREA_CODE, "weights_from": "best_worst"}
    added: list[Row] = [{"key": key, "value": value} for key, value in more.items()]
    return rows + added


def _assumptions(seed: int) -> list[Row]:
    source = f"goodplace demo, seed {seed}"
    said = (
        "Every figure here was drawn at random; what is really so is in the folder truth, beside this place",
        "Nobody in the records exists; how needs overlap follows published figures for England, as the docs say",
        "Nobody gave the answers or cast the votes here: they were drawn round the residents’ weights of the outcomes",
    )
    return [
        {"id": f"A{number}", "statement": statement, "label": "assumed", "source": source}
        for number, statement in enumerate(said, start=1)
    ]
