"""Fallback in two zones."""

from __future__ import annotations

from typing import Any, Dict, Optional

import pytest
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from porewise.nlu.zone_classifier import ZoneClassifier

CONFIG = ZoneClassifier.get_default_config()


def judged(name: Optional[str], confidence: float, config: Dict[str, Any] = CONFIG) -> Message:
    intent = {"name": name, "confidence": confidence}
    message = Message({"text": "x", "intent": intent, "intent_ranking": [intent]})
    return ZoneClassifier(config).process([message])[0]


@pytest.mark.parametrize(
    "confidence, expected",
    [
        (1.0, "ask_pain"),
        (0.6, "ask_pain"),
        (0.599, "clarify"),
        (0.4, "clarify"),
        (0.399, "nlu_fallback"),
        (0.0, "nlu_fallback"),
    ],
)
def test_the_zone_decides(confidence: float, expected: str) -> None:
    assert judged("ask_pain", confidence).get("intent")["name"] == expected


def test_no_intent_at_all_is_a_fallback() -> None:
    assert judged(None, 0.0).get("intent")["name"] == "nlu_fallback"


def test_the_likely_intents_stay_in_the_ranking_for_the_buttons() -> None:
    assert [i["name"] for i in judged("ask_pain", 0.5).get("intent_ranking")] == ["clarify", "ask_pain"]


@pytest.mark.parametrize(
    "config", [{"answer": 0.3, "suggest": 0.4}, {"answer": 1.2}, {"suggest": -0.1}, {"treshold": 1}]
)
def test_a_wrong_configuration_is_refused(config: Dict[str, Any]) -> None:
    with pytest.raises(InvalidConfigException):
        ZoneClassifier.validate_config(config)


def test_the_defaults_are_valid() -> None:
    ZoneClassifier.validate_config(ZoneClassifier.get_default_config())
