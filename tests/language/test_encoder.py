from __future__ import annotations

import shutil

import numpy as np
import pytest

from porewise.language import encoder_build
from tests.language.float_reference import FloatMiniLM

SENTENCES = [
    "hi",
    "does botox shrink pores?",
    "how long does it last",
    "what does a session of microneedling cost at your clinic",
    "my eyelid is drooping and i am scared",
    "can i wear makeup afterwards?",
    "is retinol better than tretinoin for large pores on the nose",
    "who should not have it",
    "where are you",
    "i have rosacea and very oily skin, what would you suggest for me, and does it hurt?",
    "are pore strips bad",
    "do you take insurance",
    "i am 20 weeks pregnant",
    "what's the difference between micro botox and ordinary botox",
    "are you a robot",
    "could the toxin spread to other muscles",
    "thanks, that helps",
    "please book me a consultation next week",
    "what are sebaceous filaments",
    "is the laser painful, and how red will i be the day after?",
]


class Counted:
    """An ONNX session that counts its runs."""

    def __init__(self, session) -> None:
        self.session, self.runs = session, 0

    def run(self, *args):
        self.runs += 1
        return self.session.run(*args)


@pytest.fixture
def counted(encoder, monkeypatch):
    session = Counted(encoder.session)
    monkeypatch.setattr(encoder, "session", session)
    return session


def test_int8_is_near_a_float_reference(encoder):
    reference = FloatMiniLM(encoder_build.source_folder())
    cosines = [float(encoder.encode(text).sentence @ reference.encode(text)) for text in SENTENCES]
    assert len(cosines) == 20
    assert min(cosines) >= 0.97, dict(zip(SENTENCES, cosines, strict=True))


def test_the_vector_means_something(encoder):
    question = encoder.encode("does botox shrink pores?").sentence
    same = encoder.encode("will botulinum toxin make my pores smaller?").sentence
    other = encoder.encode("what time do you open on monday?").sentence
    assert question @ same > 0.6 > 0.3 > question @ other


def test_one_by_one_equals_pipe_exactly(nlp):
    single = [nlp(text).vector for text in SENTENCES]
    piped = [doc.vector for doc in nlp.pipe(SENTENCES, batch_size=50)]
    assert all(np.array_equal(one, two) for one, two in zip(single, piped, strict=True))


def test_nothing_is_encoded_until_a_vector_is_read_and_then_once(nlp, counted):
    doc = nlp("does botox shrink pores?")
    assert doc.ents and doc.has_vector and counted.runs == 0
    doc.vector, doc[0].vector, doc[1].vector, doc[:2].vector
    assert counted.runs == 1


def test_token_vectors_mean_to_the_sentence_vector_and_differ(nlp):
    doc = nlp("Does  Botox shrink pores on my T-zone?")  # two spaces: a token without word pieces
    assert doc.vector.shape == (384,)
    assert np.linalg.norm(doc.vector) == pytest.approx(1, abs=1e-6)
    assert np.abs(np.mean([token.vector for token in doc], axis=0) - doc.vector).max() < 1e-6
    assert not np.allclose(doc[0].vector, doc[3].vector)


def test_rasas_featurizer_sees_a_model_with_vectors(nlp):
    assert nlp.vocab.vectors_length == 384


def test_a_long_message_is_cut_at_128_word_pieces(encoder, nlp):
    start = "pore " * 126
    assert len(encoder.encode(start + "botox " * 500).offsets) == 128
    assert np.array_equal(encoder.encode(start + "botox").sentence, encoder.encode(start + "laser").sentence)
    doc = nlp(start + "botox " * 500)
    assert np.abs(np.mean([token.vector for token in doc], axis=0) - doc.vector).max() < 1e-5


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_has_a_zero_vector(nlp, text):
    assert not nlp(text).vector.any()


def test_saved_and_loaded_again_it_is_the_same(nlp, tmp_path):
    from spacy.util import load_model_from_path

    nlp.to_disk(tmp_path / "copy")
    again = load_model_from_path(tmp_path / "copy")
    text = "Botxo for my pores, but does it hurt?"
    assert np.array_equal(again(text).vector, nlp(text).vector)
    assert [ent.ent_id_ for ent in again(text).ents] == ["botox", *[ent.ent_id_ for ent in nlp(text).ents][1:]]
    assert [clause.text for clause in again(text)._.clauses] == [clause.text for clause in nlp(text)._.clauses]
    assert [token.lemma_ for token in again("pores lasers")] == ["pore", "laser"]


def test_a_component_without_weights_says_so():
    import spacy

    from porewise.language import register

    register()
    blank = spacy.blank("en")
    blank.add_pipe("minilm")
    with pytest.raises(RuntimeError, match="holds no weights"):
        blank("hello").vector  # noqa: B018


def test_other_weights_stop_the_build_with_one_line(tmp_path):
    source = encoder_build.source_folder()
    for name in ("config.json", "tokenizer.json"):
        shutil.copyfile(source / name, tmp_path / name)
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(encoder_build.WrongWeights) as stop:
        encoder_build.write_encoder(tmp_path, tmp_path / "encoder.onnx")
    assert "is not the pinned encoder" in str(stop.value) and "\n" not in str(stop.value)
    assert not (tmp_path / "encoder.onnx").exists()


def test_missing_weights_stop_the_build(tmp_path, monkeypatch):
    with pytest.raises(encoder_build.WrongWeights, match="is missing"):
        encoder_build.check_weights(tmp_path / "model.safetensors")
    monkeypatch.setattr(encoder_build, "PACKAGE", "no_such_package")
    with pytest.raises(encoder_build.WrongWeights, match="not installed"):
        encoder_build.source_folder()


def test_the_weights_are_found_without_importing_their_package():
    import sys

    encoder_build.source_folder()
    assert encoder_build.PACKAGE not in sys.modules
