"""What answers rest on: `data/sources.yml`, each source once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from porewise.door import Checked, check, child, read_yaml
from porewise.settings import ROOT

SOURCES = ROOT / "data" / "sources.yml"


KINDS = {  # how strong the evidence is, in plain words
    "label": "drug label",
    "guideline": "advice of a health body",
    "paper": "study or review",
    "news": "news report",
    "article": "web article, expert opinion",
}


class Source(Checked):
    """One publication. `year` and `url` are empty where it gives none; `read` says how much of it was read."""

    title: str
    publisher: str
    year: int | None = None
    url: str | None = Field(default=None, regex="^https?://")
    kind: str = Field(regex="^(label|guideline|paper|news|article)$")
    read: str
    evidence: str | None = None  # of a paper, in plain words: "small study of 42 people"

    @property
    def evidence_in_words(self) -> str:
        """What kind of evidence it is, for visitors."""
        return self.evidence or KINDS[self.kind]

    def for_visitors(self) -> dict[str, Any]:
        """What visitors may know of it: all but which part of it we read."""
        return {**self.dict(exclude={"read"}), "evidence": self.evidence_in_words}


def load_sources(path: Path = SOURCES) -> dict[str, Source]:
    """Every source by its id.

    Raises:
        porewise.door.DataError: there is no such file, or a key is missing, unknown or wrong.
    """
    content, node = read_yaml(path)
    return {name: check(entry, Source, path, child(node, name)) for name, entry in content.items()}


def resolve(ids: list[str], sources: dict[str, Source]) -> list[dict[str, Any]]:
    """The sources with these ids, each with its id; an id that nobody knows stays a bare id, so that it is seen."""
    return [{"id": name, **(sources[name].for_visitors() if name in sources else {})} for name in ids]


def in_words(ids: list[str], sources: dict[str, Source]) -> str:
    """One line a source as a visitor reads it: title, publisher, year, kind of evidence, address, as far as known."""
    known = [sources[name] for name in ids if name in sources]
    return "\n".join(
        f"- {source.title}"
        + "".join(f", {part}" for part in (source.publisher, source.year) if part and part != "unknown")
        + f" ({source.evidence_in_words})"
        + (f": {source.url}" if source.url else "")
        for source in known
    )
