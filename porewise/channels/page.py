"""The demonstration page, its files and the FAQ page: read once at start, so no request ever reaches the disk.

`web/index.html` is a Jinja template: name, people, hours and numbers on it are those of clinic.yml.
"""

from __future__ import annotations

import gzip
import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse

from porewise.clinic import Clinic
from porewise.faq import Faq
from porewise.faq_page import render, today_at
from porewise.settings import ROOT
from porewise.templates import dialled

WEB = ROOT / "web"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class StaticFile(NamedTuple):
    """A file as it is sent; `zipped` where it is large."""

    body: bytes
    content_type: str
    etag: str
    zipped: bytes = b""


class FaqPage:
    """The FAQ page. It is made anew each day, so that an answer goes when its date of review has passed."""

    def __init__(self, clinic: Clinic) -> None:
        """Read the answers. Raises porewise.door.DataError when one of their files is wrong."""
        self._faq = Faq(clinic)
        self._made: dict[date, StaticFile] = {}

    def today(self) -> StaticFile:
        """The page of the day that it is where the clinic is; making it takes half a second."""
        day = today_at(self._faq.clinic)
        file = self._made.get(day)
        if file is None:
            plain = _file(render(self._faq, day).encode(), ".html")
            file = plain._replace(zipped=gzip.compress(plain.body))
            self._made = {day: file}
        return file


def load_files(clinic: Clinic, folder: Path = WEB) -> dict[str, StaticFile]:
    """The files that may be sent, by name: those right in `folder` of a known type, pages filled in for `clinic`."""
    files = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in TYPES and path.is_file():
            body = path.read_bytes()
            if path.suffix == ".html":
                body = _filled_in(body.decode(), clinic).encode()
            files[path.name] = _file(body, path.suffix)
    return files


def _file(body: bytes, suffix: str) -> StaticFile:
    return StaticFile(body, TYPES[suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _filled_in(template: str, clinic: Clinic) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["dialled"] = dialled
    environment.filters["initials"] = lambda name: "".join(word[0] for word in name.split() if not word.endswith("."))
    return environment.from_string(template).render(clinic=clinic)


def send(file: StaticFile, request: Request) -> HTTPResponse:
    """`file`, or 304 when the browser has it. Browsers ask each time, so page and script never differ in age."""
    headers = {
        "ETag": file.etag,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Referrer-Policy": "same-origin",
    }
    if file.zipped:
        headers["Vary"] = "Accept-Encoding"
    if request.headers.get("if-none-match") == file.etag:
        return HTTPResponse(status=304, headers=headers)
    if file.zipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        file = file._replace(body=file.zipped)
    return HTTPResponse(file.body, headers=headers, content_type=file.content_type)
