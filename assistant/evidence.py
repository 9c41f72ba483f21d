"""Hits → the spans that answer: the clause that holds the figure of the right thing, not the chunk around it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from assistant.amounts import ASKED_VERB, FIGURE_BONUS, UNDER_TOPIC, amount_score, nearness
from assistant.figures import answers, figures
from assistant.model import Evidence, Found, Hit, Query
from assistant.places import may_speak_of, tells_of
from assistant.wanted import Wanted
from assistant.words import counted_names
from index.markers import item_markers, line_marker
from index.model import Region, Report
from index.periods import YEAR, clause_planned
from index.regions import gazetteer
from index.sentences import clauses, sentences

# Credit for a word that stands not in the span itself but earlier in its sentence, in the headings above it,
# in a short sentence that heads it, in the sentence before, or elsewhere in its chunk.
IN_SENTENCE, _IN_HEADINGS, _IN_PREVIOUS, _IN_CHUNK = 0.75, 0.7, 0.5, 0.3
_WRONG_PERIOD, _SLIGHTLY_PLANNED = 0.4, 0.05
_RANK_PRIOR = 0.1
_FOREIGN = 0.1  # for a report that is not known to be of the place asked for
_OLDER = 0.15  # for a report of an earlier year than another of the place, where no year is asked for
_MEANING = 0.08  # for each standard deviation that the sentence's cosine with the question lies above the mean
_PER_CHARACTER = 0.0008
_OF_A_PART = 0.4  # for a figure of a place inside the one asked for
_FIGURE_UNASKED = 0.06  # for figures where no amount is asked for: what a thing is stands elsewhere
_HEADING_ONLY = 0.3
_KIND_BONUS = 0.15
_PHRASE_BONUS = 0.15  # for the share of the question's phrases that stand together
_LONGEST = {"figure": 90, "comparison": 90, "places": 110, "fact": 120, "explain": 120, "list": 200}  # characters
_MOST_CLAUSES = 6
_CUT = 6  # sentences of a place's reports that are cut into clauses
_DIGIT = re.compile(r"\d")
_TOPIC_SENTENCE = 16  # characters; a shorter sentence without a figure heads those after it


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    credits: Mapping[str, float]
    units: tuple[str, ...]


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


def candidates(want: Wanted, found: Found, report: Callable[[str], Report]) -> list[Evidence]:
    """The runs of clauses that may answer, best first, ties in hit and text order; scores mostly lie in 0…1.5."""
    told = promising(want, found, report)
    runs = [run for sentence in told for run in _runs(want, found.place, sentence) if tells_of(found, run, report)]
    return sorted(runs, key=lambda evidence: -evidence.score)


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


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any of the spans touches `start:end`."""
    return any(start < right and left < end for left, right in spans)


def _sentences(want: Wanted, hit: Hit, prior: float, safety: float) -> Iterator[Sentence]:
    text, terms = hit.chunk.text, want.terms
    above = _scaled(terms.credits(text), _IN_CHUNK)
    _raise(above, terms.credits(" ".join(hit.chunk.section)), _IN_HEADINGS)
    headed, previous = above, dict[str, float]()
    for number, (start, end) in enumerate(sentences(text)):
        words = text[start:end]
        own = terms.credits(words)
        heads = heads_others(text, start, end)
        if heads:
            headed = dict(above)
            _raise(headed, own, UNDER_TOPIC)
        around = dict(headed)
        _raise(around, previous, _IN_PREVIOUS)
        previous = own
        penalty = _period_penalty(want.query, hit, words)
        if penalty is None:
            continue
        base = prior + safety + _MEANING * hit.meaning[number] - penalty - (_HEADING_ONLY if heads else 0.0)
        best = dict(around)
        _raise(best, own, 1.0)
        figure = FIGURE_BONUS if want.figure and _DIGIT.search(words) else 0.0
        promise = base + terms.coverage(best) + figure
        yield Sentence(hit, start, end, around, safety - penalty, base, hit.meaning[number:], promise, end)


def _runs(want: Wanted, place: Region | None, sentence: Sentence) -> Iterator[Evidence]:
    """All runs of clauses of a sentence, up to _MOST_CLAUSES each."""
    text = sentence.hit.chunk.text
    part = _names_a_part(place, text[sentence.start : sentence.end]) if want.figure and place else None
    parts = [
        _Clause(start, end, want.terms.credits(text[start:end]), want.units(text[start:end]))
        for start, end in clauses(text, sentence.start, sentence.end)
    ]
    before = dict(sentence.around)
    for first, clause in enumerate(parts):
        for run in _windows(want, sentence, parts[first : first + _MOST_CLAUSES], before):
            of_a_part = part is not None and sentence.hit.chunk.start + sentence.start + part < run.end
            yield replace(run, score=run.score - _OF_A_PART) if of_a_part else run
        _raise(before, clause.credits, IN_SENTENCE)


def _names_a_part(place: Region, sentence: str) -> int | None:
    """Where a sentence first names a place inside another: what follows tells of that one."""
    for mention in gazetteer().mentions(sentence, (place,)):
        if any(region != place and place.covers(region) for region in mention.regions):
            return mention.start
    return None


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


def _windows(
    want: Wanted, sentence: Sentence, parts: Sequence[_Clause], before: Mapping[str, float]
) -> Iterator[Evidence]:
    """The runs that begin with the first of these clauses."""
    hit, text, credits = sentence.hit, sentence.hit.chunk.text, dict(before)
    held: list[str] = []
    near: list[float] = []
    for clause in parts:
        _raise(credits, clause.credits, 1.0)
        start, end = parts[0].start, clause.end
        if end - start > _LONGEST[want.query.intent] and clause is not parts[0]:
            return
        held += clause.units
        if want.figure and answers(want.amounts, clause.units):
            near.append(nearness(want.terms, clause.credits, before))
        coverage = want.terms.coverage(credits)
        score = sentence.base + coverage - _PER_CHARACTER * (end - start)
        if want.figure:
            score += amount_score(want, held, near, text[start:end])
        if want.terms.kind and want.terms.kind.search(text, start, end):
            score += _KIND_BONUS
        if not want.figure and want.terms.verb and credits.get(want.terms.verb, 0.0) > IN_SENTENCE:
            score += ASKED_VERB
        if not want.figure and not want.terms.kind and any(held):
            score -= _FIGURE_UNASKED
        score += _PHRASE_BONUS * want.terms.together(text[start:end])
        while end > start and text[end - 1] in "，,、；;：: \n":
            end -= 1
        yield Evidence(hit, hit.chunk.start + start, hit.chunk.start + end, text[start:end], score, coverage)


def _scaled(credits: Mapping[str, float], factor: float) -> dict[str, float]:
    return {word: factor * credit for word, credit in credits.items()}


def _raise(credits: dict[str, float], found: Mapping[str, float], factor: float) -> None:
    for word, credit in found.items():
        credits[word] = max(credits.get(word, 0.0), factor * credit)


def _period_penalty(query: Query, hit: Hit, sentence: str) -> float | None:
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
