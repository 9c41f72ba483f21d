"""Timed figures → what is seen of each, four times over: as it stands, in a report that tells nothing, alone, later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from eval.training.anchoring.times import TimedDocument, TimedFigure, same_time
from index.figures.anchor.around import Around, Trail
from index.figures.anchor.candidates import Candidate, candidates
from index.figures.anchor.features import seen_around, seen_of, shape
from index.figures.ground import ground_of
from index.figures.prose import Prose
from index.figures.stretches import stretches
from index.model import FactState, Period, Report, When
from index.report.chunks import split
from index.report.load import load
from index.report.tables import tables

# `whole`: as it stands. `untold`: neither the report's year nor the periods of its sections are known. `alone`: its
# sentence in a report without a title, headings or other sentences. A copy may be any of these. `later`: alone in a
# report of years later, where what the sentence dates itself is still of then: reports seldom tell the two apart.
View = Literal["whole", "untold", "alone", "later"]
VIEWS: tuple[View, ...] = ("whole", "untold", "alone", "later")
_LATER = 2  # years


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as it is seen: what stands around it, of each time that it may be of what is seen, its shape and whether
    it is the right one.
    """

    doc: str
    view: View
    state: FactState
    around: tuple[str, ...]
    of: tuple[tuple[str, ...], ...]
    shapes: tuple[int, ...]
    right: tuple[bool, ...]


def rows(folder: Path, documents: Sequence[TimedDocument]) -> Iterator[Row]:
    """The rows of all figures that are found where they were told; `folder` holds the documents, as laid out.

    Raises ReportError where a document cannot be read.
    """
    for document in documents:
        report = load(folder / document.doc, document.doc)
        for view in VIEWS:
            seen = _seen(report, view)
            for told in document.figures:
                at = [span for span in seen if span[0] < told.end and told.start < span[1]]
                if at:
                    best = max(at, key=lambda span: min(span[1], told.end) - max(span[0], told.start))
                    yield _row(document.doc, view, told, *seen[best])


def _row(doc: str, view: View, told: TimedFigure, around: Around, found: Sequence[Candidate]) -> Row:
    when = _later(told.when, around) if view == "later" else told.when
    return Row(
        doc,
        view,
        told.state,
        tuple(set(seen_around(around))),
        tuple(tuple(set(names)) for names in seen_of(found, around)),
        tuple(map(shape, found)),
        tuple(same_time(each.when, when) for each in found),
    )


def _later(when: When | None, around: Around) -> When | None:
    """A figure's time in a report of years later: the same where its sentence names the year."""
    if when is None or str(when.last or when.year) in around.text[around.start : around.end]:
        return when
    return replace(when, year=when.year + _LATER, last=when.last and when.last + _LATER)


def _seen(report: Report, view: View) -> dict[tuple[int, int], tuple[Around, list[Candidate]]]:
    """All figures of a report's sentences by their spans."""
    found: list[tuple[Around, list[Candidate]]] = []

    def settle(around: Around) -> tuple[When | None, FactState]:
        around = _alone(around) if view in ("alone", "later") else replace(around, trail=replace(around.trail))
        found.append((around, candidates(around)))
        return None, "reached"

    ground, held = ground_of(report), stretches(report)
    if view == "untold":
        ground, held = replace(ground, year=None), [replace(one, period=None) for one in held]
    if view == "later":
        ground = replace(ground, year=ground.year and ground.year + _LATER)
        held = [replace(one, period=_moved(one.period)) for one in held]
    grids = tables(report.text, report.body_start, report.body_end)
    prose = Prose(report, ground, grids, held, settle, Trail(ground))
    facts = [fact for chunk in split(report) for fact in prose.facts(chunk) if not fact.cell]
    return {(fact.start, fact.end): seen for fact, seen in zip(facts, found, strict=True)}


def _moved(period: Period | None) -> Period | None:
    return period and replace(period, year=period.year and period.year + _LATER)


def _alone(around: Around) -> Around:
    trail = around.trail
    mentions = [mention for mention in around.mentions if mention.start >= around.start]
    own = Trail(replace(trail.ground, named=()), trail.now, trail.period)
    return replace(around, paragraph=around.start, mentions=mentions, trail=own)
