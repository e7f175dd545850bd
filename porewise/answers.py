"""The store of reviewed answers: `data/<topic>/answers.yml`, `data/questions.yml`, `data/sources.yml`."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

import yaml
from pydantic import Field, validator

from porewise.door import Checked, DataError, check, child, read_yaml, shown
from porewise.settings import ROOT

DATA = ROOT / "data"
WITHDRAWN = "utter_withdrawn"  # in place of an answer that was rejected or is past its review; never in place of help
ANSWER_FILES = ("answers.yml", "more.yml")
MORE = "_more"  # ends the names of longer answers, those of the response and of the variation


def a_role(value: str) -> str:
    """Accept a few words that say who somebody is; raises ValueError."""
    if not re.fullmatch(r"[^\W\d_][^\n\"\\{}]{1,59}", value):
        raise ValueError("write who decided, such as dermatologist: letters, at most 60")
    return value


class Approval(Checked):
    """Who approved an answer, when, and which text: `porewise review` records it (porewise/review)."""

    by: str  # a role, not a name
    day: date  # not `on`, which YAML takes for "true"
    text: str = Field(regex="^[0-9a-f]{8}$")  # the text's fingerprint, so that a later change of the text is noticed

    _by = validator("by", allow_reuse=True)(a_role)


class AnswerMetadata(Checked):
    """Who stands behind an answer, until when, and what one may ask next."""

    sources: List[str]
    rests_on: List[str] = []  # one item a sentence: ids of facts or sources (porewise.provenance)
    claims: List[int] = []
    reviewed: date
    review_by: date
    status: str = Field(regex="^(draft|approved|rejected)$")
    approved: Optional[Approval] = Field(default=None)
    next: List[str] = Field(default=[], max_items=3)
    note: Optional[str] = None  # of a reason in the screening: the line on the list for the provider
    about: Optional[str] = Field(default=None, regex="^(botox|general)$")  # of a default among variations by treatment

    @validator("review_by")
    def _after_review(cls, value: date, values: Dict[str, Any]) -> date:
        if "reviewed" in values and value <= values["reviewed"]:
            raise ValueError("must be later than `reviewed`")
        return value

    @validator("approved", always=True)
    def _approval_goes_with_status(cls, value: Optional[Approval], values: Dict[str, Any]) -> Optional[Approval]:
        if values.get("status") == "approved" and value is None:
            raise ValueError("`status: approved` needs it; `porewise review approve` writes both")
        if values.get("status") in ("draft", "rejected") and value is not None:
            raise ValueError("is only for `status: approved`")
        return value


class Condition(Checked):
    """When a variation is said; Rasa knows slots only."""

    type: str = Field(regex="^slot$")
    name: str
    value: Any


class Button(Checked):
    """A reply that a visitor can tap."""

    title: str
    payload: str = Field(regex="^/")


class Variation(Checked):
    """One wording of an answer."""

    id: str
    text: str
    condition: List[Condition] = []
    buttons: List[Button] = []
    metadata: AnswerMetadata

    @validator("metadata")
    def _approved_as_it_stands(cls, value: AnswerMetadata, values: Dict[str, Any]) -> AnswerMetadata:
        if value.approved and "text" in values and value.approved.text != fingerprint(values["text"]):
            raise ValueError("the text was changed after its approval: set `status: draft` and take `approved` away")
        return value

    def is_overdue(self, today: date) -> bool:
        """Whether its date of review has passed; what has no sources does not age."""
        return is_overdue(self.metadata.dict(), today)

    def is_withdrawn(self, today: date) -> bool:
        """Whether something else is said in its place."""
        return is_withdrawn(self.metadata.dict(), today)

    @property
    def treatment(self) -> Optional[str]:
        """The treatment that this variation is about; None for the answer to everything else."""
        return next((c.value for c in self.condition if c.name == "treatment"), None)


def is_overdue(metadata: Mapping[str, Any], today: date) -> bool:
    """Whether the date of review has passed, by an answer's metadata as read; what has no sources does not age."""
    return bool(metadata.get("sources")) and str(metadata["review_by"]) < today.isoformat()


