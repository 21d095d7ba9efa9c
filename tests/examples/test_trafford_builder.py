"""The builder of real places, on the published data where they are at hand; what needs no data is tried without."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_examples import EXAMPLES
from build_place import Built, build, main, write
from goodplace.formats.read_place import read_place
from goodplace.formats.write_place import write_place_folder
from goodplace.place.errors import InputError
from place_builder.areas import Area, Areas
from place_builder.deal import Known, deal
from place_builder.money import SERVICES, published_totals
from place_builder.position import period_of
from place_builder.published import Published

DATA = EXAMPLES.parents[1] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the published data are not here (../shared/data)")
TRAFFORD, DURHAM, CAMDEN, BASILDON = "E08000009", "E06000047", "E09000007", "E07000066"


@cache
def data() -> Published:
    return Published(DATA)


@cache
def built(code: str) -> Built:
    return build(code, data())


@needs_data
def test_running_it_again_gives_the_committed_folder_byte_for_byte(tmp_path: Path) -> None:
    write(built(TRAFFORD), tmp_path)
    committed = EXAMPLES / "trafford"
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    assert len(made) > 20
    assert {path: (committed / path).read_bytes() for path in made} == made
    assert {path.relative_to(committed) for path in committed.glob("*.csv")} <= set(made)


@needs_data
@pytest.mark.parametrize("code", [TRAFFORD, DURHAM, CAMDEN, BASILDON])
def test_spending_by_service_adds_up_to_the_published_total(code: str) -> None:
    spent: Counter[int] = Counter()
    for row in built(code).tables["spending"]:
        spent[int(str(row["year"]))] += int(str(row["amount"]))
    published = published_totals(built(code).area, data())
    assert len(published) >= 5
    # The extract gives each service to the nearest thousand; so do the rounding differences.
    assert dict(spent) == pytest.approx(published, abs=7_000)


@needs_data
def test_spending_of_2017_is_that_of_the_departments_own_workbook_under_its_own_names() -> None:
    sheet = data().sheet("03_money/revenue_outturn/england_RS_2017-18_by_LA.xlsx", "RS LA Data 2017-18")
    headings = next(row for row in sheet if row[0] == "E-code")
    council = next(row for row in sheet if row[1] == TRAFFORD)
    by_name = {str(name).strip(): value for name, value in zip(headings, council, strict=True) if name}
    rows = [row for row in built(TRAFFORD).tables["spending"] if row["year"] == 2017]
    assert len(rows) == len(SERVICES) - 2  # It has neither police nor fire service.
    assert {row["service"]: row["amount"] for row in rows} == {
        row["service"]: round(1000 * by_name[str(row["service"])]) for row in rows
    }
    total = next(value for name, value in by_name.items() if name.startswith("TOTAL SERVICE EXPENDITURE"))
    assert sum(int(str(row["amount"])) for row in rows) == 1000 * total


@needs_data
@pytest.mark.parametrize("code", [DURHAM, CAMDEN, BASILDON, "E06000053"])
def test_the_place_of_another_authority_reads_without_an_error(code: str, tmp_path: Path) -> None:
    write(built(code), tmp_path)
    place, problems = read_place(tmp_path)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    assert (place.settings.area_code, place.settings.kind) == (code, "worked_example")
    assert not (tmp_path / "conversation").exists()


@needs_data
def test_another_authority_is_compared_with_its_own_neighbours_and_not_with_trafford() -> None:
    codes = {row["area_code"] for row in built(DURHAM).tables["position"]}
    assert DURHAM in codes
    assert TRAFFORD not in codes
    assert len(codes - {"E92000001"}) == 16


@needs_data
def test_a_district_says_that_its_council_stands_for_two() -> None:
    partners = {row["id"]: row["name"] for row in built(BASILDON).tables["partners"]}
    assert partners["council"] == "The county and district councils"
    assert "A21" in {row["id"] for row in built(BASILDON).tables["assumptions"]}


@needs_data
def test_values_that_publishers_suppress_are_left_out_and_counted() -> None:
    fresh = Published(DATA)
    assert [fresh.number(text) for text in ("c", "x", "z", "k", "~", "NA", "")] == [None] * 7
    assert sum(fresh.left_out.values()) == 7
    assert (fresh.number("1,234.5"), fresh.number("0"), fresh.number("0", zero_is_missing=True)) == (1234.5, 0, None)
    assert any("left out" in note for note in built(TRAFFORD).notes)


@needs_data
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("E08000099", "Nearest: "),
        ("Bolten", "E08000001 (Bolton)"),
        ("trafford", "give its ONS code, E08000009"),
        ("E10000012", "a county: use one of its districts, E07000066 (Basildon)"),
        ("E11000001", "E08000009 (Trafford)"),
        ("E12000002", "a region"),
        ("S12000033", "in Scotland"),
        ("W06000015", "in Wales"),
        ("E07000026", "was abolished in April 2023: use E06000063 (Cumberland)"),
        ("E10000021", "use E06000061 (North Northamptonshire) or E06000062 (West Northamptonshire)"),
        ("E08000038", "use E08000016 (Barnsley)"),
        ("", "A code has nine characters"),
    ],
)
def test_a_code_that_no_place_can_be_built_for_is_refused_with_what_to_use(code: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        Areas(data()).find(code)


@needs_data
def test_a_code_in_small_letters_is_found() -> None:
    assert Areas(data()).find(" e08000009 ").name == "Trafford"


@needs_data
def test_every_authority_of_2019_has_a_code_of_today_or_says_which_to_use() -> None:
    areas = Areas(data())
    for row in data().rows("01_geography/deprivation/iod2019_local_authority.csv.gz"):
        code = row["lad19cd"]
        assert code in areas.authorities or code in areas.changes
    assert all(code in areas.authorities for change in areas.changes.values() for code in change.use)
    assert set(areas.changes) & set(areas.authorities) == set()


@needs_data
def test_the_command_writes_a_folder_and_refuses_with_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "durham"
    assert main([DURHAM, "--data", str(DATA), "--out", str(folder)]) == 0
    assert "County Durham (E06000047) written" in capsys.readouterr().out
    assert main(["E08000099", "--data", str(DATA), "--out", str(tmp_path / "none")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "E08000099" in told.err
    assert not (tmp_path / "none").exists()


@needs_data
def test_where_nothing_can_be_written_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert main([TRAFFORD, "--data", str(DATA), "--out", str(tmp_path / "taken")]) == 2
    assert "taken: File exists." in capsys.readouterr().err


def test_a_folder_without_the_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([TRAFFORD, "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "doesn't hold the published data" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "period"),
    [
        ("202122", "2021/22"),
        ("2016-17", "2016/17"),
        ("2015 - 17", "2015-17"),
        ("Jan 2022-Dec 2022", "2022"),
        ("March 2023", "2023-03"),
        ("Apr 2024", "2024-04"),
        ("2014/15", "2014/15"),
        ("2021", "2021"),
    ],
)
def test_periods_are_written_so_that_sorting_puts_the_oldest_first(raw: str, period: str) -> None:
    assert period_of(raw) == period


@given(st.integers(2_000, 1_300_000))
def test_people_and_pounds_grow_with_the_residents_and_stay_in_order(people: int) -> None:
    tables = deal(Area("E06000999", "Anywhere", ""), people=people, england=58_620_101, known={}, elsewhere=False)
    assert all(float(o["places_min"]) <= float(o["places_max"]) for o in tables["options"])
    for row in tables["needs"] + tables["cohorts"]:
        assert float(row["low"]) <= float(row["mid"]) <= float(row["high"])
    sizes = {row["id"]: float(row["mid"]) for row in tables["cohorts"]}
    assert all(float(o["places_max"]) <= sizes[o["cohort"]] for o in tables["options"])
    general = [row["amount"] for row in tables["budgets"] if row["budget_class"] == "general_fund"]
    assert float(general[0]) == pytest.approx(450_000 * people / 250_000, abs=500)


def test_a_published_baseline_moves_the_target_by_the_same_share(tmp_path: Path) -> None:
    area, known = Area("E06000999", "Anywhere", ""), {"children_looked_after": Known(900, "900 children, published")}
    tables = deal(area, people=250_000, england=58_620_101, known=known, elsewhere=False)
    row = next(row for row in tables["outcomes"] if row["id"] == "children_in_care")
    assert (row["baseline"], row["target"]) == (900, 840)
    assert str(row["source"]).startswith("Baseline: 900 children, published")
    write_place_folder(tables, tmp_path)
    assert read_place(tmp_path)[0].settings.name == "Anywhere: a worked example"


def test_every_indicator_is_whole_and_named_once() -> None:
    text = (EXAMPLES.parent / "scripts" / "place_builder" / "indicators.csv").read_text(encoding="utf-8")
    indicators = list(csv.DictReader(text.splitlines()))
    assert len({row["id"] for row in indicators}) == len(indicators)
    for row in indicators:
        assert all(row[column] for column in ("name", "theme", "unit", "file", "source", "licence"))
        assert row["better"] in ("higher", "lower", "neither")
