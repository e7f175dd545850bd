"""What the website channel remembers of a session while it runs: its pace and its last answers."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

PER_MINUTE = 20
BURST = 10
MOST_ANSWERS = 20
MOST_SESSIONS = 5_000


class Turn(NamedTuple):
    """What one message of a visitor led to. `complete` is false when something went wrong on the way."""

    messages: list[dict[str, Any]]
    complete: bool


class TokenBucket:
    """Lets `burst` messages through at once and `per_minute` of them in the long run."""

    def __init__(self, per_minute: int, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._seen = clock()

    def wait(self) -> float:
        """Take one message's worth: 0 when it may pass, else the seconds until the next one may."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._seen) * self._per_second)
        self._seen = now
        if self._left < 1:
            return (1 - self._left) / self._per_second
        self._left -= 1
        return 0.0


class Session:
    """One visitor's conversation, as far as the channel knows it."""

    def __init__(self, session_id: str) -> None:
        self.id = session_id
        self.bucket = TokenBucket(PER_MINUTE, BURST)
        self.one_at_a_time = asyncio.Lock()  # Rasa's own lock looks only once a second
        self._turns: OrderedDict[str, asyncio.Task[Turn]] = OrderedDict()

    async def once(self, client_id: str, run: Callable[[], Any]) -> Turn:
        """Run a turn, or, when this client id was seen before, give its answer again (waiting for it if it still runs).

        The turn goes on when the visitor's connection breaks, so that a second try finds the answer. Turns that went
        wrong are forgotten, so that a second try is a real one.
        """
        turn = self._turns.get(client_id)
        if turn is None:
            turn = asyncio.ensure_future(run())
            if client_id:
                self._turns[client_id] = turn
                while len(self._turns) > MOST_ANSWERS:
                    self._turns.popitem(last=False)
        outcome = await asyncio.shield(turn)
        if not outcome.complete:
            self._turns.pop(client_id, None)
        return outcome


class Sessions:
    """The sessions seen last; older ones are forgotten, which costs them only their pace and their repeats."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def get(self, session_id: str) -> Session:
        """The session with this id, new if it was not seen lately."""
        session = self._sessions.setdefault(session_id, Session(session_id))
        self._sessions.move_to_end(session_id)
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session
