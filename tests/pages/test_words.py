"""Names and numbers as sentences say them."""

import pytest

from goodplace.pages.words import mid_sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("The police", "the police"),
        ("A neighbouring council", "a neighbouring council"),
        ("An NHS trust", "an NHS trust"),
        ("Age UK", "Age UK"),
        ("Theatre Royal", "Theatre Royal"),
    ],
)
def test_an_article_is_small_inside_a_sentence_and_no_other_word_is(name: str, said: str) -> None:
    assert mid_sentence(name) == said
