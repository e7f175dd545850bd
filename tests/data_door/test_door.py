"""A wrong file stops with its name, the line, and what is allowed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from porewise.answers import load_answers, load_questions
from porewise.checks import check_all
from porewise.clinic import Clinic, load_clinic
from porewise.comparison import load_comparison
from porewise.door import DataError
from porewise.settings import ROOT
from porewise.sources import load_sources

CLINIC = (ROOT / "clinic.yml").read_text()
COMPARISON = (ROOT / "data/alternatives/comparison.yml").read_text()
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


BY_TREATMENT = (
    ANSWER.replace("      status: draft\n", "      status: draft\n      about: botox\n")
    + """  - id: pain_microneedling
    condition: [{type: slot, name: treatment, value: microneedling}]
    text: A numbing cream goes on first.
    metadata:
      sources: [lehcara_mn]
      reviewed: "2026-11-22"
      review_by: "2027-11-22"
      status: draft
"""
)


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
        ("jurisdiction: US", "jurisdiction: Mars", "jurisdiction:", "Allowed: US, UK, IE, AU, EU"),
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
        ("sources: [goodrx_botox]", "sauces: [goodrx_botox]", 7, "unknown key. Allowed here: sources, rests_on"),
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


def answers_of(tmp_path: Path, text: str) -> Path:
    topic = tmp_path / "treatment_day"
    topic.mkdir()
    (topic / "answers.yml").write_text(text)
    return tmp_path


def test_a_default_beside_variations_by_treatment_says_what_it_is_about(tmp_path: Path) -> None:
    default, other = load_answers(answers_of(tmp_path, BY_TREATMENT))["utter_pain"]
    assert (default.metadata.about, other.metadata.about) == ("botox", None)


@pytest.mark.parametrize(
    "text, line, says",
    [
        (BY_TREATMENT.replace("      about: botox\n", ""), 4, "`pain` needs `about: botox` or `about: general`"),
        (BY_TREATMENT.replace("about: botox", "about: laser"), 11, "botox|general"),
        (BY_TREATMENT + "      about: general\n", 12, "only for a default beside variations by treatment"),
        (ANSWER + "      about: general\n", 4, "only for a default beside variations by treatment"),
    ],
)
def test_what_a_default_is_about_is_checked(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(DataError) as error:
        load_answers(answers_of(tmp_path, text))
    assert f"answers.yml, line {line}:" in str(error.value) and says in str(error.value)


SHORT = 'say: "Short", treatments: [pore_strips_extraction], sources: [softservices_sf]'


@pytest.mark.parametrize(
    "old, new, at, says",
    [
        (
            SHORT,
            SHORT.replace("pore_", "poor_"),
            "poor_strips_extraction",
            "unknown treatment 'poor_strips_extraction'",
        ),
        (
            SHORT,
            SHORT.replace("[pore", "[botox, pore"),
            "words: the longest effect",
            "'botox' has 2 places. Allowed: one",
        ),
        (SHORT, SHORT.replace("[pore_strips_extraction]", "[]"), 'say: "Short"', "at least 1 item"),
        (SHORT, SHORT.replace("[softservices_sf]", "[]"), 'say: "Short"', "at least 1 item"),
        (SHORT, SHORT.replace("say:", "says:"), 'says: "Short"', "unknown key. Allowed here: say, treatments, sources"),
        ("  needles:\n", "  noodles:\n", "  noodles:", "Allowed here: cost, onset, downtime, pain"),
        ("    words: those without needles\n", "", "  needles:", "`rankings.needles.words`: is missing"),
    ],
)
def test_a_mistake_in_a_ranking_is_named_with_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    assert COMPARISON.count(old) == 1
    text = COMPARISON.replace(old, new)
    path = tmp_path / "comparison.yml"
    path.write_text(text)
    with pytest.raises(DataError) as error:
        load_comparison(path)
    assert says in str(error.value)
    # What is wrong with all groups of a ranking is shown at `groups:`, the line after its words.
    line = line_of(text, at) + at.startswith("words:")
    assert f"comparison.yml, line {line}:" in str(error.value)


def test_a_ranking_without_groups_must_say_what_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "comparison.yml"
    head, _ = COMPARISON.split("  needles:\n")
    path.write_text(head + "  needles:\n    words: those without needles\n    groups: []\n")
    with pytest.raises(DataError, match="a note must say what is not known"):
        load_comparison(path)


def test_only_treatments_of_the_table_are_ranked(tmp_path: Path) -> None:
    text = re.sub(r"(?ms)^  hydrafacial:\n.*?(?=^#)", "", COMPARISON)
    path = tmp_path / "comparison.yml"
    path.write_text(text)
    with pytest.raises(DataError, match="onset ranks 'hydrafacial', which has no row") as error:
        load_comparison(path)
    assert f"comparison.yml, line {text.splitlines().index('rankings:') + 1}:" in str(error.value)


@pytest.mark.parametrize("old", ["sources: [softservices_sf]}\n    note", "sources: [visha_strips]}"])
def test_an_unknown_source_of_the_comparison_is_named_with_its_line(tmp_path: Path, old: str) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "domain.yml", tmp_path)
    check_all(tmp_path)
    text = COMPARISON.replace(old, old.replace("[", "[nobody_2020, "), 1)
    (tmp_path / "data/alternatives/comparison.yml").write_text(text)
    with pytest.raises(DataError, match="unknown source `nobody_2020`") as error:
        check_all(tmp_path)
    assert f"comparison.yml, line {line_of(text, 'nobody_2020')}:" in str(error.value)


def test_a_comparison_of_an_unknown_treatment_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "comparison.yml"
    path.write_text(COMPARISON.replace("  botox:", "  bottox:", 1))
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
