"""Linear and mixed-integer models in HiGHS, fed with sparse arrays and checked after every solve.

One thread and one fixed seed, so the same model gives the same answer in every process. HiGHS fixes its thread pool at
the first solve and a later change fails without an exception: every solve of goodplace goes through here.
"""

from dataclasses import dataclass
from multiprocessing import parent_process
from threading import Thread
from typing import Literal, Self

import numpy as np
from highspy import HighsModelStatus, HighsStatus, MatrixFormat, ObjSense
from highspy._core import (
    _Highs,
)  # the plain class: highspy.Highs prints a banner on standard output
from numpy.typing import ArrayLike, NDArray

from goodplace.place.errors import InternalError

Floats = NDArray[np.float64]
Status = Literal["optimal", "infeasible", "unbounded", "stopped"]

SEED = 20260401
FEASIBLE = 2  # HiGHS's kSolutionStatusFeasible
_STATUS: dict[HighsModelStatus, Status] = {
    HighsModelStatus.kOptimal: "optimal",
    HighsModelStatus.kModelEmpty: "optimal",
    HighsModelStatus.kInfeasible: "infeasible",
    HighsModelStatus.kUnbounded: "unbounded",
    HighsModelStatus.kTimeLimit: "stopped",
    HighsModelStatus.kSolutionLimit: "stopped",
    HighsModelStatus.kObjectiveTarget: "stopped",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Constraint rows as a sparse matrix by rows (CSR).

    ``starts`` (rows + 1,) ends with ``len(values)``; row r owns the columns ``indices[starts[r]:starts[r + 1]]`` and
    the same slice of ``values``.
    """

    starts: NDArray[np.int32]
    indices: NDArray[np.int32]
    values: Floats

    @classmethod
    def dense(cls, matrix: ArrayLike) -> Self:
        """Rows of a dense matrix (rows, columns); zeros are left out."""
        full = np.atleast_2d(np.asarray(matrix, dtype=float))
        row, column = np.nonzero(full)
        starts = np.searchsorted(row, np.arange(len(full) + 1))
        return cls(starts.astype(np.int32), column.astype(np.int32), full[row, column])

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solve found.

    ``x`` (columns,) is empty when nothing feasible was found. ``row_dual`` (rows,) and ``col_dual`` (columns,) are the
    change of the objective per unit of the binding bound; empty for models with integer columns. ``bound`` is proven:
    no solution is better; ``gap`` is the relative distance to it. "stopped" means that a limit ended the search.
    """

    status: Status
    x: Floats
    objective: float
    row_dual: Floats
    col_dual: Floats
    bound: float
    gap: float
    nodes: int

    @property
    def optimal(self) -> bool:
        """Whether the solve proved its answer, within the gap asked for."""
        return self.status == "optimal"


class LinearModel:
    """A model kept alive, so that a change of costs, bounds or rows is solved from where the last solve ended.

    Args:
        cost: objective coefficients (columns,).
        rows: constraint matrix; ``row_lower`` and ``row_upper`` (rows,) may hold infinities.
        col_lower, col_upper: bounds (columns,); ``integrality`` (columns,) is true where a column takes whole numbers.
        mip_gap: relative gap at which a mixed-integer solve may end.
        tolerance: how far a row, bound or reduced cost may be off; HiGHS's own (1e-7, integers 1e-6) unless given.
        node_limit, time_limit: where a search gives up ("stopped"). A time limit (wall seconds a solve) breaks sameness
            between runs.
    """

    def __init__(
        self,
        cost: ArrayLike,
        *,
        rows: Rows,
        row_lower: ArrayLike,
        row_upper: ArrayLike,
        col_lower: ArrayLike,
        col_upper: ArrayLike,
        integrality: ArrayLike | None = None,
        maximise: bool = False,
        mip_gap: float = 1e-7,
        tolerance: float | None = None,
        node_limit: int | None = None,
        time_limit: float | None = None,
    ) -> None:
        columns = np.size(cost)
        whole = np.zeros(columns, np.int32) if integrality is None else np.asarray(integrality, np.int32)
        self.integer = bool(whole.any())
        self._time_limit = time_limit
        self._highs = _new_highs(mip_gap=mip_gap, tolerance=tolerance, node_limit=node_limit)
        sense = ObjSense.kMaximize if maximise else ObjSense.kMinimize
        status = self._highs.passModel(
            columns, len(rows), len(rows.values), int(MatrixFormat.kRowwise), int(sense), 0.0, _floats(cost, columns),
            _floats(col_lower, columns), _floats(col_upper, columns),
            _floats(row_lower, len(rows)), _floats(row_upper, len(rows)),
            _ints(rows.starts), _ints(rows.indices), _floats(rows.values, len(rows.indices)), _ints(whole, columns),
        )  # fmt: skip
        _ok(status, "read the model")

    def set_costs(self, columns: ArrayLike, *, cost: ArrayLike) -> None:
        """Replace the objective coefficients of some columns."""
        at = _ints(columns)
        _ok(self._highs.changeColsCost(len(at), at, _floats(cost, len(at))), "change costs")

    def set_col_bounds(self, columns: ArrayLike, *, lower: ArrayLike, upper: ArrayLike) -> None:
        """Replace the bounds of some columns."""
        at = _ints(columns)
        change = self._highs.changeColsBounds
        _ok(change(len(at), at, _floats(lower, len(at)), _floats(upper, len(at))), "change column bounds")

    def set_row_bounds(self, rows: ArrayLike, *, lower: ArrayLike, upper: ArrayLike) -> None:
        """Replace the bounds of some rows."""
        at = _ints(rows)
        change = self._highs.changeRowsBounds  # type: ignore[attr-defined]  # there, but not in HiGHS's stub
        _ok(change(len(at), at, _floats(lower, len(at)), _floats(upper, len(at))), "change row bounds")

    def add_rows(self, rows: Rows, *, lower: ArrayLike, upper: ArrayLike) -> None:
        """Append rows; they are numbered after those already there."""
        count, low, high = len(rows), _floats(lower, len(rows)), _floats(upper, len(rows))
        values = _floats(rows.values, len(rows.indices))
        add = self._highs.addRows
        _ok(add(count, low, high, len(values), _ints(rows.starts[:-1]), _ints(rows.indices), values), "add rows")

    def solve(self, *, relaxed: bool = False) -> Solution:
        """Solve from where the last solve ended; ``relaxed`` ignores that columns are whole.

        Raises:
            InternalError: HiGHS failed or ended in a way that says nothing about the model.
        """
        self._highs.setOptionValue("solve_relaxation", relaxed)
        if self._time_limit is not None:  # the clock of one HiGHS object runs on over its solves
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._time_limit)
        integer = self.integer and not relaxed
        status = self._run(interruptible=integer)
        if status == HighsModelStatus.kUnboundedOrInfeasible:  # presolve could not tell which
            self._highs.setOptionValue("presolve", "off")
            status = self._run(interruptible=integer)
            self._highs.setOptionValue("presolve", "choose")
        if status not in _STATUS:  # numerical trouble from a warm start is cured by a cold one
            _ok(self._highs.clearSolver(), "start afresh")
            status = self._run(interruptible=integer)
        if status not in _STATUS:
            raise InternalError(f"the solver ended with {status.name}, which says nothing about the model")
        return self._read(_STATUS[status], integer=integer)

    def _run(self, *, interruptible: bool) -> HighsModelStatus:
        """Run HiGHS; a long search runs beside a waiting main thread, or Ctrl-C would go unheard until it ends."""
        if interruptible and parent_process() is None:  # a worker process is ended from outside
            thread = Thread(target=self._attempt, daemon=True)
            thread.start()
            while thread.is_alive():
                thread.join(0.2)
        else:
            self._attempt()
        return self._highs.getModelStatus()

    def _attempt(self) -> None:
        if self._highs.run() == HighsStatus.kError:  # a thread pool of another size, left by another user of HiGHS
            _Highs.resetGlobalScheduler(True)
            self._highs.run()

    def _read(self, status: Status, *, integer: bool) -> Solution:
        info, found = self._highs.getInfo(), self._highs.getSolution()
        known = info.primal_solution_status == FEASIBLE or status == "optimal"
        priced = status == "optimal" and not integer
        objective = float(info.objective_function_value) if known else float("nan")
        return Solution(
            status=status,
            x=np.array(found.col_value if known else [], dtype=float),
            objective=objective,
            row_dual=np.array(found.row_dual if priced else [], dtype=float),
            col_dual=np.array(found.col_dual if priced else [], dtype=float),
            bound=float(info.mip_dual_bound) if integer else objective,
            gap=float(info.mip_gap) if integer else 0.0,
            nodes=max(0, int(info.mip_node_count)) if integer else 0,
        )


