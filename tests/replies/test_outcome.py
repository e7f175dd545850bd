"""How replies are judged; the figures in commit messages and closing notes rest on it."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest

from porewise.door import DataError, read
from porewise.evaluate import ACCEPTED, Accepted, evaluate_folder, outcome


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
    assert outcome(result, {"utter_pain"}) == judged


def test_an_action_counts_as_a_reply() -> None:
    accepted = read(ACCEPTED, Accepted)
    comparison = replied("utter_comparison", actions=["action_compare_treatments"])
    assert outcome(comparison, accepted.names({"topic": "compare_treatments"})) == "right"


def test_of_two_topics_either_is_right_and_an_unknown_one_is_an_error() -> None:
    accepted = read(ACCEPTED, Accepted)
    assert {"utter_duration", "utter_cost"} <= accepted.names({"topic": "duration", "topic2": "cost"})
    with pytest.raises(KeyError):
        accepted.names({"expect": "panic"})


def test_a_folder_without_labelled_messages_is_refused(tmp_path: Any, model: Any) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "hello"}\n')
    with pytest.raises(DataError, match="no \\*.jsonl with labelled messages"):
        evaluate_folder(tmp_path, model)
