"""A visitor asks on the page and reads the answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from stub_clinic import ANSWERS, EMERGENCY, GREETING, HOSTILE, MECHANISM, PHONE, STARTERS, TABLE


def shown(locator) -> str:
    """The text that a person sees: what is there for screen readers only is left out, white space counts once."""
    text = locator.evaluate(
        """node => {
            const copy = node.cloneNode(true);
            copy.querySelectorAll(".unseen, .flag, .replies, .sources, .sideways").forEach(part => part.remove());
            return copy.textContent;
        }"""
    )
    return re.sub(r"\s+", "", text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"^- ", "", text, flags=re.MULTILINE))


def test_the_panel_opens_with_a_greeting_and_four_first_questions(panel):
    panel.open()
    expect(panel.dialog).to_contain_text("Automated assistant, not a doctor")
    assert shown(panel.answers.first) == squeezed(GREETING)
    assert panel.log.locator(".replies button").all_inner_texts() == [title for title, _ in STARTERS]


def test_a_question_is_answered_without_a_lost_character(panel, agent):
    answer = panel.open().ask("2 < 3 & /quotes 'n' \"all\"  <b>?")
    expect(panel.questions.last).to_have_text("2 < 3 & /quotes 'n' \"all\"  <b>?")
    assert shown(answer) == squeezed("You said: 2 < 3 & /quotes 'n' \"all\"  <b>?")
    assert agent.seen == ["/greet", "2 < 3 & /quotes 'n' \"all\"  <b>?"]
    expect(panel.words).to_have_value("")


def test_a_quick_reply_asks_and_brings_the_next_ones(panel, agent):
    answer = panel.open().press("How does Botox work")
    assert agent.seen[-1] == "/ask_mechanism"
    expect(panel.questions.last).to_have_text("How does Botox work on pores?")
    assert shown(answer) == squeezed(MECHANISM)
    assert answer.locator("li").all_inner_texts()[:2] == [
        "the tiny muscles that pull at the pore",
        "the oil glands that keep it stretched",
    ]
    assert panel.log.locator(".replies button").all_inner_texts() == ["How long does Botox last?", "Compare with laser"]


def test_addresses_in_an_answer_are_links_without_the_full_stop_after_them(panel):
    link = panel.open().press("How does Botox work").locator("p a")
    expect(link).to_have_attribute("href", "https://pubmed.ncbi.nlm.nih.gov/33400411/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_comparison_is_a_real_table(panel):
    table = panel.open().press("Compare Botox and laser").get_by_role("table", name=TABLE["caption"])
    expect(table).to_be_visible()
    assert table.get_by_role("columnheader").all_inner_texts() == TABLE["columns"][1:]
    assert table.get_by_role("rowheader").all_inner_texts() == [row[0] for row in TABLE["rows"]]
    assert table.locator("tbody td").all_inner_texts() == [cell for row in TABLE["rows"] for cell in row[1:]]


def test_sources_open_and_say_what_they_are_and_that_the_answer_is_a_draft(panel):
    answer = panel.open().press("How does Botox work")
    expect(answer.get_by_role("listitem").filter(has_text="NHS")).to_be_hidden()
    answer.get_by_text("Sources (3)").click()
    sources = answer.locator(".sources")
    expect(sources.locator("li").first).to_contain_text("2021 · small look-back of 20 people")
    expect(sources.locator("li a").first).to_have_attribute("href", "https://pubmed.ncbi.nlm.nih.gov/33400411/")
    expect(sources.locator("li").nth(2)).to_have_text("unknown_id")
    expect(sources.locator("p")).to_have_text("Last checked Nov 22, 2026 · draft, not yet approved by a clinician")


def test_an_approved_answer_is_not_called_a_draft(panel, monkeypatch):
    (message,) = ANSWERS["/ask_mechanism"]
    approved = {**message, "metadata": {**message["metadata"], "status": "approved"}}
    monkeypatch.setitem(ANSWERS, "/ask_mechanism", [approved])
    answer = panel.open().press("How does Botox work")
    answer.get_by_text("Sources (3)").click()
    expect(answer.locator(".sources p")).to_have_text("Last checked Nov 22, 2026")
    assert "draft" not in answer.inner_text()


def test_an_emergency_stands_out(panel):
    answer = panel.open().ask("I cannot breathe")
    assert shown(answer) == squeezed(EMERGENCY)
    expect(answer).to_have_class(re.compile("urgent"))
    expect(answer.get_by_text("Important")).to_be_visible()
    border = answer.locator(".bubble").evaluate("node => getComputedStyle(node).borderLeftWidth")
    assert border == "8px"
    usual = panel.answers.first.locator(".bubble").evaluate("node => getComputedStyle(node).borderLeftWidth")
    assert usual == "1px"


def test_nothing_in_a_message_runs_or_becomes_markup(panel):
    answer = panel.open().ask("hostile")
    assert shown(answer) == squeezed(HOSTILE)
    expect(answer.get_by_role("button", name=HOSTILE)).to_be_visible()
    assert answer.locator("img, script, a, b, em").count() == 0
    question = panel.ask(HOSTILE) and panel.questions.last
    expect(question).to_have_text(HOSTILE)
    assert panel.log.locator("img, script, a").count() == 0


def test_the_conversation_is_there_again_after_a_reload_and_goes_on(panel, agent):
    panel.open().press("How does Botox work")
    panel.ask("hello")
    before = panel.log.inner_text()
    panel.page.reload()
    panel.launcher.click()
    assert panel.log.inner_text() == before
    panel.ask("and again")
    assert agent.seen == ["/greet", "/ask_mechanism", "hello", "and again"], "no new session, no second greeting"


def test_it_works_where_storage_is_blocked(panel, agent):
    panel.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('blocked'); }})"
    )
    panel.page.reload()
    panel.open().ask("hello")
    panel.ask("again")
    assert agent.seen == ["/greet", "hello", "again"]


def test_starting_over_begins_a_new_conversation(panel, agent):
    panel.open().ask("hello")
    panel.page.get_by_role("button", name="Start over").click()
    expect(panel.answers).to_have_count(1)
    expect(panel.questions).to_have_count(0)
    assert agent.seen == ["/greet", "hello", "/greet"]


def test_a_person_is_one_press_away(panel, agent):
    panel.open()
    panel.page.get_by_role("button", name="Talk to a person").click()
    expect(panel.answers.nth(1)).to_contain_text(PHONE)
    assert agent.seen[-1] == "/ask_person"


def test_a_question_on_the_page_opens_the_chat_and_asks(panel, agent):
    panel.page.get_by_role("button", name="Build a routine").click()
    expect(panel.answers).to_have_count(2)
    assert agent.seen == ["/greet", "What is a good daily routine for large pores?"]


def test_long_text_is_counted_and_cut_off_at_the_limit(panel):
    panel.open().words.fill("x" * 1900)
    expect(panel.words).to_have_accessible_description("1900 of 2000 characters")
    expect(panel.words).to_have_attribute("maxlength", "2000")


def test_shift_enter_and_a_word_being_composed_do_not_send(panel, agent):
    panel.open().words.fill("one")
    panel.words.press("Shift+Enter")
    panel.words.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    panel.words.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    assert panel.questions.count() == 0
    panel.words.press("Enter")
    expect(panel.answers).to_have_count(2)
    assert agent.seen == ["/greet", "one"]


def test_while_the_assistant_works_it_says_so(panel):
    panel.open().words.fill("slow")
    panel.words.press("Enter")
    expect(panel.page.get_by_role("status")).to_have_text("The assistant is typing")
    expect(panel.answers).to_have_count(2)
    expect(panel.page.locator("#typing")).to_be_empty()


@pytest.mark.parametrize("status", [500, 502, 429])
def test_trouble_is_said_in_words_and_can_be_tried_again(panel, agent, status):
    panel.open()
    panel.page.route("**/messages", lambda route: route.fulfill(status=status, body="<h1>gateway</h1>"))
    panel.words.fill("hello")
    panel.words.press("Enter")
    expect(panel.page.get_by_role("alert")).to_contain_text("The assistant has a problem right now.")
    panel.page.unroute("**/messages")
    panel.trouble.get_by_role("button", name="Try again").click()
    expect(panel.answers.nth(1)).to_contain_text("You said: hello")
    expect(panel.trouble).to_be_empty()
    expect(panel.questions).to_have_count(1)
    assert agent.seen == ["/greet", "hello"]


def test_a_lost_connection_is_said_and_the_lost_answer_is_found_again(panel, agent):
    panel.open()

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    panel.page.route("**/messages", lose_the_answer)
    panel.words.fill("hello")
    panel.words.press("Enter")
    expect(panel.page.get_by_role("alert")).to_contain_text("cannot be reached")
    panel.page.unroute("**/messages")
    panel.trouble.get_by_role("button", name="Try again").click()
    expect(panel.answers.nth(1)).to_contain_text("You said: hello")
    assert agent.seen == ["/greet", "hello"], "one question, one turn"


def test_a_failed_turn_can_be_tried_again(panel, agent):
    panel.open()
    agent.failing = True
    panel.ask("hello")
    expect(panel.answers.last).to_contain_text(PHONE)
    agent.failing = False
    panel.trouble.get_by_role("button", name="Try again").click()
    expect(panel.answers.last).to_have_text("Assistant: You said: hello")
    assert agent.seen == ["/greet", "hello", "hello"]


def test_an_ended_session_begins_anew_by_itself(panel, agent):
    panel.open().ask("hello")
    panel.page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("porewise-chat"));
            sessionStorage.setItem("porewise-chat", JSON.stringify({ ...kept, token: "old" }));
        }"""
    )
    panel.page.reload()
    panel.launcher.click()
    panel.ask("are you there")
    expect(panel.log.get_by_text("This is a new one")).to_be_visible()
    assert agent.seen == ["/greet", "hello", "/greet", "are you there"]
