"""The running whole, as `make run` starts it: ask over HTTP, take parts of it away, stop it."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from typing import List

import pytest

from porewise.comparison import ASPECTS
from porewise.supervisor import answers
from tests.whole.whole_assistant import SITE, Running

TEN_QUESTIONS = [
    ("How does Botox make pores look smaller?", "utter_mechanism"),
    ("how long does it last", "utter_duration"),
    ("What side effects should I know about?", "utter_side_effects"),
    ("what else could I try besides injections", "utter_alternatives"),
    ("What should my daily skincare routine look like?", "utter_routine"),
    ("does microneedling hurt", "utter_pain"),
    ("I'm pregnant, can I have Botox?", "utter_screen"),
    ("Compare Botox and laser", "utter_comparison"),
    ("How do I choose a qualified provider?", "utter_provider"),
    ("are you a robot", "utter_if_robot"),
]


def test_ten_questions_over_http_get_their_answers(running: Running) -> None:
    website = running.website()
    for question, expected in TEN_QUESTIONS:
        messages = website.ask(question)
        assert messages[0]["name"] == expected, question
        assert messages[0]["text"] and messages[0]["metadata"]["reviewed"]


def test_every_message_can_be_traced(running: Running) -> None:
    message = running.website().ask("how long does the effect of laser last")[0]
    assert message["variation"] == "duration_fractional_laser"
    sources = {source["id"] for source in message["metadata"]["sources"]}
    assert "seed" in sources and all(source["title"] for source in message["metadata"]["sources"])
    assert message["metadata"]["status"] == "draft" and message["metadata"]["review_by"]


def test_the_comparison_is_a_table_on_the_website(running: Running) -> None:
    message = running.website().ask("compare botox with microneedling please")[0]
    assert message["table"]["columns"] == ["", "Botox", "Microneedling"]
    assert [row[0] for row in message["table"]["rows"]] == list(ASPECTS.values())


def test_a_follow_up_keeps_the_treatment_and_the_question(running: Running) -> None:
    website = running.website()
    website.ask("How long does Botox for pores last?")
    assert website.ask("and for lasers?")[0]["variation"] == "duration_fractional_laser"
    assert website.ask("does it hurt")[0]["variation"] == "pain_fractional_laser"


@pytest.mark.parametrize(("origin", "allowed"), [(SITE, [SITE]), ("https://foreign.example", None)])
def test_a_preflight_lets_in_the_clinics_site_only(running: Running, origin: str, allowed: List[str]) -> None:
    """Against the real server: Rasa has a say in preflights, which a stub does not."""
    for path in ("session", "messages", "events", "feedback"):
        asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = urllib.request.Request(
            f"http://127.0.0.1:{running.port}/chat/{path}", headers=asks, method="OPTIONS"
        )
        try:
            headers = urllib.request.urlopen(preflight).headers
        except urllib.error.HTTPError as refusal:
            headers = refusal.headers
        assert headers.get_all("Access-Control-Allow-Origin") == allowed
        if allowed:
            assert "authorization" in headers["Access-Control-Allow-Headers"].lower()
            assert "DELETE" in headers["Access-Control-Allow-Methods"]


def test_no_visitors_words_are_logged(running: Running) -> None:
    running.website().ask("my name is Quirkelina Zebedee and does botox hurt")
    running.website().ask("blorptastic frumious bandersnatch")
    time.sleep(0.5)
    log = running.log.read_text()
    assert log and "Quirkelina" not in log and "frumious" not in log


# The tests below stop the action server for good: they stay last in this file.


def test_without_the_action_server_every_plain_answer_still_comes(running: Running) -> None:
    running.actions.stop()
    assert not answers(running.actions_health)
    website = running.website()
    for question, expected in TEN_QUESTIONS:
        if expected != "utter_comparison":
            assert website.ask(question)[0]["name"] == expected, question


def test_without_the_action_server_the_visitor_is_told(running: Running) -> None:
    assert not answers(running.actions_health)
    website = running.website()
    assert [m["name"] for m in website.ask("compare botox and laser")] == ["utter_comparison_unavailable"]
    names = [m["name"] for m in website.ask("how do I choose a qualified provider?")]
    assert names == ["utter_provider", "utter_provider_questions", "utter_service_unavailable"]
