"""Lines in which words stand in columns, without rules or marks: which of them are rows of a table, and which cells.

Positions are in points on a page, or in columns of a terminal where a Chinese character takes two.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.figures import is_blank, is_figure, is_year
from index.text.markers import line_marker

_NEAR = 1.5  # of the size of print; how much the edges of a column may differ
_SPACE = 3.5  # of the size of print; a wider space between lines ends a table
_LEAST = 2  # rows of figures
_MOST_HEADS = 3
_LONGEST_NAME = 20  # characters of a row that only names those below it
_NO_CELL = re.compile(r"[。！？；]|[.…·]{4}")  # a sentence, or the leader to a page number
_CONTENTS = re.compile(r"目\s*[录次]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line without wide gaps, at `left` to `right`; `start` is their offset in a text."""

    words: str
    left: float
    right: float
    start: int = 0

    @property
    def edges(self) -> tuple[float, float, float]:
        """What may stand below the same of another line: left edge, middle, right edge."""
        return self.left, (self.left + self.right) / 2, self.right


@dataclass(frozen=True, slots=True)
class Printed:
    """A line: its segments from left to right, its top, and the size of its print."""

    segments: Sequence[Segment]
    top: float
    size: float


Cells = list[list[Segment]]
"""For each column the segments that stand in it."""


def aligned_rows(lines: Sequence[Printed]) -> list[dict[int, Cells]]:
    """The tables among lines: which lines are their rows, each with its cells."""
    found: list[dict[int, Cells]] = []
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and _goes_on(lines, first, last):
            last += 1
        while last > first and len(lines[last - 1].segments) < 2:
            last -= 1
        if table := _table(lines, first, last):
            found.append(table)
        first = max(last, first + 1)
    return found


def _goes_on(lines: Sequence[Printed], first: int, at: int) -> bool:
    """Whether a line may be a row of the table that begins at `first`: in columns, or the name of the rows below."""
    line = lines[at]
    if at > first and line.top - lines[at - 1].top > _SPACE * line.size:
        return False
    if any(_NO_CELL.search(each.words) for each in line.segments):
        return False
    if len(line.segments) > 1 or at == first:
        return len(line.segments) > 1
    above, name = lines[at - 1].segments, line.segments[0]
    return len(name.words) <= _LONGEST_NAME and len(above) > 1 and abs(name.left - above[0].left) < line.size


def _table(lines: Sequence[Printed], first: int, last: int) -> dict[int, Cells]:
    body = [at for at in range(first, last) if _is_body(lines[at].segments)]
    if len(body) < _LEAST:
        return {}
    width = Counter(len(lines[at].segments) for at in body).most_common(1)[0][0]
    full = [lines[at].segments for at in body if len(lines[at].segments) == width]
    heads = [at for at in range(max(first, body[0] - _MOST_HEADS), body[0]) if _is_head(lines[at].segments)]
    even = width > 2 and all(len(lines[at].segments) == width for at in [*heads, *body])
    headed = bool(heads) or (width > 2 and len(full) > _LEAST)
    if (
        not headed
        or len(full) < _LEAST
        or len(full) + width < 5
        or _is_contents(full, [lines[at].segments for at in heads])
    ):
        return {}
    columns = list(zip(*full, strict=True))
    if not even and not all(_aligned(column, lines[body[0]].size) for column in columns):
        return {}
    rows = {at: _head(lines[at].segments, columns, lowest=at == heads[-1] and len(heads) > 1) for at in heads}
    return rows | {at: _cells(lines[at].segments, columns) for at in range(body[0], last)}


def _is_body(row: Sequence[Segment]) -> bool:
    """Whether most of a row behind its first words, or year, are figures."""
    cells = [segment.words for segment in row[1:]]
    figures = sum(is_figure(words) and not is_year(words) for words in cells)
    named = any(is_year(each.words) or not (is_figure(each.words) or is_blank(each.words)) for each in row)
    return named and figures > 0 and (figures + sum(map(is_blank, cells))) * 2 > len(cells)


def _is_head(row: Sequence[Segment]) -> bool:
    return len(row) > 1 and not any("单位：" in each.words or "单位:" in each.words for each in row)


def _is_contents(rows: Sequence[Sequence[Segment]], heads: Sequence[Sequence[Segment]]) -> bool:
    """Whether rows are those of a table of contents: under 目 录, or numbered words and pages that never go back."""
    pages = [row[-1].words for row in rows]
    marked = sum(line_marker(row[0].words, 0, len(row[0].words)) is not None for row in rows)
    ordered = all(each.isdecimal() for each in pages) and sorted(pages, key=int) == pages
    titled = any(_CONTENTS.fullmatch("".join(each.words for each in head)) for head in heads)
    return len(rows[0]) == 2 and ordered and (titled or marked * 2 > len(rows))


def _aligned(column: Sequence[Segment], size: float) -> bool:
    edges = list(zip(*(segment.edges for segment in column), strict=True))
    return any(max(each) - min(each) <= _NEAR * size for each in edges)


def _head(row: Sequence[Segment], columns: Sequence[Sequence[Segment]], *, lowest: bool) -> Cells:
    """The cells of a row of heads: each column has the one that it stands under, which may go over several."""
    if lowest or len(row) == len(columns):
        return _cells(row, columns)
    cells: Cells = []
    for at, column in enumerate(columns):
        middle = sum(segment.edges[1] for segment in column) / len(column)
        nearest = min(row, key=lambda segment: abs(segment.edges[1] - middle))
        beyond = at == 0 and nearest.left > max(segment.right for segment in column)
        cells.append([] if beyond else [nearest])
    return cells


def _cells(row: Sequence[Segment], columns: Sequence[Sequence[Segment]]) -> Cells:
    """The cells of a row: as many segments as columns in order, fewer each in the column that it is nearest to."""
    if len(row) == len(columns):
        return [[segment] for segment in row]
    cells: Cells = [[] for _ in columns]
    for segment in row:
        cells[min(range(len(columns)), key=lambda at: _distance(segment, columns[at]))].append(segment)
    return cells


def _distance(segment: Segment, column: Sequence[Segment]) -> float:
    return min(abs(one - other) for each in column for one, other in zip(segment.edges, each.edges, strict=True))
