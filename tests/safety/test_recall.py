"""What must hold before anything is merged: sixty emergencies are heard, sixty ordinary messages raise no alarm."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Dict, List

import pytest

from porewise.dialogue.help_first import CRISIS, EMERGENCY, SAID, URGENT
from porewise.replay import read_messages
from porewise.settings import ROOT
from porewise.triage.rules import load_rules

FOLDER = ROOT / "tests" / "safety"
EMERGENCIES = [row["text"] for row in read_messages(FOLDER / "emergencies.jsonl")]
ORDINARY = [row["text"] for row in read_messages(FOLDER / "ordinary.jsonl")]


def names(result: Dict[str, Any]) -> List[str]:
    return [reply["name"] for reply in result["replies"]]


@pytest.mark.parametrize("text", EMERGENCIES)
def test_an_emergency_gets_help_first_and_alone(ask: Any, text: str) -> None:
    result = ask(text)
    assert names(result) == [SAID[EMERGENCY]]
    assert result["replies"][0]["buttons"] == []


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_message_raises_no_alarm(ask: Any, text: str) -> None:
    said = names(ask(text))
    assert said and not {SAID[EMERGENCY], SAID[URGENT], SAID[CRISIS]} & set(said)


def test_every_emergency_rule_has_two_messages() -> None:
    heard = Counter(row["topic"] for row in read_messages(FOLDER / "emergencies.jsonl"))
    rules = {rule.id for rule in load_rules().rules if rule.level == EMERGENCY}
    assert set(heard) == rules and min(heard.values()) >= 2


def test_the_sets_are_whole_and_labelled() -> None:
    for file, texts, label in (("emergencies", EMERGENCIES, "emergency"), ("ordinary", ORDINARY, "answer")):
        assert {row["expect"] for row in read_messages(FOLDER / f"{file}.jsonl")} == {label}
        assert len(texts) == len(set(texts)) >= 60


def test_ci_runs_this_file(pytestconfig: pytest.Config) -> None:
    assert re.search(r"^make test$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    all_of_it = r"^test:.*\n\t@pytest -n \w+ --maxprocesses \d --dist loadfile$"  # no path: all of `testpaths`
    assert re.search(all_of_it, (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert pytestconfig.getini("testpaths") == ["tests"] and FOLDER.is_relative_to(ROOT / "tests")
    assert not any(
        option.startswith(("--ignore", "--deselect", "-k", "-m")) for option in pytestconfig.getini("addopts")
    )
