"""Each mistake goes wrong in the rows it is given, in the way it says, and nowhere else."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodplace.demo import mistakes
from goodplace.demo.names import CULTURES, NICKNAMES
from goodplace.demo.naming import nhs_numbers

NAMES = np.array(["Margaret", "Li", "Ann", "Christopher", "Wei"])
DATES = np.array(["1980-02-03", "2000-12-31", "1999-01-01", "1960-07-30", "2012-02-29"])


def one_edit(one: str, other: str) -> bool:
    """Whether a letter left out, doubled or changed, or two exchanged, makes one of the other: by trying them all."""
    swaps = {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    longer, shorter = sorted((one, other), key=len, reverse=True)
    left_out = {longer[:i] + longer[i + 1 :] for i in range(len(longer))}
    changed = len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    return other in swaps or shorter in left_out or changed


@given(seed=st.integers(0, 10_000))
def test_a_typo_is_one_slip_in_the_rows_given_and_spares_the_first_letter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    typed = mistakes.mistyped(NAMES, np.array([0, 1, 3]), rng)
    assert typed[[2, 4]].tolist() == NAMES[[2, 4]].tolist()
    for name, seen in zip(NAMES.tolist(), typed.tolist(), strict=True):
        assert one_edit(name, seen)
        assert seen[0] == name[0]


@given(seed=st.integers(0, 10_000))
def test_a_date_that_slips_is_another_date(seed: int) -> None:
    seen = mistakes.slipped(DATES, np.arange(4), np.random.default_rng(seed))
    assert all(dt.date.fromisoformat(date) for date in seen.tolist())
    assert all(seen[:4] != DATES[:4])
    assert seen[4] == DATES[4]


def test_names_are_shortened_swapped_or_left_out() -> None:
    assert mistakes.nicknamed(NAMES, np.array([0, 1])).tolist()[:2] == ["Maggie", "Li"]
    given_names, family = mistakes.swapped(NAMES, NAMES[::-1], np.array([0]))
    assert (given_names[0], family[0]) == ("Wei", "Margaret")
    assert mistakes.missing(NAMES, np.array([4])).tolist() == [*NAMES[:4].tolist(), ""]


def test_a_misread_digit_breaks_the_check_digit() -> None:
    numbers = nhs_numbers(50, np.random.default_rng(2))
    seen = mistakes.misread_digit(numbers, np.arange(50), np.random.default_rng(1))
    for number, true in zip(seen.tolist(), numbers.tolist(), strict=True):
        assert sum(a != b for a, b in zip(number, true, strict=True)) == 1
        digits = [int(digit) for digit in number]
        weighted = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
        assert (11 - weighted % 11) % 11 != digits[9]


@pytest.mark.parametrize("culture", CULTURES, ids=lambda culture: culture.id)
def test_names_are_single_words_that_stand_once_in_a_list(culture: object) -> None:
    for words in culture[2:]:  # type: ignore[index]
        names = words.split()
        assert len(names) == len(set(names)) >= 13
        assert all(name.isalpha() and name[0].isupper() for name in names)


def test_every_nickname_is_of_a_name_that_somebody_has() -> None:
    known = {name for culture in CULTURES for words in culture[2:6] for name in words.split()}
    assert set(NICKNAMES) - known == set()
