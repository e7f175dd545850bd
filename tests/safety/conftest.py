"""The whole assistant, spoken to turn by turn. (The fixture `ask` of tests/conftest.py gives the last turn only.)"""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Coroutine, Dict, Iterator, List

import pytest
from rasa.core.channels.channel import UserMessage

from porewise.answers import load_answers
from porewise.clinic import load_clinic
from porewise.replay import Assistant, Recorder, running

Wait = Callable[[Coroutine[Any, Any, Any]], Any]


class Conversation:
    """One conversation. Rasa's messages of the latest turn are in `messages`. Only one can be led at a time."""

    def __init__(self, assistant: Assistant, wait: Wait) -> None:
        self._assistant = assistant
        self._wait = wait
        self._sender = uuid.uuid4().hex
        self.messages: List[Dict[str, Any]] = []

    def say(self, text: str) -> List[str]:
        """Say `text`; gives the names of the answers."""
        self.messages = self._wait(self._assistant.say(text, self._sender))
        return self.names

    def press(self, payload: str) -> List[str]:
        """Press a button; gives the names of the answers."""
        self.messages = self._wait(self._assistant.press(payload, self._sender))
        return self.names

    def say_understood(self, text: str, **parse_data: Any) -> List[str]:
        """Say `text`, which the language understanding took for `parse_data`; gives the names of the answers."""
        recorder = Recorder()
        parsed = {"text": text, "entities": [], "intent_ranking": [parse_data["intent"]], **parse_data}
        message = UserMessage(text, recorder, self._sender, parse_data=parsed, input_channel=recorder.name())
        self._wait(self._assistant.agent.handle_message(message))
        self.messages = recorder.messages
        return self.names

    @property
    def names(self) -> List[str]:
        """Names of the answers."""
        return [message["utter_action"] for message in self.messages]

    @property
    def ids(self) -> List[str]:
        """Ids of the variations."""
        return [message["id"] for message in self.messages]

    @property
    def texts(self) -> List[str]:
        """What the visitor reads."""
        return [message["text"] for message in self.messages]

    @property
    def buttons(self) -> List[str]:
        """Payloads of all buttons."""
        return [button["payload"] for message in self.messages for button in message.get("buttons") or []]

    def slot(self, name: str) -> Any:
        """What the conversation remembers."""
        return self._tracker().get_slot(name)

    @property
    def form(self) -> Any:
        """The form that is being filled in, if any."""
        return self._tracker().active_loop_name

    def _tracker(self) -> Any:
        return self._wait(self._assistant.agent.tracker_store.retrieve(self._sender))


@pytest.fixture(scope="session")
def new_conversation(model: Path) -> Iterator[Callable[[], Conversation]]:
    """Begins a conversation with the whole assistant, which stays loaded for the session."""
    # In a thread of its own: the browser tests leave Playwright's event loop running in this one.
    with ThreadPoolExecutor(1) as thread, closing(asyncio.new_event_loop()) as loop:
        opening = running(model)
        assistant = thread.submit(opening.__enter__).result()
        yield lambda: Conversation(assistant, lambda turn: thread.submit(loop.run_until_complete, turn).result())
        thread.submit(opening.__exit__, None, None, None).result()


@pytest.fixture()
def talk(new_conversation: Callable[[], Conversation]) -> Conversation:
    """A conversation that begins with the test."""
    return new_conversation()


@pytest.fixture(scope="session")
def words() -> Callable[[str], str]:
    """The text of a response's first variation, with the clinic's facts filled in."""
    answers, facts = load_answers(), load_clinic().facts()
    return lambda name: answers[name][0].text.format(**facts).strip()


@pytest.fixture(scope="session")
def notes() -> Dict[str, str]:
    """The line for the provider of each question of the screening: slot -> line."""
    return {
        name.removeprefix("utter_"): str(variations[0].metadata.note)
        for name, variations in load_answers().items()
        if variations[0].metadata.note
    }
