"""What a visitor must agree to, what is kept and where, and how it is deleted or taken away."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from site_visitor import Panel
from stub_clinic import GREETING, PHONE, TABLE

BLOCKED = """
    for (const name of ["sessionStorage", "localStorage", "indexedDB"]) {
        Object.defineProperty(window, name, {get() { throw new DOMException("blocked", "SecurityError"); }});
    }
"""
SESSION = "() => JSON.stringify({...sessionStorage})"
KEPT = "() => [localStorage.length, document.cookie, Object.keys(sessionStorage).length]"
READ = ("GET /chat/widget.js", "GET /chat/config")


def asked_of_the_assistant(panel: Panel) -> list[str]:
    """What the page asked of the assistant's server besides its scripts and the clinic's numbers."""
    return [
        what
        for what in panel.asked
        if "/chat/" in what and what not in READ and not re.match(r"GET /chat/v\w{12}/widget\.js", what)
    ]


class TestConsent:
    def test_until_the_visitor_agrees_only_public_things_are_asked_for(self, panel, agent):
        panel.open()
        expect(panel.dialog).to_contain_text("This is an automated assistant. It is not a doctor or a nurse")
        expect(panel.dialog).to_contain_text("kept for 24 hours")
        expect(panel.dialog.get_by_role("link", name="911").first).to_have_attribute("href", "tel:911")
        expect(panel.words).to_be_hidden()
        panel.close()
        panel.open()
        panel.page.reload()
        panel.open()
        expect(panel.button("Start chat")).to_be_visible()
        assert asked_of_the_assistant(panel) == []
        assert agent.seen == []
        panel.agree()
        assert asked_of_the_assistant(panel)[0] == "POST /chat/session"
        assert agent.seen == ["/greet"]

    def test_before_it_nothing_personal_is_kept_in_the_browser(self, panel):
        panel.open()
        panel.close()
        local, cookies, _ = panel.page.evaluate(KEPT)
        assert (local, cookies) == (0, "")
        kept = panel.page.evaluate(SESSION)
        assert "token" not in kept and "consented" not in kept

    def test_who_does_not_agree_can_call(self, panel):
        call = panel.open().root.get_by_role("link", name="No, call instead: (217) 555-0142")
        expect(call).to_have_attribute("href", "tel:2175550142")

    def test_the_clinics_privacy_page_is_named(self, visit):
        panel = visit(data_privacy="https://www.clinic.example/privacy").open()
        link = panel.root.get_by_role("link", name="How the clinic handles your data")
        expect(link).to_have_attribute("href", "https://www.clinic.example/privacy")

    def test_a_server_that_does_not_answer_is_said_with_the_pages_own_number(self, context, visit):
        context.route("**/config", lambda route: route.abort())
        panel = visit(data_phone="(555) 010-0199").open()
        expect(panel.dialog).to_contain_text("The assistant cannot be reached right now.")
        call = panel.root.locator(".stage").get_by_role("link", name="Call (555) 010-0199")
        expect(call).to_have_attribute("href", "tel:5550100199")
        context.unroute("**/config")
        panel.button("Try again").click()
        expect(panel.button("Start chat")).to_be_visible()

    def test_a_session_that_cannot_begin_is_said_and_tried_again(self, panel):
        panel.page.route("**/session", lambda route: route.abort())
        panel.open().button("Start chat").click()
        expect(panel.trouble).to_contain_text("The assistant cannot be reached right now.")
        panel.page.unroute("**/session")
        panel.button("Try again").click()
        expect(panel.answers).to_have_count(1)
        expect(panel.trouble).to_be_empty()


class TestWhereThingsAreKept:
    def test_a_chat_is_kept_for_this_tab_only(self, panel):
        panel.begin().ask("something private")
        local, cookies, session = panel.page.evaluate(KEPT)
        assert (local, cookies) == (0, "") and session > 0
        assert "private" not in panel.page.evaluate(SESSION)

    def test_the_token_is_in_no_address(self, panel):
        seen: list[str] = []
        panel.page.on("request", lambda request: seen.append(request.url))
        panel.begin().ask("hello")
        (token,) = set(re.findall(r"ey[\w-]+\.[\w-]+\.[\w-]+", panel.page.evaluate(SESSION)))
        assert len(seen) >= 3 and not [url for url in seen if token in url]

    def test_no_cookie_is_sent(self, visit, context, address):
        context.add_cookies([{"name": "clinic", "value": "secret", "url": address}])
        sent: list[str] = []
        context.on("request", lambda request: sent.append(request.all_headers().get("cookie", "")))
        panel = visit()
        panel.open().button("Start chat").click()
        expect(panel.answers).to_have_count(1)
        with panel.page.expect_request("**/messages") as message:
            panel.ask("hello")
        assert "cookie" not in message.value.all_headers()

    def test_it_works_where_storage_is_blocked(self, context, visit, agent):
        context.add_init_script(BLOCKED)
        panel = visit().begin()
        panel.ask("hello")
        panel.close()
        panel.open()
        panel.ask("again")
        assert agent.seen == ["/greet", "hello", "again"]

    def test_it_works_where_storage_is_full(self, context, visit, agent):
        context.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
        )
        visit().begin().ask("hello")
        assert agent.seen == ["/greet", "hello"]

    def test_it_works_where_tabs_may_not_talk(self, context, visit, agent):
        context.add_init_script("BroadcastChannel = class { constructor() { throw new DOMException('blocked'); } }")
        visit().begin().ask("hello")
        assert agent.seen == ["/greet", "hello"]

    def test_it_works_where_what_was_kept_is_broken(self, panel, agent):
        panel.begin()
        panel.page.evaluate("() => Object.keys(sessionStorage).forEach(key => sessionStorage[key] = '{nonsense')")
        panel.page.reload()
        panel.open()
        expect(panel.button("Start chat")).to_be_visible()


class TestDeleting:
    def test_it_is_asked_once_and_then_everything_is_gone(self, panel, agent):
        panel.begin().ask("something private")
        panel.words.fill("and half a sentence")
        panel.menu("Delete my chat")
        expect(panel.dialog).to_contain_text("This cannot be undone.")
        with panel.page.expect_response(lambda response: response.request.method == "DELETE") as deleted:
            panel.root.locator(".choice").get_by_role("button", name="Delete").click()
        assert deleted.value.status == 204
        expect(panel.dialog).to_contain_text("Your chat was deleted.")
        expect(panel.button("Start chat")).to_be_visible()
        whole = panel.page.evaluate("() => document.querySelector('porewise-chat').shadowRoot.textContent")
        assert "private" not in whole
        assert "token" not in panel.page.evaluate(SESSION)
        panel.page.reload()
        panel.open().agree()
        expect(panel.words).to_have_value("")
        assert len(panel.said()) == 1
        assert agent.seen == ["/greet", "something private", "/greet"]

    def test_a_visitor_who_thinks_again_keeps_it(self, panel, agent):
        panel.begin().ask("hello")
        panel.menu("Delete my chat")
        panel.button("Keep it").click()
        expect(panel.answers.last).to_be_visible()
        assert not [what for what in panel.asked if what.startswith("DELETE")]
        panel.ask("again")
        assert agent.seen == ["/greet", "hello", "again"]

    def test_the_other_tab_loses_it_too(self, panel, visit):
        panel.begin().ask("something private")
        other = visit().open()
        expect(other.answers).to_have_count(2)
        panel.page.bring_to_front()
        panel.delete()
        expect(other.button("Start chat")).to_be_visible()
        expect(other.root.get_by_text("something private")).to_have_count(0)
        assert "token" not in other.page.evaluate(SESSION)

    def test_another_browser_that_has_it_open_loses_it_too(self, panel, chromium, address):
        """Without a word from tab to tab: the server says so."""
        panel.begin().ask("something private")
        kept = panel.page.evaluate(SESSION)
        elsewhere = chromium.new_context()
        try:
            page = elsewhere.new_page()
            page.add_init_script(f"Object.assign(sessionStorage, {kept})")
            page.goto(panel.page.url)
            other = Panel(page, []).ready().open()
            expect(other.answers).to_have_count(2)
            panel.delete()
            expect(other.root.get_by_text("something private")).to_have_count(0)
        finally:
            elsewhere.close()

    def test_where_the_server_cannot_be_reached_it_is_not_called_deleted(self, panel):
        panel.begin().ask("something private")
        panel.page.route("**/session", lambda route: route.abort())
        panel.delete()
        expect(panel.trouble).to_contain_text("cannot be reached")
        expect(panel.root.get_by_text("Your chat was deleted.")).to_have_count(0)
        panel.page.unroute("**/session")
        panel.button("Try again").click()
        expect(panel.dialog).to_contain_text("Your chat was deleted.")

    def test_a_new_conversation_begins_without_a_word_of_the_old_one(self, panel, agent):
        panel.begin().ask("hello")
        panel.menu("New conversation")
        expect(panel.answers).to_have_count(1)
        expect(panel.questions).to_have_count(0)
        expect(panel.words).to_be_focused()
        panel.ask("again")
        assert agent.seen == ["/greet", "hello", "/greet", "again"]


class TestTranscript:
    @pytest.fixture()
    def text(self, panel, tmp_path: Path) -> str:
        panel.begin().ask("is 2 < 3 & <b>bold</b>?\nsecond line")
        panel.ask("I cannot breathe")
        panel.ask("two")
        expect(panel.answers).to_have_count(5)
        panel.button("More options").click()
        with panel.page.expect_download() as download:
            panel.button("Download this chat").click()
        assert re.fullmatch(r"chat-\d{4}-\d\d-\d\d\.txt", download.value.suggested_filename)
        path = tmp_path / "chat.txt"
        download.value.save_as(path)
        return path.read_bytes().decode("utf-8")

    def test_it_holds_all_that_was_said_in_order(self, text):
        said = (*GREETING.split("\n\n"), "is 2 < 3 & <b>bold</b>?\nsecond line", "You said: is 2 <", "I cannot breathe")
        places = [text.replace("\r\n", "\n").index(words) for words in (*said, "Call 911 now.", "One.", "Two.")]
        assert places == sorted(places)
        assert text.count("You: ") + text.count("You:\r\n") + text.count("] You") >= 3

    def test_it_says_what_it_is_and_whom_to_call(self, text):
        head = text[:300]
        assert "Automated assistant, not a doctor" in head
        assert "Lakeview Dermatology" in head and PHONE in head
        assert "General information, not medical advice." in head

    def test_it_names_sources_and_dates(self, text):
        assert "Checked Nov 22, 2026 · draft, not yet approved by a clinician" in text
        assert "https://pubmed.ncbi.nlm.nih.gov/33400411/" in text

    def test_a_comparison_is_in_it_cell_by_cell(self, panel, tmp_path):
        panel.begin().press("Compare Botox and laser")
        panel.button("More options").click()
        with panel.page.expect_download() as download:
            panel.button("Download this chat").click()
        download.value.save_as(tmp_path / "chat.txt")
        text = (tmp_path / "chat.txt").read_text("utf-8")
        assert TABLE["caption"] in text
        for name, *cells in TABLE["rows"]:
            assert name in text
            for column, cell in zip(TABLE["columns"][1:], cells, strict=True):
                assert f"{column}: {cell}" in text

    def test_nothing_is_sent_for_it(self, panel):
        panel.begin()
        before = list(panel.asked)
        panel.button("More options").click()
        with panel.page.expect_download():
            panel.button("Download this chat").click()
        assert panel.asked == before, json.dumps(panel.asked)
