"""The addresses under /chat that are only read: the demonstration page, the FAQ page, the widget's files."""

from __future__ import annotations

import asyncio
import gzip
import hashlib

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from porewise.channels.incoming import Refused
from porewise.channels.page import DEMONSTRATION, TYPES, EmbedPage, FaqPage, StaticFile, load_files, send
from porewise.channels.routes import add
from porewise.channels.widget import load_widget
from porewise.clinic import Clinic

FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
FOR_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


class Pages:
    """Read once, at start."""

    def __init__(self, clinic: Clinic) -> None:
        """Raises DataError when a file of the answers is wrong, WidgetError when the widget is not built."""
        self._files = load_files(clinic)
        self._faq = FaqPage(clinic)
        self._widget = load_widget()
        self._loader, self._whole = _script(self._widget.loader), _script(self._widget.whole)
        self._embed = EmbedPage(clinic, self._widget)

    def add_to(self, routes: Blueprint) -> None:
        """Add the routes."""
        add(routes, "GET", "/", self._page)
        add(routes, "GET", "/embed", self._code)
        add(routes, "GET", "/faq", self._questions)
        add(routes, "GET", "/static/<file:str>", self._static)
        add(routes, "GET", "/widget.js", self._load)
        add(routes, "GET", "/<version:v[0-9a-f]{12}>/widget.js", self._version)

    async def _page(self, request: Request) -> HTTPResponse:
        if not request.path.endswith("/"):
            return redirect("chat/")  # the page names its files relative to itself
        return send(self._files[DEMONSTRATION], request)

    async def _code(self, request: Request) -> HTTPResponse:
        if request.path.endswith("/"):
            return redirect("../embed")
        scheme = request.headers.get("x-forwarded-proto", request.scheme)
        return send(self._embed.at(f"{scheme}://{request.host}"), request)

    async def _questions(self, request: Request) -> HTTPResponse:
        if request.path.endswith("/"):
            return redirect("../faq")
        return send(await asyncio.to_thread(self._faq.today), request)

    async def _static(self, request: Request, file: str) -> HTTPResponse:
        if file not in self._files:
            raise Refused(404, "There is no such file.")
        return send(self._files[file], request)

    async def _load(self, request: Request) -> HTTPResponse:
        return _send_script(self._loader, request, ASK_EACH_TIME)

    async def _version(self, request: Request, version: str) -> HTTPResponse:
        """The whole widget. A version that we have no more gets today's: a tag with a hash refuses it, others go on."""
        return _send_script(self._whole, request, FOR_EVER if version == self._widget.version else "no-store")


def _script(body: bytes) -> StaticFile:
    return StaticFile(body, TYPES[".js"], f'"{hashlib.sha256(body).hexdigest()[:16]}"', gzip.compress(body))


def _send_script(file: StaticFile, request: Request, cache: str) -> HTTPResponse:
    headers = {**FOR_ANY_SITE, "Cache-Control": cache, "ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return HTTPResponse(status=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTTPResponse(file.body, headers=headers, content_type=file.content_type)
    headers["Content-Encoding"] = "gzip"
    return HTTPResponse(file.zipped, headers=headers, content_type=file.content_type)
