"""WCAG 2.2 AA, what a checker and what a screen reader find: names, roles, states, live regions, languages.

The criteria are those of section 8 of the anchors; keyboard and focus are in test_keyboard.py, what is seen in
test_looks.py. One check by hand with NVDA and VoiceOver is not replaced by these.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect
from site_visitor import Panel
from stub_clinic import ANSWERS, bot

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
LISTEN = """
    window.spoken = [];  // what a screen reader would say by itself: [role, words]
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (how) {
        const root = attach.call(this, how);
        const regions = "[role=log], [role=status], [role=alert]";
        new MutationObserver(changes => {
            const nodes = changes.flatMap(({type, target, addedNodes}) =>
                type === "characterData" ? [target.parentElement] : [...addedNodes]);
            for (const node of new Set(nodes)) {
                const region = (node.closest ? node : node.parentElement)?.closest(regions);
                const live = region?.getAttribute("aria-live") ?? "on";
                const words = node.textContent.trim();
                if (region && live !== "off" && words && region.checkVisibility()) {
                    spoken.push([region.getAttribute("role"), words]);
                }
            }
        }).observe(root, {childList: true, subtree: true, characterData: true});
        return root;
    };
"""
State = Callable[[BrowserContext, Callable[..., Panel]], Panel]


def said_by_itself(panel: Panel, role: str) -> list[str]:
    return [words for kind, words in panel.page.evaluate("spoken") if kind == role]


def closed(context, visit):
    return visit()


def teaser(context, visit):
    return visit(data_teaser="Questions about pores? Ask here.")


def consent(context, visit):
    return visit(data_privacy="https://www.clinic.example/privacy").open()


def waiting_question(context, visit):
    panel = visit()
    panel.page.get_by_role("link", name="How long does it last?").click()
    return panel


def unreachable(context, visit):
    context.route("**/config", lambda route: route.abort())
    panel = visit(data_phone="(555) 010-0199").open()
    expect(panel.button("Try again")).to_be_visible()
    return panel


def greeted(context, visit):
    return visit().begin()


def answering(context, visit):
    panel = visit().begin()
    panel.write("wait 1.4 hello")
    expect(panel.typing).not_to_be_empty()
    return panel


def mistake(context, visit):
    panel = visit().begin()
    panel.write("x" * 2001)
    return panel


def failed(context, visit):
    panel = visit().begin()
    panel.ask("fail")
    return panel


def trouble(context, visit):
    panel = visit().begin()
    panel.ask("hello")
    panel.page.route("**/feedback", lambda route: route.abort())
    panel.answers.last.get_by_role("button", name="Not helpful").click()
    expect(panel.trouble).not_to_be_empty()
    return panel


def offline(context, visit):
    panel = visit().begin()
    context.set_offline(True)
    panel.write("hello")
    expect(panel.connection).not_to_be_empty()
    expect(panel.log).to_contain_text("Not sent yet")
    return panel


def emergency(context, visit):
    panel = visit().begin()
    panel.ask("I cannot breathe")
    return panel


def emergency_past(context, visit):
    panel = emergency(context, visit)
    panel.ask("I am well")
    return panel


def unread(context, visit):
    panel = visit().begin()
    panel.write("wait 0.5 hello")
    panel.close()
    expect(panel.badge).to_have_text("1")
    return panel


def table(context, visit):
    panel = visit().begin()
    panel.press("Compare Botox and laser")
    return panel


def sources(context, visit):
    panel = visit().begin()
    panel.press("How does Botox work").get_by_text("Sources (3)").click()
    panel.answers.last.get_by_role("button", name="Helpful", exact=True).click()
    return panel


def menu(context, visit):
    panel = visit().begin()
    panel.button("More options").click()
    return panel


def ways_to_a_person(context, visit):
    panel = visit().open()
    panel.button("Talk to a person").click()
    return panel


def delete_question(context, visit):
    panel = visit().begin()
    panel.menu("Delete my chat")
    return panel


def deleted(context, visit):
    panel = visit().begin()
    panel.delete()
    expect(panel.button("Start chat")).to_be_visible()
    return panel


def arabic(context, visit):
    panel = visit(lang="ar", dir="rtl").begin()
    panel.press("Compare Botox and laser")
    return panel


STATES = [
    closed, teaser, consent, waiting_question, unreachable, greeted, answering, mistake, failed, trouble, offline,
    unread, emergency, emergency_past, table, sources, menu, ways_to_a_person, delete_question, deleted, arabic,
]  # fmt: skip


class TestChecker:
    """axe with all A and AA rules of WCAG 2.0, 2.1 and 2.2 (so with target-size), and its best practices."""

    @staticmethod
    def check(panel: Panel) -> None:
        panel.page.mouse.move(1, 1)
        found = Axe().run(panel.page, options=OPTIONS)
        assert found.violations_count == 0, found.generate_report()
        ran = {rule["id"] for rule in found.response["passes"]}
        assert {"color-contrast", "target-size", "button-name"} <= ran, "or it checked nothing"

    @pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
    def test_it_finds_nothing(self, context, visit, state: State):
        panel = state(context, visit)
        self.check(panel)
        panel.page.emulate_media(color_scheme="dark")
        self.check(panel)

    @pytest.mark.parametrize("state", [consent, sources, emergency, table, menu], ids=lambda state: state.__name__)
    def test_it_finds_nothing_on_a_phone(self, context, visit, state: State):
        panel = visit()
        panel.resize(360, 640)
        self.check(state(context, lambda **page: panel))

    @pytest.mark.parametrize("state", [closed, consent, sources, emergency], ids=lambda state: state.__name__)
    def test_it_finds_nothing_with_forced_colours(self, context, visit, state: State):
        panel = visit()
        panel.page.emulate_media(forced_colors="active")
        self.check(state(context, lambda **page: panel))

    def test_it_can_find_something(self, panel):
        panel.begin()
        panel.root.evaluate("host => host.shadowRoot.adoptedStyleSheets[0].insertRule('p { color: #ddd !important }')")
        found = {rule["id"] for rule in Axe().run(panel.page, options=OPTIONS).response["violations"]}
        assert found == {"color-contrast"}


class TestLiveRegions:
    """4.1.3 Status messages."""

    @pytest.fixture()
    def panel(self, context, visit) -> Panel:
        context.add_init_script(LISTEN)
        return visit()

    def test_the_log_is_there_before_its_first_message(self, panel):
        """4.1.3, technique ARIA23."""
        log = panel.root.locator("[role=log]")
        assert log.count() == 1 and log.inner_html() == ""
        assert log.get_attribute("aria-label") == "Conversation"
        panel.open()
        assert log.inner_html() == ""

    def test_the_regions_are_there_before_they_speak(self, panel):
        """4.1.3: a region that appears together with its words is not heard everywhere."""
        panel.begin()
        tree = panel.page.context.new_cdp_session(panel.page).send("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in tree if not node["ignored"]]
        empty = panel.root.locator("dialog [role=status], dialog [role=alert]").count()
        assert empty >= 4
        assert roles.count("log") == 1
        assert roles.count("status") + roles.count("alert") >= empty

    def test_an_answer_is_said_once_and_the_visitors_own_words_are_not_in_the_way(self, panel):
        """4.1.3"""
        panel.begin()
        heard = said_by_itself(panel, "log")
        assert len(heard) == 1 and heard[0].startswith("Assistant: Hello!")
        panel.ask("hello")
        mine, theirs = said_by_itself(panel, "log")[1:]
        assert mine.startswith("You: hello") and theirs.startswith("Assistant: You said: hello")

    def test_what_was_said_before_a_reload_is_not_said_again(self, panel):
        """4.1.3: history is not news."""
        panel.begin().ask("hello")
        panel.page.reload()
        panel.open()
        expect(panel.answers).to_have_count(2)
        assert said_by_itself(panel, "log") == []
        expect(panel.log).not_to_have_attribute("aria-live", "off")
        panel.ask("news")
        assert [words[:10] for words in said_by_itself(panel, "log")] == ["You: news", "Assistant:"]

    def test_that_the_assistant_types_is_a_status(self, panel):
        """4.1.3"""
        panel.begin().write("wait 0.5 hello")
        expect(panel.answers).to_have_count(2)
        assert "The assistant is typing" in said_by_itself(panel, "status")

    def test_that_the_line_is_lost_is_a_status(self, panel, context):
        """4.1.3"""
        panel.begin()
        context.set_offline(True)
        expect(panel.connection).not_to_be_empty()
        assert any("You are offline" in words for words in said_by_itself(panel, "status"))

    def test_a_mistake_is_an_alert(self, panel):
        """4.1.3, 3.3.1"""
        panel.begin().write(" ")
        assert said_by_itself(panel, "alert") == ["Please type a question first."]

    def test_an_emergency_is_an_alert_with_the_number(self, panel):
        """4.1.3: also when the panel was closed."""
        panel.begin().write("wait 0.5 a little")
        panel.write("I cannot breathe")
        panel.close()
        expect(panel.dialog).to_be_visible()
        panel.page.wait_for_function("() => spoken.some(([role]) => role === 'alert')")
        (alert,) = said_by_itself(panel, "alert")
        assert "Emergency" in alert and "911" in alert

    def test_news_behind_a_closed_panel_is_a_status(self, panel):
        """4.1.3"""
        panel.begin().write("wait 0.5 hello")
        panel.close()
        expect(panel.badge).to_have_text("1")
        assert "ew message" in said_by_itself(panel, "status")[-1]

    def test_that_the_chat_was_deleted_is_a_status(self, panel):
        """4.1.3"""
        panel.begin().delete()
        expect(panel.button("Start chat")).to_be_visible()
        assert "Your chat was deleted." in said_by_itself(panel, "status")


class TestNamesAndRoles:
    def test_everything_to_press_has_a_name(self, panel):
        """4.1.2 Name, role, value; 2.4.6 Headings and labels"""
        panel.begin().press("Compare Botox and laser")
        panel.button("More options").click()
        for role in ("button", "link", "textbox"):
            for control in panel.dialog.get_by_role(role).all():
                assert control.evaluate(
                    "node => node.ariaLabel || node.textContent || node.labels?.[0].textContent"
                ).strip()

    def test_the_launcher_says_what_it_opens_and_whether_it_is_open(self, panel):
        """4.1.2"""
        for name, value in {"aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "panel"}.items():
            expect(panel.launcher).to_have_attribute(name, value)
        panel.open()
        expect(panel.launcher).to_have_attribute("aria-expanded", "true")
        assert panel.launcher.evaluate("node => node.getRootNode().getElementById('panel').localName") == "dialog"

    def test_the_dialog_has_a_name_and_says_what_it_is(self, panel):
        """4.1.2, 1.3.1"""
        expect(panel.open().dialog).to_have_accessible_name("Questions about pores")
        expect(panel.dialog).to_have_accessible_description("Automated assistant, not a doctor")

    def test_a_menu_says_whether_it_is_open(self, panel):
        """4.1.2"""
        more = panel.begin().button("More options")
        expect(more).to_have_attribute("aria-expanded", "false")
        more.click()
        expect(more).to_have_attribute("aria-expanded", "true")

    def test_a_chosen_rating_is_pressed(self, panel):
        """4.1.2, 1.4.1 Use of colour"""
        yes = panel.begin().ask("hello").get_by_role("button", name="Helpful", exact=True)
        expect(yes).to_have_attribute("aria-pressed", "false")
        yes.click()
        expect(yes).to_have_attribute("aria-pressed", "true")

    def test_a_group_of_buttons_is_named(self, panel):
        """1.3.1 Info and relationships"""
        panel.begin()
        expect(panel.log.get_by_role("group", name="Suggested questions").get_by_role("button")).to_have_count(4)
        panel.ask("hello")
        expect(panel.log.get_by_role("group", name="Was this answer helpful?").get_by_role("button")).to_have_count(2)

    def test_who_speaks_is_said(self, panel):
        """1.3.1, 1.3.2 Meaningful sequence, 1.4.1"""
        panel.begin().ask("hello")
        texts = panel.log.locator(".turn").evaluate_all("turns => turns.map(turn => turn.textContent.split(' ')[0])")
        assert texts == ["Assistant:", "You:", "Assistant:"]

    def test_drawings_are_hidden_from_screen_readers(self, panel):
        """1.1.1 Non-text content: each stands beside words or in a button with a name"""
        panel.begin().ask("I cannot breathe")
        assert panel.root.locator("svg:not([aria-hidden=true])").count() == 0
        assert panel.root.locator("svg").count() >= 5

    def test_a_mistake_is_told_in_words_and_tied_to_the_field(self, panel):
        """3.3.1 Error identification, 3.3.3 Error suggestion"""
        panel.begin().write("x" * 2001)
        expect(panel.words).to_have_attribute("aria-invalid", "true")
        description = panel.words.evaluate("field => field.ariaDescribedByElements.map(node => node.innerText)")
        assert "That is 1 characters too long. Please shorten it." in description
        panel.words.fill("short")
        assert panel.words.get_attribute("aria-invalid") in (None, "false")

    def test_the_field_has_a_label(self, panel):
        """3.3.2 Labels or instructions"""
        expect(panel.begin().words).to_have_accessible_name("Your question")


class TestLanguage:
    @pytest.mark.parametrize(("page", "spoken"), [("en", "en"), ("es-MX", "es"), ("ar", "en")])
    def test_the_chat_says_its_own_language(self, visit, page, spoken):
        """3.1.1 Language of page: the page's need not be ours"""
        panel = visit(lang=page)
        assert panel.dialog.or_(panel.launcher).first.evaluate("node => node.closest('[lang]').lang") == spoken

    def test_a_message_in_another_language_says_so(self, panel, monkeypatch):
        """3.1.2 Language of parts"""
        spanish = bot("Puedo ayudarle.", "utter_crisis")
        spanish["id"] = "crisis_es"
        monkeypatch.setitem(ANSWERS, "ayuda", [spanish])
        answer = panel.begin().ask("ayuda")
        assert answer.get_by_text("Puedo ayudarle.").evaluate("node => node.closest('[lang]').lang") == "es"
        assert panel.answers.first.locator("p").first.evaluate("node => node.closest('[lang]').lang") == "en"
        assert answer.locator(".call").first.evaluate("node => node.closest('[lang]').lang") == "en", "our own words"
