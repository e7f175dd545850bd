"""Writes the report: one HTML page that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Sequence

from porewise.evaluation import figures, intents, pipeline, scores
from porewise.evaluation.judging import OUTCOMES
from porewise.evaluation.summary import Change
from porewise.templates import templates

if TYPE_CHECKING:
    from porewise.evaluation.run import Measurements

TEMPLATE = "report.html.j2"
WORST = 15  # intents
LONGEST = 400  # letters of a reply that are shown


def write(path: Path, measured: Measurements, summary: Dict[str, Any], changes: Sequence[Change]) -> None:
    """Write the page about `measured` to `path`; `summary` and `changes` are those of the same run."""
    thresholds = pipeline.thresholds()
    of_intents = intents.of_each_intent(measured.held_out)
    page = (
        templates(Path(__file__).parent, number=_number, share=_share)
        .get_template(TEMPLATE)
        .render(
            summary=summary,
            changes=changes,
            better=[change for change in changes if change.verdict == "better"],
            worse=[change for change in changes if change.verdict == "worse"],
            outcomes=OUTCOMES,
            counts=_counts(measured),
            not_right=_not_right(measured.judged),
            thresholds=thresholds,
            histogram=figures.histogram(measured.held_out, thresholds),
            risk_coverage=figures.risk_coverage(measured.held_out, thresholds),
            confusions=figures.confusions(measured.held_out),
            worst=[one for one in of_intents if one.confused_with][:WORST],
            of_intents=of_intents,
        )
    )
    path.write_text(page, encoding="utf-8")


def _number(value: Any) -> str:
    """With one digit after the point; a dash for what was not measured."""
    return "–" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}"


def _counts(measured: Measurements) -> Dict[str, scores.Counts]:
    """The tables of outcomes by their titles."""
    judged = measured.judged
    tables = {
        "Files": scores.by_file(judged),
        "Files, with typing mistakes": scores.by_file(measured.with_typos),
        "Groups": scores.by_group(judged),
        "Styles": scores.by_style(judged),
        "Topics": scores.by_topic(judged),
    }
    return {title: counts for title, counts in tables.items() if counts}


def _not_right(judged: Sequence[scores.Judged]) -> Dict[str, List[Dict[str, Any]]]:
    """For each file what was asked and answered in every message that is not right, the wrong ones first."""
    found: Dict[str, List[Dict[str, Any]]] = {one.message.file: [] for one in judged}
    for one in sorted(judged, key=lambda one: -OUTCOMES.index(one.outcome)):
        if one.outcome != "right":
            said = [_said(reply) for reply in one.result["replies"]]
            found[one.message.file].append({"judged": one, "said": said})
    return found


def _said(reply: Dict[str, Any]) -> Dict[str, Any]:
    text = reply["text"] or ""
    return {
        "name": reply["name"] or "a text without a name",
        "text": text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " ...",
        "buttons": [button["title"] for button in reply["buttons"]] if reply["name"] == "utter_did_you_mean" else [],
    }
