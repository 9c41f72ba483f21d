"""The parts of an Answer: citations, the periods asked for, the passages found, the times taken."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from time import perf_counter

from assistant.model import Citation, Evidence, Found, Passage, Query
from assistant.writing.scans import is_scanned
from index.model import Report


def cite(number: int, evidence: Evidence, report_of: Callable[[str], Report]) -> Citation:
    """The citation of a span, with what its report and its section say of it."""
    chunk = evidence.hit.chunk
    report = report_of(chunk.report)
    return Citation(
        number=number,
        report=chunk.report,
        title=report.title,
        region=report.region.name if report.region else None,
        year=chunk.period.year if chunk.period and chunk.period.year else report.year,
        section=chunk.section,
        paragraph=chunk.text,
        quote=evidence.quote,
        start=evidence.start,
        end=evidence.end,
        scanned=is_scanned(evidence, report),
    )


def periods(query: Query) -> tuple[str, ...]:
    """The years and halves asked for, as people say them."""
    half = {1: "上半年", 2: "下半年", None: ""}[query.half]
    plan = "计划" if query.planned else ""
    if not query.years:
        return (half + plan,) if half + plan else ()
    return tuple(f"{year}年{half}{plan}" for year in query.years)


def passages(found: Sequence[Found], count: int) -> tuple[Passage, ...]:
    """What was found, best first; of places that were asked for by turns, so that each has its best among the first."""
    turns = zip_longest(*(place.seen for place in found))
    hits = [hit for turn in turns for hit in turn if hit is not None]
    if not any(place.place for place in found):
        hits.sort(key=lambda hit: -hit.score)
    return tuple(
        Passage(hit.chunk.report, hit.chunk.section, hit.chunk.text, hit.score, hit.chunk.start, hit.chunk.end)
        for hit in hits[:count]
    )


class Clock:
    """Milliseconds of each stage since the one before."""

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._stages: dict[str, float] = {}

    def stage(self, name: str) -> None:
        """Ends a stage; one that comes again is added to."""
        now = perf_counter()
        self._stages[name] = round(self._stages.get(name, 0.0) + (now - self._last) * 1000, 3)
        self._last = now

    def timings(self) -> dict[str, float]:
        """The stages and their total."""
        return {**self._stages, "total": round((self._last - self._start) * 1000, 3)}
