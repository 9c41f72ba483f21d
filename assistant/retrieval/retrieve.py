"""Query → what each place's reports hold: chunks found by meaning and by words, fused, and reranked if asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.catalogue import Catalogue
from assistant.model import Found, Hit, Query
from assistant.question.intent import side_by_side
from assistant.retrieval.cross_encoder import load_cross_encoder
from index.embedding.embedder import Embedder
from index.model import Region, Scope
from index.store.protocol import Store

DEPTH = 100  # chunks that each search gives to the fusion
_DENSE_WEIGHT = 0.8  # of meaning against words (1); from 0.5 to 1 it hardly matters


class Reranker(Protocol):
    """Judges how well texts answer a question; a sentence-transformers CrossEncoder does."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better."""
        ...


class Retriever:
    """Finds the chunks that may answer, within the places and years asked for."""

    def __init__(self, store: Store, embedder: Embedder, reranker: Reranker | None) -> None:
        self._store = store
        self._embedder = embedder
        self._reranker = reranker

    def find(self, query: Query, cards: Catalogue, count: int) -> list[Found]:
        """Up to `count` hits for each place asked for, or for the places of the best hits."""
        vector = self._embedder.embed_query(query.standalone)
        if query.regions:
            rows = [(place, year) for place in query.regions for year in side_by_side(query) or (None,)]
            return [self._found(query, vector, place, year, cards, count) for place, year in rows]
        years = frozenset(query.years) or None
        return _by_place(self._hits(self._best(query, vector, Scope(None, years), 2 * count)), cards)

    def search(self, query: Query, scope: Scope, count: int, depth: int) -> tuple[Hit, ...]:
        """Up to `count` hits in scope with the meaning of their sentences, best first, wherever they are.

        Each search gives `depth` to the fusion.
        """
        vector = self._embedder.embed_query(query.standalone)
        best = self._best(query, vector, scope, count, depth)
        meaning = _standardised([parts @ vector for parts in self._store.parts(list(best))])
        return tuple(replace(hit, meaning=near) for hit, near in zip(self._hits(best), meaning, strict=True))

    def _found(
        self,
        query: Query,
        vector: NDArray[np.float32],
        place: Region,
        year: int | None,
        cards: Catalogue,
        count: int,
    ) -> Found:
        label = place.name if year is None else f"{place.name}{year}年"
        years = frozenset(query.years if year is None else (year,)) or None
        telling = cards.telling(place)
        if not telling:
            return Found(label, ())
        hits = seen = self._hits(self._best(query, vector, cards.scope(telling, years), count))
        if cards.unknown:
            seen = self._hits(self._best(query, vector, cards.scope(telling | cards.unknown, years), count))
        return Found(label, hits, seen, place, cards.own(place), year)

    def _hits(self, best: Mapping[int, float]) -> tuple[Hit, ...]:
        chunks = self._store.chunks(list(best))
        return tuple(Hit(chunk, score) for chunk, score in zip(chunks, best.values(), strict=True))

    def _best(
        self, query: Query, vector: NDArray[np.float32], scope: Scope, count: int, depth: int = DEPTH
    ) -> dict[int, float]:
        """Up to `count` chunks in scope with their fused scores, best first, ties by chunk id."""
        dense = self._store.search_dense(vector, depth, scope)
        lexical = self._store.search_lexical(query.standalone, depth, scope)
        scores = _fused((dense, _DENSE_WEIGHT), (lexical, 1.0))
        if self._reranker:
            scores = self._reranked(query, list(scores))
        return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count])

    def _reranked(self, query: Query, ids: list[int]) -> dict[int, float]:
        assert self._reranker is not None
        texts = [chunk.indexed_text for chunk in self._store.chunks(ids)]
        return dict(zip(ids, self._reranker.scores(query.standalone, texts), strict=True))


def _fused(*searches: tuple[Sequence[tuple[int, float]], float]) -> dict[int, float]:
    """For each chunk the weighted sum of its standardised scores; where a search lacks it, that search's lowest counts.

    Distribution-based score fusion (M. Mazzeschi, 2023): unlike ranks, scores tell a clear best hit from a close race.
    """
    fused = dict.fromkeys((chunk for found, _ in searches for chunk, _ in found), 0.0)
    for found, weight in searches:
        scores = np.array([score for _, score in found] or [0.0])
        centre, spread = float(scores.mean()), float(scores.std()) or 1.0
        standing = {chunk: (score - centre) / spread for chunk, score in found}
        lowest = (float(scores.min()) - centre) / spread
        for chunk in fused:
            fused[chunk] += weight * standing.get(chunk, lowest)
    return fused


def _standardised(cosines: Sequence[NDArray[np.float32]]) -> list[tuple[float, ...]]:
    """Each cosine as standard deviations above the mean of all."""
    if not cosines:
        return []
    every = np.concatenate(cosines)
    centre, spread = every.mean(), every.std() or 1.0
    return [tuple(((row - centre) / spread).tolist()) for row in cosines]


class CrossEncoderReranker:
    """A Reranker over any sentence-transformers CrossEncoder, by hub name or folder."""

    def __init__(self, name: str) -> None:
        """Raises ModelError where the model cannot be loaded."""
        self._model = load_cross_encoder(name, "重排模型", "YOUJU_RERANKER")

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better."""
        return [float(score) for score in self._model.predict([(question, text) for text in texts])]


def _by_place(hits: Sequence[Hit], cards: Catalogue) -> list[Found]:
    places: dict[str, list[Hit]] = {}
    for hit in hits:
        card = cards.by_path[hit.chunk.report]
        places.setdefault(card.region.name if card.region else card.opening or card.path, []).append(hit)
    return [Found(name, tuple(place), tuple(place)) for name, place in places.items()]
