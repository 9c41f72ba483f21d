"""Which spans of a text are headings: numbered lines, run-in headings, items inside paragraphs, short plain lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.formats import StyledHeading
from index.markers import Family, Marker, inline_markers, item_markers, line_marker

LONGEST_HEADING = 60  # characters; a longer first sentence is body, and its first clause stands for it
LONGEST_ITEM = 32  # the same for 一是 … inside a paragraph
LONGEST_PLAIN = 30  # a line without a number is a heading only when it is this short

_SENTENCE_END = re.compile(r"[。！？；;!?\n]")
_CLAUSE_END = re.compile(r"[，,：:]")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_NOT_PLAIN = re.compile(r"[。；;，,：:！？!?…、|\t]|^[—\-(（《“]|\d{4}年\d{1,2}月\d{1,2}日|[-－—]\s*\d+\s*[-－—]|https?:|@")
_SIGNATURE = re.compile(r"(?:政府|办公[厅室]|委员会|[厅局部委院处])$")
_ENDS_A_PARAGRAPH = tuple("。！？；：:;!?”）)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the white space around it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `text[start:end]` on the line that ends at `line_end`; lower ranks stand higher in the tree."""

    rank: float
    ordinal: int
    start: int
    end: int
    line_end: int

    @property
    def runs_in(self) -> bool:
        """Whether its body begins on its own line."""
        return self.end < self.line_end


def body_lines(text: str, start: int) -> list[Line]:
    """The non-blank lines of `text[start:]`."""
    return [
        Line(match.start() + len(match[0]) - len(match[0].lstrip()), match.start() + len(match[0].rstrip()))
        for match in re.compile(r"[^\n]+").finditer(text, start)
        if match[0].strip()
    ]


def find_headings(text: str, lines: Sequence[Line], styled: Sequence[StyledHeading]) -> list[Heading]:
    """All headings of the lines, in text order; items (一是…) only where a first is followed by a second."""
    depths = {_line_at(lines, heading.start): heading.depth for heading in styled}
    numbered: list[Heading] = []
    last: dict[Family, int] = {}
    for number, line in enumerate(lines):
        numbered += _line_headings(text, lines, number, depths.get(number), last)
    found = sorted([*numbered, *_items(text, lines, numbered)], key=lambda heading: heading.start)
    ends = [heading.start for heading in found[1:]] + [len(text)]
    return [replace(heading, end=min(heading.end, end)) for heading, end in zip(found, ends, strict=False)]


def _line_at(lines: Sequence[Line], offset: int) -> int | None:
    return next((number for number, line in enumerate(lines) if line.start <= offset < line.end), None)


def _line_headings(
    text: str, lines: Sequence[Line], number: int, depth: int | None, last: dict[Family, int]
) -> Iterator[Heading]:
    line = lines[number]
    table_row = " | " in text[line.start : line.end]
    marker = None if table_row else line_marker(text, line.start, line.end)
    if marker:
        last[marker.family] = marker.ordinal
        yield _heading(text, marker, line)
    elif depth is not None:
        # A styled heading without a number stands above all numbered ones, by its own depth.
        yield Heading(depth / 10 - 1, 0, line.start, line.end, line.end)
    elif not table_row and _is_plain_heading(text, lines, number):
        yield Heading(Family.PLAIN, 0, line.start, line.end, line.end)
    if not table_row:
        inline = inline_markers(text, marker.end if marker else line.start, line.end)
        for position, found in enumerate(inline):
            follows = found.ordinal > 1 and last.get(found.family) == found.ordinal - 1
            if follows or (found.ordinal == 1 and _has_second(inline[position + 1 :], found.family)):
                last[found.family] = found.ordinal
                yield _heading(text, found, line)


def _has_second(markers: Sequence[Marker], family: Family) -> bool:
    following = next((marker.ordinal for marker in markers if marker.family == family), None)
    return following == 2


def _heading(text: str, marker: Marker, line: Line, longest: int = LONGEST_HEADING) -> Heading:
    """The heading ends at its own full stop, or at its first clause where that sentence is too long for a heading."""
    stop = _SENTENCE_END.search(text, marker.end, line.end)
    end = stop.end() if stop else line.end
    colon = text.find("：", marker.end, end)
    if 0 < colon - marker.start <= LONGEST_PLAIN:
        end = colon + 1
    if end - marker.start > longest:
        cut = _first_clause(text, marker.end, end)
        end = cut if cut - marker.start <= longest else marker.end
    return Heading(marker.family, marker.ordinal, marker.start, end, line.end)


def _first_clause(text: str, start: int, end: int) -> int:
    """The end of the first clause of four characters or more that leaves no quotation open."""
    for match in _CLAUSE_END.finditer(text, start + 4, end):
        if text.count("“", start, match.start()) == text.count("”", start, match.start()):
            return match.start()
    return end


def _is_plain_heading(text: str, lines: Sequence[Line], number: int) -> bool:
    line = lines[number]
    words = text[line.start : line.end]
    if not 4 <= len(words) <= LONGEST_PLAIN or _NOT_PLAIN.search(words) or len(_CJK.findall(words)) < 4:
        return False
    if number + 1 == len(lines) or _SIGNATURE.search(words):
        return False
    before = text[lines[number - 1].start : lines[number - 1].end] if number else "。"
    after = text[lines[number + 1].start : lines[number + 1].end]
    complete = before.endswith(_ENDS_A_PARAGRAPH) or len(before) <= LONGEST_HEADING // 2 or _marked(before)
    leads = (len(after) > LONGEST_PLAIN and "。" in after) or _marked(after)
    return complete and leads


def _marked(words: str) -> bool:
    return line_marker(words, 0, len(words)) is not None


def _items(text: str, lines: Sequence[Line], numbered: Sequence[Heading]) -> Iterator[Heading]:
    """Items count inside one heading's reach: a first one that has a second, and each that follows in number."""
    borders = [heading.start for heading in numbered if heading.rank != Family.PLAIN] + [len(text)]
    border, previous = 0, None
    found = [(line, marker) for line in lines for marker in item_markers(text, line.start, line.end)]
    for position, (line, marker) in enumerate(found):
        while marker.start >= borders[border]:
            border, previous = border + 1, None
        reach = (other for _, other in found[position + 1 :] if other.start < borders[border])
        following = next(reach, None)
        first = marker.ordinal == 1 and following is not None and following.ordinal == 2
        if first or (previous is not None and marker.ordinal == previous + 1):
            previous = marker.ordinal
            next_start = following.start if following and following.start < line.end else line.end
            yield _heading(text, marker, Line(marker.start, next_start), LONGEST_ITEM)
