"""A run: the five steps in a row on a place, redoing only what changed, stored whole and then pointed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from goodplace.formats.place_folder import place_folder
from goodplace.formats.read_place import read_place
from goodplace.formats.runs import MANIFEST, SCHEMA, Home, StoredRun, current_run, store_run
from goodplace.place.errors import InputError
from goodplace.place.place import Place
from goodplace.place.problems import Problem
from goodplace.steps.inputs import STEPS, Step, changed
from goodplace.steps.work import Progress, Work
from goodplace.steps.written import Written, json_bytes

PARTS_OF_PLACE = ("options", "funds", "capacity", "contracts", "agreements", "assumptions")


@dataclass(frozen=True)
class StepDone:
    """What became of a step. why: what changed, in words; empty where it was not redone."""

    step: Step
    redone: bool
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunOutcome:
    """A stored run, and what was done for it. notes: what the check of the place had to say."""

    home: Home
    run: StoredRun
    steps: tuple[StepDone, ...]
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class StepState:
    """How a step of the current run stands. state: "fresh", "stale" or "never run"; why: what changed since."""

    step: Step
    state: str
    why: tuple[str, ...] = ()


def run_place(
    source: Path,
    *,
    upto: Step = "account",
    released: float | None = None,
    processes: int = 2,
    progress: Progress | None = None,
) -> RunOutcome:
    """Do every step up to `upto` whose inputs changed since the current run, and make what results the current run.

    What later steps had found is kept as it was, and `status` says that it is stale. `released`: share (0 to 1) of
    unknown savings taken as released, the place's own unless given. Raises ProblemsFound for errors in the place, and
    InputError as the steps do; then the run before stays current.
    """
    if released is not None and not 0 <= released <= 1:
        raise InputError(f"The share released is between 0 and 1 (0 % and 100 %), not {released:g}.", code="released")
    tell = progress or _in_silence
    tell("reading", 0, 1)
    place, notes = read_place(source)
    home = Home(source)
    before = current_run(home)
    work = Work(place, notes, place_folder(source), released, processes, tell)
    steps, files, done = dict(_steps_of(before)), dict[str, bytes](), list[StepDone]()
    for step in STEPS[: STEPS.index(upto) + 1]:
        tell(step, STEPS.index(step), len(STEPS))
        done.append(_step(step, work, before, steps, files))
    kept = [name for entry in steps.values() for name in entry["files"] if name not in files]
    files |= {name: _read(before, name) for name in kept}
    files |= _of_the_whole(place, steps, released)
    return RunOutcome(home, store_run(home, files), tuple(done), notes)


def status(source: Path, *, released: float | None = None) -> tuple[StepState, ...]:
    """How each step of the current run stands against the place as it is now: nothing is worked out.

    `released`: against a run at this share; at the share that the current run was asked for unless given.
    """
    place, notes = read_place(source)
    before = current_run(Home(source))
    if before is None:
        return tuple(StepState(step, "never run") for step in STEPS)
    asked = before.manifest.get("released") if released is None else released
    work = Work(place, notes, place_folder(source), asked, 1, _in_silence)
    states, steps = list[StepState](), _steps_of(before)
    for step in STEPS:
        if step not in steps:
            states.append(StepState(step, "never run"))
            continue
        work.take(step, before.read)
        why = _stale_because(step, work, steps, states)
        states.append(StepState(step, "stale" if why else "fresh", why))
    return tuple(states)


def _stale_because(step: Step, work: Work, steps: Mapping[str, Any], states: list[StepState]) -> tuple[str, ...]:
    """What changed of a step's inputs; for the later three also that an earlier one is stale."""
    if step not in ("know", "aim") and not {"know", "aim"} <= steps.keys():
        return ("an earlier step was never run",)
    now = work.inputs(step)
    earlier = [f"{state.step} is stale" for state in states if state.state == "stale" and step not in ("know", "aim")]
    return (*changed(steps[step]["inputs"], now), *earlier)


def _step(step: Step, work: Work, before: StoredRun | None, steps: dict[str, Any], files: dict[str, bytes]) -> StepDone:
    """Do a step, or take what the run before has of it."""
    inputs = work.inputs(step)
    old = steps.get(step)
    if before is not None and old is not None and old["inputs"] == inputs:
        work.take(step, before.read)
        return StepDone(step, redone=False)
    made: Written = work.do(step)
    files |= made.files
    steps[step] = {"inputs": inputs, "files": sorted(made.files), "tables": list(made.tables)}
    return StepDone(step, redone=True, why=("never run before",) if old is None else changed(old["inputs"], inputs))


def _of_the_whole(place: Place, steps: Mapping[str, Any], released: float | None) -> dict[str, bytes]:
    """Files that no step has to itself: the manifest, what describes the tables, and parts of the place to show."""
    settings = place.settings
    manifest = {
        "schema": SCHEMA,
        "goodplace": version("goodplace"),
        "released": released,
        "place": {
            "name": settings.name,
            "kind": settings.kind,
            "note": settings.note or "",
            "area_code": settings.area_code or "",
            "first_year": settings.first_year,
            "money_years": settings.money_years,
            "horizon": settings.horizon,
            "partners": [{"id": p.id, "name": p.name, "role": p.role, "level": p.level} for p in place.partners],
        },
        "steps": {step: steps[step] for step in STEPS if step in steps},
    }
    parts = {table: [row.model_dump(mode="json") for row in place.rows_of(table)] for table in PARTS_OF_PLACE}
    described = [table for step in STEPS if step in steps for table in steps[step]["tables"]]
    return {MANIFEST: json_bytes(manifest), "place.json": json_bytes(parts), "tables.json": json_bytes(described)}


def _steps_of(run: StoredRun | None) -> dict[str, Any]:
    return {} if run is None else run.manifest["steps"]


def _read(run: StoredRun | None, name: str) -> bytes:
    assert run is not None
    return run.read(name)


def _in_silence(what: str, done: int, of: int) -> None:
    """Progress told to nobody."""
