"""A clinic's own site on another origin than the assistant's: its pages embed the chat by one tag."""

from __future__ import annotations

import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BODY = """
<header><a href="#visit">Visit us</a></header>
<main>
  <h1>Our skin clinic</h1>
  <p>We see people with all kinds of skin.</p>
  <button type="button" data-porewise-open="">Ask about pores</button>
  <a href="elsewhere" data-porewise-open="How long does Botox last?">How long does it last?</a>
  <p><label>Your name <input name="name"></label></p>
</main>
<footer><h2 id="visit">Visit us</h2><p><a href="#map">Map</a></p></footer>
"""
PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Our skin clinic</title>{style}{before}
{tag}
</head>
<body>{body}</body>
</html>
"""


class ClinicSite:
    """Serves the pages that it is given. Its `localhost` and the assistant's 127.0.0.1 are two sites to a browser."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, dict[str, str]]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, headers = site.files.get(self.path.partition("?")[0], ("There is no such page.", {}))
                self.send_response(200 if headers else 404)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def file(self, name: str, body: str, kind: str, **headers: str) -> str:
        """Serve `body` under `name`; gives its path."""
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        self.files[f"/{name}"] = (body, {"Content-Type": f"{kind}; charset=utf-8", **given})
        return f"/{name}"

    def page(
        self,
        chat: str,
        *,
        lang: str = "en",
        dir: str = "ltr",
        policy: str = "",
        css: str = "",
        before: str = "",
        body: str = BODY,
        tag: str = "",
        **attributes: str,
    ) -> str:
        """A new page with the widget of the assistant at `chat`; gives its address.

        `policy` is its Content-Security-Policy, `css` its own style sheet, `before` stands above the tag;
        `attributes` are the tag's: `data_accent="#ff0"`. Another `tag` may be given.
        """
        given = "".join(f' {name.replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
        style = ""
        if css:
            style = f'<link rel="stylesheet" href="{self.file(f"{len(self.files)}.css", css, "text/css")}">'
        tag = tag or f'<script src="{chat}/widget.js" async{given}></script>'
        whole = PAGE.format(lang=lang, dir=dir, style=style, before=before, tag=tag, body=body)
        headers = {"Content_Security_Policy": policy} if policy else {}
        return self.origin + self.file(f"page{len(self.files)}", whole, "text/html", **headers)
