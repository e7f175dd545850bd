"""Lines that break, are slow, or go silent, and a server that refuses: no word is lost or said twice."""

from __future__ import annotations

import random

import pytest
from broken_line import Line
from playwright.sync_api import expect
from site_visitor import RECONNECTING, Panel, echoes

from porewise.channels import access
from porewise.channels.pace import Pace

NO_HURRY = Pace(burst=10_000, per_minute=10_000)
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
    Object.defineProperty(document, "visibilityState", {configurable: true, get: () => hidden ? "hidden" : "visible"});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
BACK_FROM_CACHE = "() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
ONLINE = "() => dispatchEvent(new Event('online'))"


@pytest.fixture()
def address(line: Line) -> str:
    """All goes over a line that a test can break."""
    return line.address


def streams(panel: Panel) -> int:
    """How many streams the page has asked for."""
    return panel.asked.count("GET /chat/events")


class TestOffline:
    def test_it_is_said_and_what_was_written_is_delivered_later(self, panel, context, agent):
        panel.begin()
        context.set_offline(True)
        expect(panel.connection).to_contain_text("You are offline.")
        panel.write("first")
        panel.write("second")
        expect(panel.questions).to_have_count(2)
        expect(panel.log).to_contain_text("Not sent yet. We keep trying.")
        context.set_offline(False)
        expect(panel.answers).to_have_count(3)
        assert [text for text in panel.said()[1:] if not text.startswith("You said")] == ["first", "second"]
        assert agent.seen == ["/greet", "first", "second"]
        expect(panel.connection).to_be_empty()
        expect(panel.log).not_to_contain_text("Not sent yet")

    def test_it_is_in_a_status_for_screen_readers(self, panel, context):
        panel.begin()
        context.set_offline(True)
        expect(panel.root.get_by_role("status").filter(has_text="You are offline.")).to_be_visible()

    def test_what_is_being_written_stays(self, panel, context):
        panel.begin().words.fill("half a question")
        context.set_offline(True)
        expect(panel.connection).not_to_be_empty()
        context.set_offline(False)
        expect(panel.connection).to_be_empty()
        expect(panel.words).to_have_value("half a question")


