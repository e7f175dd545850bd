"""The rules of triage, read from `data/urgent_help/triage/` and checked: what, how grave, why, by which source."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, Collection, Dict, FrozenSet, List, NamedTuple, Sequence, Set, Tuple

import yaml
from pydantic import Field, validator

from porewise.door import Checked, DataError, check, child, read_yaml, shown
from porewise.settings import ROOT
from porewise.sources import load_sources

FOLDER = ROOT / "data" / "urgent_help" / "triage"
WORDS, CONTEXT = "words.yml", "context.yml"
LEVELS = ("emergency", "crisis", "urgent", "support", "refuse", "screen")  # the gravest first
NEAR, ANYWHERE = "..", "&"
PHRASE = re.compile(r"[^\W_A-Z]+\*?( [^\W_A-Z]+\*?)*")
LIST = re.compile(r"<([a-z_]+)>")


class Pattern(NamedTuple):
    """Terms in order, and how each is tied to the one before: `NEAR` (it follows) or `ANYWHERE` (either order)."""

    terms: Tuple[str, ...]
    ties: Tuple[str, ...]
    written: str


class Rule(NamedTuple):
    """One thing that a message may say."""

    id: str
    level: str
    reason: str
    source: Tuple[str, ...]
    says: Tuple[Pattern, ...]
    alone: bool = False  # needs no second witness: the classifier does not know the language


class Context(Checked):
    """What shows that a symptom is not one that somebody has now; see the file's own lines."""

    denied: List[str]
    asked: List[str]
    usual: List[str]
    supposed: List[str]
    long_ago: List[str]
    distant: List[str]
    now: List[str]
    done: List[str]
    others: List[str]
    near: List[str]
    own: List[str]
    causing: List[str]
    idioms: List[str]
    ordinary: List[str]


class Rules(NamedTuple):
    """All that the files hold; `phrases` has every list and every literal term by name."""

    rules: Tuple[Rule, ...]
    phrases: Dict[str, List[str]]
    context: Context


@lru_cache(maxsize=1)
def _sources() -> FrozenSet[str]:
    """The ids of data/sources.yml, read once for all rules."""
    return frozenset(load_sources())


class _WrittenRule(Checked):
    reason: str
    source: List[str] = Field(min_items=1)
    says: List[str] = Field(min_items=1)

    @validator("source", each_item=True)
    def _known_source(cls, value: str) -> str:
        if value not in _sources():
            raise ValueError(f"unknown source '{value}'. Allowed: the ids in data/sources.yml")
        return value


class _RuleFile(Checked):
    level: str
    alone: bool = False
    triage: Dict[str, _WrittenRule]  # not `rules`, by which Rasa knows its own files

    @validator("level")
    def _known_level(cls, value: str) -> str:
        if value not in LEVELS:
            raise ValueError(f"unknown level '{value}'. Allowed: {', '.join(LEVELS)}")
        return value


def load_rules(folder: Path = FOLDER) -> Rules:
    """Read every file of `folder`.

    Raises:
        porewise.door.DataError: a wrong key, level, source or pattern, a list or rule that is missing or said twice.
    """
    phrases, lists = _word_lists(folder / WORDS)
    names = list(phrases)
    context = _context(folder / CONTEXT)
    rules: List[Rule] = []
    used: Set[str] = set()
    for path in sorted(folder.glob("*.yml")):
        if path.name in (WORDS, CONTEXT):
            continue
        content, node = read_yaml(path)
        file = check(content, _RuleFile, path, node)
        for id_, written in file.triage.items():
            written_at = child(child(node, "triage"), id_)
            place = f"{shown(path)}, line {written_at.start_mark.line}"
            if any(rule.id == id_ for rule in rules):
                raise DataError(f"{place}: the rule `{id_}` is said twice.")
            lines = [item.start_mark.line + 1 for item in child(written_at, "says").value]
            says = tuple(
                _pattern(text, phrases, names, f"{shown(path)}, line {line}")
                for text, line in zip(written.says, lines, strict=True)
            )
            used |= {term for pattern in says for term in pattern.terms}
            rules.append(Rule(id_, file.level, written.reason, tuple(written.source), says, file.alone))
    for name in names:
        if name not in used:
            line = child(lists, name).start_mark.line + 1
            raise DataError(f"{shown(folder / WORDS)}, line {line}: no rule uses the list `{name}`. Take it out.")
    return Rules(tuple(rules), phrases, context)


