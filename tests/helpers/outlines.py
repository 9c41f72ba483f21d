"""The tree of a text's sections as an outline: what golden trees are written in."""

from index.files.source import StyledHeading
from index.model import Period
from index.report.sections import parse


def outline(text: str, period: Period | None = None, styled: tuple[StyledHeading, ...] = ()) -> str:
    """The tree as indented headings, with the period where it is not the report's."""
    lines = []
    for root in parse(text, 0, styled, period):
        for section in root.walk():
            own = section.period
            mark = (
                f" <{own.year}{'H' + str(own.half) if own.half else ''}{' 计划' if own.planned else ''}>" if own else ""
            )
            lines.append("  " * (section.level - 1) + section.heading + ("" if own == period else mark))
    return "\n".join(lines)
