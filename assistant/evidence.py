"""Hits → the spans that answer: the clause that holds the figure of the right thing, not the chunk around it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from assistant.figures import answers, figures
from assistant.matching import Terms
from assistant.model import Evidence, Found, Hit, Query
from assistant.wanted import Wanted
from index.markers import item_markers, line_marker
from index.model import Region, Report
from index.periods import YEAR, clause_planned
from index.regions import gazetteer
from index.sentences import clauses, sentences

# Credit for a word that stands not in the span itself but earlier in its sentence, in the headings above it,
# in a short sentence that heads it, in the sentence before, or elsewhere in its chunk.
_IN_SENTENCE, _IN_HEADINGS, _UNDER_TOPIC, _IN_PREVIOUS, _IN_CHUNK = 0.75, 0.7, 0.7, 0.5, 0.3
_FIGURE_BONUS, _NO_FIGURE = 0.3, 0.35
_NEAR_FIGURE = 0.4  # for the words that stand in the very clause of the figure
_ASKED_VERB = 0.15  # for the verb whose object is asked for: in the very clause of the figure, or in the span
_TOTAL = 0.06  # for a figure that is said to be a total
_WRONG_PERIOD, _SLIGHTLY_PLANNED = 0.4, 0.05
_RANK_PRIOR = 0.1
_OLDER = 0.15  # for a report of an earlier year than another of the place, where no year is asked for
_MEANING = 0.08  # for each standard deviation that the sentence's cosine with the question lies above the mean
_PER_CHARACTER = 0.0008
_CHANGE_FOR_LEVEL = 0.12  # for a figure that says by how much a thing changed where its amount is asked for
_FIGURE_UNASKED = 0.06  # for figures where no amount is asked for: what a thing is stands elsewhere
_HEADING_ONLY = 0.3
_KIND_BONUS = 0.15
_PHRASE_BONUS = 0.15  # for the share of the question's phrases that stand together
_LONGEST = {"figure": 90, "comparison": 90, "places": 110, "fact": 120, "explain": 120, "list": 200}  # characters
_MOST_CLAUSES = 6
_CUT = 12  # sentences of a place's reports that are cut into clauses
_DIGIT = re.compile(r"\d")
_TOPIC_SENTENCE = 16  # characters; a shorter sentence without a figure heads those after it
_SAID_TO_BE_TOTAL = re.compile(r"(?:全[市县区省州]|累计|合计|总[计数]|共)[^，,。；]{0,8}\d")
_CHANGE = re.compile(r"(?:增加|增长|提高|上升|下降|减少|降低|多|增)(?!到|至|为)[^\d，,。]{0,2}\d")


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    credits: Mapping[str, float]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may be quoted: `around` are the credits of what stands before it and above it."""

    hit: Hit
    start: int
    end: int
    around: Mapping[str, float]
    base: float
    cosine: float
    promise: float

    @property
    def words(self) -> str:
        """Its own text."""
        return self.hit.chunk.text[self.start : self.end]


def candidates(want: Wanted, found: Found, report: Callable[[str], Report]) -> list[Evidence]:
    """The runs of clauses that may answer, best first, ties in hit and text order; scores mostly lie in 0…1.5.

    Only the sentences that promise most are cut into clauses. No sentence is quoted that a report's `distrusted` spans
    touch, nor what does not speak of `found.inside`. Where no year is asked for, the newest report leads.
    """
    meaning = _standardised([hit.cosines for hit in found.hits])
    reports = [report(hit.chunk.report) for hit in found.hits]
    newest = max((told.year or 0 for told in reports), default=0)
    promising: list[_Sentence] = []
    for rank, (hit, told) in enumerate(zip(found.hits, reports, strict=True)):
        older = bool(want.query.regions and not want.query.years and told.year and told.year < newest)
        prior = _RANK_PRIOR * (1 - rank / len(found.hits)) - _OLDER * older
        promising += [
            sentence
            for sentence in _sentences(want, hit, meaning[rank], prior)
            if not overlaps(told.distrusted, hit.chunk.start + sentence.start, hit.chunk.start + sentence.end)
        ]
    if found.inside:
        named = found.inside.short
        promising = [one for one in promising if named in one.words or any(named in h for h in one.hit.chunk.section)]
    promising.sort(key=lambda sentence: -sentence.promise)
    runs = [run for sentence in promising[:_CUT] for run in _runs(want, sentence)]
    if found.inside:
        runs = [run for run in runs if speaks_of(found.inside, run)]
    return sorted(runs, key=lambda evidence: -evidence.score)


def speaks_of(place: Region, span: Evidence) -> bool:
    """Whether a span, or a heading above it, names a place, and the span no other place that does not contain it."""
    if not any(place.short in words for words in (span.quote, *span.hit.chunk.section)):
        return False
    named = [region for mention in gazetteer().mentions(span.quote, (place,)) for region in mention.regions]
    return all(region.covers(place) or place.covers(region) for region in named)


