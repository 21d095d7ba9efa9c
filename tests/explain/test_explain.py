"""A figure is found by its name, and its working is printed so that it can be followed by hand."""

from functools import cache
from pathlib import Path

import pytest

from goodplace.agree.figures import figures
from goodplace.agree.report import work_out
from goodplace.explain import explain, list_names, render
from goodplace.explain.numbers import written
from goodplace.formats.read_place import read_place
from goodplace.place.errors import InputError
from goodplace.place.figure import Figure, How, Visibility, Working

ROOT = Path(__file__).parents[2]


@cache
def school() -> dict[str, Figure]:
    return dict(figures(work_out(read_place(ROOT / "examples/school-emotional-learning.xlsx")[0])))


def figure_of(
    working: Working, *, value: float | None = 7.0, marks: tuple[str, ...] = (), seen: Visibility = "partners"
) -> Figure:
    return Figure("a.b", "A title", value, "£, cash", lambda: working, seen, marks)


def shown(how: How, *values: float | None) -> list[str]:
    """The lines of the parts of a working made this way."""
    parts = tuple(Working("part", value, "£, cash") for value in values)
    working = Working("all", 7.0, "£, cash", parts=parts, how=how)
    return render(figure_of(working), working).splitlines()[5:]


def test_a_figure_is_recomputed_by_name() -> None:
    working = explain(school(), " partner.school.net ")
    assert working.value == pytest.approx(-48_887.80, abs=0.01)


def test_the_beginning_of_names_lists_what_is_under_it() -> None:
    with pytest.raises(InputError) as caught:
        explain(school(), "partner.school")
    lines = str(caught.value).splitlines()
    assert lines[0] == f"“partner.school” is the beginning of {len(lines) - 1} names. Choose one of:"
    assert lines[1].split() == ["partner.school.puts_in", "£132,000", "The", "school:", "puts", "in"]
    assert caught.value.code == "unknown-figure"


@pytest.mark.parametrize("typed", ["partner.school.nett", "partner.scool.net", "Partner.School.Net", "school.net"])
def test_a_name_that_is_nearly_right_brings_the_nearest(typed: str) -> None:
    with pytest.raises(InputError, match="Did you mean") as caught:
        explain(school(), typed)
    assert "partner.school.net " in str(caught.value)


def test_a_name_like_none_says_how_names_begin() -> None:
    with pytest.raises(InputError, match=r"no figure called “zz”.*Names begin with together, partner, pay, outcome,"):
        explain(school(), "zz")


def test_every_name_is_listed_with_its_figure_and_title() -> None:
    lines = list_names(school()).splitlines()
    assert [line.split()[0] for line in lines] == list(school())
    assert "deal.top_up.rest_carry_on" in "\n".join(lines)
    assert any(line.split(maxsplit=2)[1:] == ["£48,888", "Least that must pass between partners"] for line in lines)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1_234_567.8, "£, present value, prices of 2009/10", "£1,234,568"),
        (-48.887, "£, cash", "−£48.89"),
        (132.0, "£", "£132"),
        (0.004, "£, cash", "£0"),
        (-0.004, "£, cash", "£0"),
        (999.999, "£, cash", "£1,000"),
        (0.0123, "£ a unit", "£0.012"),
        (0.794107, "share", "79.4107 %"),
        (0.0, "share", "0 %"),
        (2010.0, "financial year", "2010/11"),
        (3.67307921, "factor", "3.67308"),
        (-0.25, "child-years", "−0.25"),
        (1_500_000.4, "units", "1,500,000"),
        (None, "share", "not known"),
        (float("nan"), "£", "not known"),
    ],
)
def test_numbers_have_the_digits_to_follow_a_calculation(value: float | None, unit: str, text: str) -> None:
    assert written(value, unit) == text


def test_each_line_shows_how_it_joins_the_others() -> None:
    assert shown("sum", 3, 4) == ["£7 · all", "├─ £3 · part", "└─ + £4 · part"]
    assert shown("difference", 9, 2)[1:] == ["├─ £9 · part", "└─ − £2 · part"]
    assert shown("product", 2, 3.5)[2] == "└─ × £3.50 · part"
    assert shown("quotient", 14, 2)[2] == "└─ ÷ £2 · part"
    assert shown("shortfall", 9, 2)[0] == "£7 · all (0 where that is negative)"
    assert shown("largest", 7, 2) == ["£7 · all (the largest of these)", "├─ £7 · part", "└─ £2 · part"]


def test_a_remark_takes_no_sign_and_the_part_after_it_is_still_the_first() -> None:
    assert shown("sum", None, 3, 4) == ["£7 · all", "├─ part", "├─ £3 · part", "└─ + £4 · part"]


def test_the_head_says_what_it_is_how_sure_and_for_whom() -> None:
    working = Working("all", 7.0, "£, cash", "a.xlsx › partners › row 2")
    head = render(figure_of(working, marks=("stale", "unknown"), seen="partner"), working).splitlines()
    assert head == [
        "a.b", "A title", "£7, cash", "marks: stale, unknown", "for: those whose position it is", "",
        "£7 · all", "     from a.xlsx › partners › row 2",
    ]  # fmt: skip


def test_a_working_that_does_not_come_to_its_figure_says_so() -> None:
    other = Working("all", 8.0, "£, cash")
    assert "The working comes to £8 and not to the figure: report this." in render(figure_of(other), other)
    assert "report this" not in render(figure_of(other, value=8.0000001), other)
    assert "report this" in render(figure_of(other, value=None), other)


def test_units_are_said_where_they_change() -> None:
    parts = (Working("in the plan", 10.0, "places"), Working("share", 0.5, "share"), Working("price", 1.4, "£ a unit"))
    working = Working("all", 7.0, "£, cash", parts=parts, how="product")
    assert render(figure_of(working), working).splitlines()[5:] == [
        "£7 · all", "├─ 10 places · in the plan", "├─ × 50 % · share", "└─ × £1.40 a unit · price",
    ]  # fmt: skip


def test_a_tree_can_be_cut_and_says_how_much_is_left_out() -> None:
    working = explain(school(), "partner.school.net")
    lines = render(school()["partner.school.net"], working, depth=1).splitlines()
    hidden = [line for line in lines if "…" in line]
    assert hidden == ["│  └─ … 18 more lines", "   └─ … 3 more lines"]


def test_long_names_wrap_and_codes_stay_whole() -> None:
    working = Working(f"{'very long ' * 40}name", 7.0, "£, cash", "x" * 300)
    lines = render(figure_of(working), working).splitlines()
    assert all(len(line) <= 110 for line in lines if "xxx" not in line)
    assert any("x" * 300 in line for line in lines)


def test_the_same_figure_prints_the_same() -> None:
    name = "deal.least_total.rest_carry_on"
    assert render(school()[name], explain(school(), name)) == render(school()[name], explain(school(), name))


@pytest.mark.parametrize("name", ["partner.school.net", "pay.nhs.school"])
def test_the_guide_shows_what_comes_out(name: str) -> None:
    guide = (ROOT / "docs/how-to/explain-a-figure.md").read_text(encoding="utf-8")
    assert f"```\n{render(school()[name], explain(school(), name))}```" in guide
