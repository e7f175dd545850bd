"""Shows what visitors read in place of each answer where no medicine may be named first: `python -m tools.unnamed UK`.

For a clinician's and a lawyer's eye: an answer that lost sentences must still be true, and still warn.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any, Dict, Iterator, List, Optional, Tuple

from porewise.advertising import Advertising
from porewise.answers import Variation, load_answers
from porewise.clinic import load_clinic


def said_instead(jurisdiction: str) -> Iterator[Tuple[str, Variation, str]]:
    """(response, variation, text in its place) of each answer that a visitor who named no medicine reads otherwise."""
    clinic = load_clinic().copy(update={"jurisdiction": jurisdiction})
    answers, tact = load_answers(), Advertising(clinic).before()
    for name, variations in answers.items():
        for variation in variations:
            if clinic.may_advertise(variation.treatment or ""):
                say = partial(_say, answers, name, variation)
                said = tact.lawful(name, say, answers.keys(), variation.treatment)
                if said is not None and said["text"] != variation.text:
                    yield name, variation, said["text"]


def _say(answers: Dict[str, List[Variation]], name: str, variation: Variation, asked: str) -> Optional[Dict[str, Any]]:
    """What Rasa says for `asked` to the visitor who would get `variation` of `name`."""
    if asked == name:
        return _message(variation)
    fitting = [v for v in answers.get(asked, []) if all(c in variation.condition for c in v.condition)]
    return _message(max(fitting, key=lambda v: len(v.condition))) if fitting else None


def _message(variation: Variation) -> Dict[str, Any]:
    return {"id": variation.id, "text": variation.text, "metadata": variation.metadata.dict()}


if __name__ == "__main__":
    for name, variation, text in said_instead(sys.argv[1] if len(sys.argv) > 1 else "UK"):
        print(f"== {name} / {variation.id}\n{variation.text}\n-- instead --\n{text}\n")
