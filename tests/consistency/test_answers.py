"""The store of answers: sources, dates, length, claims of the article, words that must not be said."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest
import yaml

from porewise.answers import Variation, load_answers
from porewise.checks import CLAIMS, check_all, overdue
from porewise.clinic import load_clinic
from porewise.comparison import ASPECTS, CRITERIA, load_comparison, ranking_in_words
from porewise.facts import load_facts
from porewise.house_style import count_words, load_house_style
from porewise.jurisdiction import jurisdictions
from porewise.language.vocabulary import Vocabulary
from porewise.settings import ROOT
from porewise.sources import load_sources

WITHOUT_MEDICAL_FACTS = {"booking", "clinic", "about_bot", "smalltalk", "fallback", "treatments", "jurisdiction"}
# Of other topics: questions back, an offer, and those whose facts and sources are filled in from comparison.yml.
WITHOUT_FACTS = {"ask_compared_treatments", "ask_criterion", "offer_providers", "comparison", "rank_treatments"}
STYLE = load_house_style()
MOST_WORDS_OF_A_RANKING = 110  # fifteen names take some thirty words


def variations() -> Iterator[Tuple[str, str, Variation]]:
    """(topic, response, variation) of each."""
    for path in sorted((ROOT / "data").glob("*/answers.yml")):
        for name in yaml.safe_load(path.read_text())["responses"]:
            for variation in ANSWERS[name]:
                yield path.parent.name, name, variation


ANSWERS = load_answers()
COMPARISON = load_comparison()
ALL = list(variations())


def said(variation: Variation) -> str:
    """The text with this clinic's facts, as a visitor reads it."""
    text = variation.text
    for placeholder, value in load_clinic().facts().items():
        text = text.replace("{" + placeholder + "}", value)
    return text


def test_all_data_files_fit_together() -> None:
    assert check_all()


def test_no_answer_is_past_its_review_date() -> None:
    assert overdue(ANSWERS, date.today()) == []


def test_an_overdue_answer_is_found() -> None:
    latest = max(v.metadata.review_by for _, _, v in ALL)
    with_sources = [variation for of in ANSWERS.values() for variation in of if variation.metadata.sources]
    assert len(overdue(ANSWERS, latest + timedelta(days=1))) == len(with_sources)


@pytest.mark.parametrize("topic, name, variation", ALL, ids=[v.id for _, _, v in ALL])
class TestEachVariation:
    """Rules of docs/adding-an-answer.md that a machine can see."""

    def test_is_short(self, topic: str, name: str, variation: Variation) -> None:
        assert count_words(said(variation)) <= STYLE.most_words

    def test_names_a_source_for_its_facts(self, topic: str, name: str, variation: Variation) -> None:
        honest_gap = re.search(r"no good source|call|ask", variation.text)
        free = topic in WITHOUT_MEDICAL_FACTS or variation.id in WITHOUT_FACTS
        assert free or variation.metadata.sources or honest_gap

    def test_is_a_draft_until_a_clinician_says_otherwise(self, topic: str, name: str, variation: Variation) -> None:
        assert variation.metadata.status == "draft"

    def test_says_nothing_forbidden(self, topic: str, name: str, variation: Variation) -> None:
        assert not [line for line in STYLE.mistakes(said(variation)) if "never said" in line]

    def test_attributes_a_claim_of_the_article(self, topic: str, name: str, variation: Variation) -> None:
        if variation.metadata.claims:
            assert "seed" in variation.metadata.sources
            assert re.search(r"expert|article|Dr\. ", variation.text), "says a claim of the article as plain fact"

    def test_has_an_id_made_of_response_and_condition(self, topic: str, name: str, variation: Variation) -> None:
        plain = name.removeprefix("utter_")
        value = variation.condition[0].value if variation.condition else None  # a treatment or a language
        assert variation.id == (f"{plain}_{value}" if value else plain)


def places(text: str) -> List[str]:
    """Every treatment that a ranking's text names, in its list or among those without a source."""
    lists = re.findall(r"(?m)^- .*: (.*)$", text) + re.findall(r"No good source for: (.*?)\. ?", text)
    return [title for titles in lists for title in titles.split(", ")]


@pytest.mark.parametrize("criterion", CRITERIA)
class TestEachRanking:
    """What is said when someone asks for the cheapest, the fastest, the one without needles."""

    def test_is_short(self, criterion: str) -> None:
        assert count_words(ranking_in_words(COMPARISON, criterion)[0]) <= MOST_WORDS_OF_A_RANKING

    def test_names_each_treatment_of_the_table_once(self, criterion: str) -> None:
        titles = [Vocabulary.default().title_of("treatment", treatment) for treatment in COMPARISON.treatments]
        assert sorted(places(ranking_in_words(COMPARISON, criterion)[0])) == sorted(titles)

    def test_ranks_nothing_on_which_the_table_has_no_source(self, criterion: str) -> None:
        for group in COMPARISON.ranking(criterion).groups:
            for treatment in group.treatments if criterion in ASPECTS else []:
                assert COMPARISON.cell(treatment, criterion).sources, f"{treatment} has no {criterion} in the table"

    def test_names_its_sources(self, criterion: str) -> None:
        sources = ranking_in_words(COMPARISON, criterion)[1]
        assert sources and set(sources) <= set(load_sources())
        assert len(sources) == len(set(sources))

    def test_says_nothing_forbidden(self, criterion: str) -> None:
        text = ranking_in_words(COMPARISON, criterion)[0]
        assert not [line for line in STYLE.mistakes(text) if "never said" in line]

    def test_leaves_the_choice_to_a_clinician(self, criterion: str) -> None:
        assert "Only a clinician who has seen your skin" in ranking_in_words(COMPARISON, criterion)[0]

    def test_attributes_what_only_the_article_says(self, criterion: str) -> None:
        for group in COMPARISON.ranking(criterion).groups:
            assert group.sources != ["seed"] or "article" in group.say

    def test_warns_where_it_places_what_needs_a_warning(self, criterion: str) -> None:
        text = ranking_in_words(COMPARISON, criterion)[0]
        placed = {treatment for group in COMPARISON.ranking(criterion).groups for treatment in group.treatments}
        assert "not for pregnancy" in text or not placed & {"topical_retinoid", "prescription_retinoid", "isotretinoin"}
        assert "FDA" in text or criterion == "needles" or "rf_microneedling" not in placed


def test_every_claim_of_the_article_is_said_somewhere() -> None:
    said_claims = {claim for _, _, v in ALL for claim in v.metadata.claims}
    assert said_claims == set(range(1, CLAIMS + 1))


def test_no_two_variations_of_a_response_say_the_same() -> None:
    for name, of_response in ANSWERS.items():
        texts = [v.text for v in of_response]
        assert len(texts) == len(set(texts)), name


def test_every_source_is_cited_somewhere() -> None:
    cells = [COMPARISON.cell(treatment, aspect) for treatment in COMPARISON.treatments for aspect in ASPECTS]
    cited = {source for of in ANSWERS.values() for v in of for source in v.metadata.sources}
    cited |= {source for cell in cells for source in cell.sources}
    cited |= {source for criterion in CRITERIA for source in ranking_in_words(COMPARISON, criterion)[1]}
    cited |= set(jurisdictions().source_ids())
    cited |= {source for fact in load_facts().values() for source in fact.sources}
    assert cited == set(load_sources(Path(ROOT / "data/sources.yml")))
