"""The FAISS index: cosine search over unit vectors, narrowed to allowed chunks before it ranks.

Up to FLAT_LIMIT vectors every one is compared. Past that they lie in the cells of an inverted file, a byte a component,
and only the cells nearest to the question are looked through: `docs/decisions.md` has what was measured against it.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

FLAT_LIMIT = 100_000  # vectors; a flat search of as many takes 7 ms
# Six cells in a hundred: of the ten passages nearest to real questions, which lie apart from all passages, .985 are
# found, while for passages one cell in two hundred would do. `python -m eval.bench recall` measures it.
_PROBED = 0.06
_NARROW = 3_000  # allowed vectors of which each is compared, wherever it lies

Vectors = NDArray[np.float32]


class VectorIndex:
    """Finds chunks by their vectors. Safe to search from several threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._inner = _inside(index)
        if not self.exact:
            self._inner.make_direct_map()  # where each vector lies, by its position
        self.ids: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
        """The chunk ids by position, in ascending order."""

    @classmethod
    def empty(cls, dimension: int, learnt: bytes | None = None) -> "VectorIndex":
        """An index without vectors: of the cells that were learnt, or exact."""
        return cls(faiss.IndexIDMap(faiss.IndexFlatIP(dimension) if learnt is None else _read(learnt)))

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Reads what `save` wrote. Raises RuntimeError where the file is not such an index."""
        index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap):
            raise RuntimeError(f"{path} does not hold an IndexIDMap")
        return cls(index)

    def save(self, path: Path) -> None:
        """Writes the index as one file."""
        faiss.write_index(self._index, str(path))

    def extend(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """Adds unit vectors, (chunks, dimension), under ids, (chunks,), that ascend from past the last one."""
        self._index.add_with_ids(np.ascontiguousarray(vectors), ids)
        self.ids = faiss.vector_to_array(self._index.id_map)

    @property
    def last(self) -> int:
        """The highest chunk id, 0 where there is none."""
        return int(self.ids.max(initial=0))

    @property
    def exact(self) -> bool:
        """Whether every allowed vector is compared, by itself and not by its quantised likeness."""
        return isinstance(self._inner, faiss.IndexFlat)

    def rows(self, start: int, stop: int) -> Vectors:
        """The vectors at some positions, (stop - start, dimension), as well as the index knows them."""
        return np.asarray(self._inner.reconstruct_n(start, stop - start))

    def search(
        self, vector: Vectors, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the best `k` where `allowed`, by position, is true; best first, ties by id."""
        size = len(self.ids) if allowed is None else int(allowed.sum())
        if k < 1 or size == 0:
            return ()
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if self.exact:
            at, scores = self._compared(query, k, allowed, size)
        elif allowed is not None and size <= _NARROW:
            at = np.flatnonzero(allowed)
            scores = self._inner.reconstruct_batch(at) @ query
        else:
            at, scores = self._probed(query, k, allowed, size / len(self.ids))
        best = np.lexsort((at, -scores))[:k]
        return tuple((int(self.ids[at[i]]), float(scores[i])) for i in best)

    def _compared(
        self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None, size: int
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Positions and cosines of the best `k` of a flat index, and of all that are as good as the last."""
        narrowed = None if allowed is None else faiss.SearchParameters(sel=_selector(allowed))  # type: ignore[call-arg]
        (scores,), (at,) = self._inner.search(query[np.newaxis], min(k + 1, size), params=narrowed)
        if len(scores) > k and scores[k] == scores[k - 1]:
            # FAISS keeps any of several equal scores; take all down to the last one.
            floor = np.nextafter(scores[k], np.float32(-np.inf))
            _, scores, at = self._inner.range_search(query[np.newaxis], floor, params=narrowed)
        return at, scores

    def _probed(
        self, query: Vectors, k: int, allowed: NDArray[np.bool_] | None, share: float
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Positions and cosines of the best `k` in the nearest cells, in more of them where fewer are allowed."""
        # A filter for one year, a tenth of the chunks, keeps .966 of the nearest with the power -1/2, .995 with -3/4.
        probes = round(_PROBED * share**-0.75 * self._inner.nlist) + 1
        options: dict[str, Any] = {"nprobe": min(self._inner.nlist, probes)}
        if allowed is not None:
            options["sel"] = _selector(allowed)
        (scores,), (at,) = self._inner.search(query[np.newaxis], k, params=faiss.SearchParametersIVF(**options))
        return at[at >= 0], scores[at >= 0]


def learn(sample: Vectors, cells: int) -> bytes:
    """Cells for vectors like those of a sample, for `VectorIndex.empty`. The same arguments give the same bytes."""
    index: Any = faiss.index_factory(sample.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(sample)
    return bytes(faiss.serialize_index(index).tobytes())


def _read(learnt: bytes) -> Any:
    return faiss.deserialize_index(np.frombuffer(learnt, np.uint8))


def _selector(allowed: NDArray[np.bool_]) -> Any:
    # faiss's own wrappers take an array and keywords, which the signatures that SWIG made do not say.
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg,arg-type]


def _inside(index: Any) -> Any:
    return faiss.downcast_index(index.index)
