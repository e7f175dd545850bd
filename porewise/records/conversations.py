"""Rasa's SQL tracker store, silent about what it stores."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import SQLTrackerStore


class Conversations(SQLTrackerStore):
    """Named in `endpoints.yml`. A failing statement is logged without its values, which hold a visitor's words."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        """See parent class."""
        super().__init__(*args, **settings)
        self.engine.hide_parameters = True
