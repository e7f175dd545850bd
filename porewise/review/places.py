"""Where each answer stands: its topic, its file, its node in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, NamedTuple

import yaml

from porewise.answers import answer_files
from porewise.door import child, read_yaml


class Place(NamedTuple):
    """One variation in its file."""

    id: str
    path: Path
    response: str
    node: yaml.Node  # of the variation

    @property
    def topic(self) -> str:
        """The folder that the answer stands in."""
        return self.path.parent.name


def places(data: Path) -> Dict[str, Place]:
    """The place of every variation by its id, in the order of the files; raises porewise.door.DataError."""
    found: Dict[str, Place] = {}
    for path in answer_files(data):
        content, root = read_yaml(path)
        responses = child(root, "responses")
        for response in content.get("responses") or {}:
            for node in child(responses, response).value:
                id_ = child(node, "id").value
                found[id_] = Place(id_, path, response, node)
    return found
