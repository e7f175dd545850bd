"""Sentences of an answer, and the figures in them."""

from __future__ import annotations

import re
from typing import List, Set

PLACEHOLDER = re.compile(r"\{\w+\}")
BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
ABBREVIATIONS = ("Dr.", "Ms.", "Mr.", "vs.", "e.g.")
SENTENCE_END = re.compile(
    "".join(rf"(?<!\b{re.escape(short)})" for short in ABBREVIATIONS)
    + r"(?:(?<=[.!?])|(?<=[.!?][\"”')*]))\s+(?=[\"“'(*{]*[A-Z0-9{])"
)
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
)
NUMBERS = {word: str(number) for number, word in enumerate(WORDS.split(), 2)}
NUMBERS.update(twenty="20", thirty="30", forty="40", fifty="50", sixty="60", seventy="70", eighty="80", ninety="90")
NUMBERS.update(twice="2", half="50", fourth="4", dozen="12")
OUT_OF_100 = re.compile(rf"(\d|\b(?:{'|'.join(NUMBERS)}|one)\b) (?:in|of|out of|per) (?:a |every )?(?:100|hundred)\b")


def sentences(text: str) -> List[str]:
    """The sentences of an answer in order; a line of a list is one or more of its own.

    Lines inside a paragraph are folded by YAML, so that every line break that is left ends a sentence.
    """
    lines = (BULLET.sub("", line).strip() for line in text.splitlines())
    parts = (part.strip() for line in lines for part in SENTENCE_END.split(line))
    return [part for part in parts if any(character.isalpha() for character in part)]


def figures(text: str) -> Set[str]:
    """The numbers of a text as digits, those in words too; not "one", which is seldom a figure.

    "3 in 100" is 3 (percent); what placeholders stand for is not there.
    """
    plain = OUT_OF_100.sub(r"\1 ", PLACEHOLDER.sub(" ", text).lower())
    found = {figure.replace(",", "") for figure in FIGURE.findall(plain)}
    found = {figure.rstrip("0").rstrip(".") if "." in figure else figure for figure in found}
    return {figure for figure in found if figure != "1"} | {
        NUMBERS[word] for word in re.findall(r"[a-z]+", plain) if word in NUMBERS
    }
