"""Tables of a PDF page: those that lines rule, with merged cells filled, and those that only stand in columns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from pdfplumber.table import Table

from index.files.merged import Rows, Span, repeated
from index.text.figures import is_blank, is_figure, is_year
from index.text.markers import line_marker

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""

_GAP = 1.0  # of the size of print; words that far apart stand in columns
_NEAR = 1.5  # of the size of print; how much the edges of a column may differ
_LINE = 3.5  # of the size of print; a wider space between lines ends a table
_LEAST = 2  # rows of figures in a table without rules
_MOST_HEADS = 3
_LONGEST_LABEL = 20  # characters of a row that only names those below it
_SENTENCE = re.compile(r"[。；！？]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line of print without wide gaps, at `left` to `right`."""

    text: str
    left: float
    right: float

    @property
    def edges(self) -> tuple[float, float, float]:
        """What may stand below the same of another line: left edge, middle, right edge."""
        return self.left, (self.left + self.right) / 2, self.right


def ruled_rows(table: Table) -> list[tuple[str, float]]:
    """The line `cell | cell` and the top of each row of a table between rules, merged cells filled."""
    told = {box: cell_text(words or "") for box, words in _boxes(table)}
    lefts = sorted({box[0] for box in told})
    tops = sorted({box[1] for box in told})
    rows = Rows()
    lines: list[tuple[str, float]] = []
    for top in tops:
        at = (_covering(told, left + 1, top + 1) for left in lefts)
        spans: list[Span] = []
        for box, columns in groupby(at):
            words = told[box] if box else ""
            down = sum(box[1] <= each < box[3] - 1 for each in tops) if box else 1
            spans.append(Span(words if box and box[1] == top else repeated(words), len(list(columns)), down))
        line = rows.line_of(spans)
        if line.strip(" |"):
            lines.append((line, top))
    return lines


def _boxes(table: Table) -> Iterator[tuple[Box, str | None]]:
    for row, words in zip(table.rows, table.extract(), strict=True):
        yield from ((box, each) for box, each in zip(row.cells, words, strict=True) if box)


def _covering(boxes: Iterable[Box], x: float, y: float) -> Box | None:
    return next((box for box in boxes if box[0] <= x < box[2] and box[1] <= y < box[3]), None)


def cell_text(words: str) -> str:
    """The lines of a cell as one: a word that is broken joined again, figures kept apart."""
    text = ""
    for line in filter(None, (each.strip() for each in words.split("\n"))):
        apart = re.search(r"[0-9A-Za-z%％‰]$", text) or (re.search(r"\d", text) and line[0].isdecimal())
        text += (" " if apart and re.match(r"[0-9A-Za-z+\-]", line) else "") + line
    return text


def segments(chars: Sequence[dict[str, Any]]) -> list[Segment]:
    """The segments of a line of print, left to right."""
    found: list[list[dict[str, Any]]] = []
    for char in sorted((char for char in chars if char["text"].strip()), key=lambda each: float(each["x0"])):
        if found and char["x0"] - found[-1][-1]["x1"] <= _GAP * char["size"]:
            found[-1].append(char)
        else:
            found.append([char])
    return [Segment(_words(each), each[0]["x0"], each[-1]["x1"]) for each in found]


def _words(chars: Sequence[dict[str, Any]]) -> str:
    text = chars[0]["text"]
    for before, char in pairwise(chars):
        text += (" " if char["x0"] - before["x1"] > 0.2 * char["size"] else "") + char["text"]
    return str(text)


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of print: its segments, its top and the size of its print, in points."""

    segments: list[Segment]
    top: float
    size: float


def aligned_rows(lines: Sequence[Printed]) -> dict[int, list[str]]:
    """Which of a page's lines are rows of tables without rules, each with the words of its columns."""
    found: dict[int, list[str]] = {}
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and _goes_on(lines, first, last):
            last += 1
        while last > first and len(lines[last - 1].segments) < 2:
            last -= 1
        found |= _table(lines, first, last)
        first = max(last, first + 1)
    return found


def _goes_on(lines: Sequence[Printed], first: int, at: int) -> bool:
    """Whether a line may be a row of the table that begins at `first`: in columns, or the name of the rows below."""
    line = lines[at]
    if at > first and line.top - lines[at - 1].top > _LINE * line.size:
        return False
    words = line.segments[0].text
    if any(_SENTENCE.search(each.text) for each in line.segments):
        return False
    short = len(words) <= _LONGEST_LABEL and at > first and len(lines[at - 1].segments) > 1
    return len(line.segments) > 1 or (short and abs(line.segments[0].left - lines[at - 1].segments[0].left) < line.size)


def _table(lines: Sequence[Printed], first: int, last: int) -> dict[int, list[str]]:
    body = [at for at in range(first, last) if _is_body(lines[at].segments)]
    if len(body) < _LEAST:
        return {}
    width = Counter(len(lines[at].segments) for at in body).most_common(1)[0][0]
    full = [lines[at].segments for at in body if len(lines[at].segments) == width]
    if len(full) < _LEAST or len(full) + width < 5 or _is_contents(full):
        return {}
    size = lines[body[0]].size
    columns = list(zip(*(row for row in full), strict=True))
    if not all(_aligned(column, size) for column in columns):
        return {}
    middles = [sum(each.edges[1] for each in column) / len(column) for column in columns]
    heads = [at for at in range(max(first, body[0] - _MOST_HEADS), body[0]) if len(lines[at].segments) > 1]
    return {at: _placed(lines[at].segments, columns, middles) for at in [*heads, *range(body[0], last)]}


def _is_body(row: Sequence[Segment]) -> bool:
    """Whether most of a row behind its first words are figures."""
    cells = [segment.text for segment in row[1:]]
    figures = sum(is_figure(words) and not is_year(words) for words in cells)
    return figures > 0 and (figures + sum(map(is_blank, cells))) * 2 > len(cells)


def _is_contents(rows: Sequence[Sequence[Segment]]) -> bool:
    """Whether rows are those of a table of contents: numbered words, and a page that never goes back."""
    pages = [row[-1].text for row in rows]
    marked = sum(line_marker(row[0].text, 0, len(row[0].text)) is not None for row in rows)
    ordered = all(each.isdecimal() for each in pages) and sorted(pages, key=int) == pages
    return len(rows[0]) == 2 and ordered and marked * 2 > len(rows)


def _aligned(column: Sequence[Segment], size: float) -> bool:
    edges = zip(*(segment.edges for segment in column), strict=True)
    return min(max(each) - min(each) for each in edges) <= _NEAR * size


def _placed(row: Sequence[Segment], columns: Sequence[Sequence[Segment]], middles: Sequence[float]) -> list[str]:
    """The words of each column: of as many segments in order, else of the segment that a column stands under."""
    if len(row) == len(columns):
        return [segment.text for segment in row]
    words = [""] * len(columns)
    if len(row) > 1 and not _is_body(row):  # heads over several columns each
        for at, middle in enumerate(middles):
            nearest = min(row, key=lambda segment: abs(segment.edges[1] - middle))
            label = at == 0 and nearest.left > max(segment.right for segment in columns[0])
            words[at] = "" if label else nearest.text
        return words
    for segment in row:
        at = min(range(len(columns)), key=lambda each: _distance(segment, columns[each]))
        words[at] = f"{words[at]} {segment.text}".strip()
    return words


def _distance(segment: Segment, column: Sequence[Segment]) -> float:
    return min(abs(one - other) for each in column for one, other in zip(segment.edges, each.edges, strict=True))
