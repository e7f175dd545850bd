"""The whole assistant in each jurisdiction: one model, one action server, `clinic.yml` rewritten in between."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.utils import AvailableEndpoints

from porewise.clinic import load_clinic
from porewise.replay import running
from porewise.settings import ROOT
from tests.jurisdiction.asking import QUESTIONS, Abroad, Messages, clinic_text

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def in_jurisdiction(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Abroad]]:
    """`in_jurisdiction("UK")`: the assistant as a clinic in the UK has it. Only the one asked for last may be used."""
    path = tmp_path_factory.mktemp("clinic") / "clinic.yml"
    path.write_text(clinic_text("US"))
    # In a thread of its own: the browser tests leave Playwright's event loop running in this one.
    with (
        pytest.MonkeyPatch.context() as patch,
        ThreadPoolExecutor(1) as thread,
        closing(asyncio.new_event_loop()) as loop,
    ):
        patch.setenv("CLINIC_FILE", str(path))  # the action server reads it anew for each answer
        opening = running(model)
        assistant = thread.submit(opening.__enter__).result()
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))

        def move(jurisdiction: str) -> Abroad:
            path.write_text(clinic_text(jurisdiction))
            domain = assistant.agent.domain
            assistant.agent.processor.nlg = NaturalLanguageGenerator.create(endpoints.nlg, domain)
            wait = lambda turn: thread.submit(loop.run_until_complete, turn).result()  # noqa: E731
            return Abroad(assistant, load_clinic(path), wait)

        yield move
        thread.submit(opening.__exit__, None, None, None).result()


@pytest.fixture(scope="module")
def answered(in_jurisdiction: Callable[[str], Abroad]) -> Callable[[str], List[List[Messages]]]:
    """The answers to the fifty questions in a jurisdiction, asked once."""
    known: Dict[str, List[List[Messages]]] = {}

    def answers(jurisdiction: str) -> List[List[Messages]]:
        if jurisdiction not in known:
            abroad = in_jurisdiction(jurisdiction)
            known[jurisdiction] = [abroad.ask(question["say"]) for question in QUESTIONS]
        return known[jurisdiction]

    return answers


@pytest.fixture()
def write_clinic(tmp_path: Path) -> Write:
    """Writes a `clinic.yml`: `write_clinic("UK", emergency="911")`."""

    def write(*args: Any, **kwargs: Any) -> Path:
        path = tmp_path / "clinic.yml"
        path.write_text(clinic_text(*args, **kwargs))
        return path

    return write
