"""The chat without JavaScript, over a real socket: what its forms may do, and what its pages show."""

from __future__ import annotations

import html
import logging
import re
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from stub_clinic import EMERGENCY, HOSTILE, MECHANISM, PHONE
from visitor import Answer, Visitor

from porewise.channels.chat_log import Unreachable
from porewise.channels.plain import COOKIE, PATH
from porewise.channels.sqlite_log import SqliteChatLog
from porewise.clinic import load_clinic

ALLOWED = "https://www.clinic.example"  # a site that may use the widget


class Form:
    """A browser without JavaScript on the page: it keeps the cookie, and sends the forms that it was shown."""

    def __init__(self, address: str) -> None:
        self.visitor = Visitor(address)
        self.cookie = ""
        self.answer: Answer
        self.open()

    @property
    def page(self) -> str:
        return self.answer.body.decode()

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.page)))

    @property
    def log(self) -> list[dict[str, Any]]:
        """The chat, as the widget would show it."""
        reader = Visitor(f"http://{self.visitor.host}/chat")
        reader.token = self.cookie
        return reader.history()

    def open(self, query: str = "") -> Form:
        self.answer = self.visitor.request("GET", f"{PATH}{query}", headers=self._headers())
        return self

    def send(self, headers: dict[str, str] | None = None, **fields: str) -> Form:
        """Send the form, and go where the answer leads."""
        id_ = re.search(r'name="id" value="([0-9a-f]+)"', self.page)
        assert id_
        return self.post(urlencode({"id": id_[1], **fields}), headers)

    def post(self, body: str, headers: dict[str, str] | None = None) -> Form:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.answer = self.visitor.request("POST", PATH, body, {**kind, **self._headers(), **(headers or {})})
        for name, morsel in SimpleCookie(self.answer.headers["Set-Cookie"]).items():
            assert name == COOKIE
            self.cookie = morsel.value
        if self.answer.status == 303:
            self.open(self.answer.headers["Location"].removeprefix("plain"))
        return self

    def begin(self, text: str) -> Form:
        return self.send(text=text, consent="yes")

    def _headers(self) -> dict[str, str]:
        own = {"Origin": f"http://{self.visitor.host}"}
        return {**own, "Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else own


@pytest.fixture()
def form(address: str) -> Form:
    return Form(address)


class TestBeginning:
    def test_the_page_is_closed_to_everything_but_its_own_form(self, form):
        headers = form.answer.headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        )
        assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
        assert "<script" not in form.page

    def test_it_reaches_the_clinic(self, form):
        clinic = load_clinic()
        facts = [PHONE, clinic.email, clinic.address.street, clinic.emergency_number, clinic.crisis_line]
        assert [fact for fact in facts if fact not in form.text] == []
        for link in ("tel:2175550142", f"mailto:{clinic.email}", "tel:911", "tel:988", "faq"):
            assert f'href="{link}"' in form.page

    def test_it_says_how_long_a_chat_is_kept(self, form):
        hours = form.visitor.request("GET", "/chat/config").json["keeps_hours"]
        assert f"is kept for {hours} hours" in form.text

    def test_nothing_begins_without_consent(self, form, agent):
        form.send(text="my words")
        assert form.answer.status == 422 and "Please tick the box" in form.text
        assert ">my words</textarea>" in form.page
        assert (agent.seen, form.cookie) == ([], "")

    def test_the_answer_is_on_the_page_to_which_the_form_leads(self, form, agent):
        form.begin("What is this?")
        assert (form.answer.status, agent.seen) == (200, ["/greet", "What is this?"])
        assert form.text.index("What is this?") < form.text.index("You said: What is this?")
        assert [(entry["seq"], entry["type"]) for entry in form.log] == [
            (1, "assistant"), (2, "visitor"), (3, "assistant"),
        ]  # fmt: skip

    @pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
    def test_no_script_and_no_other_site_gets_at_the_cookie(self, form, scheme, secure):
        origin = {"Origin": f"{scheme}://{form.visitor.host}"}
        answer = form.visitor.request(
            "POST", PATH, "text=hello&consent=yes", {"Content-Type": "application/x-www-form-urlencoded", **origin}
        )
        cookie = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
        assert (answer.status, answer.headers["Location"]) == (303, "plain")
        assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/chat/plain", "Strict", True)
        assert (bool(cookie["secure"]), cookie["max-age"], cookie["expires"]) == (secure, "", "")

    def test_a_question_of_the_clinics_page_stands_in_the_form_and_is_not_sent(self, form, agent):
        form.open("?question=Is+it+%3Cscript%3E+safe%3F")
        assert ">Is it &lt;script&gt; safe?</textarea>" in form.page
        assert agent.seen == []

    @pytest.mark.parametrize("cookie", ["nonsense", "eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4In0."])
    def test_a_forged_cookie_is_none(self, form, cookie):
        form.cookie = cookie
        assert "Write to our assistant" in form.open().text

    def test_the_address_with_a_slash_leads_to_it(self, form):
        answer = form.visitor.request("GET", f"{PATH}/")
        assert (answer.status, answer.headers["Location"]) == (302, "../plain")


