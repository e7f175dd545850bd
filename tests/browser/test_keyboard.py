"""WCAG 2.2 AA for those who use the keyboard: everything is in reach, nothing holds or moves the focus by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from site_visitor import Panel, style

PHONE = {"width": 390, "height": 700}
LONG_PAGE = """
<main><h1>Our clinic</h1><p>{text}</p>
<p align="right"><a href="#end">Far down in the corner</a></p></main>
""".format(text="<br>".join(["We see people."] * 60))
UNDER_THE_PANEL = """
<main><h1>Our clinic</h1><p align="right" style="padding: 60px 60px 0"><a href="#x">In the corner</a></p></main>
"""
WHAT_IS_SEEN = """link => {
    const {left, right, top, bottom} = link.getBoundingClientRect();
    const points = [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]];
    return points.filter(([x, y]) => document.elementFromPoint(x, y) === link).length;
}"""


def walk(panel: Panel, until: str, key: str = "Tab", most: int = 40) -> list[str]:
    """Press `key` until what has the focus is called `until`; gives all on the way."""
    walked: list[str] = []
    while len(walked) < most and (not walked or until not in walked[-1]):
        panel.page.keyboard.press(key)
        walked.append(panel.focused())
    assert until in walked[-1], walked
    return walked


class TestWalk:
    def test_a_whole_conversation_without_a_mouse(self, panel, agent):
        """2.1.1 Keyboard"""
        walked = walk(panel, "Ask a question")
        assert walked[:4] == ["Visit us", "Ask about pores", "How long does it last?", "Your name "]
        panel.page.keyboard.press("Enter")
        expect(panel.button("Start chat")).to_be_focused()
        panel.page.keyboard.press("Enter")
        expect(panel.words).to_be_focused()
        expect(panel.answers).to_have_count(1)
        panel.page.keyboard.type("hello")
        panel.page.keyboard.press("Enter")
        expect(panel.answers).to_have_count(2)
        expect(panel.words).to_be_focused()
        walk(panel, "Not helpful", "Shift+Tab")
        panel.page.keyboard.press("Space")
        expect(panel.answers.last.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
        walk(panel, "More options", "Shift+Tab")
        panel.page.keyboard.press("Space")
        walk(panel, "Delete my chat")
        panel.page.keyboard.press("Enter")
        expect(panel.button("Keep it")).to_be_focused()
        walk(panel, "Delete")
        panel.page.keyboard.press("Enter")
        expect(panel.button("Start chat")).to_be_focused()
        panel.page.keyboard.press("Escape")
        expect(panel.launcher).to_be_focused()
        assert agent.seen == ["/greet", "hello"]

    def test_the_launcher_opens_with_space_too(self, panel):
        """2.1.1"""
        panel.launcher.focus()
        panel.page.keyboard.press("Space")
        expect(panel.button("Start chat")).to_be_focused()

    def test_all_that_can_be_pressed_is_reached_in_the_order_in_which_it_is_seen(self, panel):
        """2.1.1, 2.4.3 Focus order"""
        panel.begin().press("How does Botox work")
        panel.button("More options").focus()
        walked = walk(panel, "Talk to a person")
        order = ["Close the chat", "Conversation", "https://", "Sources (3)", "Helpful", "Not helpful"]
        order += ["How long does Botox last?", "Compare with laser", "Your question", "Send", "Talk to a person"]
        places = [next(at for at, name in enumerate(walked) if name.startswith(words)) for words in order]
        assert places == sorted(places) and len(walked) == len(order)

    def test_a_comparison_that_scrolls_can_be_scrolled_with_the_arrows(self, panel):
        """2.1.1: what can be scrolled can be focused"""
        panel.begin().press("Compare Botox and laser")
        for scrolls in panel.root.locator(".log, .sideways").all():
            assert scrolls.evaluate("node => node.tabIndex === 0 || node.scrollWidth <= node.clientWidth")

    @pytest.mark.parametrize("opener", ["More options", "Talk to a person"])
    def test_a_menu_closes_with_escape_and_gives_the_focus_back(self, panel, opener):
        """2.1.2 No keyboard trap"""
        panel.open()
        if opener == "More options":
            panel.agree()
        panel.button(opener).focus()
        panel.page.keyboard.press("Enter")
        expect(panel.button(opener)).to_have_attribute("aria-expanded", "true")
        panel.page.keyboard.press("Tab")
        panel.page.keyboard.press("Escape")
        expect(panel.button(opener)).to_have_attribute("aria-expanded", "false")
        expect(panel.button(opener)).to_be_focused()
        expect(panel.dialog).to_be_visible()

    def test_a_menu_closes_when_the_focus_leaves_it(self, panel):
        """2.4.11 Focus not obscured: it would cover what comes next"""
        panel.begin().button("More options").focus()
        panel.page.keyboard.press("Enter")
        walk(panel, "Close the chat")
        expect(panel.button("More options")).to_have_attribute("aria-expanded", "false")


class TestFocus:
    @pytest.mark.parametrize("way", ["Escape", "the button"])
    def test_it_goes_back_to_what_opened_the_chat(self, panel, way):
        """2.4.3"""
        opener = panel.page.get_by_role("button", name="Ask about pores")
        opener.click()
        expect(panel.button("Start chat")).to_be_focused()
        if way == "Escape":
            panel.page.keyboard.press("Escape")
        else:
            panel.button("Close the chat").click()
        expect(panel.dialog).to_be_hidden()
        expect(opener).to_be_focused()

    def test_where_a_press_gives_no_focus_it_goes_to_the_launcher_in_the_end(self, panel):
        """2.4.3: Safari gives a pressed button no focus"""
        panel.launcher.evaluate("node => node.click()")
        expect(panel.button("Start chat")).to_be_focused()
        panel.page.keyboard.press("Escape")
        expect(panel.launcher).to_be_focused()

    def test_where_the_opener_is_gone_it_goes_to_the_launcher(self, panel):
        """2.4.3"""
        opener = panel.page.get_by_role("button", name="Ask about pores")
        opener.click()
        opener.evaluate("node => node.remove()")
        panel.page.keyboard.press("Escape")
        expect(panel.launcher).to_be_focused()

    def test_a_new_message_does_not_move_it(self, panel):
        """3.2.2 On input, 2.4.3"""
        panel.begin().write("wait 0.5 hello")
        panel.button("More options").focus()
        expect(panel.answers).to_have_count(2)
        expect(panel.button("More options")).to_be_focused()

    def test_a_pressed_reply_keeps_it_in_the_conversation(self, panel):
        """2.4.3: the button is gone, its place is not"""
        panel.begin()
        walk(panel, "Compare Botox", "Shift+Tab")
        panel.page.keyboard.press("Enter")
        expect(panel.answers).to_have_count(2)
        expect(panel.log).to_be_focused()

    def test_opening_by_itself_does_not_take_it(self, panel):
        """3.2.1 On focus: a reload with an open page must not open anything"""
        panel.begin()
        panel.page.reload()
        panel.ready()
        expect(panel.launcher).to_be_visible()
        assert panel.focused() == "BODY" or "skin" in panel.focused()

    def test_a_closed_panel_cannot_be_reached(self, panel):
        """2.4.3, 2.4.7: it is not there, and not only unseen"""
        panel.begin()
        panel.close()
        expect(panel.words).to_be_hidden()
        panel.page.locator("body").press("Home")
        walk(panel, "Ask a question")
        panel.page.keyboard.press("Tab")
        assert not panel.dialog.is_visible()
        assert panel.focused() not in ("Your question", "Send", "Close the chat")

    def test_an_open_chat_hides_its_launcher_from_the_walk(self, panel):
        """2.4.3"""
        panel.begin()
        expect(panel.launcher).to_be_hidden()

    def test_it_can_be_seen_everywhere(self, panel):
        """2.4.7 Focus visible, 1.4.11: an outline of at least 2 px, on every stop of the walk"""
        panel.begin().press("How does Botox work")
        seen = """() => {
            let node = document.activeElement;
            while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
            const drawn = [node, node.parentElement].map(one => getComputedStyle(one));
            const outlined = drawn[0].outlineStyle !== "none" && parseFloat(drawn[0].outlineWidth) >= 2;
            return outlined || drawn[1].boxShadow !== "none" && node.localName === "textarea";
        }"""
        panel.button("More options").focus()
        for _ in range(12):
            panel.page.keyboard.press("Tab")
            assert panel.page.evaluate(seen), panel.focused()


class TestOnADesktop:
    def test_tab_leaves_the_panel(self, panel):
        """2.1.2 No keyboard trap: the page stays usable beside the chat"""
        panel.begin()
        panel.page.get_by_label("Your name").fill("Ann")
        expect(panel.dialog).to_be_visible()
        panel.words.focus()
        assert "Talk to a person" in walk(panel, "Visit us")

    def test_what_the_panel_covers_is_uncovered_with_escape(self, visit):
        """2.4.11 Focus not obscured: the visitor opened it and can take it away without moving the focus"""
        panel = visit(body=UNDER_THE_PANEL)
        panel.resize(700, 520)
        panel.open()
        link = panel.page.get_by_role("link", name="In the corner")
        link.focus()
        assert link.evaluate(WHAT_IS_SEEN) == 0
        panel.page.keyboard.press("Escape")
        expect(panel.dialog).to_be_hidden()
        expect(link).to_be_focused()
        assert link.evaluate(WHAT_IS_SEEN) == 4

    def test_the_launcher_lets_shine_through_what_has_the_focus(self, visit):
        """2.4.11: the lowest link of a page, which cannot be scrolled from under it"""
        panel = visit(body=LONG_PAGE, css="body { margin: 0 } p { margin: 0 30px 30px }")
        corner = panel.root.locator(".corner")
        link = panel.page.get_by_role("link", name="Far down")
        assert style(corner, "opacity") == "1"
        link.focus()
        assert link.evaluate(WHAT_IS_SEEN) == 0, "it lies under the launcher"
        assert float(style(corner, "opacity")) < 0.3
        panel.page.keyboard.press("Tab")
        expect(panel.launcher).to_be_focused()
        expect(panel.launcher).to_be_in_viewport()
        assert style(corner, "opacity") == "1"

    def test_what_has_the_focus_in_the_log_is_not_under_its_edges(self, panel):
        """2.4.11"""
        panel.resize(1280, 520)
        panel.begin().press("How does Botox work")
        for name in ("Sources (3)", "Helpful", "Not helpful", "Compare with laser"):
            walk(panel, name)
            box = panel.root.locator(":focus").bounding_box()
            log = panel.log.bounding_box()
            assert log["y"] <= box["y"] and box["y"] + box["height"] <= log["y"] + log["height"], name


class TestOnAPhone:
    @pytest.fixture()
    def phone(self, panel) -> Panel:
        panel.resize(**PHONE)
        return panel

    def test_the_chat_fills_the_screen(self, phone):
        phone.begin()
        assert phone.dialog.bounding_box() == {"x": 0, "y": 0, **PHONE}

    @pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
    def test_tab_goes_round_within_it(self, phone, key):
        """2.4.3, 2.1.2: what is behind it cannot be reached; it is left by closing it"""
        phone.begin()
        walked = walk(phone, "Your question", key) + walk(phone, "Your question", key)
        assert {"More options", "Close the chat", "Send", "Talk to a person"} <= set(walked)
        assert not {"BODY", "Visit us", "Ask about pores", "Your name"} & set(walked)
        phone.page.keyboard.press("Escape")
        expect(phone.dialog).to_be_hidden()
        expect(phone.launcher).to_be_focused()

    def test_the_phones_back_closes_it(self, phone):
        """2.1.2: the browser closes a modal dialog by itself"""
        phone.launcher.focus()
        phone.page.keyboard.press("Enter")
        phone.agree()
        phone.page.evaluate("document.activeElement.blur()")  # as after a touch on what cannot have the focus
        phone.dialog.evaluate("dialog => dialog.requestClose()")
        expect(phone.dialog).to_be_hidden()
        expect(phone.launcher).to_be_focused()
        expect(phone.launcher).to_have_attribute("aria-expanded", "false")

    def test_the_page_behind_it_is_not_there_for_a_screen_reader(self, phone):
        """4.1.2: a modal dialog"""
        phone.begin()
        assert phone.dialog.evaluate("node => node.matches(':modal')")

    def test_turning_the_phone_keeps_words_and_focus(self, phone):
        """1.3.4 Orientation"""
        phone.begin().words.fill("half a question")
        phone.resize(700, 390)
        expect(phone.words).to_be_focused()
        expect(phone.words).to_have_value("half a question")
        phone.resize(1280, 800)
        expect(phone.words).to_be_focused()
        assert not phone.dialog.evaluate("node => node.matches(':modal')")
        expect(phone.dialog).to_be_visible()

    def test_on_a_touch_screen_no_keyboard_comes_up_by_itself(self, chromium, site, address):
        context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
        try:
            page = context.new_page()
            page.goto(site.page(address))
            panel = Panel(page, []).ready()
            panel.launcher.tap()
            panel.button("Start chat").tap()
            expect(panel.answers).to_have_count(1)
            expect(panel.words).not_to_be_focused()
            assert panel.focused() in ("Conversation", "Questions about pores")
        finally:
            context.close()
