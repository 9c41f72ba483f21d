"""A text's parts as vectors, out of its tokens' vectors (late chunking: Günther et al., 2024, arXiv 2409.04701)."""

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix, Spans, Vector


def part_rows(tokens: Matrix, offsets: NDArray[np.int64], spans: Spans, whole: Vector) -> Matrix:
    """One row a span: the mean over the tokens that touch it, at unit length, or `whole` where none does.

    `tokens` is (tokens, dimension); `offsets`, (tokens, 2), tells where each begins and ends in the characters that
    `spans` count, negative in what stands before the text.
    """
    begin, end = offsets[: len(tokens)].T
    starts, ends = np.asarray(spans, np.int64).reshape(-1, 2, 1).transpose(1, 0, 2)
    inside = (end > np.maximum(starts, 0)) & (begin < ends) & (end > begin)  # (spans, tokens)
    sums = inside.astype(np.float32) @ tokens[: len(offsets)]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), whole)


def unit(vector: Vector) -> Vector:
    """The vector at length 1; one of zeros as it is."""
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def encodable(text: str) -> str:
    """The text with lone surrogates, which no tokenizer takes, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
