"""Which answers are to be looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Dict, List

from porewise.answers import Variation

SOON = timedelta(days=60 + 1)  # the last of the 60 days is over on the day after it


def is_due_soon(variation: Variation, today: date) -> bool:
    """Whether an answer that is not overdue will be within 60 days from today."""
    return not variation.is_overdue(today) and variation.is_overdue(today + SOON)


def overdue(answers: Dict[str, List[Variation]], today: date) -> List[Variation]:
    """Answers whose `review_by` has passed, the oldest first; what has no sources does not age."""
    late = [variation for variations in answers.values() for variation in variations if variation.is_overdue(today)]
    return sorted(late, key=lambda variation: (variation.metadata.review_by, variation.id))


def due_soon(answers: Dict[str, List[Variation]], today: date) -> List[Variation]:
    """Answers that will be overdue within 60 days from today, the next first."""
    return [variation for variation in overdue(answers, today + SOON) if is_due_soon(variation, today)]
