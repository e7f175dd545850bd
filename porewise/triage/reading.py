"""Finds in a message what the rules name."""

from __future__ import annotations

from collections import defaultdict
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Set, Tuple

from spacy.tokens import Doc, Span

from porewise.triage.context import HAPPENING, Circumstances
from porewise.triage.rules import ANYWHERE, LEVELS, Pattern, Rule, Rules
from porewise.triage.words import Phrases, Place, Word, sentences, words_of

FOLLOWS_WITHIN = 5  # words between two terms tied by `..`
BESIDE = frozenset(("treatment", "toxin", "isotretinoin"))  # what a finding came after; it is not the finding
FEWEST_AROUND = 6  # words
TOGETHER_WITHIN = 8  # words between two terms tied by `&`
TURNS = frozenset(("also", "btw", "anyway"))  # what follows is another matter; `..` also stops at "and my sister"
JOINING, STARTS = frozenset(("and", "but", "-")), frozenset(("im", "ive", "my"))


class Hit(NamedTuple):
    """A rule that a message fits; `circumstances` is `HAPPENING` or why it is none that happens now."""

    rule: Rule
    start: int  # characters
    end: int
    circumstances: str
    around: Tuple[int, int] = (0, 0)  # characters of the clauses that hold it

    @property
    def happening(self) -> bool:
        """Whether somebody has it now, as far as the words tell."""
        return self.circumstances == HAPPENING


class Reader:
    """Reads messages by one set of rules."""

    def __init__(self, rules: Rules, readings: Callable[[str], Sequence[str]] = lambda word: (word,)) -> None:
        """`readings` gives what one lower-case word may mean (porewise.language.spelling.Speller.readings)."""
        self._rules = rules.rules
        self._phrases = Phrases({**rules.phrases})
        self._circumstances = Circumstances(rules.context)
        self._idioms = Phrases({"idiom": rules.context.idioms})
        self._readings = readings
        self._by_term: Dict[str, Set[int]] = defaultdict(set)  # the first term of a pattern -> which rules to look at
        for n, rule in enumerate(self._rules):
            for pattern in rule.says:
                self._by_term[pattern.terms[0]].add(n)

    def read(self, doc: Doc) -> List[Hit]:
        """What `doc` says by the rules, the gravest first; of one rule in one sentence the first place only."""
        words = words_of(doc.text, self._readings)
        likeliest = [word._replace(also=()) for word in words]  # no idiom hides in a slip: "fint" is faint, not feint
        taken = {i for place in self._idioms.find(likeliest).get("idiom", ()) for i in range(*place)}
        found = self._phrases.find(words, taken)
        if not found:
            return []
        hits: List[Hit] = []
        starts = [clause.start_char for clause in doc._.clauses]
        for sentence in sentences(words):
            here = _within(found, sentence)
            context = None
            for rule in self._possible(here):
                terms, core = _first(rule.says, here, words)
                if terms:
                    context = context or self._circumstances.find(words, sentence)
                    circumstances = self._circumstances.of(core, sentence, context, words, starts)
                    start = words[min(term.start for term in terms)].start
                    end = words[max(term.end for term in terms) - 1].end
                    hits.append(Hit(rule, start, end, circumstances, _around(doc, start, end)))
        return sorted(hits, key=lambda hit: (not hit.happening, LEVELS.index(hit.rule.level)))

    def _possible(self, here: Dict[str, List[Place]]) -> List[Rule]:
        """The rules of which some pattern's first term was found, in their order."""
        return [self._rules[n] for n in sorted(set().union(*(self._by_term[name] for name in here)))]


def _within(found: Dict[str, List[Place]], sentence: Place) -> Dict[str, List[Place]]:
    here = {}
    for name, places in found.items():
        inside = [place for place in places if sentence.start <= place.start and place.end <= sentence.end]
        if inside:
            here[name] = inside
    return here


def _first(
    patterns: Sequence[Pattern], here: Dict[str, List[Place]], words: List[Word]
) -> Tuple[List[Place], List[Place]]:
    """Where the terms of the first fitting pattern stand: all, and those of the finding itself; empty if none fits."""
    for pattern in patterns:
        if all(term in here for term in pattern.terms):
            terms = _fit(pattern, here, words)
            if terms:
                core = [place for place, name in zip(terms, pattern.terms, strict=True) if name not in BESIDE]
                return terms, core or terms
    return [], []


def _fit(pattern: Pattern, here: Dict[str, List[Place]], words: List[Word]) -> Optional[List[Place]]:
    """Where all terms stand, at the first place where they are tied as they should be, overlapping nowhere."""
    for first in here[pattern.terms[0]]:
        terms = [first]
        for name, tie in zip(pattern.terms[1:], pattern.ties, strict=True):
            beside = name in BESIDE or pattern.terms[0] in BESIDE  # "botox on friday, also my lid droops"
            following = _next(here[name], terms, tie, [] if beside else words)
            if following is None:
                break
            terms.append(following)
        else:
            return terms
    return None


def _next(places: List[Place], terms: List[Place], tie: str, words: List[Word]) -> Optional[Place]:
    """The first of `places` near enough to `terms`, with no turn to another matter among the `words` between."""
    first = min(term.start for term in terms)
    for place in places:
        if 0 <= place.start - terms[-1].end <= (TOGETHER_WITHIN if tie == ANYWHERE else FOLLOWS_WITHIN):
            between = words[terms[-1].end : place.start]
        elif tie == ANYWHERE and 0 <= first - place.end <= TOGETHER_WITHIN:
            between = words[place.end : first]
        else:
            continue
        if not _turns(between, tie):
            return place
    return None


def _turns(words: Sequence[Word], tie: str) -> bool:
    if tie != ANYWHERE and any(a.text in JOINING and b.text in STARTS for a, b in zip(words, words[1:], strict=False)):
        return True
    return any(word.text in TURNS for word in words)


def _around(doc: Doc, start: int, end: int) -> Tuple[int, int]:
    """The clauses that overlap the characters from `start` to `end`, and their neighbours while they are few words."""
    clauses: List[Span] = doc._.clauses
    overlapping = [n for n, clause in enumerate(clauses) if clause.start_char < end and start < clause.end_char]
    first, last = (overlapping[0], overlapping[-1]) if overlapping else (0, len(clauses) - 1)
    while clauses[last].end - clauses[first].start < FEWEST_AROUND and last - first + 1 < len(clauses):
        first, last = (first, last + 1) if last + 1 < len(clauses) else (first - 1, last)
    return clauses[first].start_char, clauses[last].end_char
