"""Danger is heard at the beginning, in the middle of the screening, after a fallback and beside other questions."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from porewise.dialogue.screening import FORM, QUESTIONS
from tests.safety.twenty import TWENTY, beside_a_question

EMERGENCY = ["utter_emergency"]
ASKED = list(QUESTIONS)
ASKED_FIRST = f"utter_ask_{ASKED[0]}"
NUMBERED = list(enumerate(TWENTY))
BEGUN = ["utter_start_screening", ASKED_FIRST]


def heard_alone(talk: Any) -> None:
    """The emergency was answered and nothing else was said or offered."""
    assert (talk.names, talk.buttons) == (EMERGENCY, [])


@pytest.mark.parametrize("emergency", TWENTY)
def test_as_the_first_message(talk: Any, emergency: str) -> None:
    talk.say(emergency)
    heard_alone(talk)


@pytest.mark.parametrize("number, emergency", NUMBERED)
def test_in_the_middle_of_the_screening(talk: Any, number: int, emergency: str) -> None:
    assert (talk.say("start the safety questions") if number % 2 else talk.press("/start_screening")) == BEGUN
    question = ASKED[number % len(ASKED)]
    for answered in ASKED[: ASKED.index(question)]:
        assert talk.slot("requested_slot") == answered
        talk.press("/deny")
    talk.say(emergency)
    heard_alone(talk)
    assert (talk.form, talk.slot("requested_slot"), talk.slot(question)) == (FORM, question, None)
    assert talk.say("I'm ok now, the ambulance came") == ["utter_safe", f"utter_ask_{question}"]
    assert (talk.slot("requested_slot"), talk.slot(question)) == (question, None)
    assert talk.press("/affirm") and talk.slot(question) == "yes"


@pytest.mark.parametrize("emergency", TWENTY)
def test_after_a_message_that_nobody_understands(talk: Any, emergency: str) -> None:
    assert talk.say("flurbix quonk zander") in (["utter_fallback"], ["utter_did_you_mean"])
    talk.say(emergency)
    heard_alone(talk)


@pytest.mark.parametrize("number", range(len(TWENTY)))
def test_beside_another_question(talk: Any, number: int) -> None:
    talk.say(beside_a_question(number))
    heard_alone(talk)


@pytest.mark.parametrize(
    "button, answer",
    [
        ("/report_emergency", "utter_emergency"),
        ("/report_urgent", "utter_urgent"),
        ("/report_crisis", "utter_crisis"),
        ("/ask_urgent_help", "utter_urgent_help"),
    ],
)
@pytest.mark.parametrize("in_screening", [False, True])
def test_with_buttons_only(talk: Any, button: str, answer: str, in_screening: bool) -> None:
    if in_screening:
        talk.press("/start_screening")
    said = talk.press(button)
    goes_on = [ASKED_FIRST] if in_screening and answer == "utter_urgent_help" else []
    assert said == [answer, *goes_on]
    if in_screening:
        assert (talk.slot("requested_slot"), talk.slot(ASKED[0])) == (ASKED[0], None)


@pytest.mark.parametrize("start", ["/greet", "/ask_help"])
def test_buttons_lead_from_the_start_to_help(talk: Any, start: str) -> None:
    talk.press(start)
    assert "/ask_urgent_help" in talk.buttons
    talk.press("/ask_urgent_help")
    assert talk.buttons == ["/report_emergency", "/report_urgent", "/report_crisis"]
    assert talk.press(talk.buttons[0]) == EMERGENCY


def test_help_in_words_without_saying_what(new_conversation: Callable[[], Any]) -> None:
    for text in ("something is wrong, I need help", "I need help right now"):
        talk = new_conversation()
        assert talk.say(text) == ["utter_urgent_help"], text
        assert "/report_emergency" in talk.buttons
