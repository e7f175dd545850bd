"""Which parts of a message are answered as questions of their own."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

import pytest
from rasa.shared.nlu.training_data.message import Message

from porewise.nlu.zone_classifier import ZoneClassifier

CONFIG = {
    "answer": 0.6,
    "suggest": 0.4,
    "beside": 0.5,
    "not_beside": ["greet", "thank"],
}
Part = Tuple[str, float]


def parsed(whole: List[Part], *parts: Part) -> Message:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in whole]
    found = [
        {"start": 10 * i, "end": 10 * i + 9, "ranking": [{"name": name, "confidence": confidence}]}
        for i, (name, confidence) in enumerate(parts)
    ]
    message = Message({"text": "x" * 40, "intent": ranking[0], "intent_ranking": ranking, "parts": found})
    return ZoneClassifier(CONFIG).process([message])[0]


@pytest.mark.parametrize(
    "whole, parts, answered",
    [
        ([("ask_cost", 0.9)], [("ask_pain", 0.8), ("ask_cost", 0.7)], ["ask_pain", "ask_cost"]),
        # a second one with less confidence; with still less where the whole message says the same
        ([("ask_pain", 0.7)], [("ask_pain", 0.8), ("ask_cost", 0.51)], ["ask_pain", "ask_cost"]),
        ([("ask_pain", 0.7), ("ask_cost", 0.2)], [("ask_pain", 0.8), ("ask_cost", 0.41)], ["ask_pain", "ask_cost"]),
        ([("ask_pain", 0.7)], [("ask_pain", 0.8), ("ask_cost", 0.49)], []),
        # the same thing asked twice, and words that ask nothing
        ([("ask_pain", 0.7)], [("ask_pain", 0.8), ("ask_pain", 0.7)], []),
        ([("ask_pain", 0.7)], [("greet", 0.9), ("ask_pain", 0.7)], []),
        # neither is sure
        ([("ask_pain", 0.5)], [("ask_pain", 0.55), ("ask_cost", 0.55)], []),
        # one is sure and the message as a whole is not: the rest is asked for again
        ([("ask_pain", 0.5)], [("ask_pain", 0.8), ("joke", 0.3)], ["ask_pain", "clarify"]),
        # no more than three
        (
            [("ask_pain", 0.5)],
            [("ask_pain", 0.8), ("ask_cost", 0.8), ("ask_onset", 0.8), ("ask_duration", 0.8)],
            ["ask_pain", "ask_cost", "ask_onset"],
        ),
    ],
)
def test_questions(whole: List[Part], parts: List[Part], answered: List[str]) -> None:
    message = parsed(whole, *parts)
    assert [question["intent"] for question in message.get("questions")] == answered
    assert "questions" in message.output_properties


def test_the_first_question_becomes_the_intent_and_is_ranked_once() -> None:
    message = parsed([("ask_cost", 0.9), ("ask_pain", 0.2)], ("ask_pain", 0.8), ("ask_cost", 0.7))
    names: List[Dict[str, Any]] = message.get("intent_ranking")
    assert message.get("intent")["name"] == "ask_pain" and [i["name"] for i in names] == ["ask_pain", "ask_cost"]
