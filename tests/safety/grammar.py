"""A grammar of how people write about danger: symptom, wording, person, time, treatment, place in a message and slip.

It is written from everyday language and knows nothing of the word lists in `data/urgent_help/triage/`; what it shares
with them are the ids of the rules. The simplest choice stands first everywhere: Hypothesis shrinks towards it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Collection, List, NamedTuple, Sequence, Tuple

import yaml
from hypothesis import strategies as st

from porewise.language.spelling import KEYS_BESIDE


class Person(NamedTuple):
    """Who has it, with the words that change with it."""

    i: str
    my: str
    me: str
    am: str = "is"
    have: str = "has"
    s: str = "s"  # the ending of a verb
    dont: str = "doesn't"
    myself: str = "herself"


PEOPLE = (
    Person("I", "my", "me", "am", "have", "", "don't", "myself"),
    Person("she", "her", "her"),
    Person("he", "his", "him", myself="himself"),
    Person("my mother", "her", "her"),
    Person("my client", "her", "her"),
    Person("my husband", "his", "him", myself="himself"),
    Person("my daughter", "her", "her"),
    Person("our patient", "his", "him", myself="himself"),
)


class Symptom(NamedTuple):
    """One rule's matter: how somebody says that it happens, and names of it ("no ...", "can botox cause ...?")."""

    says: Tuple[str, ...]
    names: Tuple[str, ...]
    treated: bool = False  # it is urgent only when a treatment is named with it


