"""Exact search, filters and ties of the vector index."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from index.store.vectors import VectorIndex


def indexed(ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> VectorIndex:
    index = VectorIndex.empty(vectors.shape[1])
    index.extend(ids, vectors)
    return index


def test_the_nearest_comes_first() -> None:
    index = indexed(np.array([4, 9]), np.eye(2, dtype=np.float32))
    (first, best), (second, rest) = index.search(np.array([0.6, 0.8], np.float32), 5)
    assert (first, second) == (9, 4)
    assert (best, rest) == pytest.approx((0.8, 0.6))


def test_nothing_indexed_allowed_or_asked_for() -> None:
    empty = indexed(np.zeros(0, np.int64), np.zeros((0, 3), np.float32))
    one = indexed(np.array([1]), np.ones((1, 3), np.float32))
    query = np.ones(3, np.float32)
    assert empty.search(query, 5) == one.search(query, 5, np.array([False])) == one.search(query, 0) == ()


def test_a_file_reads_back_the_same(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(20, 5)).astype(np.float32)
    indexed(np.arange(1, 21), vectors).save(tmp_path / "索引.faiss")
    loaded = VectorIndex.load(tmp_path / "索引.faiss")
    assert np.array_equal(loaded.rows(0, 20), vectors)
    assert np.array_equal(loaded.ids, np.arange(1, 21))


@pytest.mark.parametrize("content", [b"", b"not an index at all"])
def test_garbage_cannot_be_loaded(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vectors.faiss").write_bytes(content)
    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "vectors.faiss")


@settings(max_examples=150)
@given(st.data())
def test_the_best_allowed_are_found_and_ties_go_by_id(data: st.DataObject) -> None:
    # Coordinates of -1, 0 and 1 make many equal scores; past 100 FAISS keeps its best in another way.
    size, dimension = data.draw(st.integers(1, 150)), data.draw(st.integers(1, 4))
    few = st.sampled_from([-1.0, 0.0, 1.0])
    vectors = data.draw(arrays(np.float32, (size, dimension), elements=few))
    query = data.draw(arrays(np.float32, dimension, elements=few))
    ids = np.cumsum(data.draw(arrays(np.int64, size, elements=st.integers(1, 3))))
    allowed = data.draw(st.none() | arrays(np.bool_, size))
    k = data.draw(st.integers(1, 160))
    places = np.arange(size) if allowed is None else np.flatnonzero(allowed)
    scores = vectors[places] @ query
    expected = [int(ids[places[at]]) for at in np.lexsort((places, -scores))][:k]
    assert [number for number, _ in indexed(ids, vectors).search(query, k, allowed)] == expected
