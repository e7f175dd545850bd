"""The demonstration page and the page with the embed code, in a browser: everything on them but the chat itself."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from site_visitor import sideways

from porewise.channels.widget import load_widget

NAMES = ["", "embed"]
AS_OURS = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_checker_finds_nothing(page, address, name, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{name}")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 640})
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_sideways_scrolling(page, address, name, width, direction):
    page.set_viewport_size({"width": width, "height": 640})  # 640 is 1280 at a zoom of 200 %
    page.goto(f"{address}/{name}")
    page.evaluate("direction => document.documentElement.dir = direction", direction)
    assert sideways(page) == 0


def test_a_card_of_the_clinics_page_opens_the_chat_with_its_question(page, address):
    page.goto(f"{address}/")
    page.get_by_role("link", name="Build a routine").click()
    expect(page.get_by_role("dialog")).to_contain_text("What is a good daily routine for large pores?")
    assert page.url == f"{address}/"


def test_on_paper_there_is_what_one_needs_for_a_visit(page, address):
    page.goto(f"{address}/")
    page.emulate_media(media="print")
    for gone in (
        page.get_by_role("navigation"),
        page.get_by_role("link", name="Ask about pores"),
        page.locator(".scene"),
    ):
        expect(gone).to_be_hidden()
    expect(page.get_by_role("table", name="Opening hours")).to_be_visible()
    expect(page.get_by_role("link", name="911")).to_be_visible()


def test_the_code_is_copied_with_one_click(page, address):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/embed")
    tag = load_widget().tag(address.removesuffix("/chat"))
    expect(page.locator("#tag")).to_have_text(tag)
    page.locator("#tag + p").get_by_role("button", name="Copy").click()
    expect(page.locator("#tag + p").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == tag


def test_without_permission_the_code_is_selected(page, address):
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(f"{address}/embed")
    page.locator("#tag + p").get_by_role("button", name="Copy").click()
    expect(page.locator("#tag + p").get_by_role("status")).to_contain_text("press Ctrl+C")
    assert page.evaluate("getSelection().toString()") == page.locator("#tag").inner_text()


def test_without_javascript_no_button_promises_anything(chromium, address):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/embed")
        expect(page.locator("#tag")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("tag", ["#tag", "#pinned-tag"])
def test_the_code_that_is_shown_brings_the_chat_to_a_page(page, address, tag):
    page.goto(f"{address}/embed")
    code = page.locator(tag).inner_text()
    page.route(
        "**/bare",
        lambda route: route.fulfill(body=f"<!doctype html><title>x</title><p>A page.{code}", content_type="text/html"),
    )
    page.goto(f"{address}/bare")
    page.get_by_role("button", name="Ask a question").click()
    expect(page.get_by_role("dialog", name="Questions about pores")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("link", name="911").first).to_be_visible()


def test_a_changed_widget_is_refused_by_its_hash(chromium, address):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/embed")
        code = page.locator("#pinned-tag").inner_text()
        page.route(
            "**/v*/widget.js", lambda route: route.fulfill(body="document.title = 'taken over'", headers=AS_OURS)
        )
        page.route(
            "**/bare",
            lambda route: route.fulfill(body=f"<!doctype html><title>x</title>{code}", content_type="text/html"),
        )
        with page.expect_console_message(lambda message: "integrity" in message.text):
            page.goto(f"{address}/bare")
        assert page.title() == "x"
        expect(page.get_by_role("button")).to_have_count(0)
