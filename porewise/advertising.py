"""What is said of prescription-only medicines where advertising them to the public is barred (docs/decisions/0009).

There no medicine is named before the visitor names it, and none has a price. An answer loses the sentences that name
one. Where these are the answer, another is said: the response of the same name that ends in `_unnamed` (in
`data/jurisdiction/answers.yml`), or the question which treatment is meant, with the offer of a consultation.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import AbstractSet, Any, Callable, Dict, FrozenSet, Iterable, List, Optional, Pattern

from porewise.answers import MORE
from porewise.clinic import Clinic, load_clinic
from porewise.comparison import Cell, Comparison, Note, Ranking, Row
from porewise.jurisdiction import jurisdictions
from porewise.language.vocabulary import Vocabulary, normalise
from porewise.prose import BULLET, SENTENCE_END, sentences

UNNAMED = "_unnamed"
WHICH_ONE, NO_ANSWER = f"utter{UNNAMED}", f"utter_no_answer{UNNAMED}"
COST = "utter_cost"
IN_CONSULTATION, ASK = "Told in a consultation.", "Ask in a consultation."
NEXT = "Then"
LEFT_OUT = "Prescription treatments are not in this list. Ask about them in a consultation."
PRICES_LEFT_OUT = "What prescription treatments cost is told in a consultation."
# Said whole: they tell paramedics what was injected, or warn off a medicine bought or injected without a clinician.
SAVES_LIVES = {"utter_emergency", "utter_refuse"}
# Warn of a medicine that somebody may take at home already.
WARNS = (
    "utter_contraindication", "utter_candidacy", "utter_combine_treatments", "utter_pregnancy", "utter_procedure",
    "utter_provider_questions", "utter_screen", "utter_ask_screening", "utter_urgent",
)  # fmt: skip
WARNING = re.compile(r"pregnan|nursing|breastfe")
CLAIM = re.compile(r"\bpores?\b|\boil\b|\bstud(?:y|ies)\b")
PRICE = re.compile(r"[$£€]\s?\d|\d\s?(?:pounds|euros?|dollars|USD|GBP|EUR|AUD)\b")
LEANS_ON_THE_ONE_BEFORE = re.compile(r"(?:It|Its|They|Their|This|That|These|Those|He|She|Both|Another)\b")
LEAST_SENTENCES = 2
UNNAMED_TREATMENT = "the treatment"  # what an answer speaks of where no treatment was named and none may be

Response = Dict[str, Any]
Say = Callable[[str], Optional[Response]]


class Advertising:
    """The rules of one clinic. They bind nothing where medicines may be advertised."""

    def __init__(self, clinic: Clinic) -> None:
        """For the jurisdiction of `clinic`."""
        treatments = Vocabulary.default().ids("treatment")
        self._medicines = frozenset(treatment for treatment in treatments if not clinic.may_advertise(treatment))

    def before(self, said: Iterable[str] = (), treatments: Iterable[str] = ()) -> Tact:
        """What binds an answer to a visitor who wrote `said` and named `treatments`; on a public page, nobody did."""
        named = {*treatments, *(t for text in said for t in self._medicines if _names({t}).search(normalise(text)))}
        if named & {"botox", "micro_botox"}:  # one medicine
            named |= {"botox", "micro_botox"}
        return Tact(self._medicines, frozenset(self._medicines - named))

    def in_conversation(self, events: Iterable[Any]) -> Tact:
        """The same for what the visitor said in a conversation, by Rasa's events."""
        texts, treatments = [], []
        for event in events:
            if getattr(event, "type_name", "") == "user":
                texts.append(event.text or "")
                treatments += [str(e["value"]) for e in event.entities if e["entity"] == "treatment"]
        return self.before(texts, treatments)


