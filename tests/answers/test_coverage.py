"""docs/coverage.md says what the data says."""

from __future__ import annotations

from porewise.answers import load_answers
from porewise.facts import load_facts
from tools.coverage import MISSING, PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load_answers(), load_facts()), "run: python -m tools.coverage"


def test_no_aspect_with_facts_is_without_an_answer() -> None:
    assert MISSING not in PAGE.read_text(encoding="utf-8")
