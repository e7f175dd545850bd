"""A message as plain words, and where the phrases of the rules stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import AbstractSet, Callable, Dict, Iterable, Iterator, List, NamedTuple, Sequence, Tuple

WORD = re.compile(r"[^\W_]+(?:['’`´][^\W\d_]+)*|[.,;:?!\n()…-]")
APOSTROPHES = re.compile(r"['’`´]")
SENTENCE_END = frozenset(".;?!\n…")
STRETCHED = re.compile(r"(.)\1{2,}")  # "heeelp"
LONGEST_STEM, SHORTEST_STEM = 14, 3


class Word(NamedTuple):
    """One word or mark of a message, as it is compared: lower case, without apostrophes, slips corrected."""

    text: str
    start: int  # characters
    end: int
    also: Tuple[str, ...] = ()  # what else a slip may have been meant to be

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.text[0].isalnum()


class Place(NamedTuple):
    """Where a phrase stands: words `start` up to and without `end`."""

    start: int
    end: int


def words_of(text: str, readings: Callable[[str], Sequence[str]] = lambda word: (word,)) -> List[Word]:
    """The words and marks of `text`; `readings` gives what one lower-case word may mean, the likeliest first."""
    found = []
    for match in WORD.finditer(text):
        plain = STRETCHED.sub(r"\1\1", APOSTROPHES.sub("", match.group().lower()))
        likeliest, *others = readings(plain)
        found.append(Word(likeliest, match.start(), match.end(), tuple(others)))
    return found


def sentences(words: List[Word]) -> List[Place]:
    """The sentences of a message: a mark that ends one belongs to it."""
    places, start = [], 0
    for i, word in enumerate(words):
        if word.text in SENTENCE_END:
            places.append(Place(start, i + 1))
            start = i + 1
    return [*places, *([Place(start, len(words))] if start < len(words) else [])]


class Phrases:
    """Finds phrases by name. A phrase is words between spaces; `swallow*` stands for all that begins so.

    One pass over the message looks at each word once, however many phrases there are. A slip fits in every reading.
    """

    def __init__(self, named: Dict[str, Iterable[str]]) -> None:
        """`named`: name -> phrases."""
        self._whole: Dict[str, List[Tuple[List[str], str]]] = defaultdict(list)
        self._stems: Dict[str, List[Tuple[List[str], str]]] = defaultdict(list)
        for name, phrases in named.items():
            for phrase in phrases:
                first, *rest = phrase.split()
                index = self._stems if first.endswith("*") else self._whole
                index[first.rstrip("*")].append((rest, name))

    def find(self, words: List[Word], taken: AbstractSet[int] = frozenset()) -> Dict[str, List[Place]]:
        """Where each phrase stands, by name; words whose places are in `taken` are passed over."""
        found: Dict[str, List[Place]] = defaultdict(list)
        for i, word in enumerate(words):
            if i in taken:
                continue
            for rest, name in self._beginning(word):
                end = i + 1 + len(rest)
                fits = end <= len(words) and all(_fits(words[i + 1 + n], part) for n, part in enumerate(rest))
                if fits and (not taken or taken.isdisjoint(range(i, end))):
                    found[name].append(Place(i, end))
        return found

    def _beginning(self, word: Word) -> Iterator[Tuple[List[str], str]]:
        for text in (word.text, *word.also):
            yield from self._whole.get(text, ())
            for length in range(SHORTEST_STEM, min(len(text), LONGEST_STEM) + 1):
                yield from self._stems.get(text[:length], ())


def _fits(word: Word, part: str) -> bool:
    if part.endswith("*"):
        return any(text.startswith(part[:-1]) for text in (word.text, *word.also))
    return word.text == part or part in word.also
