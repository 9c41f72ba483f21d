"""An index in Milvus as a Store: for more chunks than one machine's memory holds, and for several machines that ask."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix
from index.errors import StoreError
from index.model import Card, Chunk, FactState, Report, Scope
from index.store.cards import card_of
from index.store.damage.checksums import of_chunks, of_report
from index.store.damage.damage import Damage
from index.store.milvus import facts
from index.store.milvus.client import MOST, Milvus
from index.store.milvus.damage import find
from index.store.milvus.log import Log
from index.store.milvus.schema import NUMBER_BITS, Row, asked, checked, chunk_rows, pieces, whole
from index.store.protocol import CONTAINING, Manifest, Told, squeezed
from index.store.records import decoded, encoded, packed, unpacked_parts

_BATCH = 200  # chunks to a call: some 2 MB with the default model, of the 64 MB that Milvus takes
_FREQUENCIES = 10_000  # words of which it is remembered how many chunks have them


class MilvusStore:
    """The Store in Milvus. Safe to use from several threads; one at a time may write.

    A reader sees the reports that were stored when it was opened or last refreshed. For such readers what a writer
    replaces or removes stays until the next writer opens the index.
    """

    def __init__(self, milvus: Milvus, log: Log, manifest: Manifest) -> None:
        """For `index.store.milvus.opening`, where one is made or opened."""
        self._milvus = milvus
        self._log = log
        self._manifest = manifest
        self._frequency = lru_cache(_FREQUENCIES)(self._count)

    @property
    def manifest(self) -> Manifest:
        """What the index was built with."""
        return self._manifest

    @property
    def revision(self) -> str:
        """A name for the state that is seen: new with each change."""
        return "-".join(map(str, self._log.state.change))

    @property
    def behind(self) -> bool:
        """Whether the index has changed since; a build under way changes it with each report."""
        return self._log.behind()

    @property
    def found(self) -> int:
        """How many chunks searches look through: `size`, where all is well."""
        return self._milvus.count(" and ".join(self._log.state.conditions(Scope())))

    @property
    def settled(self) -> bool:
        """True: Milvus keeps its own indexes up to what is stored."""
        return True

    @property
    def size(self) -> int:
        """How many chunks there are."""
        return self._log.state.chunks

    def add(self, report: Report, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> None:
        """Stores a report, replacing one of the same path: when this returns it is there, and before, no part of it.

        `vectors` is (chunks, dimension); `parts` has for each chunk a row for each of its `indexed_sentences`.
        """
        if vectors.shape != (len(chunks), self.manifest.dimension):
            raise ValueError(f"vectors of shape {vectors.shape} for {len(chunks)} chunks of {self.manifest.dimension}")
        card, record = encoded(Card, card_of(report)), encoded(Report, report)
        number = self._log.append("begun", report.path)
        rows = chunk_rows(number, chunks, vectors, parts)
        told = of_chunks(map(checked, self._inserted(rows)))
        checksum = of_report((report.path, report.sha256, card, record), told)
        stored = {"card": pieces(card + checksum), "record": pieces(record)}
        self._log.append("stored", report.path, report=number, sha256=report.sha256, chunks=len(chunks), **stored)

    def remove(self, path: str) -> None:
        """Drops a report with its chunks and vectors; a path that is not there is no error."""
        if path in self._log.state.reports:
            self._log.append("removed", path)

    def finish(self) -> None:
        """Makes what `opening.begin` began an index for everybody."""
        self._log.append("born")

    def refresh(self) -> None:
        """Moves on to what has been stored by now."""
        if self._log.writable:
            self._milvus.settle()
        self._log.read_on()
        self._frequency.cache_clear()

    def damage(self) -> Damage:
        """The reports that are no longer as they were stored; those of before there were checksums pass."""
        return find(self._milvus, self._log.state.reports.copy())

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each stored report's file, by path, in the order of their chunks' ids."""
        stored = sorted(self._log.state.reports.copy().items(), key=lambda item: item[1].number)
        return {path: one.sha256 for path, one in stored}

    def catalogue(self) -> tuple[Card, ...]:
        """A card for each stored report, by path."""
        seen = {stored.row for stored in self._log.state.reports.copy().values()}
        rows = self._milvus.rows("reports", 'kind == "stored"', ["id", "card"])
        cards = [decoded(Card, whole(row["card"])) for row in rows if row["id"] in seen]
        return tuple(sorted(cards, key=lambda card: card.path))

    def report(self, path: str) -> Report:
        """The report as it was added. Raises StoreError where there is none."""
        stored = self._log.state.reports.get(path)
        rows = self._milvus.by_id("reports", [stored.row], ["record"]) if stored else {}
        if not stored or stored.row not in rows:
            raise StoreError(f"索引里没有报告 {path}")
        return decoded(Report, whole(rows[stored.row]["record"]))

    def chunks(self, ids: Sequence[int]) -> tuple[Chunk, ...]:
        """The chunks of these ids, in the ids' order. Raises StoreError for an unknown one."""
        return tuple(decoded(Chunk, whole(row["record"])) for row in self._rows(ids, ["record"]))

    def report_chunks(self, path: str) -> tuple[tuple[int, Chunk], ...]:
        """(chunk id, chunk) of one report, in text order."""
        stored = self._log.state.reports.get(path)
        if not stored:
            return ()
        ids = [(stored.number << NUMBER_BITS) + place for place in range(stored.chunks)]
        return tuple(zip(ids, self.chunks(ids), strict=True))

    def facts(
        self,
        things: Sequence[str] = (),
        reports: frozenset[str] | None = None,
        years: frozenset[int] | None = None,
        state: FactState | None = None,
    ) -> Iterator[Told]:
        """The facts whose thing holds each of these words, in the order of the chunks' ids, then in text order.

        None means no limit. A fact over several years is of its first one; one of no year passes no limit of years.
        All chunks of the reports are read.
        """
        return facts.facts(self, things, reports, years, state)

    def things(self, reports: frozenset[str] | None = None) -> tuple[tuple[str, int], ...]:
        """(thing, how many facts) of some reports, or of all, most first. All their chunks are read."""
        return facts.things(self, reports)

    def parts(self, ids: Sequence[int]) -> list[Matrix]:
        """For each chunk the vectors of its sentences, (sentences, dimension), of unit length up to rounding."""
        rows = self._rows(ids, ["vector", "parts"])
        return [unpacked_parts(whole(row["parts"]), packed(np.array(row["vector"], np.float32))) for row in rows]

    def vectors(self, ids: Sequence[int]) -> Matrix:
        """The chunks' vectors, (len(ids), dimension), in the ids' order. Raises StoreError for an unknown id."""
        rows = [row["vector"] for row in self._rows(ids, ["vector"])]
        return np.array(rows, np.float32).reshape(-1, self.manifest.dimension)

    def frequency(self, word: str) -> int:
        """In how many chunks a word stands, at most: those that hold the rarest of its character pairs."""
        return self._frequency(word)

    def containing(self, text: str, k: int, scope: Scope) -> tuple[int, ...]:
        """Ids of up to `k` chunks in scope whose text or headings hold this very text, white space and width aside."""
        query = asked(text)
        having = self._milvus.having(query.split())
        found = [number for number, _ in self._search("words", query, CONTAINING * k, scope, having)]
        wanted = squeezed(text)
        chunks = zip(found, self.chunks(found), strict=True)
        return tuple(number for number, chunk in chunks if wanted in squeezed(chunk.indexed_text))[:k]

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the `k` chunks in scope nearest to a unit vector of shape (dimension,)."""
        return self._search("vector", vector.tolist(), k, scope)

    def search_lexical(self, text: str, k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, BM25) of the `k` chunks in scope that share the most telling words with the text."""
        return self._search("words", asked(text), k, scope)

    def close(self) -> None:
        """Lets go of the connection."""
        self._milvus.close()

    def _inserted(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Writes rows of chunks, a batch at a time, and passes them on."""
        while batch := list(islice(rows, _BATCH)):
            self._milvus.insert("chunks", batch)
            yield from batch

    def _search(
        self, by: Literal["vector", "words"], query: Any, k: int, scope: Scope, more: Iterable[str] = ()
    ) -> tuple[tuple[int, float], ...]:
        """The best `k` in scope that meet more conditions, best first, ties by id; nothing for an empty query."""
        conditions = [*self._log.state.conditions(scope), *more]
        if k < 1 or not query or "" in conditions:
            return ()
        limit = k + 1
        while True:
            hits = self._milvus.search(by, query, limit, " and ".join(conditions))
            # Of equal scores the engine keeps any: read on until no tie is cut in two.
            if len(hits) < limit or hits[-1][1] < hits[k - 1][1] or limit >= MOST:
                break
            limit *= 2
        return tuple(sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k])

    def _rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Row]:
        """Chunks' rows, in the ids' order. Raises StoreError for an unknown or replaced one."""
        state = self._log.state
        seen = [number for number in ids if state.sees(number >> NUMBER_BITS)]
        found = self._milvus.by_id("chunks", seen, fields)
        if unknown := [number for number in ids if number not in found]:
            raise StoreError(f"索引里没有段落 {unknown[0]}")
        return [found[number] for number in ids]

    def _count(self, word: str) -> int:
        return min((self._milvus.frequency(term) for term in asked(word).split()), default=0)
