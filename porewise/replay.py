"""Runs messages through the whole assistant: real model, real actions, a fresh conversation each."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import uuid
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.log_utils import configure_structlog
from tqdm import tqdm

from porewise.channels.incoming import own_words
from porewise.door import DataError, shown
from porewise.settings import ROOT
from porewise.supervisor import Processes, free_port

INTERNAL_ACTIONS = {"action_listen", "action_session_start", "action_extract_slots"}
BOT_LINE = "BOT:"
LOG = ROOT / "var" / "replay.log"


def read_messages(path: Path) -> List[Dict[str, Any]]:
    """Rows of a JSON-lines file, each with at least `text`; raises DataError with the line of a bad one."""
    return [row for _, row in numbered_messages(path)]


def numbered_messages(path: Path) -> List[Tuple[int, Dict[str, Any]]]:
    """Rows as `read_messages` gives them, each with its line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row.get("text"), str):
                raise ValueError
        except (ValueError, AttributeError):
            raise DataError(
                f'{shown(path)}, line {number}: each line must be JSON such as {{"text": "..."}}.'
            ) from None
        rows.append((number, row))
    return rows


def replay_file(source: Path, target: Path, model: Path) -> None:
    """Replay the messages of `source` and write one JSON line for each to `target`."""
    rows = read_messages(source)
    with target.open("w", encoding="utf-8") as out:
        results = replay(rows, model)
        first = list(itertools.islice(results, 1))  # loads the assistant, which is not the messages' time
        for result in tqdm(itertools.chain(first, results), total=len(rows), unit=" messages", desc=source.name):
            out.write(json.dumps(result, ensure_ascii=False) + "\n")


def replay(rows: Iterable[Dict[str, Any]], model: Path) -> Iterator[Dict[str, Any]]:
    """Replay each row's `context` (if any) and `text` in a conversation of its own.

    Yields:
        For each row, about its last message: text, context, intent, confidence, entities, actions (names, in the order
        run), replies ({name, text, buttons, metadata} each).
    """
    with running(model) as assistant, closing(asyncio.new_event_loop()) as loop:
        for row in rows:
            yield loop.run_until_complete(assistant.converse(row["text"], row.get("context")))


@contextmanager
def running(model: Path) -> Iterator[Assistant]:
    """The assistant of `model` in this process, with an action server of its own beside it."""
    ports = {"ACTIONS_PORT": str(free_port())}
    ports["ACTION_ENDPOINT_URL"] = f"http://127.0.0.1:{ports['ACTIONS_PORT']}/webhook"
    os.environ.update(ports)
    with Processes(ports, log=LOG, only="actions") as processes:
        assistant = Assistant(model)
        processes.wait_until_ready()
        yield assistant


class Recorder(OutputChannel):
    """Keeps every message whole, as a channel receives it."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.messages: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name of the channel: one without tables."""
        return "replay"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep it."""
        self.messages.append(message)


class OneConversation(TrackerStore):
    """Keeps the latest conversation, as an object: replaying needs no other, and writing it out as text takes time."""

    _tracker: Optional[DialogueStateTracker] = None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep it instead of the one before."""
        self._tracker = tracker

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The latest conversation, if that is the one asked for."""
        return self._tracker if self._tracker and self._tracker.sender_id == sender_id else None


class Assistant:
    """A loaded agent with the project's own response generator and action endpoint."""

    def __init__(self, model: Path) -> None:
        """Load `model`; takes some seconds."""
        configure_structlog(logging.ERROR)  # below that, Rasa writes every slot of every turn
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        self.agent = Agent(action_endpoint=endpoints.action, tracker_store=OneConversation(None))
        self.agent.load_model(model)
        self.agent.processor.nlg = NaturalLanguageGenerator.create(endpoints.nlg, self.agent.domain)

    async def converse(self, text: str, context: Optional[str] = None) -> Dict[str, Any]:
        """Say `context` line by line (the assistant's own lines left out), then `text`; see `replay`."""
        sender = uuid.uuid4().hex
        for line in (context or "").splitlines():
            if line.strip() and not line.startswith(BOT_LINE):
                await self.say(line, sender)
        messages = await self.say(text, sender)
        tracker = await self.agent.tracker_store.retrieve(sender)
        parsed = tracker.latest_message.parse_data
        return {
            "text": text,
            "context": context,
            "intent": parsed["intent"]["name"],
            "confidence": parsed["intent"]["confidence"],
            "entities": [{"entity": e["entity"], "value": e["value"]} for e in parsed["entities"]],
            "actions": _actions(tracker),
            "replies": [_reply(message) for message in messages],
        }

    async def say(self, text: str, sender: str) -> List[Dict[str, Any]]:
        """Say `text` in the conversation `sender`; gives Rasa's messages. Nothing in it is taken for a command."""
        return await self.press(own_words(text), sender)

    async def press(self, payload: str, sender: str) -> List[Dict[str, Any]]:
        """Press a button with `payload`; gives Rasa's messages."""
        recorder = Recorder()
        await self.agent.handle_message(UserMessage(payload, recorder, sender, input_channel=recorder.name()))
        return recorder.messages


def _actions(tracker: Any) -> List[str]:
    """Actions run since the last message of the visitor."""
    names: List[str] = []
    for event in reversed(tracker.events):
        if event.type_name == "user":
            break
        if event.type_name == "action" and event.action_name not in INTERNAL_ACTIONS:
            names.insert(0, event.action_name)
    return names


def _reply(message: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "name": message.get("utter_action"),
        "text": message.get("text"),
        "buttons": message.get("buttons") or [],
        "metadata": {"id": message.get("id"), **(message.get("metadata") or {})},
    }
