"""Tables of a PDF page: the rows of ruled ones, merged cells filled, and what of a line may stand in columns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from pdfplumber.table import Table

from index.files.merged import Rows, Span, repeated
from index.text.columns import Segment

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""

_GAP = 1.0  # of the size of print; words that far apart stand in columns


def ruled_rows(table: Table) -> list[tuple[str, float]]:
    """The line `cell | cell` and the top of each row of a table between rules, merged cells filled."""
    told = {box: (words or "").strip() for box, words in _boxes(table)}
    lefts = sorted({box[0] for box in told})
    tops = sorted({box[1] for box in told})
    rows = Rows(cell_text)
    lines: list[tuple[str, float]] = []
    for top in tops:
        at = (_covering(told, left + 1, top + 1) for left in lefts)
        spans: list[Span] = []
        for box, columns in groupby(at):
            words = told[box] if box else ""
            down = sum(box[1] <= each < box[3] - 1 for each in tops) if box else 1
            spans.append(Span(words if box and box[1] == top else repeated(words), len(list(columns)), down))
        lines += [(line, top) for line in rows.line_of(spans).split("\n") if line.strip(" |")]
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
