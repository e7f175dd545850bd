"""The sheet that a clinician reads and signs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from porewise.answers import load_answers
from porewise.clinic import load_clinic
from porewise.door import DataError
from porewise.review.basis import ARTICLE, CONFLICT
from porewise.review.content import Sheet, sheet
from porewise.review.page import PrintError, write_html, write_pdf
from porewise.settings import ROOT

TODAY = date(2026, 11, 23)


@pytest.fixture
def small(project: Path) -> Sheet:
    return sheet(load_clinic(), project / "data", TODAY)


@pytest.fixture(scope="module")
def whole() -> Sheet:
    return sheet(load_clinic(), ROOT / "data", TODAY)


def words_of(page: Path) -> str:
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(text.split())


def test_each_sentence_stands_beside_what_it_rests_on(small: Sheet) -> None:
    pain = small.entries[0]
    assert [(part.begins, part.sentence) for part in pain.parts] == [
        ("paragraph", "It can feel like a pinch."),
        ("item", "A numbing cream may help."),
        ("item", f"Call {load_clinic().phone} if it hurts more."),
    ]
    fact, conflict = pain.parts[0].bases
    assert (fact.says, fact.is_conflict) == ("Like a pinch.", False)
    assert (conflict.says, conflict.is_conflict, conflict.sources[0].number) == ("Some say it stings.", True, 2)
    assert [basis.is_repeated for basis in pain.parts[1].bases] == [True]
    assert [source.split(" (")[0] for source in pain.sources][1] == "Botox for pore reduction"
    assert pain.claims == {1: "It is painless."}


def test_an_answer_that_is_not_tied_to_facts_yet_shows_its_sources_as_a_whole(small: Sheet, tmp_path: Path) -> None:
    microneedling = small.entries[2]
    assert microneedling.parts == [] and len(microneedling.sources) == 1
    write_html(small, tmp_path / "review.html")
    words = words_of(tmp_path / "review.html")
    assert "Fine needles prick the skin. For the answer as a whole: see its sources below." in words
    assert "No source: states no medical fact." in words  # the greeting


def test_the_question_is_as_visitors_ask_it_of_the_treatment(small: Sheet) -> None:
    pain, longer, microneedling, greet = small.entries
    assert (pain.asked.words, pain.asked.examples) == ("Does Botox hurt?", ["does botox hurt", "is it painful"])
    assert microneedling.asked.examples == ["does microneedling hurt a lot"]
    assert pain.longer is longer and longer.number == 2
    assert greet.asked.said_when


def test_the_front_page_counts_and_each_topic_ends_with_a_signature(small: Sheet, tmp_path: Path) -> None:
    assert [small.count(name) for name in ("draft", "approved", "overdue")] == [4, 0, 1]
    write_html(small, tmp_path / "review.html")
    words = words_of(tmp_path / "review.html")
    assert load_clinic().name in words and "23 November 2026" in words
    assert "overdue since 10 November 2026" in words
    assert words.count("Signature") == 1 and words.count("approve change reject") == 4


def test_only_what_is_open_or_of_one_topic(project: Path, porewise: Any) -> None:
    porewise("approve", "pain", "pain_more", "greet", "--role", "dermatologist", "--yes")
    left = sheet(load_clinic(), project / "data", date.today(), only_open=True)
    assert [entry.id for entry in left.entries] == ["pain_microneedling"]
    with pytest.raises(DataError, match="Topics: treatment_day"):
        sheet(load_clinic(), project / "data", TODAY, only=["pain"])


def test_every_answer_of_ours_stands_on_the_sheet_once(whole: Sheet, tmp_path: Path) -> None:
    variations = [v.id for of_response in load_answers().values() for v in of_response]
    assert sorted(entry.id for entry in whole.entries) == sorted(variations)
    assert [entry.number for entry in whole.entries] == list(range(1, len(variations) + 1))
    write_html(whole, tmp_path / "review.html")
    words = words_of(tmp_path / "review.html")
    assert words.count("Signature") == len(whole.topics)
    assert not re.search(r"\{\w+\}", words), "a placeholder is not filled in"


def test_the_sentences_of_each_answer_make_up_its_text(whole: Sheet) -> None:
    for entry in (entry for entry in whole.entries if entry.parts):
        assert "".join("".join(part.sentence for part in entry.parts).split()).replace("-", "") in (
            "".join(re.sub(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+", "", entry.text).split()).replace("-", "")
        ), entry.id


def test_no_conflict_and_no_claim_of_an_answer_is_lost(whole: Sheet) -> None:
    for entry in whole.entries:
        about = entry.variation.metadata
        named = {name for ids in about.rests_on for name in ids.split()}
        if entry.parts:
            assert entry.has_conflict or not any(name.startswith(CONFLICT) for name in named), entry.id
            assert {f"{ARTICLE}{n}" for n in about.claims} <= named | {f"{ARTICLE}{n}" for n in entry.claims}, entry.id


def test_it_prints_on_the_paper_of_the_country_with_numbered_pages(small: Sheet, tmp_path: Path) -> None:
    write_html(small, tmp_path / "review.html")
    write_pdf(tmp_path / "review.html", tmp_path / "review.pdf")
    pdf = (tmp_path / "review.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and b"/MediaBox [0 0 612 792]" in pdf
    british = small._replace(clinic=small.clinic.copy(update={"country": "GB"}))
    write_html(british, tmp_path / "review.html")
    write_pdf(tmp_path / "review.html", tmp_path / "review.pdf")
    assert b"/MediaBox [0 0 594.95" in (tmp_path / "review.pdf").read_bytes()


def test_without_chromium_the_page_is_written_and_one_line_says_what_to_do(
    porewise: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    result = porewise("sheet", "--out", str(tmp_path / "out"))
    assert result.exit_code == 1 and "open it in a browser and print it" in result.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"review.html", "review.csv"}
    with pytest.raises(PrintError, match="Chromium"):
        write_pdf(tmp_path / "out" / "review.html", tmp_path / "review.pdf")
