"""The log of each chat: what was said, in order, so that no connection has to be trusted with a word of it.

An entry's number (`seq`) counts from 1 without gaps, so whoever has seen n asks for what comes after n. What a visitor
says is a question until it is answered; the greeting is question 0. All answers to a question are written in one step
with the mark that it is answered: a server that dies in between has written nothing, and the next answers it again.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from porewise.channels.pace import Pace

Entry = dict[str, Any]

GREETING = 0
NEW, TYPING, SILENT, ENDED, CLOSING = "new", "typing", "silent", "ended", "closing"  # what listeners are told


class NoChat(Exception):
    """The chat was deleted, or nobody wrote in it for so long that it was forgotten."""


class Unreachable(Exception):
    """The store of the log does not answer."""


class Question(NamedTuple):
    """What is to be answered next: the visitor's entry (None: greet), and how often that was begun."""

    seq: int
    entry: Entry | None
    tries: int


class Inbox:
    """What one listener was told and has not taken yet."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._any = asyncio.Event()

    def put(self, what: str) -> None:
        """Tell the listener; the same twice in a row is one."""
        if not self._told or self._told[-1] != what:
            self._told.append(what)
        self._any.set()

    async def take(self, seconds: float) -> list[str]:
        """All that was told, the first first; waits for it, and gives an empty list after `seconds`."""
        try:
            await asyncio.wait_for(self._any.wait(), seconds)
        except asyncio.TimeoutError:
            return []
        self._any.clear()
        told, self._told = self._told, []
        return told


class Listeners:
    """Those in this process who are told when something happens in a chat."""

    def __init__(self) -> None:
        self._inboxes: dict[str, set[Inbox]] = defaultdict(set)
        self._closing = False

    @contextmanager
    def listen(self, chat: str) -> Iterator[Inbox]:
        """An inbox that is told what happens in `chat` until it is left."""
        inbox = Inbox()
        if self._closing:
            inbox.put(CLOSING)
        self._inboxes[chat].add(inbox)
        try:
            yield inbox
        finally:
            self._inboxes[chat].discard(inbox)
            if not self._inboxes[chat]:
                del self._inboxes[chat]

    def tell(self, chat: str, what: str) -> None:
        """Put `what` into the inboxes of `chat`."""
        for inbox in self._inboxes.get(chat, ()):
            inbox.put(what)

    def tell_all(self, what: str) -> None:
        """Put `what` into every inbox."""
        for chat in list(self._inboxes):
            self.tell(chat, what)

    def close(self) -> None:
        """Tell everybody that the server stops, those too who still come."""
        self._closing = True
        self.tell_all(CLOSING)

    def count(self, chat: str | None = None) -> int:
        """How many listen, to one chat or to all."""
        return len(self._inboxes.get(chat, ())) if chat else sum(map(len, self._inboxes.values()))


class ChatLog(ABC):
    """Where chats are kept for as long as they last. Every method but `listen` may raise `Unreachable`."""

    def __init__(self) -> None:
        self.listeners = Listeners()

    @abstractmethod
    async def start(self) -> None:
        """Hear what other processes tell, if there are others; called before anybody listens, and often."""

    @abstractmethod
    async def begin(self, chat: str) -> None:
        """Make an empty chat, whose greeting is its first question."""

    @abstractmethod
    async def ask(self, chat: str, entry: Entry) -> int:
        """Add a visitor's entry and give its number; one with the same `id` is not added again. Raises NoChat."""

    @abstractmethod
    async def note(self, chat: str, entry: Entry) -> int:
        """Add an entry that is no question and give its number. Raises NoChat."""

    @abstractmethod
    async def next_question(self, chat: str) -> Question | None:
        """The first question without an answer, counted as begun; None where there is none, and no chat."""

    @abstractmethod
    async def answer(self, chat: str, question: int, entries: Sequence[Entry]) -> None:
        """Add all of `entries` and mark the question answered, in one step.

        Nothing where the chat is gone, or where the question has an answer: whoever held the turn for too long lost it.
        """

    @abstractmethod
    async def after(self, chat: str, seq: int) -> list[Entry]:
        """The entries behind number `seq`, with their `seq`. Raises NoChat."""

    @abstractmethod
    async def delete(self, chat: str) -> None:
        """Forget the chat, and tell its listeners that it ended."""

    @abstractmethod
    async def clean(self) -> None:
        """Forget the chats in which nobody wrote for too long; called now and then."""

    @abstractmethod
    async def tell(self, chat: str, what: str) -> None:
        """Tell the listeners of a chat in every process."""

    @abstractmethod
    def turn(self, chat: str) -> Any:
        """An async context that only one task holds at a time for a chat, in whichever process."""

    @abstractmethod
    async def wait(self, key: str, pace: Pace) -> float:
        """Take one of what `pace` lets through for `key`: 0, or the seconds until the next one is free."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of the files or connections."""
