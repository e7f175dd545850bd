from __future__ import annotations

import json
import time

import pytest

from porewise.language.encoder import whole_words
from porewise.language.spelling import Speller

TRAINING = ["does botox hurt", "how long does botox last", "is the swelling normal", "will it last", "lost", "don't"]
KNOWN = {"tuesday", "list", "hours"}


@pytest.fixture
def speller():
    return Speller.from_texts(TRAINING, KNOWN)


@pytest.mark.parametrize(
    "text, corrected",
    [
        ("does bottox hurt", "does botox hurt"),  # one letter more
        ("does btox hurt", "does botox hurt"),  # one less
        ("does butox hurt", "does botox hurt"),  # another one
        ("does obtox hurt", "does botox hurt"),  # two swapped, the first one too
        ("does bootxx hurt", "does bootxx hurt"),  # two slips
        ("Bottox? BOTTOX! (bottox)", "Botox? BOTOX! (botox)"),
        ("the sweling, since tuesday", "the swelling, since tuesday"),
        ("a list of hours", "a list of hours"),  # known to the encoder
        ("lsat", "last"),
        ("lasst lozt", "last lost"),
        ("lxst", "last"),  # "last" is more frequent than "lost"
        ("th is wil", "th is wil"),  # under 4 letters
        ("hurt5 spf50 1000", "hurt5 spf50 1000"),
        ("donn't me@bottox.com", "donn't me@bottox.com"),
        ("", ""),
    ],
)
def test_corrections(speller, text, corrected):
    assert speller.correct(text) == corrected


@pytest.mark.parametrize(
    "slip, meant",
    [
        ("hrard", ["heard"]),  # a key beside it; one letter more (hard) is no usual slip
        ("haerd", ["heard"]),
        ("wats", ["wants", "whats"]),  # one left out, either way
        ("wamts", ["wants"]),
        ("hxrd", ["hard"]),  # nothing usual explains it: the nearest
        ("heard", ["heard"]),
        ("zzzz", ["zzzz"]),
    ],
)
def test_what_a_slip_may_have_been_meant_to_be(slip, meant):
    assert sorted(Speller(dict.fromkeys(["hard", "heard", "wants", "whats"], 1), ()).readings(slip)) == meant


def test_saved_as_plain_json_and_back(speller):
    again = Speller.from_dict(json.loads(json.dumps(speller.to_dict())), KNOWN)
    assert again.to_dict() == speller.to_dict()
    assert again.correct("bottox lxst list") == "botox last list"


def test_the_encoders_whole_words(nlp):
    words = whole_words(nlp)
    assert {"skin", "tuesday", "smaller"} <= words
    assert not any(word.startswith("##") or not word.isalpha() for word in words)


def test_a_message_of_known_words_takes_50_microseconds_at_most(nlp):
    speller = Speller.from_texts(TRAINING, whole_words(nlp))
    message = "how long does botox last and is the swelling normal"
    taken = []
    for _ in range(200):
        start = time.perf_counter()
        speller.correct(message)
        taken.append(time.perf_counter() - start)
    assert sorted(taken)[100] < 50e-6
