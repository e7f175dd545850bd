"""Trains the pipeline of config.yml on other people's data and measures it, to be held beside published systems."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any, Collection, Dict, List, NamedTuple, Sequence

import click
import numpy as np
from sklearn.metrics import f1_score, matthews_corrcoef, roc_auc_score

from porewise.door import shown
from porewise.evaluation import pipeline
from porewise.evaluation.benchmark_data import Pair, read_pair, write_for_rasa
from porewise.evaluation.scores import percent
from porewise.evaluation.session import OFFERED, REFUSED, Parsed, opened_nlu
from porewise.settings import ROOT

REPORTS = ROOT / "reports" / "benchmark"
STEPS = np.arange(0.0, 1.0, 0.01)  # thresholds tried for the best MCC


class Answer(NamedTuple):
    """The intent of a test message ("" is out of scope) and how it was understood."""

    intent: str
    parsed: Parsed


def benchmark(folder: Path, out_of_scope: Sequence[str] = ()) -> str:
    """Train on the train set of `folder`, score on its test set, write the JSON report.

    Returns:
        The table to show.

    Raises:
        DataError: see `read_pair`.
        porewise.training.TrainingError: the training failed.
    """
    pair = read_pair(folder, out_of_scope)
    intents = len({row.intent for row in pair.train})
    click.echo(f"Training on {len(pair.train)} messages of {intents} intents ...", err=True)
    with tempfile.TemporaryDirectory() as temporary:
        data, model = Path(temporary) / "train.json", Path(temporary) / "nlu.tar.gz"
        write_for_rasa(pair.train, data)
        seconds = pipeline.train_nlu(pipeline.for_other_data(), data, model)
        answers = ask(model, pair)
    name = folder.resolve().name
    found = {
        "name": name,
        "train_messages": len(pair.train),
        "intents": intents,
        "training_seconds": round(seconds, 1),
        **figures(answers, pipeline.thresholds()),
        "notes": pair.notes,
    }
    REPORTS.mkdir(parents=True, exist_ok=True)
    path = REPORTS / f"{name}.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return f"{table(found)}\nReport: {shown(path)}"


def ask(model: Path, pair: Pair) -> List[Answer]:
    """Parse the test set of `pair` with `model`."""
    known = {row.intent for row in pair.train}
    with opened_nlu(model) as session:
        parsed = session.parse_all([row.text for row in pair.test])
    return [Answer(row.intent, within(one, known)) for row, one in zip(pair.test, parsed, strict=True)]


def within(parsed: Parsed, known: Collection[str]) -> Parsed:
    """`parsed`, or a refusal where the pipeline gave an intent that was not trained, such as `other_language`."""
    if not parsed.answered or parsed.decided in known:
        return parsed
    return Parsed(REFUSED, parsed.understood, 0.0, parsed.milliseconds)


def figures(answers: Sequence[Answer], thresholds: pipeline.Thresholds) -> Dict[str, Any]:
    """The figures of all test messages; shares in percent, None where there is nothing to count.

    Returns:
        test_in_scope, test_out_of_scope: how many; accuracy and macro_f1 of the messages in scope without a threshold;
        auroc of the confidence, in scope against out of scope; at: figures at thresholds, see `at_threshold`, of which
        "best" is the one with the largest MCC on this very test set, an upper bound; zones: see `in_zones`;
        parse_median_ms.
    """
    inside = [one for one in answers if one.intent]
    outside = len(answers) - len(inside)
    truth, understood = [one.intent for one in inside], [one.parsed.understood for one in inside]
    confidences = [one.parsed.confidence for one in answers]
    macro = f1_score(truth, understood, labels=sorted(set(truth)), average="macro", zero_division=0) if inside else 0.0
    best = max(STEPS, key=lambda step: mcc(answers, step))
    levels = {"none": 0.0, "suggest": thresholds.suggest, "answer": thresholds.answer, "best": round(float(best), 2)}
    return {
        "test_in_scope": len(inside),
        "test_out_of_scope": outside,
        "accuracy": percent(sum(t == u for t, u in zip(truth, understood, strict=True)), len(inside)),
        "macro_f1": round(100 * float(macro), 2),
        "auroc": round(100 * float(roc_auc_score([bool(one.intent) for one in answers], confidences)), 2)
        if inside and outside
        else None,
        "at": {name: at_threshold(answers, level) for name, level in levels.items()},
        "zones": in_zones(answers),
        "parse_median_ms": round(statistics.median(one.parsed.milliseconds for one in answers), 2),
    }


def at_threshold(answers: Sequence[Answer], threshold: float) -> Dict[str, Any]:
    """What comes of refusing every message whose confidence is below `threshold`.

    Returns:
        threshold; right: messages in scope that are answered, and rightly; out_of_scope_recall: of the messages out of
        scope, how many are refused; out_of_scope_precision: of the refused, how many are out of scope; mcc, see there.
    """
    refused = [one for one in answers if one.parsed.confidence < threshold]
    inside = [one for one in answers if one.intent]
    right = sum(one.parsed.confidence >= threshold and one.parsed.understood == one.intent for one in inside)
    rightly_refused = sum(not one.intent for one in refused)
    return {
        "threshold": threshold,
        "right": percent(right, len(inside)),
        "out_of_scope_recall": percent(rightly_refused, len(answers) - len(inside)),
        "out_of_scope_precision": percent(rightly_refused, len(refused)),
        "mcc": round(mcc(answers, threshold), 4),
    }


def mcc(answers: Sequence[Answer], threshold: float) -> float:
    """Matthews correlation over all intents and "out of scope" as one class more; from -1 to 1.

    What is below `threshold` counts as predicted out of scope. HINT3's run_evaluation.ipynb has the same definition.
    """
    truth = [one.intent for one in answers]
    predicted = ["" if one.parsed.confidence < threshold else one.parsed.understood for one in answers]
    return float(matthews_corrcoef(truth, predicted))


def in_zones(answers: Sequence[Answer]) -> Dict[str, Dict[str, Any]]:
    """What the pipeline itself decides, for the messages in scope and out of scope: shares in percent.

    Returns:
        in_scope: right, offered_right (right intent among the buttons), offered_wrong, refused, wrong;
        out_of_scope: wrong (answered), offered, refused.
    """
    counts: Dict[str, List[str]] = {"in_scope": [], "out_of_scope": []}
    for one in answers:
        counts["in_scope" if one.intent else "out_of_scope"].append(_zone(one))
    names = {
        "in_scope": ("right", "offered_right", "offered_wrong", "refused", "wrong"),
        "out_of_scope": ("wrong", "offered_wrong", "refused"),
    }
    return {
        scope: {name: percent(zones.count(name), len(zones)) for name in names[scope]}
        for scope, zones in counts.items()
    }


def _zone(one: Answer) -> str:
    if one.parsed.decided == OFFERED:
        return "offered_right" if one.intent in one.parsed.likeliest else "offered_wrong"
    if not one.parsed.answered:
        return "refused"
    return "right" if one.parsed.decided == one.intent else "wrong"


def table(found: Dict[str, Any]) -> str:
    """The figures as text."""
    lines = [
        f"{found['name']}: trained on {found['train_messages']} messages of {found['intents']} intents in "
        f"{found['training_seconds']:.1f} s; tested on {found['test_in_scope']} in scope, "
        f"{found['test_out_of_scope']} out of scope; {found['parse_median_ms']:.1f} ms a message (median)",
        *(f"Note: {note}" for note in found["notes"]),
        "",
        f"In scope, no threshold: accuracy {_of(found['accuracy'])} %, macro-F1 {_of(found['macro_f1'])} %.  "
        f"AUROC of the confidence: {_of(found['auroc'])} %",
        "",
        f"{'threshold':16}{'in scope right':>16}{'out of scope: recall':>22}{'precision':>11}{'MCC':>8}",
    ]
    for name, at in found["at"].items():
        label = "none" if name == "none" else f"{name} {at['threshold']:.2f}"
        recall, precision = _of(at["out_of_scope_recall"]), _of(at["out_of_scope_precision"])
        lines.append(f"{label:16}{_of(at['right']):>14} %{recall:>20} %{precision:>9} %{at['mcc']:>8.3f}")
    for scope, zones in found["zones"].items():
        shares = ", ".join(f"{name.replace('_', ' ')} {_of(share)} %" for name, share in zones.items())
        lines.append(f"{scope.replace('_', ' ')}, as config.yml decides: {shares}")
    lines.append("MCC: all intents and out of scope as one class more (HINT3). best: chosen on this test set, a bound.")
    return "\n".join(lines)


def _of(value: Any) -> str:
    return "-" if value is None else f"{value:.1f}"
