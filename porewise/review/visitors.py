"""How visitors ask what an answer answers: words of `data/questions.yml`, and messages of the training data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from porewise.answers import MORE, Variation, load_questions, response_of
from porewise.door import read_yaml
from porewise.faq import WITHOUT_TREATMENT
from porewise.language.vocabulary import Vocabulary, normalise

EXAMPLES = 3
LONGEST = 65  # letters of a message: the short ones tell more at a glance


class Asked(NamedTuple):
    """A question and up to three real messages that ask it; `said_when` is empty where the question says it all."""

    words: str
    examples: List[str]
    said_when: str


class Visitors:
    """Knows the questions of all answers; reads the data once."""

    def __init__(self, data: Path) -> None:
        """Raises porewise.door.DataError when a file is wrong."""
        self._words = load_questions(data / "questions.yml")
        self._examples: Dict[str, List[str]] = {}
        self._intents: Dict[str, str] = {}
        for path in sorted(data.glob("*/nlu/*.yml")):
            for item in read_yaml(path)[0]["nlu"]:
                self._intents[response_of(item["intent"])] = item["intent"]
                self._examples[item["intent"]] = [line[2:].strip() for line in item["examples"].splitlines()]

    def ask(self, response: str, variation: Variation) -> Asked:
        """How visitors ask for this variation of `response`."""
        intent = self._intents.get(response.removesuffix(MORE), "")
        return Asked(
            self._question(response, intent, variation.treatment),
            _some(self._examples.get(intent, []), variation.treatment, self._words.get(intent, "")),
            _said_when(variation) or ("" if intent else "Said in the course of a talk, not in answer to one question"),
        )

    def _question(self, response: str, intent: str, treatment: Optional[str]) -> str:
        if intent not in self._words:
            words = response.removesuffix(MORE).removeprefix("utter_").replace("_", " ")
            words = words[0].upper() + words[1:]
        else:
            words = self._words[intent]
        title = Vocabulary.default().title_of("treatment", treatment) if treatment else WITHOUT_TREATMENT
        question = words.replace("{treatment}", title)
        return f"{question} ({title})" if treatment and question == words else question


def _some(examples: List[str], treatment: Optional[str], question: str) -> List[str]:
    """Messages near to the question and unlike each other; on a treatment those that name it, else none or Botox."""
    short = [example for example in examples if len(example) <= LONGEST]
    if treatment:
        fitting = [example for example in short if treatment in _treatments(example)]
    else:
        fitting = [example for example in short if _treatments(example) <= {"botox"}]
    fitting = fitting or ([] if treatment else short)
    near = sorted(fitting, key=lambda example: -fuzz.token_set_ratio(question, example, processor=default_process))
    near = near[: max(EXAMPLES, len(near) // 4)]
    return near[:: max(1, len(near) // EXAMPLES)][:EXAMPLES]


def _treatments(example: str) -> set[str]:
    """The treatments that a message names; misspelt names are passed over."""
    words = re.findall(r"[a-z0-9']+", normalise(example))
    names = Vocabulary.default().names
    spans = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 5, len(words) + 1)))
    return {names[span][1] for span in spans if names.get(span, ("", ""))[0] == "treatment"}


def _said_when(variation: Variation) -> str:
    """The circumstances, where the question alone does not tell them."""
    others = [f"{c.name.replace('_', ' ')} is “{c.value}”" for c in variation.condition if c.name != "treatment"]
    if others:
        return "Said when " + " and ".join(others).replace("_", " ")
    about = {"botox": "Said about Botox, or when no treatment is named", "general": "Said when no treatment is named"}
    return about.get(variation.metadata.about or "", "")
