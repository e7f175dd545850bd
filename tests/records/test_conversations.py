"""Conversations are forgotten: all of one, or those in which nothing happened for long, and no others."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Dict, Iterator, List

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from porewise.records.conversations import Conversations, forget, forget_before
from tests.whole.postgresql import PostgreSQL

NAMES = ["website-1", "website-11", "website-1%", "WEBSITE-1", "other-1"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/conversations.db"
        monkeypatch.setenv("DATABASE_URL", url)
        yield url
        return
    with PostgreSQL() as server:
        monkeypatch.setenv("DATABASE_URL", server.url)
        yield server.url


def remember(url: str, times: Dict[str, float]) -> None:
    """Keep a conversation of each name as Rasa does, whose last event was at that time."""
    given = make_url(url)
    store = Conversations(
        domain=Domain.empty(), dialect=given.drivername, host=given.host, port=given.port, db=given.database,
        username=given.username,
    )  # fmt: skip
    for name, last in times.items():
        events = [
            ActionExecuted("action_listen", timestamp=last - 100),
            UserUttered(f"secret of {name}", timestamp=last - 50),
            BotUttered("answer", timestamp=last),
        ]
        with ThreadPoolExecutor(1) as thread:  # Playwright's event loop may run in this one
            thread.submit(asyncio.run, store.save(DialogueStateTracker.from_events(name, events))).result()
    store.engine.dispose()


def remembered(url: str) -> List[str]:
    """The names of which there are events, once for each event."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        names = connection.execute(sa.select(SQLTrackerStore.SQLEvent.sender_id).order_by("id")).scalars().all()
    engine.dispose()
    return list(names)


def test_all_of_one_is_forgotten_and_nothing_of_others(database: str) -> None:
    remember(database, dict.fromkeys(NAMES, 1000.0))
    assert remembered(database) == [name for name in NAMES for _ in range(3)]
    forget("website-1")
    assert remembered(database) == [name for name in NAMES[1:] for _ in range(3)]
    forget("website-1")
    forget("nobody")
    assert len(remembered(database)) == 12


def test_what_is_old_is_forgotten_where_the_name_begins_so(database: str) -> None:
    remember(
        database, {"website-old": 999.0, "website-new": 1001.0, "website%": 5.0, "other-old": 5.0, "xwebsite-": 5.0}
    )
    assert forget_before(1000.0, "website-") == 3
    assert set(remembered(database)) == {"website-new", "website%", "other-old", "xwebsite-"}


def test_a_conversation_goes_on_for_as_long_as_its_last_word_is_young(database: str) -> None:
    remember(database, {"website-1": 1050.0})  # its first words are of 950 and 1000
    assert forget_before(1001.0, "website-") == 0
    assert len(remembered(database)) == 3


def test_there_is_nothing_to_forget_in_a_new_database(database: str) -> None:
    forget("website-1")
    assert forget_before(1000.0, "website-") == 0


def test_no_word_is_left_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "conversations.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    remember(f"sqlite:///{path}", {f"website-{number:02}": 1000.0 for number in range(20)})
    for number in range(0, 20, 2):
        forget(f"website-{number:02}")
    content = path.read_bytes()
    assert [number for number in range(20) if b"secret of website-%02d" % number in content] == list(range(1, 20, 2))


def test_a_database_that_does_not_answer_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/conversations.db")
    with pytest.raises(sa.exc.SQLAlchemyError):
        forget("website-1")
