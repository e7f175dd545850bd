"""Rasa's SQL tracker store, silent about what it stores."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore


class Conversations(SQLTrackerStore):
    """Named in `endpoints.yml`. A failing statement is logged without its values, which hold a visitor's words."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        """See parent class."""
        super().__init__(*args, **settings)
        self.engine.hide_parameters = True


def forget(conversation: str) -> None:
    """Delete all that Rasa keeps of a conversation; raises sqlalchemy.exc.SQLAlchemyError when it cannot."""
    engine = _engine(os.environ["DATABASE_URL"])
    SQLTrackerStore.SQLEvent.metadata.create_all(engine)
    events = SQLTrackerStore.SQLEvent.__table__
    with engine.begin() as connection:
        connection.execute(events.delete().where(events.c.sender_id == conversation))


def forget_before(moment: float, beginning: str) -> int:
    """Delete the conversations whose names have that `beginning` and in which nothing happened since `moment`.

    Args:
        moment: seconds since 1970.
        beginning: of the names, such as "website-".

    Returns:
        How many events went.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database does not answer.
    """
    engine = _engine(os.environ["DATABASE_URL"])
    SQLTrackerStore.SQLEvent.metadata.create_all(engine)
    events = SQLTrackerStore.SQLEvent.__table__
    old = (
        sa.select(events.c.sender_id)
        .where(events.c.sender_id.startswith(beginning, autoescape=True))
        .group_by(events.c.sender_id)
        .having(sa.func.max(events.c.timestamp) < moment)
    )
    with engine.begin() as connection:
        return int(connection.execute(events.delete().where(events.c.sender_id.in_(old))).rowcount)


@lru_cache
def _engine(url: str) -> sa.engine.Engine:
    engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "sqlite":  # or the words would stay in the file until something is written over them
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete = ON"))
    return engine
