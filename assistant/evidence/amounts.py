"""How well a run of clauses tells an amount that is asked for: hand-made scores, in the same measure as coverage."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.evidence import patterns
from assistant.evidence.promising import FIGURE_BONUS, IN_SENTENCE, UNDER_TOPIC, Sentence, credited, promising
from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import tells_of
from assistant.language.figures import answers
from assistant.language.terms import Terms
from assistant.model import Evidence, Found
from index.model import Region, Report
from index.places.gazetteer import gazetteer
from index.text.sentences import clauses

_NO_FIGURE = 0.35
ASKED_VERB = 0.15  # for the verb whose object is asked for: in the very clause of the figure, or in the span
_NEAR_FIGURE = 0.4  # for the words that stand in the very clause of the figure
_SIBLING, _AS_NEAR = 0.05, 0.04  # for each more clause with a figure of the thing, which says it as well up to this
_TOTAL = 0.06  # for a figure that is said to be a total
_CHANGE_FOR_LEVEL = 0.12  # for a figure that says by how much a thing changed where its amount is asked for
_PER_HEAD_UNASKED = 0.5  # for an amount by head where the whole is asked for


def amount_score(want: Wanted, held: Sequence[str], near: Sequence[float], text: str) -> float:
    """The score of a run: `held` are the units of its figures, `near` the nearness of each clause that has one."""
    score = _figure_score(want, held) + max(near, default=0.0) + _SIBLING * _siblings(near)
    if patterns.TOTAL.search(text):
        score += _TOTAL
    if want.level and patterns.CHANGE.search(text):
        score -= _CHANGE_FOR_LEVEL
    if patterns.PER_HEAD.search(text) and not patterns.PER_HEAD.search(want.query.topic):
        score -= _PER_HEAD_UNASKED
    return score


def nearness(terms: Terms, credits: Mapping[str, float], before: Mapping[str, float]) -> float:
    """How well the clause of a figure itself, under its headings, says what the figure counts.

    The verb counts as far as the things are said: 发放 alone tells of anything that is paid.
    """
    own = {word: max(credit, credits.get(word, 0.0)) for word, credit in before.items() if credit >= UNDER_TOPIC}
    held = {**credits, **own}
    said = _NEAR_FIGURE * terms.coverage(held)
    if not terms.verb or not credits.get(terms.verb):
        return said
    things = 1.0 - terms.weights[terms.verb]
    held.pop(terms.verb)
    return said + ASKED_VERB * (terms.coverage(held) / things if things else 1.0)


def _siblings(near: Sequence[float]) -> int:
    """How many clauses beside the best have a figure of the same thing: 城市…166万元，农村…1151万元."""
    return sum(one >= max(near) - _AS_NEAR for one in near) - 1 if near else 0


def _figure_score(want: Wanted, held: Sequence[str]) -> float:
    """Rewards a figure for each amount asked for; figures of other units earn little, none at all costs."""
    if not any(held):
        return -_NO_FIGURE
    return FIGURE_BONUS * max(0.2, answers(want.amounts, held))


_PER_CHARACTER = 0.0008
_OF_A_PART = 0.4  # for a figure of a place inside the one asked for
_FIGURE_UNASKED = 0.06  # for figures where no amount is asked for: what a thing is stands elsewhere

_KIND_BONUS = 0.15
_PHRASE_BONUS = 0.15  # for the share of the question's phrases that stand together
_LONGEST = {"figure": 90, "comparison": 90, "places": 110, "fact": 120, "explain": 120, "list": 200}  # characters
_MOST_CLAUSES = 6


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    credits: Mapping[str, float]
    units: tuple[str, ...]


def candidates(want: Wanted, found: Found, report: Callable[[str], Report]) -> list[Evidence]:
    """The runs of clauses that may answer, best first, ties in hit and text order; scores mostly lie in 0…1.5."""
    told = promising(want, found, report)
    runs = [run for sentence in told for run in _runs(want, found.place, sentence) if tells_of(found, run, report)]
    return sorted(runs, key=lambda evidence: -evidence.score)


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
        credited(before, clause.credits, IN_SENTENCE)


def _names_a_part(place: Region, sentence: str) -> int | None:
    """Where a sentence first names a place inside another: what follows tells of that one."""
    for mention in gazetteer().mentions(sentence, (place,)):
        if any(region != place and place.covers(region) for region in mention.regions):
            return mention.start
    return None


def _windows(
    want: Wanted, sentence: Sentence, parts: Sequence[_Clause], before: Mapping[str, float]
) -> Iterator[Evidence]:
    """The runs that begin with the first of these clauses."""
    hit, text, credits = sentence.hit, sentence.hit.chunk.text, dict(before)
    held: list[str] = []
    near: list[float] = []
    for clause in parts:
        credited(credits, clause.credits, 1.0)
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
