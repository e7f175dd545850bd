"""Reads one vocabulary file and checks it: a mistake is reported with its file, its line and what is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

import yaml

LABELS = ("treatment", "ingredient", "body_area", "condition", "medicine", "criterion", "option")
IGNORE = "ignore"
KEYS = ("title", "names", "brands")


class VocabularyError(ValueError):
    """A mistake in a vocabulary file. The message is one line: file, line, what is wrong, what is allowed."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


@dataclass
class FileEntry:
    """One id of one file, with the line of each name for later reports. `title` is None where the file gives none."""

    path: Path
    line: int
    label: str
    id: str
    title: str | None = None
    names: list[tuple[str, int]] = field(default_factory=list)
    brands: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class VocabularyFile:
    """What a file holds: its entries in order, and the phrases to ignore with their lines."""

    path: Path
    entries: list[FileEntry]
    ignore: list[tuple[str, int]]


def read_file(path: Path) -> VocabularyFile:
    """Read and check the vocabulary file at `path`. Raises `VocabularyError` at the first mistake."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise VocabularyError(path, 1, "there is no such file") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise VocabularyError(path, line, f"this is not YAML: {error.problem}") from None
    found = VocabularyFile(path, [], [])
    if root is None:
        return found
    for label, line, value in _pairs(path, root, "labels"):
        if label == IGNORE:
            found.ignore = _texts(path, value, IGNORE)
        elif label in LABELS:
            found.entries += [
                _entry(path, at, label, id_, body) for id_, at, body in _pairs(path, value, f"ids of {label}")
            ]
        else:
            raise VocabularyError(path, line, f'unknown label "{label}"; allowed: {", ".join((*LABELS, IGNORE))}')
    return found


def _entry(path: Path, line: int, label: str, id_: str, body: yaml.Node) -> FileEntry:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", id_):
        raise VocabularyError(path, line, f'"{id_}" is no id; allowed: lower-case letters, digits and _')
    entry = FileEntry(path, line, label, id_)
    for key, at, value in _pairs(path, body, f"keys of {id_}"):
        if key == "title":
            entry.title = _text(path, value, "title")
        elif key == "names":
            entry.names = _texts(path, value, "names")
        elif key == "brands":
            entry.brands = _texts(path, value, "brands")
        else:
            raise VocabularyError(path, at, f'unknown key "{key}" in {id_}; allowed: {", ".join(KEYS)}')
    if not entry.names:
        raise VocabularyError(path, line, f"{id_} has no names")
    return entry


def _pairs(path: Path, node: yaml.Node, what: str) -> Iterator[tuple[str, int, yaml.Node]]:
    """Each key of a mapping with its line and value. A key written twice is a mistake (YAML would keep the last)."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise VocabularyError(path, line, f"expected {what}, each with a colon after it")
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = _text(path, key, "key")
        if name in seen:
            raise VocabularyError(path, line, f'"{name}" is here twice')
        seen.add(name)
        yield name, line, value


def _texts(path: Path, node: yaml.Node, what: str) -> list[tuple[str, int]]:
    if not isinstance(node, yaml.SequenceNode):
        raise VocabularyError(path, node.start_mark.line + 1, f"{what} must be a list: [one, two]")
    return [(_text(path, item, what), item.start_mark.line + 1) for item in node.value]


def _text(path: Path, node: yaml.Node, what: str) -> str:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise VocabularyError(path, line, f"a {what.rstrip('s')} must be a text")
    return str(node.value).strip()
