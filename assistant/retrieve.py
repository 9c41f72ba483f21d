"""Query → Hits: which reports may answer, and their chunks found by meaning and by words, fused."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.model import Hit, Query
from index.model import Card, Region, Scope
from index.store import Store

DEPTH = 50  # chunks that each search gives to the fusion
RRF_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


def reports_of(region: Region, cards: Sequence[Card]) -> tuple[Card, ...]:
    """The reports of a place or of places in it; where there are none, those of the nearest place around it."""
    inside = tuple(card for card in cards if card.region and region.covers(card.region))
    if inside:
        return inside
    around = [card for card in cards if card.region and card.region.covers(region)]
    nearest = max((len(card.region.prefix) for card in around if card.region), default=0)
    return tuple(card for card in around if card.region and len(card.region.prefix) == nearest)


def retrieve(
    store: Store, query: Query, vector: NDArray[np.float32], scope: Scope, count: int
) -> tuple[Hit, ...]:
    """The `count` best chunks in scope by reciprocal rank fusion, best first, ties by chunk id."""
    dense = store.search_dense(vector, DEPTH, scope)
    lexical = store.search_lexical(query.topic or query.standalone, DEPTH, scope)
    scores: dict[int, float] = {}
    for ranked in (dense, lexical):
        for rank, (chunk, _) in enumerate(ranked):
            scores[chunk] = scores.get(chunk, 0.0) + 1 / (RRF_K + rank + 1)
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count]
    ids = [chunk for chunk, _ in best]
    found = zip(store.chunks(ids), store.parts(ids), best, strict=True)
    return tuple(Hit(chunk, score, tuple((parts @ vector).tolist())) for chunk, parts, (_, score) in found)
