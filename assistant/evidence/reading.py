"""Portions → the spans that a reader finds an answer in: whether one answers, where it stands, how far it goes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import log

from assistant.evidence.cells import Cell, cells, may_be
from assistant.evidence.confidence import Signs, promise
from assistant.evidence.judged import Judged
from assistant.evidence.meant import Sought, covers, sought
from assistant.evidence.patterns import COMPARING, WHOLE_YEAR
from assistant.evidence.portions import Portion
from assistant.evidence.stretches import share_around, stretches, widened
from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import may_be_said
from assistant.model import Evidence, Found, Hit, Library, Query
from assistant.reader.reader import Pair, Reader, Reading
from index.model import Fact
from index.report.periods import YEAR, clause_planned

LOOKED_AT = 3  # spans of a place whose sentences are read once more by themselves
# What a span is worth less where its report is an older one or not known to be of the place, or where it tells of a
# plan and a result is asked for: not fitted, for they are rules.
_OLDER, _FOREIGN, _UNTIMELY = 0.7, 0.7, 2.0
_PARTLY = 1.5  # the same where it tells of a part of the year asked for
_USUAL = 40  # characters; lengths are measured against it
_OF_THE_THING = 0.6  # how much of what a figure counts the question names, from which its clause is looked at
_BETWEEN_CELLS = re.compile(r"[|\t]| {2,}")
_SLIGHTLY = 0.1  # of what a plan is worth less than a result where a result is asked for


def asked_of(query: Query, found: Found) -> str:
    """The question as it is put to the reader: of one place and one year, a follow-up with what it takes over."""
    side_by_side = len(query.regions) > 1 or found.year is not None
    if not (side_by_side or query.background):
        return query.standalone
    years = "、".join(f"{year}年" for year in ((found.year,) if found.year else query.years))
    plan = "计划" if query.planned else ""
    topic = COMPARING.sub("", query.topic)
    told = f"{query.background}，{topic}呢" if query.background else topic
    return f"{found.place.name if found.place else ''}{years}{plan}{told}"


def read_spans(want: Wanted, portion: Portion, library: Library, reader: Reader) -> list[Evidence]:
    """The spans of a place's reports that may answer, best first, whole clauses each."""
    return sorted((one.evidence for one in judged(want, portion, library, reader)), key=lambda span: -span.score)


def judged(want: Wanted, portion: Portion, library: Library, reader: Reader) -> list[Judged]:
    """The spans that promise most, each looked at closer: what its sentences say alone, without their neighbours.

    None that advertising stands in, none of another time or place.
    """
    spans = sorted(_seen(want, portion, library, reader), key=lambda one: one.loss - promise(one.signs))
    best = spans[:LOOKED_AT]
    asked = asked_of(want.query, portion.found)
    readings = reader.read([Pair(asked, one.hit.chunk.context, one.alone) for one in best])
    return [
        replace(one, signs={**one.signs, "closer": _odds(reading)}, yes=reading.yes)
        for one, reading in zip(best, readings, strict=True)
    ]


def _seen(want: Wanted, portion: Portion, library: Library, reader: Reader) -> Iterator[Judged]:
    """All spans, in the order of the hits."""
    hits = portion.hits
    asked = asked_of(want.query, portion.found)
    readings = reader.read([Pair(asked, hit.chunk.context, hit.chunk.text) for hit in hits])
    reports = [library.report(hit.chunk.report) for hit in hits]
    newest = max((report.year or 0 for report in reports), default=0)
    wish = sought(want) if want.figure else None
    for hit, reading, report in zip(hits, readings, reports, strict=True):
        older = bool(want.query.regions and not want.query.years and report.year and report.year < newest)
        loss = _OLDER * older + _FOREIGN * portion.found.foreign(report.path)
        around = _around(want, hit)
        for span in dict.fromkeys(_spans(portion.found, hit, reading, wish, library)):
            signs = _signs(want, hit, span, around)
            if signs:
                fact = wish.meant(_figures(hit, span), *span.meant) if wish else None
                if wish and _is_another(want.query, hit, span, fact, wish, asked):
                    continue
                signs |= {"odds": _odds(reading), "behind": portion.best - hit.score}
                loss_of_time = _UNTIMELY * signs["untimely"]
                loss_of_time += _PARTLY * _is_of_part(want.query, fact)
                yield Judged(hit, span.start, span.end, span.focus, signs, loss + loss_of_time, fact)
    if wish:
        yield from _rows(want, portion, wish, library, reader)


