"""No word is lost or said twice: lines that break a thousand times, servers that are killed, and several at once."""

from __future__ import annotations

import json
import random
import signal
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from server_process import ServerProcess
from visitor import Tab, Visitor

VISITORS, TABS, MESSAGES = 25, 2, 4
DISCONNECTS = 1000
EACH = DISCONNECTS // (VISITORS * TABS)
ENTRIES = 1 + 2 * MESSAGES  # greeting, messages, answers


class Traveller(Visitor):
    """On a phone that changes its network all the time, with a line that breaks; `lost` requests had no answer."""

    def __init__(self, *addresses: str) -> None:
        super().__init__(*addresses)
        self.lost = 0

    def _headers(self) -> dict[str, str]:
        return {**super()._headers(), "X-Forwarded-For": f"198.51.100.{random.randrange(256)}"}

    def deliver(self, text: str) -> int:
        """Send until the server says that it has it; gives its number."""
        body = json.dumps({"id": str(uuid.uuid4()), "text": text})
        if random.random() < 0.6:
            self.lose(body)
        while True:
            with suppress(OSError):
                answer = self.request("POST", "/chat/messages", body)
                if answer.status == 202:
                    return answer.json["seq"]
                assert answer.status in (429, 503), answer.body
                time.sleep(int(answer.headers["Retry-After"]))

    def lose(self, body: str) -> None:
        """Send it whole or in part, and go before the answer comes."""
        name, port = self.host.split(":")
        headers = {**self._headers(), "Host": name, "Content-Length": str(len(body))}
        lines = ["POST /chat/messages HTTP/1.1", *(f"{key}: {value}" for key, value in headers.items()), "", body]
        request = "\r\n".join(lines).encode()
        with suppress(OSError), socket.create_connection((name, int(port)), timeout=5) as connection:
            connection.sendall(request[: random.choice([len(request), random.randrange(len(request))])])
            time.sleep(random.random() * 0.02)
        self.lost += 1


def unsteady(breaks: int):
    """Breaks so many times, anywhere; then holds."""
    left = iter(range(breaks))
    return lambda: (random.randrange(1, 1500), random.random() * 0.2) if next(left, None) is not None else (1 << 62, 20)


def talk(addresses: list[str]) -> tuple[Traveller, list[Tab], list[str]]:
    """A visitor's whole chat, in two tabs."""
    visitor = Traveller(*addresses)
    visitor.begin()
    tabs = [Tab(visitor, unsteady(EACH)) for _ in range(TABS)]
    said = [f"message {number} of {uuid.uuid4()}" for number in range(MESSAGES)]
    for text in said:
        visitor.deliver(text)
        time.sleep(random.random() * 0.5)
    for tab in tabs:
        tab.wait(lambda tab: tab.breaks >= EACH and len(tab.entries) >= ENTRIES, 60)
    time.sleep(0.5)  # for what would come twice
    for tab in tabs:
        tab.close()
    return visitor, tabs, said


def crowd(addresses: list[str], name: str) -> None:
    """Many talk at once; then everything that every tab heard is compared with what was said."""
    began = time.monotonic()
    with ThreadPoolExecutor(VISITORS) as threads:
        talks = list(threads.map(talk, [addresses] * VISITORS))
    lost = doubled = 0
    for visitor, tabs, said in talks:
        for tab in tabs:
            heard = [entry["text"] for entry in tab.entries]
            expected = [text for one in said for text in (one, f"You said: {one}")]
            lost += sum(text not in heard for text in expected) + (tab.entries[:1] == [])
            doubled += (
                len(heard) - len({entry["seq"] for entry in tab.entries}) + sum(map(heard.count, said)) - len(said)
            )
            assert [entry["seq"] for entry in tab.entries] == list(range(1, ENTRIES + 1)), "in order, without a gap"
            assert [text for text in heard if text in said] == said
            questions = {entry["seq"]: entry["text"] for entry in tab.entries if entry["type"] == "visitor"}
            answers = {entry["to"]: entry["text"] for entry in tab.entries if entry["type"] == "assistant"}
            assert {seq: f"You said: {text}" for seq, text in questions.items()} == {
                seq: text for seq, text in answers.items() if seq
            }
        assert tabs[0].entries == tabs[1].entries == visitor.history()
    breaks = sum(tab.breaks for _, tabs, _ in talks for tab in tabs)
    requests = sum(visitor.lost for visitor, _, _ in talks)
    print(
        f"\n{name}: {breaks} streams cut, {requests} requests without an answer, {VISITORS * MESSAGES} messages, "
        f"{VISITORS * TABS} tabs: {lost} lost, {doubled} doubled, {time.monotonic() - began:.0f} s"
    )
    assert (lost, doubled) == (0, 0)
    assert breaks >= DISCONNECTS


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with ServerProcess(f"sqlite:///{tmp_path_factory.mktemp('log')}/chats.db") as server:
        server.wait_until_ready()
        yield server


