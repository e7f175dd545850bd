"""The screening from its first question to the list for the provider."""

from __future__ import annotations

from typing import Any, Callable, Dict, List

import pytest

from porewise.dialogue.screening import FORM, QUESTIONS, SUBMIT

SLOTS = list(QUESTIONS)
ASK = [f"utter_ask_{slot}" for slot in SLOTS]
Words = Callable[[str], str]


def begin(talk: Any, until: str = SLOTS[0]) -> None:
    """Start, and say no until `until` is asked."""
    assert talk.say("start the safety questions") == ["utter_start_screening", ASK[0]]
    while talk.slot("requested_slot") != until:
        talk.press("/deny")


def listed(talk: Any) -> List[str]:
    """The lines of the list at the end."""
    assert talk.names[-1] == SUBMIT
    return [line.removeprefix("- ") for line in talk.texts[-1].splitlines() if line.startswith("- ")]


def test_eight_questions_in_order_then_the_list(talk: Any, words: Words) -> None:
    begin(talk)
    for number, slot in enumerate(SLOTS):
        assert talk.texts[-1] == words(ASK[number]) and f"Question {number + 1} of 8" in talk.texts[-1]
        assert talk.buttons == ["/affirm", "/deny", "/prefer_not_to_say"]
        assert talk.slot("requested_slot") == slot
        assert talk.say("no") == [ASK[number + 1] if number < 7 else SUBMIT]
        assert talk.slot(slot) == "no"
    assert talk.form is None
    (line,) = listed(talk)
    assert line.startswith("None of the eight was a yes")


def test_yes_is_explained_before_the_next_question(talk: Any, words: Words) -> None:
    begin(talk)
    for number, slot in enumerate(SLOTS):
        assert talk.say("yes") == [ASK[number + 1] if number < 7 else SUBMIT]
        assert talk.slot(slot) == "yes"
        following = words(ASK[number + 1]) if number < 7 else "This is what to raise with your provider:"
        assert talk.texts[0].startswith(f"{words(f'utter_{slot}')}\n\n{following}")


def test_an_answer_that_is_no_yes_is_not_explained(talk: Any, words: Words) -> None:
    begin(talk)
    talk.say("yes")
    for said in ("no", "I'd rather not say"):
        talk.say(said)
        assert not any(words(f"utter_{slot}") in talk.texts[0] for slot in SLOTS)


def test_one_may_prefer_not_to_say(talk: Any, notes: Dict[str, str]) -> None:
    begin(talk)
    assert talk.say("I'd rather not say") == [ASK[1]] and talk.slot(SLOTS[0]) == "not said"
    assert talk.press("/prefer_not_to_say") == [ASK[2]] and talk.slot(SLOTS[1]) == "not said"
    talk.press("/affirm")
    for _ in SLOTS[3:]:
        talk.press("/deny")
    lines = listed(talk)
    assert lines[0] == notes[SLOTS[2]] and "2 of the questions" in lines[1] and len(lines) == 2


@pytest.mark.parametrize("slot", [SLOTS[0], SLOTS[5], SLOTS[7]])
def test_a_question_in_between_is_answered_and_ours_is_asked_again(talk: Any, slot: str) -> None:
    begin(talk, slot)
    assert talk.say("does it hurt?") == ["utter_pain", f"utter_ask_{slot}"]
    assert (talk.slot("requested_slot"), talk.slot(slot), talk.form) == (slot, None, FORM)
    assert talk.say("How much does it cost? And how long does it last?") == [
        "utter_cost",
        "utter_duration",
        f"utter_ask_{slot}",
    ]
    talk.say("yes")
    assert talk.slot(slot) == "yes"


@pytest.mark.parametrize(
    "slot, text, answer",
    [
        ("screening_pregnancy", "I'm 20 weeks pregnant", "screen_pregnancy"),
        ("screening_allergy", "I'm allergic to botox", "screen_toxin_allergy"),
        ("screening_nerves", "I have myasthenia gravis", "screen_nerve_or_muscle_disease"),
        ("screening_medicines", "I take eliquis", "screen_blood_thinner"),
        ("screening_infection", "I get cold sores all the time", "screen_infection_or_cold_sore"),
    ],
)
def test_a_reason_in_own_words_answers_its_question(talk: Any, slot: str, text: str, answer: str) -> None:
    begin(talk, slot)
    said = talk.say(text)
    following = SLOTS.index(slot) + 1
    assert talk.ids[0] == answer and said[1:] == [ASK[following] if following < 8 else SUBMIT]
    assert talk.slot(slot) == "yes"


def test_a_reason_told_early_is_not_asked_for_again(talk: Any, notes: Dict[str, str]) -> None:
    begin(talk)
    assert talk.say("I take eliquis")[-1] == ASK[0] and talk.slot("screening_medicines") == "yes"
    asked = []
    while talk.form:
        talk.press("/deny")
        asked += [name for name in talk.names if name in ASK]
    assert asked == [question for question in ASK[1:] if question != "utter_ask_screening_medicines"]
    assert listed(talk) == [notes["screening_medicines"]]


@pytest.mark.parametrize("leaving", ["stop the questions", "/leave_screening"])
def test_one_may_leave(talk: Any, leaving: str) -> None:
    begin(talk, SLOTS[2])
    said = talk.press(leaving) if leaving.startswith("/") else talk.say(leaving)
    assert said == ["utter_leave_screening"] and "/start_screening" in talk.buttons
    assert talk.form is None and talk.slot("requested_slot") is None
    assert talk.say("does microneedling hurt") == ["utter_pain"]
    talk.say("yes")
    assert talk.slot(SLOTS[2]) is None and not any(name in ASK for name in talk.names)


def test_to_leave_what_was_not_begun_does_no_harm(talk: Any) -> None:
    assert talk.say("stop the questions") == ["utter_leave_screening"]
    assert talk.press("/prefer_not_to_say") == ["utter_prefer_not_to_say"]


@pytest.mark.parametrize("yes", [SLOTS[:1], SLOTS[1::2], SLOTS[3:5], SLOTS[7:], SLOTS])
def test_the_list_has_the_lines_of_the_yes_answers_and_no_verdict(
    talk: Any, notes: Dict[str, str], yes: List[str]
) -> None:
    begin(talk)
    for slot in SLOTS:
        assert talk.slot("requested_slot") == slot
        talk.press("/affirm" if slot in yes else "/deny")
    assert listed(talk) == [notes[slot] for slot in yes]
    assert "It is not a yes or a no" in talk.texts[-1] and "{" not in talk.texts[-1]
    assert not any(
        verdict in talk.texts[-1].lower() for verdict in ("you are eligible", "you can have", "you can't have")
    )


def test_beginning_anew_forgets_the_answers_before(talk: Any, notes: Dict[str, str]) -> None:
    begin(talk)
    talk.press("/affirm")
    talk.press("/affirm")
    talk.say("stop the questions")
    begin(talk)
    assert [talk.slot(slot) for slot in SLOTS] == [None] * 8
    for slot in SLOTS:
        talk.press("/affirm" if slot == SLOTS[4] else "/deny")
    assert listed(talk) == [notes[SLOTS[4]]]
    assert talk.press("/start_screening")[-1] == ASK[0] and talk.slot(SLOTS[4]) is None


def test_beginning_anew_in_the_middle_starts_at_the_first_question(talk: Any) -> None:
    begin(talk, SLOTS[3])
    assert talk.press("/start_screening") == ["utter_start_screening", ASK[0]]
    assert [talk.slot(slot) for slot in SLOTS] == [None] * 8
