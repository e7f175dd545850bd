"""What each sentence of an answer rests on, as a clinician reads it."""

from __future__ import annotations

from typing import Dict, Iterator, List, Mapping, NamedTuple, Set

from porewise.answers import Variation
from porewise.facts import Fact
from porewise.prose import BULLET
from porewise.provenance import ADVICE, CLINIC, grounded
from porewise.sources import Source

WITHOUT_SOURCE = {
    CLINIC: "The clinic’s own details",
    ADVICE: "Advice or an offer; states no medical fact",
}
ARTICLE, CONFLICT = "claims.", "conflicts."


class Reference(NamedTuple):
    """A source beside a sentence: its number in the answer's own list, its kind of evidence and year."""

    number: int
    kind: str


class Basis(NamedTuple):
    """One thing that a sentence rests on; `is_repeated` where it stands beside an earlier sentence already."""

    says: str
    sources: List[Reference]
    is_article: bool = False
    is_conflict: bool = False
    is_repeated: bool = False


class Part(NamedTuple):
    """A sentence of the answer. `begins` is "paragraph" or "item" (of a list), or empty inside of one."""

    sentence: str
    begins: str
    bases: List[Basis]


class Grounds(NamedTuple):
    """What an answer rests on: sentence by sentence where that is written down, and a line for each source."""

    parts: List[Part]
    sources: List[str]


class Library:
    """Facts and sources, in the words of the sheet."""

    def __init__(self, facts: Mapping[str, Fact], sources: Mapping[str, Source]) -> None:
        self._facts = facts
        self._sources = sources

    def grounds(self, variation: Variation) -> Grounds:
        """What `variation` rests on; no parts where `rests_on` is missing or does not fit the sentences."""
        numbers: Dict[str, int] = {}
        parts: List[Part] = []
        try:
            sentences = grounded(variation.text, variation.metadata.rests_on)
        except ValueError:
            sentences = []
        seen: Set[str] = set()
        begins = _beginnings(variation.text, [sentence for sentence, _ in sentences])
        for (sentence, ids), begin in zip(sentences, begins, strict=True):
            bases = [self._basis(name, numbers)._replace(is_repeated=name in seen) for name in ids]
            parts.append(Part(sentence, begin, bases))
            seen.update(name for name in ids if name not in WITHOUT_SOURCE)
        for name in variation.metadata.sources:
            numbers.setdefault(name, len(numbers) + 1)
        return Grounds(parts, [self.line(name) for name in numbers])

    def claims_besides(self, variation: Variation) -> Dict[int, str]:
        """The article's claims that the answer is to carry and that no sentence names, by their numbers."""
        named = {name for ids in variation.metadata.rests_on for name in ids.split()}
        claims = {number: f"{ARTICLE}{number}" for number in variation.metadata.claims}
        return {n: self._facts[name].says for n, name in claims.items() if name in self._facts and name not in named}

    def line(self, name: str) -> str:
        """Title, year and kind of evidence of one source."""
        source = self._sources.get(name)
        if source is None:
            return f"unknown source “{name}”"
        year = f", {source.year}" if source.year else ""
        return f"{source.title}{year} ({source.evidence_in_words})"

    def _basis(self, name: str, numbers: Dict[str, int]) -> Basis:
        if name in self._facts:
            fact = self._facts[name]
            is_conflict = fact.strength == "conflict" or name.startswith(CONFLICT)
            references = [self._reference(source, numbers) for source in fact.sources]
            return Basis(fact.says, references, name.startswith(ARTICLE), is_conflict)
        if name in self._sources:
            return Basis("", [self._reference(name, numbers)])
        return Basis(WITHOUT_SOURCE.get(name, f"unknown: “{name}”"), [])

    def _reference(self, name: str, numbers: Dict[str, int]) -> Reference:
        number = numbers.setdefault(name, len(numbers) + 1)
        source = self._sources.get(name)
        if source is None:
            return Reference(number, f"unknown source “{name}”")
        return Reference(number, source.evidence_in_words + (f" {source.year}" if source.year else ""))


def _beginnings(text: str, sentences: List[str]) -> Iterator[str]:
    """For each sentence whether it begins a paragraph or an item of a list."""
    position = 0
    for sentence in sentences:
        start = text.index(sentence, position)
        line = text[text.rfind("\n", 0, start) + 1 : start]
        between = text[position:start]
        yield "item" if BULLET.fullmatch(line) else "paragraph" if "\n" in between or not position else ""
        position = start + len(sentence)
