"""Rasa's response generator with the clinic's facts, the next questions and the suggestions filled in.

It runs inside the Rasa process, so answers need no action server.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from porewise.action_results import check_schema_once
from porewise.answers import load_questions
from porewise.clinic import load_clinic
from porewise.language.vocabulary import Vocabulary

SUGGESTIONS = "utter_did_you_mean"
MOST_SUGGESTIONS = 3
WITHOUT_TREATMENT = "Botox"


class ClinicResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Named in `endpoints.yml`. Reads `clinic.yml` and `data/questions.yml` once, when Rasa starts."""

    def __init__(self, domain: Domain, endpoint_config: Optional[EndpointConfig] = None) -> None:
        """Raises porewise.door.DataError when a file is wrong."""
        super().__init__(domain.responses)
        check_schema_once()
        self._facts = load_clinic().facts()
        self._questions = load_questions()
        self._vocabulary = Vocabulary.default()

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """Choose the variation for the treatment talked about and fill it in.

        Returns:
            Rasa's message dict, with `buttons` added and `id` and `metadata` of the variation; None if there is no
            response of that name.
        """
        slots = tracker.current_slot_values()
        treatment = slots["treatment"] = None if _about_an_ingredient(tracker) else _first(slots.get("treatment"))
        title = self._vocabulary.title_of("treatment", treatment) if treatment else WITHOUT_TREATMENT
        values = {**self._facts, "treatment": title, **kwargs}
        response = self.generate_from_slots(utter_action, slots, output_channel, **values)
        if response is not None:
            intents = _suggested(tracker) if utter_action == SUGGESTIONS else response["metadata"].get("next", [])
            response.setdefault("buttons", []).extend(self._buttons(intents, title))
        return response

    def _fill_response(
        self, response: Dict[str, Any], filled_slots: Optional[Dict[str, Any]] = None, **kwargs: Any
    ) -> Dict[str, Any]:
        """Fill in everything but buttons: their payloads are JSON, whose braces Rasa would take for placeholders."""
        buttons = response.pop("buttons", [])
        filled = super()._fill_response(response, filled_slots, **kwargs)
        return {**filled, "buttons": buttons} if buttons else filled

    def _buttons(self, intents: List[str], treatment: str) -> List[Dict[str, str]]:
        buttons = []
        for intent in [intent for intent in intents if intent in self._questions][:MOST_SUGGESTIONS]:
            words = self._questions[intent].replace("{treatment}", treatment)
            buttons.append({"title": words[0].upper() + words[1:], "payload": f"/{intent}"})
        return buttons


def _suggested(tracker: DialogueStateTracker) -> List[str]:
    """Intents of the last message, likeliest first."""
    ranking = tracker.latest_message.parse_data.get("intent_ranking", []) if tracker.latest_message else []
    return [intent["name"] for intent in ranking]


def _about_an_ingredient(tracker: DialogueStateTracker) -> bool:
    """A message on vitamin C, say, is not about the treatment talked about before."""
    entities = {entity["entity"] for entity in tracker.latest_message.entities} if tracker.latest_message else set()
    return "ingredient" in entities and "treatment" not in entities


def _first(value: Any) -> Optional[str]:
    """The slot holds a list when a message names several treatments: the first is the subject."""
    return (value[0] if value else None) if isinstance(value, list) else value
