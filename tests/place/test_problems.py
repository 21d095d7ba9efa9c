"""A problem in words."""

import pytest

from goodplace.place.problems import Problem


@pytest.mark.parametrize(
    ("what", "got", "said"),
    [
        ("it is blank", "", "it is blank. Fill it in."),
        ("it isn't there. Did you mean “drugs”?", "", "it isn't there. Did you mean “drugs”? Fill it in."),
        ("is it a number?", "x", "is it a number? (got x). Fill it in."),
    ],
)
def test_a_problem_ends_with_one_stop_and_then_says_what_to_do(what: str, got: str, said: str) -> None:
    assert str(Problem(code="blank", what=what, got=got, fix="Fill it in.")) == said
