"""What a plan is made of."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple


class Step(NamedTuple):
    """An action to run, after the slots are set."""

    action: str
    slots: Dict[str, Any] = {}