@pytest.fixture(scope="module")
def two(redis_server):
    """Two processes with one Redis."""
    with ServerProcess(redis_server.url, seconds=2) as one, ServerProcess(redis_server.url, seconds=2) as other:
        one.wait_until_ready()
        other.wait_until_ready()
        yield one, other


def test_a_thousand_disconnects(server, capsys):
    with capsys.disabled():
        crowd([server.address], "one process")


def test_a_thousand_disconnects_between_two_processes(two, capsys):
    with capsys.disabled():
        crowd([one.address for one in two], "two processes, one Redis")


class TestAServerThatDies:
    def greeted(self, *addresses):
        visitor = Visitor(*addresses).begin()
        visitor.answers_to(0)
        return visitor

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
    def test_an_answer_under_way_comes_once_after_the_restart(self, server, open_tab, how):
        visitor = self.greeted(server.address)
        tabs = [open_tab(visitor) for _ in "ab"]
        visitor.send(text="wait 1 for it")
        visitor.send(text="and this")
        for tab in tabs:
            tab.wait(lambda tab: ("typing", {"on": True}) in tab.told)
        assert server.stop(how) < 3, "it does not wait for the streams"
        server.start()
        for tab in tabs:
            tab.wait(lambda tab: len(tab.entries) == 5)
        time.sleep(1.5)
        for tab in tabs:
            assert [entry["seq"] for entry in tab.entries] == [1, 2, 3, 4, 5]
            assert [entry["text"] for entry in tab.entries[3:]] == ["You said: wait 1 for it", "You said: and this"]
            assert "ended" not in [kind for kind, _ in tab.told]
        assert visitor.history() == tabs[0].entries

    def test_a_message_that_kills_it_each_time_is_given_up_in_words(self, server, open_tab):
        visitor = self.greeted(server.address)
        tab = open_tab(visitor)
        tab.wait(lambda tab: "ready" in [kind for kind, _ in tab.told])
        visitor.send(text="kill")
        for _ in range(2):
            server.wait_until_dead()
            server.begin()  # the message may kill it before it has answered anybody
        server.wait_until_ready()
        tab.wait(lambda tab: len(tab.entries) == 3)
        assert (tab.entries[2]["name"], tab.entries[2]["to"]) == ("website_failed", 2)
        assert "went wrong" in tab.entries[2]["text"]
        assert visitor.say("hello")[0]["text"] == "You said: hello"
        assert server.is_alive()

    def test_another_one_takes_over_for_whoever_listens_there(self, two, open_tab):
        """The stream is with one process, the turn with another, and that one dies: nobody reconnects."""
        listening, dying = two
        visitor = self.greeted(listening.address)
        tab = open_tab(visitor)
        tab.wait(lambda tab: "ready" in [kind for kind, _ in tab.told])
        sender = Visitor(dying.address)
        sender.token = visitor.token
        sender.send(text="wait 1 for it")
        tab.wait(lambda tab: ("typing", {"on": True}) in tab.told)
        dying.stop(signal.SIGKILL)
        tab.wait(lambda tab: len(tab.entries) == 3, 40)
        assert tab.entries[2]["text"] == "You said: wait 1 for it"
        assert tab.connections == 1
        dying.start()
