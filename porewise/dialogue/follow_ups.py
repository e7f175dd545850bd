"""What follows on an answer: `data/follow_ups.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List

from porewise.answers import DATA
from porewise.door import Checked, read


class FollowUps(Checked):
    """Responses by name: which one says why, and which ones a treatment named next asks again."""

    why: Dict[str, str]
    not_repeated: List[str]


def load_follow_ups(path: Path = DATA / "follow_ups.yml") -> FollowUps:
    """Read the file; raises porewise.door.DataError when it is wrong."""
    return read(path, FollowUps)
