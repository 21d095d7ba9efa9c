"""Bad input one by one: set aside with its reason, never dropped, and no cell of it is ever said."""

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pytest
from making import place_of, rows_of

from goodplace.formats.records import Records, check_records, read_records
from goodplace.formats.records_fields import FIELDS, sensitivity_of

MAPPING = """field,column,format,means_yes
person_id,Ref,,
nhs_number,NHS,,
given_name,First,,
family_name,Last,,
birth_date,Born,%d/%m/%Y,
need:homelessness,Homeless,,Y
"""
HEADER = "Ref,NHS,First,Last,Born,Homeless\n"
# Every cell of a person in here holds this, so that a message that holds a cell shows.
TELLTALE = "zqxj"
GOOD = "".join(f"{TELLTALE}{n},,{TELLTALE},Lee,01/02/1980,{'Y' if n % 2 else 'N'}\n" for n in range(4))
BORN_BY = dt.date(2027, 3, 31)


@pytest.fixture
def connection() -> Iterator[Any]:
    opened = ibis.duckdb.connect()
    yield opened
    opened.disconnect()


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = tmp_path / "records" / "council"
    folder.mkdir(parents=True)
    (folder / "mapping.csv").write_text(MAPPING, encoding="utf-8")
    return folder


def read(agency: Path, connection: Any, **named: Any) -> Records:
    """The records, after the two promises that hold for all of them: nothing is dropped, and no cell is said."""
    found = read_records(agency.parent, needs=["homelessness"], connection=connection, born_by=BORN_BY, **named)
    for extract in found.extracts:
        assert extract.read == extract.kept + extract.set_aside
        assert sum(rows for _, _, rows in extract.reasons) == extract.set_aside
    assert found.kept == found.people.count().execute()
    assert TELLTALE not in repr((found.extracts, found.set_aside)).lower()
    return found


