"""Rasa's own tests, as `rasa test core` and `rasa test nlu` run them, on the assistant that is loaded already."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

import rasa.core.test
import rasa.nlu.test

from porewise.evaluation.examples import HELD_OUT
from porewise.evaluation.scores import percent
from porewise.evaluation.session import Session
from porewise.settings import ROOT

STORIES = ROOT / "tests" / "stories"


def test_stories(session: Session, folder: Path) -> Dict[str, Any]:
    """`rasa test core` on tests/stories; its files go into `folder`, failed conversations too.

    Returns:
        conversations, passed, right (share passed, percent), action_accuracy (percent).
    """
    folder.mkdir(parents=True, exist_ok=True)
    tested = session.wait(
        rasa.core.test.test(str(STORIES), session.agent, out_directory=str(folder), disable_plotting=True)
    )
    whole = json.loads((folder / "story_report.json").read_text())["conversation_accuracy"]
    return {
        "conversations": whole["total"],
        "passed": whole["correct"],
        "right": percent(whole["correct"], whole["total"]),
        "action_accuracy": round(100 * tested["accuracy"], 2),
    }


def test_nlu(session: Session, folder: Path) -> Dict[str, Any]:
    """`rasa test nlu` on tests/nlu: what the dialogue gets, thresholds included; its files go into `folder`.

    Returns:
        accuracy, and precision and f1 as Rasa gives them (weighted by messages); in percent.
    """
    tested = session.wait(
        rasa.nlu.test.run_evaluation(
            str(HELD_OUT),
            session.agent.processor,
            output_directory=str(folder),
            errors=True,
            disable_plotting=True,
            domain_path=str(ROOT / "domain.yml"),
        )
    )["intent_evaluation"]
    names = {"accuracy": "accuracy", "precision": "precision", "f1": "f1_score"}
    return {name: round(100 * tested[rasas], 2) for name, rasas in names.items()}
