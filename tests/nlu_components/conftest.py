"""The built language model and what Rasa hands to a component."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils.spacy_utils import SpacyModel


@pytest.fixture(scope="session")
def spacy_model() -> SpacyModel:
    return SpacyModel(spacy.load("en_porewise"), "en_porewise")


@pytest.fixture()
def storage(tmp_path: Path) -> ModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture()
def resource() -> Resource:
    return Resource("component")


@pytest.fixture()
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), node_name="component")
