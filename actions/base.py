"""What every custom action has in common: it never ends in silence."""

from __future__ import annotations

import logging
import secrets
from abc import ABC, abstractmethod
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

logger = logging.getLogger(__name__)


class SpeakingAction(Action, ABC):
    """An action that speaks even when it fails. Subclasses write `answer` instead of `run`."""

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Say something with `dispatcher` and return the events to keep; any exception may leave it."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Answer; on any failure log it under an id, take back what was half said, and say the id.

        `action_answered` tells the rules that the action ran; while it is false, they say what is missing.
        """
        try:
            events = self.answer(dispatcher, tracker)
        except Exception:
            error_id = secrets.token_hex(4)
            logger.exception("%s failed, error %s", self.name(), error_id)
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_action_failed", error_id=error_id)
            events = []
        return [*events, SlotSet("action_answered", True)]
