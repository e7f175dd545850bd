"""The FAQ page in a browser, without JavaScript but for the accessibility checker's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from site_visitor import sideways


@pytest.fixture()
def settings(settings: dict) -> dict:
    return {**settings, "java_script_enabled": False}


@pytest.fixture()
def page(page: Page, address: str) -> Page:
    page.goto(f"{address}/faq")
    return page


def open_all_of(page: Page, question: str) -> None:
    """Open everything under `question` that can be."""
    closed = page.locator(f'section[aria-labelledby="{question}"] details:not([open]) > summary:visible')
    while closed.count():
        closed.first.click()


def test_a_question_is_found_by_its_topic_and_its_answer_opened(page):
    page.get_by_role("navigation", name="Topics").get_by_role("link", name="Risks").click()
    page.get_by_role("link", name="What are the side effects?", exact=True).click()
    question = page.get_by_role("region", name="What are the side effects?", exact=True)
    expect(question.get_by_role("heading")).to_be_in_viewport()
    expect(question.get_by_text("3 in 100 people had a droopy eyelid")).to_be_visible()
    needles = question.get_by_text("RF microneedling can cause serious injuries")
    expect(needles).to_be_hidden()
    question.get_by_text("For other treatments").click()
    question.get_by_text("RF microneedling", exact=True).click()
    expect(needles).to_be_visible()


def test_a_link_to_a_treatment_opens_its_answer(page, address):
    page.goto("about:blank")
    page.goto(f"{address}/faq#side_effects_rf_microneedling")
    expect(page.get_by_text("RF microneedling can cause serious injuries")).to_be_in_viewport()


def test_the_emergency_number_is_seen_first(page):
    help_now = page.get_by_role("region", name="Need help now?")
    expect(help_now).to_be_in_viewport(ratio=1)
    expect(help_now.get_by_role("link", name="call 911")).to_have_attribute("href", "tel:911")


def test_it_needs_the_keyboard_only(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the answers")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Pores", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_no_sideways_scrolling(page, width):
    page.set_viewport_size({"width": width, "height": 640})  # 640 is 1280 at a zoom of 200 %
    open_all_of(page, "side_effects")
    assert sideways(page) == 0


def test_on_paper_the_sources_are_there_and_what_was_not_opened_is_not(page):
    sources = page.locator('section[aria-labelledby="onset"] > .answer > .sources li:has(a)').first
    assert sources.bounding_box()["height"] == 0
    page.emulate_media(media="print")
    assert sources.bounding_box()["height"] > 8
    assert "http" in sources.evaluate("item => getComputedStyle(item.querySelector('a'), '::after').content")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(".treatments").first).to_be_hidden()
    expect(page.get_by_role("link", name="call 911")).to_be_visible()


class TestAccessibility:
    @pytest.fixture()
    def settings(self, settings: dict) -> dict:
        return {**settings, "java_script_enabled": True}

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_checker_finds_nothing(self, page, scheme):
        page.emulate_media(color_scheme=scheme)
        open_all_of(page, "side_effects")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    def test_the_checker_can_find_something(self, page):
        page.locator("h1").evaluate("heading => heading.style.color = '#ddd'")
        page.locator("html").evaluate("root => root.lang = ''")
        found = {violation["id"] for violation in Axe().run(page).response["violations"]}
        assert found == {"color-contrast", "html-has-lang"}


def test_as_one_file_it_asks_for_nothing_else(chromium, tmp_path):
    path = Path(tmp_path) / "faq.html"
    done = subprocess.run(["porewise", "faq", str(path)], capture_output=True, text=True, check=True)
    assert str(path) in done.stdout
    page = chromium.new_context(java_script_enabled=False).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert page.locator("h1").evaluate("heading => getComputedStyle(heading).fontFamily").startswith('"Iowan')
    expect(page.get_by_role("link", name="To the chat")).to_have_count(0)
    page.context.close()
