"""DELETE /chat/session leaves nothing of a visitor's words: not in the log, not in what Rasa keeps, not even later."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from stub_clinic import PHONE, StubAgent, serve, website
from visitor import Visitor

from porewise.records.conversations import Conversations

SECRET_WORDS = "Xanthippe has a rash"


class RememberingAgent(StubAgent):
    """Keeps each message in Rasa's own store when its turn has ended, as Rasa does."""

    def __init__(self, database: str) -> None:
        super().__init__()
        self._store = Conversations(domain=Domain.empty(), db=database.removeprefix("sqlite:///"))

    async def handle_message(self, message: UserMessage) -> None:
        await super().handle_message(message)
        tracker = await self._store.get_or_create_tracker(message.sender_id)
        tracker.update_with_events([ActionExecuted("action_listen"), UserUttered(message.text)], Domain.empty())
        await self._store.save(tracker)


def remembered(database: str) -> str:
    """All that Rasa keeps."""
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        return " ".join(connection.execute(sa.select(SQLTrackerStore.SQLEvent.data)).scalars())


@pytest.fixture()
def agent(database):
    return RememberingAgent(database)


@pytest.fixture(params=["sqlite", "redis"])
def settings(request, tmp_path):
    log = f"sqlite:///{tmp_path}/chats.db" if request.param == "sqlite" else request.getfixturevalue("redis").url
    return {"log": log, "seconds": 5}


@pytest.fixture()
def kept(request, settings, tmp_path):
    """All that the log keeps, as bytes."""
    if settings["log"].startswith("sqlite"):
        return lambda: b"".join(path.read_bytes() for path in tmp_path.glob("chats.db*"))
    client = request.getfixturevalue("redis").client

    def everything() -> bytes:
        read = {
            "hash": client.hgetall,
            "list": lambda key: client.lrange(key, 0, -1),
            "string": client.get,
            "none": str,
        }
        return repr([(key, read[client.type(key)](key)) for key in client.keys("*")]).encode()

    return everything


def delete(visitor):
    return visitor.request("DELETE", "/chat/session")


def test_it_is_gone_and_no_other(address, visitor, database, kept):
    other = Visitor(address).begin()
    other.say("other words")
    visitor.say(SECRET_WORDS)
    assert SECRET_WORDS in remembered(database) and SECRET_WORDS.encode() in kept()
    answer = delete(visitor)
    assert (answer.status, answer.body) == (204, b"")
    assert SECRET_WORDS not in remembered(database) and b"Xanthippe" not in kept()
    assert "other words" in remembered(database) and b"other words" in kept()
    assert visitor.send(text="hello").status == 401
    assert other.say("hello")


def test_also_while_it_is_being_answered(visitor, agent, database, kept):
    text = f"wait 0.8 {SECRET_WORDS}"
    visitor.send(text=text)
    visitor.send(text="not even begun")
    wait_for(lambda: text in agent.seen)
    assert delete(visitor).status == 204
    assert SECRET_WORDS not in remembered(database) and b"Xanthippe" not in kept()
    time.sleep(1)
    assert SECRET_WORDS not in remembered(database) and b"Xanthippe" not in kept()
    assert "not even begun" not in agent.seen


def test_also_when_the_page_is_closed_before_it_is_done(visitor, agent, database, kept):
    text = f"wait 0.8 {SECRET_WORDS}"
    visitor.send(text=text)
    wait_for(lambda: text in agent.seen)
    with visitor.by_hand("DELETE /chat/session"):
        wait_for(lambda: b"Xanthippe" not in kept())
    time.sleep(1.5)
    assert SECRET_WORDS not in remembered(database) and b"Xanthippe" not in kept()


def test_twice_is_once(visitor):
    with ThreadPoolExecutor(3) as threads:
        assert {answer.status for answer in threads.map(delete, [visitor] * 3)} == {204}


def test_a_database_that_does_not_answer_is_said_and_the_next_try_deletes(visitor, database):
    visitor.say(SECRET_WORDS)
    engine = sa.create_engine(database, connect_args={"isolation_level": None})
    with engine.connect() as holding:
        holding.exec_driver_sql("BEGIN EXCLUSIVE")
        answer = delete(visitor)
        assert (answer.status, PHONE in answer.json["error"]) == (503, True)
        holding.exec_driver_sql("ROLLBACK")
    assert delete(visitor).status == 204
    assert SECRET_WORDS not in remembered(database)


def test_what_is_old_is_forgotten_in_both_when_the_server_starts(agent, database, tmp_path, monkeypatch):
    log = f"sqlite:///{tmp_path}/chats.db"
    with serve(website(log=log), agent) as address:
        Visitor(address).begin().say(SECRET_WORDS)
    monkeypatch.setattr("porewise.channels.website.KEEP", 1)
    time.sleep(1.2)
    with serve(website(log=log), agent):
        wait_for(lambda: SECRET_WORDS not in remembered(database))
        wait_for(lambda: b"Xanthippe" not in (tmp_path / "chats.db").read_bytes())
    assert not [path for path in tmp_path.glob("chats.db*") if b"Xanthippe" in path.read_bytes()]


def wait_for(holds):
    for _ in range(250):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("waited in vain")
