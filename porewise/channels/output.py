"""Rasa's answers of one turn as entries of the chat's log, and those entries as browsers get them."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from porewise.channels.chat_log import Entry
from porewise.dialogue.help_first import SAID
from porewise.sources import Source, resolve

LEVELS = {response: level for level, response in SAID.items()}
SPANISH = "_es"  # ends the id of a variation in that language
NO_METADATA: Entry = {"sources": [], "reviewed": None, "review_by": None, "status": None}


class WebsiteOutput(OutputChannel):
    """Collects the answers of one turn. Rasa's own channels split a message and drop its metadata; not so here."""

    def __init__(self, sources: dict[str, Source]) -> None:
        """`sources`: by id, to be named beside the answers."""
        self.entries: list[Entry] = []
        self._sources = sources

    @classmethod
    def name(cls) -> str:
        """As the input channel, so that a response may have a variation for `channel: website`."""
        return "website"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep `message` (a dict of `BotUttered.message()`); nothing is sent before the turn ends."""
        metadata = message.get("metadata") or {}
        name, variation = message.get("utter_action"), message.get("id")
        self.entries.append(
            {
                "text": message.get("text") or "",
                "lang": "es" if str(variation).endswith(SPANISH) else "en",
                "level": LEVELS.get(str(name)),
                "buttons": [
                    {"title": button["title"], "payload": button.get("payload") or button["title"]}
                    for button in message.get("buttons") or []
                ],
                "table": (message.get("custom") or {}).get("table"),
                "name": name,
                "variation": variation,
                "metadata": {
                    "sources": resolve(metadata.get("sources") or [], self._sources),
                    **{key: metadata.get(key) for key in ("reviewed", "review_by", "status")},
                },
            }
        )


def in_words_only(text: str, name: str) -> Entry:
    """An entry of the channel's own, which no answer stands behind."""
    return {
        "text": text, "lang": "en", "level": None, "buttons": [], "table": None, "name": name, "variation": None,
        "metadata": NO_METADATA,
    }  # fmt: skip


def for_browser(entry: Entry) -> Entry:
    """The entry as visitors get it: what a button means stays here, its id tells where it stands."""
    shown = {key: value for key, value in entry.items() if key != "payload"}
    if "buttons" in shown:
        titles = [button["title"] for button in shown["buttons"]]
        shown["buttons"] = [{"id": f"{entry['seq']}.{place}", "title": title} for place, title in enumerate(titles)]
    return shown


def pressed(button: str, entries: list[Entry]) -> dict[str, str] | None:
    """The button (title and payload) that has the id `button` among the entries of a chat; None where none has."""
    seq, _, place = button.partition(".")
    for entry in entries:
        for number, found in enumerate(entry.get("buttons", [])):
            if (str(entry["seq"]), str(number)) == (seq, place):
                return dict(found)
    return None
