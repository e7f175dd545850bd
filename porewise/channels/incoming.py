"""What may come in through the website: size, origin, form and words are checked before Rasa sees anything."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sanic.request import Request

LARGEST_BODY = 8_192  # bytes
LONGEST_TEXT = 2_000  # characters
LONGEST_ID = 64
KEYS = {"text", "button", "id"}


class Refused(Exception):
    """A request that is not answered; `words` are for the person who reads them."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = headers or {}


class Incoming(NamedTuple):
    """A checked message: the visitor's own `text`, or the id of a `button`; `id` is the browser's own, or ""."""

    text: str
    button: str | None
    id: str


def check_origin(request: Request, allowed: Collection[str]) -> None:
    """Raises Refused (403) when a page of a foreign site sent the request. Programs send no origin and may pass."""
    origin = request.headers.get("origin")
    if origin is None:
        foreign = request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
    else:
        foreign = origin not in allowed and urlsplit(origin).netloc != request.headers.get("host")
    if foreign:
        raise Refused(403, "This site may not use the chat.")


async def read_body(request: Request) -> bytes:
    """The body of a streaming route, read no further than allowed; raises Refused (413)."""
    too_large = Refused(413, "That is too much at once. Please send less.")
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise too_large
    stream: Any = request.stream
    body = b""
    async for part in stream:
        body += part
        if len(body) > LARGEST_BODY:
            raise too_large
    return body


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; raises Refused (400)."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Refused(400, "The body must be a JSON object.")
    return content


def check_message(content: dict[str, Any]) -> Incoming:
    """The message in `content`; raises Refused (400 for a wrong form, 422 for words that we cannot take)."""
    unknown = sorted(set(content) - KEYS)
    if unknown or any(not isinstance(value, str) for value in content.values()):
        raise Refused(400, "Allowed keys, all of them texts: text or button, and id.")
    if ("text" in content) == ("button" in content):
        raise Refused(400, "Send either text or button.")
    if len(content.get("id", "")) > LONGEST_ID:
        raise Refused(400, f"id may have {LONGEST_ID} characters at most.")
    if len(content.get("text", "")) > LONGEST_TEXT:
        raise Refused(422, f"Your message is longer than {LONGEST_TEXT:,} characters. Please shorten it.")
    text = own_words(content.get("text", ""))
    if "text" in content and not text:
        raise Refused(422, "Your message is empty. Please write something.")
    return Incoming(text, content.get("button"), content.get("id", ""))


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
