"""Text → tree of Sections.

Headings nest by the rank of their marker, with three corrections that real reports need: numbering that starts again
under an introducing paragraph opens a part of its own; numbering that uses the families upside down (1. above （一）)
is told by how the numbers go on; and what kind of period a section speaks of is inherited.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from index.files.source import StyledHeading
from index.model import Period, Section
from index.report.heading_end import part_end
from index.report.headings import Heading, Line, body_lines, find_headings, may_introduce
from index.report.periods import following_period, section_period
from index.text.markers import Family

_TIME = r".{0,4}(?:(?:19|20)\d\d年|明年|来年|今后|今年|去年|过去|下一?步|下半年|上半年|下一?阶段)"
_NAMES_A_TIME = re.compile(_TIME)
_OPENS_A_PART = re.compile(rf"^{_TIME}|我们将|如下|[:：]$")


def parse(text: str, body_start: int, styled: Sequence[StyledHeading], period: Period | None) -> tuple[Section, ...]:
    """The sections of `text[body_start:]`, outermost first, in text order.

    `period` is the report's own; every section gets its own or the inherited one. Text before the first heading
    belongs to no section.
    """
    lines = body_lines(text, body_start)
    headings = find_headings(text, lines, [heading for heading in styled if heading.start >= body_start])
    headings = _with_parts(text, lines, headings)
    return _sections(text, headings, _parents(headings), period)


def _with_parts(text: str, lines: Sequence[Line], headings: list[Heading]) -> list[Heading]:
    """Adds a heading for each paragraph or short plain line under which a numbering starts, or starts again."""
    numbered = [heading for heading in headings if heading.rank < Family.PLAIN]
    parents = _parents(numbered)
    seen: set[tuple[int | None, float]] = set()
    parts: dict[int, Heading] = {}
    for number, heading in enumerate(numbered):
        key = (parents[number], heading.rank)
        if heading.ordinal == 1 and heading.rank >= Family.CHINESE:
            previous = numbered[number - 1] if number else None
            between = _between(lines, previous, heading)
            for part in _introducing(text, headings, between, previous, heading, again=key in seen):
                parts[part.start] = replace(part, rank=heading.rank - 0.5)
        seen.add(key)
    kept = [heading for heading in headings if heading.start not in parts]
    return sorted([*kept, *parts.values()], key=lambda heading: heading.start)


def _between(lines: Sequence[Line], previous: Heading | None, heading: Heading) -> Sequence[Line]:
    """The lines after the previous heading's and before that of `heading`."""
    first = bisect_left(lines, previous.line_end, key=lambda line: line.start) if previous else 0
    between = lines[first : bisect_left(lines, heading.start, key=lambda line: line.start)]
    return between[:-1] if between and between[-1].end >= heading.start else between


def _introducing(
    text: str,
    headings: Sequence[Heading],
    between: Sequence[Line],
    previous: Heading | None,
    heading: Heading,
    again: bool,
) -> list[Heading]:
    """The headings of the parts that the lines before a first number open.

    Those are short plain lines that name a time, or that stand directly above the number; where a numbering starts
    again, else a paragraph that announces it.
    """
    if not between:
        return []
    first = bisect_left(headings, between[0].start, key=lambda each: each.start)
    last = bisect_left(headings, heading.start, key=lambda each: each.start)
    plain = [each for each in headings[first:last] if each.rank == Family.PLAIN]
    parts = [
        each for each in plain if each.start == between[-1].start or _NAMES_A_TIME.match(text, each.start, each.end)
    ]
    if parts or not again:
        return parts
    may = [line for line in between if may_introduce(text, line)]
    cued = next((line for line in may if _OPENS_A_PART.search(text[line.start : line.end])), None)
    if cued is None and plain:
        return plain[-1:]
    if cued is None and may and (len(between) > 1 or (previous and previous.runs_in)):
        cued = may[-1]
    return [Heading(0, 0, cued.start, part_end(text, cued.start, cued.end), cued.end)] if cued else []


def _parents(headings: Sequence[Heading]) -> list[int | None]:
    """For each heading the number of its parent in the same list."""
    parents: list[int | None] = []
    stack: list[int] = []
    upside_down: set[tuple[float, float]] = set()
    following = _following_ordinals(headings)
    for number, heading in enumerate(headings):
        level = next((depth for depth, other in enumerate(stack) if headings[other].rank == heading.rank), None)
        if level is not None:
            del stack[level:]
        while stack and level is None and headings[stack[-1]].rank > heading.rank:
            above = headings[stack[-1]]
            if following[stack[-1]] == above.ordinal + 1 and heading.ordinal == 1:
                upside_down.add((above.rank, heading.rank))
            if _holds(above, heading, upside_down):
                break
            stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(number)
    return parents


def _following_ordinals(headings: Sequence[Heading]) -> list[int]:
    """For each heading the number of the next one of the same rank, 0 where there is none."""
    following: list[int] = []
    nearest: dict[float, int] = {}
    for heading in reversed(headings):
        following.append(nearest.get(heading.rank, 0))
        nearest[heading.rank] = heading.ordinal
    return following[::-1]


def _holds(above: Heading, heading: Heading, upside_down: set[tuple[float, float]]) -> bool:
    """Whether a first heading of a usually higher family opens a list inside one of a usually lower family.

    It does when the lower numbering went on after such a list (1. （一）（二） 2. …), and under a short plain line.
    """
    if heading.ordinal != 1 or above.rank >= Family.ITEM_LINE or heading.rank < Family.CHINESE:
        return False
    if above.rank == Family.PLAIN:
        return heading.rank >= Family.NUMBER
    return (above.rank, heading.rank) in upside_down


def _sections(
    text: str, headings: Sequence[Heading], parents: Sequence[int | None], period: Period | None
) -> tuple[Section, ...]:
    children: dict[int | None, list[int]] = {}
    for number, parent in enumerate(parents):
        children.setdefault(parent, []).append(number)

    def build(number: int, level: int, end: int, inherited: Period | None) -> Section:
        heading = headings[number]
        words = text[heading.start : heading.end].strip().rstrip("。：:；;.．")
        own = inherited if heading.rank >= Family.ITEM_LINE else section_period(words, level, inherited, period)
        if heading.rank == Family.ITEM:
            end = min(end, _after_space(text, heading.line_end))
        return Section(words, level, heading.start, heading.end, end, own, below(number, level + 1, end, own))

    def below(parent: int | None, level: int, end: int, inherited: Period | None) -> tuple[Section, ...]:
        numbers = children.get(parent, [])
        ends = [headings[number].start for number in numbers[1:]] + [end]
        sections = []
        for number, stop in zip(numbers, ends, strict=False):
            sections.append(build(number, level, stop, inherited))
            if level == 1:
                inherited = following_period(sections[-1].heading, sections[-1].period, inherited)
        return tuple(sections)

    return below(None, 1, len(text), period)


def _after_space(text: str, end: int) -> int:
    """The offset after the white space that follows `end`."""
    while end < len(text) and text[end].isspace():
        end += 1
    return end
