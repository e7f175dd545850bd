"""How an answer may be written: length, reading grade, phrases that are never said. Limits: `data/house_style.yml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator, List

import textstat
from pydantic import validator

from porewise.answers import DATA
from porewise.door import Checked, read
from porewise.prose import PLACEHOLDER, sentences

HOUSE_STYLE = DATA / "house_style.yml"
SHORT_WORD = "name"  # what a name that must stand and a placeholder count as


class Banned(Checked):
    """A phrase that is never said, but for sentences that `unless` fits."""

    says: str
    why: str
    unless: str = r"(?!)"

    @validator("says", "unless")
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from None
        return value


class HouseStyle(Checked):
    """The file; see its own lines."""

    most_words: int
    most_words_of_more: int
    highest_grade: float
    highest_median_grade: float
    most_words_a_sentence: float
    must_stand: List[str]
    banned: List[Banned]

    def grade(self, text: str) -> float:
        """US school grade of `text` (Flesch and Kincaid 1975), with the names that must stand as short words.

        textstat counts the syllables. A line of a list counts as a sentence.
        """
        return float(textstat.flesch_kincaid_grade(self._plain(text)))

    def mistakes(self, text: str, is_more: bool = False) -> Iterator[str]:
        """What is wrong with a text, a line each; `is_more` for a longer text behind "tell me more"."""
        words, most = count_words(text), self.most_words_of_more if is_more else self.most_words
        if words > most:
            yield f"{words} words; {most} are allowed"
        if words / len(sentences(text)) > self.most_words_a_sentence:
            yield f"{words / len(sentences(text)):.1f} words a sentence; {self.most_words_a_sentence:g} are allowed"
        if self.grade(text) > self.highest_grade:
            yield f"reading grade {self.grade(text):.1f}; {self.highest_grade:g} is allowed"
        for sentence in sentences(text):
            for banned in self.banned:
                found = re.search(banned.says, sentence, re.IGNORECASE)
                if found and not re.search(banned.unless, sentence, re.IGNORECASE):
                    yield f"`{found.group()}` is never said ({banned.why}): {sentence}"

    def _plain(self, text: str) -> str:
        names = "|".join(re.escape(name) for name in sorted(self.must_stand, key=len, reverse=True))
        plain = re.sub(rf"\b(?:{names})\b", SHORT_WORD, PLACEHOLDER.sub(SHORT_WORD, text), flags=re.IGNORECASE)
        return " ".join(part if part[-1] in ".!?" else f"{part}." for part in sentences(plain))


def count_words(text: str) -> int:
    """Words between spaces; a dash is none."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def load_house_style(path: Path = HOUSE_STYLE) -> HouseStyle:
    """Read the file; raises porewise.door.DataError when it is wrong."""
    return read(path, HouseStyle)
