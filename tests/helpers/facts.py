"""Facts that cost nothing to find, a figure with the words before it: for tests of what is done with facts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.model import Chunk, Fact, Report, When

_FIGURE = re.compile(r"(?P<thing>[\u4e00-\u9fff]{2,6})(?P<value>\d+(?:\.\d+)?)(?P<unit>[万亿]?[元张个名%人])")


def with_facts(report: Report, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The same chunks with such facts, of the report's year and place."""
    return tuple(
        replace(chunk, facts=tuple(_fact(report, chunk, m) for m in _FIGURE.finditer(chunk.text))) for chunk in chunks
    )


def _fact(report: Report, chunk: Chunk, found: re.Match[str]) -> Fact:
    value, unit = Decimal(found["value"]), found["unit"]
    return Fact(
        start=chunk.start + found.start("value"),
        end=chunk.start + found.end(),
        thing=found["thing"],
        value=value * 10_000 if unit[0] == "万" else value,
        unit=unit.removeprefix("万"),
        place=report.region.name if report.region else None,
        when=When(report.year) if report.year else None,
        state="planned" if chunk.period and chunk.period.planned else "reached",
    )
