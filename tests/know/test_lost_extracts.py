"""Where an agency's extract can't be used, counts say that they are too small, and never pass for the whole."""

from pathlib import Path

from making import place_of, rows_of

from goodplace.know import Known, know

MAPPING = "field,column,format,means_yes\nperson_id,Ref,,\nneed:debt,debt,,Y\n"


def known(tmp_path: Path, nhs: bytes) -> Known:
    rows = "Ref,debt\n" + "".join(f"{n},{'Y' if n % 2 else 'N'}\n" for n in range(100))
    for agency, content in (("council", rows.encode()), ("nhs", nhs)):
        (tmp_path / "records" / agency).mkdir(parents=True)
        (tmp_path / "records" / agency / "mapping.csv").write_text(MAPPING, encoding="utf-8")
        (tmp_path / "records" / agency / "extract.csv").write_bytes(content)
    place = place_of(
        rows_of(
            "council",
            options=[{"id": "a", "lead": "council"}],
            option_costs=[{"option": "a", "payer": "council", "amount": 1}],
            option_effects=[{"option": "a", "outcome": "o"}],
            needs=[{"id": "debt", "name": "Debt"}],
        )
    )
    return know(place, records=tmp_path / "records")


def test_a_count_without_one_agency_is_at_least_so_many_and_says_whose_rows_are_missing(tmp_path: Path) -> None:
    result = known(tmp_path, b"Number;debt\n" + b"1;Y\n" * 50).result
    (need,) = result.needs
    assert (need.people.text, need.people.high) == ("at least 50", None)
    assert result.people is not None
    assert result.people.text.startswith("at least ")
    assert result.linkage[0].startswith("No row could be used of: nhs (extract.csv).")
    assert result.overlaps == ()


def test_a_count_with_every_agency_is_not_at_least_anything(tmp_path: Path) -> None:
    result = known(tmp_path, b"Ref,debt\n" + b"".join(b"%d,Y\n" % n for n in range(50))).result
    (need,) = result.needs
    assert need.people.text == "100"
    assert "could be used" not in " ".join(result.linkage)
