"""Messages and parses made up for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional

from porewise.evaluation.intents import HeldOut
from porewise.evaluation.messages import Message
from porewise.evaluation.scores import Judged
from porewise.evaluation.session import Parsed
from porewise.settings import ROOT


def judged(text: str, outcome: str, file: Optional[Path] = None, replies: Any = (), **row: Any) -> Judged:
    row = {"text": text, "topic": "cost", **row}
    wanted = [{"utter_x"} for key in ("topic", "topic2") if key in row]
    path = file or ROOT / "tests" / "visitors" / "visitors.jsonl"
    result: Dict[str, Any] = {"replies": list(replies), "actions": [], "intent": "ask_cost", "confidence": 0.5}
    return Judged(Message(path, 7, row, wanted), text, result, outcome)


def parsed(understood: str, confidence: float, decided: Optional[str] = None, milliseconds: float = 1.0) -> Parsed:
    return Parsed(understood if decided is None else decided, understood, confidence, milliseconds, (understood,))


def held_out(intent: str, understood: str, confidence: float, decided: Optional[str] = None) -> HeldOut:
    return HeldOut(f"a message about {intent}", intent, parsed(understood, confidence, decided))
