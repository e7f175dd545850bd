"""spaCy component "clauses": splits a doc into clauses, by punctuation and joining words; see `doc._.clauses`.

There is no parser here (statistical English models are not on the package registry), so a comma or "and" counts as a
clause's border only where words that start a clause come after it: "Botox and lasers" stays whole, "it burns and I am
scared" is two. The clauses cover every token of the doc once, in order. Limits: docs/language.md.
"""

from __future__ import annotations

from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup, Token


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, split at spaces."""
    return frozenset(text.split())


GROUP = "clauses"
ADDING = word_set("also plus oh btw")  # after a comma or a stop, these begin a clause even without a verb
STOPS = frozenset(".!?;:…)")
COMMAS = frozenset((",", "-", "--", "–", "—", "/"))
ALWAYS = word_set("but because cuz coz cos bc although though however unless whereas")
NOT_JOINED_AFTER = word_set("nothing anything all not")  # "nothing but", "not because"
IF_CLAUSE = word_set("and & n or so plus then also when if after before while since until till except yet")
SUBJECTS = word_set(
    "i im ive id ill you u ur youre he she it its they theyre we there this that these those everyone someone nobody"
    " who what when where why how which whats whens wheres hows whos wat wats wut wher wen wich"
)
VERBS = word_set(
    "is are am was were be been do does did dont doesnt didnt can could cant should would will wont shall may might"
    " must has have had isnt arent wasnt hasnt havent tell please want wanna need went feels felt looks looked hurts"
    " hurt wud cud shud wil keeps kept started starts came comes goes seems turned became"
)
DETERMINERS = word_set("my your his her our their the a an both all some any one no")
SKIPPED = word_set("then now also just maybe still even really actually only not never when if because")
REACH = 4  # words after a determiner within which a verb shows that a clause follows: "my left eye is ..."

Doc.set_extension(GROUP, getter=lambda doc: list((doc if GROUP in doc.spans else _split(doc)).spans[GROUP]), force=True)


@Language.component("clauses")
def clauses(doc: Doc) -> Doc:
    """Give `doc._.clauses`: a list of `Span` that covers the doc, kept in `doc.spans`. An empty doc has none.

    They are looked for when first read: Rasa's SpacyEntityExtractor parses each message again and reads none.
    """
    return doc


def _split(doc: Doc) -> Doc:
    starts = [0] if len(doc) else []
    for i in range(1, len(doc)):
        if _starts_clause(doc[starts[-1] : i], doc[i]):
            starts.append(i)
    spans = [Span(doc, start, end) for start, end in pairwise([*starts, len(doc)])]
    doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=spans)
    return doc


def _starts_clause(current: Span, token: Token) -> bool:
    """Whether `token`, the one after the clause `current`, starts a new one."""
    doc, next_one, word = token.doc, token.i + 1, token.lower_
    if token.is_space or not any(t.is_alpha or t.like_num for t in current):
        return False
    before = next(t for t in reversed(list(current)) if not t.is_space)
    if word == "(" or "\n" in current[-1].text:
        return True
    if token.is_punct:
        return False  # "?!" and the like stay with the clause that they end
    if before.is_punct and before.text[0] in STOPS:
        return True
    if word in ALWAYS:
        return next_one < len(doc) and doc[next_one].lower_ != "of" and before.lower_ not in NOT_JOINED_AFTER
    if before.is_punct and (
        word in ADDING or next_one < len(doc) and doc[next_one].lower_ in ADDING and word in IF_CLAUSE
    ):
        return True
    if word in IF_CLAUSE and before.lower_ not in ALWAYS | IF_CLAUSE:
        return _clause_follows(doc, next_one, current)
    return before.text in COMMAS and _clause_follows(doc, token.i, current)


def _clause_follows(doc: Doc, i: int, current: Span) -> bool:
    """Whether the words from token `i` on look like a clause: a subject or a verb first, or a noun phrase and a verb.

    A noun phrase counts only when `current` is a clause already: "my nose and my cheeks are oily" is one.
    """
    while i < len(doc) and doc[i].lower_ in SKIPPED:
        i += 1
    if i + 1 >= len(doc):
        return False
    first = doc[i].lower_
    if first in SUBJECTS or first in VERBS:
        return True
    if first not in DETERMINERS or not any(token.lower_ in SUBJECTS or _is_verb(token) for token in current):
        return False
    for token in doc[i + 1 : i + 1 + REACH]:
        if token.is_punct or token.lower_ in IF_CLAUSE:
            return False
        if _is_verb(token):
            return True
    return False


def _is_verb(token: Token) -> bool:
    return token.lower_ in VERBS or token.text in ("'s", "'re", "'m", "’s", "’re", "’m")
