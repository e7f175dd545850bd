"""Where a message asks: `doc._.questions`, the parts of a doc that hold one question each.

A part ends with a question and begins after the one before, so that it keeps what was said to explain it: "I had
lasers in May. Did that thin my skin? and how much is another" is two parts. Words after the last question belong to
it. The parts cover the doc, in order; a doc with no question, or one, is one part.

There is no parser here (docs/language.md): a question is a clause that ends with a question mark or starts as one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from spacy.tokens import Doc, Span

from porewise.language.clauses import word_set

QUESTION_MARKS = frozenset("?？")
# Words before the one that shows whether a clause asks: "ok and um how much is it".
BEFORE = word_set(
    "and & n or so plus then also but ok okay hi hello hey well um uh umm uhh like please pls plz just now yes no yeah"
    " thanks lol oh actually first second secondly lastly btw ps question another if"
)
WH_WORDS = word_set(
    "what whats what's when whens where wheres which who whos whom whose why whys how hows wat wats wut wen wher y wich"
)
ASKING = WH_WORDS | word_set(
    "is are am was were isnt isn arent aren wasnt wasn do does dose did dont don doesnt doesn didnt didn can cant could"
    " couldnt should shouldnt would wud wouldnt will wil wont may shall has have any anyone anything whether wondering"
)
PHRASES = (
    "tell me", "i want to", "i wanna know", "need to know", "i was wondering", "let me know", "want to ask",
    "i 'd like to", "i ’d like to", "i d like to", "id like to", "curious",
)  # fmt: skip
# Without a full stop before it a question may begin anywhere: "it peels a lot is that normal".
ASKING_WITHIN = re.compile(
    r"\b(is|are|will|does|would|can|should|do) (that|it|there|i|you|they|this|these)\b"
    r"|\bhow (long|much|many|often|soon)\b"
)
ADDING = word_set("also plus another secondly lastly")  # what they begin is a matter of its own, even without a verb
CARRYING_ON = word_set("or that if nor than")  # what they begin belongs to the question before: "..., or is it red?"
NOT_ALONE = word_set("right really hello sorry thanks please maybe anyone yeah okay pardon there")  # "..., right?"
SHORTEST_ALONE = 5  # letters of a single word that asks with its question mark only: "risks?"

Doc.set_extension("questions", getter=lambda doc: questions(doc), force=True)


def questions(doc: Doc) -> list[Span]:
    """The parts of `doc` with one question each; the whole doc when it holds fewer than two. Empty for an empty doc."""
    if not len(doc):
        return []
    clauses = doc._.clauses
    ends = [clause.end for clause in clauses if _asks(clause)]
    if len(ends) < 2:
        return [doc[:]]
    ends[-1] = len(doc)
    return [doc[start:end] for start, end in pairwise([0, *ends])]


def _asks(clause: Span) -> bool:
    words = [token.lower_ for token in clause if not token.is_punct and not token.is_space]
    if not words or words[:2] == ["so", "that"]:
        return False
    if words[0] in CARRYING_ON and not (len(words) > 1 and words[1] in WH_WORDS | {"so"}):
        return False
    marked = any(token.text[0] in QUESTION_MARKS for token in clause[-3:])
    if len(words) == 1:
        alone = len(words[0]) >= SHORTEST_ALONE and words[0] not in NOT_ALONE
        return words[0] in ASKING or (marked and alone)
    if marked:
        return True
    while len(words) > 1 and words[0] in BEFORE:
        if words[0] in ADDING:
            return True
        words = words[1:]
    text = " ".join(words)
    return words[0] in ASKING or text.startswith(PHRASES) or bool(ASKING_WITHIN.search(text))
