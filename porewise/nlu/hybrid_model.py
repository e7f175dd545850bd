"""The statistics of the hybrid intent classifier: sentence vectors beside word and character n-grams, no Rasa.

What was tried and what each setting brings: docs/components.md.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

ARRAYS_FILE = "arrays.npz"
GROUP_SHARPNESS = 3.0  # least log loss of the levels of triage in cross-validation (.36; at 5 .45)
TOLERANCE = 0.1  # of the optimiser; at its default of 1e-4 training takes half as long again for the same accuracy
ARRAYS = ("examples", "starts", "weights", "intercepts")
NAMES_FILE = "names.json"


class Scored(NamedTuple):
    """What the model thinks of one intent for one message."""

    intent: str
    probability: float
    similarity: float  # cosine to the nearest training example of that intent, in [0, 1]


class Ngrams:
    """TF-IDF of one message's n-grams times the rows of the linear model.

    The same numbers as `vectorizer.transform([text]) @ weights` (tests/nlu_components), in a sixth of the time:
    scikit-learn builds and checks a sparse matrix of one row.
    """

    def __init__(self, analyse: Callable[[str], List[str]], grams: Sequence[str], idf: np.ndarray) -> None:
        """`analyse` gives the n-grams of a text, `grams` those of the training in the order of `idf` (n_grams,)."""
        self.grams, self.idf = list(grams), idf
        self._analyse = analyse
        self._column = {gram: column for column, gram in enumerate(grams)}.get

    @classmethod
    def of(cls, vectorizer: TfidfVectorizer) -> Ngrams:
        """What a fitted `vectorizer` knows."""
        grams = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
        return cls(vectorizer.build_analyzer(), grams, vectorizer.idf_.astype(np.float32))

    def margins(self, text: str, weights: np.ndarray) -> np.ndarray:
        """What the n-grams of `text` add to the margin of each intent, (n_intents,); `weights` (n_grams, n_intents)."""
        counts = Counter(self._analyse(text))
        found = [(column, count) for gram, count in counts.items() if (column := self._column(gram)) is not None]
        if not found:
            return np.zeros(weights.shape[1], dtype=np.float32)
        columns, frequencies = (np.array(part) for part in zip(*found, strict=True))
        values = (1 + np.log(frequencies)) * self.idf[columns]  # sublinear_tf
        return (values / np.linalg.norm(values)) @ weights[columns]


class HybridModel:
    """Linear classifier over [sentence vector; middle vector; word TF-IDF; character TF-IDF], the last three weighted.

    A linear support vector machine: as good as logistic regression here and 20 times faster to train. Its margins
    become probabilities by a softmax, sharpened so that the log loss in cross-validation is least (temperature scaling,
    Guo et al. 2017).
    """

    def __init__(
        self, middle_weight: float = 0.6, sparse_weight: float = 0.7, sharpness: float = 5.0, min_df: int = 2
    ) -> None:
        self.middle_weight = middle_weight
        self.sparse_weight = sparse_weight * np.sqrt(0.5)
        self.sharpness = sharpness
        self._vectorizers = [
            TfidfVectorizer(min_df=min_df, sublinear_tf=True, dtype=np.float32, **settings)
            for settings in (
                {"token_pattern": r"\b\w+\b", "ngram_range": (1, 2)},
                {"analyzer": "char_wb", "ngram_range": (2, 5)},
            )
        ]
        self.intents: List[str] = []  # sorted
        self.groups: List[str] = []  # sorted; empty where none are told apart
        self.examples = np.empty((0, 0), dtype=np.float32)  # (n_texts, n_dimensions), unit length, by intent
        self.starts = np.zeros(1, dtype=int)  # (n_intents + 1,): where each intent's examples start and end
        # (2 * n_dimensions + n_words + n_characters, n_intents + n_groups) and (n_intents + n_groups,)
        self.weights = np.empty((0, 0), dtype=np.float32)
        self.intercepts = np.empty(0, dtype=np.float32)
        self.ngrams: List[Ngrams] = []  # words, characters

    def fit(
        self,
        texts: Sequence[str],
        sentences: np.ndarray,
        middles: np.ndarray,
        intents: Sequence[str],
        C: float,
        seed: int,
        groups: Sequence[str] = (),
    ) -> None:
        """Train on `texts` with their vectors (n_texts, n_dimensions), two each, of unit length, and `intents`.

        `C` is the strength of the fit; `seed` makes it repeatable. `groups`, one a text where given, are a second thing
        to tell apart by the same features, which costs nothing when a message is read.

        Raises:
            ValueError: with fewer than two different intents (from scikit-learn).
        """
        sparse = [vectorizer.fit_transform(texts) * self.sparse_weight for vectorizer in self._vectorizers]
        self.ngrams = [Ngrams.of(vectorizer) for vectorizer in self._vectorizers]
        dense = np.hstack([sentences, middles * self.middle_weight]).astype(np.float32)
        features = hstack([csr_matrix(dense), *sparse], format="csr")
        self.intents, weights, intercepts = _linear(features, intents, C, seed)
        if groups:
            self.groups, *of_groups = _linear(features, groups, C, seed)
            weights, intercepts = np.hstack([weights, of_groups[0]]), np.hstack([intercepts, of_groups[1]])
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.intercepts = intercepts.astype(np.float32)
        by_intent = np.argsort(intents, kind="stable")
        self.examples = sentences[by_intent].astype(np.float32)
        self.starts = np.append(np.searchsorted(np.array(intents)[by_intent], self.intents), len(intents))

    def margins(self, text: str, sentence: np.ndarray, middle: np.ndarray) -> np.ndarray:
        """Margins of one message, (n_intents + n_groups,), by its text and its two vectors (n_dimensions,)."""
        dense = np.hstack([sentence, middle * self.middle_weight])
        margins: np.ndarray = self.intercepts + dense @ self.weights[: len(dense)]
        start = len(dense)
        for part in self.ngrams:
            margins += self.sparse_weight * part.margins(text, self.weights[start : start + len(part.grams)])
            start += len(part.grams)
        return margins

    def score(self, margins: np.ndarray, sentence: np.ndarray, n_best: int) -> List[Scored]:
        """The `n_best` likeliest intents of a message with these `margins` and this vector."""
        probabilities = softmax(self.sharpness * margins[: len(self.intents)])
        best = np.argsort(-probabilities)[:n_best]
        return [Scored(self.intents[i], float(probabilities[i]), self._similarity(i, sentence)) for i in best]

    def score_groups(self, margins: np.ndarray, members: Dict[str, List[str]]) -> Dict[str, float]:
        """How likely each group of intents is: the geometric mean of what the groups' own margins and what the intents
        in it say. Together they err less than either (docs/safety.md)."""
        of_groups = softmax(GROUP_SHARPNESS * margins[len(self.intents) :])
        of_intents = dict(zip(self.intents, softmax(self.sharpness * margins[: len(self.intents)]), strict=True))
        return {
            group: float(np.sqrt(of_groups[i] * sum(of_intents.get(intent, 0.0) for intent in members[group])))
            for i, group in enumerate(self.groups)
            if group in members
        }

    def _similarity(self, intent: int, sentence: np.ndarray) -> float:
        nearest = float((self.examples[self.starts[intent] : self.starts[intent + 1]] @ sentence).max())
        return min(max(nearest, 0.0), 1.0)

    def save(self, folder: Path) -> None:
        """Write the trained model to `folder`, without pickles."""
        arrays = {name: getattr(self, name) for name in ARRAYS}
        arrays |= {f"idf{number}": part.idf for number, part in enumerate(self.ngrams)}
        np.savez_compressed(folder / ARRAYS_FILE, **arrays)
        names = {"intents": self.intents, "groups": self.groups, "ngrams": [part.grams for part in self.ngrams]}
        (folder / NAMES_FILE).write_text(json.dumps(names))

    @classmethod
    def load(cls, folder: Path, middle_weight: float, sparse_weight: float, sharpness: float) -> HybridModel:
        """Read what `save` wrote; the three numbers are not in the files.

        Raises:
            FileNotFoundError: nothing was saved in `folder`.
        """
        model = cls(middle_weight, sparse_weight, sharpness)
        names = json.loads((folder / NAMES_FILE).read_text())
        model.intents, model.groups = names["intents"], names["groups"]
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as arrays:
            for name in ARRAYS:
                setattr(model, name, arrays[name])
            model.ngrams = [
                Ngrams(vectorizer.build_analyzer(), grams, arrays[f"idf{number}"])
                for number, (vectorizer, grams) in enumerate(zip(model._vectorizers, names["ngrams"], strict=True))
            ]
        return model


def _linear(
    features: csr_matrix, labels: Sequence[str], C: float, seed: int
) -> Tuple[List[str], np.ndarray, np.ndarray]:
    """Fit; gives the labels, sorted, the weights (n_features, n_labels) and the intercepts (n_labels,)."""
    linear = LinearSVC(C=C, class_weight="balanced", tol=TOLERANCE, random_state=seed).fit(features, list(labels))
    weights, intercepts = linear.coef_, linear.intercept_
    if len(linear.classes_) == 2:  # scikit-learn then keeps one margin, that of the second
        weights, intercepts = np.vstack([-weights, weights]), np.hstack([-intercepts, intercepts])
    return linear.classes_.tolist(), weights.T, intercepts
