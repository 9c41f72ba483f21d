"""An embedder that asks its model once for a text and never again: what a bench needs that is not about the model."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.embedding.embedder import DEFAULT, Embedder, Matrix, Spans, Vector
from index.model import Chunk

_OFTEN = 2000  # new texts


class RememberedEmbedder:
    """An Embedder over another one's answers, kept in a file; the other is loaded when a text is new.

    Vectors are kept as they are, those of sentences as float16, which is finer than any store keeps them.
    """

    name = DEFAULT

    def __init__(self, file: Path, fingerprint: str, load: Callable[[], Embedder]) -> None:
        """Reads what `file` (.npz) holds of the model with this fingerprint, which `load` loads."""
        self.fingerprint = fingerprint
        self._file = file
        self._load = load
        self._model: Embedder | None = None
        self._known: dict[bytes, tuple[Vector, Matrix]] = {}
        if file.is_file():
            self._read()
        self._kept = len(self._known)

    @property
    def dimension(self) -> int:
        """The model's, told by what is remembered where anything is."""
        return next((len(row) for row, _ in self._known.values()), None) or self.model.dimension

    @property
    def model(self) -> Embedder:
        """The model itself, loaded on first use."""
        self._model = self._model or self._load()
        return self._model

    def embed_query(self, text: str) -> Vector:
        """By the model, each time."""
        return self.model.embed_query(text)

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        """From memory, and what is new from the model, which is remembered until `keep` writes it."""
        keys = [_key(text, spans) for text, spans in zip(texts, parts, strict=True)]
        fresh = [number for number, key in enumerate(keys) if key not in self._known]
        if fresh:
            rows, matrices = self.model.embed_parts([texts[n] for n in fresh], [parts[n] for n in fresh])
            self._known |= {keys[n]: (row, part) for n, row, part in zip(fresh, rows, matrices, strict=True)}
        found = [self._known[key] for key in keys]
        vectors = np.stack([row for row, _ in found]) if found else np.zeros((0, self.dimension), np.float32)
        return vectors, [matrix for _, matrix in found]

    def embed_chunks(self, chunks: Sequence[Chunk]) -> tuple[Matrix, list[Matrix]]:
        """What a store wants beside chunks; written every so often, so that little is lost to Ctrl-C."""
        before = len(self._known)
        found = self.embed_parts(
            [chunk.indexed_text for chunk in chunks], [chunk.indexed_sentences for chunk in chunks]
        )
        if len(self._known) // _OFTEN > before // _OFTEN:
            self.keep()
        return found

    def keep(self) -> None:
        """Writes the file anew, where anything has been added."""
        if len(self._known) == self._kept:
            return
        self._kept = len(self._known)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        unborn = self._file.with_suffix(".new.npz")
        parts = [matrix for _, matrix in self._known.values()]
        np.savez(
            unborn,
            fingerprint=np.array(self.fingerprint),
            keys=np.array(list(self._known)),
            vectors=np.stack([row for row, _ in self._known.values()]),
            counts=np.array([len(matrix) for matrix in parts]),
            parts=np.concatenate(parts).astype(np.float16),
        )
        unborn.replace(self._file)

    def _read(self) -> None:
        with np.load(self._file) as held:
            if str(held["fingerprint"]) != self.fingerprint:
                return
            vectors, parts = held["vectors"], held["parts"].astype(np.float32)
            ends = np.cumsum(held["counts"])
            matrices = np.split(parts, ends[:-1])
            keys = [bytes(key) for key in held["keys"]]
        self._known = {key: (row, part) for key, row, part in zip(keys, vectors, matrices, strict=True)}


def _key(text: str, spans: Spans) -> bytes:
    """Names a text with its parts. In hexadecimal: numpy cuts a string of bytes at its last one that is not zero."""
    told = f"{list(map(tuple, spans))}{text}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest().encode("ascii")