class TestBrokenLine:
    def test_a_lost_line_is_said_and_comes_back(self, panel, line, agent):
        panel.begin()
        line.die()
        expect(panel.connection).to_have_text(RECONNECTING)
        line.mend()
        expect(panel.connection).to_be_empty()
        panel.ask("hello")
        assert agent.seen == ["/greet", "hello"]

    def test_a_short_break_is_not_worth_words(self, panel, line):
        panel.begin()
        line.cut()
        panel.ask("hello")
        expect(panel.connection).to_be_empty()

    def test_an_answer_to_a_message_that_is_lost_is_found_again(self, panel, agent):
        """The server has the message, the browser does not know it: the same id makes one turn of it."""
        panel.begin()

        def lose_the_answer(route):
            route.fetch()
            route.abort()

        panel.page.route("**/messages", lose_the_answer, times=1)
        panel.ask("hello")
        panel.ask("again")
        assert panel.said()[1:] == echoes("hello", "again")
        assert agent.seen == ["/greet", "hello", "again"]

    @pytest.mark.parametrize("status", [500, 502, 503, 429])
    def test_a_server_in_trouble_is_tried_again(self, panel, agent, status):
        panel.begin()
        gateway = {"status": status, "body": "<h1>gateway</h1>", "headers": {"Access-Control-Allow-Origin": "*"}}
        panel.page.route("**/messages", lambda route: route.fulfill(**gateway), times=1)
        panel.ask("hello")
        assert panel.said()[1:] == echoes("hello")
        assert agent.seen == ["/greet", "hello"]

    @pytest.mark.parametrize("seed", [1, 2])
    def test_thirty_random_breaks_lose_and_double_nothing(self, panel, line, agent, monkeypatch, seed):
        monkeypatch.setattr(access, "CHAT_MESSAGES", NO_HURRY)
        monkeypatch.setattr(access, "ADDRESS_REQUESTS", NO_HURRY)
        chance, texts = random.Random(seed), [f"question {number}" for number in range(12)]
        panel.begin()
        line.storm(seed)
        before = line.breaks
        for text in texts:
            panel.write(text)
            for _ in range(chance.randrange(1, 4)):
                panel.page.wait_for_timeout(chance.randrange(150))
                panel.page.evaluate(ONLINE)  # so that it need not wait for its time to try again
        for _ in range(200):
            if line.breaks - before >= 30:
                break
            panel.page.wait_for_timeout(50)
            panel.page.evaluate(ONLINE)
        assert line.breaks - before >= 30
        line.mend()
        panel.page.evaluate(ONLINE)
        expect(panel.answers).to_have_count(13, timeout=30_000)
        said = panel.said()[1:]
        assert [text for text in said if text in texts] == texts
        assert [text for text in said if text not in texts] == [f"You said: {text}" for text in texts]
        assert agent.seen == ["/greet", *texts]
        panel.problems[:] = [words for words in panel.problems if "CORS" not in words]  # of headers that came in half

    def test_what_takes_long_to_send_says_so(self, panel, line, agent):
        panel.begin()
        line.freeze()
        panel.write("hello")
        expect(panel.log).to_contain_text("Sending …")
        line.thaw()
        expect(panel.answers).to_have_count(2)
        expect(panel.log).not_to_contain_text("Sending …")
        assert agent.seen == ["/greet", "hello"]

    def test_on_a_slow_line_all_works(self, panel, context, agent):
        network = context.new_cdp_session(panel.page)
        slow = {"offline": False, "latency": 800, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", slow)
        panel.page.reload()
        panel.open().agree()
        panel.press("How does Botox work")
        panel.ask("hello")
        assert agent.seen == ["/greet", "/ask_mechanism", "hello"]


class TestSilence:
    """A line that is dead without having been closed, as on a phone that comes out of a pocket."""

    @pytest.fixture()
    def quiet(self, context, visit, line) -> Panel:
        """The chat, begun, with a clock that the test can turn."""
        context.clock.install()
        return visit().begin()

    def test_after_45_seconds_without_a_sign_of_life_it_takes_another_line(self, quiet, line):
        before = streams(quiet)
        line.freeze()
        quiet.page.clock.fast_forward(40_000)
        assert streams(quiet) == before
        quiet.page.clock.fast_forward(6_000)
        line.mend()
        quiet.page.clock.run_for(3_000)
        quiet.ask("hello")
        assert streams(quiet) > before

    @pytest.mark.parametrize("sign", [BACK_FROM_CACHE, ONLINE])
    def test_a_page_that_comes_back_takes_a_new_line_at_once(self, quiet, line, agent, sign):
        before = streams(quiet)
        quiet.write("wait 1 hello")
        expect(quiet.typing).not_to_be_empty()
        quiet.page.evaluate(HIDE, True)
        line.freeze()
        quiet.page.wait_for_timeout(1_500)  # the answer is given while nobody hears it
        line.mend()
        quiet.page.evaluate(HIDE, False)
        quiet.page.evaluate(sign)
        expect(quiet.answers).to_have_count(2)
        assert quiet.said()[1:] == echoes("wait 1 hello")
        assert streams(quiet) > before

    def test_a_page_that_is_seen_again_after_a_silence_takes_a_new_line(self, quiet, line):
        before = streams(quiet)
        quiet.page.evaluate(HIDE, True)
        line.freeze()
        quiet.page.clock.fast_forward(25_000)
        line.mend()
        quiet.page.evaluate(HIDE, False)
        quiet.ask("hello")
        assert streams(quiet) > before

    def test_a_tab_that_nobody_sees_gives_its_line_back_and_takes_one_when_it_is_seen(self, quiet, visit):
        quiet.page.evaluate(HIDE, True)
        quiet.page.clock.fast_forward(31_000)
        before = streams(quiet)
        other = visit().open()
        other.ask("from another tab")
        expect(quiet.answers).to_have_count(1)
        quiet.page.evaluate(HIDE, False)
        expect(quiet.answers).to_have_count(2)
        assert streams(quiet) == before + 1


class TestRefusals:
    def test_who_is_too_quick_waits_and_loses_nothing(self, panel, agent, monkeypatch):
        monkeypatch.setattr(access, "CHAT_MESSAGES", Pace(burst=2, per_minute=30))
        panel.begin()
        texts = ["first", "second", "third"]
        for text in texts:
            panel.write(text)
        expect(panel.log).to_contain_text("Not sent yet")
        expect(panel.answers).to_have_count(4)
        assert agent.seen == ["/greet", *texts]

    def test_what_the_server_tells_to_wait_is_waited(self, context, visit, monkeypatch):
        context.clock.install()
        panel = visit()
        monkeypatch.setattr(access, "MOST_STREAMS", 0)
        panel.open()
        with panel.page.expect_response("**/events*") as refused:
            panel.button("Start chat").click()
        assert (refused.value.status, refused.value.headers["retry-after"]) == (503, "10")
        panel.page.clock.fast_forward(9_000)
        panel.page.evaluate(ONLINE)
        panel.page.wait_for_timeout(300)
        assert streams(panel) == 1
        monkeypatch.setattr(access, "MOST_STREAMS", 10)
        panel.page.clock.fast_forward(2_000)
        expect(panel.answers).to_have_count(1)
        assert streams(panel) == 2

    def test_a_button_that_is_no_more_is_said(self, panel, agent):
        panel.begin()
        refusal = {"status": 422, "json": {"error": "This button no longer works. Please type your question."}}
        headers = {"Access-Control-Allow-Origin": "*"}
        panel.page.route("**/messages", lambda route: route.fulfill(**refusal, headers=headers))
        panel.log.get_by_role("button", name="How does Botox work").click()
        expect(panel.mistake).to_have_text("This button no longer works. Please type your question.")
        expect(panel.words).to_have_value("How does Botox work on pores?")