def solve_lp(
    cost: ArrayLike,
    *,
    rows: Rows,
    row_lower: ArrayLike,
    row_upper: ArrayLike,
    col_lower: ArrayLike,
    col_upper: ArrayLike,
    integrality: ArrayLike | None = None,
    maximise: bool = False,
    mip_gap: float = 1e-7,
    tolerance: float | None = None,
) -> Solution:
    """Solve one model once; arguments as for `LinearModel`."""
    return LinearModel(
        cost,
        rows=rows,
        row_lower=row_lower,
        row_upper=row_upper,
        col_lower=col_lower,
        col_upper=col_upper,
        integrality=integrality,
        maximise=maximise,
        mip_gap=mip_gap,
        tolerance=tolerance,
    ).solve()


def _new_highs(*, mip_gap: float, tolerance: float | None, node_limit: int | None) -> _Highs:
    options: dict[str, bool | int | float | None] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": SEED,
        "mip_rel_gap": mip_gap,
        "mip_abs_gap": 1e-9,  # the default, 1e-6, would end a search early when money is scaled to about 1
        "mip_max_nodes": node_limit,
        # These plans are small and nearly whole at the root: restarts and sub-searches cost more than they save
        # (docs/benchmarks.md).
        "mip_allow_restart": False,
        "mip_heuristic_run_rens": False,
        "mip_heuristic_run_rins": False,
        "mip_heuristic_run_root_reduced_cost": False,
        "primal_feasibility_tolerance": tolerance,
        "dual_feasibility_tolerance": tolerance,
        "mip_feasibility_tolerance": tolerance,
    }
    highs = _Highs()
    for name, value in options.items():
        if value is not None:
            _ok(highs.setOptionValue(name, value), f"set {name}")
    return highs


def _ok(status: HighsStatus, what: str) -> None:
    if status == HighsStatus.kError:
        raise InternalError(f"the solver refused to {what}")


def _floats(values: ArrayLike, size: int) -> Floats:
    """A plain array of that size: HiGHS reads past the end of a shorter one."""
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.shape != (size,):
        raise InternalError(f"the solver refused an array of shape {array.shape} where {size} numbers belong")
    return array


def _ints(values: ArrayLike, size: int | None = None) -> NDArray[np.int32]:
    array = np.ascontiguousarray(values, dtype=np.int32)
    if array.shape != (len(array) if size is None else size,):
        raise InternalError(f"the solver refused an array of shape {array.shape} where {size} whole numbers belong")
    return array
