"""Whether a span may be said of the place asked for, though its report be another place's or no known one's."""

from functools import lru_cache

from assistant.model import Evidence, Found, Library
from index.model import Chunk, Region, Report, overlaps
from index.places.gazetteer import Mention, gazetteer


def narrower(found: Found, report: Report) -> Region | None:
    """The place of a report that lies in the place asked for: what it tells is that part's, not the whole's."""
    asked, told = found.place, report.region
    return told if asked and told and told != asked and asked.covers(told) else None


def may_be_said(found: Found, span: Evidence, library: Library) -> bool:
    """Whether no advertising stands in a span, and it tells of the place asked for."""
    report = library.report(span.hit.chunk.report)
    if overlaps(report.distrusted, span.start, span.end):
        return False
    if found.place is None or not found.foreign(report.path):
        return True
    return speaks_of(found.place, span, around=report.region is not None)


def speaks_of(place: Region, span: Evidence, *, around: bool) -> bool:
    """Whether a span tells of a place that its report is not known to be of.

    In a report of a larger place `around` it, the span or a heading must name the place, and the span no other place
    that does not contain it: the rest tells of the larger place. Where the report's place is unknown, the place that is
    named last up to the span's end, in its chunk or in what stands above it, is the one that it tells of.
    """
    chunk = span.hit.chunk
    if around:
        if not any(place.short in words for words in (span.quote, *chunk.section)):
            return False
        named = [region for mention in gazetteer().mentions(span.quote, (place,)) for region in mention.regions]
        return all(region.covers(place) or place.covers(region) for region in named)
    end = span.end - chunk.start + len(chunk.context) + 1
    before = [mention for mention in _mentions(chunk, place) if mention.end <= end]
    return bool(before) and any(place.covers(region) for region in before[-1].regions)


@lru_cache(maxsize=256)
def _mentions(chunk: Chunk, place: Region) -> tuple[Mention, ...]:
    return gazetteer().mentions(chunk.indexed_text, (place,))
