"""Stand-ins for what is slow or elsewhere: deterministic, small, without a network or a model."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.evidence.confidence import SIGNS, Signs
from assistant.reader.reader import Pair, Reading
from index.embedding.embedder import Embedder, Matrix, Spans
from index.files.source import Line, Source, assemble
from index.text.sentences import clauses


class FakeEmbedder:
    """An `Embedder` of hashed character bigrams: texts that share words lie close; no model is loaded."""

    name = "fake"
    fingerprint = hashlib.sha256(b"fake embedder of character bigrams, version 1").hexdigest()
    dimension = 64

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._embed(text)

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        matrices = [
            np.stack([self._embed(text[start:end]) for start, end in spans])
            if spans
            else np.zeros((0, self.dimension), np.float32)
            for text, spans in zip(texts, parts, strict=True)
        ]
        vectors = [self._embed(text) for text in texts]
        return np.stack(vectors) if vectors else np.zeros((0, self.dimension), np.float32), matrices

    def _embed(self, text: str) -> NDArray[np.float32]:
        """(64,), unit length: each bigram adds or takes 1 in a place that its hash tells."""
        vector = np.zeros(self.dimension, np.float32)
        for first, second in zip(text, text[1:] or " ", strict=False):
            digest = hashlib.blake2b((first + second).encode("utf-8", "surrogatepass"), digest_size=8).digest()
            vector[digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        if not vector.any():
            vector[0] = 1
        return vector / np.float32(np.linalg.norm(vector))


def passages(embedder: Embedder, texts: Sequence[str]) -> Matrix:
    """The vectors of whole texts, a row each."""
    return embedder.embed_parts(texts, [()] * len(texts))[0]


def half_scanned(data: bytes, suffix: str) -> Source:
    """Stands in for `index.files.read.parse`: of a text file the lines `~70 …` were recognised, with confidence .70.

    A line `!…` says what was not read.
    """
    told = data.decode().splitlines()
    lines = [
        Line(line[4:], confidence=int(line[1:3]) / 100) if line.startswith("~") else Line(line)
        for line in told
        if not line.startswith("!")
    ]
    return assemble(lines, unread=[line[1:] for line in told if line.startswith("!")])


class FakeReader:
    """A Reader by shared character pairs: a character is a token, and the clause that shares most is the answer."""

    fingerprint = "fake"

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        return [_reading(pair) for pair in pairs]


def _reading(pair: Pair) -> Reading:
    asked, count = set(pairwise(pair.question)), len(pair.text)
    shared = [len(asked & set(pairwise(pair.text[start:end]))) for start, end in clauses(pair.text)]
    edges = np.full((3, count), -8, np.float32)
    if any(shared):
        first, last = list(clauses(pair.text))[int(np.argmax(shared))]
        edges[0, first] = edges[1, last - 1] = 8
        edges[2, first:last] = 8
    offsets = np.stack([np.arange(count), np.arange(count) + 1], 1)
    sure = min(0.99, 2 * max(shared, default=0) / max(1, len(asked)))
    return Reading(sure, 0.5, offsets, edges[0], edges[1], edges[2])


class ErraticReader:
    """A Reader that finds anything anywhere, of a pair always the same: what holds with it holds with every reader."""

    def __init__(self, seed: int = 0) -> None:
        self.fingerprint = f"erratic {seed}"

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        return [self._reading(pair) for pair in pairs]

    def _reading(self, pair: Pair) -> Reading:
        digest = hashlib.blake2b(f"{self.fingerprint}\n{pair}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        random = np.random.default_rng(int.from_bytes(digest))
        at = np.array([place for place, letter in enumerate(pair.text) if not letter.isspace()], np.int64)
        start, end, inside = random.normal(scale=4, size=(3, len(at))).astype(np.float32)
        return Reading(float(random.uniform()), 0.5, np.stack([at, at + 1], 1), start, end, inside)


# Round weights that fit FakeReader. The fitted ones are another reader's, and change with it.
WEIGHTS: Mapping[str, Signs] = {
    "promise": {
        "odds": 0.75,
        "share": 0.4,
        "behind": -0.37,
        "unfit": -0.2,
        "untimely": -1.0,
        "said": 0.5,
        "around": 0.4,
        "missing": -0.35,
        "length": 0.2,
    },
    "worth": {
        "odds": 0.34,
        "share": 0.33,
        "behind": -0.3,
        "unfit": -0.12,
        "untimely": -1.0,
        "said": 0.36,
        "around": 0.37,
        "missing": -0.36,
        "length": 0.27,
        "closer": 0.36,
    },
    "confidence": {
        "odds": 0.05,
        "share": 0.27,
        "behind": -0.3,
        "unfit": 0.0,
        "untimely": -0.5,
        "said": 0.44,
        "around": 0.57,
        "missing": -0.25,
        "length": 0,
        "closer": 0.67,
        "bias": -0.73,
    },
}


def weighing(**weights: float) -> Mapping[str, Signs]:
    """What stands in the place of the fitted weights of `assistant/evidence/confidence.py`: 0 for all others."""
    given = dict.fromkeys((*SIGNS, "bias"), 0.0) | weights
    return dict.fromkeys(("promise", "worth", "confidence"), given)


def by_character() -> Tokenizer:
    """A tokenizer of the four special tokens and 64 Han characters, one a token."""
    letters = ["<s>", "<pad>", "</s>", "<unk>", *(chr(code) for code in range(0x4E00, 0x4E40))]
    tokenizer = Tokenizer(models.WordLevel({letter: number for number, letter in enumerate(letters)}, "<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    return tokenizer
