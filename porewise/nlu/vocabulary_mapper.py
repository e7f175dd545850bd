"""Entities that carry the vocabulary's id instead of the visitor's spelling."""

from __future__ import annotations

from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class VocabularyMapper(GraphComponent, EntityExtractorMixin):
    """Give each entity the id that the spaCy vocabulary found ("Fraxel" -> `fractional_laser`), each id once.

    Rasa's EntitySynonymMapper would need the names a second time, in the training data, and knows no misspelling.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Gives the entities as written."""
        return [SpacyEntityExtractor]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VocabularyMapper:
        """Make the component (see parent class)."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Replace entity values by ids; a value said twice is kept once, in the order said."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            ids = {(e.start_char, e.end_char, e.label_): e.ent_id_ for e in doc.ents} if doc is not None else {}
            kept: Dict[tuple, Dict[str, Any]] = {}
            for entity in message.get(ENTITIES, []):
                place = (
                    entity[ENTITY_ATTRIBUTE_START],
                    entity[ENTITY_ATTRIBUTE_END],
                    entity[ENTITY_ATTRIBUTE_TYPE],
                )
                value = ids.get(place) or entity[ENTITY_ATTRIBUTE_VALUE]
                kept.setdefault((entity[ENTITY_ATTRIBUTE_TYPE], value), {**entity, ENTITY_ATTRIBUTE_VALUE: value})
            message.set(ENTITIES, list(kept.values()), add_to_output=True)
        return messages
