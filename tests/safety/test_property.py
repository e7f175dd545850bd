"""Whatever way it is put: danger is heard, and what is denied, asked, supposed, long over or a stranger's is none."""

from __future__ import annotations

from typing import Callable, FrozenSet, List, Tuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from porewise.language import load
from porewise.language.encoder import whole_words
from porewise.language.spelling import Speller
from porewise.triage.reading import Hit, Reader
from porewise.triage.rules import LEVELS, lexicon, load_rules
from tests.safety.grammar import NOT_NOW, SYMPTOMS, Sentence, idioms, not_now, plain, statements

ALARMS = ("emergency", "crisis", "urgent")
OFTEN = settings(
    max_examples=1500, deadline=None, derandomize=True, print_blob=True, suppress_health_check=list(HealthCheck)
)


def _reader() -> Tuple[Callable[[str], List[Hit]], FrozenSet[str]]:
    """Read as porewise.nlu.triage.Triage does, without Rasa around it; and the words that no slip may make."""
    nlp, rules = load(), load_rules()
    words = whole_words(nlp)
    spoken = lexicon(rules, words)
    reader = Reader(rules, Speller(spoken, words).readings)
    return lambda text: reader.read(nlp(text)), words | frozenset(spoken)


READ, WORDS = _reader()
RULES = {rule.id: rule for rule in load_rules().rules if rule.level in ALARMS and not rule.alone}


def alarms(text: str) -> List[Hit]:
    return [hit for hit in READ(text) if hit.happening and hit.rule.level in ALARMS]


def heard(sentence: Sentence) -> bool:
    """Whether an alarm of the right level or a graver one comes up."""
    right = LEVELS.index(RULES[sentence.rule].level)
    return any(LEVELS.index(hit.rule.level) <= right for hit in alarms(sentence.text))


def test_every_rule_of_danger_has_a_grammar() -> None:
    assert set(SYMPTOMS) == set(RULES)


@pytest.mark.parametrize("rule", SYMPTOMS)
def test_the_grammar_of_a_rule_exercises_that_rule(rule: str) -> None:
    assert any(hit.rule.id == rule for sentence in plain() if sentence.rule == rule for hit in alarms(sentence.text))
    names = [name for name in SYMPTOMS[rule].names if any(hit.rule.id in RULES for hit in READ(f"{name} after botox"))]
    assert names, "no name of it is understood: that it raises no alarm would mean nothing"


@OFTEN
@given(statements(WORDS))
def test_what_happens_is_heard(sentence: Sentence) -> None:
    assert heard(sentence)


@pytest.mark.parametrize("sentence", plain(), ids=lambda sentence: f"{sentence.rule}: {sentence.text}")
def test_each_wording_is_heard(sentence: Sentence) -> None:
    assert heard(sentence)


@pytest.mark.parametrize("circumstances", NOT_NOW)
@OFTEN
@given(data=st.data())
def test_what_does_not_happen_now_is_no_alarm(circumstances: str, data: st.DataObject) -> None:
    sentence = data.draw(not_now(WORDS, circumstances))
    assert alarms(sentence.text) == []


@OFTEN
@given(idioms())
def test_idioms_are_no_alarm(sentence: Sentence) -> None:
    assert alarms(sentence.text) == []
