"""What sources say, one sentence a fact: `data/facts/<file>.yml`. Answers rest on facts, facts on sources."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List

from pydantic import Field

from porewise.answers import DATA
from porewise.door import Checked, DataError, check, child, read_yaml, shown

FACTS = DATA / "facts"


class Fact(Checked):
    """One sentence, in our own words, that its sources support.

    `strength` is the best kind of evidence behind it; `conflict` marks two statements that do not agree.
    """

    topic: str
    says: str
    sources: List[str] = Field(min_items=1)
    strength: str = Field(regex="^(label|guideline|rct|small_study|expert_opinion|conflict)$")
    unused: str = ""  # why no answer says it


def load_facts(folder: Path = FACTS) -> Dict[str, Fact]:
    """Every fact by its id, "<file>.<number>".

    Raises:
        porewise.door.DataError: a key is missing, unknown or wrong, or an id does not begin with its file's name.
    """
    facts: Dict[str, Fact] = {}
    for path in sorted(folder.glob("*.yml")):
        content, root = read_yaml(path)
        node = child(root, "facts")
        for name, fact in content["facts"].items():
            place = child(node, name)
            if not name.startswith(f"{path.stem}."):
                line = place.start_mark.line + 1
                raise DataError(f"{shown(path)}, line {line}: `{name}` must begin with `{path.stem}.`.")
            facts[name] = check(fact, Fact, path, place)
    return facts
