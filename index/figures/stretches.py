"""A report's text in stretches, each under the headings of its innermost section."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Period, Report, Section
from index.report.periods import report_period


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text from `start` to the next stretch, under `headings`, outermost first."""

    start: int
    headings: tuple[str, ...]
    period: Period | None

    @property
    def heading(self) -> str:
        """The innermost heading, '' where there is none."""
        return self.headings[-1] if self.headings else ""


def stretches(report: Report) -> list[Stretch]:
    """The stretches of a report's body, in text order; a section's own text goes on after its children."""
    period = report_period(report.title, report.kind, report.year)
    top = Stretch(report.body_start, (), period)
    return [top, *_below(report.sections, top)]


def _below(sections: Sequence[Section], above: Stretch) -> Iterator[Stretch]:
    for section in sections:
        own = Stretch(section.start, (*above.headings, section.heading), section.period)
        yield own
        yield from _below(section.children, own)
        yield Stretch(section.end, above.headings, above.period)


def within(found: Sequence[Stretch], start: int, end: int) -> Iterator[tuple[int, int, Stretch]]:
    """The parts of a span that lie in one stretch each."""
    first = max(0, bisect_right(found, start, key=lambda stretch: stretch.start) - 1)
    last = bisect_left(found, end, key=lambda stretch: stretch.start)
    borders = [start, *(stretch.start for stretch in found[first + 1 : last]), end]
    for number, stretch in enumerate(found[first:last]):
        if borders[number] < borders[number + 1]:
            yield borders[number], borders[number + 1], stretch
