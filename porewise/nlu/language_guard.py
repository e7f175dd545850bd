"""Messages in another language than English are told apart before they are guessed at."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Dict, List, Optional, Type

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from porewise.language.clauses import word_set
from porewise.language.encoder import whole_words
from porewise.nlu.triage import TRIAGE
from porewise.triage.decision import DANGERS

OTHER_LANGUAGE = "other_language"
# The identifier knows 97 languages; among near relatives (French and Occitan, Hindi and Nepali) it is seldom sure.
LANGUAGES = sorted(
    word_set(
        "en es zh tl vi fr ar ko ru pt ht de hi it pl ja fa nl sv tr uk ro el he id th bn ur pa gu ta te hu cs hy km lo"
    )
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False, model_from="SpacyNLP")
class LanguageGuard(GraphComponent, IntentClassifier):
    """Sets the intent `other_language`, and an entity `language` (ISO 639-1), on a message that is not in English.

    Two signs are needed: most words are none that the encoder knows as English words or names of our field, and
    py3langid (Lui and Baldwin 2012, langid.py) is sure of another language. Either alone takes misspelt English, slang
    or "retinol" for a foreign language. Comes after the zones: a sure foreign message is never guessed at.
    Where triage heard danger the intent stands, and only the language is added: help is said in it where it can be.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Gives the doc, whose entities are words of our field, and the encoder's list of English words."""
        return [SpacyNLP]

    @staticmethod
    def required_packages() -> List[str]:
        """Imported by this component."""
        return ["py3langid"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Every key with its default.

        `unknown`: least share of words that are not English; `sure`: least probability of the other language;
        `english`: confidence of an intent from which on the message was understood as English, slips and all.
        """
        return {"unknown": 0.4, "sure": 0.9, "english": 0.6}

    def __init__(self, config: Dict[str, Any]) -> None:
        """Take the two limits."""
        self._config = config
        self._english: frozenset[str] = frozenset()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageGuard:
        """Make the component (see parent class)."""
        return cls({**cls.get_default_config(), **config})

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Set intent and entity of each message that is in another language; leave the others alone."""
        self._english = self._english or whole_words(model.model)
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            intent = message.get(INTENT) or {}
            understood = intent.get("confidence", 0.0) >= self._config["english"] and intent["name"] != OTHER_LANGUAGE
            told = (message.get(TRIAGE) or {}).get("level") in DANGERS
            if doc is None or (understood and doc.text.isascii() and not told):
                continue
            language = self._language(doc)
            if not language:
                continue
            if not told:
                intent = {"name": OTHER_LANGUAGE, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
                message.set("questions", [], add_to_output=True)
            entity = {"entity": "language", "value": language, "start": 0, "end": len(doc.text)}
            message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages

    def _language(self, doc: Doc) -> Optional[str]:
        words = [token for token in doc if token.text[0].isalpha() and not token.ent_type_]
        unknown = [token for token in words if token.lower_ not in self._english]
        if not words or len(unknown) < self._config["unknown"] * len(words):
            return None
        language, probability = self._identifier.classify(doc.text)
        return language if language != "en" and probability >= self._config["sure"] else None

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
        identifier.set_languages(LANGUAGES)
        return identifier
