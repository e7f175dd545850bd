"""What a browser, or an attacker, sends to the website channel, and what comes back."""

from __future__ import annotations

import http.client
import json
import random
import socket
import struct
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

Entry = dict[str, Any]
Event = tuple[str, dict[str, Any]]


class Answer:
    """What came back for a request."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Events:
    """Reads server-sent events, in pieces of any size. A comment is the event "comment"."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[Event]:
        *whole, self._rest = (self._rest + piece).split(b"\n\n")
        for block in whole:
            fields = dict(line.split(": ", 1) for line in block.decode().split("\n"))
            kind, data = fields.get("event", "comment"), json.loads(fields.get("data", "{}"))
            assert fields.get("id") == (str(data["seq"]) if kind == "entry" else None)
            yield kind, data


class Visitor:
    """A visitor, with a chat once it has begun. Of several addresses each request takes one. `headers` go with all."""

    def __init__(self, *addresses: str, **headers: str) -> None:
        self.hosts = [urlsplit(address).netloc for address in addresses]
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.token = ""

    def begin(self) -> Visitor:
        answer = self.request("POST", "/chat/session", '{"consent": true, "language": "en"}')
        assert answer.status == 201, answer.body
        self.token = answer.json["token"]
        return self

    def send(self, headers: dict[str, str] | None = None, **message: Any) -> Answer:
        """Send a `text` or `button`, with an id of its own where none is given."""
        body = json.dumps({"id": uuid.uuid4().hex, **message}, ensure_ascii=False)
        return self.request("POST", "/chat/messages", body.encode("utf-8", "surrogatepass"), headers)

    def say(self, text: str) -> list[Entry]:
        """The answers to `text`."""
        return self.answers(self.send(text=text))

    def press(self, button: str) -> list[Entry]:
        """The answers to a button."""
        return self.answers(self.send(button=button))

    def answers(self, taken: Answer) -> list[Entry]:
        """The answers to the message that was `taken`."""
        assert taken.status == 202, taken.body
        return self.answers_to(taken.json["seq"])

    def answers_to(self, seq: int) -> list[Entry]:
        """The answers to the entry with that number, once they are there; 0 is the greeting."""
        with self.stream(seq) as events:
            next(data for kind, data in events if kind == "entry" and data.get("to") == seq)
        return [entry for entry in self.history(seq) if entry.get("to") == seq]

    def history(self, after: int = 0) -> list[Entry]:
        """The entries behind `after` that there are now."""
        with self.stream(after) as events:
            return _until_ready(events)

    @contextmanager
    def stream(self, after: int = 0) -> Iterator[Iterator[Event]]:
        """The events of the chat behind `after`, one after the other."""
        with self.connect(after) as (_, response):
            reader = Events()
            pieces = iter(lambda: response.read1(65_536), b"")
            yield (event for piece in pieces for event in reader.feed(piece))

    @contextmanager
    def connect(self, after: int) -> Iterator[tuple[socket.socket, http.client.HTTPResponse]]:
        """A stream that nobody has read from yet. Raises ConnectionRefusedError with the status."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            connection.request("GET", f"/chat/events?after={after}", headers=self._headers())
            sock, response = connection.sock, connection.getresponse()
            if response.status != 200:
                raise ConnectionRefusedError(response.status, response.read())
            yield sock, response
        finally:
            connection.close()

    def request(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            whole = isinstance(body, (str, bytes))
            connection.request(method, path, body, {**self._headers(), **(headers or {})}, encode_chunked=not whole)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def by_hand(self, request: str, header: str = "Accept: */*") -> socket.socket:
        """A connection on which the head of a request has been sent, with little room for the answer."""
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(2)
        name, port = self.host.split(":")
        sock.connect((name, int(port)))
        lines = [f"{request} HTTP/1.1", f"Host: {name}", f"Authorization: Bearer {self.token}", header, "", ""]
        sock.sendall("\r\n".join(lines).encode())
        return sock

    @property
    def host(self) -> str:
        return random.choice(self.hosts)

    def _headers(self) -> dict[str, str]:
        return {**self.headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}


class Tab:
    """A page on which the chat is open: it listens in a thread of its own, and comes back when the line breaks.

    It trusts the server: what comes is kept as it comes, so that what is lost or doubled is seen.
    """

    def __init__(self, visitor: Visitor, cut: Callable[[], tuple[int, float]] = lambda: (1 << 62, 20)) -> None:
        """`cut`: after how many bytes, or seconds of silence, the line breaks; each time anew."""
        self.entries: list[Entry] = []
        self.told: list[Event] = []
        self.connections = self.breaks = 0
        self.status = 0  # of the last refusal
        self._visitor, self._cut = visitor, cut
        self._closed = threading.Event()
        self._sock: socket.socket | None = None
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()

    def wait(self, until: Callable[[Tab], Any], seconds: float = 15) -> Tab:
        """Come back when `until` holds."""
        waited = threading.Event()
        for _ in range(int(seconds / 0.02)):
            if until(self):
                return self
            waited.wait(0.02)
        raise AssertionError(f"waited in vain; heard: {self.told[-8:]}")

    def close(self) -> None:
        self._closed.set()
        if self._sock:
            with suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _hear(self) -> None:
        while not self._closed.is_set():
            try:
                with self._visitor.connect(self.entries[-1]["seq"] if self.entries else 0) as (sock, response):
                    self._sock = sock
                    self.connections += 1
                    self._read(sock, response)
            except ConnectionRefusedError as refused:
                self.status = refused.args[0]
                self._closed.wait(0.2)
            except (OSError, http.client.HTTPException):
                self._closed.wait(0.05)  # no server there

    def _read(self, sock: socket.socket, response: http.client.HTTPResponse) -> None:
        reader, (left, silence) = Events(), self._cut()
        sock.settimeout(silence)
        with suppress(TimeoutError):
            while left and not self._closed.is_set():
                piece = response.read1(min(left, 65_536))
                if not piece:
                    return
                left -= len(piece)
                for kind, data in reader.feed(piece):
                    self.told.append((kind, data))
                    if kind == "entry":
                        self.entries.append(data)
        self.breaks += 1
        if random.random() < 0.5:  # without a goodbye
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _until_ready(events: Iterator[Event]) -> list[Entry]:
    entries: list[Entry] = []
    for kind, data in events:
        if kind == "ready":
            assert not entries or data["last"] == entries[-1]["seq"]
            return entries
        entries.append(data)
    raise AssertionError("the stream ended before it was ready")
