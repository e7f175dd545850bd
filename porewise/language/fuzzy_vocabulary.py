"""spaCy component "fuzzy_vocabulary": finds a misspelt vocabulary name, and takes the ignored phrases out.

Distance: optimal string alignment, that is insertions, deletions, substitutions and swaps of neighbours
(Damerau 1964; rapidfuzz.distance.OSA). spaCy 3.4 has no FUZZY pattern operator: it would match every token.
"""

# No `from __future__ import annotations`: spaCy reads the types of a factory's arguments, and cannot from strings.

from pathlib import Path
from typing import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from porewise.language.vocabulary_file import IGNORE

SHORTEST = 5  # letters: below, one slip turns too many words into others
TWO_SLIPS = 8  # letters from which two slips are allowed


@Language.factory("fuzzy_vocabulary")
class FuzzyVocabulary:
    """Adds an entity for a word of 5+ letters that is no English word and near the names of exactly one id.

    `names` maps single-word names to (label, id). `known` holds English words, lower case: none is taken for a slip.
    """

    def __init__(self, nlp: Language, name: str = "fuzzy_vocabulary") -> None:
        self.name = name
        self.names: dict[str, tuple[str, str]] = {}
        self.known: frozenset[str] = frozenset()

    def set_words(self, names: dict[str, tuple[str, str]], known: Iterable[str]) -> None:
        """Give the component its words (at build time)."""
        self.names = {name: owner for name, owner in names.items() if name.isalpha() and len(name) >= SHORTEST - 1}
        self.known = frozenset(known)

    def __call__(self, doc: Doc) -> Doc:
        """Add the misspelt names to `doc.ents`, and take the ignored phrases out."""
        found: list[Span] = list(doc.ents)
        for token in doc:
            owner = None if token.ent_type or not self._unknown(token) else self.nearest(token.lower_)
            if owner:
                found.append(Span(doc, token.i, token.i + 1, label=owner[0], span_id=owner[1]))
        if len(found) > len(doc.ents) or any(entity.label_ == IGNORE for entity in found):
            doc.set_ents([entity for entity in found if entity.label_ != IGNORE])
        return doc

    def nearest(self, word: str) -> tuple[str, str] | None:
        """The (label, id) whose names `word` (lower case) comes near, or None when none or several do."""
        limit = 2 if len(word) >= TWO_SLIPS else 1
        owners = {
            self.names[name]
            for name, _, _ in extract_iter(word, self.names.keys(), scorer=OSA.distance, score_cutoff=limit)
        }
        return owners.pop() if len(owners) == 1 else None

    def _unknown(self, token: Token) -> bool:
        return len(token) >= SHORTEST and token.is_alpha and token.lower_ not in self.known

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the words as two text files in the folder `path`, one a line."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        names = (f"{name}\t{label}\t{id_}\n" for name, (label, id_) in sorted(self.names.items()))
        (folder / "names.tsv").write_text("".join(names), encoding="utf-8")
        (folder / "known.txt").write_text("\n".join(sorted(self.known)), encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "FuzzyVocabulary":
        """Load the words from the folder `path` and return this component."""
        rows = (line.split("\t") for line in (Path(path) / "names.tsv").read_text(encoding="utf-8").splitlines())
        self.names = {name: (label, id_) for name, label, id_ in rows}
        self.known = frozenset((Path(path) / "known.txt").read_text(encoding="utf-8").split("\n"))
        return self
