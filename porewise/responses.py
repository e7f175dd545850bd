"""Rasa's response generator with the clinic's facts, the next questions and the suggestions filled in.

It runs inside the Rasa process, so answers need no action server.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Dict, List, Optional
from zoneinfo import ZoneInfo

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from porewise.action_results import check_schema_once
from porewise.advertising import UNNAMED_TREATMENT, Advertising, Tact
from porewise.answers import WITHDRAWN, is_withdrawn, load_questions
from porewise.clinic import load_clinic
from porewise.comparison import load_comparison, ranking_in_words
from porewise.dialogue import help_first, screening
from porewise.dialogue.plan import longer_answers
from porewise.dialogue.turns import Turns
from porewise.language.vocabulary import Vocabulary
from porewise.sources import in_words, load_sources

TELL_MORE = "ask_more_detail"
SUGGESTIONS = "utter_did_you_mean"
SUGGESTIONS_OF_MESSAGE_BEFORE = "utter_correct_assistant"
RANKING, ASK_CRITERION = "utter_rank_treatments", "utter_ask_criterion"
OF_LAST_ANSWER = {"utter_sources": "utter_sources_of_answer", "utter_doubt_answer": "utter_doubt_answer_sourced"}
# Said before an ordinary answer while danger was told and is not over.
HELP_FIRST = {
    help_first.EMERGENCY: "utter_help_first", help_first.CRISIS: "utter_help_first_crisis",
    help_first.URGENT: "utter_help_first_urgent",
}  # fmt: skip
HELP = {
    *help_first.SAID.values(),
    help_first.ASK,
    "utter_safe",
    "utter_urgent_help",
    "utter_side_effect",
    *HELP_FIRST.values(),
}
OFFERS = {"book_appointment", "ask_provider", "ask_cost"}  # not made after a crisis
PREFACES = {"botox": "utter_preface_botox", "general": "utter_preface_general"}
IS_BOTOX = {"botox", "micro_botox"}
MOST_SUGGESTIONS = 3
MOST_SOURCES = 6


class ClinicResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Named in `endpoints.yml`. Reads `clinic.yml` and the data beside the answers once, when Rasa starts."""

    def __init__(self, domain: Domain, endpoint_config: Optional[EndpointConfig] = None) -> None:
        """Raises porewise.door.DataError when a file is wrong."""
        super().__init__(domain.responses)
        check_schema_once()
        clinic = load_clinic()
        self._facts = clinic.facts()
        self._advertising = Advertising(clinic)
        self._questions = load_questions()
        self._comparison = load_comparison()
        self._sources = load_sources()
        self._vocabulary = Vocabulary.default()
        self._longer = longer_answers(domain.responses)
        self._time_zone = ZoneInfo(clinic.time_zone)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """Choose the variation for the treatment talked about and fill it in.

        Returns:
            Rasa's message dict, with `buttons` added and `id` and `metadata` of the variation; None if there is no
            response of that name.
        """
        slots = tracker.current_slot_values()
        ingredient = _ingredient_instead(tracker)
        treatment = slots["treatment"] = None if ingredient else _first(slots.get("treatment"))
        tact = self._advertising.in_conversation(tracker.events)
        subject = treatment or tact.default_treatment
        title = self._vocabulary.title_of("treatment", subject) if subject else ""
        values = {**self._facts, "treatment": title or UNNAMED_TREATMENT, **kwargs}
        sources: List[str] = []
        if utter_action == RANKING:
            utter_action, values["ranking"], sources = self._ranking(_first(slots.get("criterion")), tact)
        elif utter_action in OF_LAST_ANSWER and (sources := _sources_of_last_answer(tracker)):
            utter_action = OF_LAST_ANSWER[utter_action]
            values["sources"] = in_words(sources[:MOST_SOURCES], self._sources)
        elif utter_action == screening.SUBMIT:
            values["screening"], sources = self._screening(slots)
        say = partial(self.generate_from_slots, filled_slots=slots, output_channel=output_channel, **values)
        response = tact.lawful(utter_action, say, self.responses.keys(), treatment)
        if response is None:
            return None
        if utter_action not in HELP and is_withdrawn(response["metadata"], datetime.now(self._time_zone).date()):
            response = self.generate_from_slots(WITHDRAWN, slots, output_channel, **values)
        if sources:
            response["metadata"] = {**response["metadata"], "sources": sources}
        self._add_preface(response, treatment, ingredient, slots, output_channel)
        self._add_explanation(response, utter_action, tracker, tact)
        in_form = bool(tracker.active_loop_name)  # the question that follows has buttons of its own
        intents = [] if in_form else _suggested(utter_action, tracker) or response["metadata"].get("next", [])
        response.setdefault("buttons", []).extend(self._buttons(intents, title, tact))
        if response.get("id") in self._longer and not in_form:
            response["buttons"].extend(self._buttons([TELL_MORE], title, tact))
        self._put_help_first(response, utter_action, tracker, output_channel)
        return response

    def _put_help_first(
        self, response: Dict[str, Any], utter_action: str, tracker: DialogueStateTracker, output_channel: str
    ) -> None:
        """After danger was told: one line before the first answer of a turn; after a crisis no offer to book."""
        danger = tracker.get_slot("danger")
        if danger in (help_first.CRISIS, help_first.CRISIS_OVER):
            response["buttons"] = [b for b in response["buttons"] if b["payload"].lstrip("/") not in OFFERS]
        if danger not in HELP_FIRST or utter_action in HELP or Turns(tracker).done():
            return
        line = self.generate_from_slots(
            HELP_FIRST[danger], tracker.current_slot_values(), output_channel, **self._facts
        )
        if line:
            response["text"] = f"{line['text']}\n\n{response['text']}"
            response["buttons"] += line.get("buttons", [])

    def _add_explanation(
        self, response: Dict[str, Any], utter_action: str, tracker: DialogueStateTracker, tact: Tact
    ) -> None:
        """Before a question of the screening: why the "yes" to the one before matters."""
        last = screening.just_affirmed(tracker)
        if last and utter_action.startswith(("utter_ask_screening", screening.SUBMIT)):
            explained = self.responses[f"utter_{last}"][0]
            why = tact.without_names(explained["text"], f"utter_{last}")
            response["text"] = f"{why}\n\n{response['text']}".strip()
            known = response["metadata"].get("sources", [])
            sources = [*explained["metadata"]["sources"], *known]
            response["metadata"] = {**response["metadata"], "sources": list(dict.fromkeys(sources))}

    def _screening(self, slots: Dict[str, Any]) -> tuple:
        """What to raise with the provider, by the answers given, and the sources of it."""
        lines, sources = [], []
        for slot in screening.QUESTIONS:
            explained = self.responses[f"utter_{slot}"][0]["metadata"]
            if slots.get(slot) == "yes":
                lines.append(f"- {explained['note']}")
                sources += explained["sources"]
        skipped = sum(slots.get(slot) == "not said" for slot in screening.QUESTIONS)
        if skipped:
            lines.append(
                f"- You would rather not answer {skipped} of the questions here. Your provider will ask them too."
            )
        return "\n".join(
            lines or ["- None of the eight was a yes. Still tell them of any illness, allergy and medicine."]
        ), sources

    def _ranking(self, criterion: Optional[str], tact: Tact) -> tuple:
        """Response, text and sources of the order by `criterion`; the question by what, where none was named."""
        if criterion is None:
            return ASK_CRITERION, "", []
        return (RANKING, *ranking_in_words(tact.comparison(self._comparison, criterion), criterion))

    def _add_preface(
        self,
        response: Dict[str, Any],
        treatment: Optional[str],
        ingredient: Optional[str],
        slots: Dict[str, Any],
        output_channel: str,
    ) -> None:
        """Say so where the answer is not about the treatment asked about, because there is none about that one."""
        about = response["metadata"].get("about")
        if about is None or not (treatment or ingredient) or treatment in IS_BOTOX:
            return
        if ingredient and about == "general":
            return
        label, id_ = ("treatment", treatment) if treatment else ("ingredient", ingredient)
        title = self._vocabulary.title_of(label, str(id_))
        preface = self.generate_from_slots(PREFACES[about], slots, output_channel, treatment=title)
        if preface:
            response["text"] = f"{preface['text']}\n\n{response['text']}"

    def _fill_response(
        self, response: Dict[str, Any], filled_slots: Optional[Dict[str, Any]] = None, **kwargs: Any
    ) -> Dict[str, Any]:
        """Fill in everything but buttons: their payloads are JSON, whose braces Rasa would take for placeholders."""
        buttons = response.pop("buttons", [])
        filled = super()._fill_response(response, filled_slots, **kwargs)
        return {**filled, "buttons": buttons} if buttons else filled

    def _buttons(self, intents: List[str], treatment: str, tact: Tact) -> List[Dict[str, str]]:
        """Buttons for the first few of `intents` that have words; without a treatment, not for those that need one."""
        buttons = []
        for intent in [intent for intent in intents if intent in self._questions]:
            words = self._questions[intent]
            if treatment or "{treatment}" not in words:
                words = words.replace("{treatment}", treatment)
                buttons.append({"title": words[0].upper() + words[1:], "payload": f"/{intent}"})
        return tact.buttons(buttons)[:MOST_SUGGESTIONS]


