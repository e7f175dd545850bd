"""What is let in: form, size, words, and nothing that Rasa would take for a command."""

from __future__ import annotations

import json
import time

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from stub_clinic import STARTERS
from visitor import Visitor

from porewise.channels import incoming
from porewise.channels.incoming import own_words

COMMANDS = [
    "/restart",
    " /restart",
    "\n\t/restart",
    "\u00a0/restart",
    "//restart",
    "/ /restart",
    "\u200b/\ufeff /restart",
]


def as_rasa_reads(text):
    """The intent that Rasa itself would read out of `text`, or None when it is plain text to it."""
    return YAMLStoryReader.unpack_regex_message(Message({"text": UserMessage(text).text})).get("intent")


def said(visitor):
    """What the visitor said, as the stream shows it."""
    return [entry["text"] for entry in visitor.history() if entry["type"] == "visitor"]


class TestCommands:
    @pytest.mark.parametrize("text", ["/restart", " /restart", "\u00a0/restart", '/inform{"treatment": "botox"}'])
    def test_rasa_takes_a_leading_slash_for_a_command(self, text):
        assert as_rasa_reads(text), "if this fails, Rasa has changed and own_words may be needless"

    @pytest.mark.parametrize("text", [*COMMANDS, '/inform{"treatment": "botox"}', "/greet@1.0{}"])
    def test_text_of_a_visitor_is_never_one(self, visitor, agent, text):
        visitor.say(text)
        assert as_rasa_reads(agent.seen[-1]) is None
        assert agent.seen[-1] == text.strip("/ \n\t\u00a0\u200b\ufeff")

    @pytest.mark.parametrize("text", ["and/or", "1/2 a unit?", "a /restart", "¿Qué? 😀 </b>"])
    def test_other_text_stays_as_it_was_written(self, text):
        assert own_words(text) == text


class TestButtons:
    def test_one_means_what_the_server_put_into_it_and_shows_its_title(self, visitor, agent):
        title, payload = STARTERS[2]
        button = visitor.history()[0]["buttons"][2]
        assert button == {"id": "1.2", "title": title}
        visitor.press(button["id"])
        assert agent.seen[-1] == payload and as_rasa_reads(payload)
        assert said(visitor) == [title]

    def test_what_one_means_never_leaves_the_server(self, visitor):
        visitor.press("1.0")
        assert "ask_" not in json.dumps([{**entry, "name": None} for entry in visitor.history()])

    def test_the_way_to_a_person_is_one_too(self, visitor, agent):
        visitor.press("person")
        assert agent.seen[-1] == "/ask_person"
        assert said(visitor) == ["Talk to a person"]

    def test_those_of_earlier_answers_still_work(self, visitor, agent):
        visitor.press("1.0")
        visitor.say("hello")
        visitor.press("1.2")
        assert agent.seen[-1] == STARTERS[2][1]

    @pytest.mark.parametrize(
        "button",
        ["", "1", "1.", "1.4", "1.-1", "1.00", "1.٠", "01.0", "2.0", "99.0", "0.0", ".0", "1.0.0", " 1.0", "/restart",
         "/greet", "1." + "9" * 5000, "\ud83d"],
    )  # fmt: skip
    def test_one_that_is_not_in_the_chat_is_refused(self, visitor, agent, button):
        visitor.say("hello")
        answer = visitor.send(button=button)
        assert (answer.status, agent.seen[-1]) == (422, "hello")
        assert "type your question" in answer.json["error"]

    def test_one_of_another_chat_means_what_it_means_in_ones_own(self, address, visitor, agent):
        other = Visitor(address).begin()
        other.answers_to(0)
        other.press("1.0")
        assert len(other.history()[2]["buttons"]) == 2
        visitor.say("hello")
        assert visitor.send(button="3.0").status == 422