SYMPTOMS = {
    rule: Symptom(tuple(symptom["says"]), tuple(symptom["names"]), symptom.get("treated", False))
    for rule, symptom in yaml.safe_load((Path(__file__).parent / "symptoms.yml").read_text()).items()
}
TREATMENTS = ("botox", "dysport", "the peel", "my laser", "microneedling", "filler", "my injections", "the treatment")
WHEN = (
    "",
    "now",
    "right now",
    "today",
    "since yesterday",
    "since this morning",
    "since last night",
    "for two days",
    "and it's getting worse",
    "and it started an hour ago",
)
AFTER = (
    "after {what}",
    "since {what}",
    "3 weeks after {what}",
    "two hours after {what}",
    "the day after {what}",
    "a week after getting {what}",
    "ever since {what} on friday",
)
OPENINGS = ("", "help ", "please help, ", "hi, ", "omg ", "so ", "um ", "hello there. ", "ok so basically ", "URGENT: ")
BEFORE = ("since yesterday ", "this morning ", "all of a sudden ", "I got {what} on monday and now ", "after {what} ")
ORDINARY = (
    "I wash my face twice a day with a gentle cleanser",
    "how much is botox for pores",
    "can I book tuesday at three",
    "do you have parking",
    "I use sunscreen every morning",
    "my pores are large on my nose",
    "thanks for the answer about moisturizer",
    "does niacinamide help with oil",
    "I would like to know the prices",
    "my sister told me about your clinic",
    "which day is the doctor in",
    "I have been using retinol at night for a year",
    "is there a discount for two sessions",
    "I'm 34 with combination skin",
)
JOINERS = (". ", "? ", "\n", "! ", " ... ", ", also ", " and ", ", btw ", " but ", ". oh and ", " - ")
ENDINGS = ("", ".", "!", "!!!", "...", " please help", ", what should I do?", " is this normal?", ", who do I call")
GENERAL = (
    "can botox cause {x}?",
    "is {x} common after botox?",
    "how often does {x} happen?",
    "can a peel cause {x}",
    "does dysport cause {x}?",
    "what is the risk of {x}?",
    "how common is {x} after botox",
    "could botox lead to {x}?",
    "is {x} a side effect of botox?",
    "are there reports of {x} after fillers?",
    "how likely is {x}?",
    "do people get {x} from microneedling?",
    "is {x} normal after laser?",
    "what are the chances of {x}",
    "is it true that botox can cause {x}?",
    "has anyone had {x} after a peel?",
    "what causes {x}?",
    "will botox give me {x}?",
    "is there a risk of {x}?",
    "why does botox cause {x}",
)
DENIED = (
    "no {x}",
    "I don't have any {x}",
    "I had no {x}",
    "everything went well without {x}",
    "I've never had {x}",
    "I have not had any {x} since my botox",
    "my skin is fine, no {x}",
    "she doesn't have {x}",
    "there was no {x}",
    "I haven't had {x}",
    "I am not having {x}",
    "two weeks after botox and no {x} at all",
    "I didn't get {x}",
    "I have no pain and no {x}",
)
SUPPOSED = (
    "what if I get {x}",
    "I'm worried about {x}",
    "I am scared of {x}",
    "what should I do if I get {x}?",
    "in case of {x} who do I call",
    "I'm nervous about {x}",
    "if I have {x} after botox should I call you?",
    "I'm afraid of {x}",
    "what happens if someone gets {x}",
    "I want to avoid {x}",
    "suppose I get {x} afterwards",
    "the leaflet warns about {x}",
    "my fear is {x}",
    "who do I call in case I get {x}",
)
LONG_AGO = (
    "in 2019 I had {x}, it went away",
    "years ago I had {x}",
    "I had {x} two years ago and it cleared up",
    "as a kid I had {x}",
    "I used to get {x} in college",
    "last year I had {x} but it resolved",
    "I have a history of {x}",
    "back in 2016 she had {x}",
    "I had {x} once before, years ago",
    "when I was a teenager I had {x}",
)
STRANGERS = (
    "a girl on TikTok said she got {x}",
    "I saw on Instagram that someone had {x}",
    "I read an article about {x}",
    "some woman on reddit had {x} after botox",
    "an influencer got {x} from filler",
    "I heard people get {x}",
    "there was a story about {x} on the news",
    "a celebrity had {x} and sued",
    "my friend of a friend had {x}",
    "someone on facebook said he had {x} for weeks",
    "a guy on youtube says he got {x}",
)
NOT_NOW = {"denied": DENIED, "asked": GENERAL, "supposed": SUPPOSED, "long ago": LONG_AGO, "distant": STRANGERS}
IDIOMS = (
    "the results took my breath away",
    "my skin needs to breathe at night",
    "that price is a bitter pill to swallow",
    "I nearly choked when I saw the price",
    "let my skin breathe without makeup",
    "I'm dying to try botox",
    "these blackheads are killing me",
    "I would die for skin like hers",
    "the price gave me a heart attack",
    "my heart skipped a beat when I saw the results",
    "I had my heart set on laser",
    "I was speechless at my results",
    "she looks drop dead gorgeous after her facial",
    "I'm dead serious about my skincare",
    "do you remove dead skin cells",
    "I love a double cleanse in the evening",
    "can I double check my appointment",
    "I can't see any results yet",
    "I can't see a difference in my pores",
    "it costs an arm and a leg",
    "that is a pain in the neck to book",
    "my jaw dropped when I saw my pores",
    "the numbing cream was lovely",
    "I have one burning question about retinol",
    "I went weak at the knees when I saw the quote",
    "is this fat burning device any good for pores",
    "I got cold feet before my peel",
    "I can't speak highly enough of the nurse",
    "he turned a blind eye to my acne",
    "I'm holding my breath for the sale",
    "it's not for the faint hearted",
    "I laughed so hard I nearly wet myself laughing",
    "is that a double blind study",
    "the waiting list is killing me",
    "I always hold my breath when you spray the toner",
    "I learned my routine by heart",
)


class Sentence(NamedTuple):
    """A message and the rule that it is about."""

    rule: str
    text: str


def said(wording: str, person: Person) -> str:
    """`wording` about `person`; a name comes first and a pronoun after it ("my mother ... when she ...")."""
    words = {**person._asdict(), "es": "es" if person.s else ""}
    first, found, rest = wording.partition("{i}")
    again = {"her": "she", "him": "he"}.get(person.me, person.i)
    return (first + found).format(**words) + rest.format(**{**words, "i": again})


NAMED_AS_A_DEED = re.compile("(having|being|getting|feeling|going|wanting|one side) ")
BESIDE_A_DEED = re.compile(r"(about|of|without|cause|causes|to|is|often does) \{x\}|^\{x\}")


def suits(form: str, name: str) -> bool:
    """Whether anybody would put it so: nobody says "I had having taken too many pills"."""
    return not NAMED_AS_A_DEED.match(name) or bool(BESIDE_A_DEED.search(form))


