"""Query → what each place's reports hold: chunks found by meaning and by words, fused, and reranked if asked for."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.model import Found, Hit, Query, Reason
from index.embed import Embedder
from index.model import Card, Region, Scope
from index.store import Store

DEPTH = 50  # chunks that each search gives to the fusion
RRF_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


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

    def find(self, query: Query, cards: Sequence[Card], count: int) -> tuple[list[Found], Reason | None]:
        """Up to `count` hits for each place asked for, or for the places of the best hits; else why there are none."""
        places = [(place, reports_of(place, cards)) for place in query.regions]
        if places and not any(reports for _, reports in places):
            return [], "region_not_covered"
        years = frozenset(query.years) or None
        vector = self._embedder.embed_query(query.standalone)
        if places:
            found = [self._found(query, vector, place, reports, years, count) for place, reports in places]
        else:
            found = _by_place(self._hits(query, vector, Scope(None, years), 2 * count), cards)
        if any(place.hits for place in found):
            return found, None
        return found, "period_not_covered" if years else "not_found"

    def _found(
        self,
        query: Query,
        vector: NDArray[np.float32],
        place: Region,
        reports: Sequence[Card],
        years: frozenset[int] | None,
        count: int,
    ) -> Found:
        if not reports:
            return Found(place.name, ())
        own = any(_is_of(place, card) for card in reports)
        scope = Scope(frozenset(card.path for card in reports), years)
        return Found(place.name, self._hits(query, vector, scope, count), None if own else place)

    def _hits(self, query: Query, vector: NDArray[np.float32], scope: Scope, count: int) -> tuple[Hit, ...]:
        """The best chunks in scope by reciprocal rank fusion, best first, ties by chunk id."""
        dense = self._store.search_dense(vector, DEPTH, scope)
        lexical = self._store.search_lexical(f"{query.topic} {query.background}", DEPTH, scope)
        scores: dict[int, float] = {}
        for ranked in (dense, lexical):
            for rank, (chunk, _) in enumerate(ranked):
                scores[chunk] = scores.get(chunk, 0.0) + 1 / (RRF_K + rank + 1)
        if self._reranker:
            scores = self._reranked(query, list(scores))
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count]
        ids = [chunk for chunk, _ in best]
        found = zip(self._store.chunks(ids), self._store.parts(ids), best, strict=True)
        return tuple(Hit(chunk, score, tuple((parts @ vector).tolist())) for chunk, parts, (_, score) in found)

    def _reranked(self, query: Query, ids: list[int]) -> dict[int, float]:
        assert self._reranker is not None
        texts = [chunk.indexed_text for chunk in self._store.chunks(ids)]
        return dict(zip(ids, self._reranker.scores(query.standalone, texts), strict=True))


class CrossEncoderReranker:
    """A Reranker over any sentence-transformers CrossEncoder, by hub name or folder."""

    def __init__(self, name: str) -> None:
        """Raises ModelError where the model cannot be loaded."""
        from sentence_transformers import CrossEncoder

        from index.errors import ModelError

        try:
            self._model = CrossEncoder(name)
        except Exception as error:  # a wrong name, no network, a damaged folder: the cure is the same
            raise ModelError(f"重排模型 {name} 无法载入（{error}）：请检查 YOUJU_RERANKER，或清空它") from error

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better."""
        return [float(score) for score in self._model.predict([(question, text) for text in texts])]


def reports_of(region: Region, cards: Sequence[Card]) -> tuple[Card, ...]:
    """The reports of a place, of places in it, or that open with it; else those of the nearest place around it."""
    inside = tuple(card for card in cards if _is_of(region, card))
    if inside:
        return inside
    around = [card for card in cards if card.region and card.region.covers(region)]
    nearest = max((len(card.region.prefix) for card in around if card.region), default=0)
    return tuple(card for card in around if card.region and len(card.region.prefix) == nearest)


def _is_of(region: Region, card: Card) -> bool:
    places = (card.region,) if card.region else card.leads
    return any(region.covers(place) for place in places)


def _by_place(hits: Sequence[Hit], cards: Sequence[Card]) -> list[Found]:
    names = {card.path: card.region.name if card.region else card.title or card.path for card in cards}
    places: dict[str, list[Hit]] = {}
    for hit in hits:
        places.setdefault(names[hit.chunk.report], []).append(hit)
    return [Found(name, tuple(place)) for name, place in places.items()]
