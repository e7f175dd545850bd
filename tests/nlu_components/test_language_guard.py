"""Messages in other languages, with the real word lists and the real language identifier."""

from __future__ import annotations

from typing import Any, Dict, Optional

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.training_data.message import Message

from porewise.nlu.language_guard import LanguageGuard

FOREIGN = {
    "es": "¿Cuánto cuesta el tratamiento para los poros abiertos?",
    "zh": "毛孔粗大打肉毒素有用吗",
    "tl": "magkano po ang botox para sa malalaking butas ng mukha",
    "vi": "tiêm botox se khít lỗ chân lông có đau không",
    "fr": "est-ce que ça fait mal et combien de temps ça dure",
    "ar": "كم سعر البوتوكس للمسام الواسعة",
    "ko": "모공 보톡스 아파요?",
    "ru": "сколько стоит ботокс для пор",
    "pt": "quanto tempo dura o tratamento para os poros dilatados",
    "de": "wie lange hält das und tut es sehr weh",
    "hi": "क्या इससे दर्द होता है",
    "it": "quanto costa il trattamento per i pori dilatati",
    "ja": "毛穴に本当に効きますか",
}
ENGLISH = [
    "hwo soon aftr needeling wil i notcie smoothr skin",
    "lol idk bruh",
    "retinol niacinamide tretinoin adapalene",
    "y'all take Aetna?",
    "hola, does the laser hurt?",
    "asdf",
    "omg ur gr8 thx",
    "",
]


def guarded(
    text: str,
    confidence: float,
    model: SpacyModel,
    storage: ModelStorage,
    resource: Resource,
    context: ExecutionContext,
) -> Message:
    intent: Dict[str, Any] = {"name": "clarify", "confidence": confidence}
    message = Message(
        {"text": text, "intent": intent, "intent_ranking": [intent], SPACY_DOCS["text"]: model.model(text.lower())}
    )
    return LanguageGuard.create({}, storage, resource, context).process([message], model)[0]


def language_of(message: Message) -> Optional[str]:
    return next((e["value"] for e in message.get("entities", []) if e["entity"] == "language"), None)


@pytest.mark.parametrize("language, text", FOREIGN.items())
def test_another_language_is_named(
    language: str,
    text: str,
    spacy_model: SpacyModel,
    storage: ModelStorage,
    resource: Resource,
    context: ExecutionContext,
) -> None:
    message = guarded(text, 0.3, spacy_model, storage, resource, context)
    assert (message.get("intent")["name"], language_of(message)) == ("other_language", language)


def test_the_language_is_named_also_where_the_classifier_has_heard_that_it_is_another(
    spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
) -> None:
    component = LanguageGuard.create({}, storage, resource, context)
    text = "Guten Tag, was kostet das bei Ihnen?"
    intent: Dict[str, Any] = {"name": "other_language", "confidence": 0.9}
    message = Message({"text": text, "intent": intent, SPACY_DOCS["text"]: spacy_model.model(text.lower())})
    assert language_of(component.process([message], spacy_model)[0]) == "de"


def test_danger_stands_in_any_language(
    spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
) -> None:
    component = LanguageGuard.create({}, storage, resource, context)
    text = "no puedo respirar desde ayer y me cuesta tragar"
    intent: Dict[str, Any] = {"name": "report_emergency", "confidence": 0.45}
    message = Message({"text": text, "intent": intent, SPACY_DOCS["text"]: spacy_model.model(text.lower())})
    message.set("triage", {"level": "emergency", "rule": "spanish_emergency"})
    component.process([message], spacy_model)
    assert (message.get("intent")["name"], language_of(message)) == ("report_emergency", "es")


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_left_alone(
    text: str, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
) -> None:
    message = guarded(text, 0.65 if "needeling" in text else 0.3, spacy_model, storage, resource, context)
    assert (message.get("intent")["name"], language_of(message)) == ("clarify", None)
