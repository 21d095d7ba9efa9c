"""A Polis export is read as it is: the last vote counts, the sign is checked, what is wrong is set aside and said."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import place_of, rows_of
from polis_export import STATEMENTS, VOTES, export, squeeze, statement, write

from goodplace.formats.polis import ReadConversation, check_conversation, read_conversation
from goodplace.formats.polis_votes import _cast
from goodplace.place.place import Place
from goodplace.place.problems import Problem, ProblemsFound

MATRIX = (
    ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "0", "1", "2"),
    ("a", "someone@example.org", 0, 0, 3, 2, 1, 1, 1, -1),
    ("b", "", 0, 0, 2, 2, 0, 1, 1, ""),
    ("c", "", 1, 0, 2, 1, 1, 1, -1, ""),
    ("d", "", "", 0, 2, 1, 0, 1, 0, ""),
)


def counts(read: ReadConversation) -> list[list[int]]:
    rows: list[list[int]] = read.votes.counts().tolist()
    return rows


def codes(folder: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as stopped:
        read_conversation(folder, local=True)
    return [problem.code for problem in stopped.value.problems]


def notes(folder: Path) -> dict[str, Problem]:
    return {problem.code: problem for problem in read_conversation(folder, local=True).problems}


def test_statements_votes_and_people_are_counted(tmp_path: Path) -> None:
    read = read_conversation(export(tmp_path), local=True)
    assert (read.topic, read.url, read.local) == ("A test", "https://example.org/x", True)
    assert [one.id for one in read.statements] == ["0", "1", "2"]
    assert counts(read) == [[4, 0, 0], [2, 1, 1], [0, 1, 0]]
    assert (read.votes.people, len(read.votes.value), read.changed) == (4, 9, 0)
    assert read.problems == ()
    assert [(count.file, count.read, count.kept) for count in read.counts] == [
        ("comments.csv", 3, 3),
        ("votes.csv", 9, 9),
    ]


def test_without_votes_the_matrix_is_read_and_says_the_same(tmp_path: Path) -> None:
    by_row = read_conversation(export(tmp_path / "a"), local=True)
    by_person = read_conversation(export(tmp_path / "b", votes=None, matrix=MATRIX), local=True)
    assert counts(by_person) == counts(by_row)
    assert by_person.votes.person.tolist() == by_row.votes.person.tolist()
    assert by_person.votes.value.tolist() == by_row.votes.value.tolist()
    assert by_person.votes_file == "participants-votes.csv"


def test_gzipped_files_say_the_same(tmp_path: Path) -> None:
    plain, squeezed = export(tmp_path / "a"), export(tmp_path / "b")
    for path in list(squeezed.iterdir()):
        squeeze(path)
    assert counts(read_conversation(squeezed, local=True)) == counts(read_conversation(plain, local=True))
    assert read_conversation(squeezed, local=True).topic == "A test"


def test_the_last_vote_counts_by_time_and_then_by_the_order_of_the_file(tmp_path: Path) -> None:
    votes = ((50, "a", 0, -1), (10, "a", 0, 1), (50, "b", 0, 1), (50, "b", 0, 0))
    read = read_conversation(export(tmp_path, statements=[statement(0, 2, 1)], votes=votes), local=True)
    assert counts(read) == [[0, 1, 1]]
    assert read.changed == 2
    assert not any("counts" in text for text in read.differs if text.startswith("comments.csv"))


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.integers(0, 2), st.sampled_from([1, 0, -1]))))
def test_the_last_vote_is_what_a_plain_loop_says(votes: list[tuple[int, str, int, int]]) -> None:
    slow: dict[tuple[str, int], int] = {}
    ordered = sorted(((time, at, who, value) for time, who, at, value in votes), key=lambda vote: vote[0])
    for _, at, who, value in ordered:
        slow[who, at] = value
    fast = _cast([(time, at, who, value) for time, at, who, value in ordered], 3).last(1)
    people = sorted({who for who, _ in slow})
    said = [(people[p], int(s), int(v)) for p, s, v in zip(fast.person, fast.statement, fast.value, strict=True)]
    assert said == [(who, at, value) for (who, at), value in sorted(slow.items())]
    assert fast.people == len(people)


def test_rows_in_another_order_are_the_same_conversation(tmp_path: Path) -> None:
    votes, statements = list(VOTES), list(STATEMENTS)
    random.Random(1).shuffle(votes)
    random.Random(2).shuffle(statements)
    first = read_conversation(export(tmp_path / "a"), local=True)
    second = read_conversation(export(tmp_path / "b", votes=votes, statements=statements), local=True)
    assert [one.text for one in second.statements] == [one.text for one in first.statements]
    for name in ("person", "statement", "value"):
        assert getattr(second.votes, name).tolist() == getattr(first.votes, name).tolist()


def test_an_export_in_which_minus_one_agrees_is_read_so_and_it_is_said(tmp_path: Path) -> None:
    turned = [(time, who, number, -int(str(vote))) for time, who, number, vote in VOTES]
    read = read_conversation(export(tmp_path, votes=turned), local=True)
    assert counts(read) == [[4, 0, 0], [2, 1, 1], [0, 1, 0]]
    assert read.differs == ("In its votes −1 means agree: only so do they come to the totals in comments.csv.",)
    assert [problem.code for problem in read.problems] == ["conversation-differs"]


@pytest.mark.parametrize("totals", [("", ""), (1, 1)])
def test_where_totals_dont_tell_the_sign_one_agrees_and_it_is_said(tmp_path: Path, totals: tuple[object, ...]) -> None:
    votes = ((1, "a", 0, 1), (1, "b", 0, -1))
    read = read_conversation(export(tmp_path, statements=[statement(0, *totals)], votes=votes), local=True)
    assert counts(read) == [[1, 1, 0]]
    assert "don't tell" in read.differs[0]


def test_totals_that_differ_from_the_votes_are_said(tmp_path: Path) -> None:
    statements = [statement(0, 9, 0), *STATEMENTS[1:]]
    (text,) = read_conversation(export(tmp_path, statements=statements), local=True).differs
    assert "counts 11 that agree and 2 that disagree; votes.csv holds 6 and 2" in text
    assert "differ on 1 of 3 statements" in text


def test_a_summary_that_counts_otherwise_is_said(tmp_path: Path) -> None:
    folder = export(tmp_path, summary="topic,T\nvoters,40\ncomments,2\n")
    assert read_conversation(folder, local=True).differs == (
        "summary.csv counts 40 people who voted; the other files hold 4.",
        "summary.csv counts 2 statements; the other files hold 3 (moderated out: 1).",
    )


def test_without_a_summary_the_topic_is_unknown_and_it_is_said(tmp_path: Path) -> None:
    folder = export(tmp_path, summary=None)
    assert read_conversation(folder, local=True).topic == ""
    assert notes(folder)["conversation-without-summary"].severity == "note"


def test_a_link_is_kept_only_if_it_is_one(tmp_path: Path) -> None:
    folder = export(tmp_path, summary="topic,T\nurl,javascript:alert(1)\n")
    assert read_conversation(folder, local=True).url == ""


def test_missing_files_are_all_named_with_what_is_there_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "summary.csv").write_text("topic,T\n")
    with pytest.raises(ProblemsFound) as stopped:
        read_conversation(tmp_path, local=True)
    first, second = stopped.value.problems
    assert {problem.code for problem in stopped.value.problems} == {"conversation-file-missing"}
    assert "comments.csv is not there" in str(first)
    assert "votes.csv or participants-votes.csv is not there" in str(second)
    assert "got summary.csv" in str(first)
    assert "Fetch the export again" in str(first)


def test_no_folder_at_all_is_said(tmp_path: Path) -> None:
    assert codes(tmp_path / "nowhere") == ["file-not-found"]


@pytest.mark.parametrize("name", ["comments.csv", "votes.csv"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b",,\n", "file-empty"),
        (b"timestamp,other\n1,2\n", "missing-column"),
        (b"comment-id\0,comment-body,voter-id,vote\n", "csv-not-text"),
        (b'comment-id,comment-body,voter-id,vote\n1,"never closed,2,1\n', "csv-broken"),
    ],
)
def test_a_file_that_cant_be_read_stops_it_with_a_code(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (export(tmp_path) / name).write_bytes(content)
    assert codes(tmp_path) == [code]


@pytest.mark.parametrize("name", ["comments.csv", "votes.csv"])
def test_where_there_are_no_headings_nothing_of_the_first_row_is_said(tmp_path: Path, name: str) -> None:
    """It is what a person wrote or voted."""
    path = export(tmp_path, votes=[(1, "telltale", 0, 1)], statements=[statement(0, comment_body="telltale")]) / name
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    with pytest.raises(ProblemsFound, match="are there headings") as stopped:
        read_conversation(tmp_path, local=True)
    assert "telltale" not in repr(stopped.value.problems)


def test_a_very_long_statement_is_read_and_cut_off(tmp_path: Path) -> None:
    long = statement(1, 2, 1, comment_body="long " * 50_000)
    read = read_conversation(export(tmp_path, statements=[STATEMENTS[0], long, STATEMENTS[2]]), local=True)
    assert len(read.statements[1].text) == 2001
    assert read.statements[1].text.endswith("long …")
    assert read.counts[0].set_aside == 0


def test_blank_lines_before_the_headings_and_semicolons_dont_matter(tmp_path: Path) -> None:
    path = export(tmp_path) / "votes.csv"
    path.write_text("\n\n" + path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert counts(read_conversation(tmp_path, local=True)) == [[4, 0, 0], [2, 1, 1], [0, 1, 0]]


def test_a_truncated_gzip_is_said(tmp_path: Path) -> None:
    squeeze(export(tmp_path) / "votes.csv")
    path = tmp_path / "votes.csv.gz"
    path.write_bytes(path.read_bytes()[:-12])
    assert codes(tmp_path) == ["file-truncated"]


def test_bad_votes_are_set_aside_with_row_and_column_and_the_rest_counts(tmp_path: Path) -> None:
    bad = ((1, "a", 99, 1), (1, "b", 0, 2), ("noon", "c", 0, 1), (1, "", 0, 1))
    folder = export(tmp_path, votes=(*VOTES, *bad))  # type: ignore[arg-type]
    read = read_conversation(folder, local=True)
    assert counts(read) == [[4, 0, 0], [2, 1, 1], [0, 1, 0]]
    count = read.counts[1]
    assert (count.read, count.kept, count.set_aside) == (13, 9, 4)
    said = {problem.column: problem for problem in read.problems if problem.code == "conversation-rows-set-aside"}
    assert {column: problem.row for column, problem in said.items()} == {
        "comment-id": 11, "vote": 12, "timestamp": 13, "voter-id": 14,
    }  # fmt: skip
    assert all(problem.severity == "note" and not problem.got for problem in said.values())


def test_bad_statements_are_set_aside_with_row_and_column(tmp_path: Path) -> None:
    bad = (statement("x"), statement(0), statement(5, moderated=7), statement(6, "many"))
    read = read_conversation(export(tmp_path, statements=(*STATEMENTS, *bad)), local=True)
    assert [one.id for one in read.statements] == ["0", "1", "2"]
    assert (read.counts[0].read, read.counts[0].kept, read.counts[0].set_aside) == (7, 3, 4)
    assert {(problem.column, problem.row) for problem in read.problems if problem.column} == {
        ("comment-id", 5), ("comment-id", 6), ("moderated", 7), ("agrees", 8),
    }  # fmt: skip


def test_a_row_with_too_few_cells_is_set_aside(tmp_path: Path) -> None:
    path = export(tmp_path) / "votes.csv"
    path.write_text(path.read_text() + "1,2\n")
    read = read_conversation(tmp_path, local=True)
    assert read.counts[1].set_aside == 1
    assert "row 11: set aside, since it doesn't have as many cells" in str(
        notes(tmp_path)["conversation-rows-set-aside"]
    )


def test_a_persons_row_with_a_bad_cell_is_set_aside_whole(tmp_path: Path) -> None:
    bad = (("e", "", 0, 0, 1, 1, 0, 5, "", ""), ("a", "", 0, 0, 1, 1, 0, 1, "", ""), ("", "", 0, 0, 1, 1, 0, 1, "", ""))
    read = read_conversation(export(tmp_path, votes=None, matrix=(*MATRIX, *bad)), local=True)
    assert counts(read) == [[4, 0, 0], [2, 1, 1], [0, 1, 0]]
    assert (read.counts[1].read, read.counts[1].kept, read.counts[1].set_aside) == (7, 4, 3)


def test_a_statement_may_hold_anything_and_comes_on_one_line(tmp_path: Path) -> None:
    text = 'More <b>parks</b>,\n"now"\u202e & =1+1; trees 🌳'
    read = read_conversation(export(tmp_path, statements=[statement(0, 4, 0, comment_body=text)]), local=True)
    assert read.statements[0].text == 'More <b>parks</b>, "now" & =1+1; trees 🌳'


def test_the_text_of_a_statement_that_was_moderated_out_is_not_kept(tmp_path: Path) -> None:
    read = read_conversation(export(tmp_path), local=True)
    assert [one.text for one in read.statements] == ["Statement 0", "Statement 1", ""]
    assert [one.moderated for one in read.statements] == [1, 1, -1]


def test_nothing_of_the_people_is_kept(tmp_path: Path) -> None:
    folder = export(tmp_path, votes=None, matrix=MATRIX)
    assert "someone" not in repr(read_conversation(folder, local=True))
    again = export(tmp_path / "rows", votes=[(t, f"voter-{who}", n, v) for t, who, n, v in VOTES])
    assert "voter-" not in repr(read_conversation(again, local=True))
    assert "77" not in repr(read_conversation(again, local=True).statements)


def test_a_file_that_a_spreadsheet_saved_in_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    path = export(tmp_path, statements=[statement(0, 4, 0, comment_body="Café")]) / "comments.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert read_conversation(tmp_path, local=True).statements[0].text == "Café"
    assert "encoding-guessed" in notes(tmp_path)


def test_extra_columns_and_other_orders_dont_matter(tmp_path: Path) -> None:
    statements = [statement(0, 4, 0, is_meta="true", is_seed="false", group_informed_consensus=0.5)]
    folder = export(tmp_path, statements=statements, votes=())
    write(folder / "votes.csv", [("vote", "voter-id", "comment-id"), *((1, who, "00") for who in "abcd")])
    read = read_conversation(folder, local=True)
    assert counts(read) == [[4, 0, 0]]
    assert read.statements[0].meta


def mapped(*statements: str) -> Place:
    outcomes = [{"id": "parks", "name": "Parks"}]
    rows = [{"statement": number, "outcome": "parks"} for number in statements]
    return place_of(rows_of("council", options=[OPTION], outcomes=outcomes, statements=rows, **EFFECTS))


OPTION = {"id": "o", "lead": "council"}
EFFECTS: dict[str, Any] = {
    "option_costs": [{"option": "o", "payer": "council", "amount": 1}],
    "option_effects": [{"option": "o", "outcome": "parks"}],
}


def test_a_mapped_statement_that_isnt_there_is_an_error_with_the_nearest_ids(tmp_path: Path) -> None:
    place = mapped("01", "7")
    problems = check_conversation(export(tmp_path), place)
    (problem,) = [one for one in problems if one.severity == "error"]
    assert (problem.code, problem.column, problem.row, problem.got) == ("unknown-statement", "statement", 3, "7")
    assert "The nearest are 0, 1, 2." in problem.fix


def test_a_mapped_statement_that_was_moderated_out_is_noted(tmp_path: Path) -> None:
    (problem,) = check_conversation(export(tmp_path), mapped("2"))
    assert (problem.code, problem.severity) == ("statement-moderated-out", "note")


def test_a_check_says_what_stops_the_reading(tmp_path: Path) -> None:
    problems = check_conversation(tmp_path, mapped("1"))
    assert {problem.code for problem in problems} == {"conversation-file-missing"}
