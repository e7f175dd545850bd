"""Intent classifier for small, hand-written training sets that must refuse what it does not know."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Type

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
from spacy.tokens import Doc

from porewise.language.encoder import whole_words
from porewise.language.spelling import Speller
from porewise.language.vocabulary import Vocabulary
from porewise.nlu.hybrid_model import HybridModel, Scores

logger = logging.getLogger(__name__)

SPELLER_FILE = "speller.json"


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
        return ["sklearn", "skops", "rapidfuzz"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Every key with its default; docs/components.md says what each does."""
        return {
            "C": 1.0,
            "sharpness": 5.0,
            "min_df": 2,
            "sparse_weight": 0.7,
            "mix": 0.35,
            "spelling": True,
            "canonical": ["treatment"],
            "ranking_length": 10,
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
        for key in ("C", "sharpness", "min_df", "ranking_length"):
            if config[key] <= 0:
                raise InvalidConfigException(f"{name}: `{key}` is {config[key]}; it must be greater than 0.")
        if config["sparse_weight"] < 0:
            raise InvalidConfigException(f"{name}: `sparse_weight` is {config['sparse_weight']}; it must be 0 or more.")
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

    def train(self, training_data: TrainingData, model: SpacyModel) -> Resource:
        """Fit on the intent examples and persist. With fewer than two intents there is nothing to tell apart."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        if len({e.get(INTENT) for e in examples}) < 2:
            logger.warning("HybridIntentClassifier needs examples of two intents or more; it stays untrained.")
            return self._resource
        docs = [self._canonical(_doc(example, model), model) for example in examples]
        texts = [doc.text for doc in docs]
        vectors = np.stack([_unit(doc.vector) for doc in docs])
        self._model = HybridModel(self._config["sparse_weight"], self._config["sharpness"], self._config["min_df"])
        intents = [example.get(INTENT) for example in examples]
        self._model.fit(texts, vectors, intents, C=self._config["C"], seed=self._config["random_seed"])
        self._words = Speller.from_texts(texts, whole_words(model.model)).to_dict()
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            rasa.shared.utils.io.dump_obj_as_json_to_file(folder / SPELLER_FILE, self._words)
        return self._resource

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
                component._model = HybridModel.load(folder, config["sparse_weight"], config["sharpness"])
                component._words = rasa.shared.utils.io.read_json_file(folder / SPELLER_FILE)
        except ValueError:  # Rasa's word for "this resource was never written"
            logger.warning("HybridIntentClassifier was not trained; it predicts no intent.")
        return component

    def process(self, messages: List[Message], model: SpacyModel) -> List[Message]:
        """Set `intent` and `intent_ranking` on each message."""
        for message in messages:
            ranking = self._rank(message, model)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _rank(self, message: Message, model: SpacyModel) -> List[Dict[str, Any]]:
        if not self._model or not (message.get(TEXT) or "").strip():
            return []
        doc = self._spelled(self._canonical(_doc(message, model), model), model)
        confidences = self._confidences(self._model.score(doc.text, _unit(doc.vector)))
        order = np.argsort(-confidences)
        return [{"name": self._model.intents[i], "confidence": float(confidences[i])} for i in order]

    def _canonical(self, doc: Doc, model: SpacyModel) -> Doc:
        """`doc` with each treatment under one name, so that "Fraxel" and "lazer" need no examples of their own."""
        vocabulary, parts, end = Vocabulary.default(), [], 0
        for entity in doc.ents:
            if entity.label_ in self._config["canonical"]:
                title = vocabulary.title_of(entity.label_, entity.ent_id_).lower()
                parts += [doc.text[end : entity.start_char], title]
                end = entity.end_char
        text = "".join([*parts, doc.text[end:]])
        return doc if text == doc.text else _to_encode(text, model)

    def _spelled(self, doc: Doc, model: SpacyModel) -> Doc:
        if not self._config["spelling"]:
            return doc
        if self._speller is None:
            self._speller = Speller.from_dict(self._words, whole_words(model.model))
        text = self._speller.correct(doc.text)
        return doc if text == doc.text else _to_encode(text, model)

    def _confidences(self, scores: Scores) -> np.ndarray:
        mix = self._config["mix"]
        return scores.probabilities**mix * scores.similarity ** (1 - mix)


def _doc(message: Message, model: SpacyModel) -> Doc:
    """The doc that SpacyNLP left on the message; it leaves none on an empty one."""
    doc = message.get(SPACY_DOCS[TEXT])
    return model.model(message.get(TEXT).lower()) if doc is None else doc


def _to_encode(text: str, model: SpacyModel) -> Doc:
    """A doc of which only text and vector will be read: no entities, lemmas or clauses are looked for again."""
    return model.model.get_pipe("minilm")(model.model.make_doc(text))


def _unit(vector: Any) -> np.ndarray:
    """`vector`, an array (n_dimensions,), at unit length; zeros stay zeros."""
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
