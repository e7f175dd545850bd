"""What each sentence of an answer rests on: facts, sources, the clinic's own file, or nothing but good advice."""

from __future__ import annotations

from typing import Dict, Iterator, List, Mapping, NamedTuple, Sequence, Set

from porewise.answers import AnswerMetadata, Variation
from porewise.facts import Fact
from porewise.prose import figures, sentences

CLINIC = "clinic"  # the clinic's own facts, in clinic.yml
ADVICE = "advice"  # whom to ask, what the assistant can do: says no fact
FORM = "form"  # how far a form has come
WITHOUT_SOURCE = frozenset((CLINIC, ADVICE, FORM))


class Grounded(NamedTuple):
    """A sentence and the ids of what it rests on."""

    sentence: str
    rests_on: List[str]


def grounded(text: str, rests_on: Sequence[str]) -> List[Grounded]:
    """Each sentence of `text` with its ids; `rests_on` has one item a sentence, its ids between spaces.

    Raises:
        ValueError: there are more or fewer items than sentences.
    """
    found = sentences(text)
    if len(found) != len(rests_on):
        raise ValueError(f"`rests_on` has {len(rests_on)} items for {len(found)} sentences")
    return [Grounded(sentence, ids.split()) for sentence, ids in zip(found, rests_on, strict=True)]


def mistakes(
    text: str, about: AnswerMetadata, facts: Mapping[str, Fact], sources: Mapping[str, object]
) -> Iterator[str]:
    """What is wrong with the provenance of one text, a line each.

    An id that nobody knows; a figure that none of the sentence's facts has; a source named that no sentence rests on;
    a fact none of whose sources is named.
    """
    try:
        parts = grounded(text, about.rests_on)
    except ValueError as error:
        yield str(error)
        return
    used: Set[str] = set()
    for sentence, ids in parts:
        for name in ids:
            if name in facts:
                if not set(facts[name].sources) & set(about.sources):
                    yield f"`{name}` rests on {', '.join(facts[name].sources)}: name one of them in `sources`"
                used.update(facts[name].sources)
            elif name in sources:
                used.add(name)
            elif name not in WITHOUT_SOURCE:
                yield f"`{name}` is no fact, no source, and none of {', '.join(sorted(WITHOUT_SOURCE))}"
        unknown = figures(sentence) - set().union(*(figures(facts[name].says) for name in ids if name in facts))
        if unknown and not {CLINIC, FORM} & set(ids):
            yield f"no fact named has {', '.join(sorted(unknown))}: {sentence}"
        if not ids:
            yield f"rests on nothing: {sentence}"
    for name in about.sources:
        if name not in used:
            yield f"no sentence rests on the source `{name}`"


def unused(answers: Dict[str, List[Variation]], facts: Mapping[str, Fact]) -> List[str]:
    """Ids of the facts that no answer rests on."""
    said = {
        name
        for variations in answers.values()
        for variation in variations
        for ids in variation.metadata.rests_on
        for name in ids.split()
    }
    return [name for name in facts if name not in said]
