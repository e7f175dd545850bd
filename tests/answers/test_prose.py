from __future__ import annotations

import pytest

from porewise.prose import figures, sentences


@pytest.mark.parametrize(
    "text, expected",
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It says Dr. Hartman agrees. He does.", ["It says Dr. Hartman agrees.", "He does."]),
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ("Call {clinic_phone}. {clinic_name} is open.", ["Call {clinic_phone}.", "{clinic_name} is open."]),
        ("Two kinds:\n- One, fast.\n- Two 3.5 mm\n\nEnd", ["Two kinds:", "One, fast.", "Two 3.5 mm", "End"]),
        ("1. First\n2) Second", ["First", "Second"]),
        ("3.\n***", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("3 to 4 months", {"3", "4"}),
        ("three to four months", {"3", "4"}),
        ("In 1,029 patients", {"1029"}),
        ("9 in 100 had it", {"9"}),
        ("nine in a hundred had it", {"9"}),
        ("In 100 Japanese volunteers", {"100"}),
        ("9% had it", {"9"}),
        ("12.50 percent", {"12.5"}),
        ("100 people", {"100"}),
        ("one of them, 1 in all", set()),
        ("Call {emergency_number} or {crisis_line}", set()),
        ("twice a day, half of them", {"2", "50"}),
    ],
)
def test_figures(text: str, expected: set[str]) -> None:
    assert figures(text) == expected
