"""What the tests of the logs say, ask and answer."""

from __future__ import annotations

from porewise.channels.chat_log import ChatLog

CHAT, OTHER = "website-1", "website-2"
HOUR = 3600


def said(id_: str, text: str = "words") -> dict:
    return {"type": "visitor", "id": id_, "text": text}


def answer(text: str) -> dict:
    return {"type": "assistant", "text": text}


async def asked(log: ChatLog) -> tuple[int, str, int] | None:
    """The next question: number, words, tries."""
    question = await log.next_question(CHAT)
    return question and (question.seq, question.entry["text"] if question.entry else "", question.tries)


async def greeted(log: ChatLog, chat: str = CHAT) -> None:
    await log.begin(chat)
    await log.next_question(chat)
    await log.answer(chat, 0, [])
