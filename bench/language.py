"""Measures the language model: `python bench/language.py` prints the table of docs/language.md. Run it alone."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Callable

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MESSAGES = [
    "does botox shrink pores on the nose?",
    "how long does baby botox last and what does it cost",
    "is rf microneedling better than a co2 laser for my cheeks",
    "my eyelid is drooping since yesterday what should i do",
    "can i use retinol and niacinamide together in the morning",
    "i take blood thinners, can i still have a chemical peel?",
    "hi",
    "what are the side effects, and who should not have it?",
    "do pore strips really work or do they make it worse",
    "i'm 16 weeks pregnant and breaking out, is salicylic acid ok",
    "book me in for next tuesday please",
    "how is micro-botox different from normal botox",
]
ROUNDS = 50


def times_ms(call: Callable[[str], object]) -> list[float]:
    """Milliseconds of `call` for each message, `ROUNDS` times, after one warm-up round."""
    for message in MESSAGES:
        call(message)
    taken = []
    for message in MESSAGES * ROUNDS:
        start = time.perf_counter()
        call(message)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def row(what: str, taken: list[float]) -> None:
    """Print one row: median and 95th percentile."""
    p95 = statistics.quantiles(taken, n=20)[18]
    print(f"| {what} | {statistics.median(taken):.3f} ms | {p95:.3f} ms |")


def main() -> None:
    """The command."""
    import spacy  # noqa: F401  its cost (and TensorFlow's, which it pulls in) is not the model's

    from porewise.language import load
    from porewise.language.encoder import encoder_of, whole_words
    from porewise.language.spelling import Speller

    process = psutil.Process()
    before, start = process.memory_info().rss, time.perf_counter()
    nlp = load()
    loaded = time.perf_counter() - start
    encoder = encoder_of(nlp)
    for message in MESSAGES:
        nlp(message).vector  # noqa: B018  reading it encodes
    added = (process.memory_info().rss - before) / 2**20
    speller = Speller.from_texts(MESSAGES * 20, whole_words(nlp))
    pieces = statistics.median(len(encoder.encode(message).offsets) for message in MESSAGES)
    print("| what | median | 95 % |\n|---|---|---|")
    row("parse, no vector read", times_ms(nlp))
    row(f"encode (median {pieces:.0f} word pieces)", times_ms(encoder.encode))
    row("parse and encode", times_ms(lambda message: nlp(message).vector))
    row("speller, known words", times_ms(speller.correct))
    row("speller, each word misspelt", times_ms(lambda message: speller.correct(message.replace("o", "oq"))))
    print(f"load {loaded:.1f} s; memory added {added:.0f} MB")


if __name__ == "__main__":
    main()