def _standardised(cosines: Sequence[Sequence[float]]) -> list[list[float]]:
    """Each cosine as standard deviations above the mean of all: e5's cosines lie in a narrow band."""
    every = [cosine for row in cosines for cosine in row]
    centre, spread = (fmean(every), pstdev(every) or 1.0) if every else (0.0, 1.0)
    return [[(cosine - centre) / spread for cosine in row] for row in cosines]


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any of the spans touches `start:end`."""
    return any(start < right and left < end for left, right in spans)


def _sentences(want: Wanted, hit: Hit, meaning: Sequence[float], prior: float) -> Iterator[_Sentence]:
    text, terms = hit.chunk.text, want.terms
    above = _scaled(terms.credits(text), _IN_CHUNK)
    _raise(above, terms.credits(" ".join(hit.chunk.section)), _IN_HEADINGS)
    headed, previous = above, dict[str, float]()
    for near, cosine, (start, end) in zip(meaning, hit.cosines, sentences(text), strict=True):
        words = text[start:end]
        own = terms.credits(words)
        heads = heads_others(text, start, end)
        if heads:
            headed = dict(above)
            _raise(headed, own, _UNDER_TOPIC)
        around = dict(headed)
        _raise(around, previous, _IN_PREVIOUS)
        previous = own
        penalty = _period_penalty(want.query, hit, words)
        if penalty is None:
            continue
        base = prior + _MEANING * near - penalty - (_HEADING_ONLY if heads else 0.0)
        best = dict(around)
        _raise(best, own, 1.0)
        figure = _FIGURE_BONUS if want.figure and _DIGIT.search(words) else 0.0
        yield _Sentence(hit, start, end, around, base, cosine, base + terms.coverage(best) + figure)


def _runs(want: Wanted, sentence: _Sentence) -> Iterator[Evidence]:
    """All runs of clauses of a sentence, up to _MOST_CLAUSES each."""
    text = sentence.hit.chunk.text
    parts = [
        _Clause(start, end, want.terms.credits(text[start:end]), want.units(text[start:end]))
        for start, end in clauses(text, sentence.start, sentence.end)
    ]
    before = dict(sentence.around)
    for first, clause in enumerate(parts):
        yield from _windows(want, sentence, parts[first : first + _MOST_CLAUSES], before)
        _raise(before, clause.credits, _IN_SENTENCE)


def heads_others(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a heading, or short and without a figure, so that those after it tell of it."""
    if end - start > 2 * _TOPIC_SENTENCE or any(figure.unit for figure in figures(text[start:end])):
        return False
    marked = line_marker(text, start, end) or item_markers(text, start, end)
    return bool(marked) or (end - start <= _TOPIC_SENTENCE and text[end - 1] == "。")


def _windows(
    want: Wanted, sentence: _Sentence, parts: Sequence[_Clause], before: Mapping[str, float]
) -> Iterator[Evidence]:
    """The runs that begin with the first of these clauses."""
    hit, text, credits = sentence.hit, sentence.hit.chunk.text, dict(before)
    held: list[str] = []
    near = 0.0
    for clause in parts:
        _raise(credits, clause.credits, 1.0)
        start, end = parts[0].start, clause.end
        if end - start > _LONGEST[want.query.intent] and clause is not parts[0]:
            return
        held += clause.units
        if want.figure and answers(want.amounts, clause.units):
            near = max(near, _near(want.terms, clause.credits, before))
        coverage = want.terms.coverage(credits)
        score = sentence.base + coverage - _PER_CHARACTER * (end - start)
        if want.figure:
            score += _figure_score(want, held) + near
            score += _TOTAL if _SAID_TO_BE_TOTAL.search(text, start, end) else 0.0
        if want.terms.kind and want.terms.kind.search(text, start, end):
            score += _KIND_BONUS
        if not want.figure and want.terms.verb and credits.get(want.terms.verb, 0.0) > _IN_SENTENCE:
            score += _ASKED_VERB
        if not want.figure and not want.terms.kind and any(held):
            score -= _FIGURE_UNASKED
        if want.level and _CHANGE.search(text, start, end):
            score -= _CHANGE_FOR_LEVEL
        score += _PHRASE_BONUS * want.terms.together(text[start:end])
        while end > start and text[end - 1] in "，,、；;：: \n":
            end -= 1
        yield Evidence(
            hit, hit.chunk.start + start, hit.chunk.start + end, text[start:end], score, coverage, sentence.cosine
        )


def _near(terms: Terms, credits: Mapping[str, float], before: Mapping[str, float]) -> float:
    """How well the clause of a figure itself, under its headings, says what the figure counts."""
    own = {word: max(credit, credits.get(word, 0.0)) for word, credit in before.items() if credit >= _UNDER_TOPIC}
    said = _NEAR_FIGURE * terms.coverage({**credits, **own})
    return said + (_ASKED_VERB if terms.verb and credits.get(terms.verb) else 0.0)


def _figure_score(want: Wanted, held: Sequence[str]) -> float:
    """Rewards a figure for each amount asked for; figures of other units earn little, none at all costs."""
    if not any(held):
        return -_NO_FIGURE
    return _FIGURE_BONUS * max(0.2, answers(want.amounts, held))


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
        if told.isdisjoint(query.years):
            return None
    if query.planned is not None and planned != query.planned:
        return None if query.planned else _WRONG_PERIOD
    return _SLIGHTLY_PLANNED if query.planned is None and planned else 0.0
