"""Refuses to measure with messages that were trained on, word for word or nearly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, NamedTuple, Sequence

from rapidfuzz import fuzz, process

from porewise.door import DataError, shown
from porewise.evaluation.examples import Example

NEAR = 90.0  # of 100: likeness of the sorted words (rapidfuzz token_sort_ratio) from which a message is a near copy
FEWEST_WORDS = 4  # "hi", "thanks a lot": people say short things in the same words
LISTED = 20


class Measured(NamedTuple):
    """A message that is measured with, and where it stands."""

    path: Path
    line: int
    text: str


class NearCopy(NamedTuple):
    """A measuring message and the training example that is too like it."""

    message: Measured
    example: Example
    likeness: float

    def __str__(self) -> str:
        place, source = f"{shown(self.message.path)}, line {self.message.line}", self.example
        return (
            f"{place}: {self.message.text!r} is {self.likeness:.0f} % like {source.text!r} "
            f"({shown(source.path)}, line {source.line})"
        )


def near_copies(messages: Sequence[Measured], examples: Sequence[Example]) -> List[NearCopy]:
    """For each message of FEWEST_WORDS or more that is a near copy of an example, the example most like it."""
    long_ones = [(message, words) for message in messages if len(words := _words(message.text)) >= FEWEST_WORDS]
    if not long_ones or not examples:
        return []
    # `ratio` of sorted words is token_sort_ratio, with the sorting done once for each text instead of for each pair.
    likeness = process.cdist(
        [" ".join(sorted(words)) for _, words in long_ones],
        [" ".join(sorted(_words(example.text))) for example in examples],
        scorer=fuzz.ratio,
        score_cutoff=NEAR,
        workers=-1,
    )
    nearest = likeness.argmax(axis=1)
    return [
        NearCopy(message, examples[column], float(likeness[row, column]))
        for row, ((message, _), column) in enumerate(zip(long_ones, nearest, strict=True))
        if likeness[row, column] >= NEAR
    ]


def refuse_near_copies(messages: Sequence[Measured], examples: Sequence[Example]) -> None:
    """Raises DataError with file, line and example of each near copy (the first LISTED of them)."""
    found = near_copies(messages, examples)
    if found:
        lines = "\n  ".join(map(str, found[:LISTED]))
        more = f"\n  ... and {len(found) - LISTED} more" if len(found) > LISTED else ""
        raise DataError(
            f"{len(found)} measuring messages are near copies of training examples. Take the examples out of data/, "
            f"or write the messages anew:\n  {lines}{more}"
        )


def _words(text: str) -> List[str]:
    """Lower-case words without punctuation; "what's" is "whats"."""
    return re.findall(r"\w+", re.sub(r"['’`]", "", text.lower()))
