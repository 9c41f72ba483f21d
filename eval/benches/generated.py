"""Reports that nobody wrote, as many as are wanted: the sentences, headings and vectors of real ones, mixed anew.

Each takes the form of a real report drawn at random, moved to a place and a year drawn from all there are. A chunk has
its model's sentences, some of them exchanged for those of a chunk of near meaning, with other figures in them; its
vector lies on the way between the two, moved on by the difference of two others drawn at random, which keeps to the
directions in which real vectors differ. `_WAY` and `_SPREAD` are fitted to the cosines of nearest neighbours:
`eval/benches/likeness.py` tells how alike the two are. No model is asked. The same seed gives the same reports.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.benches.moulds import Filling, Mould, mould
from index.embedding.embedder import Matrix, Vector
from index.model import Chunk, Period, Region, RegionLevel, Report, Section
from index.places.gazetteer import gazetteer
from index.report.chunks import HEADING_IN_CONTEXT, period_label

_WAY = 1.0  # of the way to a near chunk that a vector goes at most
_SPREAD = 0.27  # of the difference of two vectors drawn at random that is added
_NEAR = 8  # nearest chunks of which one is mixed in
_BATCH = 256  # reports whose vectors are made at a time
_YEARS = range(2013, 2027)
_LEVELS: tuple[RegionLevel, ...] = ("province", "city", "county")
_SHARES = (0.1, 0.3, 0.58)  # of the reports for each level, any place of it alike; the rest are of no place


class Made(NamedTuple):
    """A report with what a store wants beside it: vectors (chunks, dimension), and one matrix a chunk for its parts."""

    report: Report
    chunks: tuple[Chunk, ...]
    vectors: Matrix
    parts: list[Matrix]


class Generator:
    """Makes reports from real ones that have at least one chunk each."""

    def __init__(self, real: Sequence[Made], seed: int = 7) -> None:
        self._moulds = [mould(made.report, made.chunks) for made in real]
        self._passages = [passage for one in self._moulds for passage in one.passages]
        self._starts = [0, *accumulate(len(one.passages) for one in self._moulds)]
        self._vectors = np.concatenate([made.vectors for made in real])
        self._parts = [part for made in real for part in made.parts]
        self._near = _nearest(self._vectors)
        self._random = random.Random(seed)
        self._draw = np.random.default_rng(seed)
        regions = gazetteer().regions
        self._places: list[list[Region | None]] = [
            [place for place in regions if place.level == level] for level in _LEVELS
        ]
        self._places.append([None])

    def reports(self, chunks: int) -> Iterator[Made]:
        """Reports until they have this many chunks together, the last one cut short."""
        number, left = 0, chunks
        while True:
            chosen = [self._random.randrange(len(self._moulds)) for _ in range(_BATCH)]
            for made in self._batch(chosen, number):
                if left <= 0:
                    return
                yield made if len(made.chunks) <= left else cut(made, left)
                left -= len(made.chunks)
                number += 1

    def _batch(self, chosen: Sequence[int], number: int) -> Iterator[Made]:
        base = np.concatenate([np.arange(self._starts[one], self._starts[one + 1]) for one in chosen])
        near = self._near[base, self._draw.integers(self._near.shape[1], size=len(base))]
        way = _WAY * self._draw.random((len(base), 1), dtype=np.float32)
        one, other = self._draw.integers(len(self._vectors), size=(2, len(base)))
        shift = np.float32(_SPREAD) * (self._vectors[one] - self._vectors[other])
        vectors = _unit(self._vectors[base] + way * (self._vectors[near] - self._vectors[base]) + shift)
        done = 0
        for offset, which in enumerate(chosen):
            rows = slice(done, done + len(self._moulds[which].passages))
            done = rows.stop
            pairs = zip(base[rows].tolist(), near[rows].tolist(), way[rows, 0].tolist(), strict=True)
            picked = [self._picked(*pair) for pair in pairs]
            report, chunks = self._report(self._moulds[which], picked, number + offset)
            parts = [self._part(*one) for one in zip(picked, chunks, shift[rows], strict=True)]
            yield Made(report, chunks, vectors[rows], parts)

    def _picked(self, base: int, near: int, way: float) -> list[tuple[int, int]]:
        """(real chunk, number of its sentence) for each sentence of a chunk: the base's, or the near one's instead."""
        others = len(self._passages[near].sentences)
        count = len(self._passages[base].sentences)
        return [(near if n < others and self._random.random() < way else base, n) for n in range(count)]

    def _report(
        self, form: Mould, picked: Sequence[Sequence[tuple[int, int]]], number: int
    ) -> tuple[Report, tuple[Chunk, ...]]:
        places = self._random.choices(self._places, [*_SHARES, 1 - sum(_SHARES)])[0]
        place = self._random.choice(places)
        later = self._random.choice(_YEARS) - form.year if form.year else 0
        fill = Filling(place, later, self._random)
        year = form.year + later if form.year else None
        title = fill.text(form.title)
        if place and place.short not in title:
            title = place.name + title
        path = f"{place.name if place else '全国'}/{year or '不详'}/{number:06}.txt"
        said = lru_cache(maxsize=None)(fill.text)  # a heading is the same over all chunks below it
        chunks: list[Chunk] = []
        position = len(title) + 1
        for ordinal, (passage, sentences) in enumerate(zip(form.passages, picked, strict=True)):
            text = "".join([fill.text(self._passages[chunk].sentences[n]) for chunk, n in sentences])
            headings = tuple(said(heading) for heading in passage.headings)
            period = _later(passage.period, later)
            chunks.append(
                Chunk(
                    report=path,
                    ordinal=ordinal,
                    start=position,
                    end=position + len(text),
                    text=text,
                    section=headings,
                    period=period,
                    context=_context(place, period, year, title, headings),
                    years=frozenset(one + later for one in passage.years),
                )
            )
            position += len(text)
        text = f"{title}\n{''.join(chunk.text for chunk in chunks)}"
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        sections = _sections(chunks)
        report = Report(path, digest, text, title, None, place, None, form.kind, year, len(title) + 1, sections)
        return report, tuple(chunks)

    def _part(self, picked: Sequence[tuple[int, int]], chunk: Chunk, shift: Vector) -> Matrix:
        """A row for each sentence that the text has; where two have run into one, the last row is left out."""
        rows = [self._parts[number][n] for number, n in picked]
        count = len(chunk.indexed_sentences)
        return _unit(np.stack(rows[:count] + rows[-1:] * (count - len(rows))) + shift)


def _later(period: Period | None, years: int) -> Period | None:
    return replace(period, year=period.year + years) if period and period.year else period


def _context(place: Region | None, period: Period | None, year: int | None, title: str, headings: Sequence[str]) -> str:
    source = (place.name if place else None, period_label(period, year), title)
    return " > ".join(("·".join(part for part in source if part), *(each[:HEADING_IN_CONTEXT] for each in headings)))


def _sections(chunks: Sequence[Chunk], level: int = 1) -> tuple[Section, ...]:
    """The tree that the chunks' headings tell of."""
    found = []
    for heading, group in groupby(chunks, lambda chunk: chunk.section[level - 1 : level]):
        if heading:
            members = list(group)
            first, (name,) = members[0], heading
            written = first.start + (len(name) if first.text.startswith(name) else 0)
            below = _sections(members, level + 1)
            found.append(Section(name, level, first.start, written, members[-1].end, first.period, below))
    return tuple(found)


def cut(made: Made, count: int) -> Made:
    """The report up to its first so many chunks."""
    chunks = made.chunks[:count]
    report = replace(made.report, text=made.report.text[: chunks[-1].end], sections=_sections(chunks))
    return Made(report, chunks, made.vectors[:count], made.parts[:count])


def _nearest(vectors: Matrix) -> NDArray[np.int64]:
    """For each row the numbers of its nearest others, shape (rows, at most _NEAR)."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    _, found = index.search(vectors, min(_NEAR + 1, len(vectors)))
    return np.asarray(found[:, 1:] if len(vectors) > 1 else found)


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
