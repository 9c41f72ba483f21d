"""A table of a Word file → its rows, each in lines `cell | cell`."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from index.files.merged import MOST_COLUMNS, Rows, Span, repeated
from index.files.word.package import find, w
from index.files.word.runs import within


def table_lines(table: Any, words_in: Callable[[Any], str]) -> Iterator[str]:
    """The lines of a table whose cells' words `words_in` tells."""
    rows = Rows()
    above: dict[int, str] = {}
    for row in within(table, "tr"):
        spans = [Span("")] * _number(row, "./w:trPr/w:gridBefore/@w:val", 0)
        column = len(spans)
        words: dict[int, str] = {}
        for cell in within(row, "tc"):
            merged = find(cell, "./w:tcPr/w:vMerge")
            goes_on = bool(merged) and merged[0].get(w("val")) != "restart"
            words[column] = repeated(above.get(column, "")) if goes_on else words_in(cell)
            spans.append(Span(words[column], _number(cell, "./w:tcPr/w:gridSpan/@w:val", 1), 2 if merged else 1))
            column += spans[-1].across
        above = words
        if any(words.values()):
            yield from rows.line_of(spans).split("\n")


def is_frame(table: Any) -> bool:
    """Whether a table is a single cell: a frame around paragraphs."""
    return len([cell for row in within(table, "tr") for cell in within(row, "tc")]) == 1


def _number(node: Any, path: str, default: int) -> int:
    told = find(node, path)
    return min(int(told[0]), MOST_COLUMNS) if told and re.fullmatch("[0-9]{1,4}", told[0]) else default
