"""What the tests of jurisdictions share: the fifty questions, a clinic elsewhere, what a visitor reads."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any, Callable, Dict, List

import yaml

from porewise.clinic import Clinic
from porewise.settings import ROOT

QUESTIONS: List[Dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("questions.yml").read_text())
OWN_LINE = {"EU": "116 123"}  # the Union has no line of its own, so that a clinic must name one

Messages = List[Dict[str, Any]]


def clinic_text(jurisdiction: str, emergency: str | None = None, crisis: str | None = None) -> str:
    """Our `clinic.yml` in another jurisdiction; a number that is None is left out."""
    text = (ROOT / "clinic.yml").read_text().replace("jurisdiction: US", f"jurisdiction: {jurisdiction}")
    for key, value in (("emergency_number", emergency), ("crisis_line", crisis or OWN_LINE.get(jurisdiction))):
        text = re.sub(rf"(?m)^{key}: .*$", f'{key}: "{value}"' if value else f"# no {key}", text)
    return text


def read_of(message: Dict[str, Any]) -> str:
    """All that a visitor reads of a message: text, buttons, table."""
    titles = [button["title"] for button in message.get("buttons") or []]
    return "\n".join([message.get("text") or "", *titles, json.dumps(message.get("custom") or {})])


class Abroad:
    """The assistant of a clinic in one jurisdiction."""

    def __init__(self, assistant: Any, clinic: Clinic, wait: Callable[[Any], Any]) -> None:
        self.clinic = clinic
        self._assistant = assistant
        self._wait = wait

    def ask(self, said: List[str]) -> List[Messages]:
        """What is answered to each line, in a conversation of its own. A line that begins with "/" presses a button."""
        sender = uuid.uuid4().hex
        send = {True: self._assistant.press, False: self._assistant.say}
        return [self._wait(send[line.startswith("/")](line, sender)) for line in said]