class TestTalking:
    def test_the_newest_answer_stands_first_and_the_others_below(self, form):
        form.begin("first").send(text="second").send(text="third")
        told = [form.text.index(f"You said: {word}") for word in ("third", "first", "second")]
        assert told == sorted(told)
        assert told[0] < form.text.index("Your next question") < form.text.index("Earlier in this chat") < told[1]

    def test_a_form_that_is_sent_twice_is_one_question(self, form, agent):
        sent = urlencode({"id": "0" * 32, "text": "only once", "consent": "yes"})
        form.post(sent).post(sent)
        assert agent.seen.count("only once") == 1

    def test_other_words_in_a_form_that_was_gone_back_to_are_another_question(self, form, agent):
        for text in ("one", "other"):
            form.post(urlencode({"id": "0" * 32, "text": text, "consent": "yes"}))
        assert agent.seen[1:] == ["one", "other"]

    def test_a_button_means_what_the_server_knows(self, form, agent):
        form.begin("hello").send(button="1.0")
        assert agent.seen[-1] == "/ask_mechanism"
        assert "How does Botox work on pores?" in form.text  # the visitor's own words
        assert MECHANISM.splitlines()[0] in form.text
        assert '<button type="submit" name="button" value="5.0">How long does Botox last?</button>' in form.page

    def test_a_person_is_always_in_reach(self, form, agent):
        form.begin("hello")
        assert 'name="button" value="person">Talk to a person</button>' in form.page
        form.send(button="person")
        assert agent.seen[-1] == "/ask_person"

    def test_sources_and_dates_stand_under_an_answer(self, form):
        form.begin("hello").send(button="1.0")
        assert "Sources (3)" in form.text and "unknown_id" in form.text
        assert "Last checked November 22, 2026. Draft, not yet approved by a clinician." in form.text

    def test_a_comparison_is_a_table(self, form):
        form.begin("hello").send(button="1.2")
        assert '<th scope="col">Fractional laser</th>' in form.page and '<th scope="row">How soon</th>' in form.page

    def test_a_command_is_text(self, form, agent):
        form.begin('/ask_person{"slot": "x"}')
        assert agent.seen[-1] == 'ask_person{"slot": "x"}'

    def test_lines_of_a_form_are_lines(self, form, agent):
        form.begin("one\r\ntwo")
        assert agent.seen[-1] == "one\ntwo"

    def test_markup_is_shown_and_never_run(self, form):
        form.begin("hello").send(text="hostile").send(text=HOSTILE)
        assert form.page.count(html.escape(HOSTILE, quote=False)[:40]) >= 4
        assert not re.search(r"<img src=x|<script|href=\"javascript:", form.page)


class TestDanger:
    def test_an_emergency_stands_before_everything_else(self, form):
        form.begin("I cannot breathe")
        answer = form.page[form.page.index('<div class="answer emergency">') :]
        assert EMERGENCY.splitlines()[0] in answer[: answer.index("</div>")]
        assert '<a class="button" href="tel:911">Call 911 now</a>' in answer
        assert form.page.index('class="answer emergency"') < form.page.index("<form")

    def test_it_stays_at_the_top_when_something_else_is_asked(self, form):
        assert "We told you to call for help" not in form.begin("I cannot breathe").text
        form.send(text="Is it safe?")
        assert form.text.index("We told you to call for help") < form.text.index("You said: Is it safe?")