def _rows(want: Wanted, portion: Portion, wish: Sought, library: Library, reader: Reader) -> Iterator[Judged]:
    """The rows of tables in which a cell may be the figure asked for, each read as the sentence that tells it."""
    asked = asked_of(want.query, portion.found)
    found = [cell for cell in cells(wish, asked, portion.hits) if _is_timely(want.query, cell)]
    readings = reader.read([Pair(asked, cell.hit.chunk.context, cell.told) for cell in found])
    for cell, reading in zip(found, readings, strict=True):
        span = Evidence(cell.hit, cell.start, cell.end, cell.quote, 0.0, 0.0)
        if not may_be_said(portion.found, span, library):
            continue
        at = cell.told.rfind(cell.said)
        signs = {
            **_words_of(want, f"{cell.hit.chunk.indexed_text}\n{cell.told}"),
            "share": log(max(share_around(reading, at, at + len(cell.said)), 1e-4)),
            "unfit": 0.0,
            "untimely": float(want.query.planned is not None and want.query.planned != (cell.fact.state == "planned")),
            "said": want.terms.coverage(want.terms.credits(cell.told)),
            "length": log(len(cell.told) / _USUAL),
            "odds": _odds(reading),
            "behind": portion.best - cell.hit.score,
        }
        loss = _FOREIGN * portion.found.foreign(cell.hit.chunk.report) + _UNTIMELY * signs["untimely"]
        loss += _OLDER * any(_is_later(other.fact, cell.fact) for other in found if not want.query.years)
        yield Judged(cell.hit, cell.start, cell.end, cell.written, signs, loss, cell.fact, told=cell.told)


def _is_later(fact: Fact, than: Fact) -> bool:
    """Whether a cell is of the same as another one, of a later year."""
    like = (fact.thing, fact.place, fact.state) == (than.thing, than.place, than.state)
    return like and fact.when is not None and than.when is not None and fact.when.year > than.when.year


def _is_timely(query: Query, cell: Cell) -> bool:
    """Whether a cell is of none of the other years than those asked for, nor of another half."""
    when = cell.fact.when
    if _of_other_part(query, cell.hit, cell.fact):
        return False
    return not query.years or when is None or when.year in query.years


def _is_another(query: Query, hit: Hit, span: "_Span", fact: Fact | None, wish: Sought, asked: str) -> bool:
    """Whether a span where a figure is asked for is a row without it, or its record is of another half or town."""
    if fact is None:
        return bool(_BETWEEN_CELLS.search(span.quote)) and any(each.cell for each in hit.chunk.facts)
    return _of_other_part(query, hit, fact) or (fact.cell and not may_be(fact, wish, asked))


def _of_other_part(query: Query, hit: Hit, fact: Fact) -> bool:
    """Whether half a year is asked of, and a figure is of the whole or the other half; or the whole, and of a part.

    A cell whose heads tell no part of the year may be of either.
    """
    when, period = fact.when, hit.chunk.period
    if when is None or (fact.cell and not when.part):
        return False
    if query.half is None:
        return bool(WHOLE_YEAR.search(query.standalone)) and when.part not in ("", "12") and not fact.per
    return not (period and period.half == query.half) and not covers(fact, when.year, query.half)


