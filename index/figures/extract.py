"""Chunks → chunks with their facts: every figure of a report's clauses and tables as a record."""

from collections.abc import Sequence
from dataclasses import replace

from index.figures.frames import Frames
from index.figures.ground import ground_of
from index.figures.prose import Prose
from index.figures.stretches import stretches
from index.model import Chunk, Report
from index.report.tables import tables


def with_facts(report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The same chunks, each with the facts that stand in it, in text order; `chunks` are all of the report's."""
    found = tables(report.text, report.body_start, len(report.text))
    ground = ground_of(report)
    prose = Prose(report, ground, found, stretches(report), Frames(ground))
    return tuple(
        replace(chunk, facts=tuple(sorted(prose.facts(chunk), key=lambda fact: fact.start))) for chunk in chunks
    )
