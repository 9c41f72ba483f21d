"""Parts of the system, each broken in one way: what `eval/mutants.py` puts in the sound ones' place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Assistant
from assistant.model import Answer, Citation, Group, Query, Statement
from assistant.reader.reader import Pair, Reading
from assistant.writing.writers import Draft, ExtractiveWriter
from index.embedding.embedder import Embedder, Matrix, Spans
from index.model import Chunk, Fact, Report, Scope
from index.report.chunks import split
from index.store.local import LocalStore

Found = tuple[tuple[int, float], ...]


class Shuffling:
    """An embedder that gives each text of a report the vectors of another one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint, self.dimension = embedder.name, embedder.fingerprint, embedder.dimension

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """As `Embedder`."""
        return self._embedder.embed_query(text)

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        """As `Embedder`, but wrong."""
        vectors, rows = self._embedder.embed_parts(texts, parts)
        return np.roll(vectors, 1, axis=0), [np.roll(row, 1, axis=0) for row in rows]


class WithoutWords(LocalStore):
    """Finds nothing by words."""

    def search_lexical(self, text: str, k: int, scope: Scope) -> Found:
        """Nothing."""
        return ()


class EverySecond(LocalStore):
    """Has lost half of the chunks from its search indexes."""

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> Found:
        """As `LocalStore`, of those that are left."""
        return tuple(hit for hit in super().search_dense(vector, 2 * k, scope) if hit[0] % 2)[:k]

    def search_lexical(self, text: str, k: int, scope: Scope) -> Found:
        """As `LocalStore`, of those that are left."""
        return tuple(hit for hit in super().search_lexical(text, 2 * k, scope) if hit[0] % 2)[:k]


class PlansReached(LocalStore):
    """Tells every planned figure as reached."""

    def chunks(self, ids: Sequence[int]) -> tuple[Chunk, ...]:
        """As `LocalStore`, but for the state of figures."""
        return tuple(replace(chunk, facts=tuple(map(_reached, chunk.facts))) for chunk in super().chunks(ids))


class Careless(ExtractiveWriter):
    """Writes a figure other than the report's now and then, as a language model may."""

    def write(self, query: Query, groups: Sequence[Group], report: Callable[[str], Report]) -> Iterator[Draft]:
        """As `ExtractiveWriter`, with 1 for every 2."""
        for draft in super().write(query, groups, report):
            statements = tuple(replace(one, text=one.text.replace("2", "1")) for one in draft.statements)
            yield replace(draft, answer=draft.answer.replace("2", "1"), statements=statements)


class Unlearned:
    """A reader that can tell no stretch from another."""

    fingerprint = "unlearned"

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """As `Reader`, even odds for everything."""
        return [self._reading(len(pair.text)) for pair in pairs]

    def _reading(self, count: int) -> Reading:
        at, even = np.arange(count), np.zeros(count, np.float32)
        return Reading(0.5, 0.5, np.stack([at, at + 1], 1), even, even, even)


class NextParagraph(Assistant):
    """Cites the paragraph after the right one."""

    def ask(self, question: str, *told: Any, **options: Any) -> Answer:
        """As `Assistant`, cited off by one."""
        answer = super().ask(question, *told, **options)
        return replace(answer, citations=tuple(map(self._next, answer.citations)))

    def _next(self, cited: Citation) -> Citation:
        chunks = self.library.chunks(cited.report)
        at = next(number for number, chunk in enumerate(chunks) if chunk.start <= cited.start < chunk.end)
        after = chunks[(at + 1) % len(chunks)]
        return replace(
            cited, section=after.section, paragraph=after.text, quote=after.text, start=after.start, end=after.end
        )


class AlwaysAnswers(Assistant):
    """Says the first thing found where it should refuse."""

    def ask(self, question: str, *told: Any, **options: Any) -> Answer:
        """As `Assistant`, never refusing."""
        answer = super().ask(question, *told, **options)
        if not answer.refused or not answer.passages:
            return replace(answer, refused=False, reason=None)
        text = answer.passages[0].text
        return replace(answer, refused=False, reason=None, answer=text, statements=(Statement(text, ()),), citations=())


class AlwaysRefuses(Assistant):
    """Never answers."""

    def ask(self, question: str, *told: Any, **options: Any) -> Answer:
        """A refusal."""
        answer = super().ask(question, *told, **options)
        return replace(answer, refused=True, reason="not_found", answer="没有", statements=(), citations=())


def without_headings(report: Report) -> list[Chunk]:
    """The chunks without what stands above them."""
    return [replace(chunk, section=(), context="") for chunk in split(report)]


def all_done(report: Report) -> list[Chunk]:
    """The chunks with every plan taken for done."""
    return [replace(chunk, period=chunk.period and replace(chunk.period, planned=False)) for chunk in split(report)]


def _reached(fact: Fact) -> Fact:
    return replace(fact, state="reached") if fact.state == "planned" else fact
