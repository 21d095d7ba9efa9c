import itertools
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.place.errors import InternalError
from goodplace.place.solver import LinearModel, Rows, solve_lp

INF = np.inf


def mix(**changes: Any) -> dict[str, Any]:
    """Most 3a + 2b with a + b <= 4 and a <= 3 - b / 2, both at most 3: a = b = 2, worth 10."""
    model: dict[str, Any] = dict(
        rows=Rows.dense([[1.0, 1.0], [1.0, 0.5]]),
        row_lower=[-INF, -INF],
        row_upper=[4, 3],
        col_lower=[0, 0],
        col_upper=[3, 3],
        maximise=True,
    )
    return model | changes


def test_dense_rows_keep_every_number_in_its_place() -> None:
    rows = Rows.dense([[0, 2, 0], [0, 0, 0], [3, 0, 4]])
    assert len(rows) == 3
    assert rows.starts.tolist() == [0, 1, 1, 3]
    assert rows.indices.tolist() == [1, 0, 2]
    assert rows.values.tolist() == [2, 3, 4]


def test_a_linear_model_gives_its_optimum_and_what_one_more_unit_of_each_row_is_worth() -> None:
    found = solve_lp([3, 2], **mix())
    assert found.optimal
    assert found.x == pytest.approx([2, 2])
    assert found.objective == pytest.approx(10) == found.bound
    assert found.row_dual == pytest.approx([1, 2])
    assert found.col_dual == pytest.approx([0, 0])


def test_duals_of_a_minimum_are_also_the_change_of_the_objective_per_unit() -> None:
    found = solve_lp(
        [1, 3], rows=Rows.dense([[1, 1]]), row_lower=[2], row_upper=[INF], col_lower=[0, 0], col_upper=[INF, INF]
    )
    assert found.row_dual == pytest.approx([1])


def test_impossible_and_limitless_models_are_answers_not_errors() -> None:
    impossible = solve_lp([3, 2], **mix(row_lower=[7, -INF], row_upper=[INF, 3]))
    assert impossible.status == "infeasible"
    assert impossible.x.size == 0
    limitless = solve_lp([3, 2], **mix(row_upper=[INF, INF], col_upper=[INF, INF]))
    assert limitless.status == "unbounded"


def test_a_whole_model_that_is_limitless_is_told_from_one_that_is_impossible() -> None:
    whole = mix(integrality=[True, True], row_upper=[INF, INF], col_upper=[INF, INF])
    assert solve_lp([3, 2], **whole).status == "unbounded"
    assert solve_lp([3, 2], **whole | {"row_lower": [1, 1], "row_upper": [0.5, 0.9]}).status == "infeasible"


def test_a_model_kept_alive_follows_every_change() -> None:
    model = LinearModel([3, 2], **mix())
    assert model.solve().objective == pytest.approx(10)
    model.set_costs([0], cost=[1])
    assert model.solve().objective == pytest.approx(7)
    model.set_row_bounds([0], lower=[-INF], upper=[3])
    assert model.solve().objective == pytest.approx(6)
    model.set_col_bounds([1], lower=[0], upper=[1])
    assert model.solve().objective == pytest.approx(4)
    model.add_rows(Rows.dense([[1, 0], [0, 1]]), lower=[-INF, 0.5], upper=[1.5, 0.5])
    assert model.solve().objective == pytest.approx(2.5)


@given(
    values=st.lists(st.integers(1, 20), min_size=1, max_size=7),
    seed=st.integers(0, 2**16),
)
def test_whole_answers_equal_trying_everything(values: list[int], seed: int) -> None:
    weights = np.random.default_rng(seed).integers(1, 15, (2, len(values)))
    room = weights.sum(axis=1) // 2
    ones = np.ones(len(values))
    found = solve_lp(
        values,
        rows=Rows.dense(weights),
        row_lower=[-INF, -INF],
        row_upper=room,
        col_lower=0 * ones,
        col_upper=ones,
        integrality=ones,
        maximise=True,
    )
    tries = (np.array(t) for t in itertools.product([0, 1], repeat=len(values)))
    best = max(t @ np.array(values) for t in tries if (weights @ t <= room).all())
    assert found.objective == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert found.row_dual.size == 0


def test_the_relaxed_answer_is_no_worse_and_leaves_the_whole_one_alone() -> None:
    model = LinearModel([5, 4], **mix(row_upper=[3.5, 3], integrality=[1, 1]))
    whole, relaxed, again = model.solve(), model.solve(relaxed=True), model.solve()
    assert whole.objective == again.objective == 15
    assert relaxed.objective == pytest.approx(16.5)
    assert relaxed.row_dual.size == 2


def test_a_search_that_is_stopped_says_so_and_its_bound_still_holds() -> None:
    rng = np.random.default_rng(1)
    weights = rng.integers(1, 100, (60, 200))
    model = LinearModel(
        rng.integers(1, 100, 200),
        rows=Rows.dense(weights),
        row_lower=np.full(60, -INF),
        row_upper=weights.sum(axis=1) / 2,
        col_lower=np.zeros(200),
        col_upper=np.ones(200),
        integrality=np.ones(200),
        maximise=True,
        node_limit=1,
    )
    found = model.solve()
    assert found.status == "stopped"
    assert not found.optimal
    assert found.bound > found.objective
    assert found.gap > 0


def test_arrays_that_do_not_fit_each_other_are_refused() -> None:
    with pytest.raises(InternalError, match="refused"):
        solve_lp([3, 2], **mix(row_upper=[4]))


def test_a_bound_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(InternalError):
        solve_lp([3, 2], **mix(row_upper=[float("nan"), 3]))


def test_nothing_is_printed() -> None:
    code = (
        "from goodplace.place.solver import Rows, solve_lp\n"
        "solve_lp([1], rows=Rows.dense([[1]]), row_lower=[1], row_upper=[2], col_lower=[0], col_upper=[3])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == done.stderr == b""


def test_a_thread_pool_of_another_size_used_before_does_not_spoil_a_solve() -> None:
    code = (
        "import highspy\n"
        "h = highspy.Highs(); h.setOptionValue('threads', 2)\n"
        "h.maximize(1.0 * h.addIntegral(lb=0, ub=4))\n"
        "from goodplace.place.solver import Rows, solve_lp\n"
        "m = dict(rows=Rows.dense([[1]]), row_lower=[1], row_upper=[2], col_lower=[0], col_upper=[3])\n"
        "assert solve_lp([1], **m).objective == 1\n"
        "assert solve_lp([1], **m, integrality=[1]).objective == 1"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


def test_ctrl_c_is_heard_during_a_long_search() -> None:
    rng = np.random.default_rng(1)
    weights = rng.integers(1, 100, (60, 200))
    model = LinearModel(
        rng.integers(1, 100, 200),
        rows=Rows.dense(weights),
        row_lower=np.full(60, -INF),
        row_upper=weights.sum(axis=1) / 2,
        col_lower=np.zeros(200),
        col_upper=np.ones(200),
        integrality=np.ones(200),
        maximise=True,
        time_limit=20,
    )
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        model.solve()
