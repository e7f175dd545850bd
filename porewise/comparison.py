"""The reviewed facts that can stand side by side: `data/alternatives/comparison.yml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Dict, List

from pydantic import Field, validator

from porewise.answers import DATA
from porewise.clinic import known_treatment
from porewise.door import Checked, read


class Cell(Checked):
    """One aspect of one treatment, in a few words."""

    text: str = Field(max_length=120)
    sources: List[str]


class Row(Checked):
    """One treatment."""

    onset: Cell
    duration: Cell
    downtime: Cell
    invasiveness: Cell
    evidence: Cell


ASPECTS = {
    "onset": "How soon",
    "duration": "How long it lasts",
    "downtime": "Downtime",
    "invasiveness": "How invasive",
    "evidence": "Evidence for pores",
}


class Comparison(Checked):
    """The whole table."""

    reviewed: date
    review_by: date
    status: str = Field(regex="^(draft|approved)$")
    treatments: Dict[str, Row]

    @validator("treatments")
    def _treatments(cls, value: Dict[str, Row]) -> Dict[str, Row]:
        for treatment in value:
            known_treatment(treatment)
        return value

    def cell(self, treatment: str, aspect: str) -> Cell:
        """What is said of one aspect (a key of ASPECTS) of one treatment; raises KeyError if it is not in the table."""
        cell: Cell = getattr(self.treatments[treatment], aspect)
        return cell


def load_comparison(path: Path = DATA / "alternatives" / "comparison.yml") -> Comparison:
    """Read the table; raises porewise.door.DataError when it is wrong."""
    return read(path, Comparison)
