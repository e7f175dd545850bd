"""Figures of the intents, checked against numbers worked out by hand."""

from __future__ import annotations

import re

import pytest
from stub_messages import held_out

from porewise.evaluation import figures as drawn
from porewise.evaluation.intents import calibration_error, coverage_and_error, figures, of_each_intent
from porewise.evaluation.pipeline import Thresholds

SET = [
    held_out("cost", "cost", 0.95),
    held_out("cost", "cost", 0.75),
    held_out("cost", "pain", 0.65),
    held_out("cost", "pain", 0.45, "clarify"),
    held_out("pain", "pain", 0.85),
    held_out("pain", "pain", 0.35, "nlu_fallback"),
]


def test_shares_with_and_without_the_thresholds() -> None:
    found = figures(SET)
    assert found["messages"] == 6 and found["accuracy"] == 66.67
    # cost: precision 1, recall .5, F1 .667; pain: precision .5, recall 1, F1 .667
    assert found["macro_f1"] == 66.67
    assert found["answered"] == 66.67 and found["offered"] == 16.67 and found["refused"] == 16.67
    assert found["wrong_of_answered"] == 25.0


def test_an_intent_that_is_only_predicted_does_not_count_in_macro_f1() -> None:
    assert figures([held_out("cost", "cost", 0.9), held_out("cost", "joke", 0.9)])["macro_f1"] == 66.67


def test_the_worst_intents_and_what_they_are_taken_for() -> None:
    cost, pain = of_each_intent(SET)
    assert (cost.intent, cost.messages, cost.precision, cost.recall) == ("cost", 4, 100.0, 50.0)
    assert cost.confused_with == [("pain", 2)] and pain.confused_with == [] and pain.precision == 50.0


def test_calibration_error_is_the_weighted_gap_of_each_bin() -> None:
    assert calibration_error([held_out("a", "a", 1.0), held_out("a", "b", 0.0)]) == 0
    # two messages in the bin .8 to .9, confidence .85, half of them right: a gap of .35; one sure and wrong: .9
    assert calibration_error([held_out("a", "a", 0.85), held_out("a", "b", 0.85)]) == pytest.approx(0.35)
    sure_and_wrong = [held_out("a", "a", 0.85), held_out("a", "b", 0.85), held_out("a", "b", 0.9)]
    assert calibration_error(sure_and_wrong) == pytest.approx((2 * 0.35 + 0.9) / 3)


def test_coverage_and_error_from_the_strictest_threshold_on() -> None:
    confidences, coverage, error = coverage_and_error(
        [held_out("a", "a", 0.9), held_out("a", "b", 0.7), held_out("a", "a", 0.7), held_out("a", "b", 0.5)]
    )
    assert confidences.tolist() == [0.9, 0.7, 0.5]
    assert coverage.tolist() == [0.25, 0.75, 1.0]
    assert error.tolist() == pytest.approx([0, 1 / 3, 0.5])


def test_each_figure_is_an_svg_in_the_colours_of_the_page() -> None:
    thresholds = Thresholds(0.4, 0.6)
    svgs = [drawn.histogram(SET, thresholds), drawn.risk_coverage(SET, thresholds), drawn.confusions(SET)]
    for svg in svgs:
        assert svg.startswith("<svg ") and svg.rstrip().endswith("</svg>") and "currentColor" in svg
        assert "<script" not in svg and "<style" not in svg and drawn.INK not in svg
        ids = set(re.findall(r'\bid="([^"]+)"', svg))
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) <= ids
    all_ids = [i for svg in svgs for i in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(all_ids) == len(set(all_ids))
    assert "answer 0.60: 25.0 % wrong of 67 %" in svgs[1] and "suggest 0.40" in svgs[1]
