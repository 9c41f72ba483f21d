"""Chinese terms and the Tantivy index: BM25 over character bigrams and whole words.

Terms are cut here and not by a Tantivy tokenizer, so that Han characters become bigrams while figures and Latin words
stay whole (855, 4.24, 3a), and so that no question is ever read as query syntax.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray

# Ideographs of the basic plane, 〇, the compatibility block that NFKC leaves over, and the supplementary planes.
_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TERM = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]{{1,64}}(?:\.\d{{1,64}})?)")
_QUERY_TERMS = 256  # distinct terms asked for; a question has some 30, and Tantivy's time grows with them
_SIFTED = 4  # times as many as wanted are taken to be sifted, and as many more where they do not suffice
_HEAP = 256 << 20  # bytes the writer holds before it flushes a segment
_SCHEMA = (
    tantivy.SchemaBuilder()
    .add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    .add_unsigned_field("id", fast=True)
    .add_unsigned_field("report", indexed=True)
    .add_unsigned_field("year", indexed=True)
    .build()
)


class Entry(NamedTuple):
    """A chunk to be found: its id, the id of its report, the years it speaks of and its words."""

    id: int
    report: int
    years: Collection[int]
    text: str


def terms(text: str) -> list[str]:
    """What a text is found by, in text order: Han bigrams (a lone character as it is), words and figures.

    Full-width and half-width, upper and lower case are the same; whitespace, marks and emoji are nothing.
    """
    found: list[str] = []
    for han, word in _TERM.findall(unicodedata.normalize("NFKC", text).casefold()):
        if len(han) > 1:
            found.extend(first + second for first, second in pairwise(han))
        else:
            found.append(han or word)
    return found


class LexicalIndex:
    """Finds chunks by their words. Safe to search from several threads."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, entries: Iterable[Entry], directory: Path | None = None) -> "LexicalIndex":
        """Indexes all entries: in memory, or on disk in a directory, to which they are added where it holds some."""
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_SCHEMA, path=None if directory is None else str(directory))
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        for entry in entries:
            document = tantivy.Document()
            document.add_text("terms", " ".join(terms(entry.text)))
            document.add_unsigned("id", entry.id)
            document.add_unsigned("report", entry.report)
            for year in entry.years:
                document.add_unsigned("year", year)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return cls(index)

    @classmethod
    def open(cls, directory: Path) -> "LexicalIndex":
        """Opens what `build` put in the directory. Raises ValueError where it cannot be read."""
        return cls(tantivy.Index.open(str(directory)))

    def frequency(self, word: str) -> int:
        """In how many chunks a word stands, at most: those that hold the rarest of its terms; 0 for no word."""
        return min((int(self._searcher.doc_freq("terms", term)) for term in terms(word)), default=0)

    def search(
        self,
        text: str,
        k: int,
        reports: Sequence[int] | None = None,
        years: Sequence[int] | None = None,
        *,
        every_term: bool = False,
    ) -> tuple[tuple[int, float], ...]:
        """(chunk id, BM25) of the best `k` within these reports and years (None: all), best first, ties by id.

        A chunk has one of the text's terms, or all of them where `every_term` is asked for.
        """
        wanted = list(dict.fromkeys(terms(text)))[:_QUERY_TERMS]
        if k < 1 or not wanted:
            return ()
        query = self._query(wanted, tantivy.Occur.Must if every_term else tantivy.Occur.Should, reports, years)
        limit = k + 1
        while True:
            hits = self._searcher.search(query, limit=limit, count=False).hits
            # Tantivy orders equal scores by where they lie: read on until no tie is cut in two.
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
                break
            limit *= 2
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        found = sorted(((int(i or 0), float(score)) for i, (score, _) in zip(ids, hits, strict=True)), key=_rank)
        return tuple(found[:k])

    def sift(
        self, text: str, k: int, passing: Callable[[NDArray[np.int64]], NDArray[np.bool_]], *, every_term: bool = False
    ) -> tuple[tuple[int, float], ...]:
        """What `search` finds among the chunks whose ids are `passing`: best where many of all are.

        Without a filter Tantivy leaves out what cannot be among the best (block-max WAND: Ding and Suel, 2011), which
        is eight times as fast over a million chunks; so more than `k` are taken, until enough of them pass.
        """
        limit = _SIFTED * k
        while True:
            found = self.search(text, limit, every_term=every_term)
            passed = passing(np.array([number for number, _ in found], np.int64))
            kept = tuple(hit for hit, passes in zip(found, passed, strict=True) if passes)
            if len(kept) >= k or len(found) < limit:
                return kept[:k]
            limit *= _SIFTED

    def ids(self) -> tuple[int, ...]:
        """All chunk ids held, in ascending order."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self._searcher.num_docs)).hits
        return tuple(sorted(int(i or 0) for i in self._searcher.fast_field_values("id", [at for _, at in hits])))

    def _query(
        self, wanted: Sequence[str], occur: tantivy.Occur, reports: Sequence[int] | None, years: Sequence[int] | None
    ) -> tantivy.Query:
        by_terms = tantivy.Query.boolean_query(
            [(occur, tantivy.Query.term_query(self._schema, "terms", term, "freq")) for term in wanted]
        )
        if reports is None and years is None:
            return by_terms
        limits = [(name, values) for name, values in (("report", reports), ("year", years)) if values is not None]
        filters = [
            # A constant score of nothing: the filter narrows and leaves BM25 as it is.
            tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, name, list(values)), 0.0)
            for name, values in limits
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in (by_terms, *filters)])


def _rank(hit: tuple[int, float]) -> tuple[float, int]:
    return -hit[1], hit[0]
