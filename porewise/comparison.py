"""The reviewed facts that can stand side by side or in order: `data/alternatives/comparison.yml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from pydantic import Field, validator

from porewise.answers import DATA
from porewise.clinic import known_treatment
from porewise.door import Checked, read
from porewise.language.vocabulary import Vocabulary


class Cell(Checked):
    """One aspect of one treatment, in a few words."""

    text: str = Field(max_length=120)
    sources: List[str]


class Row(Checked):
    """One treatment."""

    onset: Cell
    duration: Cell
    downtime: Cell
    pain: Cell
    invasiveness: Cell
    cost: Cell
    evidence: Cell


ASPECTS = {
    "onset": "How soon",
    "duration": "How long it lasts",
    "downtime": "Downtime",
    "pain": "Pain",
    "invasiveness": "How invasive",
    "cost": "Cost",
    "evidence": "Evidence for pores",
}


class Group(Checked):
    """Treatments that share a place in a ranking."""

    say: str = Field(min_length=1, max_length=60)
    treatments: List[str] = Field(min_items=1)
    sources: List[str] = Field(min_items=1)

    _treatments = validator("treatments", each_item=True, allow_reuse=True)(known_treatment)


class Note(Checked):
    """What must be said along with a ranking."""

    text: str = Field(min_length=1, max_length=220)
    sources: List[str]


class Ranking(Checked):
    """Treatments in order of one criterion, as far as the sources go; `ordered: false` where they give no order."""

    words: str = Field(min_length=1)
    ordered: bool = True
    groups: List[Group]
    note: Optional[Note] = None

    @validator("groups")
    def _one_place_each(cls, value: List[Group]) -> List[Group]:
        placed = [treatment for group in value for treatment in group.treatments]
        for treatment in placed:
            if placed.count(treatment) > 1:
                raise ValueError(f"'{treatment}' has {placed.count(treatment)} places. Allowed: one")
        return value

    @validator("note", always=True)
    def _something_to_say(cls, value: Optional[Note], values: Dict[str, Any]) -> Optional[Note]:
        if value is None and values.get("groups") == []:
            raise ValueError("without groups a note must say what is not known")
        return value


class Rankings(Checked):
    """One ranking for each thing that people order treatments by."""

    cost: Ranking
    onset: Ranking
    downtime: Ranking
    pain: Ranking
    invasiveness: Ranking
    duration: Ranking
    evidence: Ranking
    needles: Ranking


CRITERIA = tuple(Rankings.__fields__)


class Comparison(Checked):
    """The whole table, and the orders that can be read from it."""

    reviewed: date
    review_by: date
    status: str = Field(regex="^(draft|approved)$")
    treatments: Dict[str, Row]
    rankings: Rankings

    @validator("treatments")
    def _treatments(cls, value: Dict[str, Row]) -> Dict[str, Row]:
        for treatment in value:
            known_treatment(treatment)
        return value

    @validator("rankings")
    def _only_of_the_table(cls, value: Rankings, values: Dict[str, Any]) -> Rankings:
        for criterion in CRITERIA:
            for group in getattr(value, criterion).groups:
                for treatment in group.treatments:
                    if treatment not in values.get("treatments", [treatment]):
                        raise ValueError(f"{criterion} ranks '{treatment}', which has no row in `treatments`")
        return value

    def cell(self, treatment: str, aspect: str) -> Cell:
        """What is said of one aspect (a key of ASPECTS) of one treatment; raises KeyError if it is not in the table."""
        cell: Cell = getattr(self.treatments[treatment], aspect)
        return cell

    def ranking(self, criterion: str) -> Ranking:
        """The order by one of CRITERIA; raises KeyError for anything else."""
        if criterion not in CRITERIA:
            raise KeyError(criterion)
        ranking: Ranking = getattr(self.rankings, criterion)
        return ranking

    def unknown(self, criterion: str) -> List[str]:
        """The treatments of the table that no source puts into the ranking; raises KeyError like `ranking`."""
        placed = {treatment for group in self.ranking(criterion).groups for treatment in group.treatments}
        return [treatment for treatment in self.treatments if treatment not in placed]


def load_comparison(path: Path = DATA / "alternatives" / "comparison.yml") -> Comparison:
    """Read the table; raises porewise.door.DataError when it is wrong."""
    return read(path, Comparison)


def ranking_in_words(comparison: Comparison, criterion: str) -> Tuple[str, List[str]]:
    """The order by one of CRITERIA as a visitor reads it, and the ids of its sources.

    Raises:
        KeyError: nothing is ranked by `criterion`.
    """
    ranking, unknown = comparison.ranking(criterion), comparison.unknown(criterion)
    asides = []
    if ranking.groups:
        order = f"By what our sources say, {ranking.words} first:"
        if not ranking.ordered:
            order = f"Our sources give no firm order for {ranking.words}. They say:"
        lines = [order, *(f"- {group.say}: {_titles(group.treatments)}" for group in ranking.groups)]
        if unknown:
            asides.append(f"No good source for: {_titles(unknown)}.")
    else:
        lines = [f"Our sources give no order for {ranking.words}."]
    if ranking.note:
        asides.append(ranking.note.text)
    whose_decision = "Only a clinician who has seen your skin can say what suits you."
    paragraphs = ["\n".join(lines), " ".join(asides), whose_decision]
    sources = [source for part in [*ranking.groups, ranking.note] if part for source in part.sources]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph), list(dict.fromkeys(sources))


def _titles(treatments: List[str]) -> str:
    return ", ".join(Vocabulary.default().title_of("treatment", treatment) for treatment in treatments)
