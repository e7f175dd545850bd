"""A wrong file stops with its name, the line, and what is allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from porewise.answers import load_answers, load_questions
from porewise.clinic import Clinic, load_clinic
from porewise.comparison import load_comparison
from porewise.door import DataError
from porewise.settings import ROOT
from porewise.sources import load_sources

CLINIC = (ROOT / "clinic.yml").read_text()
ANSWER = """version: "3.1"
responses:
  utter_pain:
  - id: pain
    text: It can feel like a pinch.
    metadata:
      sources: [goodrx_botox]
      reviewed: "2026-11-22"
      review_by: "2027-11-22"
      status: draft
"""


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


@pytest.mark.parametrize(
    "old, new, at, says",
    [
        ("phone:", "fone:", "fone:", "unknown key. Allowed here: name, phone, email"),
        ('sat: "9:00-13:00"', 'sat: "nine to one"', "hours:", 'such as "9:00-17:00"'),
        ("time_zone: America/Chicago", "time_zone: Chicago", "time_zone:", "names such as America/Chicago"),
        ("- hydrafacial\n", "- hidrafacial\n", "- hidrafacial", "Allowed: botox, micro_botox"),
        ("board_certified: true\n", "board_certified: perhaps\n", "board_certified: perhaps", "boolean"),
        ("jurisdiction: US", "jurisdiction: Mars", "jurisdiction:", "US|UK|IE|AU|EU"),
        ("days: [wed, thu]", "days: [wed, thursday]", "days: [wed, thursday]", "Allowed: mon, tue"),
        ('confirmed_on: "2026-11-01"', 'confirmed_on: "last week"', 'confirmed_on: "last week"', "date"),
    ],
)
def test_a_mistake_in_clinic_yml_is_named_with_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    assert old in CLINIC
    text = CLINIC.replace(old, new, 1)
    path = tmp_path / "clinic.yml"
    path.write_text(text)
    with pytest.raises(DataError) as error:
        load_clinic(path)
    assert says in str(error.value)
    assert f"clinic.yml, line {line_of(text, at)}:" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "clinic.yml"
    path.write_text(re.sub(r"(?m)^phone:.*$", "", CLINIC))
    with pytest.raises(DataError, match="`phone`: is missing"):
        load_clinic(path)


def test_a_key_said_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clinic.yml"
    path.write_text(CLINIC + '\nphone: "(217) 555-0199"\n')
    with pytest.raises(DataError, match=r"line \d+: `phone` is said twice"):
        load_clinic(path)


def test_what_is_not_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "clinic.yml"
    path.write_text('name: "Lakeview\nphone: 1\n')
    with pytest.raises(DataError, match=r"clinic.yml, line \d+: this is not valid YAML"):
        load_clinic(path)


@pytest.mark.parametrize(
    "old, new, line, says",
    [
        ("status: draft", "status: checked", 10, "draft|approved"),
        ("sources: [goodrx_botox]", "sauces: [goodrx_botox]", 7, "unknown key. Allowed here: sources, claims"),
        ('review_by: "2027-11-22"', 'review_by: "soon"', 9, "date"),
        ('review_by: "2027-11-22"', 'review_by: "2026-01-01"', 9, "later than `reviewed`"),
        ("    text: It can feel like a pinch.\n", "", 4, "`text`: is missing"),
    ],
)
def test_a_mistake_in_an_answer_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    topic = tmp_path / "treatment_day"
    topic.mkdir()
    (topic / "answers.yml").write_text(ANSWER.replace(old, new))
    with pytest.raises(DataError) as error:
        load_answers(tmp_path)
    assert f"answers.yml, line {line}:" in str(error.value) and says in str(error.value)


def test_two_answers_of_one_id_are_refused(tmp_path: Path) -> None:
    for topic in ("pain", "pores"):
        (tmp_path / topic).mkdir()
        (tmp_path / topic / "answers.yml").write_text(ANSWER.replace("utter_pain", f"utter_{topic}"))
    with pytest.raises(DataError, match=r"line 4: `pain` stands already in .*pain/answers.yml, line 4"):
        load_answers(tmp_path)


def test_a_question_without_words_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.yml"
    path.write_text('ask_pain: "Does it hurt?"\nask_cost: 5\n')
    with pytest.raises(DataError, match="line 2: `ask_cost` needs a text"):
        load_questions(path)


def test_a_comparison_of_an_unknown_treatment_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "data/alternatives/comparison.yml").read_text()
    path = tmp_path / "comparison.yml"
    path.write_text(text.replace("  botox:", "  bottox:", 1))
    with pytest.raises(DataError, match="unknown treatment 'bottox'"):
        load_comparison(path)


def test_a_source_without_a_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text('seed:\n  title: "T"\n  publisher: "P"\n  year: 2020\n  url: null\n')
    with pytest.raises(DataError, match="`seed.kind`|`kind`"):
        load_sources(path)


class TestClinicInWords:
    """What visitors read of clinic.yml."""

    def clinic(self) -> Clinic:
        return load_clinic(ROOT / "clinic.yml")

    def test_days_with_the_same_hours_stand_together(self) -> None:
        assert self.clinic().facts()["clinic_hours"] == (
            "Monday to Wednesday 9:00-17:00, Thursday 9:00-19:00, Friday 9:00-17:00, Saturday 9:00-13:00, Sunday closed"
        )

    def test_providers_are_those_who_do_the_treatment_certified_doctors_first(self) -> None:
        certified = [p.board_certified for p in self.clinic().providers_for("botox")]
        assert certified == sorted(certified, reverse=True) and certified
        assert all("hydrafacial" in p.treats for p in self.clinic().providers_for("hydrafacial"))
        assert self.clinic().providers_for("niacinamide") == []
