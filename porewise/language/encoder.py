"""spaCy component "minilm": the meaning of a message as one vector of 384 numbers, from a MiniLM encoder.

Method: mean of the word pieces' vectors, scaled to length 1 (Reimers and Gurevych 2019, arXiv 1908.10084; model
all-MiniLM-L6-v2). Nothing is encoded until a vector is read, because Rasa's SpacyEntityExtractor parses every message a
second time and reads none. Messages are always encoded one at a time: the int8 weights are used with a scale taken from
the numbers at hand, so the same message in a batch would get a slightly different vector.
"""

# No `from __future__ import annotations`: spaCy reads the types of a factory's arguments, and cannot from strings.

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable
from weakref import WeakValueDictionary

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.vectors import Vectors

WIDTH = 384
MAX_PIECES = 128  # the length that the encoder was trained on; a longer message is cut there
FILES = ("encoder.onnx", "tokenizer.json")


@dataclass(frozen=True)
class Encoding:
    """One encoded text: `sentence` [384] of length 1; `pieces` [n, 384] on the same scale; `offsets` n (start, end).

    `middle` [384] of length 1 is the same mean over the two layers in the middle of the encoder. They know more of
    wording than the last one, and a classifier that reads both is right more often (docs/components.md).
    """

    sentence: np.ndarray
    middle: np.ndarray
    pieces: np.ndarray
    offsets: list[tuple[int, int]]


@Language.factory("minilm")
class MiniLM:
    """Gives a `Doc` its `vector` [384] and each `Token` one, lazily. The token vectors' mean is the doc's vector.

    A `Span` keeps spaCy's own rule, the mean of its tokens. Reading a vector raises `RuntimeError` when the component
    was added by hand and holds no weights: they come with the built model (`porewise.language.build`).
    """

    def __init__(self, nlp: Language, name: str = "minilm") -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.folder: Path | None = None
        self.session: Any = None
        self.tokenizer: Any = None

    def __call__(self, doc: Doc) -> Doc:
        """Hook the vectors of `doc` up to the encoder. Encodes nothing yet."""
        vectors = _LazyVectors(self)
        doc.user_hooks["vector"] = vectors.of_doc
        doc.user_hooks["has_vector"] = vectors.has_vector
        doc.user_token_hooks["vector"] = vectors.of_token
        doc.user_token_hooks["has_vector"] = vectors.has_vector
        return doc

    def encode(self, text: str) -> Encoding:
        """Encode one text. Empty text gives zeros. Cut at 128 word pieces, [CLS] and [SEP] included."""
        if self.session is None:
            raise RuntimeError('The component "minilm" holds no weights. Load the built model "en_porewise".')
        if not text.strip():
            nothing = np.zeros(WIDTH, dtype=np.float32)
            return Encoding(nothing, nothing, np.zeros((0, WIDTH), dtype=np.float32), [])
        tokens = self.tokenizer.encode(text)
        ids = np.array([tokens.ids], dtype=np.int32)
        (pieces,), (middle,) = self.session.run(["pieces", "middle"], {"input_ids": ids})
        mean, mean_of_middle = pieces.mean(axis=0), middle.mean(axis=0)
        length = float(np.linalg.norm(mean))
        middle = mean_of_middle / np.linalg.norm(mean_of_middle)
        return Encoding(mean / length, middle, pieces / length, tokens.offsets)

    def __reduce__(self) -> tuple:
        """Pickled as its folder: docs are copied by pickling (`rasa test nlu` does), and a session cannot be."""
        return _restored, (self.folder,)

    def whole_words(self) -> frozenset[str]:
        """The lower-case words that the encoder knows as one piece: about 20,000 common English words."""
        return frozenset(piece for piece in self.tokenizer.get_vocab() if piece.isalpha())

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the encoder's two files into the folder `path`."""
        if self.folder is None:
            raise RuntimeError('The component "minilm" holds no weights to save.')
        Path(path).mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(self.folder / name, Path(path) / name)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "MiniLM":
        """Load the encoder from the folder `path` and return this component."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.folder = Path(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a second thread makes a short message slower (docs/language.md)
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(self.folder / FILES[0]), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(self.folder / FILES[1]))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_PIECES)
        # Rasa's SpacyFeaturizer takes a model with vectors of width 0 for one without vectors, and returns nothing.
        self.vocab.vectors = Vectors(shape=(1, WIDTH))
        _of_folder[self.folder] = self
        return self


_of_folder: WeakValueDictionary[Path, MiniLM] = WeakValueDictionary()


def _restored(folder: Path | None) -> MiniLM:
    """The encoder of `folder`: the one in use where there is one, so that a copied doc shares it."""
    if folder is not None and folder in _of_folder:
        return _of_folder[folder]
    encoder = MiniLM(spacy.blank("en"))
    return encoder if folder is None else encoder.from_disk(folder)


class _LazyVectors:
    """The vectors of one doc: encoded when the first is read, laid onto the tokens when a token's is."""

    def __init__(self, encoder: MiniLM) -> None:
        self.encoder = encoder
        self.encoding: Encoding | None = None
        self.tokens: np.ndarray | None = None

    def has_vector(self, _: Doc | Token) -> bool:
        return True

    def of_doc(self, doc: Doc) -> np.ndarray:
        return self._encoded(doc).sentence

    def of_token(self, token: Token) -> np.ndarray:
        if self.tokens is None:
            self.tokens = _token_vectors(token.doc, self._encoded(token.doc))
        return self.tokens[token.i]

    def _encoded(self, doc: Doc) -> Encoding:
        if self.encoding is None:
            self.encoding = self.encoder.encode(doc.text)
        return self.encoding


def _token_vectors(doc: Doc, encoding: Encoding) -> np.ndarray:
    """One vector a token, [len(doc), 384]: the mean of its word pieces, shifted by the same for all of them.

    SpacyFeaturizer reads token vectors only and means them: the shift makes that mean the sentence vector.
    """
    vectors = np.tile(encoding.sentence, (len(doc), 1))  # stays for a token that was cut off or is a space
    starts = np.array([start for start, _ in encoding.offsets], dtype=int)
    ends = np.array([end for _, end in encoding.offsets], dtype=int)
    for token in doc:
        inside = (starts < token.idx + len(token)) & (ends > token.idx)
        if inside.any():
            vectors[token.i] = encoding.pieces[inside].mean(axis=0)
    shifted: np.ndarray = vectors + (encoding.sentence - vectors.mean(axis=0))
    return shifted


def encoder_of(nlp: Language) -> "MiniLM":
    """The encoder of a loaded model. Raises `KeyError` when its pipeline has none."""
    return nlp.get_pipe("minilm")  # type: ignore[return-value]


def whole_words(nlp: Language) -> frozenset[str]:
    """The lower-case words that the encoder of `nlp` knows as one piece (for `Speller`)."""
    return encoder_of(nlp).whole_words()
