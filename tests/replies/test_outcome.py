"""How replies are judged; the figures in commit messages and closing notes rest on it."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest

from porewise.door import DataError, read
from porewise.evaluation.accepted import ACCEPTED, Accepted
from porewise.evaluation.judging import outcome


def replied(*names: str, actions: List[str] | None = None, buttons: List[str] | None = None) -> Dict[str, Any]:
    shown = [{"title": "x", "payload": payload} for payload in buttons or []]
    return {"replies": [{"name": name, "buttons": shown} for name in names], "actions": actions or list(names)}


@pytest.mark.parametrize(
    "result, judged",
    [
        (replied("utter_pain"), "right"),
        (replied("utter_pain", "utter_offer_providers"), "right"),
        (replied("utter_comparison", actions=["action_compare_treatments"]), "wrong"),
        (replied("utter_did_you_mean", buttons=["/ask_cost", "/ask_pain"]), "offered"),
        (replied("utter_did_you_mean", buttons=["/ask_cost"]), "refused"),
        (replied("utter_fallback", buttons=["/ask_pain"]), "refused"),
        (replied("utter_cost", buttons=["/ask_pain"]), "wrong"),
        (replied(), "wrong"),
    ],
)
def test_a_reply_is_judged(result: Dict[str, Any], judged: str) -> None:
    assert outcome(result, [{"utter_pain"}]) == judged


@pytest.mark.parametrize(
    "result, judged",
    [
        (replied("utter_pain", "utter_cost"), "right"),
        (replied("utter_offer_providers", "utter_cost", "utter_pain"), "right"),
        (replied("utter_pain"), "partly"),
        (replied("utter_pain", "utter_onset"), "partly"),
        (replied("utter_pain", "utter_did_you_mean", buttons=["/ask_cost"]), "partly"),
        (replied("utter_did_you_mean", buttons=["/ask_cost"]), "offered"),
        (replied("utter_did_you_mean", buttons=["/ask_onset"]), "refused"),
        (replied("utter_fallback"), "refused"),
        (replied("utter_onset"), "wrong"),
    ],
)
def test_two_questions_want_two_answers(result: Dict[str, Any], judged: str) -> None:
    assert outcome(result, [{"utter_pain"}, {"utter_cost", "utter_book_appointment"}]) == judged


def test_one_reply_may_answer_both_questions() -> None:
    assert outcome(replied("utter_evidence"), [{"utter_evidence", "utter_a"}, {"utter_evidence", "utter_b"}]) == "right"


def test_what_is_said_counts_not_which_action_said_it() -> None:
    refusal = replied("utter_fallback", actions=["action_answer"])
    assert outcome(refusal, [{"utter_pain"}]) == "refused"


def test_an_action_counts_as_a_reply() -> None:
    accepted = read(ACCEPTED, Accepted)
    comparison = replied("utter_comparison", actions=["action_compare_treatments"])
    assert outcome(comparison, accepted.wanted("x.jsonl", {"topic": "compare_treatments"})) == "right"


TWO = {"topic": "duration", "topic2": "cost"}


def test_two_topics_are_two_questions_unless_the_file_names_one_question_twice() -> None:
    accepted = read(ACCEPTED, Accepted)
    duration, cost = accepted.wanted("written-clinic.jsonl", TWO)
    assert "utter_duration" in duration and "utter_cost" in cost and not duration & cost
    assert accepted.wanted("real-skincare.jsonl", TWO) == [duration | cost]
    assert accepted.either == ["real-skincare.jsonl", "real-safety.jsonl"]


def test_a_label_may_name_two_topics_of_which_either_is_right() -> None:
    (names,) = read(ACCEPTED, Accepted).wanted("x.jsonl", {"topic": "find_provider/booking"})
    assert {"utter_provider", "utter_book_appointment"} <= names


def test_what_is_expected_counts_before_the_topic() -> None:
    (names,) = read(ACCEPTED, Accepted).wanted("x.jsonl", {"expect": "emergency", "topic": "swallowing"})
    assert names == {"utter_emergency"}


@pytest.mark.parametrize("row", [{"expect": "panic"}, {"topic": "weather"}, {"topic": "cost", "topic2": "weather"}])
def test_an_unknown_label_is_an_error(row: Dict[str, str]) -> None:
    with pytest.raises(DataError, match="no entry for the label `(panic|weather)`"):
        read(ACCEPTED, Accepted).wanted("x.jsonl", row)
