"""Rasa's own test of the conversations in this folder."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from porewise.settings import ROOT


def test_every_conversation_goes_as_written(model: Path, tmp_path: Path) -> None:
    command = ["rasa", "test", "core", "--stories", "tests/stories", "--model", str(model), "--out", str(tmp_path)]
    run = subprocess.run([*command, "--fail-on-prediction-errors"], cwd=ROOT, capture_output=True, text=True)
    failed = tmp_path / "failed_test_stories.yml"
    assert run.returncode == 0, failed.read_text() if failed.exists() else run.stderr[-3000:]


def test_rasas_own_evaluation_runs_on_the_held_out_messages(model: Path, tmp_path: Path) -> None:
    command = ["rasa", "test", "nlu", "--nlu", "tests/nlu", "--model", str(model), "--out", str(tmp_path), "--no-plot"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    report = json.loads((tmp_path / "intent_report.json").read_text())
    assert (
        report["weighted avg"]["f1-score"] > 0.8
    )  # .84 when written, zones included; falls far below when something is broken
