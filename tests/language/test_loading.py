"""Loading the built model by its name."""

from __future__ import annotations

import spacy

from porewise.language import load


def test_the_same_call_gives_the_same_pipeline_and_another_gives_another() -> None:
    """Rasa asks twice for one model; a second copy would cost 120 MB."""
    first = spacy.load("en_porewise", disable=["parser"])
    assert spacy.load("en_porewise", disable=["parser"]) is first
    assert load(exclude=["clauses"]).pipe_names != first.pipe_names
