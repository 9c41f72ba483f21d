"""Text → tree of Sections.

Headings nest by the rank of their marker, with three corrections that real reports need: numbering that starts again
under an introducing paragraph opens a part of its own; numbering that uses the families upside down (1. above （一）)
is told by how the numbers go on; and what kind of period a section speaks of is inherited.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from index.formats import StyledHeading
from index.headings import Heading, Line, body_lines, find_headings
from index.markers import Family
from index.model import Period, Section
from index.periods import section_period

_OPENS_A_PART = re.compile(
    r"^.{0,4}(?:(?:19|20)\d\d年|明年|来年|今后|今年|下一?步|下半年|上半年|下一?阶段)|我们将|如下|[:：]$"
)


def parse(
    text: str, body_start: int, styled: Sequence[StyledHeading], period: Period | None
) -> tuple[Section, ...]:
    """The sections of `text[body_start:]`, outermost first, in text order.

    `period` is the report's own; every section gets its own or the inherited one. Text before the first heading
    belongs to no section.
    """
    lines = body_lines(text, body_start)
    headings = find_headings(text, lines, [heading for heading in styled if heading.start >= body_start])
    headings = _with_parts(text, lines, headings)
    return _sections(text, headings, _parents(headings), period)


def _with_parts(text: str, lines: Sequence[Line], headings: list[Heading]) -> list[Heading]:
    """Adds a heading for each paragraph under which a numbering starts again."""
    numbered = [heading for heading in headings if heading.rank < Family.PLAIN]
    parents = _parents(numbered)
    seen: set[tuple[int | None, float]] = set()
    parts: dict[int, Heading] = {}
    for number, heading in enumerate(numbered):
        key = (parents[number], heading.rank)
        plain = _plain_before(headings, lines, heading)
        if heading.ordinal == 1 and heading.rank >= Family.CHINESE:
            if plain:
                parts[plain.start] = Heading(heading.rank - 0.5, 0, plain.start, plain.end, plain.line_end)
            elif key in seen and (intro := _intro(text, lines, numbered[number - 1], heading)):
                parts[intro.start] = Heading(heading.rank - 0.5, 0, intro.start, _first_sentence(text, intro), intro.end)
        seen.add(key)
    kept = [heading for heading in headings if heading.start not in parts]
    return sorted([*kept, *parts.values()], key=lambda heading: heading.start)


def _plain_before(headings: Sequence[Heading], lines: Sequence[Line], heading: Heading) -> Heading | None:
    """The short plain line directly above a heading."""
    number = bisect_left(lines, heading.start, key=lambda line: line.start)
    position = bisect_left(headings, heading.start, key=lambda other: other.start)
    if not number or not position:
        return None
    above = headings[position - 1]
    return above if above.rank == Family.PLAIN and above.start == lines[number - 1].start else None


def _intro(text: str, lines: Sequence[Line], previous: Heading, heading: Heading) -> Line | None:
    """The paragraph between two headings that introduces the second one's numbering."""
    first = bisect_left(lines, previous.line_end, key=lambda line: line.start)
    between = lines[first : bisect_left(lines, heading.start, key=lambda line: line.start)]
    if between and between[-1].end >= heading.start:
        between = between[:-1]
    cued = next((line for line in between if _OPENS_A_PART.search(text[line.start : line.end])), None)
    if cued or not between:
        return cued
    return between[-1] if previous.runs_in or len(between) > 1 else None


def _first_sentence(text: str, line: Line) -> int:
    stop = text.find("。", line.start, line.end)
    return stop + 1 if stop >= 0 else line.end


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
    if heading.ordinal != 1 or above.rank == Family.ITEM or heading.rank < Family.CHINESE:
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
        words = text[heading.start : heading.end].strip().rstrip("。：:；;")
        own = inherited if heading.rank == Family.ITEM else section_period(words, level, inherited, period)
        if heading.rank == Family.ITEM:
            end = min(end, _after_space(text, heading.line_end))
        return Section(words, level, heading.start, heading.end, end, own, below(number, level + 1, end, own))

    def below(parent: int | None, level: int, end: int, inherited: Period | None) -> tuple[Section, ...]:
        numbers = children.get(parent, [])
        ends = [headings[number].start for number in numbers[1:]] + [end]
        return tuple(build(number, level, stop, inherited) for number, stop in zip(numbers, ends, strict=False))

    return below(None, 1, len(text), period)


def _after_space(text: str, end: int) -> int:
    """The offset after the white space that follows `end`."""
    while end < len(text) and text[end].isspace():
        end += 1
    return end
