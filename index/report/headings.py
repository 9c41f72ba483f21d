"""Which spans of a text are headings: numbered lines, run-in headings, items inside paragraphs, short plain lines."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import normalize

from index.files.source import StyledHeading
from index.report.heading_end import LONGEST_HEADING, heading_end
from index.report.tables import tables
from index.text.markers import Family, Marker, inline_markers, item_markers, line_marker

LONGEST_ITEM = 32  # characters; a longer sentence after 一是 gives way to its first clause
LONGEST_PLAIN = 30  # a line without a number is a heading only when it is this short

_CJK = re.compile(r"[\u4e00-\u9fff]")
_NOT_PLAIN = re.compile(
    r"[。；;，,：:！？!?…、|\t]|^[—\-(（《“]|\d{4}年\d{1,2}月\d{1,2}日|[-－—]\s*\d+\s*[-－—]|https?:|@|^附?[图表]\s*\d"
)
_SIGNATURE = re.compile(r"(?:政府|办公[厅室]|委员会|[厅局部委院处])$")
_SENTENCE_END = re.compile(r"[。！？；;!?]")
_ENDS_A_LINE = frozenset("。！？；：:;!?，,")
_ENDS_A_PARAGRAPH = tuple("。！？；：:;!?”）)")
_PUNCTUATION = re.compile(r"[，。；、,;]")
_NO_INTRODUCTION = re.compile(r"[—\-(（]|附[ \u3000]*[件图表]|[图表]\s*\d")
_DATE = re.compile(r".{0,12}\d\s*日")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,})[\s.…·]*\d*$")  # 总体要求..........3
_ATTACHED = re.compile(r"附[ \u3000]*件[ \u3000]*\d*[ \u3000]*[:：]")
_LEAST_CONTENTS = 3  # lines of a table of contents without leaders


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
    starts = [line.start for line in lines]
    depths = {bisect_right(starts, heading.start) - 1: heading.depth for heading in styled}
    silent = _contents(text, lines) | _listed(text, lines)
    numbered: list[Heading] = []
    last: dict[Family, int] = {}
    for number in range(len(lines)):
        if number not in silent:
            numbered += _line_headings(text, lines, number, depths.get(number), last)
    items = _items(text, [line for number, line in enumerate(lines) if number not in silent], numbered)
    found = sorted([*numbered, *items], key=lambda heading: heading.start)
    ends = [heading.start for heading in found[1:]] + [len(text)]
    return [replace(heading, end=min(heading.end, end)) for heading, end in zip(found, ends, strict=False)]


def _contents(text: str, lines: Sequence[Line]) -> set[int]:
    """The lines of tables of contents: those with leaders, and runs of short lines that all come again further on."""
    found: set[int] = set()
    last: dict[str, int] = {}
    short: list[str | None] = []
    for number, line in enumerate(lines):
        words = None
        if line.end - line.start <= LONGEST_HEADING * 2 and text[line.end - 1] not in _ENDS_A_LINE:
            stripped = text[line.start : line.end]
            words = re.sub(r"\s+|\d+$", "", normalize("NFKC", stripped))
            last[words] = number
            if _LEADER.search(stripped):
                found.add(number)
        short.append(words)
    run: list[int] = []
    for number, words in enumerate([*short, None]):
        if words and len(words) >= _LEAST_CONTENTS and last[words] > number:
            run.append(number)
            continue
        if len(run) >= _LEAST_CONTENTS:
            found.update(run)
        run = []
    return found


def _listed(text: str, lines: Sequence[Line]) -> set[int]:
    """The lines of tables and of lists of attachments (附件：1.… and the numbered lines after it)."""
    found: set[int] = set()
    rows = deque((table.start, table.end) for table in tables(text, lines[0].start, len(text))) if lines else deque()
    attached = False
    for number, line in enumerate(lines):
        words = text[line.start : line.end]
        begins = _ATTACHED.match(words) is not None
        attached = begins or (attached and len(words) <= LONGEST_HEADING and "。" not in words and _numbered(words))
        while rows and rows[0][1] <= line.start:
            rows.popleft()
        if attached or " | " in words or (rows and rows[0][0] <= line.start):
            found.add(number)
    return found


def _numbered(words: str) -> bool:
    marker = line_marker(words, 0, len(words))
    return marker is not None and marker.family == Family.NUMBER


def _line_headings(
    text: str, lines: Sequence[Line], number: int, depth: int | None, last: dict[Family, int]
) -> Iterator[Heading]:
    line = lines[number]
    marker = line_marker(text, line.start, line.end)
    if marker:
        last[marker.family] = marker.ordinal
    inline = _inline(text, marker.end if marker else line.start, line.end, last)
    ends = [each.start for each in inline] + [line.end]
    if marker:
        yield _heading(text, marker, ends[0], line.end, merged=bool(inline))
    elif depth is not None:
        # A styled heading without a number stands above all numbered ones, by its own depth.
        yield Heading(depth / 10 - 1, 0, line.start, line.end, line.end)
    elif _is_plain_heading(text, lines, number):
        yield Heading(Family.PLAIN, 0, line.start, line.end, line.end)
    for found, end in zip(inline, ends[1:], strict=True):
        yield _heading(text, found, end, line.end, merged=True)


def _inline(text: str, start: int, end: int, last: dict[Family, int]) -> list[Marker]:
    """The markers inside a line that go on in number, or begin one that goes on there."""
    markers = inline_markers(text, start, end)
    following: dict[Family, int] = {}
    seconds = []
    for marker in reversed(markers):
        seconds.append(following.get(marker.family) == 2)
        following[marker.family] = marker.ordinal
    found = []
    attached = False
    for marker, has_second in zip(markers, reversed(seconds), strict=True):
        attached |= _ATTACHED.search(text, max(start, marker.start - 8), marker.start) is not None
        if attached and marker.family == Family.NUMBER:
            continue
        follows = marker.ordinal > 1 and last.get(marker.family) == marker.ordinal - 1
        if follows or (marker.ordinal == 1 and has_second):
            last[marker.family] = marker.ordinal
            found.append(marker)
    return found


def _heading(text: str, marker: Marker, end: int, line_end: int, *, merged: bool = False) -> Heading:
    preferred = LONGEST_ITEM if marker.family >= Family.ITEM_LINE else LONGEST_HEADING
    stop = heading_end(text, marker.end, end, preferred, merged=merged)
    return Heading(marker.family, marker.ordinal, marker.start, stop, line_end)


def _is_plain_heading(text: str, lines: Sequence[Line], number: int) -> bool:
    line = lines[number]
    words = text[line.start : line.end]
    if not 4 <= len(words) <= LONGEST_PLAIN or _NOT_PLAIN.search(words) or len(_CJK.findall(words)) < 4:
        return False
    if number + 1 == len(lines) or _SIGNATURE.search(words) or not _balanced(words):
        return False
    before = text[lines[number - 1].start : lines[number - 1].end] if number else "。"
    after = text[lines[number + 1].start : lines[number + 1].end]
    short = len(before) <= LONGEST_PLAIN and not _PUNCTUATION.search(before)  # a heading, no line of a broken paragraph
    complete = before.endswith(_ENDS_A_PARAGRAPH) or short or _marked(before)
    leads = (len(after) > LONGEST_PLAIN and "。" in after) or _marked(after)
    return complete and leads


def _balanced(words: str) -> bool:
    return all(words.count(opening) == words.count(closing) for opening, closing in ("“”", "《》", "（）", "()"))


def _marked(words: str) -> bool:
    return line_marker(words, 0, len(words)) is not None


def may_introduce(text: str, line: Line) -> bool:
    """Whether a line may be the heading of a part: no date, signature, attachment, caption or remark in brackets."""
    words = text[line.start : min(line.end, line.start + LONGEST_HEADING)]
    if _NO_INTRODUCTION.match(words) or " | " in words or not _balanced(words):
        return False
    return line.end - line.start > LONGEST_PLAIN or not (_SIGNATURE.search(words) or _DATE.fullmatch(words))


def _items(text: str, lines: Sequence[Line], numbered: Sequence[Heading]) -> Iterator[Heading]:
    """Items inside paragraphs, and items that head the lines below them, each kind in a sequence of its own."""
    found = [(line, marker) for line in lines for marker in item_markers(text, line.start, line.end)]
    borders = [heading.start for heading in numbered if heading.rank != Family.PLAIN] + [len(text)]
    leading = _leading(text, lines, found)
    for family in (Family.ITEM_LINE, Family.ITEM):
        kind = [each for each in found if (each[1].start in leading) == (family == Family.ITEM_LINE)]
        for heading in _sequences(text, kind, borders):
            yield replace(heading, rank=family)


def _leading(text: str, lines: Sequence[Line], found: Sequence[tuple[Line, Marker]]) -> set[int]:
    """Where the items start that are whole lines, of a series whose first one has its body on the lines below."""
    starts = {marker.start for _, marker in found}
    below = {line.start: after.start for line, after in pairwise(lines)}
    series: list[list[Marker]] = [[]]
    for line, marker in found:
        if marker.start != line.start or _SENTENCE_END.search(text, line.start, line.end - 1):
            continue
        if marker.ordinal == len(series[-1]) + 1 > 1:
            series[-1].append(marker)
        elif marker.ordinal == 1:
            after = below.get(line.start)
            heads = after is not None and after not in starts and line_marker(text, after, len(text)) is None
            series.append([marker] if heads else [])
    return {marker.start for each in series if len(each) > 1 for marker in each}


def _sequences(text: str, found: Sequence[tuple[Line, Marker]], borders: Sequence[int]) -> Iterator[Heading]:
    """Items count inside one heading's reach: a first one that has a second, and each that follows in number."""
    border, previous = 0, None
    for position, (line, marker) in enumerate(found):
        while marker.start >= borders[border]:
            border, previous = border + 1, None
        following = found[position + 1][1] if position + 1 < len(found) else None
        if following and following.start >= borders[border]:
            following = None
        first = marker.ordinal == 1 and following is not None and following.ordinal == 2
        if first or (previous is not None and marker.ordinal == previous + 1):
            previous = marker.ordinal
            end = following.start if following and following.start < line.end else line.end
            yield _heading(text, marker, end, end)
