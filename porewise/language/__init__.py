"""The spaCy pipeline "en_porewise": vocabulary, clauses, sentence encoder. Imports no Rasa. See docs/language.md.

spaCy takes seconds to import where TensorFlow is installed, as it is with Rasa. So nothing imports it before `load`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from porewise.settings import ROOT

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_porewise"

_loaded: dict[tuple[str, int, str], Language] = {}


class ModelNotBuilt(SystemExit):
    """There is no built model. A `SystemExit`, because Rasa replaces the text of any other error by one of its own."""

    def __init__(self) -> None:
        super().__init__("The language model is not built. Run: make encoder")


def model_folder() -> Path:
    """Where the built model is: `build/en_porewise` in the project, or what the variable `LANGUAGE_MODEL` names."""
    return Path(os.environ.get("LANGUAGE_MODEL") or ROOT / "build" / MODEL)


def load(**overrides: Any) -> Language:
    """The built pipeline, as `spacy.load("en_porewise")` gives it. `overrides` are those of `spacy.load`: disable, ...

    `nlp.path` is the model's folder. Raises `ModelNotBuilt` when `python -m porewise.language.build` has not run.

    The same call gives the same object again: Rasa loads a model once to hand it out and once more to run it, and a
    second copy is 120 MB. Whoever wants to change a pipeline takes a copy.
    """
    folder = model_folder()
    meta = folder / "meta.json"
    if not meta.is_file():
        raise ModelNotBuilt
    key = (str(folder), meta.stat().st_mtime_ns, repr(sorted(overrides.items())))
    if key not in _loaded:
        from spacy.util import load_model_from_path

        register()
        _loaded.clear()
        _loaded[key] = load_model_from_path(folder, **overrides)
    return _loaded[key]


def register() -> None:
    """Make this package's components known to spaCy, also where its entry points are not installed."""
    from porewise.language import clauses, encoder, fuzzy_vocabulary, questions  # noqa: F401
