"""One message to Rasa and what comes back, in time, and in words even when it fails."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from porewise.channels.chat_log import Entry
from porewise.channels.output import WebsiteOutput, in_words_only
from porewise.sources import Source

logger = logging.getLogger(__name__)

FAILED = "website_failed"
Handler = Callable[[UserMessage], Awaitable[Any]]


class Turns:
    """Runs turns with Rasa's `handler`. `seconds` is what one may take."""

    def __init__(self, handler: Handler, sources: dict[str, Source], phone: str, seconds: float) -> None:
        self._handler = handler
        self._sources = sources
        self._phone = phone
        self._seconds = seconds

    async def run(self, chat: str, text: str) -> list[Entry]:
        """Let Rasa handle `text` (checked words of a visitor, or a payload of ours). Never raises.

        What was said before something went wrong is kept: it may be the sentence that sends a person to hospital.
        A turn that takes too long is cancelled; Rasa then keeps nothing of it.
        """
        output = WebsiteOutput(self._sources)
        message = UserMessage(text, output, chat, input_channel=WebsiteOutput.name())
        error: BaseException | None = None
        try:
            await asyncio.wait_for(self._handler(message), self._seconds)
        except Exception as problem:  # whatever went wrong, the visitor gets words
            error = problem
        if error is None and output.entries:
            return output.entries
        return [*output.entries, self.failure(error)]

    def failure(self, error: BaseException | None) -> Entry:
        """Log what happened, without the error's own words (they may quote the visitor), and say it to the visitor."""
        reference = secrets.token_hex(4)
        logger.error("A website turn failed, reference %s: %s", reference, _where(error))
        call = f", or call the clinic: {self._phone}" if self._phone else ""
        words = f"Sorry, something went wrong on our side and I could not answer. Please try again{call}."
        return in_words_only(f"{words}\n\nReference: {reference}", FAILED)


def _where(error: BaseException | None) -> str:
    if error is None:
        return "no answer"
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__
