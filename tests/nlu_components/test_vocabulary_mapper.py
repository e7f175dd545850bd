"""Entities carry the vocabulary's ids, through Rasa's own spaCy components."""

from __future__ import annotations

from typing import List

import pytest
from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.training_data.message import Message

from porewise.nlu.vocabulary_mapper import VocabularyMapper


def values(text: str, spacy_model: SpacyModel) -> List[str]:
    messages = SpacyNLP(spacy_model, SpacyNLP.get_default_config()).process([Message({"text": text})], spacy_model)
    messages = SpacyEntityExtractor({"dimensions": ["treatment"]}).process(messages, spacy_model)
    return [entity["value"] for entity in VocabularyMapper().process(messages)[0].get("entities")]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("How long does Fraxel last?", ["fractional_laser"]),
        ("BOTOX or lasers", ["botox", "fractional_laser"]),
        ("micronedling vs retinol", ["microneedling", "topical_retinoid"]),
        ("botox, Botox and more botox", ["botox"]),
        ("is it open today", []),
    ],
)
def test_names_become_ids_each_once_in_the_order_said(text: str, expected: List[str], spacy_model: SpacyModel) -> None:
    assert values(text, spacy_model) == expected


def test_a_message_without_entities_is_left_alone() -> None:
    assert VocabularyMapper().process([Message({"text": "hello"})])[0].get("entities") == []