def _is_of_part(query: Query, fact: Fact | None) -> bool:
    """Whether a figure is of a part of the year that is asked for."""
    when = fact.when if fact else None
    if fact is None or when is None or query.half or when.year not in query.years:
        return False
    return not covers(fact, when.year)


@dataclass(frozen=True, slots=True)
class _Span:
    """What may be said of a chunk; two of one place are one, whatever their share."""

    start: int
    end: int
    quote: str
    focus: str = field(compare=False)
    share: float = field(compare=False)

    @property
    def meant(self) -> tuple[int, int]:
        """Where its focus stands in the report."""
        start = self.start + max(self.quote.find(self.focus), 0)
        return start, start + len(self.focus)


def _figures(hit: Hit, span: _Span) -> list[Fact]:
    return [fact for fact in hit.chunk.facts if span.start <= fact.start and fact.end <= span.end]


def _stretches(hit: Hit, reading: Reading, wish: Sought | None) -> Iterator[tuple[int, int, float]]:
    """The stretches that the reader means, and those of figures whose record is of the thing asked for."""
    yield from stretches(reading)
    for fact in hit.chunk.facts if wish else ():
        if wish and wish.meant([fact], 0, 0) and wish.named(fact) >= _OF_THE_THING:
            start, end = fact.start - hit.chunk.start, fact.end - hit.chunk.start
            yield start, end, share_around(reading, start, end)


def _spans(found: Found, hit: Hit, reading: Reading, wish: Sought | None, library: Library) -> Iterator[_Span]:
    """For each stretch the sentences or else the clauses around it, where they may be said."""
    chunk = hit.chunk
    for start, end, share in _stretches(hit, reading, wish):
        focus = slice(*widened(chunk.text, start, end, whole=False))
        for first, last in (widened(chunk.text, start, end, whole=True), (focus.start, focus.stop)):
            quote = chunk.text[first:last]
            span = Evidence(hit, chunk.start + first, chunk.start + last, quote, 0.0, 0.0)
            if quote and may_be_said(found, span, library):
                yield _Span(span.start, span.end, quote, chunk.text[focus], share)
                break


def _around(want: Wanted, hit: Hit) -> Signs:
    """What the words of a whole passage, and those above it, tell of each span there."""
    return _words_of(want, hit.chunk.indexed_text)


def _words_of(want: Wanted, text: str) -> Signs:
    held, weights = want.terms.credits(text), want.terms.weights
    missing = (weights[word] for word in weights if len(word) > 1 and word not in held)
    return {"around": want.terms.coverage(held), "missing": max(missing, default=0.0)}


def _signs(want: Wanted, hit: Hit, span: _Span, around: Signs) -> dict[str, float] | None:
    """What the words tell of a span, with what they tell `around` it; None where it is of another year."""
    time = untimely(want.query, hit, span.quote)
    if time is None:
        return None
    return {
        "share": log(max(span.share, 1e-4)),
        "unfit": float(not want.fits(span.quote)),
        "untimely": time,
        "said": want.terms.coverage(want.terms.credits(span.quote)),
        **around,
        "length": log(max(span.end - span.start, 2) / _USUAL),
    }


def _odds(reading: Reading) -> float:
    """The logarithm of the odds that a passage answers."""
    likely = min(max(reading.answerable, 1e-6), 1 - 1e-6)
    return log(likely / (1 - likely))


def untimely(query: Query, hit: Hit, sentence: str) -> float | None:
    """Whether a clause tells of a plan where a result is asked for, or the reverse; None where it is of another year.

    Where either will do a plan is a little less.
    """
    period = hit.chunk.period
    if query.years:
        told = {int(year) for year in YEAR.findall(sentence)}
        told |= {period.year} if period and period.year else set()
        if told and told.isdisjoint(query.years):
            return None
    planned = clause_planned(sentence, period)
    return _SLIGHTLY * planned if query.planned is None else float(planned != query.planned)
