"""What a browser, or an attacker, sends to the website channel."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def messages(self) -> list[dict[str, Any]]:
        assert self.status == 200, self.body
        return self.json["messages"]


class Visitor:
    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.token = ""
        self.greeting: list[dict[str, Any]] = []
        self.person = ""

    def begin(self) -> Visitor:
        answer = self.request("POST", "/chat/session", "{}")
        assert answer.status == 200, answer.body
        self.token, self.greeting, self.person = (answer.json[key] for key in ("token", "greeting", "person"))
        return self

    def send(self, headers: dict[str, str] | None = None, **message: Any) -> Answer:
        return self.request("POST", "/chat/messages", json.dumps(message), headers)

    def say(self, text: str) -> list[dict[str, Any]]:
        return self.send(text=text).messages

    def request(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            connection.request(
                method, path, body, {**token, **(headers or {})}, encode_chunked=not isinstance(body, (str, bytes))
            )
            return Answer(connection.getresponse())
        finally:
            connection.close()
