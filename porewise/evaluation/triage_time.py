"""How long triage takes for a message, by itself."""

from __future__ import annotations

import time
from typing import Dict, List, Sequence

import numpy as np
import spacy
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from porewise.evaluation.pipeline import component, config
from porewise.nlu.hybrid_intent_classifier import GROUPS
from porewise.nlu.triage import Triage
from porewise.triage.rules import LEVELS

WARM_UP = 20  # messages before those that are timed: the rules and the spelling are read at the first


def milliseconds(texts: Sequence[str]) -> List[float]:
    """What `Triage.process` takes for each of `texts` (spaCy's part, done before, is not counted).

    The classifier's likelihoods are those of an ordinary message, so that every step of the decision is gone through.
    """
    settings = {name: value for name, value in component(config(), Triage.__name__).items() if name != "name"}
    triage = Triage({**Triage.get_default_config(), **settings})
    name = component(config(), "SpacyNLP")["model"]
    model = SpacyModel(spacy.load(name), name)
    messages = [_message(text, model) for text in [*texts[:WARM_UP], *texts]]
    return [_timed(triage, message, model) for message in messages][len(texts[:WARM_UP]) :]


def figures(times: Sequence[float]) -> Dict[str, float]:
    """The median and the 95th percentile, `messages` of them."""
    return {
        "messages": len(times),
        "median": round(float(np.median(times)), 2),
        "p95": round(float(np.percentile(times, 95)), 2),
    }


def _message(text: str, model: SpacyModel) -> Message:
    doc = model.model(text.lower())  # as Rasa's SpacyNLP gives it
    return Message({TEXT: text, SPACY_DOCS[TEXT]: doc, GROUPS: dict.fromkeys(LEVELS, 0.0)})


def _timed(triage: Triage, message: Message, model: SpacyModel) -> float:
    started = time.perf_counter()
    triage.process([message], model)
    return 1000 * (time.perf_counter() - started)
