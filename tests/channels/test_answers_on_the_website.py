"""What comes back: whole messages, once per message of the visitor, in words even when something goes wrong."""

from __future__ import annotations

import logging
import threading
import time

from stub_clinic import MECHANISM, PHONE, TABLE
from visitor import Visitor

from porewise.sources import load_sources


def test_a_message_arrives_whole(visitor):
    (message,) = visitor.send(button=visitor.greeting[0]["buttons"][0]["id"]).messages
    assert set(message) == {"text", "buttons", "table", "name", "variation", "metadata"}
    assert message["text"] == MECHANISM
    assert (message["name"], message["variation"], message["table"]) == ("utter_mechanism", "mechanism", None)
    assert [set(button) for button in message["buttons"]] == [{"id", "title"}] * 2
    assert set(message["metadata"]) == {"sources", "reviewed", "review_by", "status"}
    assert (message["metadata"]["reviewed"], message["metadata"]["status"]) == ("2026-11-22", "draft")


def test_sources_are_resolved_and_an_unknown_one_stays_visible(visitor):
    (message,) = visitor.send(button=visitor.greeting[0]["buttons"][0]["id"]).messages
    park, nhs, unknown = message["metadata"]["sources"]
    known = load_sources()
    assert park == {"id": "park_2021", **known["park_2021"].dict()}
    assert nhs == {"id": "nhs_botox", **known["nhs_botox"].dict(), "evidence": "advice of a health body"}
    assert {"title", "publisher", "year", "url", "kind", "evidence"} <= set(park)
    assert unknown == {"id": "unknown_id"}


def test_a_table_arrives_with_its_text(visitor):
    (message,) = visitor.send(button=visitor.greeting[0]["buttons"][2]["id"]).messages
    assert message["table"] == TABLE
    assert message["text"] == "Here they are side by side."


def test_several_messages_of_one_turn_arrive_in_order(visitor):
    assert [message["text"] for message in visitor.say("two")] == ["One.", "Two."]


def test_the_same_message_sent_twice_is_one_turn(visitor, agent):
    first = visitor.send(text="hello", id="a").messages
    assert visitor.send(text="hello", id="a").messages == first
    assert agent.seen.count("hello") == 1
    visitor.send(text="hello", id="b")
    visitor.send(text="hello")
    visitor.send(text="hello")
    assert agent.seen.count("hello") == 4


def test_the_same_id_of_another_visitor_is_another_message(address, visitor, agent):
    visitor.send(text="mine", id="a")
    assert Visitor(address).begin().send(text="yours", id="a").messages[0]["text"] == "You said: yours"


def test_the_same_message_sent_twice_at_once_is_one_turn(visitor, agent):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(visitor.send(text="slow", id="a").messages)) for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert agent.seen.count("slow") == 1
    assert answers[0] == answers[1]


def assert_failed_in_words(message):
    assert message["name"] == "website_failed"
    assert "went wrong" in message["text"]
    assert PHONE in message["text"]


def test_a_failing_turn_is_answered_in_words_that_offer_the_phone(visitor):
    (message,) = visitor.say("fail")
    assert_failed_in_words(message)


def test_a_turn_without_an_answer_is_a_failing_turn(visitor):
    (message,) = visitor.say("silent")
    assert_failed_in_words(message)


def test_what_was_said_before_a_failure_is_not_lost(visitor):
    said, failure = visitor.say("half")
    assert said["text"] == "You said: half"
    assert_failed_in_words(failure)


def test_a_slow_turn_ends_in_time_and_the_next_one_is_not_held_up(visitor):
    begun = time.monotonic()
    (message,) = visitor.say("slow")
    assert time.monotonic() - begun < 4
    assert_failed_in_words(message)
    assert visitor.say("hello")[0]["text"] == "You said: hello"


def test_a_failed_message_can_be_tried_again(visitor, agent):
    agent.failing = True
    assert visitor.send(text="hello", id="a").messages[-1]["name"] == "website_failed"
    agent.failing = False
    assert [message["text"] for message in visitor.send(text="hello", id="a").messages] == ["You said: hello"]


def test_a_session_begins_even_when_the_greeting_fails(address, agent):
    agent.failing = True
    visitor = Visitor(address).begin()
    assert visitor.greeting[-1]["name"] == "website_failed"
    agent.failing = False
    assert visitor.say("hello")[0]["text"] == "You said: hello"


def test_no_words_of_a_visitor_reach_the_log(address, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        visitor = Visitor(address).begin()
        for text in ("half", "fail", "slow", "Xanthippe has a rash"):
            visitor.say(text)
        visitor.request("POST", "/chat/messages", '{"Xanthippe": "rash"}')
        visitor.request("POST", "/chat/messages", "Xanthippe")
        visitor.send(button="Xanthippe")
    out = capfd.readouterr()
    logged = caplog.text + out.out + out.err
    assert "A website turn failed, reference" in caplog.text, "the log must be on for this test to mean something"
    for words in ("Xanthippe", "rash", "could not handle", visitor.token):
        assert words not in logged


def test_the_log_names_the_reference_that_the_visitor_sees_and_the_place(visitor, caplog):
    text = visitor.say("fail")[0]["text"]
    reference = text.rsplit(" ", 1)[1]
    (line,) = [record.getMessage() for record in caplog.records if reference in record.getMessage()]
    assert "RuntimeError in" in line
    assert "stub_clinic.py" in line
