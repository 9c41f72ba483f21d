"""Texts to vectors: the protocol that every embedding model here fulfils."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

DEFAULT = "default"


class Embedder(Protocol):
    """Turns texts into vectors of unit length, so that an inner product is a cosine.

    `name` is the setting that it was made from: "default", a hub name or a folder. `fingerprint` tells two embedders
    apart whose vectors must never mix: it changes with weights, tokenizer, prompts and quantisation.
    """

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """One question's vector, shape (dimension,)."""
        ...

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        """One row a text, shape (len(texts), dimension), and for each text a matrix with one row for each of its parts.

        Rows are of unit length; those of a text do not depend on its company, to the byte. A part is a
        span of characters, and its row the mean over the tokens in it, read in the light of the whole text (late
        chunking: Günther et al., 2024), so that it costs no more than the text alone. A part past the model's longest
        text has the text's own vector.
        """
        ...
