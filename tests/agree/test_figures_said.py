"""Figures of sentences and of cash after payments: what they come to by hand, and when there are none."""

from functools import cache
from pathlib import Path

import pytest

from goodplace.agree.figures import figures
from goodplace.agree.report import Report, work_out
from goodplace.formats.read_place import read_place
from goodplace.place.figure import Figure

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def report(name: str, released: float | None = None) -> Report:
    return work_out(read_place(EXAMPLES / f"{name}.xlsx")[0], released=released)


def found(name: str, released: float | None = None) -> dict[str, Figure]:
    return dict(figures(report(name, released)))


def value(figures: dict[str, Figure], name: str) -> float:
    """A figure's value, its working having come to the same."""
    number = figures[name].value
    assert number is not None
    assert figures[name].working().value == pytest.approx(number, rel=1e-6, abs=1e-6)
    return number


def test_a_level_payment_a_year_is_the_present_value_over_ten_discount_factors() -> None:
    """£48,887.80 (see test_school_example) over 1 + 1/1.035 + … + 1/1.035⁹."""
    by_hand = 48_887.80 / sum(1.035**-t for t in range(10))
    school = found("school-emotional-learning")
    assert value(school, "together.payment_a_year") == pytest.approx(by_hand, abs=0.01)
    assert school["together.payment_a_year"].unit.startswith("£ a year, prices of ")
    assert "together.most_paid_in_a_year" not in school


@pytest.mark.parametrize("name", ["school-emotional-learning", "seven-partners"])
def test_cash_after_payments_is_cash_before_with_each_payment_added_and_taken_away(name: str) -> None:
    known, place = found(name), report(name).place
    ids = [partner.id for partner in place.partners]
    year = f"{place.settings.first_year}/{(place.settings.first_year + 1) % 100:02d}"

    def paid(payer: str, receiver: str) -> float:
        figure = known.get(f"pay.{payer}.{receiver}.{year}")
        return figure.value or 0.0 if figure else 0.0

    assert sum(paid(a, b) for a in ids for b in ids) > 100
    for one in ids:
        moved = sum(paid(other, one) - paid(one, other) for other in ids)
        before = value(known, f"partner.{one}.net_cash.{year}")
        assert value(known, f"partner.{one}.net_cash_with.{year}") == pytest.approx(before + moved, abs=0.01)
    together = value(known, f"together.net_cash.{year}")
    assert value(known, f"together.net_cash_with.{year}") == pytest.approx(together, abs=0.01)


def test_cash_after_payments_has_outside_money_in_it() -> None:
    """With nothing released the school needs £132,000 from outside, and nobody pays it."""
    known = found("school-emotional-learning", 0.0)
    outside = value(known, "top_up.school.2009/10")
    assert outside > 10_000
    for stem in ("together", "partner.school"):
        before = value(known, f"{stem}.net_cash.2009/10")
        assert value(known, f"{stem}.net_cash_with.2009/10") == pytest.approx(before + outside, abs=0.01)
    assert "together.payment_a_year" not in known


def test_where_no_money_passes_there_is_no_cash_after_payments() -> None:
    """With everything released the school gains by itself."""
    known = found("school-emotional-learning", 1.0)
    assert value(known, "together.least_transfer") == 0
    assert not [name for name in known if ".net_cash_with." in name or name == "together.payment_a_year"]


def test_an_objection_is_what_a_group_has_by_itself_beyond_its_share() -> None:
    name = "school-emotional-learning"
    known = found(name)
    by_rule = {rule.key: rule for rule in report(name).splits}
    named = {key for key in by_rule if f"split.{key}.objects_by" in known}
    assert named == {key for key, rule in by_rule.items() if not rule.stable}
    assert named
    for key in named:
        assert value(known, f"split.{key}.objects_by") == pytest.approx(by_rule[key].objects_by)
