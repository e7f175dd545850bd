"""Danger comes first: what is said, what the session remembers of it, and what ends it."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

from porewise.dialogue.steps import Step
from porewise.dialogue.turns import Turns

# The slot `danger`: the gravest so far. It stays until the visitor is safe by their own word.
EMERGENCY, CRISIS, URGENT, OVER, CRISIS_OVER = "emergency", "crisis", "urgent", "over", "crisis_over"
GRAVER = {EMERGENCY: (), CRISIS: (EMERGENCY,), URGENT: (EMERGENCY, CRISIS)}
SAID = {EMERGENCY: "utter_emergency", CRISIS: "utter_crisis", URGENT: "utter_urgent", "support": "utter_distress"}
INTENTS = {
    "report_emergency": EMERGENCY, "report_crisis": CRISIS, "report_urgent": URGENT, "report_distress": "support",
}  # fmt: skip
ASK = "utter_happening_now"
ALONE = {*SAID.values(), ASK}  # nothing follows these, not even the question of a form
NOT_ORDINARY = {*INTENTS, "happening_now", "clarify", "nlu_fallback"}
WITH_REASON = {
    "ask_contraindication": "utter_screen", "ask_pregnancy": "utter_screen", "ask_diagnosis": "utter_screen",
    "ask_dose": "utter_refuse", "ask_home_treatment": "utter_refuse", "request_prescription": "utter_refuse",
}  # fmt: skip


def plan(turns: Turns, answer_to: Callable[[str], Optional[str]]) -> List[Step]:
    """The steps where danger is told, asked about, or over; `answer_to` names the answer to an intent."""
    intent = turns.intent or ""
    if intent in INTENTS:
        return [_help(INTENTS[intent], turns)]
    if intent == "happening_now":
        return [Step(ASK)]
    if intent == "report_safe":
        crisis = turns.slot("danger") in (CRISIS, CRISIS_OVER)
        return [Step("utter_safe", {"danger": CRISIS_OVER if crisis else OVER})]
    if ASK not in turns.said_last() or intent not in ("affirm", "deny"):
        return []
    # In the middle of a form, Rasa has taken the "yes" or "no" for an answer to the form's question.
    not_meant = {turns.slot("requested_slot"): None} if turns.active_loop else {}
    if intent == "affirm":
        step = _help((turns.before("triage") or {}).get("feared") or EMERGENCY, turns)
    else:
        likely = (answer_to(name) for name in turns.ranking_before() if name not in NOT_ORDINARY)
        step = Step(next(filter(None, likely), "utter_side_effects"))
    return [Step(step.action, {**step.slots, **not_meant})]


def reason_for(turns: Turns, intent: str) -> Optional[Step]:
    """The answer that names the reason (a pregnancy, a blood thinner, a kit bought online) where a rule heard one."""
    triage: Dict[str, Any] = turns.message.parse_data.get("triage") or {}
    if intent not in WITH_REASON or not triage.get("rule"):
        return None
    return Step(WITH_REASON[intent], {"reason": triage["rule"]})


def _help(level: str, turns: Turns) -> Step:
    slots: Dict[str, Any] = {"language": turns.entity("language")}
    if level == URGENT:  # what was asked about before is not always what was done
        slots["treatment"] = turns.entity("treatment")
    if level in GRAVER and turns.slot("danger") not in GRAVER[level]:
        slots["danger"] = level
    return Step(SAID[level], slots)
