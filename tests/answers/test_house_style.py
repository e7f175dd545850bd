from __future__ import annotations

import pytest

from porewise.house_style import load_house_style

STYLE = load_house_style()


@pytest.mark.parametrize(
    "text, found",
    [
        ("It is safe for you.", "`safe` is never said"),
        ("It is completely painless.", "`painless` is never said"),
        ("There is no risk in it.", "`no risk` is never said"),
        ("We guarantee smaller pores.", "`guarantee` is never said"),
        ("It will shrink your pores.", "`will shrink` is never said"),
        ("Botox is FDA-approved for pores.", "`FDA-approved for pores` is never said"),
        ("The usual amount is 20 units.", "`20 units` is never said"),
        ("Take 0.5 ml of it.", "`0.5 ml` is never said"),
        ("word " * 91, "91 words; 90 are allowed"),
        ("The pores of the face are as big as they are, and that is how it is for most of us now.", "words a sentence"),
        ("Pharmaceutical immunogenicity considerations predominate internationally.", "reading grade"),
    ],
)
def test_what_may_not_be_written(text: str, found: str) -> None:
    assert any(found in line for line in STYLE.mistakes(text))


@pytest.mark.parametrize(
    "text",
    [
        "Nobody can say that it is not safe.",
        "No toxin is FDA-approved for pores.",
        "No one can promise a result.",
        "It is not painless.",
        "Botulinum toxin and rf microneedling are not creams.",
        "Call {emergency_number} now.",
    ],
)
def test_what_may(text: str) -> None:
    assert list(STYLE.mistakes(text)) == []


def test_a_longer_answer_may_have_more_words() -> None:
    text = "This is short. " * 40
    assert list(STYLE.mistakes(text)) and not list(STYLE.mistakes(text, is_more=True))
    assert list(STYLE.mistakes(text * 3, is_more=True))


def test_names_that_must_stand_do_not_count_as_long_words() -> None:
    assert STYLE.grade("Ask about botulinum toxin.") == STYLE.grade("Ask about name.")
