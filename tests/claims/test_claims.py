"""For each of the article's 54 claims a question of our own; the reply must rest on an answer that says the claim."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional

import pytest
import yaml

from porewise.answers import load_answers
from porewise.checks import CLAIMS
from porewise.settings import ROOT


def claims() -> Iterator[Dict[str, Any]]:
    for path in sorted((ROOT / "tests" / "claims").glob("*.yml")):
        yield from yaml.safe_load(path.read_text())


ALL: List[Dict[str, Any]] = list(claims())
VARIATIONS = {variation.id: variation for of_response in load_answers().values() for variation in of_response}


def test_there_is_a_question_for_every_claim() -> None:
    assert {entry["claim"] for entry in ALL} == set(range(1, CLAIMS + 1))


@pytest.mark.parametrize("entry", ALL, ids=[f"{entry['claim']}" for entry in ALL])
def test_the_reply_says_the_claim(ask: Any, entry: Dict[str, Any]) -> None:
    result = ask(entry["ask"])
    reply = _reply_with(entry["claim"], result["replies"])
    assert reply, f"{entry['ask']!r} got {[(r['name'], r['metadata'].get('id')) for r in result['replies']]}"
    assert "seed" in reply["metadata"]["sources"]
    for figure in entry["figures"]:
        assert figure.lower() in reply["text"].lower(), f"{figure!r} is not said in: {reply['text']}"


def _reply_with(claim: int, replies: List[Dict[str, Any]]) -> Optional[Dict[str, Any]]:
    for reply in replies:
        variation = VARIATIONS.get(reply["metadata"].get("id"))
        if variation and claim in variation.metadata.claims:
            return reply
    return None
