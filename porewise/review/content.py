"""What stands on the review sheet: topics, their answers, and the figures of the front page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence

from porewise.answers import MORE, Variation, load_answers
from porewise.clinic import Clinic
from porewise.door import DataError
from porewise.facts import load_facts
from porewise.faq import WITHOUT_TREATMENT
from porewise.language.vocabulary import Vocabulary
from porewise.prose import PLACEHOLDER
from porewise.review.basis import Library, Part
from porewise.review.due import is_due_soon
from porewise.review.edits import APPROVED
from porewise.review.places import places
from porewise.review.visitors import Asked, Visitors
from porewise.sources import load_sources

# Read first, while the reader is fresh: what can hurt most. Then the rest by name; last, what has no sources.
FIRST = ("urgent_help", "screening", "suitability", "misuse", "risks", "treatment_day")
DURING_TALK = {
    "providers": "[the clinic’s providers]",
    "comparison": "[a table that compares the treatments]",
    "ranking": "[the treatments in order]",
    "sources": "[the sources of the answer before]",
    "screening": "[a line for each “yes”]",
    "error_id": "[a number of the error]",
}


@dataclass
class Entry:
    """One answer as it stands on the sheet, its texts filled in; `parts` is empty as in `Grounds`."""

    number: int
    id: str
    asked: Asked
    text: str
    parts: List[Part]
    sources: List[str]
    claims: Dict[int, str]
    buttons: List[str]
    variation: Variation
    is_overdue: bool
    is_due_soon: bool
    longer: Optional[Entry] = None

    @property
    def has_conflict(self) -> bool:
        """Whether a sentence rests on a fact on which the sources, or article and sources, do not agree."""
        return any(basis.is_conflict for part in self.parts for basis in part.bases)

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it now."""
        return self.variation.metadata.status != APPROVED or self.is_overdue or self.is_due_soon


@dataclass
class Topic:
    """A folder of data/ with its answers; longer ones stand under the answers that they belong to."""

    id: str
    entries: List[Entry] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The folder's name as words."""
        return self.id.replace("_", " ").capitalize()

    @property
    def all_entries(self) -> List[Entry]:
        """The answers and their longer ones, in the order of the sheet."""
        return [one for entry in self.entries for one in (entry, entry.longer) if one]


class Sheet(NamedTuple):
    """Everything on the sheet."""

    clinic: Clinic
    today: date
    topics: List[Topic]

    @property
    def entries(self) -> List[Entry]:
        """All answers, in the order of the sheet."""
        return [entry for topic in self.topics for entry in topic.all_entries]

    def count(self, status: str) -> int:
        """How many answers have that status, or are `overdue` or `due soon`."""
        special = {"overdue": lambda e: e.is_overdue, "due soon": lambda e: e.is_due_soon}
        return sum(map(special.get(status, lambda e: e.variation.metadata.status == status), self.entries))


def sheet(clinic: Clinic, data: Path, today: date, only: Sequence[str] = (), only_open: bool = False) -> Sheet:
    """Read the answers and put them in order.

    Args:
        clinic: whose facts fill the placeholders.
        data: the folder of the answers.
        today: decides what is overdue.
        only: topics; all where there are none.
        only_open: leave out what is approved and not due within 60 days.

    Raises:
        porewise.door.DataError: a file is wrong, a topic unknown, or nothing is left to read.
    """
    topics: Dict[str, Topic] = {}
    maker = _Maker(clinic, data, today)
    for topic, entry in maker.entries():
        topics.setdefault(topic, Topic(topic)).entries.append(entry)
    unknown = [name for name in only if name not in topics]
    if unknown:
        raise DataError(f"There is no topic {', '.join(unknown)}. Topics: {', '.join(sorted(topics))}.")
    chosen = sorted((topic for name, topic in topics.items() if not only or name in only), key=_place_of)
    if only_open:
        for one in chosen:
            one.entries = [entry for entry in one.entries if entry.is_open or (entry.longer and entry.longer.is_open)]
        chosen = [one for one in chosen if one.entries]
    if not chosen:
        raise DataError("Nothing is open: every answer is approved, and none is due within 60 days.")
    for number, entry in enumerate((entry for one in chosen for entry in one.all_entries), start=1):
        entry.number = number
    return Sheet(clinic, today, chosen)


def filled(text: str, clinic: Clinic, treatment: Optional[str]) -> str:
    """`text` as visitors read it, with the clinic's facts; what only a talk can fill in stands in brackets."""
    title = Vocabulary.default().title_of("treatment", treatment) if treatment else WITHOUT_TREATMENT
    values = {**DURING_TALK, **clinic.facts(), "treatment": title}
    return PLACEHOLDER.sub(lambda found: values.get(found.group()[1:-1], found.group()), text)


class _Maker:
    """Makes the entries of the sheet."""

    def __init__(self, clinic: Clinic, data: Path, today: date) -> None:
        self._clinic = clinic
        self._today = today
        self._answers = load_answers(data)
        self._places = places(data)
        self._visitors = Visitors(data)
        self._library = Library(load_facts(data / "facts"), load_sources(data / "sources.yml"))

    def entries(self) -> Iterable[tuple[str, Entry]]:
        """Topic and entry of each answer, its longer one in it."""
        for response, variations in self._answers.items():
            if response.endswith(MORE):
                continue
            longer = {one.id: one for one in self._answers.get(response + MORE, [])}
            for variation in variations:
                entry = self._entry(response, variation)
                if more := longer.get(variation.id + MORE):
                    entry.longer = self._entry(response, more)
                yield self._places[variation.id].topic, entry

    def _entry(self, response: str, variation: Variation) -> Entry:
        def fill(text: str) -> str:
            return filled(text, self._clinic, variation.treatment)

        grounds = self._library.grounds(variation)
        return Entry(
            number=0,
            id=variation.id,
            asked=self._visitors.ask(response, variation),
            text=fill(variation.text),
            parts=[part._replace(sentence=fill(part.sentence)) for part in grounds.parts],
            sources=grounds.sources,
            claims=self._library.claims_besides(variation),
            buttons=[button.title for button in variation.buttons],
            variation=variation,
            is_overdue=variation.is_overdue(self._today),
            is_due_soon=is_due_soon(variation, self._today),
        )


def _place_of(topic: Topic) -> tuple[int, str]:
    if topic.id in FIRST:
        return FIRST.index(topic.id), ""
    has_sources = any(entry.sources for entry in topic.entries)
    return len(FIRST) + (0 if has_sources else 1), topic.id
