"""Scores of the replies: each message judged, counted by file, style and topic."""

from __future__ import annotations

from collections import Counter
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence

from tqdm import tqdm

from porewise.evaluation.judging import OUTCOMES, outcome
from porewise.evaluation.messages import TWO_QUESTIONS, Message
from porewise.evaluation.session import Session
from porewise.evaluation.typos import misspell

Counts = Dict[str, Counter]
# Groups of messages that have a figure of their own in the summary.
GROUPS: Dict[str, Callable[[Message], bool]] = {
    "out_of_scope": lambda message: message.label == "out_of_scope",
    "smalltalk": lambda message: message.label == "smalltalk",
    "followup": lambda message: "followup" in message.styles,
    "two_questions": lambda message: TWO_QUESTIONS in message.styles,
}


class Judged(NamedTuple):
    """A message, what was sent, what came back and how it is judged."""

    message: Message
    text: str  # as sent: perhaps with typing mistakes
    result: Dict[str, Any]  # see `porewise.replay.replay`
    outcome: str


def judge_all(session: Session, messages: Sequence[Message], typos: bool = False) -> List[Judged]:
    """Send every message (with typing mistakes, if `typos`) to a conversation of its own and judge the replies."""
    judged = []
    for message in tqdm(messages, unit=" messages", desc="With typos" if typos else "Asking", disable=None):
        text = misspell(message.text) if typos else message.text
        result = session.converse(text, message.context)
        judged.append(Judged(message, text, result, outcome(result, message.wanted)))
    return judged


def counted(judged: Iterable[Judged], groups: Callable[[Message], Iterable[str]]) -> Counts:
    """For each group that `groups` names for a message: how many of each outcome; in the order they are met."""
    counts: Counts = {}
    for one in judged:
        for group in groups(one.message):
            counts.setdefault(group, Counter())[one.outcome] += 1
    return counts


def by_file(judged: Iterable[Judged]) -> Counts:
    """Counts for each file."""
    return counted(judged, lambda message: [message.file])


def by_style(judged: Iterable[Judged]) -> Counts:
    """Counts for each style, and for messages that ask two things."""
    return dict(sorted(counted(judged, lambda message: message.styles).items()))


def by_topic(judged: Iterable[Judged]) -> Counts:
    """Counts for each label; a message with two topics counts under both."""
    return dict(sorted(counted(judged, lambda message: message.labels.split(" + ")).items()))


def by_group(judged: Iterable[Judged]) -> Counts:
    """Counts for GROUPS."""
    return counted(judged, lambda message: [name.replace("_", " ") for name, has in GROUPS.items() if has(message)])


def percent(part: float, whole: float) -> Optional[float]:
    """`part` of `whole` in percent, with two digits; None of nothing."""
    return round(100 * part / whole, 2) if whole else None


def figures(judged: Sequence[Judged], with_typos: Sequence[Judged] = ()) -> Dict[str, Any]:
    """The figures of a set of messages, in percent: outcomes, `<group>_right`, and the loss by typos in points."""
    counts = Counter(one.outcome for one in judged)
    found: Dict[str, Any] = {"messages": len(judged)}
    found.update({name: percent(counts[name], len(judged)) for name in OUTCOMES})
    for group, has in GROUPS.items():
        of_group = [one.outcome for one in judged if has(one.message)]
        found[f"{group}_messages"] = len(of_group)
        found[f"{group}_right"] = percent(of_group.count("right"), len(of_group))
    if with_typos:
        right = percent(sum(one.outcome == "right" for one in with_typos), len(with_typos))
        assert right is not None
        found["right_with_typos"] = right
        found["typo_loss"] = round(found["right"] - right, 2)
    return found


def table(title: str, counts: Counts) -> str:
    """The counts and shares as text, a line for each group."""
    width = max(map(len, [title, *counts]))
    lines = [f"{title:{width}}  messages  " + "  ".join(f"{name:>14}" for name in OUTCOMES)]
    for group, counter in counts.items():
        total = sum(counter.values())
        shares = "  ".join(f"{counter[name]:>6} {100 * counter[name] / total:5.1f} %" for name in OUTCOMES)
        lines.append(f"{group:{width}}  {total:>8}  {shares}")
    return "\n".join(lines)
