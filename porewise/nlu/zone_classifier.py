"""Fallback in two zones: sure enough, nearly, not at all; for each question of a message."""

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

from porewise.nlu.hybrid_intent_classifier import PARTS

CLARIFY_INTENT = "clarify"
MOST_QUESTIONS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ZoneClassifier(GraphComponent, IntentClassifier):
    """Replace an intent that is not sure enough by `clarify` (nearly) or `nlu_fallback` (not at all).

    Rasa's FallbackClassifier has one threshold. Between two, the likely intents are worth showing as buttons: in the
    HINT3 test a quarter of all messages had the right answer among three (docs/components.md).

    Where the classifier found several questions in a message, `questions` lists those to answer, each
    {intent, start, end}; `porewise.dialogue` answers them in order.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Gives the intent and its confidence."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Every key with its default.

        `answer`, `suggest`: least confidence of the zones; `beside`: that of a question beside one that is answered.
        `not_beside`: intents that are no question of their own beside another, such as a greeting.
        """
        return {"answer": 0.60, "suggest": 0.40, "beside": 0.50, "not_beside": []}

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
        self._beside = config["beside"]
        self._not_beside = set(config["not_beside"])

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
        """Set `questions`, and put `clarify` or `nlu_fallback` before the ranking where nothing is sure enough."""
        for message in messages:
            intent, ranking = message.get(INTENT), message.get(INTENT_RANKING_KEY, [])
            likely = [other["name"] for other in ranking[:MOST_QUESTIONS]]
            questions = self._questions(intent, likely, message.get(PARTS) or [])
            message.set("questions", questions if len(questions) > 1 else [], add_to_output=True)
            zone = None if questions else self._zone(intent.get("name"), intent.get("confidence", 0.0))
            if questions:
                first = {"name": questions[0]["intent"], "confidence": questions[0]["confidence"]}
            elif zone:
                first = {"name": zone, "confidence": intent.get("confidence", 0.0)}
            else:
                continue
            others = [other for other in ranking if other["name"] != first["name"]]
            message.set(INTENT, first, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [first, *others], add_to_output=True)
        return messages

    def _questions(
        self, intent: Dict[str, Any], of_whole: List[str], parts: List[Dict[str, Any]]
    ) -> List[Dict[str, Any]]:
        """The questions to answer when there are two or more; a single one is the message's own intent.

        One sure part beside parts that are not is taken where the message as a whole is not sure either; the rest is
        then asked for again (`clarify`).
        """
        best = [{"start": p["start"], "end": p["end"], **_first(p["ranking"])} for p in parts if p["ranking"]]
        heard = [part for part in best if self._is_heard(part, of_whole)]
        sure = [part for part in heard if part["confidence"] >= self._answer]
        if sure and len({part["intent"] for part in heard}) > 1:
            return heard[:MOST_QUESTIONS]
        if sure and intent.get("confidence", 0.0) < self._answer:
            return [sure[0], {**sure[0], "intent": CLARIFY_INTENT}]
        return []

    def _is_heard(self, part: Dict[str, Any], of_whole: List[str]) -> bool:
        """Whether a part is a question of its own: with less confidence where the whole message says the same."""
        if part["intent"] in self._not_beside:
            return False
        return bool(part["confidence"] >= (self._suggest if part["intent"] in of_whole else self._beside))

    def _zone(self, intent: str | None, confidence: float) -> str | None:
        if intent is None or confidence < self._suggest:
            return DEFAULT_NLU_FALLBACK_INTENT_NAME
        if confidence < self._answer:
            return CLARIFY_INTENT
        return None


def _first(ranking: List[Dict[str, Any]]) -> Dict[str, Any]:
    return {"intent": ranking[0]["name"], "confidence": ranking[0]["confidence"]}
