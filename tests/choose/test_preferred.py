"""What each way of counting would choose: the best by its own lens, within the place's limits."""

from dataclasses import replace
from pathlib import Path

import pytest

from goodplace.choose.preferred import TITLES, ChooseResult, choose
from goodplace.formats import read_place
from goodplace.place.place import Place

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def seven() -> Place:
    return read_place(EXAMPLES / "seven-partners.xlsx")[0]


def worth(result: ChooseResult, plan: str, lens: str) -> float:
    return next(dict(found.worth)[lens] for found in result.plans if found.lens == plan)


def test_no_other_plan_is_worth_more_by_the_lens_that_chose_it() -> None:
    result = choose(seven()).result
    assert [plan.lens for plan in result.plans] == list(TITLES)
    for lens in TITLES:
        best = worth(result, lens, lens)
        assert all(worth(result, other, lens) <= best + 1 for other in TITLES), lens


def test_another_released_share_can_choose_another_plan_and_is_said() -> None:
    place = seven()
    none, everything = choose(place, released=0.0).result, choose(place, released=1.0).result
    assert (none.released, everything.released) == (0.0, 1.0)
    assert none.plans != everything.plans


def test_the_table_has_a_row_for_every_option_under_every_lens_chosen_or_not() -> None:
    place = seven()
    chosen = choose(place)
    (table,) = chosen.tables
    assert len(table.rows) == len(TITLES) * len(place.options)
    by_lens = {plan.lens: {start.option for start in plan.starts} for plan in chosen.result.plans}
    for lens, option, _, start, places in table.rows:
        assert (option in by_lens[str(lens)]) == (start is not None) == (float(places or 0) > 0)


def test_where_national_weights_lead_the_mandate_follows_them() -> None:
    place = seven()
    settings = place.settings.model_copy(update={"national_share": 1.0})
    result = choose(replace(place, settings=settings)).result
    assert worth(result, "mandate", "mandate") == pytest.approx(worth(result, "national", "national"), abs=1)
