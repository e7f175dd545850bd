"""The FAQ page says what the assistant says, of today, and as data for search engines the same again."""

from __future__ import annotations

import asyncio
import html
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from porewise.answers import DATA, answer_files, load_answers, response_of
from porewise.clinic import load_clinic
from porewise.door import DataError
from porewise.faq import NEVER_WITHDRAWN, Answer, Faq
from porewise.faq_page import blocks, render, structured
from porewise.prose import sentences
from porewise.responses import HELP, ClinicResponseGenerator
from porewise.settings import ROOT
from porewise.templates import dialled
from tests.jurisdiction.conftest import clinic_text

TODAY = date.today()
LATER = max(v.metadata.review_by for of_response in load_answers().values() for v in of_response) + timedelta(days=1)
FAQ = Faq(load_clinic())
BARRED = ["UK", "IE", "AU", "EU"]
# Written by hand, so that the assistant's own vocabulary is not its own judge.
TOXIN = re.compile(r"b[oó]tox|botulin|dysport|xeomin|jeuveau|daxxify|toxin|wrinkle inject", re.I)


def on_the_page(today: date = TODAY, faq: Faq = FAQ) -> List[Answer]:
    firsts = [answer for topic in faq.topics(today) for question in topic.questions for answer in question.answers]
    return [one for answer in firsts for one in (answer, answer.longer) if one]


def generator() -> ClinicResponseGenerator:
    """What Rasa runs, on the responses as Rasa reads them."""
    responses = {}
    for path in answer_files():
        responses.update(yaml.safe_load(path.read_text())["responses"])
    domain = Domain.from_file(str(ROOT / "domain.yml")).merge(Domain.from_dict({"responses": responses}))
    made = ClinicResponseGenerator(domain)
    made.slots = domain.slots
    return made


@pytest.mark.parametrize("jurisdiction", ["US", "UK"])
def test_each_answer_is_what_the_assistant_says(
    jurisdiction: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """... to someone who has named no medicine."""
    path = tmp_path / "clinic.yml"
    path.write_text(clinic_text(jurisdiction))
    monkeypatch.setenv("CLINIC_FILE", str(path))
    assistant = generator()

    async def said(name: str, treatment: Optional[str]) -> Dict[str, Any]:
        events = [SlotSet("treatment", [treatment])] if treatment else []
        tracker = DialogueStateTracker.from_events("x", events, slots=assistant.slots)
        return await assistant.generate(name, tracker, "website")

    async def compare() -> int:
        answers = [
            (question.id, answer) for topic in Faq(load_clinic()).topics(TODAY) for question in topic.questions
            for answer in question.answers
        ]  # fmt: skip
        for id_, answer in answers:
            treatment = answer.id.removeprefix(f"{id_}_unnamed").removeprefix(id_).removeprefix("_") or None
            for name, one in ((f"utter_{id_}", answer), (f"utter_{id_}_more", answer.longer)):
                if one:
                    message = await said(name, treatment)
                    assert message["id"] == one.id
                    if "_unnamed" in one.id:  # a page asks nothing back
                        kept = [s for s in sentences(message["text"]) if not re.match("Which .*[?]|Name it", s)]
                        assert sentences(one.text) == kept
                    else:
                        assert one.text == message["text"]
        return len(answers)

    with ThreadPoolExecutor(1) as thread:  # of its own: the browser tests leave Playwright's event loop in this one
        assert thread.submit(asyncio.run, compare()).result() > 200


@pytest.mark.parametrize("jurisdiction", BARRED)
class TestWhereMedicinesMayNotBeAdvertised:
    @pytest.fixture()
    def faq(self, jurisdiction: str, tmp_path: Path) -> Faq:
        path = tmp_path / "clinic.yml"
        path.write_text(clinic_text(jurisdiction))
        return Faq(load_clinic(path))

    def test_none_is_named_anywhere_on_the_page(self, faq: Faq) -> None:
        assert TOXIN.findall(render(faq, TODAY)) == []
        assert TOXIN.search(render(FAQ, TODAY))

    def test_much_is_left(self, faq: Faq) -> None:
        assert len(on_the_page(faq=faq)) > 200
        assert all(sentences(answer.text) for answer in on_the_page(faq=faq))

    def test_the_page_asks_nothing_back(self, faq: Faq) -> None:
        asking = [
            answer.id
            for answer in on_the_page(faq=faq)
            if re.search(r"Name it|Which (one|two|treatment) (do|did|was)", answer.text)
        ]
        assert asking == []

    def test_it_has_the_countrys_numbers(self, faq: Faq) -> None:
        assert f"call {faq.clinic.emergency_number}<" in render(faq, TODAY) and "call 911" not in render(faq, TODAY)


def test_every_answer_is_on_the_page_word_for_word() -> None:
    page = render(FAQ, TODAY)
    parts = dict(re.findall(r'data-answer="(\w+)">\s*<div class="text">(.*?)</div>', page, re.DOTALL))
    answers = {answer.id: answer for answer in on_the_page()}
    assert set(parts) == set(answers) and len(answers) > 400
    for id_, part in parts.items():
        assert squeezed(html.unescape(re.sub(r"<[^>]+>", "", part))) == squeezed(answers[id_].text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"(?m)^- ", "", text))


def test_data_for_search_engines_holds_each_question_once() -> None:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', render(FAQ, TODAY), re.DOTALL)
    data = json.loads(script)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "FAQPage")
    said = {entry["name"]: entry["acceptedAnswer"]["text"] for entry in data["mainEntity"]}
    assert len(said) == len(data["mainEntity"])
    firsts = [answer for topic in FAQ.topics(TODAY) for question in topic.questions for answer in question.answers]
    assert said == {answer.question: answer.text for answer in firsts}


