"""Comparing the figures of a run with those that were kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

import pytest

from porewise.door import DataError
from porewise.evaluation import seeds, summary

KEPT: Dict[str, Any] = {
    "visitors": {"right": 90.0, "wrong": 3.0, "out_of_scope_right": 95.0, "partly": 4.0},
    "intents": {"accuracy": 88.0, "macro_f1": 87.0},
    "stories": {"right": 100.0},
    "noise": 0.6,
}


def now(**visitors: float) -> Dict[str, Any]:
    return {**KEPT, "visitors": {**KEPT["visitors"], **visitors}}


def verdicts(found: Dict[str, Any]) -> Dict[str, str]:
    return {change.figure.name: change.verdict for change in summary.compare(found, KEPT) if change.verdict != "same"}


@pytest.mark.parametrize(
    "visitors, expected",
    [
        ({}, {"partly": ""}),
        ({"right": 91.0}, {"right": "better", "partly": ""}),
        ({"right": 89.0, "wrong": 4.0}, {"right": "worse", "wrong": "worse", "partly": ""}),
        ({"wrong": 2.0}, {"wrong": "better", "partly": ""}),
        ({"right": 89.5, "wrong": 3.6, "partly": 9.0}, {"partly": ""}),  # within the noise; neither way is better
    ],
)
def test_better_worse_and_the_same(visitors: Dict[str, float], expected: Dict[str, str]) -> None:
    assert verdicts(now(**visitors)) == expected


def test_a_figure_that_was_not_measured_is_left_out_and_a_new_one_has_no_verdict() -> None:
    changes = summary.compare({"visitors": {"right": 90.0, "typo_loss": 1.0}}, KEPT)
    assert [(c.figure.name, c.verdict, c.words) for c in changes] == [
        ("right", "same", "same (+0.00)"),
        ("typo_loss", "", "no earlier figure"),
    ]
    assert all(change.before is None for change in summary.compare(now(), None))


def test_what_fell_is_named_with_how_much() -> None:
    assert summary.fallen(now(right=89.5, wrong=3.6), KEPT) == []
    (line,) = summary.fallen(now(out_of_scope_right=90.0), KEPT)
    assert "out of scope" in line and "95.0 -> 90.0" in line and "5.00 points worse" in line and "noise 0.6" in line
    assert len(summary.fallen(now(right=80, wrong=10, out_of_scope_right=80), KEPT)) == 3


def test_a_guarded_figure_that_is_missing_has_fallen_but_one_that_is_not_guarded_has_not() -> None:
    assert [line.split(":")[0] for line in summary.fallen({**KEPT, "intents": {}}, KEPT)] == ["held-out intents"] * 2
    assert summary.fallen({**KEPT, "stories": {"right": 50.0}}, KEPT) == []


def test_only_figures_of_our_own_sets_are_kept_and_no_times(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "summary.json"
    found = {**now(), "files": {"../shared/x": {}}, "commit": "abc", "when": "now"}
    summary.keep({**found, "intents": {"accuracy": 88.0, "parse_median_ms": 4.2}}, path)
    kept = json.loads(path.read_text())
    assert set(kept) == {"visitors", "intents", "stories", "noise"} and kept["intents"] == {"accuracy": 88.0}
    assert summary.load_kept(path) == kept


def test_a_summary_that_is_not_there_or_broken(tmp_path: Path) -> None:
    assert summary.load_kept(tmp_path / "summary.json") is None
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(DataError, match="summary.json: this is not valid JSON"):
        summary.load_kept(tmp_path / "summary.json")


def test_noise_is_the_larger_spread_and_never_nothing() -> None:
    def measured(accuracy: float, macro_f1: float) -> Dict[str, Any]:
        return {"accuracy": {"spread": accuracy}, "macro_f1": {"spread": macro_f1}}

    assert seeds.noise(measured(0.0, 0.0)) == seeds.LEAST_NOISE == 0.5
    assert seeds.noise(measured(0.7, 1.2)) == 1.2
    assert seeds.spread([1.0, 2.0, 3.0]) == 1.0 and seeds.spread([4.0]) == 0.0
