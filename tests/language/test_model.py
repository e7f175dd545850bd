"""The model as spaCy and Rasa find it by name, and its build."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time

import pytest

from porewise import language
from porewise.language import build as builder
from porewise.settings import ROOT


@pytest.fixture
def installed(nlp, tmp_path, monkeypatch):
    """The package `spacy_model/` as an installer leaves it: its source on the path, and its metadata."""
    info = tmp_path / "en_porewise-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: en_porewise\nVersion: 0.1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(ROOT / "spacy_model" / "src"))
    importlib.invalidate_caches()


def test_spacy_loads_it_by_name(installed):
    import spacy

    nlp = spacy.load("en_porewise", disable=["parser"])
    assert nlp.path == ROOT / "build" / "en_porewise"
    assert nlp.pipe_names == ["entity_ruler", "lemmatizer", "sentencizer", "fuzzy_vocabulary", "clauses", "minilm"]
    assert "minilm" not in spacy.load("en_porewise", exclude=["minilm"]).pipe_names


def test_spacy_info_and_the_built_model_agree(installed, nlp):
    import spacy
    from spacy.util import is_compatible_version

    info = spacy.info("en_porewise")
    assert is_compatible_version(spacy.about.__version__, info["spacy_version"])
    assert (info["lang"], info["name"], info["version"]) == ("en", "porewise", nlp.meta["version"])


def test_rasas_components_run_on_it(installed):
    import numpy as np
    from rasa.nlu.extractors.spacy_entity_extractor import SpacyEntityExtractor
    from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
    from rasa.nlu.utils.spacy_utils import SpacyNLP
    from rasa.shared.nlu.training_data.message import Message

    model = SpacyNLP.load_model("en_porewise")
    message = Message.build(text="Does Botxo shrink pores on my T-zone?")
    SpacyNLP(model, SpacyNLP.get_default_config()).process([message], model)
    SpacyTokenizer(SpacyTokenizer.get_default_config()).process([message])
    SpacyEntityExtractor({"dimensions": ["treatment", "body_area"]}).process([message], model)
    assert [token.text for token in message.get("text_tokens")][:2] == ["does", "botxo"]
    assert [(e["entity"], e["value"]) for e in message.get("entities")] == [
        ("treatment", "Botxo"),
        ("body_area", "T-zone"),
    ]
    assert np.linalg.norm(message.get("text_spacy_doc").vector) == pytest.approx(1, abs=1e-5)


def test_rasa_stops_with_our_line_when_the_model_is_missing(installed, tmp_path, monkeypatch):
    from rasa.nlu.utils.spacy_utils import SpacyNLP

    monkeypatch.setenv("LANGUAGE_MODEL", str(tmp_path / "none"))
    with pytest.raises(SystemExit) as stop:
        SpacyNLP.load_model("en_porewise")
    assert str(stop.value) == "The language model is not built. Run: make encoder"


def test_a_missing_model_is_one_line_on_the_terminal(tmp_path):
    command = "from porewise.language import load; load()"
    environment = {"LANGUAGE_MODEL": str(tmp_path), "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 1
    assert run.stderr == "The language model is not built. Run: make encoder\n"


def test_the_package_imports_no_rasa_and_no_spacy_before_loading():
    code = (
        "import sys, porewise.language.build, porewise.language.vocabulary, porewise.language.spelling;"
        "print([name for name in ('rasa', 'spacy', 'tensorflow', 'torch') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": "."}
    )
    assert run.stdout == "[]\n", run.stderr


def test_an_up_to_date_model_is_left_alone_within_a_second(nlp):
    start = time.monotonic()
    assert builder.build(language.model_folder()) is False
    assert time.monotonic() - start < 1


def test_a_changed_vocabulary_changes_the_fingerprint(tmp_path):
    one = tmp_path / "words.yml"
    one.write_text("treatment: {}\n")
    before = builder.fingerprint([one])
    assert builder.fingerprint([one]) == before
    one.write_text("treatment:  {}\n")
    assert builder.fingerprint([one]) != before


@pytest.fixture
def quick_build(encoder, monkeypatch):
    """Builds with the encoder that is there already."""
    import shutil

    monkeypatch.setattr(builder, "_write_encoder", lambda folder: shutil.copytree(encoder.folder, folder))


def test_a_build_shows_its_steps_and_is_repeated_only_when_forced(quick_build, tmp_path, capsys):
    words = tmp_path / "words.yml"
    words.write_text("treatment:\n  glow:\n    title: Glow\n    names: [glow shot]\n")
    target = tmp_path / "folder" / "model"
    assert builder.build(target, vocabulary_files=[words]) is True
    assert [line.split("] ")[1].split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "vocabulary",
        "encoder",
        "pipeline",
        f"built {target}",
    ]
    assert builder.build(target, vocabulary_files=[words]) is False
    assert capsys.readouterr().out == ""
    assert builder.build(target, force=True, vocabulary_files=[words]) is True
    assert [path.name for path in target.parent.iterdir()] == ["model"]


def test_a_clinics_words_are_in_the_model_that_is_built(quick_build, tmp_path, monkeypatch):
    from porewise.language.vocabulary import OWN_FILE

    words = tmp_path / "clinic.yml"
    words.write_text("treatment:\n  skin_booster:\n    title: Skin Booster\n    names: [skinbooster]\n")
    builder.build(tmp_path / "model", vocabulary_files=[OWN_FILE, words])
    monkeypatch.setenv("LANGUAGE_MODEL", str(tmp_path / "model"))
    doc = language.load(exclude=["minilm"])("Botox, skinboosters or skinboosster")
    assert [ent.ent_id_ for ent in doc.ents] == ["botox", "skin_booster", "skin_booster"]


def test_a_failed_build_leaves_the_last_model_in_place(tmp_path, monkeypatch):
    from porewise.language.vocabulary import OWN_FILE

    target = tmp_path / "model"
    target.mkdir()
    (target / "meta.json").write_text("the last good one")

    def fail(_):
        raise OSError("disk full")

    monkeypatch.setattr(builder, "_write_encoder", fail)
    with pytest.raises(OSError, match="disk full"):
        builder.build(target, vocabulary_files=[OWN_FILE])
    assert (target / "meta.json").read_text() == "the last good one"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
