"""Whether a symptom that a message names is one that somebody near has now.

After ConText (Harkema, Dowling, Thornblade and Chapman 2009, J Biomed Inform 42:839): words before and around a finding
say that it is denied, supposed, long over or somebody else's. ConText reads clinicians' notes; visitors also ask
("can it ...?") and tell what they saw on a screen, so two more circumstances are told apart. Which words do so is data:
`data/urgent_help/triage/context.yml`.
"""

from __future__ import annotations

from typing import Dict, List, Sequence

from porewise.triage.rules import Context
from porewise.triage.words import Phrases, Place, Word

HAPPENING, DENIED, ASKED, SUPPOSED, LONG_AGO, DISTANT = (
    "happening",
    "denied",
    "asked",
    "supposed",
    "long ago",
    "distant",
)
STATEMENT = frozenset(("everything", "everythings", "i", "im", "my", "hes", "shes"))
DENIAL_REACH = 12  # words from a denial to what it denies
INSIDE_REACH = 2  # the same where the denial stands between two words of the finding: "botox and no dizziness"
RUN_ON = 4  # words behind a finding that tell whose it is: "can I book and spit runs out of my mouth"
JOINING = frozenset(("and", "-", "also", "btw", "but"))
CALLS = frozenset(("so", "um", "ok", "okay", "help", "omg", "urgent", "please"))  # after "and": now comes the trouble
DEED_REACH = 4  # words from "bought" to "TikTok"
USUAL_REACH = 6  # words from a finding to "common"
ASKING_VERBS = frozenset(("is", "are", "was", "were"))
SUBJECTS = frozenset(("i", "im", "ive", "he", "she", "hes", "shes", "we", "theyre"))  # they begin a statement
STRANGERS = frozenset(("a", "an", "some", "someone", "somebody", "influencer", "celebrity", "people"))
WISHES = frozenset(("like", "love", "prefer", "appreciate"))
THIS = frozenset(("this", "that", "it"))  # "is this normal?" tells of what is there
STOPS = frozenset((",", ".", ";", ":", "-", "but"))
Found = Dict[str, List[Place]]


