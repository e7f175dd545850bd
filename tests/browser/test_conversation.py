"""A visitor of a clinic's site asks, and reads the answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from site_visitor import shown, squeezed
from stub_clinic import ANSWERS, EMERGENCY, GREETING, MECHANISM, PHONE, STARTERS, TABLE, bot

DIAL = "tel:2175550142"


def test_the_greeting_says_what_it_is_and_offers_first_questions(panel):
    panel.begin()
    expect(panel.dialog).to_contain_text("Automated assistant, not a doctor")
    assert shown(panel.answers.first) == squeezed(GREETING)
    assert panel.log.locator(".replies button").all_inner_texts() == [title for title, _ in STARTERS]


def test_a_question_is_answered_without_a_lost_character(panel, agent):
    question = "2 < 3 & /quotes 'n' \"all\"  <b>?"
    answer = panel.begin().ask(question)
    expect(panel.questions.last).to_have_text(question)
    assert shown(answer) == squeezed(f"You said: {question}")
    assert agent.seen == ["/greet", question]
    expect(panel.words).to_have_value("")


def test_the_send_button_sends_too(panel, agent):
    panel.begin().words.fill("hello")
    panel.button("Send").click()
    expect(panel.answers).to_have_count(2)
    assert agent.seen == ["/greet", "hello"]


def test_a_quick_reply_asks_and_brings_the_next_ones(panel, agent):
    answer = panel.begin().press("How does Botox work")
    assert agent.seen[-1] == "/ask_mechanism"
    expect(panel.questions.last).to_have_text("How does Botox work on pores?")
    assert shown(answer) == squeezed(MECHANISM)
    assert answer.locator(".bubble > ul > li").all_inner_texts() == [
        "the tiny muscles that pull at the pore",
        "the oil glands that keep it stretched",
    ]
    assert panel.log.locator(".replies button").all_inner_texts() == ["How long does Botox last?", "Compare with laser"]


def test_addresses_in_an_answer_are_links_without_the_full_stop_after_them(panel):
    link = panel.begin().press("How does Botox work").locator("p a").first
    expect(link).to_have_attribute("href", "https://pubmed.ncbi.nlm.nih.gov/33400411/")
    expect(link).to_have_attribute("rel", "noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_accessible_description("opens in a new tab")


def test_the_clinics_number_in_an_answer_can_be_called(panel):
    answer = panel.begin().ask(f"call {PHONE}, please")
    expect(answer.get_by_role("link", name=PHONE)).to_have_attribute("href", DIAL)


def test_bold_words_are_bold_and_lone_stars_are_stars(panel):
    answer = panel.begin().ask("take **2 tablets**, 2 * 3 is 6, **")
    assert answer.locator("strong").all_inner_texts() == ["2 tablets"]
    assert shown(answer) == squeezed("You said: take 2 tablets, 2 * 3 is 6, **")


def test_a_comparison_is_a_real_table(panel):
    table = panel.begin().press("Compare Botox and laser").get_by_role("table", name=TABLE["caption"])
    expect(table).to_be_visible()
    assert table.get_by_role("columnheader").all_inner_texts() == TABLE["columns"][1:]
    assert table.get_by_role("rowheader").all_inner_texts() == [row[0] for row in TABLE["rows"]]
    assert table.locator("tbody td").all_inner_texts() == [cell for row in TABLE["rows"] for cell in row[1:]]


def test_where_it_is_narrow_each_row_of_a_comparison_is_a_card_and_still_a_table(panel):
    panel.resize(320, 640)
    table = panel.begin().press("Compare Botox and laser").get_by_role("table", name=TABLE["caption"])
    first, second = table.locator("tbody td").all()[:2]
    assert first.bounding_box()["x"] == second.bounding_box()["x"]
    label = first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == f'"{TABLE["columns"][1]}"'
    assert (table.get_by_role("rowheader").count(), table.locator("tbody").get_by_role("cell").count()) == (3, 6)


def test_sources_open_and_say_when_they_were_checked_and_that_the_answer_is_a_draft(panel):
    answer = panel.begin().press("How does Botox work")
    expect(answer.get_by_text("Checked Nov 22, 2026 · draft, not yet approved by a clinician")).to_be_visible()
    sources = answer.locator("details")
    expect(sources.locator("li").first).to_be_hidden()
    answer.get_by_text("Sources (3)").click()
    expect(sources.locator("li").first).to_be_visible()
    expect(sources.locator("li").first).to_contain_text("2021 · small look-back of 20 people")
    expect(sources.locator("li a").first).to_have_attribute("href", "https://pubmed.ncbi.nlm.nih.gov/33400411/")
    expect(sources.locator("li").nth(2)).to_have_text("unknown_id")


def test_an_approved_answer_is_called_so_and_no_draft(panel, monkeypatch):
    (message,) = ANSWERS["/ask_mechanism"]
    metadata = {**message["metadata"], "status": "approved"}
    monkeypatch.setitem(ANSWERS, "/ask_mechanism", [{**message, "metadata": metadata}])
    answer = panel.begin().press("How does Botox work")
    expect(answer).to_contain_text("Checked Nov 22, 2026 · approved by a clinician")
    assert "draft" not in answer.inner_text()


def test_whether_an_answer_helped_can_be_said_and_changed(panel, visit):
    answer = panel.begin().ask("hello")
    yes, no = (answer.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful"))
    expect(yes).to_have_attribute("aria-pressed", "false")
    with panel.page.expect_response("**/feedback") as taken:
        yes.click()
    assert (taken.value.status, taken.value.request.post_data_json) == (204, {"of": 3, "helpful": True})
    expect(yes).to_have_attribute("aria-pressed", "true")
    with panel.page.expect_response("**/feedback"):
        no.click()
    expect(yes).to_have_attribute("aria-pressed", "false")
    expect(no).to_have_attribute("aria-pressed", "true")
    other = visit().open()  # another tab hears of it
    expect(other.answers.last.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")


def test_a_rating_that_was_not_taken_is_taken_back(panel):
    answer = panel.begin().ask("hello")
    panel.page.route("**/feedback", lambda route: route.fulfill(status=500, body="{}"))
    yes = answer.get_by_role("button", name="Helpful", exact=True)
    yes.click()
    expect(panel.trouble).to_contain_text("That did not work.")
    expect(yes).to_have_attribute("aria-pressed", "false")


def test_the_greeting_and_an_emergency_are_not_rated(panel):
    panel.begin().ask("I cannot breathe")
    expect(panel.log.get_by_role("button", name="Helpful")).to_have_count(0)


class TestEmergency:
    def test_it_stands_out_and_its_number_can_be_pressed(self, panel):
        answer = panel.begin().ask("I cannot breathe")
        assert shown(answer) == squeezed(EMERGENCY)
        expect(answer.locator(".flag")).to_have_text("Emergency")
        call = answer.get_by_role("link", name="Call 911 now")
        expect(call).to_have_attribute("href", "tel:911")
        assert call.bounding_box()["height"] >= 44
        usual, loud = (
            turn.locator(".bubble").evaluate(
                "node => [getComputedStyle(node).borderLeftWidth, getComputedStyle(node).backgroundColor]"
            )
            for turn in (panel.answers.first, answer)
        )
        assert usual[0] == "1px" and loud[0] == "6px" and usual[1] != loud[1]

    def test_it_stays_in_sight_until_it_is_put_away_after_an_ordinary_answer(self, panel):
        panel.begin().ask("I cannot breathe")
        expect(panel.bar.get_by_role("link")).to_have_attribute("href", "tel:911")
        assert panel.bar.get_by_role("button").count() == 0, "not before another answer has come"
        panel.ask("I am well again")
        expect(panel.bar).to_be_visible()
        panel.bar.get_by_role("button").click()
        expect(panel.bar).to_be_hidden()
        panel.page.reload()
        panel.open()
        expect(panel.answers).to_have_count(3)
        expect(panel.bar).to_be_hidden()

    def test_it_opens_the_chat_that_was_closed_and_leaves_the_focus_alone(self, panel):
        panel.begin().write("wait 1 and then")
        expect(panel.typing).not_to_be_empty()
        panel.write("I cannot breathe")
        panel.close()
        field = panel.page.get_by_label("Your name")
        field.focus()
        expect(panel.dialog).to_be_visible()
        expect(panel.answers.last.get_by_role("link", name="Call 911 now")).to_be_visible()
        expect(field).to_be_focused()

    def test_after_a_reload_it_is_still_there_and_says_so_on_the_launcher(self, panel):
        panel.begin().ask("I cannot breathe")
        panel.page.reload()
        expect(panel.launcher).to_have_accessible_name("Emergency")
        panel.open()
        expect(panel.bar).to_be_visible()

    @pytest.mark.parametrize(
        ("name", "flag", "links"),
        [
            ("utter_crisis", "You are not alone", ["tel:988", "tel:911"]),
            ("utter_urgent", "Call today", [DIAL, "tel:911"]),
        ],
    )
    def test_each_level_names_whom_to_call_first(self, panel, monkeypatch, name, flag, links):
        monkeypatch.setitem(ANSWERS, "danger", [bot("Please get help.", name)])
        answer = panel.begin().ask("danger")
        expect(answer.locator(".flag")).to_have_text(flag)
        assert [call.get_attribute("href") for call in answer.locator(".call").all()] == links

    def test_kind_words_are_no_alarm(self, panel, monkeypatch):
        monkeypatch.setitem(ANSWERS, "sad", [bot("I am sorry to hear that.", "utter_distress")])
        answer = panel.begin().ask("sad")
        assert answer.locator(".flag, .call").count() == 0
        expect(panel.bar).to_be_hidden()


def test_a_person_is_one_press_away(panel, agent):
    panel.begin().button("Talk to a person").click()
    expect(panel.answers.nth(1)).to_contain_text(PHONE)
    assert agent.seen[-1] == "/ask_person"
    expect(panel.root.locator(".foot").get_by_role("link", name="911")).to_have_attribute("href", "tel:911")


def test_while_nobody_answers_a_person_is_a_telephone_call_away(panel):
    panel.open().button("Talk to a person").click()
    expect(panel.root.locator(".foot").get_by_role("link", name=f"Call {PHONE}")).to_have_attribute("href", DIAL)
    panel.page.keyboard.press("Escape")
    expect(panel.root.get_by_role("link", name=f"Call {PHONE}")).to_be_hidden()
    expect(panel.dialog).to_be_visible()


def test_while_the_assistant_works_it_says_so(panel):
    panel.begin().write("wait 1 hello")
    expect(panel.typing).to_have_text("The assistant is typing")
    expect(panel.answers).to_have_count(2)
    expect(panel.typing).to_be_empty()


def test_a_failed_turn_can_be_tried_again(panel, agent):
    panel.begin()
    agent.failing = True
    panel.ask("hello")
    expect(panel.answers.last).to_contain_text("Sorry, something went wrong on our side")
    expect(panel.answers.last.get_by_role("link", name=PHONE)).to_have_attribute("href", DIAL)
    agent.failing = False
    panel.press("Try again")
    assert shown(panel.answers.last) == "Yousaid:hello"
    assert agent.seen == ["/greet", "hello", "hello"]


def test_a_button_whose_turn_failed_is_that_button_again(panel, agent):
    panel.begin()
    agent.failing = True
    panel.press("How does Botox work")
    agent.failing = False
    expect(panel.log.get_by_role("button", name="Try again")).to_be_visible()
    panel.press("Try again")
    assert agent.seen == ["/greet", "/ask_mechanism", "/ask_mechanism"]


class TestWriting:
    def test_what_is_too_long_is_counted_and_not_sent(self, panel, agent):
        panel.begin().words.fill("x" * 1900)
        expect(panel.words).to_have_accessible_description(re.compile("1900 of 2000 characters"))
        panel.write("x" * 2003)
        expect(panel.mistake).to_have_text("That is 3 characters too long. Please shorten it.")
        expect(panel.words).to_have_value("x" * 2003)
        assert agent.seen == ["/greet"]

    def test_long_text_is_counted_as_the_server_does(self, panel, agent):
        panel.begin().write("😀" * 2000)
        expect(panel.answers).to_have_count(2)
        assert agent.seen[-1] == "😀" * 2000

    def test_nothing_is_not_sent(self, panel, agent):
        panel.begin().write("   ")
        expect(panel.mistake).to_have_text("Please type a question first.")
        panel.words.fill("h")
        expect(panel.mistake).to_be_empty()
        assert agent.seen == ["/greet"]

    def test_shift_enter_and_a_word_being_composed_do_not_send(self, panel, agent):
        panel.begin().words.fill("one")
        panel.words.press("Shift+Enter")
        panel.words.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
        panel.words.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
        assert panel.questions.count() == 0
        panel.words.press("Enter")
        expect(panel.answers).to_have_count(2)
        assert agent.seen == ["/greet", "one"]

    def test_the_field_grows_with_the_words_to_five_lines(self, panel):
        panel.begin().words.fill("one")
        heights = []
        for lines in (1, 3, 5, 12):
            panel.words.fill("\n".join(["line"] * lines))
            heights.append(panel.words.bounding_box()["height"])
        assert heights[0] < heights[1] < heights[2] == heights[3]

    def test_the_words_are_kept_over_a_reload(self, panel):
        panel.begin().words.fill("I have not finished")
        panel.page.reload()
        panel.open()
        expect(panel.words).to_have_value("I have not finished")


def test_a_long_answer_is_read_from_its_beginning(panel):
    panel.resize(390, 500)
    panel.begin().press("How does Botox work")
    expect(panel.questions.last).to_be_in_viewport()
    assert panel.questions.last.bounding_box()["y"] - panel.log.bounding_box()["y"] < 60


def test_who_reads_something_earlier_is_left_there_and_told_of_news(panel):
    panel.resize(390, 500)
    panel.begin().press("How does Botox work")
    panel.write("wait 1 hello")
    expect(panel.typing).not_to_be_empty()
    panel.log.hover()
    panel.page.mouse.wheel(0, -5000)
    expect(panel.answers).to_have_count(3)
    assert panel.log.evaluate("log => log.scrollTop") == 0
    panel.button("Newest message").click()
    expect(panel.answers.last).to_be_in_viewport()
    expect(panel.root.get_by_role("button", name="Newest message")).to_be_hidden()


def test_help_stands_in_the_same_place_in_every_state(panel):
    """3.2.6 Consistent help"""
    person = panel.open().button("Talk to a person")
    before = person.bounding_box()
    panel.agree().ask("hello")
    assert person.bounding_box() == before


def test_a_chat_lasts_at_least_20_hours_without_a_word_and_says_so(address, panel):
    """2.2.1 Timing adjustable: sessions last 24 hours after the last word, and the visitor is told so beforehand"""
    expect(panel.open().dialog).to_contain_text("kept for 24 hours")
    lasts = panel.page.request.get(f"{address}/config").json()["keeps_hours"]
    assert lasts >= 20
