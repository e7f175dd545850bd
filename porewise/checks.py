"""All data files against each other, before anything is trained or started."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from statistics import median
from typing import Dict, Iterable, Iterator, List, Mapping, Set

import yaml

from porewise.answers import MORE, Variation, answer_files, load_answers, load_questions
from porewise.clinic import load_clinic
from porewise.comparison import load_comparison
from porewise.door import DataError, child, read_yaml, shown
from porewise.facts import Fact, load_facts
from porewise.faq import Faq
from porewise.house_style import HouseStyle, load_house_style
from porewise.jurisdiction import jurisdictions
from porewise.language.vocabulary import Vocabulary
from porewise.provenance import mistakes, unused
from porewise.settings import ROOT
from porewise.sources import Source, load_sources
from porewise.triage.rules import load_rules

CLAIMS = 54  # of the article; numbered in the fact sheet's `seed_facts`
COMPARISON = Path("data") / "alternatives" / "comparison.yml"
PLACES_FOR_ACTION_TEXT = {"providers", "comparison", "ranking", "sources", "screening", "error_id", "treatment"}


def check_all(root: Path = ROOT) -> List[str]:
    """Read and compare everything.

    Returns:
        Lines that say what was found right.

    Raises:
        porewise.door.DataError: the first thing that is wrong.
    """
    clinic, sources = load_clinic(), load_sources(root / "data" / "sources.yml")
    answers, questions = load_answers(root / "data"), load_questions(root / "data" / "questions.yml")
    load_comparison(root / COMPARISON)
    for source_id in jurisdictions().source_ids():
        _known("source", source_id, sources, root / "data" / "jurisdictions.yml", 1)
    triage = load_rules()
    Faq(clinic, root / "data")
    intents = set(yaml.safe_load((root / "domain.yml").read_text())["intents"])
    placeholders = set(clinic.facts()) | PLACES_FOR_ACTION_TEXT
    facts, style = load_facts(root / "data" / "facts"), load_house_style(root / "data" / "house_style.yml")
    for path in answer_files(root / "data"):
        _check_file(path, answers, set(sources), intents, placeholders)
        _check_prose(path, answers, facts, sources, style)
    _check_facts(root / "data" / "facts", facts, set(sources), set(unused(answers, facts)))
    grades = [style.grade(v.text) for of_response in answers.values() for v in of_response if v.metadata.sources]
    if median(grades) > style.highest_median_grade:
        raise DataError(f"The median reading grade of the answers is {median(grades):.1f}; see data/house_style.yml.")
    for intent in questions:
        _known("intent", intent, intents, root / "data" / "questions.yml", 1)
    for source in _items_under("sources", read_yaml(root / COMPARISON)[1]):
        _known("source", source.value, sources, root / COMPARISON, source.start_mark.line + 1)
    variations = sum(len(of_response) for of_response in answers.values())
    return [
        f"clinic: {clinic.name}, {len(clinic.providers)} providers",
        f"answers: {len(answers)} responses, {variations} variations, {len(sources)} sources",
        f"facts: {len(facts)}, of which answers rest on {len(facts) - len(unused(answers, facts))}",
        f"reading grade: median {median(grades):.1f}, highest {max(grades):.1f}",
        f"overdue: {', '.join(overdue(answers, date.today())) or 'none'}",
        f"questions: {len(questions)} intents have words for a button",
        f"triage: {len(triage.rules)} rules, {sum(len(rule.says) for rule in triage.rules)} patterns",
    ]


def overdue(answers: Dict[str, List[Variation]], today: date) -> List[str]:
    """Ids of the variations whose `review_by` has passed."""
    return [v.id for variations in answers.values() for v in variations if v.is_overdue(today)]


def _check_prose(
    path: Path,
    answers: Dict[str, List[Variation]],
    facts: Mapping[str, Fact],
    sources: Mapping[str, Source],
    style: HouseStyle,
) -> None:
    """Each sentence rests on something that holds it, and is written in our style, where an answer has sources."""
    content, node = read_yaml(path)
    for name in content["responses"]:
        for number, variation in enumerate(answers[name]):
            if not variation.metadata.sources:
                continue
            wrong = [
                *mistakes(variation.text, variation.metadata, facts, sources),
                *style.mistakes(variation.text, is_more=name.endswith(MORE)),
            ]
            if wrong:
                line = child(child(child(node, "responses"), name), number).start_mark.line + 1
                raise DataError(f"{shown(path)}, line {line}: `{variation.id}`: " + "; ".join(wrong))


def _check_facts(folder: Path, facts: Mapping[str, Fact], sources: Set[str], not_said: Set[str]) -> None:
    """A fact names known sources; one that no answer rests on says why, and no other does."""
    for path in sorted(folder.glob("*.yml")):
        content, root = read_yaml(path)
        for name in content["facts"]:
            line = child(child(root, "facts"), name).start_mark.line + 1
            for source in facts[name].sources:
                _known("source", source, sources, path, line)
            if (name in not_said) != bool(facts[name].unused):
                says = "say why in `unused`" if name in not_said else "take `unused` away"
                rests = "no answer rests" if name in not_said else "an answer rests"
                raise DataError(f"{shown(path)}, line {line}: {rests} on `{name}`: {says}.")


def _check_file(
    path: Path, answers: Dict[str, List[Variation]], sources: Set[str], intents: Set[str], placeholders: Set[str]
) -> None:
    content, node = read_yaml(path)
    treatments = Vocabulary.default().ids("treatment")
    for name in content.get("responses") or {}:
        of_response = child(child(node, "responses"), name)
        for number, variation in enumerate(answers[name]):
            line = child(of_response, number).start_mark.line + 1
            for source in variation.metadata.sources:
                _known("source", source, sources, path, line)
            for intent in variation.metadata.next:
                _known("intent", intent, intents, path, line)
            if variation.treatment:
                _known("treatment", variation.treatment, treatments, path, line)
            for claim in variation.metadata.claims:
                _known("claim", str(claim), [str(n) for n in range(1, CLAIMS + 1)], path, line)
            for placeholder in _placeholders(variation.text):
                _known("placeholder", placeholder, placeholders, path, line)


def _items_under(key: str, node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The items of every list that stands under `key`, at any depth."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from value.value if name.value == key else _items_under(key, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _items_under(key, item)


def _placeholders(text: str) -> Iterable[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def _known(kind: str, value: str, allowed: Iterable[str], path: Path, line: int) -> None:
    if value not in allowed:
        names = ", ".join(sorted(allowed))
        names = names if len(names) < 600 else f"{names[:600]} ..."
        raise DataError(f"{shown(path)}, line {line}: unknown {kind} `{value}`. Allowed: {names}.")
