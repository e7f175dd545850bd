"""Reads the examples of Rasa NLU files with the line on which each stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterable, List, NamedTuple

from porewise.door import DataError, child, read_yaml, shown
from porewise.settings import ROOT

TRAINING = "*/nlu/*.yml"  # under data/
HELD_OUT = ROOT / "tests" / "nlu"
ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # [Fraxel](treatment), [Fraxel]{"entity": ...}


class Example(NamedTuple):
    """One message of an NLU file."""

    path: Path
    line: int
    intent: str
    text: str


def training_examples(data: Path = ROOT / "data") -> List[Example]:
    """What the assistant is trained on; raises DataError where `read_examples` does."""
    return read_examples(sorted(data.glob(TRAINING)))


def held_out_examples(folder: Path = HELD_OUT) -> List[Example]:
    """The messages with an intent that are kept for measuring; raises DataError where `read_examples` does."""
    return read_examples(sorted(folder.glob("*.yml")))


def read_examples(paths: Iterable[Path]) -> List[Example]:
    """The examples of all intents in `paths`, entity marks taken off.

    Raises:
        DataError: a file is no Rasa NLU file, or there is not one example.
    """
    paths = list(paths)
    found = [example for path in paths for example in _of_file(path)]
    if not found:
        raise DataError(f"no example of an intent in {', '.join(map(shown, paths)) or 'any file'}.")
    return found


def _of_file(path: Path) -> Iterable[Example]:
    content, node = read_yaml(path)
    blocks = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        raise DataError(f"{shown(path)}, line 1: `nlu` with a list of intents must stand here.")
    for number, block in enumerate(blocks):
        if "intent" not in block:
            continue  # a synonym, a lookup table
        place = child(child(child(node, "nlu"), number), "examples")
        if not isinstance(block.get("examples"), str):
            line = place.start_mark.line + 1
            raise DataError(
                f"{shown(path)}, line {line}: `examples: |` with lines that begin with `- ` must stand here."
            )
        for offset, line in enumerate(block["examples"].splitlines()):
            if line.startswith("- "):
                text = ANNOTATION.sub(r"\1", line[2:]).strip()
                yield Example(path, place.start_mark.line + 2 + offset, block["intent"], text)
