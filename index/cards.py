"""What the catalogue keeps of a report."""

from index.model import Card, Report
from index.regions import leading_places, named_places


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
    )
