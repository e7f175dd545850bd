"""The measuring messages: rows of `*.jsonl` with their labels and where they stand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Set

from porewise.door import DataError, read, shown
from porewise.evaluation.accepted import ACCEPTED, Accepted
from porewise.replay import numbered_messages
from porewise.settings import ROOT

VISITORS = ROOT / "tests" / "visitors"
SHARED = ROOT.parent / "shared" / "questions"
TWO_QUESTIONS = "two questions"


class Message(NamedTuple):
    """One labelled message."""

    path: Path  # absolute
    line: int
    row: Dict[str, Any]
    wanted: List[Set[str]]  # see `Accepted.wanted`

    @property
    def file(self) -> str:
        """Its file as the tables name it: ../shared/questions/x.jsonl, on whatever machine."""
        return os.path.relpath(self.path, ROOT) if ROOT.parent in self.path.parents else str(self.path)

    @property
    def text(self) -> str:
        """What is judged the reply to."""
        return str(self.row["text"])

    @property
    def context(self) -> Optional[str]:
        """What was said just before, if anything."""
        return self.row.get("context")

    @property
    def label(self) -> str:
        """What it is about: `expect` where there is one, else the first topic."""
        return str(self.row.get("expect") or self.row["topic"])

    @property
    def labels(self) -> str:
        """All that it is labelled with, for a person to read."""
        return self.label if "expect" in self.row else " + ".join(filter(None, map(self.row.get, ("topic", "topic2"))))

    @property
    def styles(self) -> List[str]:
        """Its `style`, and "two questions" besides where two must be answered."""
        return [s for s in (self.row.get("style"), TWO_QUESTIONS if len(self.wanted) > 1 else None) if s]


def default_folders() -> List[Path]:
    """The project's own measuring messages, and the shared ones where they are at hand."""
    return [folder for folder in (VISITORS, SHARED) if folder.is_dir()]


def read_labelled(folders: Sequence[Path]) -> List[Message]:
    """All labelled rows (`topic` or `expect`) of every `*.jsonl` in `folders`.

    Raises:
        DataError: a folder without any, a line that cannot be read, or a label that accepted.yml does not know.
    """
    accepted = read(ACCEPTED, Accepted)
    messages: List[Message] = []
    for folder in (Path(os.path.abspath(folder)) for folder in folders):
        found = [
            Message(path, line, row, accepted.wanted(path.name, row))
            for path in sorted(folder.glob("*.jsonl"))
            for line, row in numbered_messages(path)
            if "expect" in row or "topic" in row
        ]
        if not found:
            raise DataError(f"{shown(folder)}: no *.jsonl with labelled messages (topic or expect) is there.")
        messages += found
    return messages