class TestForm:
    @pytest.mark.parametrize(
        "body",
        ["", "nonsense", "[]", "null", '"text"', pytest.param("[" * 5000, id="deep"), b"\xff\xfe", '{"id": "1"}',
         '{"id": "1", "text": 1}', '{"id": "1", "text": null}', '{"id": 1, "text": "a"}', '{"text": "a"}',
         '{"id": "", "text": "a"}', '{"id": "' + "x" * 65 + '", "text": "a"}',
         '{"id": "1", "text": "a", "button": "b"}',
         '{"id": "1", "text": "a", "metadata": {}}', '{"id": "1", "text": "a", "sender": "x"}',
         '{"id": "1", "text": "a", "input_channel": "x"}', '{"id": "1", "text": ' + "9" * 5000 + "}"],
    )  # fmt: skip
    def test_a_wrong_one_is_refused(self, visitor, agent, body):
        answer = visitor.request("POST", "/chat/messages", body)
        assert (answer.status, set(answer.json)) == (400, {"error"})
        assert agent.seen == ["/greet"] and said(visitor) == []

    @pytest.mark.parametrize(
        "body",
        ["", "[]", "{}", '{"of": 1}', '{"helpful": true}', '{"of": "1", "helpful": true}', '{"of": 1, "helpful": 1}',
         '{"of": true, "helpful": true}', '{"of": 1.0, "helpful": true}', '{"of": 1, "helpful": true, "why": "x"}',
         '{"of": 0, "helpful": true}', '{"of": 2, "helpful": true}', '{"of": 99, "helpful": true}'],
    )  # fmt: skip
    def test_wrong_feedback_is_refused(self, visitor, body):
        visitor.say("hello")
        answer = visitor.request("POST", "/chat/feedback", body)
        assert (answer.status, set(answer.json)) == (400, {"error"})
        assert len(visitor.history()) == 3

    @pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 10, "9" * 5000, "%F0%9F%98%80"])
    def test_a_wrong_place_in_the_stream_is_refused(self, visitor, after):
        assert visitor.request("GET", f"/chat/events?after={after}").status == 400

    @pytest.mark.parametrize("text", ["", "  \n", "/", " // ", "\u200b"])
    def test_an_empty_message_is_refused_in_words(self, visitor, agent, text):
        answer = visitor.send(text=text)
        assert answer.status == 422
        assert "empty" in answer.json["error"]
        assert agent.seen == ["/greet"]

    def test_half_an_emoji_does_not_spoil_the_chat(self, visitor, agent):
        """Browsers cut at 2,000 half characters, so that a text may end in the middle of one."""
        body = r'{"id": "a\ud83d", "text": "pores \ud83d\ude00 \ud83d"}'
        assert visitor.answers(visitor.request("POST", "/chat/messages", body))[0]["text"] == "You said: pores 😀 ?"
        assert said(visitor) == ["pores 😀 ?"] and agent.seen[-1] == "pores 😀 ?"

    @pytest.mark.parametrize(
        "text", ["a\0b", "line\r\nline\rline", "\u2028\u2029\x85", "data: x\n\nevent: ended\n\n", "\u202e"]
    )
    def test_characters_that_are_not_seen_arrive_as_they_were_sent(self, visitor, agent, text):
        visitor.say(f"<{text}>")
        assert said(visitor) == [f"<{text}>"] and agent.seen[-1] == f"<{text}>"


class TestSize:
    def test_a_text_may_have_two_thousand_characters(self, visitor, agent):
        assert visitor.say("😀" * 2000)
        assert agent.seen[-1] == "😀" * 2000
        answer = visitor.send(text="x" * 2001)
        assert answer.status == 422
        assert "2,000 characters" in answer.json["error"]

    @pytest.mark.parametrize("path", ["/chat/messages", "/chat/session", "/chat/feedback"])
    def test_a_large_body_is_refused_in_words(self, visitor, agent, path):
        answer = visitor.request("POST", path, json.dumps({"text": "x" * 9000}))
        assert (answer.status, "too much" in answer.json["error"]) == (413, True)
        assert agent.seen == ["/greet"]

    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", "/chat/messages"), ("POST", "/chat/session"), ("GET", "/chat/config"), ("DELETE", "/chat/session"),
         ("GET", "/chat/events?after=0"), ("OPTIONS", "/chat/messages")],
    )  # fmt: skip
    @pytest.mark.parametrize("hidden", [True, False], ids=["hides its length", "tells its length"])
    def test_a_huge_body_is_read_no_further_than_allowed(self, visitor, method, path, hidden):
        sent, size, part = 0, 50_000_000, b"x" * 100_000
        length = "Transfer-Encoding: chunked" if hidden else f"Content-Length: {size}"
        with visitor.by_hand(f"{method} {path}", length) as connection:
            try:
                while sent < size:
                    connection.sendall(b"%x\r\n%b\r\n" % (len(part), part) if hidden else part)
                    sent += len(part)
            except OSError:  # the server hung up, or reads no more
                pass
        assert sent < 20_000_000

    def test_a_body_that_never_arrives_is_not_waited_for_for_ever(self, visitor, monkeypatch):
        monkeypatch.setattr(incoming, "SLOWEST_BODY", 0.5)
        with visitor.by_hand("POST /chat/messages", "Content-Length: 9") as connection:
            connection.sendall(b'{"id"')
            began = time.monotonic()
            assert b" 408 " in connection.recv(1000)
            assert time.monotonic() - began < 3
