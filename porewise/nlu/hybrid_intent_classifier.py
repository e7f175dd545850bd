"""Intent classifier for small, hand-written training sets that must refuse what it does not know."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Dict, List, Tuple, Type

import emoji
import numpy as np
import rasa.shared.utils.io
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
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc, Span

from porewise.language.encoder import Encoding, encoder_of, whole_words
from porewise.language.spelling import Speller
from porewise.language.vocabulary import Vocabulary, normalise
from porewise.nlu.hybrid_model import HybridModel, Scored

logger = logging.getLogger(__name__)

SPELLER_FILE = "speller.json"
PARTS = "parts"
GROUPS = "groups"
GROUPS_OF = "groups_of"
MOST_OF_A_PART = 3  # intents of a part's ranking that are kept
NO_GROUP = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True, model_from="SpacyNLP")
class HybridIntentClassifier(GraphComponent, IntentClassifier):
    """Sentence vectors and n-grams to a linear model; confidence mixed with the nearest training example.

    The confidence of an intent is `p ** mix * s ** (1 - mix)`: `p` its probability, `s` the cosine similarity of the
    message to the nearest training example. A message unlike any example thus gets a low confidence however sure the
    linear model is, and the zones after this component can refuse it. Docs: docs/components.md.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Gives the sentence vectors."""
        return [SpacyNLP]

    @staticmethod
    def required_packages() -> List[str]:
        """Imported by this component."""
        return ["sklearn", "rapidfuzz", "emoji"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Every key with its default; docs/components.md says what each does."""
        return {
            "C": 1.0,
            "sharpness": 5.0,
            "min_df": 2,
            "middle_weight": 0.6,
            "sparse_weight": 0.7,
            "mix": 0.5,
            "spelling": 3,
            "canonical": ["treatment"],
            "groups": {},
            "most_parts": 4,
            "ranking_length": 6,
            "random_seed": 42,
        }

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Check the keys given in `config.yml`.

        Raises:
            InvalidConfigException: a key is unknown or its value is out of range; says what is allowed.
        """
        name = cls.__name__
        unknown = set(config) - set(cls.get_default_config())
        if unknown:
            allowed = ", ".join(cls.get_default_config())
            raise InvalidConfigException(f"{name}: unknown {', '.join(sorted(unknown))}. Allowed: {allowed}.")
        config = {**cls.get_default_config(), **config}
        for key in ("C", "sharpness", "min_df", "most_parts", "ranking_length"):
            if config[key] <= 0:
                raise InvalidConfigException(f"{name}: `{key}` is {config[key]}; it must be greater than 0.")
        for key in ("middle_weight", "sparse_weight", "spelling"):
            if config[key] < 0:
                raise InvalidConfigException(f"{name}: `{key}` is {config[key]}; it must be 0 or more.")
        if not 0 <= config["mix"] <= 1:
            raise InvalidConfigException(f"{name}: `mix` is {config['mix']}; it must be from 0 to 1.")

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Make an untrained classifier; `create` and `load` are the ways in."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: HybridModel | None = None
        self._words: Dict[str, Any] = {}  # what the speller knows; it needs the encoder's words too, see `_spelled`
        self._speller: Speller | None = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HybridIntentClassifier:
        """Make an untrained classifier (see parent class)."""
        cls.validate_config({key: value for key, value in config.items() if key in cls.get_default_config()})
        return cls(config, model_storage, resource)

    def _untrained_model(self) -> HybridModel:
        settings = ("middle_weight", "sparse_weight", "sharpness", "min_df")
        return HybridModel(**{name: self._config[name] for name in settings})

    def train(self, training_data: TrainingData, model: SpacyModel) -> Resource:
        """Fit on the intent examples and persist. With fewer than two intents there is nothing to tell apart."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        if len({e.get(INTENT) for e in examples}) < 2:
            logger.warning("HybridIntentClassifier needs examples of two intents or more; it stays untrained.")
            return self._resource
        fitted = self.fit(examples, model)
        with self._model_storage.write_to(self._resource) as folder:
            fitted.save(folder)
            rasa.shared.utils.io.dump_obj_as_json_to_file(folder / SPELLER_FILE, self._words)
        return self._resource

    def fit(self, examples: List[Message], model: SpacyModel) -> HybridModel:
        """Fit on `examples`, each with a text and an intent, of two intents or more, and keep nothing on disk."""
        texts = [self._plain(_doc(example, model)[:]) for example in examples]
        encoded = self._encoded(texts, model)
        sentences, middles = np.stack([e.sentence for e in encoded]), np.stack([e.middle for e in encoded])
        fitted = self._untrained_model()
        intents = [example.get(INTENT) for example in examples]
        group_of = {intent: group for group, members in self._config["groups"].items() for intent in members}
        groups = [group_of.get(intent, NO_GROUP) for intent in intents] if group_of.keys() & set(intents) else []
        seed = self._config["random_seed"]
        fitted.fit(texts, sentences, middles, intents, C=self._config["C"], seed=seed, groups=groups)
        self._model = fitted
        self._words = Speller.from_texts(texts, whole_words(model.model), self._config["spelling"]).to_dict()
        return fitted

    def _encoded(self, texts: List[str], model: SpacyModel) -> List[Encoding]:
        """Each text encoded by itself (the numbers of a batch differ a little), one to a processor at a time."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return list(threads.map(encoder_of(model.model).encode, texts))

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HybridIntentClassifier:
        """Load a trained classifier, or an untrained one if training had nothing to learn from."""
        component = cls(config, model_storage, resource)
        try:
            with model_storage.read_from(resource) as folder:
                component._model = HybridModel.load(
                    folder, config["middle_weight"], config["sparse_weight"], config["sharpness"]
                )
                component._words = rasa.shared.utils.io.read_json_file(folder / SPELLER_FILE)
        except ValueError:  # Rasa's word for "this resource was never written"
            logger.warning("HybridIntentClassifier was not trained; it predicts no intent.")
        return component

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Set `intent` and `intent_ranking` on each message, and what later components read.

        `parts`, where it seems to ask more than one thing: a list of {start, end, ranking}, the ranking as in
        `intent_ranking`, best first. `groups`, where groups are told apart: {name: likelihood}; `groups_of`
        gives them for the characters from start to end, for who must look closer.
        """
        for message in messages:
            doc = _doc(message, model)
            ranking, groups = self._judge(doc[:], model)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
            message.set(PARTS, self._parts(doc, model) if ranking else [])
            message.set(GROUPS, groups)
            message.set(GROUPS_OF, partial(self._groups_of, doc, model))
        return messages

    def _parts(self, doc: Doc, model: SpacyModel) -> List[Dict[str, Any]]:
        """The questions of a message that holds several."""
        parts = doc._.questions
        return [
            {"start": part.start_char, "end": part.end_char, "ranking": self.rank(part, model)[:MOST_OF_A_PART]}
            for part in (parts[: self._config["most_parts"]] if len(parts) > 1 else [])
        ]

    def rank(self, span: Span, model: SpacyModel) -> List[Dict[str, Any]]:
        """The intents of a doc or a part of one, {name, confidence} each, likeliest first; empty without words."""
        return self._judge(span, model)[0]

    def _groups_of(self, doc: Doc, model: SpacyModel, start: int, end: int) -> Dict[str, float]:
        span = doc.char_span(start, end, alignment_mode="expand")
        return self._judge(span, model)[1] if span is not None else {}

    def _judge(self, span: Span, model: SpacyModel) -> Tuple[List[Dict[str, Any]], Dict[str, float]]:
        if not self._model or not span.text.strip():
            return [], {}
        text = self._spelled(self._plain(span), model)
        encoded = encoder_of(model.model).encode(text)
        margins = self._model.margins(text, encoded.sentence, encoded.middle)
        scores = self._model.score(margins, encoded.sentence, self._config["ranking_length"])
        ranking = [{"name": score.intent, "confidence": self._confidence(score)} for score in scores]
        groups = self._model.score_groups(margins, self._config["groups"]) if self._model.groups else {}
        return sorted(ranking, key=lambda intent: -intent["confidence"]), groups

    def _plain(self, span: Span) -> str:
        """The text of `span` with each treatment under one name, so that "Fraxel" and "lazer" need no examples of
        their own, and each emoji in words. A brand stays: "is Dysport the same?" turns on it."""
        vocabulary, parts, end = Vocabulary.default(), [], 0
        for entity in span.ents:
            if entity.label_ in self._config["canonical"] and normalise(entity.text) not in vocabulary.brands:
                title = vocabulary.title_of(entity.label_, entity.ent_id_).lower()
                parts += [span.text[end : entity.start_char - span.start_char], title]
                end = entity.end_char - span.start_char
        text = "".join([*parts, span.text[end:]])
        return text if text.isascii() else emoji.demojize(text, delimiters=(" ", " ")).replace("_", " ")

    def _spelled(self, text: str, model: SpacyModel) -> str:
        if not self._config["spelling"]:
            return text
        if self._speller is None:
            self._speller = Speller.from_dict(self._words, whole_words(model.model))
        return self._speller.correct(text)

    def _confidence(self, score: Scored) -> float:
        mix = self._config["mix"]
        return float(score.probability**mix * score.similarity ** (1 - mix))


def _doc(message: Message, model: SpacyModel) -> Doc:
    """The doc that SpacyNLP left on the message; it leaves none on an empty one."""
    doc = message.get(SPACY_DOCS[TEXT])
    return model.model((message.get(TEXT) or "").lower()) if doc is None else doc
