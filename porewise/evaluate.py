"""Scores the replies to labelled messages by `tests/replies/accepted.yml`."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Set

import click
from tqdm import tqdm

from porewise.door import Checked, DataError, read, shown
from porewise.replay import read_messages, replay
from porewise.settings import ROOT

ACCEPTED = ROOT / "tests" / "replies" / "accepted.yml"
REFUSALS = {"utter_fallback", "utter_did_you_mean"}
OUTCOMES = ("right", "offered", "refused", "wrong")


class Accepted(Checked):
    """For each label the names of replies (or actions) that count as right."""

    topic: Dict[str, List[str]]
    expect: Dict[str, List[str]]

    def names(self, row: Dict[str, Any]) -> Set[str]:
        """Names that are right for a labelled message; with two topics, those of either. Raises KeyError."""
        if "expect" in row:
            return set(self.expect[row["expect"]])
        labels = [row[key] for key in ("topic", "topic2") if row.get(key)]
        # A label such as "find_provider/booking" stands for either.
        return {name for label in labels for part in label.split("/") for name in self.topic.get(part, [])}


def outcome(result: Dict[str, Any], accepted: Set[str]) -> str:
    """Judge one replay result.

    Returns:
        right: a reply or action is accepted; offered: not, but a button leads to an accepted reply; refused: only
        "I don't know" or buttons; wrong: anything else, silence too.
    """
    names = {reply["name"] for reply in result["replies"]} | set(result["actions"])
    if names & accepted:
        return "right"
    if names and names <= REFUSALS:
        leads_to = {_reply_of(button["payload"]) for reply in result["replies"] for button in reply["buttons"]}
        return "offered" if leads_to & accepted and "utter_did_you_mean" in names else "refused"
    return "wrong"


def _reply_of(payload: str) -> str:
    """By the naming rule, `/ask_duration` gets `utter_duration` (tests/consistency proves the rule)."""
    intent = payload.lstrip("/").split("{")[0]
    return "utter_" + intent.removeprefix("ask_").removeprefix("report_")


def evaluate_folder(folder: Path, model: Path, list_wrong: bool = False) -> Dict[str, Counter]:
    """Replay every `*.jsonl` of `folder` that carries labels and print a table.

    Returns:
        File name -> how many of each outcome.

    Raises:
        DataError: no labelled file, or a label that accepted.yml does not know.
    """
    accepted = read(ACCEPTED, Accepted)
    counts: Dict[str, Counter] = defaultdict(Counter)
    wrong: List[str] = []
    for file, row, result in _replayed(folder, model):
        try:
            judged = outcome(result, accepted.names(row))
        except KeyError as missing:
            raise DataError(f"{shown(ACCEPTED)}: no entry for the label {missing}") from None
        counts[file][judged] += 1
        if judged == "wrong":
            label = row.get("expect") or row["topic"]
            wrong.append(f"{file} [{label} -> {', '.join(result['actions'])}] {row['text']}")
    click.echo(_table(counts))
    if list_wrong:
        click.echo("\n".join(wrong))
    return counts


def _replayed(folder: Path, model: Path) -> Iterable[tuple]:
    rows = [
        (path.name, row)
        for path in sorted(folder.glob("*.jsonl"))
        for row in read_messages(path)
        if "expect" in row or "topic" in row
    ]
    if not rows:
        raise DataError(f"{shown(folder)}: no *.jsonl with labelled messages (topic or expect) is there.")
    results = replay((row for _, row in rows), model)
    for (file, row), result in tqdm(zip(rows, results, strict=True), total=len(rows), unit=" messages", disable=None):
        yield file, row, result


def _table(counts: Dict[str, Counter]) -> str:
    width = max(map(len, counts))
    lines = [f"{'':{width}}  messages  " + "  ".join(f"{o:>14}" for o in OUTCOMES)]
    for file, counter in counts.items():
        total = sum(counter.values())
        shares = "  ".join(f"{counter[o]:>6} {100 * counter[o] / total:5.1f} %" for o in OUTCOMES)
        lines.append(f"{file:{width}}  {total:>8}  {shares}")
    return "\n".join(lines)
