"""Fallback in two zones: sure enough, nearly, not at all."""

from __future__ import annotations

from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

CLARIFY_INTENT = "clarify"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ZoneClassifier(GraphComponent, IntentClassifier):
    """Replace an intent that is not sure enough by `clarify` (nearly) or `nlu_fallback` (not at all).

    Rasa's FallbackClassifier has one threshold. Between two, the likely intents are worth showing as buttons: in the
    HINT3 test a quarter of all messages had the right answer among three (docs/components.md).
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Gives the intent and its confidence."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`answer`, `suggest`: least confidence of the zones; `listen_earlier`: intents answered from `suggest` on."""
        return {"answer": 0.60, "suggest": 0.40, "listen_earlier": []}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Check the keys given in `config.yml`.

        Raises:
            InvalidConfigException: an unknown key, or not 0 <= suggest <= answer <= 1.
        """
        unknown = set(config) - set(cls.get_default_config())
        if unknown:
            allowed = ", ".join(cls.get_default_config())
            raise InvalidConfigException(f"ZoneClassifier: unknown {', '.join(sorted(unknown))}. Allowed: {allowed}.")
        config = {**cls.get_default_config(), **config}
        if not 0 <= config["suggest"] <= config["answer"] <= 1:
            raise InvalidConfigException(
                f"ZoneClassifier: suggest {config['suggest']}, answer {config['answer']}; "
                "it must be 0 <= suggest <= answer <= 1."
            )

    def __init__(self, config: Dict[str, Any]) -> None:
        """Take the thresholds."""
        self._answer = config["answer"]
        self._suggest = config["suggest"]
        self._listen_earlier = set(config["listen_earlier"])

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ZoneClassifier:
        """Make the component (see parent class)."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Put `clarify` or `nlu_fallback` before the ranking of each message that is not sure enough."""
        for message in messages:
            intent = message.get(INTENT)
            zone = self._zone(intent.get("name"), intent.get("confidence", 0.0))
            if zone:
                replacement = {"name": zone, "confidence": intent.get("confidence", 0.0)}
                message.set(INTENT, replacement, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [replacement, *message.get(INTENT_RANKING_KEY, [])], add_to_output=True)
        return messages

    def _zone(self, intent: str | None, confidence: float) -> str | None:
        if intent is None or confidence < self._suggest:
            return DEFAULT_NLU_FALLBACK_INTENT_NAME
        if confidence < self._answer and intent not in self._listen_earlier:
            return CLARIFY_INTENT
        return None
