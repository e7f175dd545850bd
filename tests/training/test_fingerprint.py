"""When a model fits the data, and when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from porewise import training


@pytest.fixture()
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = ("data/pores/nlu/ask_body_area.yml", "data/pores/answers.yml")
    for name in ("config.yml", "domain.yml", *data, "porewise/nlu/zones.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(training, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "data/pores/answers.yml", "porewise/nlu/zones.py"])
def test_a_change_in_what_is_trained_on_asks_for_another_model(project: Path, name: str) -> None:
    before = training.model_path()
    (project / name).write_text("changed")
    assert training.model_path() != before


@pytest.mark.parametrize("name", ["clinic.yml", "README.md", "data/questions.yml", "porewise/responses.py"])
def test_a_change_elsewhere_does_not(project: Path, name: str) -> None:
    before = training.model_path()
    (project / name).write_text("changed")
    assert training.model_path() == before


def test_a_file_that_moved_counts_as_a_change(project: Path) -> None:
    before = training.model_path()
    (project / "data/pores/nlu/ask_body_area.yml").rename(project / "data/pores/nlu/ask_body.yml")
    assert training.model_path() != before


def test_code_and_only_code_asks_for_another_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has not changed is not trained again; Rasa's cache itself does not see a change in a component of ours."""
    monkeypatch.setattr(training, "CACHES", project / "caches")
    before = training._cache()
    before.mkdir(parents=True)
    (project / "data/pores/answers.yml").write_text("reworded")
    assert training._cache() == before and before.exists()
    (project / "porewise/nlu/zones.py").write_text("changed")
    assert training._cache() != before and not before.exists()


def test_a_model_that_fits_is_not_trained_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MODELS", project)
    fitting = training.model_path()
    fitting.write_text("a model")
    monkeypatch.setattr(training.subprocess, "Popen", lambda *_, **__: pytest.fail("it was trained"))
    assert training.ensure_model() == fitting
