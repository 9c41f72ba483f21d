"""Chunks → chunks with their facts: every figure of a report's clauses and tables as a record."""

from collections.abc import Sequence
from dataclasses import replace

from index.figures.anchor.around import Trail
from index.figures.anchor.model import settle
from index.figures.ground import ground_of
from index.figures.prose import Prose
from index.figures.stretches import stretches
from index.model import Chunk, Fact, Report, overlaps
from index.report.tables import tables


def with_facts(report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The same chunks, each with the facts that stand in it, in text order; `chunks` are all of the report's.

    Of what no answer may quote there are none, nor of what was recognised too poorly.
    """
    unclear = ((line.start, line.end) for line in report.scanned if line.unclear)
    ground, barred = ground_of(report), (*report.distrusted, *unclear)
    grids = tables(report.text, report.body_start, report.body_end)
    prose = Prose(report, ground, grids, stretches(report), settle, Trail(ground))
    told = (
        (chunk, [fact for fact in prose.facts(chunk) if not overlaps(barred, fact.start, fact.end)]) for chunk in chunks
    )
    return tuple(_with(chunk, sorted(facts, key=lambda fact: fact.start)) for chunk, facts in told)


def _with(chunk: Chunk, facts: Sequence[Fact]) -> Chunk:
    """A chunk with its facts; the years that they are of are among its own."""
    years = {fact.when.year for fact in facts if fact.when}
    return replace(chunk, facts=tuple(facts), years=chunk.years | years)
