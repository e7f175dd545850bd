"""How the response generator says an answer: withdrawn when rejected or overdue; "Tell me more" where there is more."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any, Dict

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from porewise.responses import ClinicResponseGenerator

NEVER, PASSED = "2099-01-01", (date.today() - timedelta(days=2)).isoformat()


def response(name: str, review_by: str, sources: list[str], status: str = "draft") -> Dict[str, Any]:
    metadata = {"sources": sources, "reviewed": "2020-01-01", "review_by": review_by, "status": status, "next": []}
    return {"id": name, "text": f"This is {name}.", "metadata": metadata}


@pytest.fixture
def say() -> Any:
    def said(name: str, *more: Dict[str, Any], **kwargs: Any) -> Dict[str, Any]:
        variations = {f"utter_{one['id']}": [one] for one in (response(name, **kwargs), *more)}
        variations["utter_withdrawn"] = [response("withdrawn", NEVER, [])]
        domain = Domain.from_dict({"intents": ["ask_pain"], "responses": variations})
        tracker = DialogueStateTracker.from_events("x", [UserUttered("hi", {"name": "ask_pain"})], slots=[])
        generator = ClinicResponseGenerator(domain)
        with ThreadPoolExecutor(1) as thread:  # the browser tests leave a loop running in this one
            return thread.submit(asyncio.run, generator.generate(f"utter_{name}", tracker, "website")).result()

    return said


def test_an_answer_in_time_is_said(say: Any) -> None:
    assert say("pain", review_by=NEVER, sources=["seed"])["id"] == "pain"


def test_an_overdue_answer_is_withdrawn(say: Any) -> None:
    assert say("pain", review_by=PASSED, sources=["seed"])["id"] == "withdrawn"


def test_a_rejected_answer_is_withdrawn(say: Any) -> None:
    assert say("pain", review_by=NEVER, sources=["seed"], status="rejected")["id"] == "withdrawn"


@pytest.mark.parametrize("name", ["emergency", "crisis", "urgent", "distress"])
def test_help_is_never_withdrawn(say: Any, name: str) -> None:
    assert say(name, review_by=PASSED, sources=["seed"])["id"] == name


def test_what_has_no_sources_does_not_age(say: Any) -> None:
    assert say("greet", review_by=PASSED, sources=[])["id"] == "greet"


def test_more_is_offered_where_there_is_more(say: Any) -> None:
    longer = response("pain_more", NEVER, ["seed"])
    buttons = say("pain", longer, review_by=NEVER, sources=["seed"])["buttons"]
    assert buttons == [{"title": "Tell me more", "payload": "/ask_more_detail"}]
    assert say("pain", review_by=NEVER, sources=["seed"])["buttons"] == []