def is_withdrawn(metadata: Mapping[str, Any], today: date) -> bool:
    """Whether a clinician rejected the answer, or its date of review has passed."""
    return metadata.get("status") == "rejected" or is_overdue(metadata, today)


def response_of(name: str) -> str:
    """The response of an intent, by the naming rule (tests/consistency proves it for every rule); a response's own."""
    for prefix in ("utter_", "ask_", "report_", "request_"):
        name = name.removeprefix(prefix)
    return f"utter_{name}"


def fingerprint(text: str) -> str:
    """Eight characters that change with the words of `text`, not with its line breaks."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def answer_files(data: Path = DATA) -> List[Path]:
    """The files that hold answers: `answers.yml` of each topic, and `more.yml`, its longer answers."""
    return sorted(path for name in ANSWER_FILES for path in data.glob(f"*/{name}"))


def load_answers(data: Path = DATA) -> Dict[str, List[Variation]]:
    """Every response by name, with its variations as written.

    Raises:
        porewise.door.DataError: a wrong key, date or type, a response or variation id said twice, `about` missing or
            where it does not belong.
    """
    answers: Dict[str, List[Variation]] = {}
    places: Dict[str, str] = {}
    for path in answer_files(data):
        content, node = read_yaml(path)
        for name, variations in (content.get("responses") or {}).items():
            name_node = child(child(node, "responses"), name)
            _only_once(places, name, path, name_node)
            answers[name] = []
            for number, variation in enumerate(variations):
                place = child(name_node, number)
                answers[name].append(check(variation, Variation, path, place))
                _only_once(places, variation["id"], path, place)
            if not name.endswith(MORE):
                _check_about(answers[name], path, name_node)
    _check_longer(answers, places)
    return answers


def _only_once(places: Dict[str, str], name: str, path: Path, node: yaml.Node) -> None:
    place = f"{shown(path)}, line {node.start_mark.line + 1}"
    if name in places:
        raise DataError(f"{place}: `{name}` stands already in {places[name]}.")
    places[name] = place


def _check_about(variations: List[Variation], path: Path, node: yaml.Node) -> None:
    """Where others are by treatment, the default must say if it speaks about Botox or about treatments in general."""
    by_treatment = any(variation.treatment for variation in variations)
    for number, variation in enumerate(variations):
        is_default = by_treatment and not variation.condition
        if is_default != (variation.metadata.about is not None):
            place = f"{shown(path)}, line {child(node, number).start_mark.line + 1}"
            if is_default:
                raise DataError(f"{place}: `{variation.id}` needs `about: botox` or `about: general` in its metadata.")
            raise DataError(f"{place}: `about` is only for a default beside variations by treatment.")


def _check_longer(answers: Dict[str, List[Variation]], places: Dict[str, str]) -> None:
    """A longer answer belongs to one variation, and is said under the same condition."""
    for name in [name for name in answers if name.endswith(MORE)]:
        firsts = {variation.id: variation for variation in answers.get(name.removesuffix(MORE), [])}
        for longer in answers[name]:
            first = firsts.get(longer.id.removesuffix(MORE)) if longer.id.endswith(MORE) else None
            if first is None:
                allowed = ", ".join(f"{id_}{MORE}" for id_ in firsts)
                raise DataError(f"{places[longer.id]}: `{longer.id}` belongs to no answer. Allowed: {allowed}.")
            if first.condition != longer.condition:
                raise DataError(f"{places[longer.id]}: `{longer.id}` needs the condition of `{first.id}`.")


def load_questions(path: Path = DATA / "questions.yml") -> Dict[str, str]:
    """Intent -> the words on the button that asks it; raises porewise.door.DataError when a line is not a text."""
    content, node = read_yaml(path)
    for intent, words in content.items():
        if not isinstance(words, str):
            line = child(node, intent).start_mark.line + 1
            raise DataError(f"{shown(path)}, line {line}: `{intent}` needs a text in quotes.")
    return content