class Circumstances:
    """Tells the circumstances of a finding by the words of one context file."""

    def __init__(self, context: Context) -> None:
        self._phrases = Phrases(context.dict(exclude={"idioms", "ordinary"}))

    def find(self, words: List[Word], sentence: Place) -> Found:
        """Every phrase of the context file in `sentence`, for `of`."""
        found = self._phrases.find(words[sentence.start : sentence.end])
        move = sentence.start
        here = {name: [Place(p.start + move, p.end + move) for p in places] for name, places in found.items()}
        if "asked" in here:  # no slip opens a question: "muth" is mouth rather than myth
            here["asked"] = [p for p in here["asked"] if not words[p.start].also]
        if "supposed" in here:  # "I would like to book" supposes nothing
            wished = [p for p in here["supposed"] if p.end < len(words) and words[p.end].text in WISHES]
            here["supposed"] = [p for p in here["supposed"] if p not in wished or words[p.start].text != "would"]
        return here

    def of(
        self, terms: Sequence[Place], sentence: Place, here: Found, words: List[Word], clause_starts: Sequence[int]
    ) -> str:
        """The circumstances of a finding whose words stand at `terms`; `clause_starts` are characters."""
        place = Place(min(term.start for term in terms), max(term.end for term in terms))
        clause = max((start for start in clause_starts if start <= words[place.start].start), default=0)
        clause_start = next(i for i in range(sentence.start, place.start + 1) if words[i].start >= clause)
        if self._denied(terms, place, clause_start, here, words):
            return DENIED
        if self._asked(terms, place, clause_start, here, words) or self._usual(terms, place, clause_start, here, words):
            return ASKED
        supposed = [p for p in here.get("supposed", ()) if not _told_anew(words[p.end : place.start + 1])]
        if any(clause_start <= p.start and self._leads_in(p, terms, place) for p in supposed):
            return SUPPOSED
        if here.get("long_ago") and not here.get("now"):
            return LONG_AGO
        if self._far_away(terms, place, here, words):
            return DISTANT
        return HAPPENING

    def _denied(self, terms: Sequence[Place], place: Place, clause_start: int, here: Found, words: List[Word]) -> bool:
        """A denial before it in the clause, with nothing in between that begins a statement of its own."""
        for denial in here.get("denied", ()):
            following = min((term.start for term in terms if term.start >= denial.end), default=None)
            if following is None or denial.start < clause_start or any(_holds(term, denial) for term in terms):
                continue
            reach = DENIAL_REACH if denial.end <= place.start else INSIDE_REACH
            between = words[denial.end : following]
            if len(between) > reach or (reach == INSIDE_REACH and any(word.text in STOPS for word in between)):
                continue
            if not any(denial.end <= own.start < following for own in here.get("own", ())):
                return True
        after = [word.text for word in words[place.end : place.end + 3]]
        return after[:1] in (["no"], ["none"]) or after[:2] in ([":", "no"], ["?", "no"], ["?", "none"], ["-", "no"])

    def _asked(self, terms: Sequence[Place], place: Place, clause_start: int, here: Found, words: List[Word]) -> bool:
        """A general question: it opens the clause, and no statement about oneself comes between it and the finding."""
        for opening in here.get("asked", ()):
            if not (opening.start <= max(term.start for term in terms) and clause_start <= opening.start + 4):
                continue
            joined = any(word.text in JOINING for word in words[opening.end : place.start])
            after = words[place.end : place.end + RUN_ON] if joined else []
            end = place.end + next((n for n, word in enumerate(after) if word.is_mark), len(after))
            told = [p for p in here.get("own", ()) if opening.end <= p.start < end]
            dated = any(opening.end <= p.start < end for p in here.get("now", ()))
            if joined and (dated or _calls(words[opening.end : end])):
                continue  # "do you have parking and since yesterday swallowing hurts"
            elsewhere = opening.start < clause_start and any(p.start >= clause_start for p in told)
            if elsewhere or any(words[p.start].text in SUBJECTS for p in told):
                continue  # "do you have parking, help I can't swallow"
            caused = [p for p in here.get("causing", ()) if opening.end <= p.start < place.end]
            if not told or (caused and min(caused).start < min(told).start):
                return True
        return False

    def _usual(self, terms: Sequence[Place], place: Place, clause_start: int, here: Found, words: List[Word]) -> bool:
        """ "Is a droopy lid common?", and nobody's own lid."""
        verbs = [i for i in range(clause_start, max(t.start for t in terms)) if words[i].text in ASKING_VERBS]
        asking = next((i for i in verbs if i < clause_start + 2 or words[i - 1].text in JOINING), None)
        if asking is None or any(asking <= own.start < place.end for own in here.get("own", ())):
            return False
        return any(
            any(0 <= usual.start - term.end <= USUAL_REACH for term in terms)
            and words[usual.start - 1].text not in THIS
            for usual in here.get("usual", ())
        )

    def _leads_in(self, phrase: Place, terms: Sequence[Place], place: Place) -> bool:
        """Whether `phrase` stands before the last word of the finding and is no part of it."""
        if any(_within(phrase, term) for term in terms):
            return False
        return phrase.start <= place.start or any(phrase.end <= term.start for term in terms)

    def _far_away(self, terms: Sequence[Place], place: Place, here: Found, words: List[Word]) -> bool:
        """The finding is said of whom a screen or a page told, not of oneself or of someone near."""
        telling = [p for p in here.get("distant", ()) if not any(_holds(term, p) for term in terms)]
        if not telling:
            return False
        last_term = max(term.start for term in terms)
        distant = max((p for p in telling if p.start < last_term), default=None)
        owns = [p for p in here.get("own", ()) if p.start < place.end]
        if distant is None:
            return not owns
        before = [p for p in owns if p.start < distant.start]
        if any(
            own.end <= deed.start < distant.start <= deed.end + DEED_REACH
            for own in before
            for deed in here.get("done", ())
        ):
            return False
        first_end = min(term.end for term in terms)
        ended = first_end < len(words) and (words[first_end].is_mark or words[first_end].text in JOINING)
        owns = [p for p in owns if p.start <= first_end + (0 if ended else 1)]
        others = {p.start for p in here.get("others", ())}
        strangers = [p.start for p in telling if words[p.start].text in STRANGERS]
        near = max((p.start for p in here.get("near", ()) if p.start < distant.start), default=None)
        introduced = near is not None and not any(near < start < place.start for start in strangers)
        return not any(p.start >= distant.end and (introduced or p.start not in others) for p in owns)


def _holds(term: Place, phrase: Place) -> bool:
    return term.start <= phrase.start < term.end


def _within(phrase: Place, term: Place) -> bool:
    return term.start <= phrase.start and phrase.end <= term.end


def _calls(words: Sequence[Word]) -> bool:
    """Whether a call follows upon a question: "do you have parking but um help"."""
    return any(a.text in JOINING and b.text in CALLS for a, b in zip(words, words[1:], strict=False))


def _told_anew(words: Sequence[Word]) -> bool:
    """Whether a statement begins after a comma: "if I can see by then, everything went blurry"."""
    return any(a.text == "," and b.text in STATEMENT for a, b in zip(words, words[1:], strict=False))
