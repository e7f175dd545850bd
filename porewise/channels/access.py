"""Who may use the chat: pages of which sites, and from which address how often."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Collection
from urllib.parse import urlsplit

from sanic.request import Request

from porewise.channels.chat_log import ChatLog
from porewise.channels.incoming import Refused
from porewise.channels.pace import Pace

# Of one chat, and of one address: a clinic's waiting room is one address, and so is a telephone company.
CHAT_MESSAGES = Pace(burst=10, per_minute=20)
ADDRESS_CHATS = Pace(burst=30, per_minute=5)
ADDRESS_REQUESTS = Pace(burst=120, per_minute=240)
MOST_STREAMS, MOST_STREAMS_OF_CHAT = 2_000, 10
NETWORK_BITS = 64  # of an IPv6 address; the rest of it a visitor may choose at will
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "7200",
}


def origins(given: str | list[str] | None) -> frozenset[str]:
    """Exact origins such as https://clinic.example; raises ValueError for anything else, a star included."""
    listed = given.replace(",", " ").split() if isinstance(given, str) else given or []
    for origin in listed:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}" or "*" in origin:
            raise ValueError(f"'{origin}' is no origin; write it like https://www.example.com, without a path")
    return frozenset(listed)


def site_of(request: Request, allowed: Collection[str]) -> str:
    """The origin of the page that sent the request, "" for our own. Programs send no origin and may pass.

    Raises:
        Refused: 403 when it is a page of a site that is not allowed.
    """
    origin = request.headers.get("origin")
    if origin is None and request.headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return ""
    if origin in allowed:
        return str(origin)
    if str(origin) in (f"{scheme}://{request.headers.get('host')}" for scheme in ("http", "https")):
        return ""
    raise Refused(403, "This site may not use the chat.")


def cross_origin(request: Request, allowed: Collection[str]) -> dict[str, str]:
    """The headers that let an allowed site's page read the answer. Rasa's `--cors` has no part in it."""
    origin = request.headers.get("origin", "")
    if origin not in allowed:
        return {"Vary": "Origin"}
    return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}


def address_of(request: Request, proxies: int) -> str:
    """The visitor's address as far as it can be believed: each of our `proxies` has added the one that it saw."""
    seen = [part.strip() for part in ",".join(request.headers.getall("x-forwarded-for", [])).split(",")]
    address = seen[-proxies] if 0 < proxies <= len(seen) else request.ip
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address.encode("ascii", "replace").decode()[:64]
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, NETWORK_BITS), strict=False))


class Gate:
    """Lets requests in at the pace that visitors need, each chat and each address at its own. All raise Unreachable."""

    def __init__(self, log: ChatLog, proxies: int) -> None:
        """`proxies`: how many of ours stand in front and add to X-Forwarded-For."""
        self._log = log
        self._proxies = proxies

    async def admit(self, request: Request) -> None:
        """Raises Refused (429) when its address asks too often."""
        await self._pace(f"requests:{address_of(request, self._proxies)}", ADDRESS_REQUESTS)

    async def admit_chat(self, request: Request) -> None:
        """Raises Refused (429) when its address begins too many chats."""
        await self._pace(f"chats:{address_of(request, self._proxies)}", ADDRESS_CHATS)

    async def admit_message(self, chat: str) -> None:
        """Raises Refused (429) when too much is written in the chat."""
        await self._pace(f"messages:{chat}", CHAT_MESSAGES)

    async def _pace(self, key: str, pace: Pace) -> None:
        wait = await self._log.wait(key, pace)
        if wait:
            words = "That was quick. Please wait a moment, then try again."
            raise Refused(429, words, {"Retry-After": str(math.ceil(wait))})