def _word_lists(path: Path) -> Tuple[Dict[str, List[str]], yaml.Node]:
    content, node = read_yaml(path)
    if not isinstance(content, dict):
        raise DataError(f"{shown(path)}, line {node.start_mark.line + 1}: here must stand lists of phrases by name.")
    _check_phrases(content, path, node)
    return dict(content), node


def _check_phrases(content: Dict[str, Any], path: Path, node: yaml.Node) -> None:
    """Stop at the first phrase that YAML does not read as one, or that could never be found."""
    for name, phrases in content.items():
        listed = child(node, name)
        if not isinstance(phrases, list):
            place = f"{shown(path)}, line {listed.start_mark.line + 1}"
            raise DataError(f"{place}: `{name}` needs a list of phrases: [one, two words, beginning*].")
        for n, phrase in enumerate(phrases):
            written = child(listed, n)
            place = f"{shown(path)}, line {written.start_mark.line + 1}"
            if not isinstance(phrase, str):
                said = written.value if isinstance(written, yaml.ScalarNode) else str(phrase)
                raise DataError(
                    f'{place}: `{name}`: {said} is no phrase to YAML; put quotation marks around it: "{said}".'
                )
            if not PHRASE.fullmatch(phrase):
                allowed = "lower-case words without apostrophes, each with a * at its end or none"
                raise DataError(f"{place}: `{name}`: `{phrase}` can never be found. Allowed: {allowed}.")


def _context(path: Path) -> Context:
    content, node = read_yaml(path)
    if isinstance(content, dict):
        _check_phrases(content, path, node)
    return check(content, Context, path, node)


def _pattern(text: str, phrases: Dict[str, List[str]], names: Sequence[str], place: str) -> Pattern:
    """Read one pattern; a literal term is added to `phrases` under its own words."""
    parts = re.split(rf" ({re.escape(NEAR)}|{ANYWHERE}) ", text)
    terms, ties = [part.strip() for part in parts[::2]], parts[1::2]
    for n, term in enumerate(terms):
        named = LIST.fullmatch(term)
        if named:
            terms[n] = named.group(1)
            if terms[n] not in names:
                allowed = ", ".join(sorted(names))
                raise DataError(f"{place}: `{text}`: there is no list <{terms[n]}> in {WORDS}. Allowed: {allowed}.")
        elif not re.fullmatch(r"[a-z0-9 |*\u00e1-\u00fa\u00f1]+", term):
            raise DataError(f"{place}: `{text}`: allowed are lower-case words, <lists>, |, *, `..` and `&`.")
        else:
            phrases.setdefault(term, term.split("|"))
    return Pattern(tuple(terms), tuple(ties), text)


def lexicon(rules: Rules, whole_words: Collection[str] = ()) -> Dict[str, int]:
    """Every word of the rules, and those of `whole_words` that a stem stands for: {word: how often the rules say it}.

    For the spelling. A stem's usual endings are words as well.
    """
    words: Counter[str] = Counter()
    lists = [*rules.phrases.values(), *(value for value in rules.context.dict().values())]
    for phrase in (phrase for phrases in lists for phrase in phrases):
        for word in phrase.split():
            stem = word.rstrip("*")
            for ending in ("", "s", "ed", "ing") if word.endswith("*") else ("",):
                words[stem + ending] += 1
    stems = tuple({word[:-1] for phrases in lists for phrase in phrases for word in phrase.split() if word[-1] == "*"})
    words.update(word for word in whole_words if word.startswith(stems))
    return dict(words)
