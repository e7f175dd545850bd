"""The intent classifier, with the real encoder, on a small training set."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from porewise.language.encoder import encoder_of
from porewise.nlu.hybrid_intent_classifier import HybridIntentClassifier

DEFAULTS = {**HybridIntentClassifier.get_default_config(), "min_df": 1}
EXAMPLES = {
    "ask_pain": [
        "does it hurt",
        "is it painful",
        "how bad is the pain",
        "will I feel the needles",
        "it stings, right?",
    ],
    "ask_cost": ["how much is it", "what does a session cost", "price please", "is it expensive", "what do you charge"],
    "ask_clinic_info": ["where are you", "what is your address", "are you open on Sunday", "parking?", "opening hours"],
}


def training_data() -> TrainingData:
    return TrainingData([Message.build(text, intent) for intent, texts in EXAMPLES.items() for text in texts])


def trained(
    spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext, **config: Any
) -> HybridIntentClassifier:
    component = HybridIntentClassifier.create({**DEFAULTS, **config}, storage, resource, context)
    component.train(training_data(), spacy_model)
    return component


def ranking(component: HybridIntentClassifier, text: str, spacy_model: SpacyModel) -> List[Dict[str, Any]]:
    (message,) = component.process([Message({"text": text})], spacy_model)
    assert message.get("intent") == (message.get("intent_ranking") or [message.get("intent")])[0]
    assert {"intent", "intent_ranking"} <= message.output_properties
    return message.get("intent_ranking")


class TestContract:
    """What Rasa expects of any graph component."""

    def test_a_loaded_component_answers_as_the_trained_one_did(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context)
        loaded = HybridIntentClassifier.load(DEFAULTS, storage, resource, context)
        for text in ("does the laser hurt", "whats the prise", "zebra"):
            assert ranking(loaded, text, spacy_model) == ranking(component, text, spacy_model)

    def test_training_twice_gives_the_same_model(
        self, spacy_model: SpacyModel, storage: ModelStorage, context: ExecutionContext
    ) -> None:
        first, second = (trained(spacy_model, storage, Resource(name), context) for name in ("one", "two"))
        assert ranking(first, "is it going to sting", spacy_model) == ranking(
            second, "is it going to sting", spacy_model
        )

    def test_untrained_it_predicts_nothing_and_does_not_fail(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = HybridIntentClassifier.create(DEFAULTS, storage, resource, context)
        component.train(TrainingData([Message.build("does it hurt", "ask_pain")]), spacy_model)
        loaded = HybridIntentClassifier.load(DEFAULTS, storage, resource, context)
        for each in (component, loaded):
            (message,) = each.process([Message({"text": "does it hurt"})], spacy_model)
            assert message.get("intent") == {"name": None, "confidence": 0.0}

    @pytest.mark.parametrize("text", ["", "   ", "\n", None])
    def test_a_message_without_words_has_no_intent(
        self, text: str, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        assert ranking(trained(spacy_model, storage, resource, context), text, spacy_model) == []

    @pytest.mark.parametrize("text", ["?", "😀", "x" * 5000, "<b>hi</b>", "ﷺ", "a\u0000b"])
    def test_odd_messages_are_ranked_with_numbers_in_range(
        self, text: str, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        for intent in ranking(trained(spacy_model, storage, resource, context), text, spacy_model):
            assert 0.0 <= intent["confidence"] <= 1.0

    @pytest.mark.parametrize(
        "config, says",
        [
            ({"c": 30}, "unknown c. Allowed: C, sharpness"),
            ({"C": 0}, "`C` is 0; it must be greater than 0"),
            ({"mix": 1.5}, "`mix` is 1.5; it must be from 0 to 1"),
            ({"sparse_weight": -1}, "`sparse_weight` is -1; it must be 0 or more"),
        ],
    )
    def test_a_wrong_configuration_is_refused_with_what_is_allowed(self, config: Dict[str, Any], says: str) -> None:
        with pytest.raises(InvalidConfigException, match=says):
            HybridIntentClassifier.validate_config(config)

    def test_the_defaults_are_valid(self) -> None:
        HybridIntentClassifier.validate_config(DEFAULTS)


class TestUnderstanding:
    """What it is for."""

    @pytest.mark.parametrize(
        "text, intent",
        [
            ("is the treatment painful at all", "ask_pain"),
            ("how much would I have to pay", "ask_cost"),
            ("which street are you on", "ask_clinic_info"),
            ("is it expenssive", "ask_cost"),
        ],
    )
    def test_other_words_same_intent(
        self,
        text: str,
        intent: str,
        spacy_model: SpacyModel,
        storage: ModelStorage,
        resource: Resource,
        context: ExecutionContext,
    ) -> None:
        assert ranking(trained(spacy_model, storage, resource, context), text, spacy_model)[0]["name"] == intent

    def test_a_message_unlike_any_example_has_a_low_confidence(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context)
        near = ranking(component, "will it be painful", spacy_model)[0]["confidence"]
        far = ranking(component, "the senate voted on a budget amendment", spacy_model)[0]["confidence"]
        assert far < 0.5 < near

    def test_confidence_is_the_mix_of_probability_and_similarity(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context, spelling=0, mix=0.3)
        text = "what is the price"
        encoded = encoder_of(spacy_model.model).encode(text)
        margins = component._model.margins(text, encoded.sentence, encoded.middle)
        best = component._model.score(margins, encoded.sentence, 1)[0]
        expected = best.probability**0.3 * best.similarity**0.7
        assert ranking(component, text, spacy_model)[0]["confidence"] == pytest.approx(expected)

    def test_n_grams_of_one_message_weigh_what_scikit_learn_says(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        model = trained(spacy_model, storage, resource, context)._model
        for vectorizer, part in zip(model._vectorizers, model.ngrams, strict=True):
            weights = np.random.default_rng(0).normal(size=(len(part.grams), 3))
            for text in ("what is the price, the price?", "zzz", "does it hurt a lot"):
                expected = (vectorizer.transform([text]) @ weights)[0]
                np.testing.assert_allclose(part.margins(text, weights), expected, atol=1e-5)

    def test_a_brand_is_read_as_written(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context)
        plain = component._plain(spacy_model.model("is dysport the same as tox or fraxel")[:])
        assert plain == "is dysport the same as botox or laser resurfacing"

    def test_an_emoji_is_read_in_words(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context)
        assert component._plain(spacy_model.model("ok 👍")[:]).split() == ["ok", "thumbs", "up"]

    def test_parts_of_a_message_are_judged_by_themselves(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context)
        (message,) = component.process([Message({"text": "does it hurt? and what do you charge?"})], spacy_model)
        assert [part["ranking"][0]["name"] for part in message.get("parts")] == ["ask_pain", "ask_cost"]

    def test_a_treatment_is_understood_by_any_of_its_names(
        self, spacy_model: SpacyModel, storage: ModelStorage, resource: Resource, context: ExecutionContext
    ) -> None:
        component = trained(spacy_model, storage, resource, context)
        rankings = [ranking(component, f"does {name} hurt", spacy_model) for name in ("fraxel", "co2 laser", "lazers")]
        assert rankings[0] == rankings[1] == rankings[2]

    def test_without_spelling_a_typo_costs_confidence(
        self, spacy_model: SpacyModel, storage: ModelStorage, context: ExecutionContext
    ) -> None:
        text = "is it paimful"
        corrected = trained(spacy_model, storage, Resource("on"), context)
        plain = trained(spacy_model, storage, Resource("off"), context, spelling=False)
        assert (
            ranking(corrected, text, spacy_model)[0]["confidence"] > ranking(plain, text, spacy_model)[0]["confidence"]
        )