class Tact:
    """What may not be said now: no name of `unnamed`, no price of `medicines` (both are ids of treatments)."""

    def __init__(self, medicines: FrozenSet[str], unnamed: FrozenSet[str]) -> None:
        self._medicines = medicines
        self._unnamed = unnamed

    @property
    def default_treatment(self) -> Optional[str]:
        """What is spoken of where no treatment was named; None where that may not be."""
        return None if "botox" in self._unnamed else "botox"

    def names(self, text: str) -> bool:
        """Whether `text` names a medicine that may not be named."""
        return bool(self._unnamed and _names(self._unnamed).search(normalise(text)))

    def lawful(self, name: str, say: Say, known: AbstractSet[str], treatment: Optional[str] = None) -> Response | None:
        """The response `name`, or what is said in its place; `say` gives a response by name, `known` are the names."""
        response = say(name)
        if response is None or not self._medicines or name in SAVES_LIVES:
            return response
        about_botox = response.get("metadata", {}).get("about") == "botox"
        about_medicine = about_botox or treatment in self._medicines
        if name.startswith(COST) and about_medicine:
            return say(COST + UNNAMED)
        is_about_unnamed = about_botox and self.default_treatment is None
        short = self.without_names(response["text"], name, prices=not about_medicine)
        if short == response["text"] and not is_about_unnamed:
            return self._with_lawful_buttons(response)
        instead = say(name + UNNAMED) if name + UNNAMED in known else None
        if instead and _same_variation(response, instead, name):
            return self._with_lawful_buttons(instead)
        if is_about_unnamed or _count(short) < LEAST_SENTENCES or (not treatment and self._begins_with_name(response)):
            return say(NO_ANSWER if treatment else WHICH_ONE)
        return self._with_lawful_buttons({**response, "text": short})

    def without_names(self, text: str, name: str = "", prices: bool = True) -> str:
        """`text` of the response `name` without what names a medicine that may not be named and what leans on that;
        unless `prices`, without what tells a price.

        A short answer loses sentences, a long one whole paragraphs; from a list goes the item.
        """
        if not self._medicines:
            return text
        paragraphs = []
        for paragraph in text.split("\n\n"):
            lines = [self._line(line, name, prices) for line in paragraph.split("\n")]
            if name.endswith(MORE) and not all(lines) and not BULLET.match(paragraph.split("\n")[-1]):
                continue
            paragraphs.append("\n".join(filter(None, lines)))
        if "\n\n".join(paragraphs) == text:
            return text
        return _without_lone_headings([paragraph for paragraph in paragraphs if paragraph])

    def buttons(self, buttons: List[Dict[str, str]]) -> List[Dict[str, str]]:
        """Those of `buttons` that name nothing that may not be named."""
        return [button for button in buttons if not self.names(button["title"])]

    def comparison(self, comparison: Comparison, criterion: str = "") -> Comparison:
        """The table and orders without what may not be named, and without the price of a medicine; for the order by
        cost, without medicines.
        """
        if not self._medicines:
            return comparison
        left_out = self._medicines if criterion == "cost" else self._unnamed
        rows = {
            treatment: row.copy(update=self._cells(row, treatment))
            for treatment, row in comparison.treatments.items()
            if treatment not in left_out
        }
        orders = {name: order.copy(update=self._order(order, name)) for name, order in comparison.rankings}
        return comparison.copy(update={"treatments": rows, "rankings": comparison.rankings.copy(update=orders)})

    def _cells(self, row: Row, treatment: str) -> Dict[str, Cell]:
        cells = {aspect: cell.copy(update={"text": self.without_names(cell.text) or ASK}) for aspect, cell in row}
        if treatment in self._medicines:
            cells["cost"] = Cell(text=IN_CONSULTATION, sources=[])
        return cells

    def _order(self, order: Ranking, criterion: str) -> Dict[str, Any]:
        left_out = self._medicines if criterion == "cost" else self._unnamed
        groups = []
        for group in order.groups:
            kept = [treatment for treatment in group.treatments if treatment not in left_out]
            if kept:
                groups.append(
                    group.copy(update={"treatments": kept, "say": NEXT if self.names(group.say) else group.say})
                )
        if not left_out:
            return {"groups": groups}
        said = self.without_names(order.note.text) if order.note else ""
        note = order.note if order.note and said else Note(text=LEFT_OUT, sources=[])
        text = f"{said} {PRICES_LEFT_OUT if criterion == 'cost' else LEFT_OUT}".strip()
        return {"groups": groups, "note": note.copy(update={"text": text})}  # longer than a note in the file may be

    def _with_lawful_buttons(self, response: Response) -> Response:
        if not self._unnamed or "buttons" not in response:
            return response
        return {**response, "buttons": self.buttons(response["buttons"])}

    def _begins_with_name(self, response: Response) -> bool:
        return self.names(sentences(response["text"])[0])

    def _line(self, line: str, name: str, prices: bool) -> str:
        """What may be said of a line; of a long answer's, all or nothing."""
        kept, left_out = [], False
        for sentence in SENTENCE_END.split(line):
            leans = left_out and (BULLET.match(line) or LEANS_ON_THE_ONE_BEFORE.match(sentence))
            left_out = bool(leans or self._may_not_be_said(sentence, name) or not prices and PRICE.search(sentence))
            if left_out and name.endswith(MORE):
                return ""
            if not left_out:
                kept.append(sentence)
        return " ".join(kept)

    def _may_not_be_said(self, sentence: str, name: str) -> bool:
        if not self.names(sentence):
            return False
        is_warning = name.startswith(WARNS) or (WARNING.search(sentence) and not CLAIM.search(sentence))
        toxins = self._unnamed - set(jurisdictions().named_in_warnings)
        return not is_warning or bool(toxins and _names(toxins).search(normalise(sentence)))


@lru_cache(maxsize=32)
def _pattern(treatments: FrozenSet[str]) -> Pattern[str]:
    known = (
        name for name, (label, id_) in Vocabulary.default().names.items() if label == "treatment" and id_ in treatments
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, known), key=len, reverse=True)) + r")(?!\w)")


def _names(treatments: AbstractSet[str]) -> Pattern[str]:
    return _pattern(frozenset(treatments))


def _same_variation(response: Response, instead: Response, name: str) -> bool:
    """Whether both are for the same treatment, by their ids: "cost_laser" and "cost_unnamed_laser" are."""
    plain = name.removeprefix("utter_")
    return str(instead.get("id")) == str(response.get("id")).replace(plain, plain + UNNAMED, 1)


def _without_lone_headings(paragraphs: List[str]) -> str:
    """The paragraphs as one text, without a line that announces a list which is gone."""
    kept: List[str] = []
    for paragraph in reversed(paragraphs):
        announces = paragraph.endswith(":")
        if not announces or (kept and BULLET.match(kept[0])):
            kept.insert(0, paragraph)
    return "\n\n".join(kept)


def _count(text: str) -> int:
    return len(sentences(text))


def lawful_comparison(comparison: Comparison, named: Iterable[str]) -> Comparison:
    """For an action: the table as this clinic's jurisdiction lets it be shown to a visitor who named `named`."""
    return Advertising(load_clinic()).before(treatments=named).comparison(comparison)
