"""The order of treatments by one criterion, made into words from the reviewed table."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from porewise.comparison import CRITERIA, Comparison, load_comparison, ranking_in_words

FIRST = {"say": "Usually none", "treatments": ["niacinamide", "botox"], "sources": ["seed", "niac_mix"]}
SECOND = {"say": "A few days", "treatments": ["microneedling"], "sources": ["drtrue_mn", "seed"]}


def with_downtime(**ranking: Any) -> Comparison:
    """A table of four treatments, ranked by downtime."""
    whole = load_comparison().dict()
    some = ("botox", "microneedling", "niacinamide", "hydrafacial")
    empty: Dict[str, Any] = {"words": "none", "groups": [], "note": {"text": "Nothing is known.", "sources": []}}
    rankings = {**dict.fromkeys(CRITERIA, empty), "downtime": {"words": "the least downtime", **ranking}}
    return Comparison(**{**whole, "treatments": {t: whole["treatments"][t] for t in some}, "rankings": rankings})


def test_the_first_place_comes_first_and_who_has_none_last() -> None:
    text, sources = ranking_in_words(with_downtime(groups=[FIRST, SECOND]), "downtime")
    assert text == (
        "By what our sources say, the least downtime first:\n"
        "- Usually none: niacinamide, Botox\n"
        "- A few days: microneedling\n\n"
        "No good source for: a HydraFacial.\n\n"
        "Only a clinician who has seen your skin can say what suits you."
    )
    assert sources == ["seed", "niac_mix", "drtrue_mn"]


def test_nobody_is_left_out_silently_and_nobody_is_called_unknown_who_has_a_place() -> None:
    assert with_downtime(groups=[SECOND]).unknown("downtime") == ["botox", "niacinamide", "hydrafacial"]
    all_placed = [FIRST, {**SECOND, "treatments": ["microneedling", "hydrafacial"]}]
    assert "No good source" not in ranking_in_words(with_downtime(groups=all_placed), "downtime")[0]


def test_a_note_is_said_with_its_sources() -> None:
    note = {"text": "The FDA has warned.", "sources": ["fda_rfmn_2025"]}
    text, sources = ranking_in_words(with_downtime(groups=[SECOND], note=note), "downtime")
    assert "a HydraFacial. The FDA has warned.\n" in text and sources[-1] == "fda_rfmn_2025"


def test_where_sources_give_no_order_none_is_claimed() -> None:
    text, _ = ranking_in_words(with_downtime(groups=[FIRST, SECOND], ordered=False), "downtime")
    assert text.startswith("Our sources give no firm order for the least downtime. They say:\n- ")
    assert "first" not in text


def test_without_any_place_it_says_what_is_not_known() -> None:
    note = {"text": "Please ask the clinic.", "sources": []}
    text, sources = ranking_in_words(with_downtime(groups=[], note=note), "downtime")
    assert text.startswith("Our sources give no order for the least downtime.\n\nPlease ask the clinic.\n\n")
    assert sources == []


def test_nothing_is_ranked_by_an_unknown_criterion() -> None:
    with pytest.raises(KeyError):
        ranking_in_words(load_comparison(), "beauty")
