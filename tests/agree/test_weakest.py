"""Which numbers a deal leans on most: those that decide first, a pot of money once; by hand."""

from pathlib import Path

import pytest
from making import place_of, rows_of

from goodplace.agree.report import Report, work_out
from goodplace.agree.weakest import weakest
from goodplace.formats.read_place import read_place

EXAMPLES = Path(__file__).parents[2] / "examples"


def found(report: Report, most: int = 3) -> list[tuple[str, str | int]]:
    """Kind, and price year or what of."""
    return [(weak.kind, weak.price_year or weak.of) for weak in weakest(report, most=most)]


def place(*, council: float, decided: bool = False, label: str = "read") -> Report:
    """The council pays 100 and saves `council`, the NHS saves 900, police 40; lives are worth 5,000 of 2009."""
    read = {"label": "read", "source": "a study"}
    tables = rows_of(
        "council nhs police",
        settings={"price_base": 2027, "released": 0.5},
        options=[{"id": "a", "lead": "council", "signatories": "nhs; police"}],
        option_costs=[{"option": "a", "payer": "council", "amount": 100} | read],
        option_effects=[
            {"option": "a", "outcome": "saved"} | read,
            {"option": "a", "outcome": "lives"} | read | {"label": label},
        ],
        unit_values=[
            *({"outcome": "saved", "kind": "fiscal", "partner": partner, "amount": amount, **read}
              for partner, amount in (("council", council), ("nhs", 900), ("police", 40)) if amount),
            {"outcome": "lives", "kind": "social", "amount": 5_000, "price_year": 2009, **read},
        ],
        cashable=[{"partner": partner, "share": 0.5} for partner in ("council", "nhs", "police")] if decided else [],
    )  # fmt: skip
    return work_out(place_of(tables))


def test_largest_undecided_share_comes_first_where_another_share_gives_another_verdict() -> None:
    """Nothing released: 100 short. A quarter: 235 saved. The council never breaks even by itself."""
    report = place(council=0)
    assert {deal.verdict for deal in report.scenarios} == {"no_deal", "holds"}
    assert found(report) == [("released", "nhs"), ("prices", 2009), ("released", "police")]


def test_partner_that_pays_and_breaks_even_somewhere_between_comes_first_too() -> None:
    """The council needs 100 of its 200: half, less than the NHS has undecided, and still before the prices."""
    assert found(place(council=200)) == [("released", "nhs"), ("released", "council"), ("prices", 2009)]


def test_shares_that_are_decided_are_not_weak() -> None:
    assert found(place(council=200, decided=True)) == [("prices", 2009)]


def test_two_numbers_that_rest_on_the_same_pounds_take_one_place() -> None:
    """The effect on lives is assumed and its value stale: the same 5,000 pounds twice; the first by name stays."""
    report = place(council=0, label="assumed")
    assert found(report, most=9) == [("released", "nhs"), ("effect", "a"), ("released", "police")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("school-emotional-learning", [("released", "justice"), ("released", "school"), ("prices", 2009)]),
        ("seven-partners", [("released", "council"), ("released", "nhs"), ("effect", "work_placement")]),
        ("family-drug-alcohol-court", [("released", "council"), ("prices", 2014), ("value", "legal_costs")]),
        ("family-safeguarding-lasting", [("released", "council"), ("effect", "fs"), ("released", "nhs")]),
    ],
)
def test_examples_name_what_decides_them(name: str, expected: list[tuple[str, str | int]]) -> None:
    report = work_out(read_place(EXAMPLES / f"{name}.xlsx")[0])
    assert found(report) == expected
