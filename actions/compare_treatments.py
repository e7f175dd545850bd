"""Two or more treatments side by side."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SpeakingAction
from porewise.advertising import lawful_comparison
from porewise.comparison import ASPECTS, Comparison, load_comparison
from porewise.language.vocabulary import Vocabulary

MOST_TREATMENTS = 4
CHANNELS_WITH_TABLES = {"website"}
WITH_TABLE = "Here they are side by side. Which of them suits you, only a clinician who has seen your skin can say."


class CompareTreatments(SpeakingAction):
    """A table on the website, short lines elsewhere; asks which ones when fewer than two are known."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_compare_treatments"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Compare the treatments just named, or the one named with the one talked about before."""
        wanted = _wanted(tracker)
        comparison = lawful_comparison(load_comparison(), wanted)
        treatments = [t for t in wanted if t in comparison.treatments][:MOST_TREATMENTS]
        if len(treatments) < 2:
            dispatcher.utter_message(response="utter_ask_compared_treatments")
            return []
        table = tracker.get_latest_input_channel() in CHANNELS_WITH_TABLES
        dispatcher.utter_message(
            response="utter_comparison",
            comparison=WITH_TABLE if table else _in_lines(comparison, treatments),
            json_message={"table": _in_table(comparison, treatments)} if table else None,
            metadata=_metadata(comparison, treatments),
        )
        return []


def _wanted(tracker: Tracker) -> List[str]:
    named = tracker.get_slot("compared_treatments") or []
    before = tracker.get_slot("treatment")
    if len(set(named)) < 2 and isinstance(before, str):
        named = [before, *named]
    return list(dict.fromkeys(named))


def _title(treatment: str) -> str:
    title = Vocabulary.default().title_of("treatment", treatment)
    return title[0].upper() + title[1:]


def _in_lines(comparison: Comparison, treatments: List[str]) -> str:
    paragraphs = []
    for aspect, words in ASPECTS.items():
        titles: Dict[str, List[str]] = {}  # of the treatments of which the same is said
        for treatment in treatments:
            titles.setdefault(comparison.cell(treatment, aspect).text, []).append(_title(treatment))
        lines = [f"- {', '.join(of_text)}: {text}" for text, of_text in titles.items()]
        paragraphs.append("\n".join([f"{words}:", *lines]))
    return "\n\n".join(paragraphs)


def _in_table(comparison: Comparison, treatments: List[str]) -> Dict[str, Any]:
    titles = [_title(treatment) for treatment in treatments]
    rows = [[words, *(comparison.cell(t, aspect).text for t in treatments)] for aspect, words in ASPECTS.items()]
    return {"caption": f"{' and '.join(titles)} side by side", "columns": ["", *titles], "rows": rows}


def _metadata(comparison: Comparison, treatments: List[str]) -> Dict[str, Any]:
    cells = [comparison.cell(treatment, aspect) for treatment in treatments for aspect in ASPECTS]
    return {
        "sources": list(dict.fromkeys(source for cell in cells for source in cell.sources)),
        "reviewed": comparison.reviewed.isoformat(),
        "review_by": comparison.review_by.isoformat(),
        "status": comparison.status,
    }
