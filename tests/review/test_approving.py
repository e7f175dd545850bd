"""A person approves answers at the terminal; what is approved stays as it was approved; what is due is listed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain

from porewise.answers import load_answers
from porewise.door import DataError
from porewise.settings import ROOT

ROLE = ("--role", "dermatologist")


def test_an_approval_is_recorded_with_role_and_day_after_asking(porewise: Any, answers: Path) -> None:
    before = answers.read_text(encoding="utf-8")
    refused = porewise("approve", "pain", *ROLE, answer="n\n")
    assert "It can feel like a pinch." in refused.output and "Nothing was recorded." in refused.output
    assert answers.read_text(encoding="utf-8") == before
    assert "Recorded." in porewise("approve", "pain", *ROLE, "--on", "2026-11-20", answer="y\n").output
    pain = load_answers(answers.parents[1])["utter_pain"][0].metadata
    assert pain.approved and (pain.status, pain.approved.by) == ("approved", "dermatologist")
    assert pain.approved.day == pain.reviewed == date(2026, 11, 20)
    assert pain.review_by == date(2027, 11, 20)


@pytest.mark.parametrize(
    "arguments, says",
    [
        (("paine", *ROLE), "no answer has the id paine"),
        (("pain", *ROLE, "--on", "2999-01-01"), "`on`: lies in the future"),
        (("pain", *ROLE, "--on", "2026-10-01"), "was reviewed later"),
        (("pain", *ROLE, "--review-by", "2020-01-01"), "must be later than `on`"),
        (("pain", "--role", '"'), "`by_role`: write who decided"),
        (("pain",), "--role"),
    ],
)
def test_a_wrong_approval_is_refused(porewise: Any, answers: Path, arguments: Any, says: str) -> None:
    before = answers.read_text(encoding="utf-8")
    result = porewise("approve", *arguments, "--yes")
    assert result.exit_code and says in result.output
    assert answers.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("status: draft}", "status: approved}", "`porewise review approve` writes both"),
        ("status: draft}", 'status: draft, approved: {by: nurse, day: "2026-11-02", text: "00000000"}}', "is only for"),
        ("status: draft}", "status: good}", "draft|approved|rejected"),
    ],
)
def test_approved_without_its_record_stops_at_the_door(answers: Path, old: str, new: str, says: str) -> None:
    answers.write_text(answers.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as stopped:
        load_answers(answers.parents[1])
    assert says in str(stopped.value)


def test_a_text_that_was_changed_after_its_approval_stops_at_the_door(porewise: Any, answers: Path) -> None:
    porewise("approve", "pain", "pain_microneedling", *ROLE, "--yes")
    approved = answers.read_text(encoding="utf-8")
    answers.write_text(approved.replace("prick\n      the", "prick the"), encoding="utf-8")
    load_answers(answers.parents[1])  # a line folded elsewhere is the same text
    answers.write_text(approved.replace("prick", "scratch"), encoding="utf-8")
    with pytest.raises(DataError, match="changed after its approval"):
        load_answers(answers.parents[1])


def test_rasa_reads_an_approved_answer(porewise: Any, answers: Path) -> None:
    porewise("approve", "pain", *ROLE, "--yes")
    pain = Domain.from_file(str(answers)).responses["utter_pain"][0]
    assert pain["metadata"]["approved"]["by"] == "dermatologist"


def test_what_is_overdue_and_what_soon_will_be_is_listed(porewise: Any, answers: Path) -> None:
    soon = (date.today() + timedelta(days=60)).isoformat()
    text = answers.read_text(encoding="utf-8").replace('review_by: "2027-11-01"', f'review_by: "{soon}"', 1)
    answers.write_text(text, encoding="utf-8")
    lines = porewise("overdue").output.splitlines()
    assert lines[0] == "Overdue, no longer said: 1" and lines[1].endswith("pain_microneedling")
    assert lines[2] == "Due within 60 days: 1" and lines[3] == f"  {soon}  draft     pain"
    assert len(lines) == 4  # the greeting has no source, so it does not age


def test_we_ship_drafts() -> None:
    """An approval is the clinic's; none comes with the project."""
    for variations in load_answers(ROOT / "data").values():
        for variation in variations:
            assert variation.metadata.status == "draft" and variation.metadata.approved is None, variation.id
