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
_RECALL = 0.99  # of the nearest that `learn` seeks
_NEAREST = 10

Vectors = NDArray[np.float32]


class VectorIndex:
    """Finds chunks by their vectors. Safe to search from several threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._inner: Any = faiss.downcast_index(index.index)
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
        narrowed = self._narrowed(allowed, size)
        query = np.ascontiguousarray(vector, dtype=np.float32)[np.newaxis]
        (scores,), (at,) = self._inner.search(query, min(k + 1, size), params=narrowed)
        if self.exact and len(scores) > k and scores[k] == scores[k - 1]:
            # FAISS keeps any of several equal scores; take all down to the last one, then cut by id.
            floor = np.nextafter(scores[k], np.float32(-np.inf))
            _, scores, at = self._inner.range_search(query, floor, params=narrowed)
        best = np.lexsort((at, -scores))[:k]
        return tuple((int(self.ids[at[i]]), float(scores[i])) for i in best if at[i] >= 0)

    def _narrowed(self, allowed: NDArray[np.bool_] | None, size: int) -> Any:
        """What tells FAISS of the allowed ones, and through how many cells to look.

        Through as many more as fewer vectors are allowed: as many are compared as without a filter, so that a narrow
        one costs no more and finds no less.
        """
        # faiss's own wrappers take an array and keywords, which the signatures that SWIG made do not say.
        options: dict[str, Any] = {}
        if allowed is not None:
            options["sel"] = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg,arg-type]
        if self.exact:
            return faiss.SearchParameters(**options) if options else None
        probes = self._inner.nprobe * len(self.ids) // size
        options["nprobe"] = min(self._inner.nlist, probes)
        return faiss.SearchParametersIVF(**options)


def learn(sample: Vectors, cells: int, queries: Vectors) -> bytes:
    """Cells for vectors like those of a sample, and through how many of them to look, for `VectorIndex.empty`.

    So many that of the ten neighbours of each query in the sample 99 in 100 lie in them; of those in a larger set from
    which the sample came, more do, for these are nearer. The same arguments give the same bytes.
    """
    index: Any = faiss.index_factory(sample.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(sample)
    _, nearest = faiss.knn(queries, sample, _NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    _, cell = index.quantizer.search(sample[nearest.ravel()], 1)
    _, order = index.quantizer.search(queries, cells)
    ranks = (order.repeat(_NEAREST, axis=0) == cell).argmax(axis=1)
    index.nprobe = int(np.quantile(ranks, _RECALL, method="higher")) + 1
    return bytes(faiss.serialize_index(index).tobytes())


def _read(learnt: bytes) -> Any:
    return faiss.deserialize_index(np.frombuffer(learnt, np.uint8))
