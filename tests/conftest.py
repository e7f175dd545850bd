"""What several folders of tests share: the trained model, and the assistant with its action server running."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

from porewise.replay import replay
from porewise.training import ensure_model


@pytest.fixture(scope="session")
def model() -> Path:
    """The model that fits the data; trained first if there is none."""
    return ensure_model()


Ask = Callable[..., Dict[str, Any]]


@pytest.fixture(scope="session")
def ask(model: Path) -> Iterator[Ask]:
    """Ask the whole assistant: `ask("text", context="said before")` gives what `porewise replay` writes for it."""
    questions: List[Dict[str, Any]] = []
    # A generator that is fed while it runs keeps one loaded model and one action server for the whole session.
    results = replay((questions.pop() for _ in iter(int, 1)), model)
    # In a thread of its own: the browser tests leave Playwright's event loop running in this one.
    with ThreadPoolExecutor(1) as thread:

        def ask_one(text: str, context: Optional[str] = None) -> Dict[str, Any]:
            questions.append({"text": text, "context": context})
            return thread.submit(next, results).result()

        yield ask_one
        thread.submit(results.close).result()
