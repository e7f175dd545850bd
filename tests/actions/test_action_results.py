"""What an action server answers is still checked, only faster."""

from __future__ import annotations

from typing import Any, Dict

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from porewise.action_results import check_schema_once

check_schema_once()
ACTION = RemoteAction("action_compare_treatments", None)


def test_a_right_answer_passes() -> None:
    slot = {"event": "slot", "name": "action_answered", "value": True, "timestamp": None}
    assert ACTION._validate_action_result({"events": [slot], "responses": [{"text": "x"}]})


@pytest.mark.parametrize(
    "answer",
    [
        {"responses": "not a list"},
        {"responses": ["not an object"]},
        {"events": {}},
        {"events": [{"event": "slot"}]},
        [],
    ],
)
def test_a_wrong_answer_is_refused(answer: Dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ACTION._validate_action_result(answer)
