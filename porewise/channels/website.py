"""The website channel: the chat's addresses under /chat (docs/channels/website.md)."""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect

from porewise.channels.incoming import Refused, check_message, check_origin, parse, read_body
from porewise.channels.output import WebsiteOutput
from porewise.channels.page import FaqPage, load_files, send
from porewise.channels.sessions import Session, Sessions
from porewise.channels.tokens import BadToken, Tokens
from porewise.channels.turns import Handler, Turns
from porewise.clinic import load_clinic
from porewise.sources import load_sources

logger = logging.getLogger(__name__)

GREET = "/greet"
PERSON = "/ask_person"
KEYS = {"secret", "origins", "phone"}
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class WebsiteChannel(InputChannel):
    """Serves the demonstration page and runs conversations with it. Named in `credentials.yml`."""

    def __init__(
        self, secret: str = "", origins: str | list[str] | None = None, phone: str = "", seconds: float = 15.0
    ) -> None:
        """Raises ValueError for a secret that is too short or an origin that is none, DataError for a wrong clinic.yml.

        Args:
            secret: signs sessions; when empty, one is made up that ends with this process.
            origins: sites besides our own that may send messages, as a list or separated by commas or spaces.
            phone: offered when something goes wrong; by default the clinic's.
            seconds: how long a turn may take.
        """
        if not secret:
            secret = secrets.token_hex(32)
            logger.warning("The website channel has no secret: its sessions end when this process does.")
        self._tokens = Tokens(secret)
        self._origins = _origins(origins)
        self._seconds = seconds
        clinic = load_clinic()
        self._phone = phone or clinic.phone
        self._files = load_files(clinic)
        self._faq = FaqPage(clinic)
        self._sources = load_sources()
        self._sessions = Sessions()

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
        self._turns = Turns(on_new_message, self._tokens, self._sources, self._phone, self._seconds)
        routes = Blueprint("website")
        routes.exception(Refused)(_refuse)

        @routes.get("/")
        async def page(request: Request) -> HTTPResponse:
            if not request.path.endswith("/"):
                return redirect("chat/")  # the page names its files relative to itself
            return send(self._files["index.html"], request)

        @routes.get("/faq")
        async def faq(request: Request) -> HTTPResponse:
            if request.path.endswith("/"):
                return redirect("../faq")
            return send(await asyncio.to_thread(self._faq.today), request)

        @routes.get("/static/<file:str>")
        async def static(request: Request, file: str) -> HTTPResponse:
            if file not in self._files:
                raise Refused(404, "There is no such file.")
            return send(self._files[file], request)

        @routes.get("/health")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"}, headers=PRIVATE)

        # Streaming routes, whose body we read ourselves (`read_body`): Sanic would first take in 100 MB of it.
        @routes.post("/session", stream=True)
        async def session(request: Request) -> HTTPResponse:
            return await self._begin(request)

        @routes.post("/messages", stream=True)
        async def messages(request: Request) -> HTTPResponse:
            return await self._message(request)

        return routes

    async def _begin(self, request: Request) -> HTTPResponse:
        """A new session, with the greeting and the button that leads to a person."""
        check_origin(request, self._origins)
        await read_body(request)
        session_id, token = self._tokens.new_session()
        greeting = await self._turns.run(self._sessions.get(session_id), GREET)
        answer = {"token": token, "greeting": greeting.messages, "person": self._tokens.button(session_id, PERSON)}
        return json(answer, headers=PRIVATE)

    async def _message(self, request: Request) -> HTTPResponse:
        """A message of a visitor; the answer holds what the assistant says to it."""
        check_origin(request, self._origins)
        session = self._session(request)
        wait = session.bucket.wait()
        if wait:
            words = "That was quick. Please wait a moment before your next message."
            raise Refused(429, words, {"Retry-After": str(math.ceil(wait))})
        incoming = check_message(parse(await read_body(request)))
        text = incoming.text if incoming.button is None else self._meaning(session, incoming.button)
        turn = await session.once(incoming.id, lambda: self._turns.run(session, text))
        return json({"messages": turn.messages}, headers=PRIVATE)

    def _session(self, request: Request) -> Session:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise BadToken
            return self._sessions.get(self._tokens.session_id(token))
        except BadToken:
            raise Refused(401, "This conversation has ended. Please start a new one.") from None

    def _meaning(self, session: Session, button: str) -> str:
        try:
            return self._tokens.payload(session.id, button)
        except BadToken:
            raise Refused(422, "This button no longer works. Please type your question.") from None


async def _refuse(_: Request, refused: Refused) -> HTTPResponse:
    return json({"error": refused.words}, status=refused.status, headers={**PRIVATE, **refused.headers})


def _origins(given: str | list[str] | None) -> frozenset[str]:
    """Exact origins such as https://clinic.example; raises ValueError for anything else, a star included."""
    origins = given.replace(",", " ").split() if isinstance(given, str) else given or []
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}" or "*" in origin:
            raise ValueError(f"'{origin}' is no origin; write it like https://www.example.com, without a path")
    return frozenset(origins)
