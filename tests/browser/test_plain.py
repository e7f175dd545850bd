"""The chat without JavaScript in a browser that has it turned off; on only for the accessibility checker's own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from site_visitor import sideways
from stub_clinic import EMERGENCY, HOSTILE, PHONE


@pytest.fixture()
def settings(settings: dict) -> dict:
    return {**settings, "java_script_enabled": False}


@pytest.fixture()
def page(page: Page, address: str) -> Page:
    page.goto(f"{address}/plain")
    return page


def begin(page: Page, text: str) -> None:
    """Agree, and ask the first question."""
    page.get_by_label("Your question").fill(text)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send").click()


def ask(page: Page, text: str) -> None:
    """Ask another one."""
    page.get_by_label("Your next question").fill(text)
    page.get_by_role("button", name="Send").click()


def talk_through(page: Page) -> None:
    """A conversation with everything in it that the page can show."""
    begin(page, "hello")
    for text in ("two", "hostile", "I cannot breathe", "half"):
        ask(page, text)


class TestConversation:
    def test_from_the_clinics_page_to_an_answer(self, page, address, agent):
        page.goto(f"{address}/")
        page.get_by_role("link", name="How does it work?").click()
        assert urlsplit(page.url).path == "/chat/plain"
        question = page.get_by_label("Your question").input_value()
        assert question == "How does Botox make pores look smaller?"
        begin(page, question)
        expect(page.get_by_role("heading", name="Your answer")).to_be_visible()
        expect(page.get_by_text(f"You said: {question}")).to_be_in_viewport()
        assert page.title().startswith("Answer")
        assert agent.seen == ["/greet", question]

    def test_the_browser_itself_asks_for_consent_and_words(self, page, agent):
        page.get_by_role("button", name="Send").click()
        page.get_by_label("Your question").fill("hello")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Write to our assistant")).to_be_visible()
        assert agent.seen == []

    def test_loading_the_page_again_asks_nothing_again(self, page, agent):
        begin(page, "hello")
        page.reload()
        page.go_back()
        page.go_forward()
        expect(page.get_by_text("You said: hello")).to_be_visible()
        assert agent.seen == ["/greet", "hello"]

    def test_going_back_to_an_old_form_keeps_the_chat(self, page, agent):
        begin(page, "first")
        ask(page, "second")
        page.go_back()
        ask(page, "third")
        expect(page.get_by_text("You said: third")).to_be_in_viewport()
        assert agent.seen == ["/greet", "first", "second", "third"]

    def test_a_second_tab_shows_the_same_chat(self, page, address):
        begin(page, "hello")
        other = page.context.new_page()
        other.goto(f"{address}/plain")
        expect(other.get_by_text("You said: hello")).to_be_visible()

    def test_deleting(self, page, address):
        begin(page, "hello")
        page.get_by_role("button", name="Delete my chat").click()
        expect(page.get_by_role("status")).to_have_text("Your chat was deleted.")
        assert page.context.cookies(f"{address}/plain") == []

    def test_a_script_of_the_page_could_not_read_the_cookie(self, page, address):
        begin(page, "hello")
        (cookie,) = page.context.cookies(f"{address}/plain")
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/chat/plain")
        assert page.context.cookies(f"{address}/faq") == []

    def test_what_looks_like_markup_is_text(self, page):
        begin(page, HOSTILE)
        ask(page, "hostile")
        expect(page.get_by_text(HOSTILE).first).to_be_visible()
        assert page.locator("main img, main script").count() == 0


class TestDanger:
    @pytest.mark.parametrize("width", [320, 1280])
    def test_an_emergency_is_seen_without_scrolling(self, page, width):
        page.set_viewport_size({"width": width, "height": 640})
        begin(page, "I cannot breathe")
        expect(page.get_by_text(EMERGENCY.splitlines()[0], exact=True)).to_be_in_viewport()

    def test_it_is_seen_first_as_long_as_the_chat_lasts(self, page):
        begin(page, "I cannot breathe")
        ask(page, "Is it safe?")
        told = page.get_by_role("region", name="We told you to call for help")
        expect(told.get_by_role("link", name="Call 911 now")).to_be_in_viewport()

    def test_the_clinic_and_the_numbers_are_on_the_page_from_the_start(self, page):
        expect(
            page.get_by_role("region", name="Need help now?").get_by_role("link", name="call 911")
        ).to_be_in_viewport()
        expect(page.get_by_role("link", name=f"Call {PHONE}")).to_have_attribute("href", "tel:2175550142")


class TestShape:
    @pytest.mark.parametrize("width", [320, 640, 1280])
    def test_no_sideways_scrolling(self, page, width):
        page.set_viewport_size({"width": width, "height": 640})  # 640 is 1280 at a zoom of 200 %
        assert sideways(page) == 0
        talk_through(page)
        assert sideways(page) == 0

    def test_it_needs_the_keyboard_only(self, page, agent):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the chat")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Your question")).to_be_focused()
        page.keyboard.type("hello")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("You said: hello")).to_be_visible()

    def test_an_error_is_tied_to_the_field(self, page):
        page.get_by_label("Your question").evaluate("field => field.maxLength = 3000")
        begin(page, "x" * 2_001)
        field = page.get_by_label("Your question")
        expect(field).to_have_value("x" * 2_001)
        assert "error" in (field.get_attribute("aria-describedby") or "").split()
        expect(page.get_by_role("alert")).to_contain_text("longer than 2,000 characters")
        assert page.title().startswith("Not sent")


class TestAccessibility:
    @pytest.fixture()
    def settings(self, settings: dict) -> dict:
        return {**settings, "java_script_enabled": True}

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_checker_finds_nothing(self, page, scheme):
        page.emulate_media(color_scheme=scheme)
        self.check(page)
        talk_through(page)
        self.check(page)
        page.set_viewport_size({"width": 320, "height": 640})
        self.check(page)
        page.get_by_role("button", name="Delete my chat").click()
        self.check(page)

    @staticmethod
    def check(page: Page) -> None:
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        assert found.violations_count == 0, found.generate_report()

    def test_the_checker_can_find_something(self, page):
        page.locator("textarea").evaluate("field => field.id = 'other'")
        assert "label" in {violation["id"] for violation in Axe().run(page).response["violations"]}
