"""What a conversation looks like from the message just received."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

SHORT = 3  # words


class Turns:
    """A tracker's events, split at the latest message of the visitor. `message` is that message."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        """Raises ValueError when the visitor has said nothing yet."""
        events = _of_session(tracker)
        places = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
        if not places:
            raise ValueError("the visitor has said nothing yet")
        self.message: UserUttered = events[places[-1]]
        self._tracker = tracker
        self._before = events[: places[-1]]
        self._since = events[places[-1] + 1 :]
        self._last_turn = events[places[-2] : places[-1]] if len(places) > 1 else self._before

    @property
    def intent(self) -> Optional[str]:
        """Intent of the message, after the zones."""
        return self.message.intent_name

    @property
    def active_loop(self) -> Optional[str]:
        """The form that is being filled in, if any."""
        return self._tracker.active_loop_name

    def slot(self, name: str) -> Any:
        """Value of a slot."""
        return self._tracker.get_slot(name)

    def is_short(self) -> bool:
        """Whether the message has the length of an answer to a question of ours rather than of a new question."""
        return len((self.message.text or "").split()) <= SHORT

    def entity(self, name: str, start: int = 0, end: Optional[int] = None) -> Optional[str]:
        """The first value of the entity `name` in the message, or in the part of it from `start` to `end`."""
        for entity in self.message.entities:
            inside = start <= entity.get("start", 0) and (end is None or entity.get("end", 0) <= end)
            if entity["entity"] == name and inside:
                return str(entity["value"])
        return None

    def done(self) -> List[str]:
        """Actions run since the message."""
        return _actions(self._since)

    def said_last(self) -> List[str]:
        """Actions run in the turn before the message."""
        return _actions(self._last_turn)

    def said_ever(self) -> List[str]:
        """Actions run before the message, in the whole conversation."""
        return _actions(self._before)

    def answers_last(self) -> List[str]:
        """Ids of the answers given in the turn before the message."""
        said = (event for event in self._last_turn if isinstance(event, BotUttered))
        return [str(event.metadata["id"]) for event in said if event.metadata.get("id")]

    def buttons(self) -> List[Dict[str, Any]]:
        """The buttons that the visitor saw last, in the order shown."""
        for event in reversed(self._last_turn):
            if isinstance(event, BotUttered) and event.data.get("buttons"):
                return list(event.data["buttons"])
        return []

    def entities_before(self, name: str) -> List[str]:
        """The values of the entity `name` in the visitor's message before this one."""
        for event in reversed(self._before):
            if isinstance(event, UserUttered):
                return [str(entity["value"]) for entity in event.entities if entity["entity"] == name]
        return []

    def before(self, what: str) -> Any:
        """What `what` was in the understanding of the visitor's message before this one; None where there was none."""
        for event in reversed(self._before):
            if isinstance(event, UserUttered):
                return event.parse_data.get(what)
        return None

    def ranking_before(self) -> List[str]:
        """Intents of the visitor's message before this one, likeliest first."""
        return [intent["name"] for intent in self.before("intent_ranking") or []]


def _of_session(tracker: DialogueStateTracker) -> List[Event]:
    """Events since the session began. Rasa's `applied_events` leaves out what was said while a form is filled in."""
    events = list(tracker.events)
    begins = [i for i, event in enumerate(events) if isinstance(event, (Restarted, SessionStarted))]
    return events[begins[-1] + 1 :] if begins else events


def _actions(events: List[Event]) -> List[str]:
    names = [event.action_name for event in events if isinstance(event, ActionExecuted)]
    return [
        name for name in names if name and not name.startswith(("action_listen", "action_session", "action_extract"))
    ]
