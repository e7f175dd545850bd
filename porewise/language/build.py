"""Builds the spaCy model into `build/en_porewise`: `python -m porewise.language.build [--force]` (or `make encoder`).

It does nothing when the vocabulary, the code of this package and the libraries are those of the last build.
A clinic's `clinic-vocabulary.yml` at the project's root is built in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from porewise.language import model_folder
from porewise.settings import ROOT

# spaCy, which takes seconds to import, is imported where it is needed: an up-to-date model is found without it.
if TYPE_CHECKING:
    from spacy.language import Language

    from porewise.language.vocabulary import Vocabulary

LIBRARIES = ("spacy", "onnx", "onnxruntime", "tokenizers", "spacy-lookups-data")
FINGERPRINT = "fingerprint"
HERE = Path(__file__).parent
META = ROOT / "spacy_model" / "src" / "en_porewise" / "meta.json"


def fingerprint(vocabulary_files: list[Path]) -> str:
    """A hash of everything that the built model depends on. The weights are pinned, and checked when they are read."""
    digest = hashlib.sha256()
    for path in [*sorted(HERE.glob("*.py")), META, *vocabulary_files]:
        digest.update(path.name.encode() + path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()


def build(target: Path | None = None, force: bool = False, vocabulary_files: list[Path] | None = None) -> bool:
    """Build the model into the folder `target`. Returns whether it was built: False when it was up to date.

    The usual folder is `model_folder()`, the usual files are those of `Vocabulary.load()`.
    Raises `WrongWeights` or `VocabularyError`; the last good model then stays in place.
    """
    from porewise.language.vocabulary import Vocabulary
    from porewise.language.vocabulary import vocabulary_files as usual_files

    target = target or model_folder()
    files = vocabulary_files or usual_files()
    wanted = fingerprint(files)
    mark = target / FINGERPRINT
    if not force and mark.is_file() and mark.read_text() == wanted:
        return False
    step = _Steps()
    step(f"vocabulary: {', '.join(path.name for path in files)}")
    vocabulary = Vocabulary.load(*files)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:  # of its own, as two builds may run at once
        encoder, fresh = Path(scratch) / "encoder", Path(scratch) / "model"
        step("encoder: all-MiniLM-L6-v2 to int8 ONNX")
        _write_encoder(encoder)
        step("pipeline: lemmas, vocabulary, clauses, encoder")
        pipeline(vocabulary, encoder).to_disk(fresh)
        (fresh / FINGERPRINT).write_text(wanted)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    step(f"built {target}")
    return True


def pipeline(vocabulary: Vocabulary, encoder: Path) -> Language:
    """The whole pipeline in memory, with the encoder's files taken from the folder `encoder`."""
    import spacy
    from spacy.util import load_language_data, registry

    from porewise.language import register

    register()
    nlp = spacy.blank("en")
    # Before the lemmatizer: the ruler runs what stands before it over each of its thousands of phrases at every load.
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.add_pipe("sentencizer")
    fuzzy = nlp.add_pipe("fuzzy_vocabulary")
    nlp.add_pipe("clauses")
    minilm = nlp.add_pipe("minilm").from_disk(encoder)  # type: ignore[attr-defined]
    nlp.get_pipe("lemmatizer").initialize()  # type: ignore[attr-defined,call-arg]
    ruler.add_patterns(vocabulary.patterns())  # type: ignore[attr-defined]
    lemmas: Any = load_language_data(registry.lookups.get("en")["lemma_lookup"])
    words = {*lemmas.keys(), *lemmas.values(), *minilm.whole_words()}
    known = {word.lower() for word in words if word.isalpha()}
    fuzzy.set_words(vocabulary.names, known)  # type: ignore[attr-defined]
    nlp.meta.update(json.loads(META.read_text(encoding="utf-8")))
    return nlp


def _write_encoder(folder: Path) -> None:
    from porewise.language.encoder import FILES
    from porewise.language.encoder_build import source_folder, write_encoder

    source = source_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_encoder(source, folder / FILES[0])
    shutil.copyfile(source / FILES[1], folder / FILES[1])


class _Steps:
    """Prints each step with the seconds since the start."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, text: str) -> None:
        print(f"[{time.monotonic() - self.start:5.1f} s] {text}", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m porewise.language.build", description=__doc__.split("\n")[0])
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    if not build(force=parser.parse_args().force):
        print(f"up to date: {model_folder()}")


if __name__ == "__main__":
    main()
