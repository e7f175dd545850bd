"""Alerts: that a visitor told of danger, kept for the clinic's staff. Never what was said."""

from __future__ import annotations

import logging
import os
from datetime import datetime, timezone
from typing import Any, Dict, List, NamedTuple, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.utils.endpoints import EndpointConfig

from porewise.dialogue.help_first import SAID

logger = logging.getLogger(__name__)

LEVEL_OF = {response: level for level, response in SAID.items()}
CONNECT_TIMEOUT = 3  # seconds; an alert is not worth a longer wait

ALERTS = sa.Table(
    "alerts",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False, index=True),  # UTC
    sa.Column("level", sa.String(20), nullable=False),
    sa.Column("rule", sa.String(60)),  # of data/urgent_help/triage; empty where the classifier or a button told it
    sa.Column("channel", sa.String(60)),
    sa.Column("conversation", sa.String(255), nullable=False),
)


class Alert(NamedTuple):
    """One alert, as kept; `at` is UTC."""

    at: datetime
    level: str
    rule: Optional[str]
    channel: Optional[str]
    conversation: str


class Alerts:
    """The table of alerts in the database at `url` (SQLAlchemy address); made when it is first used."""

    def __init__(self, url: str) -> None:
        timeout = {"connect_timeout": CONNECT_TIMEOUT} if url.startswith("postgresql") else {}
        self._engine = sa.create_engine(url, pool_pre_ping=True, connect_args=timeout)
        self._ready = False

    def add(self, alert: Alert) -> None:
        """Keep `alert`; raises sqlalchemy.exc.SQLAlchemyError when the database does not answer."""
        if not self._ready:
            ALERTS.metadata.create_all(self._engine)
            self._ready = True
        with self._engine.begin() as connection:
            connection.execute(ALERTS.insert().values(**alert._asdict()))

    def all(self) -> List[Alert]:
        """Every alert, the oldest first; raises like `add`."""
        ALERTS.metadata.create_all(self._engine)
        columns = [ALERTS.c[name] for name in Alert._fields]
        with self._engine.connect() as connection:
            return [Alert(*row) for row in connection.execute(sa.select(columns).order_by(ALERTS.c.id))]


class AlertBroker(EventBroker):
    """Named in `endpoints.yml`. Rasa hands it every event once the answer is out, so that no answer waits for it."""

    def __init__(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._message: Dict[str, Any] = {}  # the visitor's message that the events now coming belong to

    @classmethod
    async def from_endpoint_config(cls, broker_config: EndpointConfig, event_loop: Optional[Any] = None) -> AlertBroker:
        """Make it with the database at `url`, by default that of the conversations."""
        return cls(Alerts(broker_config.url or os.environ["DATABASE_URL"]))

    def publish(self, event: Dict[str, Any]) -> None:
        """Keep an alert when the event is one of the answers to danger. A database that fails is logged, not raised."""
        if event.get("event") == "user":
            self._message = event
        if event.get("event") != "action" or event.get("name") not in LEVEL_OF:
            return
        told = self._message if self._message.get("sender_id") == event["sender_id"] else {}
        alert = Alert(
            at=datetime.fromtimestamp(event["timestamp"], timezone.utc).replace(tzinfo=None),
            level=LEVEL_OF[event["name"]],
            rule=((told.get("parse_data") or {}).get("triage") or {}).get("rule"),
            channel=told.get("input_channel"),
            conversation=event["sender_id"],
        )
        try:
            self._alerts.add(alert)
        except sa.exc.SQLAlchemyError as error:
            logger.error("An alert could not be kept: %s, rule %s (%s)", alert.level, alert.rule, type(error).__name__)
