"""Which reports can tell of a place, and whether a span of another place's report, or of no known place's, does."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.model import Evidence, Found
from index.model import Card, Chunk, Region, Report
from index.regions import Mention, gazetteer


def reports_of(region: Region, cards: Sequence[Card]) -> tuple[Card, ...]:
    """The reports of a place, of places in it, or that open with it; else those of the nearest place around it."""
    inside = tuple(card for card in cards if is_of(region, card))
    if inside:
        return inside
    around = [card for card in cards if card.region and card.region.covers(region)]
    nearest = max((len(card.region.prefix) for card in around if card.region), default=0)
    return tuple(card for card in around if card.region and len(card.region.prefix) == nearest)


def naming(region: Region, cards: Sequence[Card]) -> tuple[Card, ...]:
    """The reports whose own place cannot be told that name the place, or a place in it."""
    return tuple(card for card in cards if any(region.covers(place) for place in card.named))


def placeless(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The reports whose own place cannot be told and that name none: shown as found, never as an answer for a place."""
    return tuple(card for card in cards if not card.region and not card.named)


def is_of(region: Region, card: Card) -> bool:
    """Whether a report is one of the place, or of a place in it, or opens with it."""
    places = (card.region,) if card.region else card.leads
    return any(region.covers(place) for place in places)


def narrower(found: Found, report: Report) -> Region | None:
    """The place of a report that lies in the place asked for: what it tells is that part's, not the whole's."""
    asked, told = found.place, report.region
    return told if asked and told and told != asked and asked.covers(told) else None


def tells_of(found: Found, span: Evidence, report: Callable[[str], Report]) -> bool:
    """Whether a span tells of the place asked for."""
    told = report(span.hit.chunk.report)
    if found.place is None or not found.foreign(told.path):
        return True
    return speaks_of(found.place, span, around=told.region is not None)


def may_speak_of(found: Found, chunk: Chunk, end: int) -> bool:
    """Whether a place asked for is named at all above or before `end` in a chunk that is no report's of its own."""
    if found.place is None or not found.foreign(chunk.report):
        return True
    return any(found.place.short in words for words in (chunk.context, chunk.text[:end]))


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
