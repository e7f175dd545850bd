"""The demonstration page and its files: read once at start, so no request ever reaches the disk.

`web/index.html` is a Jinja template: name, people, hours and numbers on it are those of clinic.yml.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined
from sanic.request import Request
from sanic.response import HTTPResponse

from porewise.clinic import Clinic
from porewise.settings import ROOT

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
    """A file as it is sent."""

    body: bytes
    content_type: str
    etag: str


def load_files(clinic: Clinic, folder: Path = WEB) -> dict[str, StaticFile]:
    """The files that may be sent, by name: those right in `folder` of a known type, pages filled in for `clinic`."""
    files = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in TYPES and path.is_file():
            body = path.read_bytes()
            if path.suffix == ".html":
                body = _filled_in(body.decode(), clinic).encode()
            files[path.name] = StaticFile(body, TYPES[path.suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')
    return files


def _filled_in(template: str, clinic: Clinic) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["dialled"] = lambda number: "".join(c for c in number if c.isdigit() or c == "+")
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
    if request.headers.get("if-none-match") == file.etag:
        return HTTPResponse(status=304, headers=headers)
    return HTTPResponse(file.body, headers=headers, content_type=file.content_type)
