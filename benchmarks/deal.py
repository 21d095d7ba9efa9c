"""The whole deal of a made-up place of 12 partners, 60 options and 10 years, cold: seconds and peak memory.

There is no peer that builds a deal. What is compared, in the same run and with equal answers, is v(S) of a sample of
groups by the model as it is and by our own model with HiGHS's default search. Prints a markdown table.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from goodplace.agree.coalitions import Coalitions, Masks, solve_groups
from goodplace.agree.report import work_out
from goodplace.choose.payoffs import Payoffs, possible_starts
from goodplace.choose.plan import PlanModel
from goodplace.choose.value import Floats, value_place
from goodplace.demo.made_up import made_up_place
from goodplace.formats import read_place, write_place
from goodplace.place import solver
from goodplace.place.place import Place

PARTNERS, OPTIONS, YEARS, SAMPLE = 12, 60, 10, 40
LEAN = ("mip_allow_restart", "mip_heuristic_run_rens", "mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")


def main(seed: int) -> None:
    """Measure one seed and print its rows."""
    with tempfile.TemporaryDirectory() as folder:
        made_up = made_up_place(partners=PARTNERS, options=OPTIONS, years=YEARS, seed=seed)
        path = write_place(made_up.tables, Path(folder) / "place.xlsx")
        began = time.perf_counter()
        place = read_place(path)[0]
        print(f"reading and checking: {time.perf_counter() - began:.1f} s", file=sys.stderr)
    began = time.perf_counter()
    report = work_out(place, processes=2)
    seconds = time.perf_counter() - began
    own, workers = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print("| seed | verdict | seconds | peak, MB | peak of a worker, MB |\n|---:|---|---:|---:|---:|")
    print(f"| {seed} | {report.cash.verdict} | {seconds:.0f} | {own:.0f} | {workers:.0f} |")
    _against_default_search(place)


def _against_default_search(place: Place) -> None:
    values = value_place(place)
    model = PlanModel(Payoffs(values, possible_starts(values), 0.5))
    groups = Coalitions(model, "cash")
    chosen = np.random.default_rng(1).choice(groups.groups, SAMPLE, replace=False)
    lean, ours = _time(model, groups, chosen)
    with mock.patch.object(solver, "_new_highs", _with_default_search(solver._new_highs)):
        plain, theirs = _time(model, groups, chosen)
    if not np.allclose(ours, theirs, rtol=1e-6, atol=model.tolerance):
        sys.exit("the two searches disagree")
    print(f"\nv(S) of {SAMPLE} groups, highspy {version('highspy')}, values equal to the tolerance:")
    print(f"{lean * 1e3:.0f} ms of CPU a group as built, {plain * 1e3:.0f} ms with HiGHS's default search.")


def _time(model: PlanModel, groups: Coalitions, chosen: Masks) -> tuple[float, Floats]:
    began = time.process_time()
    outcomes = solve_groups(model, groups.rows, chosen)
    inside = (chosen[:, None] >> np.arange(model.partners)) & 1
    return (time.process_time() - began) / len(chosen), (outcomes * inside).sum(axis=1)


def _with_default_search(make: Callable[..., Any]) -> Callable[..., Any]:
    def made(**options: Any) -> Any:
        highs = make(**options)
        for name in LEAN:
            highs.setOptionValue(name, True)
        return highs

    return made


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
