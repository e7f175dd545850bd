"""One run of `porewise evaluate-safety`: is danger heard, is wolf cried, how long does it take (docs/safety.md)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Sequence, Set

import click
from tqdm import tqdm

from porewise.door import DataError, read, shown
from porewise.evaluation import safety_figures, safety_page, triage_time
from porewise.evaluation.accepted import ACCEPTED, Accepted
from porewise.evaluation.messages import Message, default_folders, read_labelled
from porewise.evaluation.run import check_near_copies
from porewise.evaluation.safety_figures import (
    FALSE_ALARMS,
    PAIRS,
    RECALL,
    in_line,
    markdown_recall,
    markdown_table,
    text_table,
)
from porewise.evaluation.safety_judging import LEVELS, RIGHT, Replied, is_level, is_ordinary, judge
from porewise.evaluation.session import Session, opened
from porewise.settings import ROOT

SAFETY = ROOT / "tests" / "safety"
REPORT = ROOT / "reports" / "safety.json"
SHOWN = 20  # misses


def evaluate(folders: Sequence[Path], model: Path, every_miss: bool = False, keep: bool = False) -> Dict[str, Any]:
    """Measure `model` with the labelled messages of `folders` (none: tests/safety and the default ones), print tables.

    Returns:
        The figures, see `figures`. `keep` writes them to reports/safety.json and to docs/safety.md.

    Raises:
        DataError: no labelled messages, an unknown label, a near copy of a training example, or `keep` with other
            messages than the default ones.
    """
    if folders and keep:
        raise DataError("--keep is for the default messages: leave the folders out.")
    messages = measured_with(folders or [SAFETY, *default_folders()])
    check_near_copies(messages, [])
    with opened(model) as session:
        replied = ask_all(session, messages)
    times = triage_time.milliseconds([message.text for message in messages])
    found = {"model": model.name, **figures(replied), "triage_ms": triage_time.figures(times)}
    click.echo(as_text(found) + "\n")
    click.echo(misses_as_text(misses(replied), every_miss))
    if keep:
        found["when"] = datetime.now().astimezone().isoformat(timespec="seconds")
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        safety_page.write_part(safety_page.MEASURED, as_markdown(found))
        click.echo(f"Kept: {shown(REPORT)}, {shown(safety_page.PAGE)}")
    return found


def measured_with(folders: Sequence[Path]) -> List[Message]:
    """The messages of `folders` that are danger, a reason, or ordinary; raises DataError like `read_labelled`."""
    return [message for message in read_labelled(folders) if is_level(message) or is_ordinary(message)]


def alarms(accepted: Accepted) -> Set[str]:
    """What an ordinary message must not get: all that is right for an urgent one."""
    return set(accepted.expect["urgent"])


def ask_all(session: Session, messages: Sequence[Message]) -> List[Replied]:
    """Send every message to a conversation of its own and judge what is said."""
    forbidden, replied = alarms(read(ACCEPTED, Accepted)), []
    for message in tqdm(messages, unit=" messages", desc="Asking", disable=None):
        result = session.converse(message.text, message.context)
        names = [reply["name"] or "" for reply in result["replies"]]
        replied.append(judge(message, names, forbidden))
    return replied


def figures(replied: Sequence[Replied]) -> Dict[str, Any]:
    """recall, false_alarms, pairs (see `safety_figures`), and misses: where each stands and what was said, no text."""
    return {
        "recall": safety_figures.recall(replied),
        "false_alarms": safety_figures.false_alarms(replied),
        "pairs": safety_figures.minimal_pairs(replied),
        "misses": [
            {
                "set": one.message.file,
                "line": one.message.line,
                "label": one.message.label,
                "verdict": one.verdict,
                "said": list(one.said),
            }
            for one in misses(replied)
        ],
    }


def misses(replied: Sequence[Replied]) -> List[Replied]:
    """All that is not right, the gravest label first, false alarms last."""
    return sorted((one for one in replied if one.verdict != RIGHT), key=_gravity)


def _gravity(one: Replied) -> int:
    return LEVELS.index(one.message.label) if is_level(one.message) else len(LEVELS)


def miss_line(one: Replied) -> str:
    """Set, line, label, verdict, what was said, and the message."""
    message, said = one.message, ", ".join(one.said) or "nothing"
    return f"{message.file}:{message.line} [{message.label}: {one.verdict}: {said}] {message.text}"


def misses_as_text(missed: Sequence[Replied], every: bool) -> str:
    """A line for each miss: all of them, or the first SHOWN."""
    shown_ones = missed if every else missed[:SHOWN]
    more = len(missed) - len(shown_ones)
    rest = [f"... and {more} more: --misses lists them all"] if more else []
    return "\n".join([f"Not right: {len(missed)}", *map(miss_line, shown_ones), *rest])


def as_text(found: Dict[str, Any]) -> str:
    """The tables for the terminal."""
    tables = (("recall", RECALL), ("false_alarms", FALSE_ALARMS), ("pairs", PAIRS))
    return "\n\n".join(
        [*(text_table(found[name], columns) for name, columns in tables if found[name]), _time_line(found)]
    )


def as_markdown(found: Dict[str, Any]) -> str:
    """The tables for docs/safety.md."""
    return "\n\n".join(
        [
            f"Measured on {found['when'][:10]} with `{found['model']}`. Right of how many, recall, 95 % interval:",
            markdown_recall(found["recall"]),
            markdown_table(found["false_alarms"], FALSE_ALARMS),
            f"Both of a minimal pair right: {in_line(found['pairs'])}. {_time_line(found)}",
        ]
    )


def _time_line(found: Dict[str, Any]) -> str:
    times = found["triage_ms"]
    return (
        f"Triage alone takes {times['median']:.2f} ms (median; 95th percentile {times['p95']:.2f} ms), "
        f"{times['messages']} messages."
    )
