"""What comes back: whole answers, once per message of the visitor, in words even when something goes wrong."""

from __future__ import annotations

import json
import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from stub_clinic import MECHANISM, PHONE, TABLE, bot
from visitor import Visitor

from porewise.channels.output import LEVELS, WebsiteOutput
from porewise.sources import load_sources

KEYS = {"seq", "type", "at", "to", "text", "lang", "level", "buttons", "table", "name", "variation", "metadata"}


def assert_failed_in_words(entry):
    assert entry["name"] == "website_failed"
    assert "went wrong" in entry["text"] and PHONE in entry["text"]
    assert set(entry) == KEYS


class TestWhole:
    def test_an_answer_arrives_with_all_it_has(self, visitor):
        (entry,) = visitor.press("1.0")
        assert set(entry) == KEYS
        assert (entry["seq"], entry["type"], entry["to"], entry["text"]) == (3, "assistant", 2, MECHANISM)
        assert (entry["name"], entry["variation"], entry["table"]) == ("utter_mechanism", "mechanism", None)
        assert (entry["lang"], entry["level"]) == ("en", None)
        assert [button["id"] for button in entry["buttons"]] == ["3.0", "3.1"]
        assert set(entry["metadata"]) == {"sources", "reviewed", "review_by", "status"}
        assert (entry["metadata"]["reviewed"], entry["metadata"]["status"]) == ("2026-11-22", "draft")

    def test_what_the_visitor_said_stands_before_it(self, visitor):
        visitor.answers(visitor.send(text=" Does it hurt?\n", id="my-id"))
        entry = visitor.history()[1]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.pop("at"))
        assert entry == {"seq": 2, "type": "visitor", "id": "my-id", "text": "Does it hurt?"}

    def test_sources_are_resolved_and_an_unknown_one_stays_visible(self, visitor):
        (entry,) = visitor.press("1.0")
        park, nhs, unknown = entry["metadata"]["sources"]
        known = load_sources()
        assert park == {"id": "park_2021", **known["park_2021"].for_visitors()}
        assert nhs == {"id": "nhs_botox", **known["nhs_botox"].for_visitors()}
        assert {"title", "publisher", "year", "url", "kind", "evidence"} <= set(park)
        assert nhs["evidence"] == "advice of a health body"
        assert unknown == {"id": "unknown_id"}

    def test_a_table_arrives_with_its_text(self, visitor):
        (entry,) = visitor.press("1.2")
        assert (entry["table"], entry["text"]) == (TABLE, "Here they are side by side.")

    def test_several_answers_to_one_message_arrive_in_order(self, visitor):
        assert [(entry["text"], entry["to"]) for entry in visitor.say("two")] == [("One.", 2), ("Two.", 2)]

    @pytest.mark.parametrize(("name", "level"), [("utter_emergency", "emergency"), ("utter_mechanism", None)])
    async def test_danger_has_its_level(self, name, level):
        assert (await entry_of(bot("words", name)))["level"] == level

    def test_there_are_four_levels(self):
        assert set(LEVELS.values()) == {"emergency", "crisis", "urgent", "support"}

    @pytest.mark.parametrize(("name", "lang"), [("utter_emergency_es", "es"), ("utter_emergency", "en")])
    async def test_it_says_its_language(self, name, lang):
        assert (await entry_of(bot("words", name)))["lang"] == lang

    async def test_an_answer_without_anything_has_all_the_keys(self):
        entry = await entry_of({})
        assert set(entry) == KEYS - {"seq", "type", "at", "to"}
        assert (entry["text"], entry["buttons"], entry["metadata"]["sources"]) == ("", [], [])


async def entry_of(message):
    output = WebsiteOutput(load_sources())
    await output.send_response("someone", message)
    return output.entries[0]


