"""Where the two zones begin: found by cross-validation of the training examples alone, never on a measuring set.

The rule, on a grid of 0.05:

- `answer`: the least confidence from which on nine of ten messages get the right intent.
- `suggest`: of the messages whose right intent would be among the three on the buttons, one in twenty lies below.
- `beside` (a second question in a message): half-way between, since the first question vouches for it.

`tests/evaluation` compares the values of config.yml with the file that the last tuning wrote.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, NamedTuple, Sequence

import numpy as np
from sklearn.model_selection import StratifiedKFold
from tqdm import tqdm

from porewise.evaluation.examples import training_examples
from porewise.evaluation.pipeline import component, config
from porewise.settings import ROOT

TUNED = ROOT / "tests" / "evaluation" / "zones.json"
FOLDS = 4
STEP = 0.05
RIGHT_WHEN_ANSWERED = 0.9
BELOW_SUGGEST = 0.05
BUTTONS = 3


class Judged(NamedTuple):
    """One message of the cross-validation: the confidence of its likeliest intent, and where the right one stands."""

    confidence: float
    is_first: bool
    is_among_buttons: bool


def thresholds(judged: Sequence[Judged]) -> Dict[str, float]:
    """`answer`, `suggest` and `beside` by the rule above."""
    confidence = np.array([one.confidence for one in judged])
    first = np.array([one.is_first for one in judged])
    among = np.array([one.is_among_buttons for one in judged])
    grid = [round(STEP * i, 2) for i in range(1, int(1 / STEP))]
    answer = next(t for t in grid if first[confidence >= t].mean() >= RIGHT_WHEN_ANSWERED)
    below = float(np.quantile(confidence[among], BELOW_SUGGEST))
    suggest = min(answer, max(t for t in (0.0, *grid) if t <= below))
    return {"answer": answer, "suggest": suggest, "beside": round((answer + suggest) / 2, 3)}


def tune() -> Dict[str, float]:
    """Cross-validate, write TUNED and give the thresholds; takes some minutes."""
    found = thresholds(_cross_validated())
    TUNED.write_text(json.dumps(found, indent=2) + "\n")
    return found


def _cross_validated() -> List[Judged]:
    """Every training example, judged by a classifier that was trained without it."""
    from rasa.nlu.utils.spacy_utils import SpacyModel

    from porewise.language import MODEL, load

    examples, model = training_examples(), SpacyModel(load(), MODEL)
    texts, intents = [e.text for e in examples], np.array([e.intent for e in examples])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, intents)
    judged: List[Judged] = []
    for fitted, held in tqdm(folds, total=FOLDS, desc="cross-validation", unit=" folds", disable=None):
        classifier = _trained([texts[i] for i in fitted], intents[fitted].tolist(), model)
        judged += [_judged(classifier, texts[i], intents[i], model) for i in held]
    return judged


def _trained(texts: List[str], intents: List[str], model: Any) -> Any:
    from rasa.shared.nlu.training_data.message import Message

    from porewise.nlu.hybrid_intent_classifier import HybridIntentClassifier

    settings = {k: v for k, v in component(config(), HybridIntentClassifier.__name__).items() if k != "name"}
    classifier = HybridIntentClassifier({**HybridIntentClassifier.get_default_config(), **settings}, None, None)
    classifier.fit([Message.build(text, intent) for text, intent in zip(texts, intents, strict=True)], model)
    return classifier


def _judged(classifier: Any, text: str, intent: str, model: Any) -> Judged:
    ranking = classifier.rank(model.model(text.lower())[:], model)
    names = [other["name"] for other in ranking]
    return Judged(ranking[0]["confidence"], names[0] == intent, intent in names[:BUTTONS])
