"""How much of the exact nearest ten the store's dense search finds, everywhere and within reports and years."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.retrieve import DEPTH
from eval.benches.bed import QUESTIONS, Bed
from eval.benches.figures import Figure
from eval.questions import load_questions
from index.embedding.embedder import Embedder, Matrix
from index.model import Scope
from index.store.local import LocalStore

SIZES = (100_000, 1_000_000)
_EACH = 100  # questions, and as many vectors of sentences
_WANTED = 10
_BLOCK = 20_000  # vectors compared at a time
_LEAST = 0.97


class _Held(NamedTuple):
    """What the store holds, by position: chunk ids ascending, the number of each one's report, its years."""

    paths: Sequence[str]
    ids: NDArray[np.int64]
    reports: NDArray[np.int64]
    years: Sequence[frozenset[int]]


def recall_figures(bed: Bed, sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Recall@10 and the p50 of a search, unfiltered and in four scopes, at each size."""
    for size in sizes:
        store = LocalStore.open(bed.index(size)[0])
        try:
            yield from store_figures(f"{size:,} 段", store, bed.embedder.model)
        finally:
            store.close()


def store_figures(name: str, store: LocalStore, embedder: Embedder) -> Iterator[Figure]:
    """Of one store."""
    held = _held(store)
    queries = _queries(store, held, embedder)
    scopes = dict(_scopes(held))
    truth = _exact(store, held, queries, scopes)
    for kind, (scope, inside) in scopes.items():
        found, times = [], []
        for query in queries:
            started = time.perf_counter()
            hits = store.search_dense(query, DEPTH, scope)
            times.append(time.perf_counter() - started)
            found.append({number for number, _ in hits[:_WANTED]})
        wanted = truth[kind]
        recall = float(np.mean([len(a & b) / max(1, len(b)) for a, b in zip(found, wanted, strict=True)]))
        told = f"{recall:.3f}（p50 {np.median(times) * 1000:.1f} 毫秒，p95 {np.percentile(times, 95) * 1000:.1f}）"
        bar = f"≥ {_LEAST}"
        yield Figure(f"{name}，{kind}（{inside.mean():.1%} 的段落）", told, bar, recall >= _LEAST)


def _held(store: LocalStore) -> _Held:
    paths = [card.path for card in store.catalogue()]
    rows = [(number, at, chunk.years) for at, path in enumerate(paths) for number, chunk in store.report_chunks(path)]
    rows.sort(key=lambda row: row[0])
    ids, reports = (np.fromiter((row[field] for row in rows), np.int64, len(rows)) for field in (0, 1))
    return _Held(paths, ids, reports, [years for _, _, years in rows])


def _queries(store: LocalStore, held: _Held, embedder: Embedder) -> Matrix:
    """Vectors of real questions, and of sentences of chunks drawn at random: these lie much nearer to what is held."""
    asked = [embedder.embed_query(question.question) for question in load_questions(QUESTIONS)[:_EACH]]
    drawn = np.random.default_rng(7).choice(held.ids, min(_EACH, len(held.ids)), replace=False)
    return np.stack([*asked, *(parts[0] for parts in store.parts(drawn.tolist()) if len(parts))])


def _scopes(held: _Held) -> Iterator[tuple[str, tuple[Scope, NDArray[np.bool_]]]]:
    """Scopes by name, each with the positions in it: all, reports drawn at random, and the years nearest to a tenth."""
    yield "全部", (Scope(), np.ones(len(held.ids), np.bool_))
    draw = random.Random(7)
    for share in (0.01, 0.1):
        chosen = draw.sample(range(len(held.paths)), max(1, round(share * len(held.paths))))
        scope = Scope(reports=frozenset(held.paths[one] for one in chosen))
        yield f"{share:.0%} 的报告", (scope, np.isin(held.reports, chosen))
    counts = Counter(chain.from_iterable(held.years))
    year = min(counts, key=lambda one: (abs(counts[one] - len(held.ids) / 10), one))
    yield f"{year} 年", (Scope(years=frozenset({year})), np.array([year in years for years in held.years]))


def _exact(
    store: LocalStore, held: _Held, queries: Matrix, scopes: Mapping[str, tuple[Scope, NDArray[np.bool_]]]
) -> dict[str, list[set[int]]]:
    """For each scope and query the ids of the nearest ten, by comparing with every vector."""
    best = {name: np.full((len(queries), 0), 0.0, np.float32) for name in scopes}
    kept = {name: np.zeros((len(queries), 0), np.int64) for name in scopes}
    for start in range(0, len(held.ids), _BLOCK):
        ids = held.ids[start : start + _BLOCK]
        scores = queries @ store.vectors(ids.tolist()).T
        for name, (_, inside) in scopes.items():
            allowed = inside[start : start + _BLOCK]
            if not allowed.any():
                continue
            joined = np.hstack([best[name], scores[:, allowed]])
            numbers = np.hstack([kept[name], np.broadcast_to(ids[allowed], (len(queries), int(allowed.sum())))])
            top = np.argpartition(-joined, min(_WANTED, joined.shape[1]) - 1, axis=1)[:, :_WANTED]
            best[name], kept[name] = np.take_along_axis(joined, top, 1), np.take_along_axis(numbers, top, 1)
    return {name: [set(row.tolist()) for row in rows] for name, rows in kept.items()}
