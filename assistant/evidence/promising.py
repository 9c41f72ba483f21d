"""Hits → the spans that answer: the clause that holds the figure of the right thing, not the chunk around it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import may_speak_of
from assistant.language.figures import figures
from assistant.language.words import counted_names
from assistant.model import Found, Hit, Query
from index.model import Report, overlaps
from index.report.periods import YEAR, clause_planned
from index.text.markers import item_markers, line_marker
from index.text.sentences import sentences

FIGURE_BONUS = 0.3
UNDER_TOPIC = 0.7  # credit for a word of a short sentence that heads the clause's
# Credit for a word that stands not in the span itself but earlier in its sentence, in the headings above it,
# in a short sentence that heads it, in the sentence before, or elsewhere in its chunk.
IN_SENTENCE, _IN_HEADINGS, _IN_PREVIOUS, _IN_CHUNK = 0.75, 0.7, 0.5, 0.3
_WRONG_PERIOD, _SLIGHTLY_PLANNED = 0.4, 0.05
_RANK_PRIOR = 0.1
_FOREIGN = 0.1  # for a report that is not known to be of the place asked for
_OLDER = 0.15  # for a report of an earlier year than another of the place, where no year is asked for
_MEANING = 0.08  # for each standard deviation that the sentence's cosine with the question lies above the mean
_HEADING_ONLY = 0.3
_CUT = 6  # sentences of a place's reports that are cut into clauses
_DIGIT = re.compile(r"\d")
_TOPIC_SENTENCE = 16  # characters; a shorter sentence without a figure heads those after it


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may be quoted, `chunk.text[start:end]`.

    `around` are the credits of what stands before it and above it; `meaning` is how near in meaning it and the
    sentences after it in its chunk are (`Hit.meaning`). `safety` is what a report of another place or an older year and
    another period cost; `promise` guesses how well it answers. A quote that begins in it may go on to `reach`.
    """

    hit: Hit
    start: int
    end: int
    around: Mapping[str, float]
    safety: float
    base: float
    meaning: Sequence[float]
    promise: float
    reach: int


def promising(want: Wanted, found: Found, report: Callable[[str], Report]) -> list[Sentence]:
    """The sentences of the hits that promise most, best first, ties in hit and text order.

    None that a report's `distrusted` spans touch, nor that cannot speak of the place asked for. Where no year is asked
    for, the newest report leads.
    """
    reports = [report(hit.chunk.report) for hit in found.hits]
    newest = max((told.year or 0 for told in reports), default=0)
    read: list[Sentence] = []
    for hit, told in zip(found.hits, reports, strict=True):
        older = bool(want.query.regions and not want.query.years and told.year and told.year < newest)
        safety = -_OLDER * older - _FOREIGN * found.foreign(told.path)
        prior = _RANK_PRIOR * (1 - hit.rank)
        read += (
            sentence
            for sentence in _sentences(want, hit, prior, safety)
            if not overlaps(told.distrusted, hit.chunk.start + sentence.start, hit.chunk.start + sentence.end)
        )
    best = sorted(read, key=lambda sentence: -sentence.promise)
    kept = islice((one for one in best if may_speak_of(found, one.hit.chunk, one.end)), _CUT)
    return [replace(one, reach=_reach(one, read)) for one in kept]


def _reach(sentence: Sentence, read: Sequence[Sentence]) -> int:
    """How far a quote that begins in a sentence may go: on to where its section ends or one must be left out."""
    last = sentence
    for after in (one for one in read if one.hit is sentence.hit and one.start > sentence.start):
        follows = after.safety == last.safety and len(after.meaning) == len(last.meaning) - 1
        if not follows or line_marker(after.hit.chunk.text, after.start, after.end):
            break
        last = after
    return last.end


def _sentences(want: Wanted, hit: Hit, prior: float, safety: float) -> Iterator[Sentence]:
    text, terms = hit.chunk.text, want.terms
    above = _scaled(terms.credits(text), _IN_CHUNK)
    credited(above, terms.credits(" ".join(hit.chunk.section)), _IN_HEADINGS)
    headed, previous = above, dict[str, float]()
    for number, (start, end) in enumerate(sentences(text)):
        words = text[start:end]
        own = terms.credits(words)
        heads = heads_others(text, start, end)
        if heads:
            headed = dict(above)
            credited(headed, own, UNDER_TOPIC)
        around = dict(headed)
        credited(around, previous, _IN_PREVIOUS)
        previous = own
        penalty = period_penalty(want.query, hit, words)
        if penalty is None:
            continue
        base = prior + safety + _MEANING * hit.meaning[number] - penalty - (_HEADING_ONLY if heads else 0.0)
        best = dict(around)
        credited(best, own, 1.0)
        figure = FIGURE_BONUS if want.figure and _DIGIT.search(words) else 0.0
        promise = base + terms.coverage(best) + figure
        yield Sentence(hit, start, end, around, safety - penalty, base, hit.meaning[number:], promise, end)


@lru_cache(maxsize=16384)
def heads_others(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a heading, or short and without a figure, so that those after it tell of it.

    A figure may say how many of them there are (办好20件民生实事).
    """
    words = text[start:end]
    if end - start > 2 * _TOPIC_SENTENCE or (
        any(figure.unit for figure in figures(words)) and not counted_names(words)
    ):
        return False
    marked = line_marker(text, start, end) or item_markers(text, start, end)
    return bool(marked) or (end - start <= _TOPIC_SENTENCE and text[end - 1] == "。")


def _scaled(credits: Mapping[str, float], factor: float) -> dict[str, float]:
    return {word: factor * credit for word, credit in credits.items()}


def credited(credits: dict[str, float], found: Mapping[str, float], factor: float) -> None:
    """Raises the credit of each word found to its own times a factor, where that is more."""
    for word, credit in found.items():
        credits[word] = max(credits.get(word, 0.0), factor * credit)


def period_penalty(query: Query, hit: Hit, sentence: str) -> float | None:
    """What a sentence of another period costs; None where it tells of another year, or no plan where one is asked."""
    period = hit.chunk.period
    planned = clause_planned(sentence, period)
    if query.years:
        told = {int(year) for year in YEAR.findall(sentence)}
        told |= {period.year} if period and period.year else set()
        if told and told.isdisjoint(query.years):
            return None
    if query.planned is not None and planned != query.planned:
        # Where no place is named, what other places only plan is no answer beside what some have done.
        return None if query.planned or not query.regions else _WRONG_PERIOD
    return _SLIGHTLY_PLANNED if query.planned is None and planned else 0.0
