"""The demonstration page, its files and the FAQ page: read once at start, so no request ever reaches the disk.

The pages of `web/` are Jinja templates: name, people, hours and numbers on them are those of clinic.yml.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment
from sanic.request import Request
from sanic.response import HTTPResponse

from porewise.channels.widget import EXAMPLE, Widget, is_address
from porewise.clinic import Clinic
from porewise.faq import Faq
from porewise.faq_page import blocks, render, today_at
from porewise.language.vocabulary import Vocabulary
from porewise.settings import ROOT
from porewise.templates import day, dialled, templates

WEB = ROOT / "web"
DEMONSTRATION = "index.html"
EMBED = "embed.html"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)
FORM_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
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
        today = today_at(self._faq.clinic)
        file = self._made.get(today)
        if file is None:
            plain = _file(render(self._faq, today).encode(), ".html")
            file = plain._replace(zipped=gzip.compress(plain.body))
            self._made = {today: file}
        return file


class EmbedPage:
    """The page with the code that a clinic puts into its own site."""

    def __init__(self, clinic: Clinic, widget: Widget) -> None:
        """`widget` is what the code loads."""
        self._clinic = clinic
        self._widget = widget
        self._template = page_templates().get_template(EMBED)

    def at(self, address: str) -> StaticFile:
        """The page of the server at `address` (scheme, host and port); an example stands where that is none."""
        shown_address = address if is_address(address) else EXAMPLE
        page = self._template.render(clinic=self._clinic, widget=self._widget, address=shown_address)
        return _file(page.encode(), ".html")


def page_templates() -> Environment:
    """The pages of `web/`, not yet filled in."""
    return templates(
        WEB, blocks=blocks, date=date.fromisoformat, day=day, dialled=dialled, initials=_initials, title_of=_title_of
    )


def load_files(clinic: Clinic, folder: Path = WEB) -> dict[str, StaticFile]:
    """The files that may be sent, by name: those right in `folder` of a known type; of pages only the demonstration."""
    files = {
        path.name: _file(path.read_bytes(), path.suffix)
        for path in sorted(folder.iterdir())
        if path.suffix in TYPES and path.suffix != ".html" and path.is_file()
    }
    files[DEMONSTRATION] = _file(_demonstration(clinic).encode(), ".html")
    return files


def _demonstration(clinic: Clinic) -> str:
    prices = [price for price in clinic.prices if clinic.may_advertise(price.treatment)]
    return page_templates().get_template(DEMONSTRATION).render(clinic=clinic, prices=prices)


def _file(body: bytes, suffix: str) -> StaticFile:
    return StaticFile(body, TYPES[suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if not word.endswith("."))


def _title_of(treatment: str) -> str:
    title = re.sub("^an? ", "", Vocabulary.default().title_of("treatment", treatment))
    return title[0].upper() + title[1:]


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
