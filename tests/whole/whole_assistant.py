"""The running assistant and its visitors, as the tests of this folder use them."""

from __future__ import annotations

import json
import secrets
import urllib.request
from http.client import HTTPResponse
from itertools import count
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from porewise.supervisor import Processes, free_port

SITE = "https://www.clinic.example"


class Website:
    """A visitor of the running assistant, who has an address of their own."""

    addresses = count(1)

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/chat"
        self.headers = {"Content-Type": "application/json", "X-Forwarded-For": f"192.0.2.{next(self.addresses) % 256}"}
        self.headers["Authorization"] = f"Bearer {self._post('/session', {'consent': True})['token']}"

    def ask(self, text: str) -> List[Dict[str, Any]]:
        """The answers to `text`, in order."""
        number = self._post("/messages", {"id": secrets.token_hex(8), "text": text})["seq"]
        answers: List[Dict[str, Any]] = []
        for event, data in self._events(after=number):
            if event == "entry" and data["type"] == "assistant" and data["to"] == number:
                answers.append(data)
            elif answers and event in ("typing", "ready"):
                break
        return answers

    def _events(self, after: int) -> Iterator[Tuple[str, Dict[str, Any]]]:
        with self._open(f"/events?after={after}") as stream:
            event = ""
            for line in stream:
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "event":
                    event = value
                elif key == "data":
                    yield event, json.loads(value)

    def _post(self, path: str, body: Dict[str, Any]) -> Dict[str, Any]:
        with self._open(path, json.dumps(body).encode()) as reply:
            return json.load(reply)

    def _open(self, path: str, body: Optional[bytes] = None) -> HTTPResponse:
        return urllib.request.urlopen(urllib.request.Request(self.address + path, body, self.headers), timeout=30)


def ports(tmp: Path) -> Dict[str, str]:
    actions = str(free_port())
    return {
        "RASA_PORT": str(free_port()),
        "ACTIONS_PORT": actions,
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
        "DATABASE_URL": f"sqlite:///{tmp / 'conversations.db'}",
        "WEBSITE_LOG": f"sqlite:///{tmp / 'chats.db'}",
        "WEBSITE_PROXIES": "1",
        "WEBSITE_ORIGINS": SITE,
    }


class Running:
    """An assistant started from the Procfile, its two parts apart so that one can be stopped."""

    def __init__(self, model: Path, tmp: Path, **settings: str) -> None:
        """`settings`: environment variables in the place of the usual ones."""
        environment = {**ports(tmp), "POREWISE_MODEL": str(model), **settings}
        self.port, self.log = int(environment["RASA_PORT"]), tmp / "rasa.log"
        self.rasa = Processes(environment, log=self.log, only="rasa")
        self.actions = Processes(environment, log=tmp / "actions.log", only="actions")
        self.actions_health = f"http://127.0.0.1:{environment['ACTIONS_PORT']}/health"

    def website(self) -> Website:
        return Website(self.port)
