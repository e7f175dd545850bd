"""What is let in: origin, size, form, words, pace, and nothing that Rasa would take for a command."""

from __future__ import annotations

import json

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from stub_clinic import STARTERS
from visitor import Visitor

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


@pytest.mark.parametrize("text", ["/restart", " /restart", "\u00a0/restart", '/inform{"treatment": "botox"}'])
def test_rasa_takes_a_leading_slash_for_a_command(text):
    assert as_rasa_reads(text), "if this fails, Rasa has changed and own_words may be needless"


@pytest.mark.parametrize("text", [*COMMANDS, '/inform{"treatment": "botox"}', "/greet@1.0{}"])
def test_text_of_a_visitor_is_never_a_command(visitor, agent, text):
    visitor.say(text)
    assert as_rasa_reads(agent.seen[-1]) is None
    assert agent.seen[-1] == text.strip("/ \n\t\u00a0\u200b\ufeff")


@pytest.mark.parametrize("text", ["and/or", "1/2 a unit?", "a /restart", "¿Qué? 😀 </b>"])
def test_other_text_stays_as_it_was_written(text):
    assert own_words(text) == text


def test_a_button_means_what_the_server_put_into_it(visitor, agent):
    title, payload = STARTERS[2]
    button = visitor.greeting[0]["buttons"][2]
    assert button["title"] == title
    visitor.send(button=button["id"])
    assert agent.seen[-1] == payload
    assert as_rasa_reads(agent.seen[-1])


def test_the_way_to_a_person_is_a_button_too(visitor, agent):
    visitor.send(button=visitor.person)
    assert agent.seen[-1] == "/ask_person"


def test_a_changed_or_foreign_button_is_refused(address, visitor, agent):
    button = visitor.greeting[0]["buttons"][0]["id"]
    head, body, signature = button.split(".")
    other = Visitor(address).begin()
    agent.seen.clear()
    for wrong in (f"{head}.{body[:-4]}AAAA.{signature}", "/restart", "", visitor.token, other.person):
        assert visitor.send(button=wrong).status == 422, wrong
    assert agent.seen == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://{host}"}, 200),
        ({"Origin": "https://www.clinic.example"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://www.clinic.example.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_pages_of_foreign_sites_are_refused(visitor, agent, headers, status):
    agent.seen.clear()
    headers = {name: value.format(host=visitor.host) for name, value in headers.items()}
    assert visitor.send(headers, text="hello").status == status
    assert visitor.request("POST", "/chat/session", "{}", headers).status == status
    assert agent.seen == (["hello", "/greet"] if status == 200 else [])


@pytest.mark.parametrize(
    "body",
    ["", "nonsense", "[]", "null", '"text"', pytest.param("[" * 5000, id="deep"), b"\xff\xfe", '{"text": 1}',
     '{"text": null}', '{"sender": "x", "text": "a"}', '{"text": "a", "button": "b"}', '{"id": "1"}',
     '{"text": "a", "metadata": {}}',
     '{"text": "a", "id": "' + "x" * 65 + '"}'],
)  # fmt: skip
def test_a_wrong_form_is_refused(visitor, agent, body):
    answer = visitor.request("POST", "/chat/messages", body)
    assert answer.status == 400
    assert answer.json["error"]
    assert agent.seen == ["/greet"]


@pytest.mark.parametrize("text", ["", "  \n", "/", " // ", "\u200b"])
def test_an_empty_message_is_refused_in_words(visitor, agent, text):
    answer = visitor.send(text=text)
    assert answer.status == 422
    assert "empty" in answer.json["error"]
    assert agent.seen == ["/greet"]


def test_a_text_may_have_two_thousand_characters(visitor, agent):
    assert visitor.send(text="x" * 2000).status == 200
    assert agent.seen[-1] == "x" * 2000
    answer = visitor.send(text="x" * 2001)
    assert answer.status == 422
    assert "2,000 characters" in answer.json["error"]


def test_a_large_body_is_refused(visitor, agent):
    assert visitor.request("POST", "/chat/messages", json.dumps({"text": "x" * 9000})).status == 413
    assert agent.seen == ["/greet"]


def test_a_large_body_that_hides_its_length_is_read_no_further_than_allowed(visitor, agent):
    sent = 0

    def endless():
        nonlocal sent
        for _ in range(2000):
            sent += 100_000
            yield b"x" * 100_000

    try:
        status = visitor.request("POST", "/chat/messages", endless()).status
    except ConnectionError:  # the server hung up while we were still sending
        status = 413
    assert status == 413
    assert sent < 150_000_000
    assert agent.seen == ["/greet"]


def test_too_many_messages_are_refused_with_the_time_to_wait(address, visitor):
    answers = [visitor.send(text="hello") for _ in range(11)]
    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3
    assert "wait" in answers[-1].json["error"]
    assert Visitor(address).begin().send(text="hello").status == 200, "another visitor must not wait"
