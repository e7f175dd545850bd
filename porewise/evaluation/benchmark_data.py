"""Reads any train and test set of intents: CSV, or Rasa NLU YAML."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Callable, Collection, Dict, List, NamedTuple, Sequence, Tuple

from porewise.door import DataError, read_yaml, shown

OUT_OF_SCOPE = ("oos", "out_of_scope", "NO_NODES_DETECTED", "nlu_fallback")
HEADERS = (["text", "label"], ["sentence", "label"])  # the second is HINT3's


class Row(NamedTuple):
    """A message and its intent; "" is out of scope."""

    text: str
    intent: str


class Pair(NamedTuple):
    """What to train on and what to test on."""

    train: List[Row]
    test: List[Row]
    notes: List[str]  # what a person should know of the data


def read_pair(folder: Path, out_of_scope: Collection[str] = ()) -> Pair:
    """Read the train and test set of `folder`; labels in OUT_OF_SCOPE or `out_of_scope` are out of scope.

    Raises:
        DataError: a file is missing, cannot be read, or has no rows; fewer than two intents to train on.
    """
    outside = {*OUT_OF_SCOPE, *out_of_scope}
    train, test = (
        [Row(text, "" if label in outside else label) for text, label in _read(folder, name)]
        for name in ("train", "test")
    )
    in_scope = [row for row in train if row.intent]
    intents = {row.intent for row in in_scope}
    if len(intents) < 2:
        raise DataError(f"{shown(folder)}: the train set has {len(intents)} intents in scope; two are needed at least.")
    notes = []
    if len(in_scope) < len(train):
        notes.append(f"{len(train) - len(in_scope)} out-of-scope messages of the train set were left out.")
    unknown = {row.intent for row in test if row.intent} - intents
    if unknown:
        count = sum(row.intent in unknown for row in test)
        names = ", ".join(sorted(unknown))
        notes.append(f"{count} test messages have intents that the train set has not, and cannot be right: {names}.")
    return Pair(in_scope, test, notes)


def write_for_rasa(rows: Sequence[Row], path: Path) -> None:
    """Write `rows` as Rasa's JSON format: in YAML, brackets in a message would be read as entities."""
    examples = [{"text": row.text, "intent": row.intent, "entities": []} for row in rows]
    content = {"rasa_nlu_data": {"common_examples": examples}}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _read(folder: Path, name: str) -> List[Tuple[str, str]]:
    readers: Dict[str, Callable[[Path], List[Tuple[str, str]]]] = {".csv": _csv, ".yml": _yaml, ".yaml": _yaml}
    for suffix, reader in readers.items():
        path = folder / f"{name}{suffix}"
        if path.is_file():
            rows = reader(path)
            if not rows:
                raise DataError(f"{shown(path)}: there are no messages in it.")
            # "/" parts an intent from its response in Rasa
            return [(text, label.replace("/", "|")) for text, label in rows]
    raise DataError(f"{shown(folder)}: there is no {name}.csv and no {name}.yml.")


def _csv(path: Path) -> List[Tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = [cell.strip().lower() for cell in next(reader, [])]
        if header not in HEADERS:
            raise DataError(f"{shown(path)}, line 1: the header must be text,label or sentence,label.")
        rows = []
        for cells in reader:
            if not cells:
                continue
            if len(cells) != 2 or not all(cell.strip() for cell in cells):
                raise DataError(f"{shown(path)}, line {reader.line_num}: here must stand a text and a label.")
            rows.append((cells[0].strip(), cells[1].strip()))
    return rows


def _yaml(path: Path) -> List[Tuple[str, str]]:
    from rasa.shared.exceptions import RasaException
    from rasa.shared.nlu.training_data.loading import load_data

    content, _ = read_yaml(path)
    if not isinstance(content, dict) or "nlu" not in content:
        raise DataError(f"{shown(path)}, line 1: the key `nlu` must stand here.")
    try:
        examples = load_data(str(path)).intent_examples
    except RasaException as error:
        raise DataError(f"{shown(path)}: Rasa cannot read it: {error}") from None
    return [(example.get("text"), example.get("intent")) for example in examples if example.get("text")]