def only(found: Records) -> tuple[int, int, str]:
    """Rows kept, rows set aside, and the only code there is, of the only extract."""
    (extract,) = found.extracts
    (code,) = {code for code, _, _ in extract.reasons}
    return extract.kept, extract.set_aside, code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f",,{TELLTALE},Lee,01/02/1980,N\n", "record-without-id"),
        (f"9,,{TELLTALE},Lee,1980-02-01,N\n", "record-date-format"),
        (f"9,,{TELLTALE},Lee,01/02/1899,N\n", "record-date-impossible"),
        (f"9,,{TELLTALE},Lee,01/04/2027,N\n", "record-date-impossible"),
        (f"{TELLTALE}0,,{TELLTALE},Lee,01/02/1980,N\n", "record-twice"),
        (f"{TELLTALE}0,,{TELLTALE},Lee,01/02/1981,N\n", "record-id-twice"),
        (f"9,,{TELLTALE},Lee\n", "record-broken"),
        (f"9,,{TELLTALE},Lee,01/02/1980,N,{TELLTALE}\n", "record-broken"),
        (f'9,,"{TELLTALE},Lee,01/02/1980,N\n', "record-broken"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_others_are_kept(agency: Path, connection: Any, row: str, code: str) -> None:
    (agency / "extract.csv").write_text(HEADER + GOOD + row, encoding="utf-8")
    found = read(agency, connection)
    assert only(found) == (4, 1, code)
    assert found.set_aside[0].row == 6


def test_a_repeated_row_names_the_row_of_the_first(agency: Path, connection: Any) -> None:
    (agency / "extract.csv").write_text(HEADER + GOOD + GOOD, encoding="utf-8")
    found = read(agency, connection)
    assert only(found) == (4, 4, "record-twice")
    assert [one.reason[-7:] for one in found.set_aside] == [f"(row {row})" for row in (2, 3, 4, 5)]


def lines(first: int, last: int) -> str:
    """Rows of people that are told apart by their numbers."""
    return "".join(f"{TELLTALE}{n},,{TELLTALE},Lee,01/02/1980,N\n" for n in range(first, last + 1))


@pytest.mark.parametrize("after", ["", f'9,,"{TELLTALE}",Lee,,N\n', f'"9",,"{TELLTALE}\nAnn",Lee,,N\n'])
def test_a_quotation_mark_never_closed_costs_its_own_row_only(agency: Path, connection: Any, after: str) -> None:
    text = HEADER + lines(1, 2) + f'8,,"{TELLTALE},Lee,,N\n' + lines(3, 5) + after
    (agency / "extract.csv").write_text(text, encoding="utf-8")
    found = read(agency, connection)
    assert only(found) == (5 + bool(after), 1, "record-broken")
    assert found.set_aside[0].row == 4


def test_rows_are_numbered_as_a_spreadsheet_does_whatever_ends_the_lines(agency: Path, connection: Any) -> None:
    mixed = "\n\n" + HEADER + lines(1, 2).replace("\n", "\r\n") + "\n  \n"
    mixed += f'6,,"{TELLTALE}\n\nAnn",Lee,01/02/1980,N\n' + "7,short\n" + lines(8, 9).replace("\n", "\r")
    (agency / "extract.csv").write_bytes(mixed.encode())
    found = read(agency, connection)
    assert only(found) == (5, 1, "record-broken")
    assert found.set_aside[0].row == 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_are_read_whatever_encoding_they_were_saved_in(agency: Path, connection: Any, encoding: str) -> None:
    text = HEADER + lines(1, 2) + "3,,Zoë,O’Brien,01/02/1980,N\n"
    (agency / "extract.csv").write_bytes(text.encode(encoding))
    people = read(agency, connection).people.order_by("record_id").execute()
    assert people.family_name.tolist()[-1] == "O’Brien"
    assert people.given_name.tolist()[-1] == "Zoë"


def test_a_row_with_bytes_that_are_no_text_is_set_aside_and_the_rest_is_kept(agency: Path, connection: Any) -> None:
    (agency / "extract.csv").write_text(HEADER + lines(1, 2) + "3,,A\0nn,Lee,,N\n" + lines(4, 4), encoding="utf-8")
    assert only(read(agency, connection)) == (3, 1, "record-broken")


@pytest.mark.parametrize("name", ["e*.csv", "extract[1].csv", "EXTRACT.CSV", "e.csv.GZ", "notes.csv", "readme.csv"])
def test_an_extract_is_read_once_whatever_its_name(agency: Path, connection: Any, name: str) -> None:
    content = (HEADER + lines(1, 4)).encode()
    (agency / name).write_bytes(gzip.compress(content) if name.endswith("GZ") else content)
    (agency / "extract2.csv").write_text(HEADER + lines(5, 6), encoding="utf-8")
    assert sorted(extract.kept for extract in read(agency, connection).extracts) == [2, 4]


@pytest.mark.parametrize("spaces", [" ", "\t", "\u00a0"])
def test_spaces_around_a_number_make_no_other_person(agency: Path, connection: Any, spaces: str) -> None:
    same = f"{TELLTALE}1{spaces},,{TELLTALE},Lee,01/02/1980,N\n"
    (agency / "extract.csv").write_text(HEADER + lines(1, 2) + same, encoding="utf-8")
    assert only(read(agency, connection)) == (2, 1, "record-twice")


def test_headings_match_whatever_their_spaces_and_capitals(agency: Path, connection: Any) -> None:
    (agency / "mapping.csv").write_text(MAPPING.replace("Born", "Date of birth"), encoding="utf-8")
    header = HEADER.replace("Ref", " REF\u00a0").replace("Born", "date  of  Birth ")
    (agency / "extract.csv").write_text(header + lines(1, 4), encoding="utf-8")
    assert read(agency, connection).kept == 4


def test_where_hardly_any_heading_matches_none_of_the_first_row_is_said(agency: Path, connection: Any) -> None:
    (agency / "extract.csv").write_text(f"Ref,{TELLTALE}\n1,{TELLTALE}\n", encoding="utf-8")
    (one,) = read(agency, connection).set_aside
    assert one.code == "extract-missing-column"


def test_of_many_headings_a_missing_column_lists_a_few(agency: Path, connection: Any) -> None:
    header = HEADER.replace("Born", "Borne").strip() + "".join(f",Column {n}" for n in range(300))
    (agency / "extract.csv").write_text(f"{header}\n{lines(1, 1).strip()}{',' * 300}\n", encoding="utf-8")
    (one,) = read(agency, connection).set_aside
    assert one.code == "extract-missing-column"
    assert one.reason.endswith("Column 5 ….")


def test_a_workbook_is_no_extract_and_a_need_that_nobody_has_is_remarked(agency: Path, connection: Any) -> None:
    (agency / "extract.xlsx").write_bytes(b"PK")
    assert only(read(agency, connection)) == (0, 0, "extract-unknown-kind")
    (agency / "extract.xlsx").unlink()
    (agency / "extract.csv").write_text(HEADER + lines(1, 4), encoding="utf-8")
    (extract,) = read(agency, connection).extracts
    assert [(code, rows) for code, _, rows in extract.remarks] == [("record-need-never-seen", 4)]


def test_what_lies_where_no_extract_belongs_is_told(agency: Path, connection: Any) -> None:
    (agency.parent / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    (agency.parent / "about.json").write_bytes(b"{}")
    (agency / "~$extract.csv").write_bytes(b"lock")
    found = read(agency, connection)
    told = {(one.agency, one.file, one.code) for one in found.set_aside}
    assert told == {("", "extract.csv", "extract-without-agency"), ("council", "", "agency-without-extract")}
    assert found.extracts == ()


def test_dates_without_a_declared_format_are_asked_about_unless_year_comes_first(agency: Path, connection: Any) -> None:
    (agency / "mapping.csv").write_text(MAPPING.replace("%d/%m/%Y", ""), encoding="utf-8")
    (agency / "extract.csv").write_text(HEADER + GOOD + "9,,Ann,Lee,1980-02-01,N\n", encoding="utf-8")
    found = read(agency, connection)
    assert only(found) == (1, 4, "record-date-unclear")
    assert "give its format" in found.set_aside[0].reason


WHOLE_FILES = {
    "extract-missing-column": (HEADER.replace("Born", "Borne") + GOOD).encode(),
    "extract-wrong-delimiter": (HEADER + GOOD).replace(",", ";").encode(),
    "extract-no-header": GOOD.encode(),
    "extract-column-twice": (HEADER.replace("\n", ",born\n") + GOOD.replace("\n", ",x\n")).encode(),
    "extract-empty": b"",
    "extract-not-text": b"\0\1\2" * 100,
}


@pytest.mark.parametrize("code", WHOLE_FILES)
def test_a_file_that_cant_be_used_is_set_aside_whole(agency: Path, connection: Any, code: str) -> None:
    (agency / "extract.csv").write_bytes(WHOLE_FILES[code])
    found = read(agency, connection)
    rows = 0 if code in ("extract-empty", "extract-not-text") else 4
    assert only(found) == (0, rows, code)
    assert found.set_aside[0].row is None


def test_a_missing_column_is_named_with_the_nearest_there_is(agency: Path, connection: Any) -> None:
    (agency / "extract.csv").write_bytes(WHOLE_FILES["extract-missing-column"])
    (one,) = read(agency, connection).set_aside
    assert one.column == "Born"
    assert "Did you mean “Borne”?" in one.reason
    assert "There are: Ref, NHS, First, Last, Borne, Homeless." in one.reason


@pytest.mark.parametrize("found", [";", "\t", "|"])
def test_another_delimiter_is_named(agency: Path, connection: Any, found: str) -> None:
    (agency / "extract.csv").write_text((HEADER + GOOD).replace(",", found), encoding="utf-8")
    (one,) = read(agency, connection).set_aside
    assert {";": "semicolons", "\t": "tabs", "|": "bars"}[found] in one.reason


def test_a_truncated_gzip_says_how_many_rows_were_read_before_it_breaks(agency: Path, connection: Any) -> None:
    rows = HEADER + "".join(f"{n},,{n * n},{TELLTALE},01/02/1980,N\n" for n in range(50_000))
    whole = gzip.compress(rows.encode(), mtime=0)
    (agency / "extract.csv.gz").write_bytes(whole[: len(whole) // 2])
    kept, aside, code = only(read(agency, connection))
    assert (kept, code) == (0, "extract-truncated")
    assert 0 < aside < 50_000
    (agency / "extract.csv.gz").write_bytes(whole)
    assert read(agency, connection).kept == 50_000


def test_parquet_is_read_with_its_own_dates_and_a_damaged_one_is_set_aside(agency: Path, connection: Any) -> None:
    path = agency / "extract.parquet"
    columns = "'1' as Ref, null as NHS, 'Ann' as First, 'Lee' as Last, date '1980-02-01' as Born, 'Y' as Homeless"
    duckdb.sql(f"select {columns}").write_parquet(str(path))
    row = read(agency, connection).people.execute().iloc[0]
    assert str(row["birth_date"])[:10] == "1980-02-01"
    assert row["need:homelessness"]
    path.write_bytes(path.read_bytes()[:-20])
    assert only(read(agency, connection)) == (0, 0, "extract-unreadable")


def test_whole_numbers_that_parquet_keeps_as_decimals_are_read_as_whole(agency: Path, connection: Any) -> None:
    (agency / "mapping.csv").write_text(MAPPING.replace(",,Y", ",,"), encoding="utf-8")
    columns = "12.0::double as Ref, 4010232137.0::double as NHS, 'Ann' as First, 'Lee' as Last"
    path = agency / "extract[1].parquet"
    duckdb.sql(f"select {columns}, date '1980-02-01' as Born, 1.0::double as Homeless").write_parquet(str(path))
    row = read(agency, connection).people.execute().iloc[0]
    assert (row["person_id"], row["nhs_number"], bool(row["need:homelessness"])) == ("12", "4010232137", True)


def test_a_need_goes_by_one_name_whatever_its_signs_and_capitals(agency: Path, connection: Any) -> None:
    """Where a place has no needs table, needs are what the mappings name."""
    (agency / "mapping.csv").write_text(MAPPING.replace("need:homelessness", 'need:it\'s "bad"'), encoding="utf-8")
    (agency / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    other = agency.with_name("police")
    other.mkdir()
    capitals = MAPPING.replace("need:homelessness", 'need: IT\'S "BAD"')
    (other / "Mapping.csv").write_text(f"\n{capitals}", encoding="utf-8")
    (other / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    found = read_records(agency.parent, needs=[], connection=connection, born_by=BORN_BY)
    assert found.recorded == {'it\'s "bad"': ("council", "police")}
    assert found.people['need:it\'s "bad"'].sum().execute() == 4


def test_a_wrong_nhs_number_is_not_used_and_its_row_is(agency: Path, connection: Any) -> None:
    numbers = ("401 023 2137", "4010232138", "9999999999", "12345", "")
    rows = "".join(f"{n},{number},Ann,Lee,,N\n" for n, number in enumerate(numbers))
    (agency / "extract.csv").write_text(HEADER + rows, encoding="utf-8")
    found = read(agency, connection)
    (extract,) = found.extracts
    assert (extract.kept, extract.set_aside) == (5, 0)
    assert ("record-nhs-number", 3) in [(code, rows) for code, _, rows in extract.remarks]
    used = found.people.order_by("record_id").nhs_number.execute().tolist()
    assert [number for number in used if isinstance(number, str)] == ["4010232137"]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (None, "mapping-missing"),
        ("", "mapping-broken"),
        ("field;column\nperson_id;Ref\n", "mapping-broken"),
        (MAPPING.replace("person_id", "person"), "mapping-without-id"),
    ],
)
def test_without_a_usable_mapping_no_extract_of_an_agency_is_read(
    agency: Path, connection: Any, mapping: str | None, code: str
) -> None:
    (agency / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    (agency / "mapping.csv").unlink()
    if mapping is not None:
        (agency / "mapping.csv").write_text(mapping, encoding="utf-8")
    assert only(read(agency, connection)) == (0, 0, code)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("post_code,Last,,", "mapping-unknown-field", "Did you mean “postcode”?"),
        ("need:homelesness,Homeless,,", "mapping-unknown-need", "Did you mean “homelessness”?"),
        ("given_name,Last,,", "mapping-field-twice", "“First”"),
        ("sex,Last,dd/mm/yyyy,", "mapping-bad-format", "%d/%m/%Y"),
        ("sex,Last,%d/%m/%Q,", "mapping-bad-format", "%d/%m/%Y"),
        ("sex,Last,%,", "mapping-bad-format", "%d/%m/%Y"),
        ("sex,Last,%d/%m,", "mapping-bad-format", "%d/%m/%Y"),
        ("need:Homelessness,Last,,", "mapping-field-twice", "“Homeless”"),
    ],
)
def test_a_bad_row_of_a_mapping_is_set_aside_and_the_rest_holds(
    agency: Path, connection: Any, line: str, code: str, says: str
) -> None:
    (agency / "mapping.csv").write_text(f"{MAPPING}{line}\n", encoding="utf-8")
    (agency / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    found = read(agency, connection)
    (one,) = found.set_aside
    assert (one.file, one.row, one.code, found.kept) == ("mapping.csv", 8, code, 4)
    assert says in one.reason


def test_an_extract_with_so_few_rows_that_its_size_would_tell_is_set_aside(agency: Path, connection: Any) -> None:
    (agency / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    assert only(read(agency, connection, smallest=5)) == (0, 4, "extract-too-small")


def test_every_column_of_the_person_table_says_how_sensitive_it_is(agency: Path, connection: Any) -> None:
    (agency / "extract.csv").write_text(HEADER + GOOD, encoding="utf-8")
    columns = read(agency, connection).people.columns
    assert {sensitivity_of(column) for column in columns} == {"direct", "indirect", "special", "none"}
    assert set(FIELDS) < set(columns)
    with pytest.raises(KeyError):
        sensitivity_of("shoe_size")


def test_check_sums_up_what_is_set_aside_and_only_nothing_at_all_is_an_error(agency: Path) -> None:
    place = place_of(
        rows_of(
            "council",
            options=[{"id": "a", "lead": "council"}],
            needs=[{"id": "homelessness", "name": "Homelessness"}],
            option_costs=[{"option": "a", "payer": "council", "amount": 1}],
            option_effects=[{"option": "a", "outcome": "o"}],
            settings={"smallest_count": 3},
        )
    )
    (agency / "extract.csv").write_text(HEADER + GOOD + GOOD, encoding="utf-8")
    (note,) = check_records(agency.parent, place)
    assert (note.severity, note.code, note.file) == ("note", "record-twice", "records/council")
    assert "4 set aside, rows 6 to 9" in note.what
    (agency / "extract.csv").write_bytes(b"")
    assert {problem.code for problem in check_records(agency.parent, place) if problem.severity == "error"} == {
        "records-unusable"
    }
