"""The figures of this commit against the kept ones: this is what fails when the assistant got worse."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict

import pytest

from porewise.evaluation import intents, scores, summary
from porewise.evaluation.examples import held_out_examples
from porewise.evaluation.messages import VISITORS, read_labelled
from porewise.evaluation.session import opened


def measured(model: Path) -> Dict[str, Any]:
    with opened(model) as session:
        visitors = scores.judge_all(session, read_labelled([VISITORS]))
        held_out = intents.understand(session, held_out_examples())
    return {"visitors": scores.figures(visitors), "intents": intents.figures(held_out)}


@pytest.fixture(scope="module")
def now(model: Path) -> Dict[str, Any]:
    with ThreadPoolExecutor(1) as thread:  # the browser tests leave an event loop running in this one
        return thread.submit(measured, model).result()


def test_no_figure_fell(now: Dict[str, Any]) -> None:
    kept = summary.load_kept()
    assert kept, f"There is no {summary.KEPT.name} to compare with. {summary.HOW_TO_KEEP}"
    fallen = summary.fallen(now, kept)
    assert not fallen, "\n".join(["Worse than the kept summary:", *fallen, summary.HOW_TO_KEEP])


def test_every_guarded_figure_is_kept() -> None:
    kept = summary.load_kept() or {}
    assert [figure.words for figure in summary.FIGURES if figure.guarded and figure.of(kept) is None] == []
    assert kept.get("noise", 0) >= 0.5
