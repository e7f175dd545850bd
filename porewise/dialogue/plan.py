"""Plans a turn: what to say, in order, where that depends on more than the intent. No rule could list these cases.

- A message with several questions: the answer to each, none twice.
- A follow-up ("why?", "and then?", "the second one", "and for lasers?", "no I meant the laser"): an answer that
  depends on what was said before.
- Danger: before all else and alone, also in the middle of a form (porewise/dialogue/help_first.py).
- The questions of the screening: begun, left, gone on with after something else was asked.

Everything else is left to the rules in `data/<topic>/rules.yml`: the plan is then empty.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Set

from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from porewise.answers import MORE, response_of
from porewise.dialogue import help_first, screening
from porewise.dialogue.follow_ups import FollowUps
from porewise.dialogue.steps import Step
from porewise.dialogue.turns import Turns

RANK = "utter_rank_treatments"
COMPARE = "action_compare_treatments"
NO_COMPARISON = "utter_comparison_unavailable"
NOT_UNDERSTOOD = ("clarify", "nlu_fallback")
OPTIONS = {"first": 0, "second": 1, "third": 2, "last": -1}


class Planner:
    """Plans turns for one domain; `follow_ups` is the content of `data/follow_ups.yml`."""

    def __init__(self, domain: Domain, follow_ups: FollowUps) -> None:
        self._known = set(domain.action_names_or_texts)
        self._responses = domain.responses
        self._follow_ups = follow_ups
        self._longer = longer_answers(domain.responses)
        self._by_treatment = _with_variations(domain.responses) - set(follow_ups.not_repeated)
        self._plans: Dict[str, Callable[[Turns], List[Step]]] = {
            "inform_treatment": self._same_for_treatment,
            "correct_assistant": self._same_for_treatment,
            "ask_why": self._why,
            "ask_next": self._next,
            "ask_more_detail": self._more,
            "choose_option": self._chosen,
            "affirm": self._the_only_one,
            "deny": self._neither,
        }

    def plan(self, tracker: DialogueStateTracker) -> List[Step]:
        """The steps of the turn that the latest message began, done ones included; empty when a rule knows."""
        try:
            turns = Turns(tracker)
        except ValueError:
            return []
        steps = help_first.plan(turns, self._answer_to)
        if steps and steps[0].action in help_first.ALONE:
            return steps
        return screening.plan(turns, steps or self._ordinary(turns))

    def _ordinary(self, turns: Turns) -> List[Step]:
        questions = turns.message.parse_data.get("questions") or []
        if questions:
            return self._each(turns, questions)
        if turns.is_short() and turns.entity("criterion") and RANK in turns.said_last():
            return [Step(RANK, {"criterion": turns.entity("criterion")})]
        reason_given = help_first.reason_for(turns, turns.intent or "")
        if reason_given:
            return [reason_given]
        make = self._plans.get(turns.intent or "")
        return make(turns) if make else []

    def _each(self, turns: Turns, questions: List[Dict[str, Any]]) -> List[Step]:
        """An answer to each question; the treatment named in one goes for the next, until another is named."""
        steps: Dict[tuple, Step] = {}
        treatment = None
        for question in questions:
            place = (question["start"], question["end"])
            treatment = turns.entity("treatment", *place) or treatment
            action = self._answer_to(question["intent"])
            if action is None:
                continue
            slots: Dict[str, Any] = {"treatment": treatment} if treatment else {}
            reason = help_first.reason_for(turns, question["intent"])
            if reason:
                action, slots = reason.action, {**slots, **reason.slots}
            if action == COMPARE:
                named = [e["value"] for e in turns.message.entities if e["entity"] == "treatment"]
                slots = {"compared_treatments": list(dict.fromkeys(named)), "action_answered": False}
            steps.setdefault((action, treatment if action in self._by_treatment else None), Step(action, slots))
        return list(steps.values())

    def _answer_to(self, intent: str) -> Optional[str]:
        """The response or action of an intent, by the naming rule (tests/consistency proves it for every rule)."""
        if intent in NOT_UNDERSTOOD:
            return "utter_rest_unclear"
        return next((action for action in (response_of(intent), f"action_{intent}") if action in self._known), None)

    def _same_for_treatment(self, turns: Turns) -> List[Step]:
        treatment = turns.entity("treatment")
        before = [action for action in turns.said_ever() if action in self._by_treatment]
        if not before:
            return []
        if not treatment and not turns.entity("ingredient"):  # "creams instead", "not what I meant"
            return [] if turns.intent == "correct_assistant" else [Step("utter_alternatives")]
        return [Step(before[-1], {"treatment": treatment} if treatment else {})]

    def _why(self, turns: Turns) -> List[Step]:
        for action in reversed(turns.said_last()):
            if action in self._follow_ups.why:
                return [Step(self._follow_ups.why[action])]
        return []

    def _next(self, turns: Turns) -> List[Step]:
        """The first of the questions offered under the last answer that has not been answered yet."""
        said = set(turns.said_ever())
        for button in turns.buttons():
            action = self._answer_to(_intent_of(button))
            if action and action not in said | {"utter_more_detail", screening.OFFER}:
                return [Step(action)]
        return []

    def _more(self, turns: Turns) -> List[Step]:
        """The longer answer where there is one, of several the last; else what goes with the last answer."""
        longer = [self._longer[said] for said in turns.answers_last() if said in self._longer]
        if longer and not turns.entity("treatment"):
            return [longer[-1]]
        following = self._next(turns)
        return [Step("utter_more_detail"), *following] if following else []

    def _chosen(self, turns: Turns) -> List[Step]:
        option = turns.entity("option")
        buttons, compared = turns.buttons(), _compared(turns)
        if option == "both" or option not in OPTIONS:
            return []
        place = OPTIONS[option]
        if compared and place < len(compared):
            return [Step("utter_treatment_named", {"treatment": compared[place]})]
        if not -len(buttons) <= place < len(buttons):
            return []
        action = self._answer_to(_intent_of(buttons[place]))
        return [Step(action)] if action else []

    def _the_only_one(self, turns: Turns) -> List[Step]:
        """ "Yes" to a "Did you mean" that offered one thing."""
        buttons = turns.buttons()
        if "utter_did_you_mean" not in turns.said_last() or len(buttons) != 1:
            return []
        action = self._answer_to(_intent_of(buttons[0]))
        return [Step(action)] if action else []

    def _neither(self, turns: Turns) -> List[Step]:
        """ "Neither of those" after a comparison or an order of treatments: what else there is."""
        chosen_from = {COMPARE, RANK}
        return [Step("utter_alternatives")] if chosen_from & set(turns.said_last()) else []


def _compared(turns: Turns) -> List[str]:
    """The treatments that were put side by side in the turn before."""
    return turns.entities_before("treatment") if COMPARE in turns.said_last() else []


def _intent_of(button: Dict[str, Any]) -> str:
    return str(button["payload"]).lstrip("/").split("{")[0]


def longer_answers(responses: Dict[str, List[Dict[str, Any]]]) -> Dict[str, Step]:
    """The id of an answer -> the step that says the longer one: `<id>_more`, a variation of `<response>_more`."""
    return {
        variation["id"].removesuffix(MORE): Step(
            name, {c["name"]: c["value"] for c in variation.get("condition", []) if c["name"] == "treatment"}
        )
        for name, variations in responses.items()
        if name.endswith(MORE)
        for variation in variations
    }


def _with_variations(responses: Dict[str, List[Dict[str, Any]]]) -> Set[str]:
    """Responses that have variations by treatment."""
    return {
        name
        for name, variations in responses.items()
        if not name.endswith(MORE) and any(c["name"] == "treatment" for v in variations for c in v.get("condition", []))
    }
