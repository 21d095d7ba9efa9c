"""The figures of a place's current run, to be explained: as that run worked them out."""

from collections.abc import Mapping

from goodplace.formats.runs import Home, StoredRun, current_run
from goodplace.formats.stored_figures import StoredFigure, read_figures
from goodplace.place.figure import Figure
from goodplace.steps.inputs import STEPS
from goodplace.steps.run import status


def run_figures(home: Home) -> tuple[Mapping[str, Figure], str] | None:
    """Every figure of the current run by name, a remark where the place changed since; None if there is none."""
    run = current_run(home)
    if run is None:
        return None
    stale = [state.step for state in status(home.source) if state.state == "stale"]
    remark = f"The place has changed since that run ({', '.join(stale)}): goodplace run {home.source}" if stale else ""
    return {name: _as_figure(figure) for name, figure in stored_figures(run).items()}, remark


def stored_figures(run: StoredRun) -> dict[str, StoredFigure]:
    """The figures of every step that a run has."""
    found: dict[str, StoredFigure] = {}
    for step in STEPS:
        if run.has(f"{step}/figures.json.gz"):
            found |= read_figures(run.read(f"{step}/figures.json.gz"))
    return found


def _as_figure(stored: StoredFigure) -> Figure:
    return Figure(
        stored.name, stored.title, stored.value, stored.unit, lambda: stored.working, stored.visibility, stored.marks,
        stored.named,
    )  # fmt: skip