class TestOnce:
    def test_a_message_is_taken_at_once_and_answered_later(self, visitor):
        began = time.monotonic()
        taken = visitor.send(text="wait 1 and answer")
        assert time.monotonic() - began < 0.5
        assert (taken.status, taken.json) == (202, {"seq": 2})
        assert len(visitor.history()) == 2
        assert visitor.answers(taken)[0]["text"] == "You said: wait 1 and answer"

    def test_the_same_message_sent_twice_is_one_turn(self, visitor, agent):
        first = visitor.send(text="hello", id="a")
        visitor.answers(first)
        assert visitor.send(text="hello", id="a").json == first.json
        for id_ in "bc":
            visitor.answers(visitor.send(text="hello", id=id_))
        assert agent.seen.count("hello") == 3
        assert len(visitor.history()) == 1 + 2 * 3

    def test_so_is_a_button(self, visitor, agent):
        first = visitor.send(button="1.0", id="a")
        visitor.answers(first)
        assert visitor.send(button="1.0", id="a").json == first.json
        assert agent.seen.count("/ask_mechanism") == 1

    def test_the_same_message_sent_twice_at_once_is_one_turn(self, visitor, agent):
        with ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(lambda _: visitor.send(text="wait 0.3", id="a"), range(6)))
        assert [(answer.status, answer.json) for answer in answers] == [(202, {"seq": 2})] * 6
        visitor.answers(answers[0])
        assert agent.seen.count("wait 0.3") == 1

    def test_the_same_id_of_another_visitor_is_another_message(self, address, visitor):
        visitor.answers(visitor.send(text="mine", id="a"))
        other = Visitor(address).begin()
        assert other.answers(other.send(text="yours", id="a"))[0]["text"] == "You said: yours"

    def test_messages_are_answered_in_their_order_one_at_a_time(self, visitor, agent):
        texts = ["wait 0.5 first", "second", "wait 0.1 third", "fourth"]
        taken = [visitor.send(text=text).json["seq"] for text in texts]
        visitor.answers_to(taken[-1])
        assert (agent.seen[1:], taken) == (texts, [2, 3, 4, 5])
        assert [entry["to"] for entry in visitor.history() if entry["type"] == "assistant"] == [0, 2, 3, 4, 5]

    def test_a_slow_answer_to_one_does_not_hold_up_another(self, address, visitor):
        visitor.send(text="wait 1.2")
        began = time.monotonic()
        Visitor(address).begin().say("hello")
        assert time.monotonic() - began < 1


class TestInWords:
    def test_a_failing_turn_offers_the_phone(self, visitor):
        (entry,) = visitor.say("fail")
        assert_failed_in_words(entry)

    def test_a_turn_without_an_answer_is_a_failing_turn(self, visitor):
        (entry,) = visitor.say("silent")
        assert_failed_in_words(entry)

    def test_what_was_said_before_a_failure_is_not_lost(self, visitor):
        said, failure = visitor.say("half")
        assert said["text"] == "You said: half"
        assert_failed_in_words(failure)

    def test_a_slow_turn_ends_in_time_and_the_next_one_is_not_held_up(self, visitor):
        began = time.monotonic()
        (entry,) = visitor.say("slow")
        assert time.monotonic() - began < 4
        assert_failed_in_words(entry)
        assert visitor.say("hello")[0]["text"] == "You said: hello"

    def test_a_failed_message_can_be_said_again(self, visitor, agent):
        agent.failing = True
        assert_failed_in_words(visitor.say("hello")[-1])
        agent.failing = False
        assert [entry["text"] for entry in visitor.say("hello")] == ["You said: hello"]

    def test_a_chat_begins_even_when_the_greeting_fails(self, address, agent):
        agent.failing = True
        visitor = Visitor(address).begin()
        assert_failed_in_words(visitor.answers_to(0)[-1])
        agent.failing = False
        assert visitor.say("hello")[0]["text"] == "You said: hello"


class TestFeedback:
    def rate(self, visitor, **body):
        return visitor.request("POST", "/chat/feedback", json.dumps(body))

    def test_it_stands_in_the_log_and_can_change(self, visitor):
        visitor.say("hello")
        for helpful in (True, False):
            answer = self.rate(visitor, of=3, helpful=helpful)
            assert (answer.status, answer.body) == (204, b"")
        assert [(entry["seq"], entry["type"], entry["of"], entry["helpful"]) for entry in visitor.history(after=3)] == [
            (4, "feedback", 3, True),
            (5, "feedback", 3, False),
        ]

    def test_it_is_no_question(self, visitor, agent):
        self.rate(visitor, of=1, helpful=True)
        visitor.say("hello")
        assert agent.seen == ["/greet", "hello"]


class TestLogs:
    def test_no_words_of_a_visitor_reach_them(self, address, caplog, capfd):
        with caplog.at_level(logging.DEBUG):
            visitor = Visitor(address).begin()
            for text in ("half", "fail", "slow", "Xanthippe has a rash"):
                visitor.say(text)
            visitor.request("POST", "/chat/messages", '{"Xanthippe": "rash"}')
            visitor.request("POST", "/chat/messages", "Xanthippe")
            visitor.send(button="Xanthippe")
            visitor.request("DELETE", "/chat/session")
        out = capfd.readouterr()
        logged = f"{caplog.text} {out.out} {out.err} {[vars(record) for record in caplog.records]}"
        assert "A website turn failed, reference" in caplog.text, "the log must be on for this test to mean something"
        assert "/chat/messages" in logged
        for words in ("Xanthippe", "rash", "could not handle", visitor.token):
            assert words not in logged

    def test_they_name_the_reference_that_the_visitor_sees_and_the_place(self, visitor, caplog):
        reference = visitor.say("fail")[0]["text"].rsplit(" ", 1)[1]
        (line,) = [record.getMessage() for record in caplog.records if reference in record.getMessage()]
        assert "RuntimeError in" in line and "stub_clinic.py" in line
