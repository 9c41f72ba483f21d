"""The order in which a page is read: what stands above, column by column, what stands below.

Columns are told by a gutter: a strip that no print crosses, between lines that mostly fill what is beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import inf

from index.files.pdf.glyphs import Char
from index.files.pdf.tables import Box

_GUTTER = 0.6  # of the size of print; how wide it is at least
_FEWEST = 3  # lines of a column
_NARROWEST = 8  # characters that a column is wide
_FILLED, _MOSTLY = 0.8, 0.4  # of the width, of the lines
_SPACE = 3.0  # of the size of print, between lines that are not of one column
_LARGER = 1.2  # than most print
_SAME_LINE = 3.0  # points between the feet of its characters

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """Characters that are read line by line, and the tables among them.

    `column` names it where it is one of several side by side: which of how many, and again within that.
    """

    chars: Sequence[Char]
    boxes: Sequence[Box] = ()
    column: tuple[int, ...] = ()


class _Strip:
    """What stands at one height: the characters of a line across the page, or a table."""

    def __init__(self, chars: Sequence[Char], boxes: Sequence[Box] = ()) -> None:
        """`taken` is from where to where there is print, `size` that of the print, none of a table."""
        shown = [char for char in chars if char["text"].strip()]
        self.chars, self.boxes = chars, boxes
        self.size = float(shown[0]["size"]) if shown else 0.0
        print_ = sorted([(char["x0"], char["x1"]) for char in shown] + [(box[0], box[2]) for box in boxes])
        self.taken = list(_merged(print_, _GUTTER * self.size))
        self.left = self.taken[0][0] if self.taken else 0.0
        self.right = max((right for _, right in self.taken), default=0.0)

    def is_apart(self, above: "_Strip") -> bool:
        """Whether there is much space between it and the line above."""
        if not self.size or not above.size:
            return False
        return bool(self.chars[0]["top"] - above.chars[0]["bottom"] > _SPACE * self.size)

    def within(self, left: float, right: float) -> "_Strip":
        """What of it begins between two positions."""
        chars = [char for char in self.chars if left <= char["x0"] < right]
        return _Strip(chars, [box for box in self.boxes if left <= box[0] < right])


def regions(chars: Sequence[Char], boxes: Iterable[Box]) -> list[Region]:
    """The page's regions in the order of reading."""
    return list(_ordered(_strips(chars, boxes), ()))


def _strips(chars: Iterable[Char], boxes: Iterable[Box]) -> list[_Strip]:
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda each: float(each["bottom"])):
        if lines and char["bottom"] - lines[-1][0]["bottom"] <= _SAME_LINE:
            lines[-1].append(char)
        else:
            lines.append([char])
    found = [(line[0]["bottom"], _Strip(line)) for line in lines] + [(box[1], _Strip((), [box])) for box in boxes]
    return [strip for _, strip in sorted(found, key=lambda each: each[0])]


def _ordered(strips: Sequence[_Strip], column: tuple[int, ...]) -> Iterator[Region]:
    """The regions of these strips, which are one of the columns of a page."""
    for start, last, gutters in _bands(strips):
        first = start + _heads(strips[start:last])
        band = strips[first:last]
        sides = list(pairwise(_edges(band, gutters)))
        if len(sides) > 1 and all(_is_column(band, *side) for side in sides):
            yield from _ordered(strips[:first], column)
            for at, side in enumerate(sides):
                yield from _ordered([strip.within(*side) for strip in band], (*column, at, len(sides)))
            yield from _ordered(strips[last:], column)
            return
    chars = [char for strip in strips for char in strip.chars]
    boxes = [box for strip in strips for box in strip.boxes]
    if chars or boxes:
        yield Region(chars, boxes, column)


def _heads(strips: Sequence[_Strip]) -> int:
    """How many lines at the top stand over all columns: a running head in smaller type, a title in larger."""
    sizes = sorted(strip.size for strip in strips)
    usual = sizes[len(sizes) // 2]

    def is_head(strip: _Strip) -> bool:
        smaller, larger = 0 < strip.size * _LARGER < usual, strip.size > _LARGER * usual
        return smaller or (larger and len(strip.taken) == 1)

    return len(list(takewhile(is_head, strips)))


def _bands(strips: Sequence[_Strip]) -> list[tuple[int, int, list[Interval]]]:
    """Strips from one up to another that leave gutters free, and where those are; most strips first."""
    left = min((strip.left for strip in strips if strip.taken), default=0)
    right = max((strip.right for strip in strips), default=0)
    found: list[tuple[int, int, list[Interval]]] = []
    for first in range(len(strips)):
        free = [(left, right)]
        gutters: list[Interval] = []
        at = first
        while at < len(strips) and free and not (at > first and strips[at].is_apart(strips[at - 1])):
            free = _free(free, strips[at].taken, strips[at].size)
            between = [each for each in free if left < each[0] and each[1] < right]
            if len(between) < len(gutters):
                found.append((first, at, gutters))
            gutters = between
            at += 1
        if gutters:
            found.append((first, at, gutters))
    return sorted(found, key=lambda band: band[0] - band[1])


def _merged(intervals: Iterable[Interval], gap: float) -> Iterator[Interval]:
    """Intervals, from left to right, as one where less than the gap is between them."""
    now: Interval | None = None
    for left, right in intervals:
        if now and left - now[1] < gap:
            now = now[0], max(now[1], right)
        else:
            if now:
                yield now
            now = left, right
    if now:
        yield now


def _free(intervals: Iterable[Interval], taken: Iterable[Interval], size: float) -> list[Interval]:
    """What of the intervals is left beside what is taken, where that is wide enough for a gutter."""
    free = list(intervals)
    for left, right in taken:
        cut = [part for a, b in free for part in ((a, min(b, left)), (max(a, right), b))]
        free = [(a, b) for a, b in dict.fromkeys(cut) if b - a >= _GUTTER * size]
    return free


def _edges(strips: Sequence[_Strip], gutters: Iterable[Interval]) -> list[float]:
    """Where the columns begin and the last one ends; a gutter that has only some odd print on one side is none."""
    edges = [-inf]
    for _, gutter in gutters:
        edge = gutter - 1  # a point, for italics
        before = sum(any(edges[-1] <= left < edge for left, _ in strip.taken) for strip in strips)
        behind = sum(any(edge <= left for left, _ in strip.taken) for strip in strips)
        if min(before, behind) >= _FEWEST:
            edges.append(edge)
    return [*edges, inf]


def _is_column(strips: Sequence[_Strip], left: float, right: float) -> bool:
    """Whether lines between two positions are those of running text, which mostly fill their width."""
    parts = [([each for each in strip.taken if left <= each[0] < right], strip.size) for strip in strips if strip.size]
    lines = [(taken[0][0], max(end for _, end in taken), size) for taken, size in parts if taken]
    if len(lines) < _FEWEST:
        return False
    width = max(line[1] for line in lines) - min(line[0] for line in lines)
    filled = sum(end - start >= _FILLED * width for start, end, _ in lines)
    return width >= _NARROWEST * lines[0][2] and filled >= _MOSTLY * len(lines)
