"""Rasa's own test of the conversations in this folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

from porewise.settings import ROOT


def test_every_conversation_goes_as_written(model: Path, tmp_path: Path) -> None:
    command = ["rasa", "test", "core", "--stories", "tests/stories", "--model", str(model), "--out", str(tmp_path)]
    run = subprocess.run([*command, "--fail-on-prediction-errors"], cwd=ROOT, capture_output=True, text=True)
    failed = tmp_path / "failed_test_stories.yml"
    assert run.returncode == 0, failed.read_text() if failed.exists() else run.stderr[-3000:]
