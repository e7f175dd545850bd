"""The stream: what it says in which order, how it ends, and what a browser that does not read it costs."""

from __future__ import annotations

import json
import re
import sqlite3
import time

import jwt
import pytest
from conftest import SITES
from redis_server import RedisServer
from stub_clinic import GREETING, PHONE, serve, website
from visitor import Tab, Visitor

from porewise.channels import redis_log, stream
from porewise.channels import website as website_module
from porewise.channels.chat_log import Listeners
from porewise.channels.queue import Queue


def kinds(tab):
    return [kind for kind, _ in tab.told]


class TestWhatItSays:
    def test_its_form_is_that_of_server_sent_events(self, visitor):
        with visitor.connect(0) as (_, response):
            head, body = response.headers, ""
            while "event: ready" not in body:
                body += response.read1(65_536).decode()
        assert head["Content-Type"] == "text/event-stream; charset=utf-8"
        assert (head["Cache-Control"], head["X-Accel-Buffering"]) == ("no-store", "no")
        entry, ready = re.fullmatch(
            r"id: 1\nevent: entry\ndata: (.+)\n\nevent: ready\ndata: (.+)\n\n", body, re.M
        ).groups()
        assert json.loads(entry)["text"] == GREETING
        assert json.loads(ready) == {"last": 1, "token": json.loads(ready)["token"]}

    def test_the_past_comes_first_then_ready_then_what_happens(self, visitor, open_tab):
        tab = open_tab(visitor)
        tab.wait(lambda tab: "ready" in kinds(tab))
        visitor.say("wait 0.3")
        tab.wait(lambda tab: kinds(tab)[-1:] == ["typing"] and len(tab.entries) == 3)
        assert kinds(tab) == ["entry", "ready", "entry", "typing", "entry", "typing"]
        assert [data["on"] for kind, data in tab.told if kind == "typing"] == [True, False]
        assert [entry["seq"] for entry in tab.entries] == [1, 2, 3]

    @pytest.mark.parametrize("after", [0, 1, 2, 3, 99])
    def test_it_goes_on_where_the_browser_was(self, visitor, after):
        visitor.say("hello")
        assert [entry["seq"] for entry in visitor.history(after)] == list(range(after + 1, 4))

    def test_every_tab_hears_the_same(self, visitor, open_tab):
        tabs = [open_tab(visitor) for _ in range(3)]
        for tab in tabs:
            tab.wait(lambda tab: "ready" in kinds(tab))
        visitor.say("hello")
        for tab in tabs:
            assert tab.wait(lambda tab: len(tab.entries) == 3).entries == visitor.history()

    def test_a_comment_shows_that_the_line_is_alive(self, visitor, open_tab, monkeypatch):
        monkeypatch.setattr(stream, "HEARTBEAT", 0.1)
        tab = open_tab(visitor)
        tab.wait(lambda tab: kinds(tab).count("comment") >= 3)
        assert len(tab.entries) == 1 and tab.breaks == 0

    def test_a_question_that_nobody_answers_any_more_is_taken_up(self, visitor, agent, open_tab, monkeypatch):
        """The process that had it died; this one only has the stream."""
        monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
        tab = open_tab(visitor)
        tab.wait(lambda tab: "ready" in kinds(tab))
        with monkeypatch.context() as patch:
            patch.setattr(Queue, "wake", lambda *_: None)
            visitor.send(text="hello")
            tab.wait(lambda tab: len(tab.entries) == 2)
            assert "hello" not in agent.seen
        tab.wait(lambda tab: len(tab.entries) == 3, 2)

    def test_news_that_were_lost_on_the_way_arrive_all_the_same(self, visitor, open_tab, monkeypatch):
        monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
        tab = open_tab(visitor)
        tab.wait(lambda tab: "ready" in kinds(tab))
        monkeypatch.setattr(Listeners, "tell", lambda *_: None)
        visitor.send(text="hello")
        tab.wait(lambda tab: len(tab.entries) == 3, 2)


