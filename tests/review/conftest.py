"""A small project to review: three answers, their facts and questions, on copies that may be changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Callable

import pytest
from click.testing import CliRunner, Result

from porewise.cli import main
from porewise.settings import ROOT

ANSWERS = """# A comment that stays.
version: "3.1"
responses:
  utter_pain:
  - id: pain
    text: |-
      It can feel like a pinch.

      - A numbing cream may help.
      - Call {clinic_phone} if it hurts more.
    metadata: {sources: [goodrx_botox, seed], rests_on: [botox.1 conflicts.1, botox.1, clinic],
      claims: [1],   # why: the article says so
      next: [ask_downtime], about: botox, reviewed: "2026-11-01", review_by: "2027-11-01", status: draft}
  - id: pain_microneedling
    condition: [{type: slot, name: treatment, value: microneedling}]
    text: >-
      Fine needles prick
      the skin.
    metadata:
      sources: [goodrx_botox]
      reviewed: "2026-11-01"
      review_by: "2026-11-10"  # soon
      status: draft
      next: []
  utter_greet:
  - id: greet
    text: Hello é, this is {clinic_name}.
    metadata: {sources: [], reviewed: "2026-11-01", review_by: "2026-11-10", status: draft}
"""
MORE = """version: "3.1"
responses:
  utter_pain_more:
  - id: pain_more
    text: Most people say that it is over soon.
    metadata: {sources: [goodrx_botox], rests_on: [botox.1],
      reviewed: "2026-11-01", review_by: "2027-11-01", status: draft}
"""
FACTS = {
    "botox": '  botox.1: {topic: pain, says: "Like a pinch.", sources: [goodrx_botox], strength: expert_opinion}',
    "claims": '  claims.1: {topic: article, says: "It is painless.", sources: [seed], strength: expert_opinion}',
    "conflicts": '  conflicts.1: {topic: pain, says: "Some say it stings.", sources: [seed], strength: conflict}',
}
QUESTIONS = 'ask_pain: "Does {treatment} hurt?"\n'
NLU = """version: "3.1"
nlu:
- intent: ask_pain
  examples: |
    - does botox hurt
    - is it painful
    - does microneedling hurt a lot
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with `data/` as a project has it."""
    topic = tmp_path / "data" / "treatment_day"
    (topic / "nlu").mkdir(parents=True)
    (topic / "answers.yml").write_text(ANSWERS, encoding="utf-8")
    (topic / "more.yml").write_text(MORE, encoding="utf-8")
    (topic / "nlu" / "ask_pain.yml").write_text(NLU)
    (tmp_path / "data" / "facts").mkdir()
    for name, fact in FACTS.items():
        (tmp_path / "data" / "facts" / f"{name}.yml").write_text(f"facts:\n{fact}\n")
    (tmp_path / "data" / "questions.yml").write_text(QUESTIONS)
    shutil.copy(ROOT / "data" / "sources.yml", tmp_path / "data")
    return tmp_path


@pytest.fixture
def answers(project: Path) -> Path:
    """The file that reviews change."""
    return project / "data" / "treatment_day" / "answers.yml"


Porewise = Callable[..., Result]


@pytest.fixture
def porewise(project: Path) -> Porewise:
    """Run `porewise review ...` on the project."""

    def run(*arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(main, ["review", *arguments, "--root", str(project)], input=answer)

    return run
