"""What may come in through the website: size, form and words are checked before Rasa sees anything."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from typing import Any, NamedTuple

from sanic.exceptions import PayloadTooLarge
from sanic.request import Request

LARGEST_BODY = 8_192  # bytes
SLOWEST_BODY = 20  # seconds
LONGEST_TEXT = 2_000  # characters
LONGEST_ID = 64


class Refused(Exception):
    """A request that is not answered; `words` are for the person who reads them."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = headers or {}


class Incoming(NamedTuple):
    """A checked message: the visitor's own `text`, or the id of a `button`; `id` is the browser's own."""

    id: str
    text: str
    button: str | None


async def read_body(request: Request) -> bytes:
    """The body, which the route has limited; raises Refused (408, 413)."""
    stream: Any = request.stream

    async def whole() -> bytes:
        return b"".join([part async for part in stream])

    try:
        return await asyncio.wait_for(whole(), SLOWEST_BODY)
    except asyncio.TimeoutError:
        raise Refused(408, "That took too long to arrive. Please try again.") from None
    except PayloadTooLarge:
        raise Refused(413, "That is too much at once. Please send less.") from None


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises Refused (400)."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Refused(400, "The body must be a JSON object.")
    return content


def only_keys(content: dict[str, Any], **kinds: type) -> None:
    """Raises Refused (400) unless `content` has no other keys than `kinds`, with values of those types."""
    if set(content) - set(kinds) or any(type(value) is not kinds[key] for key, value in content.items()):
        raise Refused(400, f"Allowed keys: {', '.join(f'{key} ({kind.__name__})' for key, kind in kinds.items())}.")


def check_message(content: dict[str, Any]) -> Incoming:
    """The message in `content`; raises Refused (400 for a wrong form, 422 for words that we cannot take)."""
    only_keys(content, id=str, text=str, button=str)
    content = {key: value.encode(errors="replace").decode() for key, value in content.items()}  # an emoji cut in two
    if ("text" in content) == ("button" in content):
        raise Refused(400, "Send either text or button.")
    if not 1 <= len(content.get("id", "")) <= LONGEST_ID:
        raise Refused(400, f"Send an id of your own, {LONGEST_ID} characters at most.")
    if len(content.get("text", "")) > LONGEST_TEXT:
        raise Refused(422, f"Your message is longer than {LONGEST_TEXT:,} characters. Please shorten it.")
    text = own_words(content.get("text", ""))
    if "text" in content and not text:
        raise Refused(422, "Your message is empty. Please write something.")
    return Incoming(content["id"], text, content.get("button"))


def own_words(text: str) -> str:
    """`text` without anything in front that would make Rasa take it for a command.

    Rasa strips white space and then reads "/name{...}" as intent and entities, of any length, from anybody
    (YAMLStoryReader.unpack_regex_message). So leading slashes go, with the white space and invisible characters
    around them; the rest stays as it was written.
    """
    start = 0
    while start < len(text) and (text[start] == "/" or _invisible(text[start])):
        start += 1
    return text[start:].rstrip()


def _invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")
