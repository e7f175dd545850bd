"""The package under whose name spaCy finds the language model: `spacy.load("en_porewise")`. See docs/language.md.

It holds no model. The model is built into the project's `build/en_porewise`; `porewise.language` loads it from there.
"""

from porewise.language import load

__version__ = "0.1.0"
__all__ = ["load"]
