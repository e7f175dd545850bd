"""Figures of the intents alone, on messages whose intent is known: right or not, and how sure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
from sklearn.metrics import f1_score, precision_recall_fscore_support

from porewise.evaluation.examples import Example
from porewise.evaluation.scores import percent
from porewise.evaluation.session import OFFERED, REFUSED, Parsed, Session

BINS = 10  # of the calibration error


class HeldOut(NamedTuple):
    """A message whose intent is known, and how it was understood."""

    text: str
    intent: str
    parsed: Parsed

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is the right one, thresholds left aside."""
        return self.parsed.understood == self.intent


def understand(session: Session, examples: Sequence[Example]) -> List[HeldOut]:
    """Parse the text of each example once."""
    parsed = session.parse_all([example.text for example in examples])
    return [HeldOut(e.text, e.intent, p) for e, p in zip(examples, parsed, strict=True)]


def figures(held_out: Sequence[HeldOut]) -> Dict[str, Any]:
    """All figures that are numbers; shares in percent.

    Returns:
        accuracy and macro_f1 (over the intents that occur) of the likeliest intent; answered, offered, refused and
        wrong_of_answered with the thresholds; calibration_error; parse_median_ms, parse_p95_ms.
    """
    truth, understood = [one.intent for one in held_out], [one.parsed.understood for one in held_out]
    decided = Counter(one.parsed.decided for one in held_out)
    answered = [one for one in held_out if one.parsed.answered]
    times = [one.parsed.milliseconds for one in held_out]
    macro = f1_score(truth, understood, labels=sorted(set(truth)), average="macro", zero_division=0)
    return {
        "messages": len(held_out),
        "accuracy": percent(sum(one.right for one in held_out), len(held_out)),
        "macro_f1": round(100 * float(macro), 2),
        "answered": percent(len(answered), len(held_out)),
        "offered": percent(decided[OFFERED], len(held_out)),
        "refused": percent(decided[REFUSED], len(held_out)),
        "wrong_of_answered": percent(sum(one.parsed.decided != one.intent for one in answered), len(answered)),
        "calibration_error": round(100 * calibration_error(held_out), 2),
        "parse_median_ms": round(float(np.median(times)), 2),
        "parse_p95_ms": round(float(np.percentile(times, 95)), 2),
    }


class OfIntent(NamedTuple):
    """How well one intent is understood; shares in percent."""

    intent: str
    messages: int
    precision: float
    recall: float
    f1: float
    confused_with: List[Tuple[str, int]]  # its messages taken for another intent, the most frequent first


def of_each_intent(held_out: Sequence[HeldOut]) -> List[OfIntent]:
    """Figures of every intent that has messages, the worst F1 first; thresholds left aside."""
    truth, understood = [one.intent for one in held_out], [one.parsed.understood for one in held_out]
    intents = sorted(set(truth))
    scores = precision_recall_fscore_support(truth, understood, labels=intents, zero_division=0)
    found = []
    for intent, precision, recall, f1, messages in zip(intents, *scores, strict=True):
        others = Counter(one.parsed.understood for one in held_out if one.intent == intent and not one.right)
        shares = [round(100 * float(share), 1) for share in (precision, recall, f1)]
        found.append(OfIntent(intent, int(messages), shares[0], shares[1], shares[2], others.most_common()))
    return sorted(found, key=lambda one: (one.f1, one.intent))


def calibration_error(held_out: Sequence[HeldOut]) -> float:
    """Expected calibration error: distance of confidence and accuracy in BINS equal bins, weighted by messages."""
    confidence = np.array([one.parsed.confidence for one in held_out])
    right = np.array([one.right for one in held_out], dtype=float)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[bins == b].sum() - right[bins == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(held_out))


def coverage_and_error(held_out: Sequence[HeldOut]) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What a single threshold would give at each confidence that occurs, from the strictest on.

    Returns:
        thresholds, coverage (share of messages at or above) and error (share wrong among these), each (n_thresholds,).
    """
    confidence = np.array([one.parsed.confidence for one in held_out])
    wrong = np.array([not one.right for one in held_out], dtype=float)
    order = np.argsort(-confidence, kind="stable")
    kept = np.arange(1, len(order) + 1)
    last_of_its_confidence = np.append(np.diff(confidence[order]) != 0, True)
    error = np.cumsum(wrong[order]) / kept
    picked = last_of_its_confidence
    return confidence[order][picked], (kept / len(order))[picked], error[picked]
