"""Changes status and dates inside an answer's metadata, and nothing else of the file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

import yaml

from porewise.answers import Approval, load_answers
from porewise.door import DataError, child, shown
from porewise.review.places import Place

DRAFT, APPROVED, REJECTED = "draft", "approved", "rejected"
Cut = Tuple[int, int, str]  # of a file's text: from, to, what stands there afterwards


class Edit(NamedTuple):
    """What the metadata of one answer is to say; dates that are None stay as they are."""

    place: Place
    status: str
    approved: Optional[Approval] = None
    reviewed: Optional[date] = None
    review_by: Optional[date] = None


def differences(edit: Edit) -> List[Tuple[str, str, str]]:
    """What `edit` would change: key, as it is, as it would be; empty where all is so already."""
    return [(key, _said(before), _said(after)) for key, before, after in _changes(edit)]


def write(edits: List[Edit], data: Path) -> None:
    """Write all of `edits` into the files, or none of them.

    Raises:
        porewise.door.DataError: a file cannot be edited this way, or would not be right afterwards.
    """
    before: Dict[Path, str] = {}
    cuts: Dict[Path, List[Cut]] = {}
    for edit in edits:
        path = edit.place.path
        before.setdefault(path, path.read_text(encoding="utf-8"))
        cuts.setdefault(path, []).extend(_cuts(edit, before[path]))
    after = {path: _cut(before[path], cuts[path]) for path in before}
    for path in before:
        _only_metadata_changed(path, before[path], after[path])
    _write_or_put_back(before, after, data)


def _changes(edit: Edit) -> Iterator[Tuple[str, Any, Any]]:
    node = child(edit.place.node, "metadata")
    now = yaml.load(yaml.serialize(node), Loader=yaml.CSafeLoader)
    approved = edit.approved and {
        "by": edit.approved.by, "day": edit.approved.day.isoformat(), "text": edit.approved.text,
    }  # fmt: skip
    wanted = {"status": edit.status, "approved": approved}
    wanted.update({key: str(day) for key in ("reviewed", "review_by") if (day := getattr(edit, key))})
    for key, value in wanted.items():
        if str(now.get(key)) != str(value):
            yield key, now.get(key), value


def _said(value: Any) -> str:
    return f"{value['by']}, {value['day']}" if isinstance(value, dict) else "none" if value is None else str(value)


def _cuts(edit: Edit, source: str) -> Iterator[Cut]:
    node = child(edit.place.node, "metadata")
    assert isinstance(node, yaml.MappingNode)  # load_answers has checked it
    pairs = {key.value: (key, value) for key, value in node.value}
    for key, _, value in _changes(edit):
        if key in pairs and value is None:
            yield _without(key, node, source)
        elif key in pairs:
            old = pairs[key][1]
            yield old.start_mark.index, _end(old, source), _written(value)
        elif value is not None:
            end = _end(pairs["status"][1], source)
            key_column = child(edit.place.node, "id").start_mark.column - len("id: ")
            indent = " " * (key_column + 2 if node.flow_style else pairs["status"][0].start_mark.column)
            yield end, end, f"{',' if node.flow_style else ''}\n{indent}{key}: {_written(value)}"


def _without(key: str, node: yaml.MappingNode, source: str) -> Cut:
    """Takes `key` away with the comma or line break before it; the first key with what stands after it."""
    keys = [name.value for name, _ in node.value]
    number = keys.index(key)
    if number:
        return _end(node.value[number - 1][1], source), _end(node.value[number][1], source), ""
    return node.value[0][0].start_mark.index, node.value[1][0].start_mark.index, ""


def _end(node: yaml.Node, source: str) -> int:
    """Where a value ends; a block's own mark stands where the next key begins."""
    start = int(node.start_mark.index)
    return start + len(source[start : node.end_mark.index].rstrip())


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {json.dumps(one, ensure_ascii=False)}" for key, one in value.items()) + "}"
    return str(value) if value in (DRAFT, APPROVED, REJECTED) else json.dumps(value)


def _cut(text: str, cuts: List[Cut]) -> str:
    for start, end, instead in sorted(cuts, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _only_metadata_changed(path: Path, before: str, after: str) -> None:
    """Comments and layout stay by the way of editing; here it is made sure that all other content does."""
    kept = ("status", "approved", "reviewed", "review_by")
    try:
        contents = [yaml.load(text, Loader=yaml.CSafeLoader) for text in (before, after)]
        for content in contents:
            for variations in content["responses"].values():
                for variation in variations:
                    for key in kept:
                        variation["metadata"].pop(key, None)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError):
        contents = [before, after]
    if contents[0] != contents[1]:
        raise DataError(f"{shown(path)} is written in a way that cannot be changed by command; change it by hand.")


def _write_or_put_back(before: Dict[Path, str], after: Dict[Path, str], data: Path) -> None:
    """Write the files; if what then stands there is wrong, put all of them back."""
    try:
        for path, text in after.items():
            path.write_text(text, encoding="utf-8")
        load_answers(data)
    except (DataError, OSError):
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")
        raise