def test_each_answer_shows_its_sources_its_date_and_that_it_is_a_draft() -> None:
    page = html.unescape(render(FAQ, TODAY))
    for answer in on_the_page():
        start = page.index(f'data-answer="{answer.id}"')
        part = page[start : page.index('class="checked"', start) + 200]
        assert all(source.title in part and source.evidence_in_words in part for source in answer.sources)
        assert all(f'href="{source.url}"' in part for source in answer.sources if source.url)
        reviewed = f"{answer.reviewed:%B} {answer.reviewed.day}, {answer.reviewed.year}"
        assert f"Last checked {reviewed}. Draft, not yet approved by a clinician." in part


def test_what_is_overdue_is_withdrawn_and_the_clinic_named_instead() -> None:
    withdrawn = [answer for answer in on_the_page(LATER) if answer.is_withdrawn]
    kept = [answer for answer in on_the_page(LATER) if not answer.is_withdrawn]
    assert len(withdrawn) > 400
    assert all(FAQ.clinic.phone in answer.text and not answer.sources and not answer.longer for answer in withdrawn)
    assert all(response_of(answer.id) in NEVER_WITHDRAWN or not answer.sources for answer in kept)
    assert len(structured(FAQ.topics(LATER))["mainEntity"]) == len(kept)
    assert "3 to 4 months" in render(FAQ, TODAY) and "3 to 4 months" not in render(FAQ, LATER)


def test_it_withdraws_no_more_than_the_assistant() -> None:
    responses = {f"utter_{question.id}" for topic in FAQ.topics(TODAY) for question in topic.questions}
    assert responses & HELP == NEVER_WITHDRAWN


def test_the_numbers_to_call_come_before_everything_else() -> None:
    clinic = load_clinic()
    assert list(FAQ.dangers().values()) == [clinic.emergency_number, clinic.phone, clinic.crisis_line]
    page = render(FAQ, TODAY)
    assert page.index(f"call {clinic.emergency_number}") < page.index("<header") < page.index("<h1")


def test_what_a_clinic_writes_is_text_and_never_markup() -> None:
    hostile = "</script><script>alert(1)</script>"
    page = render(Faq(load_clinic().copy(update={"phone": hostile})), TODAY)
    assert "<script>alert" not in page and hostile in html.unescape(page)
    assert page.count("</script>") == 1


def test_every_anchor_leads_somewhere_and_no_id_is_there_twice() -> None:
    page = render(FAQ, TODAY)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_drafts_are_kept_from_search_engines() -> None:
    assert '<meta name="robots" content="noindex">' in render(FAQ, TODAY)


@pytest.mark.parametrize(
    ("words", "number"),
    [("(217) 555-0142", "2175550142"), ("999 or 112", "999"), ("116 123 (Samaritans)", "116123"), ("+44 20", "+4420")],
)
def test_the_number_that_is_dialled(words: str, number: str) -> None:
    assert dialled(words) == number


def test_paragraphs_and_lists() -> None:
    assert blocks("One\ntwo\n\nThree:\n- a\n- b\nfour") == ["One\ntwo", "Three:", ["a", "b"], "four"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The store in a folder of its own."""
    for path in [*DATA.glob("*.yml"), *DATA.glob("*/answers.yml"), *DATA.glob("*/more.yml")]:
        target = tmp_path / path.relative_to(DATA)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
    return tmp_path


MISTAKES = {
    ("ask_pain, ", "ask_pain, ask_pane, "): r"line \d+: `ask_pane` has no answer `utter_pane`",
    ("ask_pain, ", "ask_pain, ask_onset, "): r"line \d+: `ask_onset` stands already in line \d+",
    ("ask_pain, ", ""): r"`ask_pain` stands under no topic; add it to one, or say why not under `left_out`",
    ("ask_pain, ", "ask_pain, utter_comparison, "): r"line \d+: `utter_comparison` has no words",
    ("ask_pain, ", "ask_pain, rank_treatments, "): r"line \d+: only a conversation can fill ranking",
    ("left_out:", "left_out:\n  ask_paine: x"): r"line \d+: `ask_paine` is not there to be left out",
    ("topics:", "topic:"): r"line \d+: `topic`: unknown key",
}


@pytest.mark.parametrize(("change", "message"), MISTAKES.items(), ids=[new for _, new in MISTAKES])
def test_a_mistake_in_the_list_of_questions_is_named_with_its_line(data: Path, change: tuple, message: str) -> None:
    path = data / "faq.yml"
    path.write_text(path.read_text().replace(*change, 1))
    with pytest.raises(DataError, match=rf"faq\.yml, {message}" if message.startswith("line") else message):
        Faq(load_clinic(), data)


def test_a_rejected_answer_is_withdrawn(data: Path) -> None:
    path = data / "results" / "answers.yml"
    path.write_text(path.read_text().replace("status: draft", "status: rejected"))
    assert {answer.is_withdrawn for answer in on_the_page(faq=Faq(load_clinic(), data)) if "onset" in answer.id} == {
        True
    }


def test_a_longer_answer_that_is_overdue_goes_alone(data: Path) -> None:
    path = data / "pores" / "more.yml"
    path.write_text(re.sub(r'review_by: "\d{4}-', 'review_by: "2027-', path.read_text()))
    answers = path.with_name("answers.yml")
    answers.write_text(re.sub(r'review_by: "\d{4}-', 'review_by: "2029-', answers.read_text()))
    faq = Faq(load_clinic(), data)

    def with_longer(today: date) -> Dict[str, bool]:
        return {q.id: bool(q.first and q.first.longer) for q in faq.topics(today)[0].questions if q.first}

    assert any(with_longer(date(2027, 1, 1)).values()) and not any(with_longer(date(2028, 6, 1)).values())
