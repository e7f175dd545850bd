"""Hears danger, and reasons for a provider's decision, over whatever intent a message seems to have."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from porewise.language.encoder import whole_words
from porewise.language.spelling import Speller
from porewise.nlu.hybrid_intent_classifier import GROUPS, GROUPS_OF
from porewise.triage.decision import ASK, DANGERS, Decision, Limits, decide
from porewise.triage.reading import Reader
from porewise.triage.rules import LEVELS, lexicon, load_rules

TRIAGE = "triage"
HAPPENING_NOW = "happening_now"
PREGNANCY = ("pregnancy", "breastfeeding")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False, model_from="SpacyNLP")
class Triage(GraphComponent, IntentClassifier):
    """Sets `triage` ({level, rule, start, end}) and the intent that goes with the level; leaves other messages alone.

    Two witnesses are heard: rules that a clinician can read (`data/urgent_help/triage/`, porewise.triage), and the
    likelihood of each level that HybridIntentClassifier gives the message (`groups`). A rule needs
    little support by the other; without a rule the other must be sure. What lies between is asked about.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Gives the doc with its clauses."""
        return [SpacyNLP]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Every key with its default.

        The limits: see `Limits`. `intents`: level -> its intents, the first for want of a better. `unless`: those
        that the classifier's word alone does not overrule, such as that danger is over.
        """
        return {"beside_rule": 0.08, "ask": 0.3, "sure": 0.45, "despite": 0.8, "intents": {}, "unless": []}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Check the keys given in `config.yml`.

        Raises:
            InvalidConfigException: an unknown key or level, or not 0 <= beside_rule <= ask <= sure <= despite <= 1.
        """
        unknown = set(config) - set(cls.get_default_config())
        if unknown:
            allowed = ", ".join(cls.get_default_config())
            raise InvalidConfigException(f"Triage: unknown {', '.join(sorted(unknown))}. Allowed: {allowed}.")
        config = {**cls.get_default_config(), **config}
        limits = [config[name] for name in ("beside_rule", "ask", "sure", "despite")]
        if sorted([0, *limits, 1]) != [0, *limits, 1]:
            raise InvalidConfigException("Triage: it must be 0 <= beside_rule <= ask <= sure <= despite <= 1.")
        if set(config["intents"]) != set(LEVELS):
            raise InvalidConfigException(f"Triage: `intents` must name the intents of {', '.join(LEVELS)}.")

    def __init__(self, config: Dict[str, Any]) -> None:
        """Read the rules; raises porewise.door.DataError when one is wrong."""
        self._limits = Limits(**{name: config[name] for name in Limits._fields})
        self._intents: Dict[str, List[str]] = config["intents"]
        self._unless = set(config["unless"])
        self._rules = load_rules()
        self._reader: Optional[Reader] = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Triage:
        """Make the component (see parent class)."""
        return cls({**cls.get_default_config(), **config})

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Set `triage` and the intent where there is something to decide."""
        if self._reader is None:
            known = whole_words(model.model)
            speller = Speller(lexicon(self._rules, known), known)
            self._reader = Reader(self._rules, speller.readings)
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            if doc is None:
                continue
            hits = self._reader.read(doc)
            stands = (message.get(INTENT) or {}).get("name") in self._unless and not any(hit.happening for hit in hits)
            decision = None if stands else decide(hits, message.get(GROUPS) or {}, self._limits, message.get(GROUPS_OF))
            if decision:
                self._apply(decision, message)
        return messages

    def _apply(self, decision: Decision, message: Message) -> None:
        message.set(TRIAGE, decision._asdict(), add_to_output=True)
        ranking = message.get(INTENT_RANKING_KEY, [])
        first = {"name": self._intent(decision, ranking), "confidence": 1.0}
        others = [other for other in ranking if other["name"] != first["name"]]
        questions = message.get("questions") or []
        if decision.level in DANGERS or decision.level == ASK:
            questions = []
        else:
            questions = self._with_reason(decision, str(first["name"]), message, questions)
        message.set("questions", questions, add_to_output=True)
        message.set(INTENT, first, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [first, *others], add_to_output=True)

    def _intent(self, decision: Decision, ranking: List[Dict[str, Any]]) -> str:
        """Of the level's intents the one that the classifier finds likeliest."""
        if decision.level == ASK:
            return HAPPENING_NOW
        allowed = self._intents[decision.level]
        if decision.rule in PREGNANCY and "ask_pregnancy" in allowed:
            return "ask_pregnancy"
        return next((intent["name"] for intent in ranking if intent["name"] in allowed), allowed[0])

    def _with_reason(
        self, decision: Decision, intent: str, message: Message, questions: List[Dict[str, Any]]
    ) -> List[Dict[str, Any]]:
        """The reason first, then the questions beside it; a sure question of another kind is answered too."""
        own = self._intents[decision.level]
        start, end = decision.start or 0, decision.end or len(message.get(TEXT))
        reason = {"intent": intent, "confidence": 1.0, "start": start, "end": end}
        others = [question for question in questions if question["intent"] not in own]
        return [reason, *others] if others else []
