"""Where Rasa's answers go during one turn: each becomes one dict for the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel

from porewise.sources import Source, resolve


class WebsiteOutput(OutputChannel):
    """Collects the messages of one turn. Rasa's own channels split a message and drop its metadata; not so here."""

    def __init__(self, sign: Callable[[str], str], sources: dict[str, Source]) -> None:
        """`sign` turns a button's payload into an id that means nothing outside this session."""
        self.messages: list[dict[str, Any]] = []
        self._sign = sign
        self._sources = sources

    @classmethod
    def name(cls) -> str:
        """As the input channel, so that a response may have a variation for `channel: website`."""
        return "website"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep `message` (a dict of `BotUttered.message()`); nothing is sent before the turn ends."""
        metadata = message.get("metadata") or {}
        self.messages.append(
            {
                "text": message.get("text") or "",
                "buttons": [self._button(button) for button in message.get("buttons") or []],
                "table": (message.get("custom") or {}).get("table"),
                "name": message.get("utter_action"),
                "variation": message.get("id"),
                "metadata": {
                    "sources": resolve(metadata.get("sources") or [], self._sources),
                    **{key: metadata.get(key) for key in ("reviewed", "review_by", "status")},
                },
            }
        )

    def _button(self, button: dict[str, Any]) -> dict[str, str]:
        return {"id": self._sign(button.get("payload") or button["title"]), "title": button["title"]}
