"""The running assistant and its visitors, as the tests of this folder use them."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any, Dict, List

from porewise.supervisor import Processes, free_port


class Website:
    """A visitor of the running assistant."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/chat"
        self.token = self._post("/session", {})["token"]

    def ask(self, text: str) -> List[Dict[str, Any]]:
        return self._post("/messages", {"text": text})["messages"]

    def _post(self, path: str, body: Dict[str, Any]) -> Dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if path == "/messages":
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)


def ports(tmp: Path) -> Dict[str, str]:
    actions = str(free_port())
    return {
        "RASA_PORT": str(free_port()),
        "ACTIONS_PORT": actions,
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
        "DATABASE_URL": f"sqlite:///{tmp / 'conversations.db'}",
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
