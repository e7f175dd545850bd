"""The store of reviewed answers: `data/<topic>/answers.yml`, `data/questions.yml`, `data/sources.yml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional

import yaml
from pydantic import Field, validator

from porewise.door import Checked, DataError, check, child, read_yaml, shown
from porewise.settings import ROOT

DATA = ROOT / "data"


class AnswerMetadata(Checked):
    """Who stands behind an answer, until when, and what one may ask next."""

    sources: List[str]
    claims: List[int] = []
    reviewed: date
    review_by: date
    status: str = Field(regex="^(draft|approved)$")
    next: List[str] = Field(default=[], max_items=3)
    note: Optional[str] = None  # of a reason in the screening: the line on the list for the provider
    about: Optional[str] = Field(default=None, regex="^(botox|general)$")  # of a default among variations by treatment

    @validator("review_by")
    def _after_review(cls, value: date, values: Dict[str, Any]) -> date:
        if "reviewed" in values and value <= values["reviewed"]:
            raise ValueError("must be later than `reviewed`")
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

    @property
    def treatment(self) -> Optional[str]:
        """The treatment that this variation is about; None for the answer to everything else."""
        return next((c.value for c in self.condition if c.name == "treatment"), None)


def load_answers(data: Path = DATA) -> Dict[str, List[Variation]]:
    """Every response by name, with its variations as written.

    Raises:
        porewise.door.DataError: a wrong key, date or type, a response or variation id said twice, `about` missing or
            where it does not belong.
    """
    answers: Dict[str, List[Variation]] = {}
    places: Dict[str, str] = {}
    for path in sorted(data.glob("*/answers.yml")):
        content, node = read_yaml(path)
        for name, variations in (content.get("responses") or {}).items():
            name_node = child(child(node, "responses"), name)
            _only_once(places, name, path, name_node)
            answers[name] = []
            for number, variation in enumerate(variations):
                place = child(name_node, number)
                answers[name].append(check(variation, Variation, path, place))
                _only_once(places, variation["id"], path, place)
            _check_about(answers[name], path, name_node)
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


def load_questions(path: Path = DATA / "questions.yml") -> Dict[str, str]:
    """Intent -> the words on the button that asks it; raises porewise.door.DataError when a line is not a text."""
    content, node = read_yaml(path)
    for intent, words in content.items():
        if not isinstance(words, str):
            line = child(node, intent).start_mark.line + 1
            raise DataError(f"{shown(path)}, line {line}: `{intent}` needs a text in quotes.")
    return content
