"""What stands on the FAQ page: the assistant's own answers by topic. `data/faq.yml` says which; no text is here."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

import yaml
from pydantic import Field

from porewise.advertising import NO_ANSWER, UNNAMED, UNNAMED_TREATMENT, WHICH_ONE, Advertising
from porewise.answers import DATA, MORE, WITHDRAWN, Variation, load_answers, load_questions, response_of
from porewise.clinic import Clinic
from porewise.door import Checked, DataError, check, child, read_yaml, shown
from porewise.language.vocabulary import Vocabulary
from porewise.prose import PLACEHOLDER
from porewise.sources import Source, load_sources

WITHOUT_TREATMENT = "Botox"
NEVER_WITHDRAWN = {"utter_side_effect"}  # help, of which old is better than none, as in porewise.responses
DANGERS = "utter_urgent_help"  # its buttons name them
NO_ANSWERS = {WHICH_ONE, NO_ANSWER}
ASKS_BACK = re.compile(
    r" ?\b(?:Which [^.?]*\?|Name it, [^.]*\.)"
)  # said where no medicine may be named; a page hears no answer
ABOUT = {"botox": WITHOUT_TREATMENT, "general": "In general", None: ""}
NAMES_MEDICINE = "A page on a prescription medicine; ask us for its address"


class FileTopic(Checked):
    """A heading and the questions under it."""

    title: str
    questions: List[str] = Field(min_items=1)


class FaqFile(Checked):
    """The file; see its own lines."""

    topics: List[FileTopic] = Field(min_items=1)
    words: Dict[str, str] = {}
    left_out: Dict[str, str] = {}


class Answer(NamedTuple):
    """A variation as it stands on the page; where it is withdrawn, `text` is what is said instead.

    `question` is the whole question, no two alike; `about` what it speaks of, empty where that is the only one.
    """

    id: str
    question: str
    about: str
    text: str
    sources: List[Source]
    reviewed: date
    is_approved: bool
    is_withdrawn: bool = False
    longer: Optional[Answer] = None


class Question(NamedTuple):
    """A question with the answer for everyone, where there is one, and those for single treatments."""

    id: str
    words: str
    first: Optional[Answer]
    by_treatment: List[Answer]

    @property
    def answers(self) -> List[Answer]:
        """All of them, in order."""
        return [*([self.first] if self.first else []), *self.by_treatment]


class Topic(NamedTuple):
    """A heading with its questions."""

    title: str
    questions: List[Question]

    @property
    def id(self) -> str:
        """Its anchor; the prefix keeps it apart from those of questions."""
        return "topic_" + re.sub(r"\W+", "_", self.title.lower()).strip("_")


class Faq:
    """The page's content for one clinic, read once."""

    def __init__(self, clinic: Clinic, data: Path = DATA) -> None:
        """Raises porewise.door.DataError when a file is wrong, or `faq.yml` does not fit the answers."""
        self.clinic = clinic
        self._answers = _read_once(data)
        self._words = load_questions(data / "questions.yml")
        self._sources = load_sources(data / "sources.yml")
        self._by_id = {v.id: v for of_response in self._answers.values() for v in of_response}
        self._tact = Advertising(clinic).before()  # on a public page, nobody has named a medicine
        by_default = WITHOUT_TREATMENT if self._tact.default_treatment else UNNAMED_TREATMENT
        self._values = {**clinic.facts(), "treatment": by_default}
        path = data / "faq.yml"
        content, node = read_yaml(path)
        self._file = check(content, FaqFile, path, node)
        self._words.update(self._file.words)
        for line in self._mistakes(node):
            raise DataError(f"{shown(path)}, {line}")

    def topics(self, today: date) -> List[Topic]:
        """What stands on the page on that day."""
        topics = (
            Topic(topic.title, [question for name in topic.questions if (question := self._question(name, today))])
            for topic in self._file.topics
        )
        return [topic for topic in topics if topic.questions]

    def dangers(self) -> Dict[str, str]:
        """Each danger that the assistant asks back about -> the number to call."""
        clinic = self.clinic
        numbers = {"/report_emergency": clinic.emergency_number, "/report_crisis": clinic.crisis_line}
        return {b.title: numbers.get(b.payload, clinic.phone) for b in self._answers[DANGERS][0].buttons}

    def _question(self, name: str, today: date) -> Optional[Question]:
        """A question with its answers; None where there are none, or it names what may not be named."""
        response, words = response_of(name), self._words[name]
        plain = words.replace("{treatment}", self._values["treatment"])
        treatments = [variation.treatment for variation in self._answers[response] if variation.treatment]
        first = self._answer(response, None, plain, today)
        by_treatment = [self._answer(response, treatment, words, today) for treatment in treatments]
        question = Question(
            id=response.removeprefix("utter_"),
            words=plain,
            first=first,
            by_treatment=[answer for answer in by_treatment if answer],
        )
        return question if question.answers and not self._tact.names(question.words) else None

    def _answer(self, response: str, treatment: Optional[str], words: str, today: date) -> Optional[Answer]:
        """What the assistant says to someone who asks this and has named no medicine; None where it would ask back."""
        title = Vocabulary.default().title_of("treatment", treatment) if treatment else ""
        said = self._said(response, treatment)
        if said is None or self._tact.names(title):
            return None
        variation, text = said
        longer = self._said(response + MORE, treatment) if response + MORE in self._answers else None
        about = _as_heading(title) if title else ABOUT[variation.metadata.about]
        question = words.replace("{treatment}", title) if "{treatment}" in words else f"{words} ({about})"
        answer = self._as_answer(variation, text, about, question if treatment else words)
        if response not in NEVER_WITHDRAWN and variation.is_withdrawn(today):
            return answer._replace(text=self._filled(self._answers[WITHDRAWN][0]), sources=[], is_withdrawn=True)
        if longer and longer[0].id == variation.id + MORE and not longer[0].is_withdrawn(today):
            answer = answer._replace(longer=self._as_answer(*longer, about, answer.question))
        return answer

    def _said(self, name: str, treatment: Optional[str]) -> Optional[Tuple[Variation, str]]:
        """The variation that the assistant chooses, and as much of its text as the jurisdiction lets it say."""

        def say(response: str) -> Optional[Dict[str, Any]]:
            variation = self._variation(response, treatment)
            if variation is None:
                return None
            about = {"about": variation.metadata.about}
            return {"id": variation.id, "text": self._filled(variation, treatment), "metadata": about}

        said = self._tact.lawful(name, say, self._answers.keys(), treatment)
        if said is None or said["id"] in {self._answers[other][0].id for other in NO_ANSWERS}:
            return None
        stands_in = UNNAMED in said["id"]
        return self._by_id[said["id"]], ASKS_BACK.sub("", said["text"]) if stands_in else said["text"]

    def _variation(self, response: str, treatment: Optional[str]) -> Optional[Variation]:
        """As Rasa chooses: the one for the treatment, or else the default."""
        fitting = [v for v in self._answers[response] if not v.condition or (treatment and v.treatment == treatment)]
        return max(fitting, key=lambda variation: len(variation.condition), default=None)

    def _as_answer(self, variation: Variation, text: str, about: str, question: str) -> Answer:
        return Answer(
            id=variation.id,
            question=question,
            about=about,
            text=text,
            sources=[self._source(name) for name in variation.metadata.sources],
            reviewed=variation.metadata.reviewed,
            is_approved=variation.metadata.status == "approved",
        )

    def _source(self, name: str) -> Source:
        """A source; what names a medicine that may not be named stays unnamed."""
        source = self._sources[name]
        if self._tact.names(" ".join(filter(None, (source.title, source.publisher, source.url)))):
            return source.copy(update={"title": NAMES_MEDICINE, "publisher": "unknown", "url": None})
        return source

    def _filled(self, variation: Variation, treatment: Optional[str] = None) -> str:
        title = Vocabulary.default().title_of("treatment", treatment) if treatment else self._values["treatment"]
        values = {**self._values, "treatment": title}
        return PLACEHOLDER.sub(lambda found: values[found.group()[1:-1]], variation.text)

    def _mistakes(self, root: yaml.Node) -> Iterator[str]:
        """What does not fit between the file and the answers, each with its line."""
        lines: Dict[str, int] = {}
        for number, topic in enumerate(self._file.topics):
            place = child(child(child(root, "topics"), number), "questions")
            for position, name in enumerate(topic.questions):
                line = child(place, position).start_mark.line + 1
                if name in lines:
                    yield f"line {line}: `{name}` stands already in line {lines[name]}."
                lines[name] = line
                for mistake in self._mistakes_of(name):
                    yield f"line {line}: {mistake}."
        for name in self._words:
            has_sources = any(v.metadata.sources for v in self._answers.get(response_of(name), []))
            if has_sources and name not in lines and name not in self._file.left_out:
                yield f"line 1: `{name}` stands under no topic; add it to one, or say why not under `left_out`."
        for name in self._file.left_out:
            if name in lines or name not in self._words:
                line = child(child(root, "left_out"), name).start_mark.line + 1
                yield f"line {line}: `{name}` is not there to be left out."

    def _mistakes_of(self, name: str) -> Iterator[str]:
        response = response_of(name)
        if response not in self._answers:
            yield f"`{name}` has no answer `{response}`"
        if name not in self._words:
            yield f"`{name}` has no words; write them under `words`"
        for variation in [*self._answers.get(response, []), *self._answers.get(response + MORE, [])]:
            unknown = {found[1:-1] for found in PLACEHOLDER.findall(variation.text)} - set(self._values)
            if unknown:
                yield f"only a conversation can fill {', '.join(sorted(unknown))} of `{variation.id}`; leave it out"


@lru_cache(maxsize=1)
def _read_once(data: Path) -> Dict[str, List[Variation]]:
    """The answers as they were when the process began, like those of the model that it loaded."""
    return load_answers(data)


def _as_heading(title: str) -> str:
    """ "a chemical peel" -> "Chemical peel"."""
    plain = re.sub(r"^an? ", "", title)
    return plain[0].upper() + plain[1:]
