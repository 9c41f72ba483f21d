"""Evidence → what is said: which spans, for which places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.evidence.lists import LONGEST_LIST, section_item, section_list, topic_run
from assistant.evidence.portions import portions
from assistant.evidence.reading import read_spans
from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import may_be_said, narrower
from assistant.model import Evidence, Found, Group, Hit, Library
from assistant.question.intent import counted
from assistant.reader.reader import Reader
from index.model import overlaps

SURE = 0.3  # confidence from which a span is an answer
NEARBY = 0.2  # coverage of the words asked about from which a refusal shows a span as the nearest thing
SAID_THERE = 0.7  # the same for the span's own words where it is asked which places tell of a thing
NEAR_THE_BEST = 0.55  # where no place was named a place's span must cover this share of what the best place's covers
LONGEST_UNNAMED = 320  # characters
MORE = 5  # further paragraphs of a place that a writer may read; none for a figure, which only its own place may give


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen evidence by place, with the confidence of its surest span.

    Where nothing answers there are no groups: `nearest` is then the span that comes nearest, which is no answer,
    `touched` tells whether any report has any of the words asked about, and `only_parts` that an amount was asked of
    places for which there are only reports of places inside them.
    """

    groups: tuple[Group, ...]
    sure: float = 0.0
    nearest: Evidence | None = None
    touched: bool = True
    only_parts: bool = False


def choose(want: Wanted, found: Sequence[Found], library: Library, reader: Reader) -> Choice:
    """The evidence for each place; a place without enough is left empty where places are compared."""
    query = want.query
    wants = [_of_its_year(want, place) for place in found]
    ranked = [
        (portion.found, read_spans(here, portion, library, reader))
        for here, portion in zip(wants, portions(query, found), strict=True)
    ]
    best = max((spans[0].coverage for _, spans in ranked if spans), default=0.0)
    least = 0.0 if query.regions else NEAR_THE_BEST * best
    several = len(found) > 1 or query.every_region or not query.regions
    groups: list[Group] = []
    sure = 0.0
    for here, (place, spans) in zip(wants, ranked, strict=True):
        span = _sure(here, next(iter(_of_the_whole(here, place, spans, library)), None), least)
        chosen = _chosen(here, place, span, library)
        sure = max(sure, span.sure) if span else sure
        if chosen or place.year or (query.regions and query.intent == "comparison"):
            more = () if want.figure else tuple(hit for hit in place.hits if _may_be_read(hit, place, library))
            groups.append(Group(_label(place, chosen, library, several=several), chosen, more[:MORE]))
    if not query.regions:
        groups = _foremost(groups, library)
    if any(group.evidence for group in groups):
        return Choice(tuple(groups), sure)
    firsts = [spans[0] for _, spans in ranked if spans]
    nearest = max((span for span in firsts if span.coverage >= NEARBY), key=lambda span: span.score, default=None)
    only_parts = want.figure and bool(query.regions) and all(_has_only_parts(place, library) for place in found)
    return Choice((), nearest=nearest, touched=best > 0, only_parts=only_parts)


def _of_its_year(want: Wanted, place: Found) -> Wanted:
    return want if place.year is None else replace(want, query=replace(want.query, years=(place.year,)))


def _foremost(groups: Sequence[Group], library: Library) -> list[Group]:
    """The groups of the best spans, as many as together stay readable: a line a place.

    A report whose place is unknown is no place to compare with others: it answers alone where it answers best.
    """
    ranked = sorted(groups, key=lambda group: -max(span.score for span in group.evidence))
    if ranked and not _of_known_place(ranked[0], library):
        return ranked[:1]
    ranked = [group for group in ranked if _of_known_place(group, library)]
    lengths = accumulate(sum(len(span.quote) for span in group.evidence) for group in ranked)
    short = [group for group, length in zip(ranked, lengths, strict=True) if length <= LONGEST_UNNAMED]
    return short or ranked[:1]


def _of_known_place(group: Group, library: Library) -> bool:
    return library.report(group.evidence[0].hit.chunk.report).region is not None


def _of_the_whole(want: Wanted, place: Found, spans: Sequence[Evidence], library: Library) -> Sequence[Evidence]:
    """The spans that may answer for the place asked for: a figure of a part of it is no figure of the whole."""
    if not want.figure:
        return spans
    return [span for span in spans if not narrower(place, library.report(span.hit.chunk.report))]


def _has_only_parts(place: Found, library: Library) -> bool:
    return all(narrower(place, library.report(hit.chunk.report)) for hit in place.hits)


def _label(place: Found, chosen: Sequence[Evidence], library: Library, *, several: bool) -> str | None:
    """The place's name where places must be told apart, and that of the part of it that alone answers."""
    parts = dict.fromkeys(narrower(place, library.report(span.hit.chunk.report)) for span in chosen)
    inside = "、".join(part.name for part in parts if part)
    if several:
        return f"{place.label}（{inside}）" if inside else place.label
    return inside or None


def _sure(want: Wanted, span: Evidence | None, least: float) -> Evidence | None:
    """The span if it is sure enough that it answers, and covers `least` of what is asked."""
    if span is None or span.coverage < least:
        return None
    if want.query.intent == "places" and want.terms.coverage(want.terms.credits(span.quote)) < SAID_THERE:
        return None
    return span if span.sure >= SURE else None


def _may_be_read(hit: Hit, found: Found, library: Library) -> bool:
    """Whether a whole paragraph is of the place asked for and holds no advertising."""
    report, chunk = library.report(hit.chunk.report), hit.chunk
    return not (
        overlaps(report.distrusted, chunk.start, chunk.end) or found.foreign(chunk.report) or narrower(found, report)
    )


def _chosen(want: Wanted, found: Found, span: Evidence | None, library: Library) -> tuple[Evidence, ...]:
    """The span; where a list under a heading is asked for, what may be said of all of it or of the item counted to.

    Such a list needs no span where it has as many items as the question says.
    """
    alone = (span,) if span else ()
    if not span and counted(f"{want.query.topic} {want.query.background}") is None:
        return ()
    listed: tuple[Evidence, ...] = ()
    if want.query.ordinal:
        listed = section_item(want, found.hits, library)
    elif want.query.intent == "list":
        run = topic_run(span, want.terms, LONGEST_LIST) if span else ()
        listed = section_list(want, found.hits, library) or run
    return tuple(part for part in listed if may_be_said(found, part, library)) if listed else alone
