"""What follows after danger was told: the reminder, its end, nothing to sell after a crisis, and the question back."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from porewise.responses import OFFERS

ORDINARY = (
    "How much does Botox cost?",
    "thanks",
    "How do I choose a good provider?",
    "what else could I try besides injections",
)
OVER = "false alarm, I'm fine now"
# Such words are between danger and a question: enough of them to find some that are asked about.
UNSURE = (
    "my face feels kind of heavy and strange",
    "swallowing has been a bit of a thing lately",
    "my voice, hm, is that botox",
    "breathing and botox",
    "a tightness",
    "my eye is a bit funny today",
    "throat feels odd but maybe it's a cold",
    "I'm a little dizzy, is that usual",
    "feeling weak",
    "my lip tingles",
    "one eyelid is a touch lower I think",
    "my skin is hot",
)


@pytest.mark.parametrize(
    "told, answer, line",
    [
        ("I can't breathe properly since the injections", "utter_emergency", "utter_help_first"),
        ("pus is coming out of the spots where I was needled", "utter_urgent", "utter_help_first_urgent"),
        ("I want to kill myself", "utter_crisis", "utter_help_first_crisis"),
    ],
)
def test_help_comes_first_until_the_danger_is_over(
    talk: Any, words: Callable[[str], str], told: str, answer: str, line: str
) -> None:
    assert talk.say(told) == [answer]
    for question in ORDINARY:
        talk.say(question)
        assert talk.texts[0].startswith(words(line) + "\n\n"), question
        assert not any(words(line) in text for text in talk.texts[1:]), question
    assert talk.say(OVER) == ["utter_safe"] and words(line) not in talk.texts[0]
    for question in ORDINARY:
        talk.say(question)
        assert not any(words(line) in text for text in talk.texts), question


def test_a_graver_danger_is_the_one_remembered(talk: Any, words: Callable[[str], str]) -> None:
    talk.press("/report_urgent")
    talk.press("/report_emergency")
    talk.press("/report_urgent")
    talk.say("does microneedling hurt")
    assert talk.texts[0].startswith(words("utter_help_first"))


def test_danger_after_it_was_over_is_danger_again(talk: Any, words: Callable[[str], str]) -> None:
    talk.press("/report_emergency")
    talk.say(OVER)
    assert talk.say("my throat is closing up again") == ["utter_emergency"]
    talk.say("does microneedling hurt")
    assert talk.texts[0].startswith(words("utter_help_first"))


def offered(talk: Any) -> set:
    """What the buttons of the ordinary answers would sell."""
    sold = set()
    for question in ORDINARY:
        talk.say(question)
        sold |= {payload.lstrip("/") for payload in talk.buttons} & OFFERS
    return sold


def test_after_a_crisis_nothing_is_sold_for_the_rest_of_the_session(talk: Any, new_conversation: Any) -> None:
    talk.say("I don't want to live anymore with this face")
    assert talk.names == ["utter_crisis"] and not talk.buttons
    assert offered(talk) == set()
    assert talk.say("I'm safe now, my sister is here with me") == ["utter_safe"]
    assert offered(talk) == set()
    assert offered(new_conversation()) == OFFERS  # which is what others get


def unsure(feared: str) -> dict:
    """How a message is understood that may be danger; `ask_pain` is the likeliest ordinary meaning."""
    return {
        "intent": {"name": "happening_now", "confidence": 1.0},
        "intent_ranking": [
            {"name": name, "confidence": 0.3} for name in ("happening_now", "report_urgent", "ask_pain", "ask_cost")
        ],
        "triage": {"level": "ask", "rule": None, "start": 0, "end": 3, "feared": feared},
    }


@pytest.mark.parametrize(
    "feared, answer",
    [
        ("emergency", "utter_emergency"),
        ("urgent", "utter_urgent"),
        ("crisis", "utter_crisis"),
        ("support", "utter_distress"),
    ],
)
def test_yes_it_is_happening_gives_the_answer_to_what_was_feared(talk: Any, feared: str, answer: str) -> None:
    assert talk.say_understood("it hurts", **unsure(feared)) == ["utter_happening_now"]
    assert talk.buttons == ["/affirm", "/deny"]
    assert talk.say("yes") == [answer]


@pytest.mark.parametrize("no", ["no", "/deny"])
def test_no_it_is_not_gives_the_likeliest_ordinary_answer(talk: Any, words: Callable[[str], str], no: str) -> None:
    talk.say_understood("does it hurt", **unsure("emergency"))
    assert (talk.press(no) if no.startswith("/") else talk.say(no)) == ["utter_pain"]
    talk.say("how much does it cost")
    assert not talk.texts[0].startswith(words("utter_help_first"))


@pytest.mark.parametrize("said, answer", [("/affirm", "utter_urgent"), ("/deny", "utter_pain")])
def test_asked_back_in_the_screening_the_answer_is_not_the_forms(talk: Any, said: str, answer: str) -> None:
    talk.press("/start_screening")
    assert talk.say_understood("it hurts", **unsure("urgent")) == ["utter_happening_now"]
    asked_again = ["utter_ask_screening_pregnancy"] if said == "/deny" else []  # danger is answered alone
    assert talk.press(said) == [answer, *asked_again]
    assert (talk.slot("screening_pregnancy"), talk.slot("requested_slot")) == (None, "screening_pregnancy")


def test_what_is_really_unsure_is_asked_about(new_conversation: Callable[[], Any]) -> None:
    asked = []
    for text in UNSURE:
        talk = new_conversation()
        if talk.say(text) != ["utter_happening_now"]:
            continue
        asked.append(text)
        assert talk.press("/affirm")[0] in ("utter_emergency", "utter_urgent", "utter_crisis", "utter_distress"), text
    assert asked


@pytest.mark.parametrize(
    "text, answer",
    [
        ("no puedo respirar desde que me pusieron botox", "emergency_es"),
        ("se me cierra la garganta, ayuda", "emergency_es"),
        ("me quiero morir", "crisis_es"),
    ],
)
def test_danger_told_in_spanish_is_answered_in_spanish(talk: Any, text: str, answer: str) -> None:
    talk.say(text)
    assert (talk.ids, talk.buttons) == ([answer], [])


def test_after_spanish_an_english_emergency_is_answered_in_english(talk: Any) -> None:
    talk.say("no puedo respirar desde que me pusieron botox")
    talk.say("I can't breathe since the injection")
    assert talk.ids == ["emergency"]
