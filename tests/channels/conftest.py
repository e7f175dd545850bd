"""A website channel on a free port, with a stub in Rasa's place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stub_clinic import StubAgent, serve, website
from visitor import Visitor


@pytest.fixture()
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture()
def address(agent: StubAgent) -> Iterator[str]:
    with serve(website(origins=["https://www.clinic.example"], seconds=1.5), agent) as address:
        yield address


@pytest.fixture()
def visitor(address: str) -> Visitor:
    """A visitor with a session."""
    return Visitor(address).begin()
