"""The running whole, as `make run` starts it."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tests.whole.whole_assistant import Running


@pytest.fixture(scope="module")
def running(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for each file of tests: a test may stop a part of it for good."""
    running = Running(model, tmp_path_factory.mktemp("running"))
    with running.rasa, running.actions:
        running.rasa.wait_until_ready()
        running.actions.wait_until_ready()
        yield running
