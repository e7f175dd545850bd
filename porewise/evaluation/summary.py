"""The figures of one run, and what got better or worse since the summary that is committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional

from porewise.door import DataError, shown
from porewise.settings import ROOT

KEPT = ROOT / "tests" / "evaluation" / "summary.json"
KEPT_PARTS = ("visitors", "intents", "stories", "noise")  # of sets that stand in this repository; no text
HOW_TO_KEEP = "If the change is meant, run `make evaluate`, then `porewise evaluate --keep`, and commit the summary."


class Figure(NamedTuple):
    """A figure that is compared from run to run."""

    part: str
    name: str
    words: str
    better: Optional[str] = "up"  # which way is better: up, down, or None where neither is
    guarded: bool = False  # tests/evaluation fails when it gets worse

    def of(self, summary: Dict[str, Any]) -> Optional[float]:
        """Its value in `summary`; None where it was not measured."""
        return (summary.get(self.part) or {}).get(self.name)


FIGURES = (
    Figure("visitors", "right", "visitors' messages answered right, %", guarded=True),
    Figure("visitors", "partly", "... of two questions, one answered, %", better=None),
    Figure("visitors", "offered", "... right answer among the buttons, %", better=None),
    Figure("visitors", "refused", "... honest refusal, %", better=None),
    Figure("visitors", "wrong", "... answered wrongly, %", better="down", guarded=True),
    Figure("visitors", "out_of_scope_right", "out of scope: refused properly, %", guarded=True),
    Figure("visitors", "smalltalk_right", "small talk: right, %"),
    Figure("visitors", "followup_right", "follow-ups: right, %"),
    Figure("visitors", "two_questions_right", "two questions: both answered, %"),
    Figure("visitors", "typo_loss", "lost by typing mistakes, points", better="down"),
    Figure("intents", "accuracy", "held-out intents: accuracy, %", guarded=True),
    Figure("intents", "macro_f1", "held-out intents: macro-F1, %", guarded=True),
    Figure("intents", "answered", "held-out intents: answered at once, %"),
    Figure("intents", "wrong_of_answered", "... wrong, % of the answered", better="down"),
    Figure("intents", "calibration_error", "expected calibration error, points", better="down"),
    Figure("stories", "right", "test conversations that go as written, %"),
)


class Change(NamedTuple):
    """A figure now and in the kept summary."""

    figure: Figure
    now: Optional[float]
    before: Optional[float]
    noise: float

    @property
    def gain(self) -> Optional[float]:
        """By how many points it got better; negative: worse. None where there is nothing to compare."""
        if self.now is None or self.before is None or self.figure.better is None:
            return None
        return round((self.now - self.before) * (1 if self.figure.better == "up" else -1), 2)

    @property
    def verdict(self) -> str:
        """better, worse, same (within the noise), or "" where there is nothing to compare."""
        if self.gain is None:
            return ""
        return "better" if self.gain > self.noise else "worse" if self.gain < -self.noise else "same"

    @property
    def words(self) -> str:
        """The change for a person: "better by 1.20", "same (-0.10)", "no earlier figure"."""
        if self.before is None:
            return "no earlier figure"
        assert self.now is not None, "only measured figures are compared"
        difference = f"{self.now - self.before:+.2f}"
        return f"{self.verdict} ({difference})" if self.verdict else f"({difference})"


def compare(now: Dict[str, Any], kept: Optional[Dict[str, Any]]) -> List[Change]:
    """Every figure that was measured now, beside the kept one."""
    before = kept or {}
    noise = before.get("noise", 0.0)
    changes = [Change(figure, figure.of(now), figure.of(before), noise) for figure in FIGURES]
    return [change for change in changes if change.now is not None]


def fallen(now: Dict[str, Any], kept: Dict[str, Any]) -> List[str]:
    """A line for each guarded figure that is worse than in the kept summary by more than its noise, or is missing."""
    noise, lines = kept.get("noise", 0.0), []
    for figure in (figure for figure in FIGURES if figure.guarded):
        change = Change(figure, figure.of(now), figure.of(kept), noise)
        if change.before is not None and change.now is None:
            lines.append(f"{figure.words}: was {change.before}, was not measured now.")
        elif change.verdict == "worse":
            assert change.gain is not None
            lines.append(
                f"{figure.words}: {change.before} -> {change.now}, {-change.gain:.2f} points worse, noise {noise}."
            )
    return lines


def load_kept(path: Path = KEPT) -> Optional[Dict[str, Any]]:
    """The committed summary, or None if there is none yet; raises DataError if it cannot be read."""
    if not path.exists():
        return None
    try:
        content: Dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return content
    except ValueError as error:
        raise DataError(f"{shown(path)}: this is not valid JSON: {error}. {HOW_TO_KEEP}") from None


def keep(summary: Dict[str, Any], path: Path = KEPT) -> None:
    """Write the parts of `summary` that are committed to `path`; times are not, they differ from run to run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {part: summary[part] for part in KEPT_PARTS}
    timeless = {name: value for name, value in kept["intents"].items() if not name.endswith("_ms")}
    write({**kept, "intents": timeless}, path)


def write(summary: Dict[str, Any], path: Path) -> None:
    """Write `summary` as JSON."""
    path.write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
