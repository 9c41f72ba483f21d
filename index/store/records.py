"""How reports, cards, chunks and vectors lie in SQLite: packed small, and read back as what they were.

A million chunks with their texts and the vectors of all their sentences take 6.5 GB as JSON, float32 and int8, and some
3 GB packed like this.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix, Vector
from index.errors import StoreError
from index.model import Card, Chunk, Report

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_T = TypeVar("_T")
# What records have in common; zlib finds it here and need not keep it in each.
_COMMON = (
    b'{"report":"","ordinal":0,"start":0,"end":0,"text":"","section":["","period":{"year":20,"half":null,"planned":false},'
    b'"region":{"code":"","name":"","short":"","level":"province","level":"city","level":"county","path":["'
    b'"],"period":null,"context":"","years":[2020,2021,2022,2023,2024,2025,2026]}'
)
# A sentence's vector lies near its paragraph's (cosine .99 with the default model), so the difference is small. Kept in
# steps of .002, it moves a cosine by .002 / sqrt(12) = .0006 whatever the dimension; those of one text spread by .02.
_STEP = np.float32(0.002)
_DAMAGED = "索引里有损坏的记录：请运行 python -m index verify 看是哪些报告、怎样修复"


def encoded(kind: type[Any], value: object) -> bytes:
    """A dataclass of `index.model` as compressed JSON that `decoded` reads back equal."""
    return compressed(_adapters()[kind].dump_json(value, exclude_defaults=True))


def compressed(record: bytes) -> bytes:
    """A record's JSON as it is stored."""
    packer = zlib.compressobj(zdict=_COMMON)
    return packer.compress(record) + packer.flush()


def decoded(kind: type[_T], record: bytes) -> _T:
    """What `encoded` wrote. Raises StoreError where it did not."""
    try:
        unpacker = zlib.decompressobj(zdict=_COMMON)
        value: _T = _adapters()[kind].validate_json(unpacker.decompress(record) + unpacker.flush())
    except (ValueError, zlib.error) as error:
        raise StoreError(_DAMAGED) from error
    return value


def parted(record: bytes) -> tuple[bytes, bytes]:
    """A record that `encoded` wrote, and what was put behind it, where `decoded` does not look. Raises ValueError."""
    try:
        unpacker = zlib.decompressobj(zdict=_COMMON)
        unpacker.decompress(record)
    except zlib.error as error:
        raise ValueError("not a record") from error
    behind = unpacker.unused_data
    return record[: len(record) - len(behind)], behind


def packed(vector: Vector) -> bytes:
    """A vector in half precision: its cosines keep three digits at the least, and four as a rule."""
    return vector.astype("<f2").tobytes()


def unpacked(blob: bytes) -> NDArray[np.float32]:
    """What `packed` wrote, one vector behind another."""
    return np.frombuffer(blob, "<f2").astype(np.float32)


def packed_parts(parts: Matrix, vector: bytes) -> bytes:
    """The vectors of a chunk's sentences, (sentences, dimension), as steps away from its own, which is `packed`."""
    steps = np.rint((parts - unpacked(vector)) / _STEP)
    width = 1 if np.abs(steps).max(initial=0) < 128 else 2  # nearly always 1: most steps lie within 15
    packer = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)  # there are no repeats to look for
    return bytes([width]) + packer.compress(steps.astype(f"<i{width}").tobytes()) + packer.flush()


def unpacked_parts(blob: bytes, vector: bytes) -> Matrix:
    """What `packed_parts` wrote, (sentences, dimension), of unit length. Raises StoreError where it did not."""
    whole = unpacked(vector)
    try:
        steps = np.frombuffer(zlib.decompress(blob[1:]), f"<i{blob[0]}").reshape(-1, len(whole))
    except (IndexError, TypeError, ValueError, zlib.error) as error:
        raise StoreError(_DAMAGED) from error
    rows = whole + steps * _STEP
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


@cache
def _adapters() -> "Mapping[type[Any], TypeAdapter[Any]]":
    from pydantic import TypeAdapter  # a moment that no mistyped command need wait for

    return {kind: TypeAdapter(kind) for kind in (Report, Card, Chunk)}
