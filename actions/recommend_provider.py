"""Who at this clinic could look at it."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SpeakingAction
from porewise.clinic import DAYS, Provider, load_clinic

ON_REQUEST = {"ask_provider", "affirm"}
SHORT_LIST = 2


class RecommendProvider(SpeakingAction):
    """On request the matching providers and how to check them; after answers on risk, dose, suitability an offer."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_recommend_provider"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Say who does the treatment talked about; raises DataError when clinic.yml is wrong."""
        treatment = tracker.get_slot("treatment")
        treatment = treatment[0] if isinstance(treatment, list) else treatment
        providers = load_clinic().providers_for(treatment)
        if not providers:
            dispatcher.utter_message(response="utter_recommend_none")
            return []
        if tracker.latest_message["intent"]["name"] in ON_REQUEST:
            described = "\n".join(f"- {_described(provider)}" for provider in providers)
            dispatcher.utter_message(response="utter_recommend_providers", providers=described)
            return []
        if _offered_already(tracker):
            return []
        names = " or ".join(f"{p.name} ({p.title[0].lower()}{p.title[1:]})" for p in providers[:SHORT_LIST])
        dispatcher.utter_message(response="utter_offer_providers", providers=names)
        return [SlotSet("offer", "providers")]


def _described(provider: Provider) -> str:
    # Of a nurse or an aesthetician nothing is said: the word is about doctors (clinic.yml).
    credentials = provider.credentials + (", board-certified" if provider.board_certified else "")
    days = ", ".join(DAYS[day] for day in provider.days)
    return (
        f"{provider.name}, {provider.title}. {credentials}. {days}. "
        f"Speaks {' and '.join(provider.languages)}. Check the license: {provider.licence_check}"
    )


def _offered_already(tracker: Tracker) -> bool:
    """Once in a conversation is an offer; each time would be a sales talk."""
    return any(
        event.get("event") == "bot" and (event.get("metadata") or {}).get("utter_action") == "utter_offer_providers"
        for event in tracker.events
    )