class TestHowItEnds:
    def test_with_a_word_when_the_chat_is_deleted_in_every_tab(self, visitor, open_tab):
        tabs = [open_tab(visitor) for _ in "ab"]
        for tab in tabs:
            tab.wait(lambda tab: "ready" in kinds(tab))
        assert visitor.request("DELETE", "/chat/session").status == 204
        for tab in tabs:
            tab.wait(lambda tab: tab.status == 401)
            assert kinds(tab)[-1] == "ended"

    def test_with_a_word_when_the_chat_is_forgotten(self, agent, open_tab, monkeypatch):
        monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
        monkeypatch.setattr(website_module, "KEEP", 2)
        with serve(website(), agent) as address:
            tab = open_tab(Visitor(address).begin())
            tab.wait(lambda tab: "ended" in kinds(tab), 5)
            tab.close()

    def test_without_one_when_the_server_stops(self, agent):
        with serve(website(), agent) as address:
            tab = Tab(Visitor(address).begin())
            tab.wait(lambda tab: "ready" in kinds(tab))
        tab.close()
        assert "ended" not in kinds(tab)

    def test_when_nobody_reads_it(self, agent, tmp_path, monkeypatch):
        """A browser that takes nothing must not keep the words of a long chat in our memory."""
        monkeypatch.setattr(website_module, "PATIENCE", 0.5)
        channel = website(log=f"sqlite:///{tmp_path}/chats.db")
        with serve(channel, agent) as address:
            visitor = Visitor(address).begin()
            visitor.answers_to(0)
            long_chat(tmp_path / "chats.db", visitor.token, megabytes=12)
            with visitor.by_hand("GET /chat/events"):
                until(lambda: channel._log.listeners.count() == 1)
                began = time.monotonic()
                until(lambda: channel._log.listeners.count() == 0)
                assert 0.3 < time.monotonic() - began < 5
                assert Visitor(address).begin().say("hello")
            assert len(visitor.history()) > 1000, "whoever reads gets all of it"


def long_chat(path, token, megabytes):
    chat = jwt.decode(token, options={"verify_signature": False})["sid"]
    entry = json.dumps({"type": "visitor", "at": "", "id": "a", "text": "x" * 10_000})
    with sqlite3.connect(path) as db:
        db.executemany(
            "INSERT INTO entries VALUES (?, ?, NULL, ?)",
            [(chat, 2 + number, entry) for number in range(megabytes * 100)],
        )
    db.close()


def until(holds, seconds=10):
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("waited in vain")


class TestWhenTheLogIsAway:
    """In words, and with nothing lost when it is back."""

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch):
        monkeypatch.setattr(redis_log, "TIMEOUT", 0.5)
        monkeypatch.setattr(redis_log, "AGAIN", 0.2)
        monkeypatch.setattr(redis_log, "SILENCE", 0.5)
        monkeypatch.setattr(stream, "HEARTBEAT", 0.3)

    @pytest.fixture()
    def settings(self, redis: RedisServer):
        return {"log": redis.url, "seconds": 5}

    @pytest.fixture(params=["stopped", "frozen"])
    def away(self, redis: RedisServer, request):
        """Two functions: it goes, it comes back."""
        return (redis.stop, redis.start) if request.param == "stopped" else (redis.freeze, redis.thaw)

    def test_every_request_is_refused_in_words_and_then_taken_again(self, address, away):
        visitor = Visitor(address, Origin=SITES[0]).begin()
        visitor.answers_to(0)
        away[0]()
        answers = [
            visitor.send(text="hello", id="a"),
            visitor.request("GET", "/chat/events"),
            visitor.request("POST", "/chat/feedback", '{"of": 1, "helpful": true}'),
            visitor.request("DELETE", "/chat/session"),
            visitor.request("POST", "/chat/session", '{"consent": true}'),
        ]
        for answer in answers:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
            assert answer.headers.get_all("Access-Control-Allow-Origin") == SITES[:1]
            assert PHONE in answer.json["error"]
        assert visitor.request("GET", "/chat/config").status == 200
        away[1]()
        until(lambda: visitor.request("POST", "/chat/session", '{"consent": true}').status == 201)
        assert visitor.answers(visitor.send(text="hello", id="a"))[0]["text"] == "You said: hello"

    @pytest.mark.parametrize("seconds", [0.8, 3])
    def test_an_answer_under_way_arrives_once(self, address, agent, away, open_tab, seconds):
        """Away for a moment, or for longer than the turn takes."""
        tab = open_tab(Visitor(address).begin())
        tab.wait(lambda tab: len(tab.entries) == 1)
        tab._visitor.send(text="wait 1 please")
        tab.wait(lambda tab: ("typing", {"on": True}) in tab.told)
        away[0]()
        time.sleep(seconds)
        away[1]()
        tab.wait(lambda tab: len(tab.entries) == 3)
        time.sleep(1)
        assert [entry["seq"] for entry in tab.entries] == [1, 2, 3]
        assert tab.entries[-1]["text"] == "You said: wait 1 please"
        assert agent.seen.count("wait 1 please") == 1, "Rasa would remember it twice"

    def test_what_is_asked_right_after_is_heard_in_every_tab(self, address, away, open_tab):
        visitor = Visitor(address).begin()
        tabs = [open_tab(visitor) for _ in "ab"]
        away[0]()
        time.sleep(1)
        away[1]()
        until(lambda: visitor.send(text="hello", id="a").status == 202)
        for tab in tabs:
            tab.wait(lambda tab: [entry["seq"] for entry in tab.entries] == [1, 2, 3])
