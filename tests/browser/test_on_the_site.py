"""The chat as a part of the clinic's own page: what opens it, how it announces itself, and what the page may call."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from site_visitor import style

HEARD = """() => {
    window.heard = [];
    for (const name of ["ready", "open", "close", "consent", "message", "emergency", "ended"]) {
        Porewise.on(name, detail => heard.push([name, detail]));
        document.addEventListener(`porewise:${name}`, event => heard.push([`dom ${name}`, event.detail]));
    }
}"""
LATER = "window.order = []; Porewise.open(); Porewise.on('open', () => order.push('open'));"


class TestOpening:
    def test_a_question_on_the_page_opens_the_chat_and_is_asked_after_consent(self, panel, agent):
        panel.page.get_by_role("link", name="How long does it last?").click()
        expect(panel.dialog).to_contain_text("Your question is sent when you start:")
        expect(panel.dialog).to_contain_text("How long does Botox last?")
        assert agent.seen == []
        panel.agree()
        expect(panel.answers).to_have_count(2)
        assert agent.seen == ["/greet", "How long does Botox last?"]
        assert "elsewhere" not in panel.page.url

    def test_after_consent_it_is_asked_at_once(self, panel, agent):
        panel.begin()
        panel.close()
        panel.page.get_by_role("link", name="How long does it last?").click()
        expect(panel.answers).to_have_count(2)
        assert agent.seen == ["/greet", "How long does Botox last?"]

    def test_a_button_without_a_question_only_opens(self, panel, agent):
        panel.page.get_by_role("button", name="Ask about pores").click()
        panel.agree()
        expect(panel.words).to_be_focused()
        assert agent.seen == ["/greet"]

    def test_a_link_that_opens_the_chat_is_followed_where_the_visitor_wants_a_tab(self, panel):
        link = panel.page.get_by_role("link", name="How long does it last?")
        with panel.page.context.expect_page() as opened:
            link.click(modifiers=["Control"])
        opened.value.wait_for_url("**/elsewhere")
        expect(panel.dialog).to_be_hidden()

    def test_what_the_page_calls_before_the_chat_has_loaded_waits_for_it(self, visit, site, address):
        site.file("later.js", LATER, "text/javascript")
        tag = f'<script src="{address}/widget.js"></script><script src="/later.js"></script>'
        panel = visit(tag=tag)
        expect(panel.dialog).to_be_visible()
        assert panel.page.evaluate("typeof Porewise.close") == "function"

    def test_the_page_can_open_ask_close_and_toggle(self, panel, agent):
        panel.page.evaluate("() => Porewise.toggle()")
        expect(panel.dialog).to_be_visible()
        panel.page.evaluate("() => Porewise.toggle()")
        expect(panel.dialog).to_be_hidden()
        panel.page.evaluate("() => Porewise.open('Does it hurt?')")
        panel.agree()
        expect(panel.answers).to_have_count(2)
        assert agent.seen == ["/greet", "Does it hurt?"]
        panel.page.evaluate("() => Porewise.close()")
        expect(panel.dialog).to_be_hidden()

    def test_the_page_can_begin_a_new_conversation(self, panel, agent):
        panel.begin().ask("hello")
        panel.page.evaluate("() => Porewise.restart()")
        expect(panel.answers).to_have_count(1)
        expect(panel.questions).to_have_count(0)
        assert agent.seen == ["/greet", "hello", "/greet"]

    def test_two_tags_are_one_chat(self, visit, address):
        tag = f'<script src="{address}/widget.js" async></script>'
        panel = visit(tag=tag * 2)
        panel.begin()
        expect(panel.root).to_have_count(1)


class TestEvents:
    def test_they_tell_what_happens_without_a_word_of_the_visitor(self, panel):
        panel.page.evaluate(HEARD)
        panel.begin().ask("something private")
        panel.ask("I cannot breathe")
        panel.close()
        panel.page.evaluate("() => Porewise.open()")
        panel.delete()
        expect(panel.button("Start chat")).to_be_visible()
        heard = panel.page.evaluate("heard")
        for kind in ("", "dom "):
            names = [name.removeprefix("dom ") for name, _ in heard if name.startswith("dom ") == bool(kind)]
            expected = ["open", "consent", *["message"] * 5, "close", "open", "ended"]
            assert [name for name in names if name not in ("ready", "emergency")] == expected
            assert names.count("emergency") == 1
        assert "private" not in str(heard) and "breathe" not in str(heard)
        emergency = next(detail for name, detail in heard if name == "emergency")
        assert (emergency["level"], emergency["seq"]) == ("emergency", 5)
        messages = [detail for name, detail in heard if name == "message"]
        assert [message["from"] for message in messages] == ["assistant"] + ["visitor", "assistant"] * 2

    def test_ready_is_told_to_who_asks_late(self, panel):
        assert panel.page.evaluate("() => new Promise(resolve => Porewise.on('ready', () => resolve(true)))")


class TestWhileItIsClosed:
    def test_new_answers_are_counted(self, panel, visit):
        panel.begin().write("wait 1 and then")
        expect(panel.typing).not_to_be_empty()
        panel.write("two")
        panel.close()
        expect(panel.badge).to_have_text("3")
        expect(panel.launcher).to_have_accessible_name(re.compile("^Ask a question ?, 3 new messages$"))
        expect(panel.root.get_by_role("status").filter(has_text="new message")).to_have_count(1)
        panel.open()
        panel.close()
        expect(panel.badge).to_be_hidden()
        expect(panel.launcher).to_have_accessible_name("Ask a question")

    def test_one_is_called_one(self, panel):
        panel.begin().write("wait 1 and then")
        expect(panel.typing).not_to_be_empty()
        panel.close()
        expect(panel.badge).to_have_text("1")

    def test_the_count_survives_a_reload(self, panel):
        panel.begin().write("wait 1 and then")
        expect(panel.typing).not_to_be_empty()
        panel.close()
        expect(panel.badge).to_have_text("1")
        panel.page.reload()
        expect(panel.badge).to_have_text("1")

    def test_a_teaser_can_be_sent_away_and_stays_away(self, visit):
        panel = visit(data_teaser="Questions about pores? Ask here.")
        expect(panel.teaser).to_contain_text("Questions about pores? Ask here.")
        panel.teaser.get_by_role("button").last.click()
        expect(panel.teaser).to_be_hidden()
        expect(panel.launcher).to_be_focused()
        panel.page.reload()
        panel.ready()
        expect(panel.launcher).to_be_visible()
        expect(panel.teaser).to_be_hidden()

    def test_a_teaser_opens_the_chat(self, visit):
        panel = visit(data_teaser="Questions about pores? Ask here.")
        panel.teaser.get_by_role("button", name="Questions about pores? Ask here.").click()
        expect(panel.button("Start chat")).to_be_focused()
        panel.close()
        expect(panel.teaser).to_be_hidden()

    def test_a_teaser_goes_with_escape(self, visit):
        """WCAG 1.4.13: what appears by itself can be dismissed without moving the focus."""
        panel = visit(data_teaser="Questions about pores? Ask here.")
        field = panel.page.get_by_label("Your name")
        field.focus()
        panel.page.keyboard.press("Escape")
        expect(panel.teaser).to_be_hidden()
        expect(field).to_be_focused()

    def test_without_a_teaser_there_is_none(self, panel):
        expect(panel.teaser).to_be_hidden()


class TestSettings:
    def test_the_title_is_the_clinics(self, visit):
        panel = visit(data_title="Ask Lakeview")
        expect(panel.open().dialog).to_have_accessible_name("Ask Lakeview")

    @pytest.mark.parametrize(
        ("direction", "position", "side"), [("ltr", "", "right"), ("rtl", "", "left"), ("ltr", "left", "left")]
    )
    def test_it_stands_where_lines_end_or_where_the_page_says(self, visit, direction, position, side):
        panel = visit(dir=direction, **({"data_position": position} if position else {}))
        for part in (panel.launcher, panel.open().dialog):
            box = part.bounding_box()
            middle = box["x"] + box["width"] / 2
            assert (middle > 640) is (side == "right")

    def test_properties_of_the_pages_style_sheet_change_it(self, visit):
        css = ":root { --porewise-accent: #5b2a86; --porewise-offset: 60px; --porewise-font: monospace; }"
        panel = visit(css=css)
        box = panel.launcher.bounding_box()
        assert (box["x"] + box["width"], box["y"] + box["height"]) == (1220, 740)
        fill, font = style(panel.launcher, "backgroundColor"), style(panel.launcher, "fontFamily")
        assert (fill, font) == ("rgb(91, 42, 134)", "monospace")

    @pytest.mark.parametrize(
        ("scheme", "system", "dark"), [("dark", "light", True), ("light", "dark", False), ("", "dark", True)]
    )
    def test_the_scheme_is_the_systems_or_the_pages(self, visit, context, scheme, system, dark):
        panel = visit(**({"data_scheme": scheme} if scheme else {}))
        panel.page.emulate_media(color_scheme=system)
        paper = re.findall(r"\d+", style(panel.open().dialog, "backgroundColor"))
        assert (sum(map(int, paper)) < 200) is dark


class TestSpanish:
    def test_on_a_spanish_page_it_speaks_spanish(self, visit):
        panel = visit(lang="es-MX")
        expect(panel.launcher).to_have_accessible_name("Haga una pregunta")
        panel.open()
        expect(panel.dialog).to_have_accessible_name("Preguntas sobre los poros")
        expect(panel.dialog).to_contain_text("Este es un asistente automático. No es médico ni enfermero")
        panel.button("Empezar el chat").click()
        expect(panel.answers).to_have_count(1)
        panel.write("hola")
        expect(panel.answers).to_have_count(2)
        expect(panel.words).to_have_accessible_name("Su pregunta")
        assert panel.root.locator(".root").get_attribute("lang") == "es"
        english = panel.root.locator(".root").inner_text()
        for word in ("Type your", "Helpful", "Talk to", "Emergency", "Send", "Checked"):
            assert word not in english.replace("You said", "")

    def test_dates_are_as_written_there(self, visit):
        panel = visit(data_lang="es").open()
        panel.button("Empezar el chat").click()
        panel.press("How does Botox work")
        expect(panel.answers.last).to_contain_text("Revisado el 22 nov 2026")

    def test_a_page_in_a_language_that_we_do_not_speak_gets_that_of_the_browser(self, chromium, site, address):
        context = chromium.new_context(locale="es-ES")
        try:
            page = context.new_page()
            page.goto(site.page(address, lang="fr"))
            expect(page.locator("porewise-chat .launcher")).to_have_accessible_name("Haga una pregunta")
        finally:
            context.close()

    def test_errors_too(self, visit):
        panel = visit(lang="es").open()
        panel.button("Empezar el chat").click()
        expect(panel.answers).to_have_count(1)
        panel.write("")
        expect(panel.mistake).to_have_text("Primero escriba una pregunta.")
