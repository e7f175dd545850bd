"""The statistics of the hybrid intent classifier: sentence vectors beside word and character n-grams, no Rasa.

What was tried and what each setting brings: docs/components.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import List, NamedTuple, Sequence

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

# What the vectorizers are made of, beyond the types that skops trusts by itself.
TRUSTED_TYPES = ["numpy.float32", "scipy.sparse._csr.csr_matrix"]
VECTORIZERS_FILE = "vectorizers.skops"
ARRAYS_FILE = "arrays.npz"
INTENTS_FILE = "intents.json"


class Scores(NamedTuple):
    """What the model thinks of one message."""

    probabilities: np.ndarray  # (n_intents,), sums to 1, in the order of `HybridModel.intents`
    similarity: float  # cosine to the nearest training example, in [0, 1]


class HybridModel:
    """Linear classifier over [sentence vector; sparse_weight * word TF-IDF; sparse_weight * character TF-IDF].

    A linear support vector machine: as good as logistic regression here and 20 times faster to train. Its margins
    become probabilities by a softmax, sharpened so that the log loss in cross-validation is least (temperature scaling,
    Guo et al. 2017).
    """

    def __init__(self, sparse_weight: float = 0.7, sharpness: float = 5.0, min_df: int = 2) -> None:
        self.sparse_weight = sparse_weight * np.sqrt(0.5)
        self.sharpness = sharpness
        self.words = TfidfVectorizer(
            token_pattern=r"\b\w+\b", ngram_range=(1, 2), min_df=min_df, sublinear_tf=True, dtype=np.float32
        )
        self.characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=min_df, sublinear_tf=True, dtype=np.float32
        )
        self.intents: List[str] = []  # in the order of `Scores.probabilities`
        self.examples = np.empty((0, 0), dtype=np.float32)  # (n_texts, n_dimensions), unit length
        self.weights = np.empty((0, 0), dtype=np.float32)  # (n_dimensions + n_words + n_characters, n_intents)
        self.intercepts = np.empty(0, dtype=np.float32)  # (n_intents,)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, intents: Sequence[str], C: float, seed: int) -> None:
        """Train on `texts` with their sentence `vectors` (n_texts, n_dimensions), of unit length, and `intents`.

        `C` is the strength of the fit; `seed` makes it repeatable.

        Raises:
            ValueError: with fewer than two different intents (from scikit-learn).
        """
        self.examples = vectors.astype(np.float32)
        sparse = [part.fit_transform(texts) * self.sparse_weight for part in (self.words, self.characters)]
        features = hstack([csr_matrix(self.examples), *sparse], format="csr")
        linear = LinearSVC(C=C, class_weight="balanced", random_state=seed).fit(features, list(intents))
        self.intents = linear.classes_.tolist()
        weights, intercepts = linear.coef_, linear.intercept_
        if len(self.intents) == 2:  # scikit-learn then keeps one margin, that of the second
            weights, intercepts = np.vstack([-weights, weights]), np.hstack([-intercepts, intercepts])
        self.weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        self.intercepts = intercepts.astype(np.float32)

    def score(self, text: str, vector: np.ndarray) -> Scores:
        """Judge one message by its text and its sentence vector (n_dimensions,)."""
        first_word = self.examples.shape[1]
        first_character = first_word + len(self.words.vocabulary_)
        # Part by part: for one message that takes half the time of building and checking one long sparse row.
        margins = self.intercepts + vector @ self.weights[:first_word]
        sparse = self.words.transform([text]) @ self.weights[first_word:first_character]
        sparse += self.characters.transform([text]) @ self.weights[first_character:]
        probabilities = softmax(self.sharpness * (margins + self.sparse_weight * sparse[0]))
        return Scores(probabilities, min(max(float((self.examples @ vector).max()), 0.0), 1.0))

    def save(self, folder: Path) -> None:
        """Write the trained model to `folder`, without pickles."""
        skops.io.dump({"words": self.words, "characters": self.characters}, folder / VECTORIZERS_FILE)
        np.savez(folder / ARRAYS_FILE, examples=self.examples, weights=self.weights, intercepts=self.intercepts)
        (folder / INTENTS_FILE).write_text(json.dumps(self.intents))

    @classmethod
    def load(cls, folder: Path, sparse_weight: float, sharpness: float) -> HybridModel:
        """Read what `save` wrote; the two numbers are not in the files.

        Raises:
            FileNotFoundError: nothing was saved in `folder`.
            skops.io.exceptions.UntrustedTypesFoundException: the file holds types other than these vectorizers.
        """
        model = cls(sparse_weight, sharpness)
        vectorizers = skops.io.load(folder / VECTORIZERS_FILE, trusted=TRUSTED_TYPES)
        model.words, model.characters = vectorizers["words"], vectorizers["characters"]
        model.intents = json.loads((folder / INTENTS_FILE).read_text())
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as arrays:
            model.examples, model.weights, model.intercepts = (
                arrays[name] for name in ("examples", "weights", "intercepts")
            )
        return model
