"""Corrects typing mistakes towards the words of the training examples, for the intent classifier.

Rule: a word of 4 or more letters that neither the training examples nor the encoder know as a whole word becomes the
most frequent training word at distance 1 (optimal string alignment: one letter more, less or other, or two swapped;
Damerau 1964). Readings that a usual slip explains (a letter left out or doubled, a key beside it) come before others.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Collection, Iterable, List, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 4
WORD = re.compile(r"[^\W\d_]+")
# A word to correct stands alone: "don't", "spf50" and an e-mail address are left as they are.
KEYS_BESIDE = {  # on a QWERTY keyboard
    **{"q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl"},
    **{"p": "ol", "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli"},
    **{"l": "kop", "z": "xas", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj"},
}
CANDIDATE = re.compile(rf"(?<![\w'’@.])[^\W\d_]{{{SHORTEST},}}(?![\w'’@]|\.\w)")


class Speller:
    """Corrects messages. `words` maps each training word (lower case) to its count; `whole_words` are never touched.

    `whole_words` comes from `porewise.language.encoder.whole_words(nlp)`.
    """

    def __init__(self, words: Mapping[str, int], whole_words: Collection[str]) -> None:
        self.words = dict(words)
        self.whole_words = frozenset(whole_words)
        # Most frequent first, then by the alphabet: the first of equally near candidates is the one to take.
        self._choices = sorted((word for word in self.words if len(word) >= SHORTEST - 1), key=self._rank)

    @classmethod
    def from_texts(cls, texts: Iterable[str], whole_words: Collection[str], least: int = 1) -> Speller:
        """A speller for the words that stand `least` times or more in the training examples `texts`.

        Examples hold slips on purpose; with 3, hardly one is taken for a word.
        """
        counts = Counter(word for text in texts for word in WORD.findall(text.lower()))
        return cls({word: n for word, n in counts.items() if n >= least or word in whole_words}, whole_words)

    def correct(self, text: str) -> str:
        """`text` with its slips corrected; everything else, casing included, stays as it is."""
        return CANDIDATE.sub(self._replacement, text)

    def correct_word(self, word: str) -> str:
        """The correction of one lower-case word; the word itself when it is known, short or near no training word."""
        return self.readings(word)[0]

    def readings(self, word: str) -> List[str]:
        """What one lower-case word may have been meant to be, the likeliest first: "wats" is whats or wants.

        Where one of the usual slips explains a reading, only such readings are given: "hrard" is heard, not hard.
        """
        if len(word) < SHORTEST or word in self.words or word in self.whole_words:
            return [word]
        near = extract(word, self._choices, scorer=OSA.distance, score_cutoff=1, limit=None)
        swapped = sorted(word)  # the commonest slip: "haerd" is heard rather than hard
        candidates = sorted(
            (candidate for candidate, _, _ in near),
            key=lambda candidate: (sorted(candidate) != swapped, self._rank(candidate)),
        )
        return [candidate for candidate in candidates if _is_usual(word, candidate)] or candidates or [word]

    def to_dict(self) -> dict[str, dict[str, int]]:
        """A plain dict for JSON: {"words": {word: count}}. The whole words are the encoder's and not repeated."""
        return {"words": dict(self.words)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Mapping[str, int]], whole_words: Collection[str]) -> Speller:
        """The speller that `to_dict` described. Raises `KeyError` when `data` has no "words"."""
        return cls(data["words"], whole_words)

    def _rank(self, word: str) -> tuple[int, str]:
        return -self.words[word], word

    def _replacement(self, match: re.Match[str]) -> str:
        word = match.group()
        corrected = self.correct_word(word.lower())
        if corrected == word.lower():
            return word
        if word.isupper():
            return corrected.upper()
        return corrected.capitalize() if word[0].isupper() else corrected


def _is_usual(slip: str, meant: str) -> bool:
    """Whether a letter was left out or doubled, a key beside it hit, or two letters swapped."""
    if len(slip) < len(meant) or sorted(slip) == sorted(meant):
        return True
    at = next((i for i, (a, b) in enumerate(zip(slip, meant, strict=False)) if a != b), len(meant))
    if len(slip) > len(meant):
        return slip[at] == slip[at - 1]
    return slip[at] in KEYS_BESIDE.get(meant[at], "")