class TestRefusing:
    @pytest.mark.parametrize(
        "headers",
        [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ALLOWED},
         {"Origin": "", "Sec-Fetch-Site": "cross-site"}],
    )  # fmt: skip
    def test_a_form_of_another_site_is_not_taken(self, form, agent, headers):
        form.send(headers, text="hello", consent="yes")
        assert form.answer.status == 403 and "This site may not use the chat" in form.text
        assert (agent.seen, form.cookie) == ([], "")

    @pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
    def test_other_kinds_of_bodies_are_not_read(self, form, agent, kind):
        form.send({"Content-Type": kind}, text="hello", consent="yes")
        assert (form.answer.status, agent.seen) == (415, [])

    @pytest.mark.parametrize(
        "body",
        ["", "text", "text=hello&consent=yes&admin=1", "&".join(["text=x"] * 9), "text=a&button=b&consent=yes"],
        ids=["nothing", "no value", "unknown", "many", "both"],
    )
    def test_odd_forms_are_refused_in_words(self, form, agent, body):
        form.post(body)
        assert (form.answer.status, agent.seen) == (400, [])
        assert 'role="alert"' in form.page

    @pytest.mark.parametrize(
        ("text", "status", "words"),
        [("x" * 2_001, 422, "longer than 2,000 characters"), (" / ", 422, "is empty"), ("x" * 24_001, 413, "too much")],
        ids=["too long", "empty", "too large"],
    )
    def test_too_much_and_too_little_is_said_on_the_page(self, form, agent, text, status, words):
        form.begin(text)
        assert (form.answer.status, agent.seen) == (status, []) and words in form.text
        assert form.answer.headers["Content-Type"].startswith("text/html")
        assert f">{text}</textarea>" in form.page or status == 413

    def test_two_thousand_arabic_letters_are_no_more_than_two_thousand(self, form, agent):
        form.begin("م" * 2_000)
        assert form.answer.status == 200 and agent.seen[-1] == "م" * 2_000

    def test_a_button_of_nobody_is_refused_and_the_chat_stays_on_the_page(self, form):
        form.begin("hello").send(button="99.0")
        assert form.answer.status == 422 and "This button no longer works" in form.text
        assert "You said: hello" in form.text

    def test_who_is_too_quick_is_asked_to_wait_and_keeps_the_words(self, form):
        form.begin("hello")
        while form.send(text="again").answer.status == 200:
            pass
        assert form.answer.status == 429 and int(form.answer.headers["Retry-After"]) > 0
        assert ">again</textarea>" in form.page and "That was quick" in form.text

    def test_nothing_that_was_written_is_logged(self, form, caplog, capfd):
        with caplog.at_level(logging.DEBUG):
            form.begin("quicksilver").send(text="fail")
        logged = caplog.text + "".join(capfd.readouterr())
        assert "A website turn failed" in caplog.text, "the log must be on for this test to mean something"
        assert "quicksilver" not in logged and form.cookie not in logged


class TestWhenSomethingGoesWrong:
    @pytest.mark.parametrize("text", ["fail", "slow", "silent"])
    def test_a_turn_that_fails_says_so_and_offers_the_phone(self, form, text):
        began = time.monotonic()
        form.begin(text)
        assert "something went wrong on our side" in form.text and f"call the clinic: {PHONE}" in form.text
        assert time.monotonic() - began < 5

    def test_who_cannot_wait_finds_the_answer_later(self, form, agent, monkeypatch):
        monkeypatch.setattr("porewise.channels.plain.PlainPage._answered", _without_waiting)
        form.begin("slow")
        assert "The answer is not here yet" in form.text
        monkeypatch.undo()
        assert "something went wrong on our side" in form.open().text

    def test_a_log_that_does_not_answer_is_said_in_words(self, form, monkeypatch):
        form.begin("hello")
        monkeypatch.setattr(SqliteChatLog, "after", _unreachable)
        form.send(text="important")
        assert (form.answer.status, form.answer.headers["Retry-After"]) == (503, "5")
        assert "cannot be reached" in form.text and ">important</textarea>" in form.page

    def test_a_chat_that_has_ended_is_begun_anew_with_consent(self, form, agent):
        form.begin("hello")
        other = Form(f"http://{form.visitor.host}/chat")
        other.cookie = form.cookie
        other.open().post("delete=yes")
        form.send(text="still here?")
        assert form.answer.status == 422 and ">still here?</textarea>" in form.page
        form.begin("still here?")
        assert "You said: still here?" in form.text and agent.seen.count("/greet") == 2


class TestDeleting:
    def test_the_chat_is_gone_on_the_server_too(self, form):
        form.begin("hello")
        token = form.cookie
        form.post("delete=yes")
        assert "Your chat was deleted" in form.text and "hello" not in form.text.replace(load_clinic().email, "")
        assert form.cookie == ""
        form.visitor.token = token
        assert form.visitor.request("GET", "/chat/events").status == 401

    def test_without_a_chat_nothing_happens(self, form):
        form.post("delete=yes")
        assert (form.answer.status, "Your chat was deleted" in form.text) == (200, True)


async def _without_waiting(self: Any, session: Any) -> list[dict[str, Any]]:
    return await self._chats.log.after(session.chat, 0)


async def _unreachable(*_: Any) -> None:
    raise Unreachable("no")
