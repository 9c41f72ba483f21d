"""Hits → the spans that answer: the clause that holds the figure of the right thing, not the chunk around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from assistant.figures import asked_units, figures
from assistant.matching import Terms
from assistant.model import Evidence, Hit, Query
from index.periods import YEAR, clause_planned
from index.sentences import clauses, sentences

# Credit for a word that stands not in the span itself but earlier in its sentence, in the headings above it,
# or elsewhere in its chunk.
_IN_SENTENCE, _IN_HEADINGS, _IN_CHUNK = 0.75, 0.6, 0.35
_FIGURE_BONUS, _NO_FIGURE = 0.25, 0.35
_NEAR_FIGURE = 0.2  # for the words that stand in the very clause of the figure
_WRONG_PERIOD = 0.4
_RANK_PRIOR = 0.12
_MEANING = 0.3  # for each standard deviation that the sentence's cosine with the question lies above the mean
_PER_CHARACTER = 0.0008
_HEADING_ONLY = 0.2
_KIND_BONUS = 0.15
_LONGEST = {"figure": 90, "comparison": 90, "places": 110, "fact": 120, "explain": 120, "list": 220}  # characters of one span
_MOST_CLAUSES = 6


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    credits: Mapping[str, float]
    units: tuple[str, ...]


def candidates(query: Query, terms: Terms, hits: Sequence[Hit]) -> list[Evidence]:
    """Every run of clauses that may answer, best first, ties in hit and text order; scores mostly lie in 0…1.5."""
    units = asked_units(query.topic)
    meaning = _standardised([hit.cosines for hit in hits])
    found = [
        evidence
        for rank, hit in enumerate(hits)
        for evidence in _in_chunk(query, terms, hit, meaning[rank], units, _RANK_PRIOR * (1 - rank / len(hits)))
    ]
    return sorted(found, key=lambda evidence: -evidence.score)


def _standardised(cosines: Sequence[Sequence[float]]) -> list[list[float]]:
    """Each cosine as standard deviations above the mean of all: e5's cosines lie in a narrow band."""
    every = [cosine for row in cosines for cosine in row]
    centre, spread = (fmean(every), pstdev(every) or 1.0) if every else (0.0, 1.0)
    return [[(cosine - centre) / spread for cosine in row] for row in cosines]


def _in_chunk(
    query: Query, terms: Terms, hit: Hit, meaning: Sequence[float], units: Sequence[str], prior: float
) -> Iterator[Evidence]:
    text = hit.chunk.text
    around = {word: _IN_CHUNK * credit for word, credit in terms.credits(text).items()}
    _raise(around, terms.credits(" ".join(hit.chunk.section)), _IN_HEADINGS)
    for near, (start, end) in zip(meaning, sentences(text), strict=True):
        parts = [
            _Clause(a, b, terms.credits(text[a:b]), tuple(figure.unit for figure in figures(text[a:b])))
            for a, b in clauses(text, start, end)
        ]
        penalty = _period_penalty(query, hit, text[start:end])
        if penalty is None:
            continue
        for first in range(len(parts)):
            before = dict(around)
            for clause in parts[:first]:
                _raise(before, clause.credits, _IN_SENTENCE)
            base = prior + _MEANING * near - penalty
            yield from _windows(query, terms, hit, units, parts[first : first + _MOST_CLAUSES], before, base)


def _windows(
    query: Query,
    terms: Terms,
    hit: Hit,
    units: Sequence[str],
    parts: Sequence[_Clause],
    before: Mapping[str, float],
    base: float,
) -> Iterator[Evidence]:
    credits = dict(before)
    text = hit.chunk.text
    held: list[str] = []
    near = 0.0
    for clause in parts:
        _raise(credits, clause.credits, 1.0)
        start, end = parts[0].start, clause.end
        if end - start > _LONGEST[query.intent] and clause is not parts[0]:
            return
        held += clause.units
        if any(not units or unit in units for unit in clause.units):
            near = max(near, terms.coverage(clause.credits))
        coverage = terms.coverage(credits)
        score = base + coverage - _PER_CHARACTER * (end - start)
        if query.intent in ("figure", "comparison"):
            score += _figure_score(units, held) + _NEAR_FIGURE * near
        if terms.kind and terms.kind in text[start:end]:
            score += _KIND_BONUS
        if text[start:end].strip("。；，：:;,") in hit.chunk.section:
            score -= _HEADING_ONLY
        while end > start and text[end - 1] in "，,、；;：: \n":
            end -= 1
        yield Evidence(hit, hit.chunk.start + start, hit.chunk.start + end, text[start:end], score, coverage)


def _figure_score(units: Sequence[str], held: Sequence[str]) -> float:
    """Rewards a figure of each unit asked for; a figure of another unit earns half, none at all costs."""
    if not held:
        return -_NO_FIGURE
    wanted = [unit for unit in units if unit in held]
    return _FIGURE_BONUS if wanted or not units else _FIGURE_BONUS / 4


def _raise(credits: dict[str, float], found: Mapping[str, float], factor: float) -> None:
    for word, credit in found.items():
        credits[word] = max(credits.get(word, 0.0), factor * credit)


def _period_penalty(query: Query, hit: Hit, sentence: str) -> float | None:
    """What a sentence of another period costs; None where it speaks of another year than the one asked for."""
    period = hit.chunk.period
    planned = clause_planned(sentence, period)
    if query.years:
        told = {int(year) for year in YEAR.findall(sentence)}
        told |= {period.year} if period and period.year else set()
        if told.isdisjoint(query.years):
            return None
    if query.planned is not None and planned != query.planned:
        return _WRONG_PERIOD
    return 0.05 if query.planned is None and planned else 0.0
