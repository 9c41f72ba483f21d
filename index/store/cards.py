"""What the catalogue keeps of a report."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.model import Card, Region, Report
from index.places.of_report import leading_places, named_places


def card_of(report: Report) -> Card:
    """The card of a report: everything but its text, and where its own place cannot be told those that it names."""
    periods = (section.period for top in report.sections for section in top.walk())
    years = {report.year, *(period.year for period in periods if period)}
    return Card(
        path=report.path,
        title=report.title,
        agency=report.agency,
        region=report.region,
        published=report.published,
        kind=report.kind,
        year=report.year,
        years=frozenset(year for year in years if year is not None),
        opening=report.opening,
        leads=() if report.region else leading_places(report.title, report.text[report.body_start :]),
        named=frozenset() if report.region else named_places(report.text),
        unread=report.unread,
        scanned=bool(report.scanned),
    )


def sharing(cards: Iterable[Card]) -> Iterator[Card]:
    """The same cards, equal places being one object: as read, each has its own, four fifths of its bytes."""
    seen: dict[Region, Region] = {}
    for card in cards:
        yield replace(
            card,
            region=card.region and seen.setdefault(card.region, card.region),
            leads=tuple(seen.setdefault(place, place) for place in card.leads),
            named=frozenset(seen.setdefault(place, place) for place in card.named),
        )
