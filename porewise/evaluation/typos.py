"""Makes typing mistakes as people make them, the same ones each time."""

from __future__ import annotations

import random
import re

from porewise.language.spelling import KEYS_BESIDE

EVERY = 3  # one long word in so many gets a mistake
LONG_WORD = re.compile(r"[A-Za-z]{5,}")
EDITS = ("delete", "double", "swap", "neighbour")


def misspell(text: str, seed: int = 0) -> str:
    """`text` with one edit in every third word of five letters or more.

    At which of the first three the count begins depends on `text` and `seed` too, so that short messages get their
    third. The same text and seed give the same mistakes.
    """
    chance = random.Random(f"{seed}:{text}")
    begin, pieces, end = chance.randrange(EVERY), [], 0
    for number, word in enumerate(LONG_WORD.finditer(text)):
        if number % EVERY == begin:
            pieces += [text[end : word.start()], misspell_word(word.group(), chance)]
            end = word.end()
    return "".join([*pieces, text[end:]])


def misspell_word(word: str, chance: random.Random) -> str:
    """`word` (letters a to z) one edit away: a letter left out, doubled, swapped with the next, or a key beside it."""
    edit = chance.choice(EDITS)
    at = chance.randrange(len(word))
    if edit == "swap":
        places = [i for i in range(len(word) - 1) if word[i] != word[i + 1]]
        if places:
            at = chance.choice(places)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        edit = "double"  # "aaaaa": nothing to swap
    if edit == "delete":
        return word[:at] + word[at + 1 :]
    if edit == "double":
        return word[: at + 1] + word[at:]
    key = chance.choice(KEYS_BESIDE[word[at].lower()])
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]
