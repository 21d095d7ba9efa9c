"""Every figure has a working that comes to it, made from the rows by another calculation."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from making import place_of, rows_of
from random_places import places

from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.agree.workings_years import payback_year
from goodplace.choose.plan import PlanModel
from goodplace.demo import made_up_place
from goodplace.formats.read_place import read_place
from goodplace.formats.write_place import write_place
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure, Working
from goodplace.place.place import Place

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.xlsx"))


@cache
def report(name: str) -> Report:
    return work_out(read_place(EXAMPLES / f"{name}.xlsx")[0])


def wrong_figures(found: dict[str, Figure]) -> Iterator[str]:
    """Figures whose working comes to something else, and lines that don't follow from their parts."""
    for name, figure in found.items():
        working = figure.working()
        if not agree(figure.value, working.value):
            yield f"{name} is {figure.value}, and its working comes to {working.value}"
        yield from (f"{name}: {line.text} is {line.value}" for line in working.walk() if not follows(line))


def agree(value: float | None, other: float | None) -> bool:
    if value is None or other is None:
        return value is other
    return other == pytest.approx(value, rel=1e-6, abs=1e-6)


def follows(line: Working) -> bool:
    """Whether a line is what its parts make of it."""
    parts = [part.value for part in line.parts if part.value is not None]
    if not line.how:
        return True
    first, others = parts[0] if parts else 0.0, parts[1:]
    ways: dict[str, Callable[[], float]] = {
        "sum": lambda: sum(parts),
        "difference": lambda: first - sum(others),
        "shortfall": lambda: max(0.0, first - sum(others)),
        "product": lambda: math.prod(parts),
        "quotient": lambda: first / others[0],
        "largest": lambda: max(parts),
    }
    made = ways[line.how]()
    return line.value == pytest.approx(made, rel=1e-9, abs=1e-9 * max(1.0, *map(abs, parts), 0.0))


@pytest.mark.parametrize("name", NAMES)
def test_every_working_of_an_example_comes_to_its_figure_and_every_line_follows(name: str) -> None:
    found = dict(figures(report(name)))
    assert len(found) > 100
    assert list(wrong_figures(found)) == []


def test_every_working_of_a_made_up_place_comes_to_its_figure(tmp_path: Path) -> None:
    write_place(made_up_place(partners=4, options=6, years=3, seed=5).tables, tmp_path / "place.xlsx")
    found = dict(figures(work_out(read_place(tmp_path / "place.xlsx")[0])))
    assert list(wrong_figures(found)) == []


@st.composite
def rich_places(draw: DrawFn) -> Place:
    """Random places with every part of the chain in use: grades, old prices, other bodies, remits, an up-front fund."""
    tables = draw(places(least=1, most=3, whole=False))
    inside, shares = st.sampled_from([0.5, 0.9, 1]), st.sampled_from([None, 0, 0.25, 0.5])
    for cost in tables["option_costs"]:
        cost |= {"grade": draw(st.sampled_from([None, 2, 5])), "price_year": draw(st.sampled_from([None, "2013/14"]))}
    for effect in tables["option_effects"]:
        effect |= {"affected": draw(inside), "engaged": draw(inside), "retained": draw(inside), "grade": 3}
        effect |= {"incidents": 2, "multiplier": draw(st.sampled_from([1, 3])), "deadweight_rule": "subtract"}
    for value in tables["unit_values"]:
        value["price_year"] = draw(st.sampled_from([None, "2010/11"]))
    first = tables["outcomes"][0]["id"]
    tables["unit_values"].append({"outcome": first, "kind": "fiscal", "partner": None, "amount": 7_000})
    tables["unit_values"].append({"outcome": first, "kind": "economic", "partner": None, "amount": 3_000})
    if draw(st.booleans()):
        said = [(p["id"], first, draw(shares)) for p in tables["partners"]]
        tables["remits"] = [{"partner": p, "outcome": o, "share": s} for p, o, s in said if s is not None][:2]
    extra: dict[str, Any] = {"optimism_bias": draw(st.sampled_from(["none", "by_grade"])), "upfront_fund": 20_000}
    extra["upfront_interest"] = draw(st.sampled_from([None, "8%", 0]))
    tables["place"] += [{"key": key, "value": value} for key, value in extra.items() if value is not None]
    return place_of({key: rows for key, rows in tables.items() if rows})


