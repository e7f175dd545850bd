"""What counts as a right reply: the labels of the measuring messages, and the names that answer them."""

from __future__ import annotations

from typing import Any, Dict, List, Set

from porewise.door import Checked, DataError, shown
from porewise.settings import ROOT

ACCEPTED = ROOT / "tests" / "replies" / "accepted.yml"


class Accepted(Checked):
    """For each label the names of replies (or actions) that count as right."""

    topic: Dict[str, List[str]]
    expect: Dict[str, List[str]]
    either: List[str] = []  # files in which `topic2` is another name for the same question, not a second question

    def wanted(self, file: str, row: Dict[str, Any]) -> List[Set[str]]:
        """What must be among the replies to a labelled message of `file`.

        Returns:
            One set of names for each question that the message asks: one name of every set must be there.

        Raises:
            DataError: a label without an entry.
        """
        if "expect" in row:
            return [self._names("expect", row["expect"])]
        questions = [self._names("topic", row[key]) for key in ("topic", "topic2") if row.get(key)]
        return [set().union(*questions)] if file in self.either else questions

    def _names(self, kind: str, label: str) -> Set[str]:
        """Names for `label`; one such as "find_provider/booking" stands for either."""
        entries: Dict[str, List[str]] = getattr(self, kind)
        for part in label.split("/"):
            if part not in entries:
                raise DataError(f"{shown(ACCEPTED)}: `{kind}` has no entry for the label `{part}`.")
        return {name for part in label.split("/") for name in entries[part]}