def _suggested(utter_action: str, tracker: DialogueStateTracker) -> List[str]:
    """Intents to offer where a message was not understood, likeliest first."""
    if utter_action == SUGGESTIONS and tracker.latest_message:
        ranking = tracker.latest_message.parse_data.get("intent_ranking", [])
        return [intent["name"] for intent in ranking if intent["name"] != TELL_MORE]
    if utter_action == SUGGESTIONS_OF_MESSAGE_BEFORE:
        return Turns(tracker).ranking_before()[1:]  # without the one that was wrong
    return []


def _sources_of_last_answer(tracker: DialogueStateTracker) -> List[str]:
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and (sources := (event.metadata.get("metadata") or {}).get("sources")):
            return list(sources)
    return []


def _ingredient_instead(tracker: DialogueStateTracker) -> Optional[str]:
    """The ingredient of a message that names one and no treatment: that, not what was talked about, is its subject."""
    named: Dict[str, str] = {}
    for entity in reversed(tracker.latest_message.entities if tracker.latest_message else []):
        named[entity["entity"]] = entity["value"]
    return None if "treatment" in named else named.get("ingredient")


def _first(value: Any) -> Optional[str]:
    """The slot holds a list when a message names several treatments: the first is the subject."""
    return (value[0] if value else None) if isinstance(value, list) else value
