"""The chat as whole pages and forms, for browsers without JavaScript: same log, same queue, same answers."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from porewise.channels import access
from porewise.channels.chat_log import Entry, NoChat, Unreachable
from porewise.channels.chats import Chats
from porewise.channels.incoming import LONGEST_TEXT, Refused, check_message, read_body
from porewise.channels.output import for_browser
from porewise.channels.page import FORM_POLICY, page_templates
from porewise.channels.routes import add
from porewise.channels.tokens import BadToken, Session
from porewise.clinic import Clinic

logger = logging.getLogger(__name__)

TEMPLATE = "plain.html"
COOKIE, PATH = "porewise_chat", "/chat/plain"
FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 24_000  # bytes; a form writes a letter beyond ASCII as up to twelve
FIELDS = {"id", "text", "button", "consent", "delete"}
ALARMS = ("emergency", "crisis")
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": FORM_POLICY,
    "Referrer-Policy": "same-origin",
}


class Exchange(NamedTuple):
    """What a visitor said (None: nothing yet) and what the assistant answered to it."""

    question: Entry | None
    answers: list[Entry]

    @property
    def alarms(self) -> list[Entry]:
        """The answers that tell the visitor to call for help at once."""
        return [answer for answer in self.answers if answer["level"] in ALARMS]


class PlainPage:
    """`GET` shows the chat, waiting for an answer that is under way; `POST` takes a form and leads back to it."""

    def __init__(
        self, clinic: Clinic, chats: Chats, gate: access.Gate, *, phone: str, keeps_hours: int, seconds: float
    ) -> None:
        """`phone` and `seconds` as of the website channel."""
        self._facts = {"clinic": clinic, "phone": phone, "keeps_hours": keeps_hours, "longest": LONGEST_TEXT}
        self._chats = chats
        self._gate = gate
        self._patience = seconds + 2  # a turn that takes too long is answered in words, after `seconds`
        self._template = page_templates().get_template(TEMPLATE)

    def add_to(self, routes: Blueprint) -> None:
        """Add the routes."""
        add(routes, "GET", "/plain", self._show)
        add(routes, "POST", "/plain", self._take, LARGEST_FORM)

    async def _show(self, request: Request) -> HTTPResponse:
        if request.path.endswith("/"):
            return redirect("../plain")
        try:
            await self._gate.admit(request)
            session = self._session(request)
            entries = await self._answered(session) if session else []
        except NoChat:
            entries = []
        except (Refused, Unreachable) as error:
            return self._trouble(error, [], "")
        return self._page(entries, text=request.args.get("question", "")[:LONGEST_TEXT], ended="ended" in request.args)

    async def _take(self, request: Request) -> HTTPResponse:
        """Take what the form says into the log. What is wrong is said on the page, with the visitor's words kept."""
        form: dict[str, str] = {}
        entries: list[Entry] = []
        try:
            access.site_of(request, ())
            await self._gate.admit(request)
            form = _fields(request, await read_body(request))
            session = self._session(request)
            try:
                entries = await self._chats.log.after(session.chat, 0) if session else []
            except NoChat:
                session = None
            if "delete" in form:
                return await self._delete(session)
            session = await self._say(request, session, form)
        except (Refused, NoChat, Unreachable) as error:
            return self._trouble(error, entries, form.get("text", ""))
        secure = request.headers.get("origin", "").startswith("https:")  # a proxy in front may speak plain HTTP with us
        response = redirect("plain", status=303)
        return _with_cookie(response, self._chats.tokens.sign(session), {"secure": True} if secure else {})

    async def _say(self, request: Request, session: Session | None, form: dict[str, str]) -> Session:
        """Take the form's words or button into the chat; the first words begin one."""
        said: dict[str, Any] = {key: form[key] for key in ("text", "button") if key in form}
        message = check_message({"id": _once(form), **said})
        if session is None:
            if "consent" not in form:
                raise Refused(422, "Please tick the box first. Then send your message again.")
            await self._gate.admit_chat(request)
            session = await self._chats.begin("")
            await self._answered(session)  # the greeting comes before what it is an answer to
        await self._gate.admit_message(session.chat)
        if message.button is None:
            await self._chats.ask(session, message.id, message.text)
        else:
            await self._chats.press(session, message.id, message.button)
        return session

    async def _delete(self, session: Session | None) -> HTTPResponse:
        if session:
            await self._chats.delete(session)
        response = redirect("plain?ended=1", status=303)
        return _with_cookie(response, "", {"max-age": 0})

    async def _answered(self, session: Session) -> list[Entry]:
        """The chat's entries, once all is answered, or when the time for it is over. Raises NoChat."""
        log, until = self._chats.log, asyncio.get_running_loop().time() + self._patience
        await log.start()
        with log.listeners.listen(session.chat) as inbox:
            self._chats.queue.wake(session.chat)
            while True:
                entries = await log.after(session.chat, 0)
                left = until - asyncio.get_running_loop().time()
                if left <= 0 or all(exchange.answers for exchange in exchanges(entries)):
                    return entries
                await inbox.take(left)

    def _session(self, request: Request) -> Session | None:
        try:
            return self._chats.tokens.read(request.cookies.get(COOKIE, ""))
        except BadToken:
            return None

    def _page(self, entries: list[Entry], status: int = 200, headers: dict[str, str] | None = None,
              text: str = "", error: str = "", ended: bool = False) -> HTTPResponse:  # fmt: skip
        page = self._template.render(
            **self._facts, exchanges=exchanges(entries) if entries else [], id=secrets.token_hex(16),
            text=text, error=error, ended=ended,
        )  # fmt: skip
        return HTTPResponse(page, status, {**HEADERS, **(headers or {})}, "text/html; charset=utf-8")

    def _trouble(self, error: Exception, entries: list[Entry], text: str) -> HTTPResponse:
        if isinstance(error, Unreachable):
            logger.error("The log of chats does not answer: %s", error)
            error = Refused(503, "The chat cannot be reached right now. Please call us.", {"Retry-After": "5"})
        if isinstance(error, NoChat):
            error = Refused(401, "Your earlier chat has ended. Send your message again to start a new one.")
        assert isinstance(error, Refused)
        return self._page(entries, error.status, error.headers, text, error.words)


def exchanges(entries: list[Entry]) -> list[Exchange]:
    """The questions of a chat in order, the greeting first, each with its answers."""
    found = {0: Exchange(None, [])}
    for entry in entries:
        if entry["type"] == "visitor":
            found[entry["seq"]] = Exchange(entry, [])
    for entry in entries:
        if entry["type"] == "assistant":
            found[entry["to"]].answers.append(for_browser(entry))
    return list(found.values())


def _fields(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a form; raises Refused."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        raise Refused(415, "This page only takes its own form.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=len(FIELDS))
    except ValueError:
        raise Refused(400, "This page only takes its own form.") from None
    if not {name for name, _ in pairs} <= FIELDS:
        raise Refused(400, "This page only takes its own form.")
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def _with_cookie(response: HTTPResponse, token: str, more: dict[str, Any]) -> HTTPResponse:
    """Put the token where no script and no other site can reach it; it goes when the browser is closed."""
    response.cookies[COOKIE] = token
    for name, value in {"path": PATH, "httponly": True, "samesite": "Strict", **more}.items():
        response.cookies[COOKIE][name] = value
    return response


def _once(form: dict[str, str]) -> str:
    """The same for a form that is sent twice, and another for other words in it."""
    return hashlib.sha256("\n".join(form.get(name, "") for name in ("id", "button", "text")).encode()).hexdigest()
