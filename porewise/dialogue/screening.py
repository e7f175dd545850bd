"""The screening: eight questions on reasons to see a provider first, asked by Rasa's form `screening_form`."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from porewise.dialogue import help_first
from porewise.dialogue.steps import Step
from porewise.dialogue.turns import Turns

FORM = "screening_form"
# Slot of each question, in the order asked, and the rules (data/urgent_help/triage/screen.yml) that answer it.
QUESTIONS = {
    "screening_pregnancy": ("pregnancy", "breastfeeding"),
    "screening_allergy": ("toxin_allergy",),
    "screening_nerves": ("nerve_or_muscle_disease", "breathing_or_swallowing_history"),
    "screening_medicines": ("blood_thinner", "muscle_relaxant_or_antibiotic", "isotretinoin", "immune_or_long_illness"),
    "screening_infection": ("infection_or_cold_sore",),
    "screening_age": ("age",),
    "screening_procedures": ("recent_treatment", "implants"),
    "screening_skin_tone": ("skin_tone", "scars_and_keloids"),
}
ANSWERS = {"affirm": "yes", "deny": "no", "prefer_not_to_say": "not said"}
SUBMIT = "utter_screening_summary"
OFFER = "utter_start_screening"  # begins the form


def plan(turns: Turns, steps: List[Step]) -> List[Step]:
    """`steps`, with what the screening needs before or after them."""
    if turns.intent == "start_screening":
        return [Step(OFFER, dict.fromkeys(QUESTIONS)), Step(FORM)]
    done = turns.done()
    if turns.intent == "leave_screening" and (turns.active_loop == FORM or ACTION_DEACTIVATE_LOOP_NAME in done):
        return [Step(ACTION_DEACTIVATE_LOOP_NAME), Step("utter_leave_screening")]
    if not steps or (turns.active_loop != FORM and FORM not in done):
        return steps
    ended = FORM in done and turns.active_loop != FORM  # what was said answered the last question
    return [*_with_answer(steps), Step(FORM), *([Step(SUBMIT)] if ended else [])]


def _with_answer(steps: List[Step]) -> List[Step]:
    """A reason told in the visitor's own words answers the question that it belongs to."""
    return [Step(step.action, {**step.slots, **_answered(step)}) for step in steps]


def _answered(step: Step) -> Dict[str, Any]:
    reason = step.slots.get("reason")
    if step.action not in help_first.WITH_REASON.values():
        return {}
    return {slot: "yes" for slot, reasons in QUESTIONS.items() if reason in reasons}


def just_affirmed(tracker: DialogueStateTracker) -> Optional[str]:
    """The question that the visitor's latest message answered with yes, if it did so by a plain yes."""
    if not tracker.latest_message or tracker.latest_message.intent.get("name") != "affirm":
        return None
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, SlotSet) and event.key in QUESTIONS and event.value == "yes":
            return str(event.key)
    return None
