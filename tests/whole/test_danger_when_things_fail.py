"""Twenty emergencies over HTTP while parts of the whole are broken: all are answered, and nothing said is logged."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest

from porewise.records.alerts import Alerts
from porewise.supervisor import answers
from tests.safety.twenty import TWENTY
from tests.whole.postgresql import PostgreSQL
from tests.whole.whole_assistant import Running, Website

NAME = "Quirkelina Zebedee"
NOT_KEPT = "An alert could not be kept"


def is_right(messages: List[Dict[str, Any]]) -> bool:
    """The emergency is answered, alone and with nothing to press."""
    return [(m["name"], m["buttons"]) for m in messages] == [("utter_emergency", [])] and "911" in messages[0]["text"]


def wrong(visitors: List[Website], emergencies: Tuple[str, ...] = TWENTY) -> List[Tuple[str, List[str]]]:
    """The emergencies that got another answer, with its names. Every visitor gives a name first."""
    found = []
    for visitor, emergency in zip(visitors, emergencies, strict=True):
        messages = visitor.ask(f"{NAME} here. {emergency}")
        if not is_right(messages):
            found.append((emergency, [message["name"] for message in messages]))
    return found


def nothing_said_is_in(log: str, emergencies: Tuple[str, ...] = TWENTY) -> None:
    """No three words in a row of what visitors wrote, and no event of a conversation, which an error may quote."""
    assert log and '"event"' not in log
    for emergency in (f"{NAME} here.", *emergencies):
        words = emergency.split()
        for start in range(len(words) - 2):
            assert " ".join(words[start : start + 3]) not in log, emergency
    assert not any(word in log for word in NAME.split())


def test_without_the_action_server(running: Running) -> None:
    before = [running.website() for _ in TWENTY[:10]]
    running.actions.stop()
    assert not answers(running.actions_health)
    assert wrong([*before, *(running.website() for _ in TWENTY[10:])]) == []
    nothing_said_is_in(running.log.read_text())


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    with PostgreSQL() as postgresql:
        yield postgresql


@pytest.fixture(scope="module")
def on_postgresql(model: Path, postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(model, tmp_path_factory.mktemp("on_postgresql"), DATABASE_URL=postgresql.url)
    with running.rasa:
        running.rasa.wait_until_ready()
        yield running


# The tests below take more and more of the database away: their order matters.


def test_with_a_database_that_works_an_alert_is_kept(on_postgresql: Running, postgresql: PostgreSQL) -> None:
    visitor = on_postgresql.website()
    assert wrong([visitor], TWENTY[:1]) == []
    assert visitor.ask("does microneedling hurt")[0]["text"].startswith("If the signs you told me of are still there")
    (alert,) = Alerts(postgresql.url).all()
    assert (alert.level, alert.rule, alert.channel) == ("emergency", "swallowing", "website")
    assert NOT_KEPT not in on_postgresql.log.read_text()


def test_with_a_database_that_refuses_to_write(on_postgresql: Running, postgresql: PostgreSQL) -> None:
    twenty_are_answered_and_not_logged(on_postgresql, postgresql.be_read_only)


def test_with_a_database_that_is_down(on_postgresql: Running, postgresql: PostgreSQL) -> None:
    twenty_are_answered_and_not_logged(on_postgresql, postgresql.stop)


def twenty_are_answered_and_not_logged(running: Running, break_database: Callable[[], None]) -> None:
    """Half of the visitors were there before it broke. Of each alert the log says that it could not be kept."""
    before = [running.website() for _ in TWENTY[:10]]
    already = len(running.log.read_text())
    break_database()
    assert wrong([*before, *(running.website() for _ in TWENTY[10:])]) == []
    time.sleep(0.5)
    log = running.log.read_text()[already:]
    assert log.count(NOT_KEPT) >= len(TWENTY)
    nothing_said_is_in(log)