def named(form: str, name: str) -> str:
    """`name` in its place; "no" and "any" take no article."""
    return re.sub(r"\b(no|any) (a|an|the) ", r"\1 ", form.format(x=name))


def plain() -> List[Sentence]:
    """Every wording of every rule once, said by oneself."""
    return [
        Sentence(rule, f"{said(wording, PEOPLE[0])}{' since my botox' if symptom.treated else ''}")
        for rule, symptom in SYMPTOMS.items()
        for wording in symptom.says
    ]


@st.composite
def statements(draw: st.DrawFn, words: Collection[str]) -> Sentence:
    """Somebody has it now. A slip never makes one of `words`."""
    rule, symptom, wording = draw(st.sampled_from(_WORDINGS))
    people = [person for person in PEOPLE if person.me != "him" or "pregnant" not in rule]
    core = said(wording, draw(st.sampled_from(people)))
    treatment = draw(st.sampled_from(TREATMENTS))
    if symptom.treated or draw(st.booleans()):
        core = f"{core} {draw(st.sampled_from(AFTER)).format(what=treatment)}"
    elif draw(st.booleans()):
        core = draw(st.sampled_from(BEFORE)).format(what=treatment) + core
    else:
        core = f"{core} {draw(st.sampled_from(WHEN))}".strip()
    core = draw(st.sampled_from(OPENINGS)) + core + draw(st.sampled_from(ENDINGS))
    return Sentence(rule, draw(_typed(_placed(draw, core), words)))


@st.composite
def not_now(draw: st.DrawFn, words: Collection[str], circumstances: str) -> Sentence:
    """It is named, but in one of `NOT_NOW`: nobody near has it now."""
    rule, name = draw(st.sampled_from(_NAMES))
    core = named(draw(st.sampled_from([form for form in NOT_NOW[circumstances] if suits(form, name)])), name)
    return Sentence(rule, draw(_typed(_placed(draw, core), words)))


@st.composite
def idioms(draw: st.DrawFn) -> Sentence:
    """Words of danger that mean something else."""
    core = draw(st.sampled_from(IDIOMS))
    return Sentence("", draw(_cased(_placed(draw, core))))


def _placed(draw: st.DrawFn, core: str) -> str:
    """`core` alone, or first, last or in the middle of a longer message."""
    before = draw(st.lists(st.sampled_from(ORDINARY), max_size=2, unique=True))
    after = draw(st.lists(st.sampled_from(ORDINARY), max_size=2, unique=True))
    return _joined(draw, [*before, core, *after])


def _joined(draw: st.DrawFn, parts: Sequence[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += draw(st.sampled_from(JOINERS)) + part
    return text


@st.composite
def _typed(draw: st.DrawFn, text: str, words: Collection[str]) -> str:
    """`text` with at most one slip, in its letter case and with its apostrophes as people type them."""
    if draw(st.booleans()):
        text = draw(_slipped(text, words))
    return draw(_cased(text))


@st.composite
def _cased(draw: st.DrawFn, text: str) -> str:
    apostrophe = draw(st.sampled_from(("'", "", "’")))
    change = draw(st.sampled_from((str, str.lower, str.upper, str.capitalize)))
    return change(text.replace("'", apostrophe))


@st.composite
def _slipped(draw: st.DrawFn, text: str, words: Collection[str]) -> str:
    """`text` with one slip in a word of five letters or more, or as it was where no slip is one."""
    places = [match.span() for match in re.finditer(r"(?<![\w'])[a-z]{5,}(?![\w'])", text)]
    if not places:
        return text
    start, end = draw(st.sampled_from(places))
    word = text[start:end]
    at = draw(st.integers(1, len(word) - 2))  # the first letter is seldom wrong
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],  # swapped
        word[:at] + word[at + 1 :],  # dropped
        word[:at] + word[at] + word[at:],  # doubled
        word[:at] + draw(st.sampled_from(KEYS_BESIDE[word[at]])) + word[at + 1 :],  # the key beside it
    )
    slip = draw(st.sampled_from(slips))
    return text if slip in words else text[:start] + slip + text[end:]


_WORDINGS = [(rule, symptom, wording) for rule, symptom in SYMPTOMS.items() for wording in symptom.says]
_NAMES = [(rule, name) for rule, symptom in SYMPTOMS.items() for name in symptom.names]
