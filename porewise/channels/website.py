"""The website channel: the chat's addresses under /chat (docs/channels/website.md)."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.exc import SQLAlchemyError

from porewise.channels import access
from porewise.channels.chat_log import ChatLog, NoChat, Unreachable
from porewise.channels.chats import Chats
from porewise.channels.incoming import LONGEST_TEXT, Refused, check_message, only_keys, parse, read_body
from porewise.channels.output import WebsiteOutput
from porewise.channels.pages import Pages
from porewise.channels.plain import PlainPage
from porewise.channels.queue import Queue
from porewise.channels.redis_log import RedisChatLog
from porewise.channels.routes import add
from porewise.channels.sqlite_log import SqliteChatLog
from porewise.channels.stream import events
from porewise.channels.tasks import stop
from porewise.channels.tokens import CHAT, BadToken, Session, Tokens, kept_secret
from porewise.channels.turns import Handler, Turns
from porewise.clinic import Clinic, load_clinic
from porewise.records.conversations import forget_before
from porewise.settings import ROOT
from porewise.sources import load_sources
from porewise.templates import dialled

logger = logging.getLogger(__name__)

HOUR = 60 * 60
KEEP = 24 * HOUR  # seconds after the last entry; more than the 20 hours of WCAG 2.2.1
PATIENCE = 30  # seconds that a browser may leave the stream unread
KEYS = {"secret", "secret_before", "origins", "phone", "log", "proxies"}
SQLITE = "sqlite:///"
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
STREAM = {**PRIVATE, "X-Accel-Buffering": "no"}  # nginx would keep the events back


class WebsiteChannel(InputChannel):
    """Serves the widget, the demonstration page and the conversations. Named in `credentials.yml`."""

    def __init__(
        self,
        secret: str = "",
        secret_before: str = "",
        origins: str | list[str] | None = None,
        phone: str = "",
        log: str = "",
        proxies: int | str = 0,
        seconds: float = 15.0,
    ) -> None:
        """Raises ValueError for a wrong setting, DataError for a wrong clinic.yml, WidgetError for an unbuilt widget.

        Args:
            secret: signs sessions; when empty, one is made up and kept beside the log.
            secret_before: the one before it, for a day after a change.
            origins: sites besides our own that may use the chat, as a list or separated by commas or spaces.
            phone: offered when something goes wrong; by default the clinic's.
            log: where chats are kept: sqlite:///file for one process, redis://... for several.
            proxies: how many of ours stand in front and add to X-Forwarded-For.
            seconds: how long a turn may take.
        """
        self._origins = access.origins(origins)
        self._seconds = seconds
        self._clinic = load_clinic()
        self._phone = phone or self._clinic.phone
        self._log = _chat_log(log, seconds)
        self._gate = access.Gate(self._log, int(proxies))
        self._tokens = Tokens(secret or _kept_secret(log), KEEP, secret_before)
        self._pages = Pages(self._clinic)
        self._sources = load_sources()

    @classmethod
    def name(cls) -> str:
        """Name of the channel in Rasa."""
        return WebsiteOutput.name()

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebsiteChannel:
        """The channel that `credentials.yml` describes; raises RasaException for a wrong key or value."""
        given = credentials or {}
        if set(given) - KEYS:
            raise RasaException(f"credentials.yml, website channel: allowed keys are {', '.join(sorted(KEYS))}.")
        try:
            return cls(**{key: value for key, value in given.items() if value is not None})
        except ValueError as error:
            raise RasaException(f"credentials.yml, website channel: {error}.") from None

    def url_prefix(self) -> str:
        """With the leading slash Rasa mounts it at the root, not under /webhooks."""
        return "/chat"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes; `on_new_message` is Rasa's way into a conversation."""
        self._queue = Queue(self._log, Turns(on_new_message, self._sources, self._phone, self._seconds))
        self._chats = Chats(self._log, self._queue, self._tokens)
        routes = Blueprint("website")
        routes.exception(Refused)(self._refuse)
        routes.exception(NoChat)(self._over)
        routes.exception(Unreachable)(self._unreachable)
        routes.middleware("response")(self._allow)
        routes.listener("after_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        self._pages.add_to(routes)
        PlainPage(
            self._clinic,
            self._chats,
            self._gate,
            phone=self._phone,
            keeps_hours=KEEP // HOUR,
            seconds=self._seconds,
        ).add_to(routes)
        for method, path, handle in (
            ("GET", "/config", self._config),
            ("GET", "/health", self._health),
            ("GET", "/events", self._events),
            ("POST", "/session", self._begin),
            ("DELETE", "/session", self._delete),
            ("POST", "/messages", self._message),
            ("POST", "/feedback", self._feedback),
        ):
            add(routes, method, path, handle)
        for path in ("/session", "/messages", "/feedback", "/events"):
            add(routes, "OPTIONS", path, self._preflight)
        return routes

    async def _config(self, _: Request) -> HTTPResponse:
        """What the widget must know before anybody has agreed to anything."""
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
        return json(_config(self._clinic, self._phone), headers={**PRIVATE, **headers})

    async def _health(self, _: Request) -> HTTPResponse:
        return json({"status": "ok"}, headers=PRIVATE)

    async def _preflight(self, request: Request) -> HTTPResponse:
        access.site_of(request, self._origins)
        return empty()

    async def _allow(self, request: Request, response: HTTPResponse) -> None:
        """What a preflight says. Rasa's sanic-cors answers OPTIONS in front of our route, and says nothing."""
        if request.method == "OPTIONS" and request.headers.get("origin") in self._origins:
            response.headers.update({**access.cross_origin(request, self._origins), **access.PREFLIGHT})

    async def _begin(self, request: Request) -> HTTPResponse:
        """A new chat for a visitor who agreed to it; the assistant greets in it."""
        site = access.site_of(request, self._origins)
        await self._gate.admit_chat(request)
        content = parse(await read_body(request))
        only_keys(content, consent=bool, language=str)
        if content.get("consent") is not True:
            raise Refused(400, "A chat begins with consent.")
        session = await self._chats.begin(site)
        answer = {"token": self._tokens.sign(session), "keeps_hours": KEEP // HOUR}
        return json(answer, status=201, headers=self._headers(request))

    async def _message(self, request: Request) -> HTTPResponse:
        """Take a visitor's message into the log, and have it answered."""
        session = await self._session(request)
        await self._gate.admit_message(session.chat)
        incoming = check_message(parse(await read_body(request)))
        if incoming.button is None:
            seq = await self._chats.ask(session, incoming.id, incoming.text)
        else:
            seq = await self._chats.press(session, incoming.id, incoming.button)
        return json({"seq": seq}, status=202, headers=self._headers(request))

    async def _events(self, request: Request) -> None:
        """The stream of a chat's entries."""
        session = await self._session(request)
        after = request.args.get("after", "0")
        if not after.isdecimal() or len(after) > 9:
            raise Refused(400, "`after` is the number of an entry.")
        await self._log.after(session.chat, int(after))  # a chat that is over is refused before the stream begins
        listeners = self._log.listeners
        if listeners.count(session.chat) >= access.MOST_STREAMS_OF_CHAT or listeners.count() >= access.MOST_STREAMS:
            raise Refused(503, "Too many people are here right now. Please try again.", {"Retry-After": "10"})
        await self._log.start()
        self._queue.wake(session.chat)
        headers = {**self._headers(request), **STREAM}
        response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=headers)
        try:
            stream = events(self._log, session.chat, int(after), lambda: self._tokens.sign(session), self._queue.wake)
            async with aclosing(stream) as parts:
                async for part in parts:
                    await asyncio.wait_for(response.send(part), PATIENCE)
        except Unreachable as error:
            logger.error("The log of chats does not answer: %s", error)  # the browser comes back by itself
        except asyncio.TimeoutError:
            cast(Any, request.transport).abort()  # nobody reads it
            return
        await response.eof()

    async def _feedback(self, request: Request) -> HTTPResponse:
        """Keep whether an answer helped."""
        session = await self._session(request)
        await self._gate.admit_message(session.chat)
        content = parse(await read_body(request))
        only_keys(content, of=int, helpful=bool)
        if len(content) != 2:
            raise Refused(400, "Send `of` and `helpful`.")
        await self._chats.rate(session, content["of"], content["helpful"])
        return empty(headers=self._headers(request))

    async def _delete(self, request: Request) -> HTTPResponse:
        session = await self._session(request)
        await self._chats.delete(session)
        return empty(headers=self._headers(request))

    async def _session(self, request: Request) -> Session:
        site = access.site_of(request, self._origins)
        await self._gate.admit(request)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            session = self._tokens.read(token if kind.lower() == "bearer" else "")
        except BadToken:
            raise NoChat from None
        if session.site != site:
            raise Refused(403, "This chat belongs to another site.")
        return session

    def _headers(self, request: Request) -> dict[str, str]:
        return {**PRIVATE, **access.cross_origin(request, self._origins)}

    async def _refuse(self, request: Request, refused: Refused) -> HTTPResponse:
        headers = {**self._headers(request), **refused.headers}
        return json({"error": refused.words}, status=refused.status, headers=headers)

    async def _over(self, request: Request, _: NoChat) -> HTTPResponse:
        return await self._refuse(request, Refused(401, "This chat has ended. Please start a new one."))

    async def _unreachable(self, request: Request, error: Unreachable) -> HTTPResponse:
        logger.error("The log of chats does not answer: %s", error)
        words = f"The chat cannot be reached right now. Please call the clinic: {self._phone}."
        return await self._refuse(request, Refused(503, words, {"Retry-After": "5"}))

    async def _start(self, *_: Any) -> None:
        self._chore = asyncio.create_task(self._forget_old())

    async def _stop(self, *_: Any) -> None:
        await stop([self._chore])
        self._log.listeners.close()  # or the server would wait for the streams
        await self._queue.close()
        await self._log.close()

    async def _forget_old(self) -> None:
        """Once an hour, for as long as the server runs: the log forgets old chats, and so does Rasa's database."""
        while True:
            try:
                await self._log.clean()
                await asyncio.to_thread(forget_before, time.time() - KEEP, CHAT)
            except (Unreachable, SQLAlchemyError) as error:
                logger.error("Old conversations could not be deleted: %s", type(error).__name__)
            await asyncio.sleep(HOUR)


def _config(clinic: Clinic, phone: str) -> dict[str, Any]:
    return {
        "clinic": clinic.name,
        "phone": phone,
        "dial": dialled(phone),
        "email": clinic.email,
        "emergency": clinic.emergency_number,
        "emergency_dial": dialled(clinic.emergency_number),
        "crisis": clinic.crisis_line,
        "crisis_dial": dialled(clinic.crisis_line),
        "privacy_url": clinic.privacy_url or None,
        "keeps_hours": KEEP // HOUR,
        "longest_text": LONGEST_TEXT,
        "language": "en-US",
    }


def _chat_log(address: str, seconds: float) -> ChatLog:
    if address.startswith(("redis://", "rediss://")):
        return RedisChatLog(address, KEEP, seconds)
    return SqliteChatLog(_file(address), KEEP)


def _file(address: str) -> Path:
    if address and not address.startswith(SQLITE):
        raise ValueError(f"'{address}' is no address of a log; write sqlite:///file or redis://host:port/number")
    return Path(address.removeprefix(SQLITE)) if address else ROOT / "var" / "chats.db"


def _kept_secret(address: str) -> str:
    if address.startswith("redis"):
        raise ValueError("several processes need the same `secret`; set WEBSITE_SECRET")
    path = _file(address).with_name("website_secret")
    path.parent.mkdir(parents=True, exist_ok=True)
    return kept_secret(path)
