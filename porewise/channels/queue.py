"""Answers the questions in the log: those of one chat one after the other, those of several side by side."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timezone

from porewise.channels.chat_log import SILENT, TYPING, ChatLog, Entry, Question, Unreachable
from porewise.channels.tasks import stop
from porewise.channels.turns import Turns

logger = logging.getLogger(__name__)

GREET = "/greet"
MOST_TRIES = 2  # a message that takes the server down with it is not tried for ever
PAUSES = (1.0, 2.0, 4.0)  # seconds


class Queue:
    """Runs the turns of `turns` for the questions of `log`."""

    def __init__(self, log: ChatLog, turns: Turns) -> None:
        self._log = log
        self._turns = turns
        self._wanted: set[str] = set()
        self._tasks: dict[str, asyncio.Task] = {}
        self._closing = False

    def wake(self, chat: str) -> None:
        """See to it that what is asked in `chat` gets answered, also what a server that died left behind."""
        if self._closing:
            return
        self._wanted.add(chat)
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._work(chat))

    async def close(self) -> None:
        """Stop. A question whose turn is cut off keeps its place in the log, and is answered later."""
        self._closing = True
        await stop(list(self._tasks.values()))

    async def _work(self, chat: str) -> None:
        try:
            while chat in self._wanted:
                self._wanted.discard(chat)
                while await self._answer_one(chat):
                    pass
        except Unreachable as error:
            logger.error("The log of chats does not answer: %s", error)
        finally:
            self._wanted.discard(chat)
            del self._tasks[chat]

    async def _answer_one(self, chat: str) -> bool:
        """Answer the next question; False when there is none."""
        async with self._log.turn(chat):
            question = await self._log.next_question(chat)
            if question is None:
                return False
            await self._log.tell(chat, TYPING)
            try:
                answers = await self._answers(chat, question)
                await self._keep(chat, question.seq, [_placed(answer, question.seq) for answer in answers])
            finally:
                await self._log.tell(chat, SILENT)
        return True

    async def _answers(self, chat: str, question: Question) -> list[Entry]:
        if question.tries > MOST_TRIES:
            return [self._turns.failure(None)]
        entry = question.entry
        text = GREET if entry is None else entry.get("payload") or entry["text"]
        return await self._turns.run(chat, text)

    async def _keep(self, chat: str, question: int, answers: list[Entry]) -> None:
        """Write the answers; where the log is away, again: Rasa remembers the turn and should not take it twice."""
        for pause in PAUSES:
            try:
                return await self._log.answer(chat, question, answers)
            except Unreachable:
                await asyncio.sleep(pause)
        await self._log.answer(chat, question, answers)


def now() -> str:
    """The moment, as entries carry it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _placed(answer: Entry, question: int) -> Entry:
    return {"type": "assistant", "at": now(), "to": question, **answer}
