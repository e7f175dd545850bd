"""Docs are copied by pickling: Rasa's own evaluation copies every message."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import spacy


def test_a_copied_doc_has_the_vector_and_shares_the_encoder() -> None:
    nlp = spacy.load("en_porewise")
    doc = nlp("does botox hurt")
    copied = copy.deepcopy(doc)
    assert copied.text == doc.text
    assert np.array_equal(copied.vector, doc.vector)
    assert pickle.loads(pickle.dumps(nlp.get_pipe("minilm"))) is nlp.get_pipe("minilm")


def test_a_pickled_encoder_is_loaded_again_in_another_process(tmp_path: Path) -> None:
    nlp = spacy.load("en_porewise")
    path = tmp_path / "encoder"
    path.write_bytes(pickle.dumps(nlp.get_pipe("minilm")))
    code = f"import pickle; print(pickle.load(open({str(path)!r}, 'rb')).encode('does it hurt').sentence[:3].tolist())"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert np.allclose(eval(out), nlp.get_pipe("minilm").encode("does it hurt").sentence[:3])
