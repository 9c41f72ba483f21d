"""The FAISS index: exact cosine search over unit vectors, narrowed to allowed chunks before it ranks."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray


class VectorIndex:
    """Finds chunks by their vectors. Safe to search from several threads."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.ids: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
        """The chunk ids by position, in ascending order."""

    @classmethod
    def build(cls, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> "VectorIndex":
        """Indexes unit vectors of shape (chunks, dimension) under ascending ids of shape (chunks,)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(np.ascontiguousarray(vectors), ids)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Reads what `save` wrote. Raises RuntimeError where the file is not such an index."""
        index = faiss.read_index(str(path))
        if not isinstance(index, faiss.IndexIDMap2):
            raise RuntimeError(f"{path} does not hold an IndexIDMap2")
        return cls(index)

    def save(self, path: Path) -> None:
        """Writes the index as one file."""
        faiss.write_index(self._index, str(path))

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All vectors by position, shape (chunks, dimension)."""
        flat = faiss.downcast_index(self._index.index)
        return np.asarray(flat.reconstruct_n(0, flat.ntotal))

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the best `k` where `allowed`, by position, is true; best first, ties by id."""
        size = len(self.ids) if allowed is None else int(allowed.sum())
        if k < 1 or size == 0:
            return ()
        flat = faiss.downcast_index(self._index.index)
        narrowed = None
        if allowed is not None:
            # faiss's own wrappers take an array and keywords, which the signatures that SWIG made do not say.
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg,arg-type]
            narrowed = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        query = np.ascontiguousarray(vector, dtype=np.float32)[np.newaxis]
        (scores,), (at,) = flat.search(query, min(k + 1, size), params=narrowed)
        if len(scores) > k and scores[k] == scores[k - 1]:
            # FAISS keeps any of several equal scores; take all down to the last one, then cut by id.
            floor = np.nextafter(scores[k], np.float32(-np.inf))
            _, scores, at = flat.range_search(query, floor, params=narrowed)
        best = np.lexsort((at, -scores))[:k]
        return tuple((int(self.ids[at[i]]), float(scores[i])) for i in best)
