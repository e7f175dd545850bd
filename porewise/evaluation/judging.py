"""Whether the replies to a message answer what it asks."""

from __future__ import annotations

from typing import Any, Dict, Sequence, Set

from porewise.answers import response_of

REFUSALS = {"utter_fallback", "utter_did_you_mean"}
OUTCOMES = ("right", "partly", "offered", "refused", "wrong")


def outcome(result: Dict[str, Any], wanted: Sequence[Set[str]]) -> str:
    """Judge one replay result by the names that `Accepted.wanted` gives for its message.

    Returns:
        right: every question is answered; partly: one of several is; offered: none, but a button leads to an answer;
        refused: only "I don't know" or buttons; wrong: anything else, silence too.
    """
    said = {reply["name"] for reply in result["replies"]}
    answered = [bool(accepted & (said | set(result["actions"]))) for accepted in wanted]
    if all(answered):
        return "right"
    if any(answered):
        return "partly"
    if said and said <= REFUSALS:
        leads_to = {
            name for reply in result["replies"] for button in reply["buttons"] for name in names_of(button["payload"])
        }
        return "offered" if leads_to & set().union(*wanted) and "utter_did_you_mean" in said else "refused"
    return "wrong"


def names_of(payload: str) -> Set[str]:
    """Names that may answer an intent, or a button's payload `/intent{...}`.

    By the naming rule `ask_duration` gets `utter_duration` or `action_ask_duration` (tests/consistency proves it).
    """
    intent = payload.lstrip("/").split("{")[0]
    return {response_of(intent), f"action_{intent}"}
