"""The page and the chat for people with a keyboard only, a small phone, little light, or no wish for movement."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

ANIMATED = "document.getAnimations().filter(animation => animation.playState === 'running').length"
CONTRAST = """
({ node, least }) => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => numbers(colour).slice(0, 3).map(value => value / 255)
        .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const background = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (numbers(colour)[3] !== 0) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const texts = document.createTreeWalker(node ?? document.body, NodeFilter.SHOW_TEXT);
    const weak = [];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest(".face")) continue;
        const [one, other] = [light(getComputedStyle(element).color), light(background(element))].sort((a, b) => b - a);
        const ratio = (one + 0.05) / (other + 0.05);
        if (ratio < least) weak.push(`${ratio.toFixed(2)}: ${texts.currentNode.data.trim().slice(0, 40)}`);
    }
    return weak;
}
"""


def test_with_the_keyboard_alone(panel, agent):
    page = panel.page
    walked = []
    for _ in range(30):
        page.keyboard.press("Tab")
        walked.append(panel.focused())
        if walked[-1] == "launcher":
            break
    assert walked[-1] == "launcher", walked
    page.keyboard.press("Enter")
    expect(panel.words).to_be_focused()
    expect(panel.answers.first).to_be_visible()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(panel.answers.nth(1)).to_contain_text("You said: hello")
    expect(panel.words).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel.dialog).to_be_hidden()
    expect(panel.launcher).to_be_focused()
    assert agent.seen == ["/greet", "hello"]


def test_quick_replies_with_the_keyboard_keep_the_focus_in_the_conversation(panel):
    panel.open()
    for _ in range(20):
        panel.page.keyboard.press("Shift+Tab")
        if "Compare Botox" in panel.page.evaluate("document.activeElement.textContent"):
            break
    panel.page.keyboard.press("Enter")
    expect(panel.answers).to_have_count(2)
    expect(panel.log).to_be_focused()


def test_focus_goes_back_to_what_opened_the_chat(panel):
    opener = panel.page.get_by_role("main").get_by_role("button", name="Ask about pores")
    opener.click()
    expect(panel.words).to_be_focused()
    panel.page.get_by_role("button", name="Close the chat").click()
    expect(opener).to_be_focused()


def test_where_a_press_gives_no_focus_it_goes_to_the_launcher_in_the_end(panel):
    panel.launcher.evaluate("node => node.click()")  # Safari gives a pressed button no focus
    expect(panel.words).to_be_focused()
    panel.page.keyboard.press("Escape")
    expect(panel.launcher).to_be_focused()


def test_a_closed_panel_cannot_be_reached(panel):
    panel.open()
    panel.page.keyboard.press("Escape")
    expect(panel.words).to_be_hidden()
    expect(panel.launcher).to_have_attribute("aria-expanded", "false")


def test_the_log_is_there_before_its_first_message(panel):
    log = panel.page.locator("#log")
    assert log.get_attribute("role") == "log"
    assert log.inner_html() == ""
    panel.open()
    assert panel.answers.first.text_content().startswith("Assistant: ")


def test_everything_to_press_has_a_name_and_is_large_enough(panel):
    panel.open().press("Compare Botox and laser")
    small = panel.dialog.evaluate(
        """dialog => [...dialog.querySelectorAll("button, summary, textarea")].map(node => {
            const { width, height } = node.getBoundingClientRect();
            const name = node.getAttribute("aria-label") || node.textContent || node.labels?.[0]?.textContent;
            return [name, width, height];
        }).filter(([name, width, height]) => !name || width < 24 || height < 24)"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(panel, scheme):
    panel.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert panel.page.evaluate(CONTRAST, {"node": None, "least": 4.5}) == []
    panel.open().press("How does Botox work")
    panel.log.get_by_text("Sources (3)").click()
    panel.press("Compare with laser")
    panel.ask("I cannot breathe")
    panel.ask("fail")
    chat = panel.page.locator("#chat").element_handle()
    assert panel.page.evaluate(CONTRAST, {"node": chat, "least": 4.5}) == []
    assert panel.page.evaluate(CONTRAST, {"node": chat, "least": 18}) != [], "the measure itself must be able to fail"


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_nothing_moves_for_those_who_do_not_want_it(panel, motion, moves):
    panel.page.emulate_media(reduced_motion=motion)
    panel.open().words.fill("slow")
    panel.words.press("Enter")
    expect(panel.page.get_by_role("status")).to_have_text("The assistant is typing")
    assert (panel.page.evaluate(ANIMATED) > 0) is moves


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_sideways_scrolling(panel, width):
    panel.page.set_viewport_size({"width": width, "height": 640})
    assert panel.sideways() == 0
    panel.open().press("Compare Botox and laser")
    panel.ask("x" * 300)
    assert panel.sideways() == 0
    assert panel.log.evaluate("log => log.scrollWidth - log.clientWidth") == 0
    frame = panel.log.locator(".sideways")
    assert frame.evaluate("frame => frame.getBoundingClientRect().right") <= width


def test_on_a_phone_the_chat_fills_the_screen_and_holds_the_focus(panel):
    panel.page.emulate_media(reduced_motion="reduce")  # so that the panel is in its place at once
    panel.page.set_viewport_size({"width": 390, "height": 844})
    panel.open()
    assert panel.dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    reached = set()
    for _ in range(25):
        panel.page.keyboard.press("Tab")
        reached.add(panel.page.evaluate("!!document.activeElement.closest('#chat') || document.activeElement.tagName"))
    assert reached <= {True, "BODY"}, "only the chat, or the browser's own controls"
    panel.words.focus()
    panel.page.keyboard.press("Escape")
    expect(panel.dialog).to_be_hidden()
    expect(panel.launcher).to_be_focused()


def test_a_long_answer_is_read_from_its_beginning(panel):
    panel.page.set_viewport_size({"width": 390, "height": 500})
    panel.open()
    question = panel.press("How does Botox work") and panel.questions.last
    expect(question).to_be_in_viewport()
    assert question.bounding_box()["y"] - panel.log.bounding_box()["y"] < 60
