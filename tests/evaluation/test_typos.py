"""Typing mistakes: one in a third of the long words, of four kinds, the same each time."""

from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from porewise.evaluation.typos import EVERY, misspell, misspell_word
from porewise.language.spelling import KEYS_BESIDE

TEXT = "Would fractional lasers reduce enlarged pores better than injections every three months?"
LONG = [word for word in TEXT.strip("?").split() if len(word) >= 5]


def changed(text: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(TEXT.split(), text.split(), strict=True) if a != b]


@pytest.mark.parametrize("seed", range(20))
def test_every_third_long_word_is_one_edit_away_and_nothing_else_changes(seed: int) -> None:
    mistakes = changed(misspell(TEXT, seed))
    places = [LONG.index(word.strip("?")) for word, _ in mistakes]
    assert places == list(range(places[0], len(LONG), EVERY))
    assert all(DamerauLevenshtein.distance(before, after) == 1 for before, after in mistakes)


def test_the_same_mistakes_each_time_others_with_another_seed() -> None:
    assert misspell(TEXT) == misspell(TEXT)
    assert len({misspell(TEXT, seed) for seed in range(20)}) > 15


def test_short_words_stay() -> None:
    assert all(misspell("how long is it ok to go on", seed) == "how long is it ok to go on" for seed in range(20))


def test_a_third_of_the_messages_with_one_long_word_get_a_mistake() -> None:
    texts = [f"is it {word}" for word in ("painful", "better", "dangerous", "forever", "worth", "cheaper") * 1]
    mistaken = sum(misspell(text, seed) != text for text in texts for seed in range(100))
    assert mistaken / 600 == pytest.approx(1 / EVERY, abs=0.05)


def test_all_four_kinds_of_mistake_are_made() -> None:
    made = {misspell_word("botox", random.Random(seed)) for seed in range(300)}
    assert {"btox", "boottox"[:1] + "ootox", "obtox"} <= made
    assert any(len(word) == 5 and word[1] in KEYS_BESIDE["o"] and word[0] + word[2:] == "btox" for word in made)
    assert "botox" not in made


def test_capitals_stay_capitals_and_equal_letters_are_no_trap() -> None:
    assert all(misspell_word("BOTOX", random.Random(seed)).isupper() for seed in range(100))
    assert all(misspell_word("aaaaa", random.Random(seed)) != "aaaaa" for seed in range(100))


def test_neighbours_are_mutual_enough_to_be_a_keyboard() -> None:
    assert set(KEYS_BESIDE) == set("abcdefghijklmnopqrstuvwxyz")
    assert all(key not in keys for key, keys in KEYS_BESIDE.items())
