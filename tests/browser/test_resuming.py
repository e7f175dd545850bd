"""The conversation goes on exactly where it was: after a reload, in another tab, with a server that was away."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stub_clinic
from broken_line import Line
from playwright.sync_api import expect
from site_visitor import RECONNECTING, echoes
from stub_clinic import serve, website


@pytest.fixture()
def address(line: Line) -> str:
    """All goes over a line that a test can break."""
    return line.address


class TestReload:
    def test_the_conversation_is_there_again_and_goes_on(self, panel, agent):
        panel.begin().press("How does Botox work")
        panel.ask("hello")
        before = panel.log.inner_text()
        panel.page.reload()
        panel.open()
        expect(panel.answers).to_have_count(3)
        assert panel.log.inner_text() == before
        panel.ask("and again")
        assert agent.seen == ["/greet", "/ask_mechanism", "hello", "and again"], "no new session, no second greeting"

    def test_in_the_middle_of_an_answer(self, panel, agent):
        panel.begin().write("wait 2 hello")
        expect(panel.typing).not_to_be_empty()
        panel.page.reload()
        panel.open()
        expect(panel.typing).to_have_text("The assistant is typing")
        expect(panel.answers).to_have_count(2)
        expect(panel.typing).to_be_empty()
        assert panel.said()[1:] == echoes("wait 2 hello")
        assert agent.seen == ["/greet", "wait 2 hello"]

    def test_before_the_question_was_taken(self, panel, agent, line):
        panel.begin()
        line.die()
        panel.write("hello")
        expect(panel.log).to_contain_text("Not sent yet. We keep trying.")
        line.mend()
        panel.page.reload()
        panel.open()
        expect(panel.answers).to_have_count(2)
        assert panel.said()[1:] == echoes("hello")
        assert agent.seen == ["/greet", "hello"]

    def test_the_buttons_of_the_last_answer_are_there_again(self, panel, agent):
        panel.begin()
        panel.page.reload()
        panel.open().press("How does Botox work")
        assert agent.seen == ["/greet", "/ask_mechanism"]


class TestTabs:
    def test_two_tabs_are_alike(self, panel, visit, agent):
        panel.begin().ask("from the first")
        other = visit().open()
        expect(other.answers).to_have_count(2)
        assert other.said() == panel.said()
        other.ask("from the second")
        expect(panel.answers).to_have_count(3)
        assert panel.said() == other.said()
        assert agent.seen == ["/greet", "from the first", "from the second"]

    def test_a_tab_that_was_open_before_the_consent_joins(self, panel, visit):
        other = visit().open()
        expect(other.button("Start chat")).to_be_visible()
        panel.begin().ask("hello")
        expect(other.answers).to_have_count(2)

    def test_what_was_read_in_one_is_not_new_in_the_other(self, panel, visit):
        panel.begin().ask("hello")
        other = visit()
        other.page.wait_for_timeout(500)  # nothing is to happen, so there is nothing to wait for
        expect(other.badge).to_be_hidden()


class TestEndedSession:
    """The server does not know the chat any more, and nobody here has deleted it."""

    @pytest.fixture()
    def end(self, line, agent, site) -> Iterator[Callable[[], None]]:
        """Makes the line lead to another server, which knows no chat of this one."""
        with serve(website(origins=[site.origin], secret="t" * 40), agent) as other:
            yield lambda: line.lead_to(other)

    def test_it_begins_anew_says_so_and_keeps_what_was_said_and_half_written(self, panel, end, agent):
        panel.begin().ask("hello")
        panel.words.fill("half a question")
        end()
        expect(panel.log).to_contain_text("The earlier conversation has ended. This is a new one.")
        expect(panel.answers).to_have_count(3)
        expect(panel.words).to_have_value("half a question")
        panel.words.press("Enter")
        expect(panel.answers).to_have_count(4)
        assert agent.seen == ["/greet", "hello", "/greet", "half a question"]

    def test_words_on_their_way_are_sent_into_the_new_one(self, panel, line, end, agent):
        panel.begin()
        line.die()
        panel.write("are you there")
        expect(panel.log).to_contain_text("Not sent yet")
        end()
        expect(panel.answers).to_have_count(3)
        assert agent.seen == ["/greet", "/greet", "are you there"]
        assert panel.said().count("are you there") == 1

    def test_old_buttons_are_gone(self, panel, end):
        panel.begin()
        old = panel.answers.first
        end()
        expect(panel.answers).to_have_count(2)
        assert old.get_by_role("button").count() == 0


def stub_process(port: int, log: Path) -> subprocess.Popen:
    """The stub clinic as a process of its own, once it answers."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, stub_clinic.__file__, str(port), f"sqlite:///{log}"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/chat/health", timeout=5).close()
            return process
        except OSError:
            assert process.poll() is None, "the server did not start"
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def test_a_server_that_is_killed_in_the_middle_of_an_answer_and_started_again(visit, tmp_path):
    """On the demonstration page, which comes from that server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = stub_process(port, tmp_path / "chats.db")
    try:
        panel = visit(f"http://127.0.0.1:{port}/chat/").begin()
        panel.write("wait 3 hello")
        expect(panel.typing).not_to_be_empty()
        server.kill()
        server.wait()
        expect(panel.connection).to_have_text(RECONNECTING)
        panel.write("and another")
        server = stub_process(port, tmp_path / "chats.db")
        expect(panel.answers).to_have_count(3, timeout=40_000)
        said = panel.said()[1:]
        assert [text for text in said if text.startswith("You")] == ["You said: wait 3 hello", "You said: and another"]
        assert [text for text in said if not text.startswith("You")] == ["wait 3 hello", "and another"]
        expect(panel.connection).to_be_empty()
    finally:
        server.kill()
        server.wait()
