"""Hits → the spans that a reader finds an answer in: whether one answers, where it stands, how far it goes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from assistant.evidence.promising import period_penalty
from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import tells_of
from assistant.model import Evidence, Found, Hit, Library, Query
from assistant.reader.reader import Pair, Reader, Reading
from index.model import Report, overlaps
from index.text.sentences import clauses, sentences

READ = 6  # passages that are read
READ_EACH = 3  # the same for each of several places that are asked for
LONGEST = 330  # characters of a span
_STRETCHES = 4  # spans that are looked at in a passage
_LONGEST_TOKENS = 160
# What a span loses of its log odds: for each rank of its passage in what was found, where its time is not the one asked
# for, where its report is an older one or not known to be of the place.
_RANK, _OTHER_TIME, _OLDER, _FOREIGN = 0.3, 5.0, 0.7, 0.7
_EDGE = "，,、；;：: \n。"


@dataclass(frozen=True, slots=True)
class _Read:
    """A hit with its reading and what the whole passage loses."""

    hit: Hit
    reading: Reading
    loss: float


def to_read(query: Query, found: Sequence[Found]) -> list[int]:
    """How many hits of each place are read: where none was asked for, the best of all, wherever they are."""
    if query.regions:
        return [READ if len(found) == 1 else READ_EACH] * len(found)
    scores = sorted((hit.score for place in found for hit in place.hits), reverse=True)[:READ]
    return [sum(hit.score >= scores[-1] for hit in place.hits) for place in found] if scores else [0] * len(found)


def read_spans(want: Wanted, found: Found, library: Library, reader: Reader, count: int) -> list[Evidence]:
    """The spans of a place's reports that may answer, best first: of the `count` best hits, whole clauses each."""
    hits = found.hits[:count]
    readings = reader.read([Pair(want.query.standalone, hit.chunk.context, hit.chunk.text) for hit in hits])
    reports = [library.report(hit.chunk.report) for hit in hits]
    newest = max((report.year or 0 for report in reports), default=0)
    spans: list[Evidence] = []
    for rank, (hit, reading, report) in enumerate(zip(hits, readings, reports, strict=True)):
        older = bool(want.query.regions and not want.query.years and report.year and report.year < newest)
        loss = _RANK * rank + _OLDER * older + _FOREIGN * found.foreign(report.path)
        spans += _spans(want, _Read(hit, reading, loss), report)
    return sorted((span for span in spans if tells_of(found, span, library.report)), key=lambda span: -span.score)


def _spans(want: Wanted, read: _Read, report: Report) -> Iterator[Evidence]:
    chunk, told = read.hit.chunk, set[tuple[int, int]]()
    odds = log(max(read.reading.answerable, 1e-9) / max(1 - read.reading.answerable, 1e-9))
    around = want.terms.credits(chunk.indexed_text)
    for start, end, share in stretches(read.reading):
        first, last = widened(chunk.text, start, end)
        if (
            (first, last) in told
            or last <= first
            or overlaps(report.distrusted, chunk.start + first, chunk.start + last)
        ):
            continue
        told.add((first, last))
        penalty = period_penalty(want.query, read.hit, chunk.text[first:last])
        if penalty is None:
            continue
        quote = chunk.text[first:last]
        score = odds - read.loss - _OTHER_TIME * penalty + log(max(share, 1e-6))
        sure = 1 / (1 + np.exp(-(odds - read.loss - _OTHER_TIME * penalty)))
        yield Evidence(
            read.hit, chunk.start + first, chunk.start + last, quote, score, want.terms.coverage(around), float(sure)
        )


def stretches(reading: Reading) -> Iterator[tuple[int, int, float]]:
    """The likeliest stretches of a passage, (start, end, share of all stretches), best first; none overlaps another."""
    count = len(reading.offsets)
    if not count:
        return
    scores = reading.start[:, None] + reading.end[None, :]
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    scores = np.where((length >= 0) & (length < _LONGEST_TOKENS), scores, -np.inf)
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    for _ in range(_STRETCHES):
        first, last = np.unravel_index(int(shares.argmax()), shares.shape)
        if shares[first, last] <= 0:
            return
        # Stretches that lie around this one say the same: their shares are its own.
        inside = shares[: last + 1, first:]
        yield int(reading.offsets[first, 0]), int(reading.offsets[last, 1]), float(inside.sum())
        shares[: last + 1, first:] = 0


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The run of whole clauses around a stretch, without the marks that close it, cut to LONGEST."""
    held = [(left, right) for left, right in sentences(text) if right > start and left < end]
    parts = [part for left, right in held for part in clauses(text, left, right) if part[1] > start and part[0] < end]
    if not parts:
        return start, end
    first, last = parts[0][0], parts[-1][1]
    if last - first > LONGEST:
        last = max((right for _, right in parts if right - first <= LONGEST), default=first + LONGEST)
    while last > first and text[last - 1] in _EDGE:
        last -= 1
    return first, last
