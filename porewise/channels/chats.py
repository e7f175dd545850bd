"""Chats on the website, whichever way a visitor reaches them: the widget, or the page without JavaScript."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from porewise.channels.chat_log import ChatLog, Entry, Unreachable
from porewise.channels.incoming import Refused
from porewise.channels.output import pressed
from porewise.channels.queue import Queue, now
from porewise.channels.tokens import Session, Tokens
from porewise.records.conversations import forget

PERSON = "person"  # a button that is in every chat
PERSON_WORDS, PERSON_PAYLOAD = "Talk to a person", "/ask_person"


class Chats:
    """Begins chats, takes what visitors write into their log, and has it answered. All of it may raise Unreachable."""

    def __init__(self, log: ChatLog, queue: Queue, tokens: Tokens) -> None:
        self.log = log
        self.queue = queue
        self.tokens = tokens
        self._forgetting: set[asyncio.Task] = set()

    async def begin(self, site: str) -> Session:
        """A new chat of a page of `site`, with the greeting under way."""
        session = self.tokens.begin(site)
        await self.log.begin(session.chat)
        self.queue.wake(session.chat)
        return session

    async def ask(self, session: Session, id_: str, text: str) -> int:
        """Take a visitor's words, whose answer will follow in the log; gives their number. Raises NoChat."""
        return await self._ask(session, {"id": id_, "text": text})

    async def press(self, session: Session, id_: str, button: str) -> int:
        """The same for a button. Raises NoChat, and Refused (422) for one that is not in this chat."""
        found: dict[str, str] | None = {"title": PERSON_WORDS, "payload": PERSON_PAYLOAD}
        if button != PERSON:
            found = pressed(button, await self.log.after(session.chat, 0))
        if found is None:
            raise Refused(422, "This button no longer works. Please type your question.")
        return await self._ask(session, {"id": id_, "text": found["title"], "payload": found["payload"]})

    async def rate(self, session: Session, answer: int, helpful: bool) -> None:
        """Keep whether the answer with that number helped. Raises NoChat, and Refused (400) where none has it."""
        entries = await self.log.after(session.chat, 0)
        if not any(entry["seq"] == answer and entry["type"] == "assistant" for entry in entries):
            raise Refused(400, "`of` is the number of an answer.")
        await self.log.note(session.chat, {"type": "feedback", "at": now(), "of": answer, "helpful": helpful})

    async def delete(self, session: Session) -> None:
        """Forget the chat and what Rasa knows of it, also what a turn that still runs would leave behind."""
        await self.log.delete(session.chat)
        forgetting = asyncio.create_task(self._forget(session.chat))
        self._forgetting.add(forgetting)
        forgetting.add_done_callback(self._forgetting.discard)
        await asyncio.shield(forgetting)  # a visitor who deletes the chat may close the page at once

    async def _forget(self, chat: str) -> None:
        async with self.log.turn(chat):
            try:
                await asyncio.to_thread(forget, chat)
            except SQLAlchemyError as error:
                raise Unreachable(type(error).__name__) from error

    async def _ask(self, session: Session, said: Entry) -> int:
        seq = await self.log.ask(session.chat, {"type": "visitor", "at": now(), **said})
        self.queue.wake(session.chat)
        return seq
