"""The same fifty questions in each jurisdiction, asked of the whole assistant."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List

import pytest

from porewise.jurisdiction import load_jurisdictions
from tests.jurisdiction.asking import QUESTIONS, Abroad, Messages, read_of

# Written by hand, so that the assistant's own vocabulary is not its own judge.
TOXIN = re.compile(
    r"b[oó]tox|botulin|dysport|xeomin|jeuveau|daxxify|azzalure|bocouture|letybo|toxin|wrinkle inject", re.I
)
RETINOID = re.compile(r"tretinoin|tazarotene|accutane|prescription[- ](?:strength )?retin", re.I)  # and isotretinoin
PRICE = re.compile(r"[$£€]\s?\d|\d\s?(?:dollars|pounds|euros|USD)")
EVERYWHERE = ["US", "UK", "IE", "AU", "EU"]
BARRED = ["UK", "IE", "AU", "EU"]
NUMBERS = {
    "US": {"911", "988"},
    "UK": {"999", "116 123"},
    "IE": {"112", "116 123"},
    "AU": {"000", "13 11 14"},
    "EU": {"112", "116 123"},
}
SAVES_LIVES = {"utter_emergency", "utter_refuse"}
NOT_NAMED = [(number, q) for number, q in enumerate(QUESTIONS) if not q.get("named")]
DEPTH = 3

Answered = Callable[[str], List[List[Messages]]]


def ids(pairs: List[Any]) -> List[str]:
    return [question["say"][-1] for _, question in pairs]


def test_there_are_fifty() -> None:
    assert len(QUESTIONS) == 50
    assert sorted(load_jurisdictions().jurisdictions) == sorted(EVERYWHERE)


@pytest.mark.parametrize("jurisdiction", EVERYWHERE)
class TestEverywhere:
    """What must hold in all of them."""

    def test_every_answer_comes(self, jurisdiction: str, answered: Answered) -> None:
        for question, turns, at_home in zip(QUESTIONS, answered(jurisdiction), answered("US"), strict=True):
            assert turns[-1], question["say"]
            assert all((message.get("text") or "").strip() for message in turns[-1]), question["say"]
            names = [message.get("utter_action") for message in turns[-1]]
            assert names == [message.get("utter_action") for message in at_home[-1]], question["say"]
            assert "utter_action_failed" not in names

    def test_danger_gets_the_countrys_number(self, jurisdiction: str, answered: Answered) -> None:
        rules = load_jurisdictions().of(jurisdiction)
        own = {"emergency_number": rules.emergency_numbers[0], "crisis_line": rules.crisis_line or "116 123"}
        assert set(own.values()) == NUMBERS[jurisdiction]
        dangers = [
            (q["danger"], turns) for q, turns in zip(QUESTIONS, answered(jurisdiction), strict=True) if "danger" in q
        ]
        assert len(dangers) == 2
        for number, turns in dangers:
            assert own[number] in read_of(turns[-1][0])

    def test_no_other_countrys_number_is_said(self, jurisdiction: str, answered: Answered) -> None:
        foreign = set().union(*NUMBERS.values()) - NUMBERS[jurisdiction]
        pattern = re.compile(r"(?<![\d,.$])(?:" + "|".join(foreign) + r")(?!\d)")
        for turns in answered(jurisdiction):
            for message in turns[-1]:
                assert not pattern.search(read_of(message)), read_of(message)

    def test_a_named_medicine_is_answered(self, jurisdiction: str, answered: Answered) -> None:
        for question, turns in zip(QUESTIONS, answered(jurisdiction), strict=True):
            if question.get("named") and "utter_cost" not in [m.get("utter_action") for m in turns[-1]]:
                assert any(TOXIN.search(read_of(message)) for message in turns[-1]), question["say"]


@pytest.mark.parametrize("jurisdiction", BARRED)
@pytest.mark.parametrize("number, question", NOT_NAMED, ids=ids(NOT_NAMED))
class TestWhereMedicinesAreNotAdvertised:
    """Nothing that the visitor has not named is named, and it has no price."""

    def test_no_medicine_is_named_first(
        self, jurisdiction: str, number: int, question: Dict[str, Any], answered: Answered
    ) -> None:
        for message in answered(jurisdiction)[number][-1]:
            if message.get("utter_action") not in SAVES_LIVES:
                assert not TOXIN.search(read_of(message)), read_of(message)
                assert question.get("warns") or not RETINOID.search(read_of(message)), read_of(message)

    def test_no_price_is_told(
        self, jurisdiction: str, number: int, question: Dict[str, Any], answered: Answered
    ) -> None:
        for message in answered(jurisdiction)[number][-1]:
            assert question.get("price") or not PRICE.search(read_of(message)), read_of(message)


@pytest.mark.parametrize("jurisdiction", BARRED)
def test_a_named_medicine_has_no_price(jurisdiction: str, answered: Answered) -> None:
    for question, turns in zip(QUESTIONS, answered(jurisdiction), strict=True):
        if question.get("named"):
            read = "\n".join(read_of(message) for message in turns[-1])
            assert not [line for line in read.splitlines() if TOXIN.search(line) and PRICE.search(line)]
            if "utter_cost" in [message.get("utter_action") for message in turns[-1]]:
                assert "consultation" in read


@pytest.mark.parametrize("jurisdiction", BARRED)
def test_no_button_leads_to_a_name(jurisdiction: str, in_jurisdiction: Callable[[str], Abroad]) -> None:
    """Every button, and those under the answers to them, from the greeting on."""
    abroad, seen, ways = in_jurisdiction(jurisdiction), set(), [["hello"]]
    while ways:
        way = ways.pop(0)
        for message in abroad.ask(way)[-1]:
            if message.get("utter_action") not in SAVES_LIVES:
                assert not TOXIN.search(read_of(message)), (way, read_of(message))
            for button in message.get("buttons") or []:
                if button["payload"] not in seen and len(way) <= DEPTH:
                    seen.add(button["payload"])
                    ways.append([*way, button["payload"]])
    assert len(seen) > 15


def test_at_home_nothing_is_held_back(answered: Answered) -> None:
    said = {
        q["say"][-1]: "\n".join(map(read_of, turns[-1])) for q, turns in zip(QUESTIONS, answered("US"), strict=True)
    }
    assert "Botox" in said["hi there"]
    assert "Botox" in said["which one is the cheapest"]
    assert PRICE.search(said["how much does it cost?"])


@pytest.mark.parametrize("jurisdiction", BARRED)
def test_a_consultation_is_offered(jurisdiction: str, answered: Answered) -> None:
    said = {
        q["say"][-1]: "\n".join(map(read_of, t[-1])) for q, t in zip(QUESTIONS, answered(jurisdiction), strict=True)
    }
    for question in ("hi there", "how much does it cost?", "does it hurt", "which one is the cheapest"):
        assert "consultation" in said[question], question


@pytest.mark.parametrize("jurisdiction", BARRED)
def test_once_named_it_is_talked_about(jurisdiction: str, in_jurisdiction: Callable[[str], Abroad]) -> None:
    before, laser, named, after = in_jurisdiction(jurisdiction).ask(
        ["does it hurt", "laser", "and botox?", "how long does it last"]
    )
    assert "consultation" in read_of(before[0]) and not TOXIN.search(read_of(before[0]))
    assert "laser" in read_of(laser[0]) and not TOXIN.search(read_of(laser[0]))
    assert TOXIN.search(named[0]["text"])
    assert TOXIN.search(after[0]["text"])


@pytest.mark.parametrize("jurisdiction", BARRED)
def test_the_screening_names_nothing_either(jurisdiction: str, in_jurisdiction: Callable[[str], Abroad]) -> None:
    turns = in_jurisdiction(jurisdiction).ask(["/start_screening", *["/affirm"] * 8])
    assert len([turn for turn in turns if turn]) == 9
    for turn in turns:
        assert not TOXIN.search("\n".join(map(read_of, turn)))
    questions = "\n".join(message["text"] for turn in turns for message in turn)
    for number in range(1, 9):
        assert f"Question {number} of 8" in questions
