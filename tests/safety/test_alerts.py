"""Alerts: what is kept of danger that a visitor told, what is not, and what happens when it cannot be kept."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Dict, List

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.tracker_store import SQLTrackerStore
from rasa.core.utils import AvailableEndpoints

from porewise.dialogue.help_first import SAID
from porewise.records.alerts import Alert, AlertBroker, Alerts
from porewise.replay import Recorder
from porewise.settings import ROOT

TOLD = "Quirkelina Zebedee here, I cannot swallow since my botox"
WORDS = ("Quirkelina", "Zebedee", "swallow since")
AT = 1_800_000_000.5


@pytest.fixture()
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'alerts.db'}"


def user(text: str = TOLD, rule: str | None = "swallowing", sender: str = "visitor-1") -> Dict[str, Any]:
    """An event as Rasa hands it to a broker."""
    parsed = {"text": text, "intent": {"name": "report_emergency"}, "triage": {"level": "emergency", "rule": rule}}
    return {"event": "user", "sender_id": sender, "text": text, "input_channel": "website", "parse_data": parsed}


def action(name: str = "utter_emergency", sender: str = "visitor-1") -> Dict[str, Any]:
    return {"event": "action", "sender_id": sender, "name": name, "timestamp": AT}


def columns(path: Path) -> List[str]:
    """Every value in the database, of every column of every table."""
    database = sqlite3.connect(path)
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    assert tables == ["alerts"]
    return [str(value) for table in tables for row in database.execute(f"select * from {table}") for value in row]


def test_an_alert_is_kept_and_read_again(url: str) -> None:
    alerts = Alerts(url)
    assert alerts.all() == []
    first = Alert(datetime(2026, 11, 22, 21, 30), "emergency", "swallowing", "website", "visitor-1")
    second = Alert(datetime(2026, 11, 22, 21, 29), "crisis", None, None, "visitor-2")
    alerts.add(first)
    alerts.add(second)
    assert alerts.all() == [first, second] == Alerts(url).all()


def test_the_broker_keeps_level_rule_channel_time_and_conversation_and_not_the_text(url: str, tmp_path: Path) -> None:
    broker = AlertBroker(Alerts(url))
    broker.publish(user())
    broker.publish(action())
    at = datetime.fromtimestamp(AT, timezone.utc).replace(tzinfo=None)
    assert Alerts(url).all() == [Alert(at, "emergency", "swallowing", "website", "visitor-1")]
    kept = columns(tmp_path / "alerts.db")
    assert "visitor-1" in kept and not any(word in value for word in WORDS for value in kept)
    assert not any(word.encode() in (tmp_path / "alerts.db").read_bytes() for word in WORDS)


@pytest.mark.parametrize("level, answer", SAID.items())
def test_each_answer_to_danger_makes_an_alert(url: str, level: str, answer: str) -> None:
    broker = AlertBroker(Alerts(url))
    broker.publish(user(rule=None))
    broker.publish(action(answer))
    assert [(alert.level, alert.rule) for alert in Alerts(url).all()] == [(level, None)]


def test_nothing_else_makes_an_alert(url: str) -> None:
    broker = AlertBroker(Alerts(url))
    for name in ("utter_pain", "utter_happening_now", "utter_safe", "action_listen"):
        broker.publish(user())
        broker.publish(action(name))
    broker.publish({"event": "bot", "sender_id": "visitor-1", "text": "Call 911", "timestamp": AT})
    assert Alerts(url).all() == []


def test_another_visitors_message_lends_no_rule(url: str) -> None:
    broker = AlertBroker(Alerts(url))
    broker.publish(user(sender="visitor-2"))
    broker.publish(action(sender="visitor-1"))
    (alert,) = Alerts(url).all()
    assert (alert.conversation, alert.rule, alert.channel) == ("visitor-1", None, None)


def test_a_database_that_fails_is_logged_without_the_text_and_does_not_raise(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broker = AlertBroker(Alerts(f"sqlite:///{tmp_path / 'no such folder' / 'alerts.db'}"))
    with caplog.at_level(logging.DEBUG):
        broker.publish(user())
        broker.publish(action())
    (record,) = [record for record in caplog.records if record.name == "porewise.records.alerts"]
    assert record.levelno == logging.ERROR
    for word in ("emergency", "swallowing", "OperationalError"):
        assert word in record.getMessage()
    assert not any(word in caplog.text for word in (*WORDS, "visitor-1"))


def test_the_database_is_used_again_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    broker = AlertBroker(Alerts(f"sqlite:///{folder / 'alerts.db'}"))
    broker.publish(action())
    folder.mkdir()
    broker.publish(action("utter_urgent"))
    assert [alert.level for alert in Alerts(f"sqlite:///{folder / 'alerts.db'}").all()] == ["urgent"]


def test_the_database_of_the_conversations_is_taken_when_no_other_is_named() -> None:
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    assert endpoints.event_broker.type == f"{AlertBroker.__module__}.{AlertBroker.__name__}"
    assert endpoints.event_broker.url == endpoints.tracker_store.url


async def real_turns(model: Path, conversations: str, alerts: Alerts) -> Recorder:
    """An emergency and an ordinary question through Rasa's agent, with a database and the broker."""
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    store = SQLTrackerStore(host=conversations, event_broker=AlertBroker(alerts))
    agent = Agent(tracker_store=store)
    agent.load_model(model)
    agent.processor.nlg = NaturalLanguageGenerator.create(endpoints.nlg, agent.domain)
    recorder = Recorder()
    for text in (TOLD, "does microneedling hurt"):
        await agent.handle_message(UserMessage(text, recorder, "visitor-7", input_channel="website"))
    return recorder


def test_a_real_turn_makes_one_alert(model: Path, url: str, tmp_path: Path) -> None:
    started = datetime.now(timezone.utc).replace(tzinfo=None)
    turns = real_turns(model, f"sqlite:///{tmp_path / 'conversations.db'}", Alerts(url))
    with ThreadPoolExecutor(1) as thread:
        recorder = thread.submit(asyncio.run, turns).result()
    assert [message["utter_action"] for message in recorder.messages] == ["utter_emergency", "utter_pain"]
    (alert,) = Alerts(url).all()
    assert alert[1:] == ("emergency", "swallowing", "website", "visitor-7")
    assert abs(alert.at - started) < timedelta(minutes=5)
    assert not any(word in value for word in WORDS for value in columns(tmp_path / "alerts.db"))
