"""Something arrives while the visitor is at a thing: what has the focus or is being pressed stays what it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from site_visitor import Panel
from stub_clinic import PHONE


class HeldConfig:
    """What the server says about the clinic, kept back until `arrive`."""

    def __init__(self, panel: Panel) -> None:
        self._page = panel.page
        self._asked: list = []
        self._page.route("**/chat/config", lambda route: self._asked.append(route))

    def arrive(self) -> None:
        for _ in range(500):
            if self._asked:
                break
            self._page.wait_for_timeout(20)
        with self._page.expect_response("**/chat/config"):
            self._asked.pop().continue_()
        self._page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 50))")


@pytest.fixture()
def config(panel) -> HeldConfig:
    return HeldConfig(panel)


def test_the_ways_to_reach_a_person_stay_when_the_consent_appears_above_them(panel, config):
    panel.open().button("Talk to a person").click()
    expect(panel.root.get_by_text("Please call the clinic.")).to_be_visible()
    config.arrive()
    expect(panel.button("Start chat")).to_be_visible()
    expect(panel.button("Talk to a person")).to_be_focused()
    expect(panel.root.get_by_role("link", name=f"Call {PHONE}")).to_be_visible()


def test_the_consent_has_the_focus_where_nothing_else_had_it(panel, config):
    panel.open()
    expect(panel.dialog).to_be_focused()
    config.arrive()
    expect(panel.button("Start chat")).to_be_focused()


def test_a_press_on_the_launcher_opens_the_chat_though_its_picture_changes_meanwhile(panel, config):
    picture = panel.launcher.locator("svg").bounding_box()
    panel.page.mouse.move(picture["x"] + picture["width"] / 2, picture["y"] + picture["height"] / 2)
    panel.page.mouse.down()
    config.arrive()
    panel.page.mouse.up()
    expect(panel.dialog).to_be_visible()


def test_the_number_for_an_emergency_keeps_the_focus(panel):
    panel.begin()
    config = HeldConfig(panel)
    panel.page.reload()
    panel.ready().open()
    number = panel.root.locator(".foot").get_by_role("link", name="911")
    number.focus()
    config.arrive()
    expect(number).to_be_focused()


def test_the_alarms_number_keeps_the_focus_when_an_answer_comes(panel):
    panel.begin().ask("I cannot breathe")
    panel.write("wait 1 hello")
    number = panel.bar.get_by_role("link")
    number.focus()
    expect(panel.bar.get_by_role("button")).to_be_visible()
    expect(number).to_be_focused()