@settings(max_examples=25)
@given(rich_places(), st.sampled_from([0.4, 1.0]))
def test_every_working_of_random_places_comes_to_its_figure(place: Place, released: float) -> None:
    assert list(wrong_figures(dict(figures(work_out(place, released=released))))) == []


def test_a_working_is_a_calculation_of_its_own_and_would_show_a_wrong_figure() -> None:
    wrong = replace(report("school-emotional-learning"), position=report("seven-partners").position)
    school = figures(report("school-emotional-learning"))["together.net"]
    assert figures(wrong)["together.net"].value != pytest.approx(school.value)
    assert figures(wrong)["together.net"].working().value == pytest.approx(school.value)


def test_making_figures_solves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workings are made when they are asked for."""
    seven = report("seven-partners")

    def solve(*args: object, **named: object) -> None:
        raise AssertionError("a plan was solved")

    monkeypatch.setattr(PlanModel, "solve", solve)
    assert len(figures(seven)) > 300


def test_figures_of_the_school_are_those_worked_by_hand() -> None:
    """See test_school_example: £ a child, 1,000 children."""
    found = figures(report("school-emotional-learning"))
    by_hand = {
        "together.puts_in": 132_000,
        "together.most_in_a_year": 132_000,
        "together.puts_in_cash": 132_000,
        "together.claimed": 2_797_341.73,
        "together.break_even": 0.0471877,
        "together.least_transfer": 48_887.80,
        "together.payback_year": 2010,
        "partner.school.net": -48_887.80,
        "partner.school.break_even": 0.794107,
        "partner.school.paid": 48_887.80,
        "partner.school.net_with_proposal": 0,
        "partner.justice.walk_away": 0,
        "partner.justice.walk_away_rest_carry_on": 802_883.88,
        "deal.top_up": 0,
        "deal.top_up.rest_carry_on": 48_887.80,
        "scenario.0.top_up": 132_000,
        "lens.public": 8_736_428.5,
        "option.sel.places": 1_000,
    }
    assert {name: found[name].value for name in by_hand} == pytest.approx(by_hand, rel=1e-5, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_no_line_about_people_or_units_is_in_pounds(name: str) -> None:
    """Unless the outcome is itself counted in pounds."""
    found = figures(report(name))
    found, units = figures(report(name)), {outcome.unit for outcome in report(name).place.outcomes}
    lines = [line for figure in found.values() for line in figure.working().walk()]
    about = [line for line in lines if line.text.startswith(("change under the plan", "swing from baseline"))]
    assert about
    assert {line.unit.removesuffix(", discounted") for line in about} <= units


def test_a_share_reached_is_of_discounted_units_over_discounted_units() -> None:
    seven = report("seven-partners")
    reached = [figure for name, figure in figures(seven).items() if name.endswith(".reached")]
    assert reached
    for figure in reached:
        change, swing = figure.working().parts
        assert change.unit == swing.unit
        assert change.unit.endswith(", discounted")


def test_workings_and_titles_say_whether_benefits_and_taxes_are_counted() -> None:
    found = figures(report("seven-partners"))
    net, year = found["partner.nhs.net"], found["partner.nhs.net_cash.2027/28"]
    assert net.title.endswith(": net before payments")
    assert net.working().text.startswith("net before payments")
    assert found["partner.nhs.net_none"].title.endswith("net before payments if nothing unknown is released")
    for name in ("partner.nhs.net", "partner.nhs.released", "together.net"):
        texts = [line.text for line in found[name].working().walk()]
        assert any(text.startswith("released, benefits and taxes counted") for text in texts), name
        assert not any("cash released" in text for text in texts), name
    assert found["partner.nhs.released"].title.endswith(": released, benefits and taxes counted")
    assert year.title.endswith(": cash released that can be spent, less costs, in 2027/28")
    texts = [line.text for line in year.working().walk()]
    assert any(text.startswith("cash released that can be spent") for text in texts)
    assert not any("benefits and taxes" in text for text in texts)


def test_working_of_money_ends_at_rows_and_published_values() -> None:
    working = figures(report("seven-partners"))["partner.council.net"].working()
    sources = " ".join(line.source for line in working.walk())
    assert "seven-partners.xlsx › option_effects › row " in sources
    assert "seven-partners.xlsx › option_costs › row " in sources
    assert "SS1.0: Unit Cost Database v1.4" in sources
    assert any(line.text == "share released: unknown, 50 % taken" for line in working.walk())


def test_working_names_the_row_of_a_value_that_the_place_gives_itself() -> None:
    working = figures(report("school-emotional-learning"))["partner.nhs.claimed"].working()
    rows = [line.source for line in working.walk() if "unit_values" in line.source]
    assert (
        rows[0] == "school-emotional-learning.xlsx › unit_values › row 3 · The outcome is itself in pounds [computed]"
    )


def test_working_of_the_least_total_names_a_plan_and_weights_that_cover_each_partner_once() -> None:
    working = figures(report("seven-partners"))["deal.least_total"].working()
    covered: dict[str, float] = {}
    for part in working.parts:
        if part.how == "product":
            for name in part.text.split(" + "):
                covered[name] = covered.get(name, 0.0) + (part.parts[0].value or 0.0)
    assert covered == pytest.approx({partner.name: 1.0 for partner in report("seven-partners").place.partners})
    assert any(line.text.startswith("the plan, solved") and line.parts for line in working.walk())


def test_what_is_proposed_is_the_partners_and_a_position_is_for_those_it_is_of() -> None:
    found = figures(report("seven-partners"))
    named = {name: figure.named for name, figure in found.items() if figure.visibility == "partner"}
    assert {figure.visibility for figure in found.values()} == {"partner", "partners"}
    assert named["partner.nhs.walk_away"] == named["partner.nhs.break_even"] == named["split.proposal.nhs"] == ("nhs",)
    assert named["deal.least_total"] == named["together.walk_away"] == ()
    shared = {"partner.nhs.net", "partner.nhs.puts_in", "partner.nhs.net_with_proposal", "together.net"}
    assert not shared & named.keys()
    assert not {name for name in named if name.startswith(("pay.", "outcome.", "option.", "lens."))}
    assert not [name for name in found if "walk_away" in name and name not in named]


def test_no_partner_is_told_by_a_rule_that_is_not_proposed_what_the_others_have_if_they_walk_away() -> None:
    found = figures(report("seven-partners"))
    together, walking = found["together.net"].value or 0.0, found["together.walk_away"].value
    gain = found["split.equal_gain.nhs"].value or 0.0
    assert together - 7 * gain == pytest.approx(walking)  # so that whoever knew its own gain would know the sum
    others = [f for name, f in found.items() if name.startswith("split.") and ".proposal." not in name]
    assert others
    assert {(figure.visibility, figure.named) for figure in others} == {("partner", ())}


def test_a_working_that_partners_may_read_has_no_line_that_is_the_private_figure_of_one() -> None:
    found = figures(report("seven-partners"))
    partners = report("seven-partners").place.partners
    ends, open_to_all = ("net_none", "net_all", "walk_away"), ("net", "net_with_proposal", "puts_in", "claimed")
    shown, private = (
        {(p.name, round(found[f"partner.{p.id}.{end}"].value or 0.0, 2)) for p in partners for end in some}
        for some in (open_to_all, ends)
    )
    for name in ("scenario.0.net", "scenario.100.net"):
        working = found[name].working()
        assert [line.private_to for line in working.parts] == [(partner.id,) for partner in partners]
    assert private - shown
    for figure in found.values():
        lines = list(figure.working().walk()) if figure.visibility == "partners" else []
        if not any(line.private_to for line in lines):
            said = {(line.text.partition(",")[0], round(line.value, 2)) for line in lines if line.value}
            assert not said & (private - shown), figure.name


def test_a_working_that_gives_away_what_a_group_could_do_alone_says_whose_position_that_is() -> None:
    found = figures(report("seven-partners"))
    for name in ("partner.nhs.walk_away", "together.least_transfer", "deal.least_total", "stair.alone"):
        lines = list(found[name].working().walk())
        assert any(line.private_to for line in lines), name
    (own,) = {line.private_to for line in found["partner.nhs.walk_away"].working().walk() if line.private_to}
    assert own == ("nhs",)
    for name in ("partner.nhs.puts_in", "partner.nhs.net", "together.net", "lens.public"):
        assert not any(line.private_to for line in found[name].working().walk()), name


def test_marks_say_what_stands_behind_a_figure() -> None:
    found = figures(report("school-emotional-learning"))
    assert found["partner.school.puts_in"].marks == ()
    assert found["partner.school.released"].marks == ("stale", "unknown")
    assert found["partner.school.net_all"].marks == ("stale",)
    assert found["pay.nhs.school"].marks == ("defaulted", "stale", "unknown")
    assert "assumed" in found["lens.public"].marks
    assert "unknown" not in found["lens.public"].marks


def test_a_place_with_one_partner_and_one_with_nothing_to_do_have_their_figures() -> None:
    alone = place_of(one_option("council", cost=1_000))
    found = figures(work_out(alone))
    assert found["partner.council.walk_away"].value == found["deal.least_total"].value == 0
    assert list(wrong_figures(dict(found))) == []
    idle = figures(work_out(place_of(one_option("council nhs", cost=9_000))))
    assert "together.least_transfer" not in idle
    assert idle["option.a.places"].value == idle["together.net"].value == 0
    assert idle["together.payback_year"].value is None
    assert list(wrong_figures(dict(idle))) == []


def one_option(partners: str, *, cost: float) -> dict[str, Any]:
    return rows_of(
        partners,
        options=[{"id": "a", "lead": "council"}],
        option_costs=[{"option": "a", "payer": "council", "amount": cost}],
        option_effects=[{"option": "a", "outcome": "o"}],
        unit_values=[{"outcome": "o", "kind": "fiscal", "partner": "council", "amount": 5_000}],
    )


def test_ids_that_would_give_two_payments_one_name_are_refused() -> None:
    """Each of two gainers with a full stop in its id pays one of two payers: both would be pay.x.y.z."""
    ids = ("x", "x.y", "y.z", "z")
    partners = [{"id": name, "name": name, "sector": "public", "role": "council"} for name in ids]
    tables = rows_of(
        partners,
        options=[
            {"id": "a", "lead": "y.z", "signatories": "x"},
            {"id": "b", "lead": "z", "signatories": "x.y"},
        ],
        option_costs=[
            {"option": "a", "payer": "y.z", "amount": 1_000},
            {"option": "b", "payer": "z", "amount": 1_000},
        ],
        option_effects=[{"option": "a", "outcome": "o"}, {"option": "b", "outcome": "p"}],
        unit_values=[
            {"outcome": "o", "kind": "fiscal", "partner": "x", "amount": 5_000},
            {"outcome": "p", "kind": "fiscal", "partner": "x.y", "amount": 5_000},
        ],
        channels=[
            {"from_partner": "x", "to_partner": "y.z", "power": "grant"},
            {"from_partner": "x.y", "to_partner": "z", "power": "grant"},
        ],
    )
    with pytest.raises(InputError, match=r"“x pays y\.z” and “x\.y pays z” would both be called pay\.x\.y\.z"):
        figures(work_out(place_of(tables)))


@pytest.mark.parametrize(
    ("net", "spent", "year"),
    [
        ([-5, 1, 2], [5, 5, 5], 2028),
        ([-5, 1, -2], [5, 5, 9], None),
        ([-5, 1, -2, 3], [5, 5, 9, 9], 2030),
        ([1, 2, 3], [5, 5, 5], 2027),
        ([0, 0, 1], [0, 0, 5], 2029),
        ([0, 0], [0, 0], None),
    ],
)
def test_paid_back_means_never_short_again_once_money_is_spent(net: list[float], spent: list[float], year: int) -> None:
    assert payback_year(2027, net, spent) == year
