"""Whose rules apply: regulator, numbers for danger, what may be advertised: `data/jurisdictions.yml`, checked."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Set

from pydantic import Field, validator

from porewise.door import Checked, read
from porewise.language.vocabulary import Vocabulary
from porewise.settings import ROOT

FILE = ROOT / "data" / "jurisdictions.yml"
NUMBER = re.compile(r"\d[\d\s]*")


class Jurisdiction(Checked):
    """One country's (or the Union's) rules, as the head of the file explains them."""

    emergency_numbers: List[str] = Field(min_items=1)
    crisis_line: Optional[str] = None
    includes: List[str] = []
    regulator: str
    report_side_effects: str
    poison_help: Optional[str] = None
    advertises_medicines: bool
    sources: Dict[str, List[str]]

    @validator("sources")
    def _a_source_for_each_fact(cls, value: Dict[str, List[str]], values: Dict[str, Any]) -> Dict[str, List[str]]:
        facts = [name for name in cls.__fields__ if name not in ("includes", "sources")]
        for name in facts:
            if values.get(name) is not None and not value.get(name):
                raise ValueError(f"give a source for `{name}`")
        for name in value:
            if name not in facts:
                raise ValueError(f"unknown fact `{name}`. Allowed: {', '.join(facts)}")
        return value

    @property
    def numbers(self) -> Set[str]:
        """Digits of its numbers for danger."""
        return digits(" / ".join([*self.emergency_numbers, self.crisis_line or ""]))


class Jurisdictions(Checked):
    """The whole file."""

    prescription_only: List[str]
    named_in_warnings: List[str]
    jurisdictions: Dict[str, Jurisdiction]

    @validator("prescription_only", "named_in_warnings", each_item=True)
    def _known(cls, value: str) -> str:
        allowed = Vocabulary.default().ids("treatment")
        if value not in allowed:
            raise ValueError(f"unknown treatment '{value}'. Allowed: {', '.join(allowed)}")
        return value

    @validator("jurisdictions")
    def _known_parts(cls, value: Dict[str, Jurisdiction]) -> Dict[str, Jurisdiction]:
        for name, rules in value.items():
            for part in rules.includes:
                if part not in value:
                    raise ValueError(f"{name} includes '{part}', which has no entry")
        return value

    def of(self, name: str) -> Jurisdiction:
        """The rules of `name`; raises ValueError that lists what is allowed."""
        if name not in self.jurisdictions:
            raise ValueError(f"unknown jurisdiction '{name}'. Allowed: {', '.join(self.jurisdictions)}")
        return self.jurisdictions[name]

    def emergency_number(self, name: str, own: str) -> str:
        """What to call in danger in `name`: the clinic's `own` words for it, where there are any.

        Raises:
            ValueError: the clinic's words hold none of the numbers that are known there, or another country's.
        """
        rules = self.of(name)
        here = digits(" / ".join(rules.emergency_numbers))
        if own and (not digits(own) & here or digits(own) & self._abroad(name)):
            allowed = " or ".join(rules.emergency_numbers)
            raise ValueError(f"'{own}' is not the emergency number in {name}. Allowed: {allowed}, or words with it")
        return own or rules.emergency_numbers[0]

    def crisis_line(self, name: str, own: str) -> str:
        """Whom to call with thoughts of dying in `name`: the clinic's `own` line, where there is one.

        Raises:
            ValueError: the clinic's line is another country's, or it must name one and does not.
        """
        rules = self.of(name)
        if not own and rules.crisis_line is None:
            raise ValueError(f"give one: {name} has no crisis line that answers everywhere")
        if digits(own) & self._abroad(name):
            raise ValueError(f"'{own}' is another country's number, not one of {name}")
        return own or str(rules.crisis_line)

    def source_ids(self) -> Iterator[str]:
        """Every source named."""
        for rules in self.jurisdictions.values():
            for ids in rules.sources.values():
                yield from ids

    def _abroad(self, name: str) -> Set[str]:
        """Numbers for danger that are known in another jurisdiction and not in this one."""
        rules = self.of(name)
        home = rules.numbers.union(*(self.of(part).numbers for part in rules.includes))
        return {number for other in self.jurisdictions.values() for number in other.numbers} - home


def digits(words: str) -> Set[str]:
    """The numbers in `words`, without the spaces in them: "call 116 123" gives {"116123"}."""
    return {re.sub(r"\s", "", number) for number in NUMBER.findall(words)}


def load_jurisdictions(path: Path = FILE) -> Jurisdictions:
    """Read the file; raises porewise.door.DataError when it is wrong."""
    return read(path, Jurisdictions)


@lru_cache(maxsize=1)
def jurisdictions() -> Jurisdictions:
    """The project's own file, read once in a process."""
    return load_jurisdictions()


def facts(rules: Jurisdiction) -> Dict[str, str]:
    """The placeholders that an answer may use for what each country has of its own."""
    return {
        "regulator": rules.regulator,
        "report_side_effects": rules.report_side_effects,
        "poison_help": rules.poison_help or "a doctor",
    }
